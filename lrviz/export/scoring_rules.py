"""How an answer is scored where no server can say: the truth and the bounds, as plain data."""

from collections.abc import Mapping
from typing import Any

from lrviz.film.program import program_of
from lrviz.lessons import Reading, Stop, truth
from lrviz.lessons.questions import (
    ChoiceQuestion,
    NumberQuestion,
    OrderQuestion,
    RingQuestion,
    TapQuestion,
    VerdictQuestion,
)
from lrviz.lessons.scoring import (
    DIGITS,
    FAR,
    FARTHEST,
    HALVINGS,
    LARGEST,
    NEAR,
    PART,
    PLACES,
    RIGHT,
    SMALLEST,
)
from lrviz.lessons.states import state
from lrviz.lessons.truth import reading
from lrviz.text import catalog
from lrviz.text.numbers import number

__all__ = ["rule_of"]

_REFUSED = ("one_of", "order", "number", "limits", "two", "place", "elsewhere")


def rule_of(stop: Stop, language: str) -> Mapping[str, Any]:
    """What ``web/scoring.js`` needs to score an answer to a stop's question as ``scored`` does."""
    texts, question = catalog(language), stop.question
    words = {word: texts[f"lesson.score.{word}"] for word in ("right", "near", "far")}
    refused = {each: texts[f"lesson.answer.{each}"] for each in _REFUSED}
    shared = {"truth": truth(stop), "words": words, "refused": refused}
    if isinstance(question, NumberQuestion):
        bounds = {"right": question.right, "near": question.near}
        for name, limit in (("low", SMALLEST), ("high", LARGEST)):
            refused["limits"] = refused["limits"].replace(f"{{{name}}}", number(limit, 2))
        return {"kind": "number", **shared, **bounds, "line": texts["lesson.score.number"]}
    if isinstance(question, TapQuestion | RingQuestion):
        return {**shared, **_on_map(stop, question), "line": texts[f"lesson.score.{question.kind}"]}
    names = _names(question)
    for each in ("one_of", "order"):
        refused[each] = refused[each].replace("{allowed}", ", ".join(names))
    kind = "order" if isinstance(question, OrderQuestion) else "word"
    return {"kind": kind, **shared, "names": names, "line": texts["lesson.score.order"]}


def _names(question: VerdictQuestion | ChoiceQuestion | OrderQuestion) -> list[str]:
    if isinstance(question, VerdictQuestion):
        return list(question.words)
    if isinstance(question, ChoiceQuestion):
        return [each.name for each in question.options]
    return [name for name, _ in question.items]


def _on_map(stop: Stop, question: TapQuestion | RingQuestion) -> Mapping[str, Any]:
    unit = reading(stop, question.unit)
    bounds = {"right": RIGHT, "near": NEAR, "far": FAR, "unit": unit}
    if isinstance(question, TapQuestion):
        place = truth(stop)
        assert isinstance(place, tuple)
        return {"kind": "tap", **bounds, "truth": [place[i] for i in question.axes]}
    given = reading(stop, Reading("place", question.of.at, question.of.args, question.of.page))
    program = program_of(state(stop.page, stop.query).objective)
    circles = {"part": PART, "places": PLACES, "farthest": FARTHEST}
    circles |= {"halvings": HALVINGS, "digits": DIGITS}
    return {"kind": "ring", **bounds, "from": given, "program": program, "circles": circles}
