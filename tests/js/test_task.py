"""Whether a stop's task is done: the browser's rules are those of the course."""

from dataclasses import asdict
from urllib.parse import parse_qsl, urlencode, urlsplit

from lrviz.lessons import Exercise, done, read_list, stop
from lrviz.panel.content import task_value
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
    *({"rb": rows} for rows in ("0", "10", "50")),
    {"start": "-5,2"},
    {"start": "5,-2.0,7"},
    {"start": "-1e-3"},
    {"start": "-2,-5,-1"},
]
TASKS = [
    Exercise("lr", "at least", 0.1),
    Exercise("lr", "at most", 0.1),
    Exercise("lr", "is", 0.1),
    Exercise("data", "is", "tips"),
    Exercise("start"),
    Exercise("lr"),
    Exercise("data"),
    Exercise("rb", "at least", 50),
    Exercise("rb", "at most", 50),
    Exercise("start", "within", (-9.0, 0.0)),
    Exercise("start", "within", (-9.0, 0.0), count=2),
    Exercise("start", "within", (-2.0, 7.5), after=(-5.0,)),
    Exercise("start", "within", (-2.0, 7.5), after=(5, -2)),
    Exercise("start", "within", (32.0, 34.0), squares=(1.0, 2.0)),
]


def test_a_task_is_done_when_the_course_says_so(modules: Modules) -> None:
    cases = [(task, was, now) for task in TASKS for was in ADDRESSES for now in ADDRESSES]
    given = [
        {
            "task": {**asdict(task), "value": task_value(task), "was": was.get(task.key)},
            "search": f"?{urlencode(now)}",
        }
        for task, was, now in cases
    ]
    found = modules("lesson/task", "return x.map((c) => m.done(c.task, c.search));", given)
    wanted = [done(task, urlencode(was), urlencode(now)) for task, was, now in cases]
    assert found == wanted
    assert True in wanted
    assert False in wanted


def test_all_rows_are_at_least_as_many_as_any() -> None:
    task = stop("updates").task
    assert [done(task, "rb=10", f"rb={rows}") for rows in (0, 49, 50, 293)] == [
        True,
        False,
        True,
        True,
    ]


def test_a_list_is_written_as_the_course_reads_it(modules: Modules) -> None:
    course = [{"title": "A", "stops": [{"id": "crawl", "title": "Too small"}]}]
    lines = [
        "too small",
        " https://x.org/?formula=|x|&lr=0.1&lang=zh ",
        "",
        "https://x.org/network?tab=cost",
    ]
    given = {"course": course, "name": "Monday", "lines": lines}
    link = modules(
        "lesson/overview",
        "return m.listLink(x.course, x.name, x.lines, 'https://x.org/lessons?stop=edge&lang=en');",
        given,
    )
    query = dict(parse_qsl(urlsplit(link).query))
    found = read_list(query["list"])
    assert (query["lang"], found.name) == ("en", "Monday")
    assert found.items[0] is stop("crawl")
    assert [each.page for each in found.items[1:]] == ["descent", "network"]
    assert dict(parse_qsl(found.items[1].query)) == {"formula": "|x|", "lr": "0.1"}
