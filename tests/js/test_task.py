"""Whether a stop's task is done: the browser's rules are those of the course."""

from urllib.parse import urlencode

from lrviz.lessons import Exercise, done
from tests.js.node import Modules

ADDRESSES = [
    {},
    {"lr": "0.1"},
    {"lr": "0.10"},
    {"lr": "1e-1", "start": "-5,-2"},
    {"lr": "0.3", "start": "-5.0,-2.0"},
    {"lr": "many", "start": "-5,-2.5"},
    {"data": "tips", "start": "1"},
    {"data": "houses", "start": ""},
]
TASKS = [
    Exercise("lr", "at least", 0.1),
    Exercise("lr", "at most", 0.1),
    Exercise("lr", "is", 0.1),
    Exercise("data", "is", "tips"),
    Exercise("start"),
    Exercise("lr"),
    Exercise("data"),
]


def test_a_task_is_done_when_the_course_says_so(modules: Modules) -> None:
    cases = [(task, was, now) for task in TASKS for was in ADDRESSES for now in ADDRESSES]
    given = [
        {
            "task": {
                "key": task.key,
                "comparison": task.comparison,
                "value": str(task.value),
                "was": was.get(task.key),
            },
            "search": f"?{urlencode(now)}",
        }
        for task, was, now in cases
    ]
    found = modules("lesson/task", "return x.map((c) => m.done(c.task, c.search));", given)
    wanted = [done(task, urlencode(was), urlencode(now)) for task, was, now in cases]
    assert found == wanted
    assert True in wanted
    assert False in wanted
