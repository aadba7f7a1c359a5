"""The texts of a stop in a language; those shown after the answer with the run's own figures."""

from typing import Literal

from lrviz.lessons.claims import Figure
from lrviz.lessons.questions import NumberQuestion
from lrviz.lessons.record import Stop
from lrviz.lessons.scoring import Score
from lrviz.lessons.truth import reading
from lrviz.text import catalog, say, say_of
from lrviz.text.numbers import number, percent, vector

__all__ = ["AFTER", "BEFORE", "after", "before", "option", "outcome", "point", "topic", "unit"]

BEFORE = ("title", "text", "do", "question")
AFTER = ("reveal", "try")


def before(stop: Stop, part: Literal["title", "text", "do", "question"], language: str) -> str:
    """A text that is shown before the answer; nothing in it is read from the run."""
    return say(f"lesson.{stop.id}.{part}", language)


def option(stop: Stop, name: str, language: str) -> str:
    """What an option or an item is called; a verdict by its own word."""
    key = f"lesson.{stop.id}.option.{name}"
    return say(key if key in catalog(language) else f"verdict.{name}.word", language)


def unit(question: NumberQuestion, language: str) -> str:
    """What the number counts."""
    return say(f"lesson.unit.{question.unit}", language)


def topic(name: str, language: str) -> str:
    """The title of a chapter of TOPICS."""
    return say(f"lesson.topic.{name}", language)


def point(name: str, language: str) -> str:
    """What the course calls a point of POINTS, or a part of one, such as "6.divide"."""
    return say(f"lesson.point.{name.split('.', maxsplit=1)[0]}", language)


def outcome(stop: Stop, score: Score, language: str) -> str:
    """How an answer did, in one or two short sentences."""
    word = say(f"lesson.score.{score.word}", language)
    if score.miss is None or (score.word == "right" and stop.question.kind == "order"):
        return word
    miss = number(score.miss, 2)
    if stop.question.kind == "number" and miss == "1":  # as near as words can tell
        return word
    return say(f"lesson.score.{stop.question.kind}", language, word=word, miss=miss)


def after(stop: Stop, part: Literal["reveal", "try"], language: str) -> str:
    """A text that is shown after the answer, with the run's figures in it."""
    shown = _Shown(stop, language)
    return say_of(f"lesson.{stop.id}.{part}", language, shown)


class _Shown(dict[str, str]):
    """The figures of a stop as they are written, each read when a text asks for it."""

    def __init__(self, stop: Stop, language: str) -> None:
        super().__init__()
        self._stop, self._language = stop, language

    def __missing__(self, name: str) -> str:
        self[name] = text = _written(self._stop, self._stop.figures[name], self._language)
        return text


def _written(stop: Stop, figure: Figure, language: str) -> str:
    value = reading(stop, figure.reading)
    if isinstance(value, str):
        return say(f"verdict.{value}.word", language)
    if isinstance(value, tuple):
        return vector(value, figure.digits)
    return percent(value) if figure.percent else number(value, figure.digits)
