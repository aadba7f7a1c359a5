"""A stop as its panel shows it: before the answer nothing of the run, after it what is true."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from lrviz.lessons import STOPS, Stop, after, before, option, outcome, scored, topic, truth, unit
from lrviz.lessons.questions import (
    ChoiceQuestion,
    NumberQuestion,
    OrderQuestion,
    Question,
    VerdictQuestion,
)
from lrviz.lessons.states import merged
from lrviz.lessons.tasks import Exercise
from lrviz.panel.pictures import map_to_tap, option_picture
from lrviz.text import catalog, say

__all__ = ["WAIVED", "answer_of", "revealed", "shown", "state_of", "task_value", "texts"]

WAIVED = "-"  # An answer that was not given.


def state_of(chosen: Stop, said: str | None) -> str:
    """The address of the live page: the stop's own state, after the answer the revealed one."""
    return chosen.query if said is None else merged(chosen.query, chosen.reveal)


def answer_of(chosen: Stop, said: str) -> object:
    """An answer as the address writes it, as plain data."""
    return said.split(",") if isinstance(chosen.question, OrderQuestion) else said


def texts(language: str) -> Mapping[str, str]:
    """The panel's own texts."""
    start = "course.panel."
    names = [key.removeprefix(start) for key in catalog(language) if key.startswith(start)]
    return {name: say(f"course.panel.{name}", language) for name in names}


def shown(each: Stop, language: str, *, answered: bool) -> dict[str, Any]:
    """All of a stop that is shown before the answer; nothing here is read from the run."""
    at = STOPS.index(each)
    texts = {part: before(each, part, language) for part in ("title", "text", "do", "question")}
    return {
        "id": each.id,
        "topic": topic(each.topic, language),
        "place": at + 1,
        "of": len(STOPS),
        "back": STOPS[at - 1].id if at else None,
        "next": STOPS[at + 1].id if at + 1 < len(STOPS) else None,
        **texts,
        "asks": {"kind": each.question.kind, **_asked(each, each.question, language)},
        "task": {
            **asdict(each.task),
            "value": task_value(each.task),
            "was": _value(each, each.task.key, answered=answered),
        },
    }


def task_value(task: Exercise) -> str:
    """With what a task compares, as an address writes it."""
    values = task.value if isinstance(task.value, tuple) else (task.value,)
    return ",".join(map(str, values))


def _asked(each: Stop, question: Question, language: str) -> dict[str, Any]:
    """What the controls of a question need."""
    if isinstance(question, VerdictQuestion):
        return {"options": [_option(each, word, language) for word in question.words]}
    if isinstance(question, ChoiceQuestion):
        return {
            "options": [
                {**_option(each, one.name, language), **option_picture(each, one, language)}
                for one in question.options
            ]
        }
    if isinstance(question, OrderQuestion):
        return {"options": [_option(each, name, language) for name in question.names]}
    if isinstance(question, NumberQuestion):
        return {"low": question.low, "high": question.high, "unit": unit(question, language)}
    return map_to_tap(each, language)


def _option(each: Stop, name: str, language: str) -> dict[str, str]:
    return {"name": name, "label": option(each, name, language)}


def _value(each: Stop, key: str, *, answered: bool) -> str | None:
    """What the address says of a setting where the task begins."""
    query = merged(each.query, each.reveal) if answered else each.query
    return dict(pair.split("=", 1) for pair in query.split("&")).get(key)


def revealed(each: Stop, said: str, language: str) -> dict[str, Any]:
    """What is shown after the answer, read from the run."""
    found: dict[str, Any] = {
        "reveal": after(each, "reveal", language),
        "try": after(each, "try", language),
        "truth": truth(each),
        "outcome": say("course.waived", language),
        "word": "waived",
        "share": 0.0,
    }
    if said != WAIVED:
        score = scored(each, answer_of(each, said))
        found |= {"outcome": outcome(each, score, language), "word": score.word}
        found["share"] = score.share
    return found
