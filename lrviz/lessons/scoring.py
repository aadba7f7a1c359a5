"""How near an answer is to the truth, gently: near is near."""

import math
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np

from lrviz.lessons.claims import Reading
from lrviz.lessons.questions import (
    ChoiceQuestion,
    NumberQuestion,
    OrderQuestion,
    RingQuestion,
    TapQuestion,
    VerdictQuestion,
)
from lrviz.lessons.record import Stop
from lrviz.lessons.states import Floats, state
from lrviz.lessons.truth import as_number, reading, truth
from lrviz.settings.fields import as_float, as_floats
from lrviz.settings.typed import NumberRefusedError, read_number
from lrviz.text.notices import ConfigError, Notice, shown
from lrviz.text.numbers import number

__all__ = ["LARGEST", "SMALLEST", "Score", "positive", "scored"]

# An answer is from the smallest number above 0 that a computer has to the largest.
SMALLEST, LARGEST = 5e-324, sys.float_info.max

# A tap is right within the first of these lengths of a step, near within the second, and at the
# third nothing is left of its score.
RIGHT, NEAR, FAR = 0.25, 1.0, 2.0

# A ring is looked for on circles round a tap, a part of a unit apart, at so many places of each,
# and no farther than so many units.
PART, PLACES, FARTHEST = 0.05, 360, 100.0
HALVINGS = 40  # A length that is halved so often is known to twelve digits.
DIGITS = 9  # What is less than one of so many decimals is rounding.


@dataclass(frozen=True)
class Score:
    """How near an answer is.

    Attributes:
        share: 1 for right, 0 for far, between for near.
        word: "right", "near" or "far".
        miss: how far off: in steps' lengths for a tap, a factor of at least 1 for a number,
            pairs in the wrong order for an order; None for one of several.
    """

    share: float
    word: Literal["right", "near", "far"]
    miss: float | None = None


def scored(stop: Stop, answer: object) -> Score:
    """The score of an answer, given as plain data, see ``lrviz.lessons.questions``.

    A tap is right within a quarter of the step's length, near within one, and its share falls
    to 0 at two. A number is right within the question's factor ``right``, near within ``near``,
    and its share falls evenly in its logarithm to 0 at ``near`` squared. Of an order the share
    is that of its pairs in the right order, and it is near from two thirds on.

    Raises:
        ConfigError: what is no answer to this question, with one sentence.
    """
    question = stop.question
    if isinstance(question, TapQuestion | RingQuestion):
        return _tap(stop, question, answer)
    if isinstance(question, NumberQuestion):
        return _number(stop, question, answer)
    if isinstance(question, OrderQuestion):
        return _order(stop, question, answer)
    return _word(stop, question, answer)


def _word(stop: Stop, question: VerdictQuestion | ChoiceQuestion, answer: object) -> Score:
    words = (
        question.words
        if isinstance(question, VerdictQuestion)
        else tuple(option.name for option in question.options)
    )
    if answer not in words:
        raise _refused("one_of", answer, allowed=", ".join(words))
    return Score(1.0, "right") if answer == truth(stop) else Score(0.0, "far")


def _tap(stop: Stop, question: TapQuestion | RingQuestion, answer: object) -> Score:
    place = as_floats(answer)
    if place is None or len(place) != 2:
        raise _refused("place", answer)
    unit = as_number(reading(stop, question.unit))
    if isinstance(question, RingQuestion):
        miss = _off_ring(stop, question, place, unit)
    else:
        wanted = np.array(truth(stop), dtype=np.float64)[list(question.axes)]
        miss = float(np.linalg.norm(np.array(place) - wanted)) / unit
    share = float(np.clip((FAR - miss) / (FAR - RIGHT), 0, 1))
    return Score(share, _near(miss, RIGHT, NEAR), miss)


def _off_ring(stop: Stop, question: RingQuestion, place: Sequence[float], unit: float) -> float:
    """The distance to the ring, in units: the least circle round the tap that it meets."""
    given = reading(stop, Reading("place", question.of.at, question.of.args, question.of.page))
    point = np.array(place)
    if np.linalg.norm(point - np.array(given)) < unit:
        raise ConfigError(Notice("lesson.answer.elsewhere"))
    x = state(stop.page, stop.query)
    level = as_number(truth(stop))
    inward = float(x.loss(point)) < level

    def meets(radius: float, angles: Floats) -> Floats:
        around = point + radius * unit * np.stack([np.cos(angles), np.sin(angles)], axis=-1)
        return np.asarray(angles[(x.loss(around) < level) != inward])

    turn = np.linspace(0, 2 * np.pi, PLACES, endpoint=False)
    radii = np.arange(PART, FARTHEST, PART)
    beyond = next((radius for radius in radii if len(meets(radius, turn))), math.inf)
    if beyond == math.inf:
        return math.inf
    radius, angle = _least(meets, beyond, turn)
    return round(_least(meets, radius, angle + (turn - np.pi) / PLACES * 2)[0], DIGITS)


def _least(
    meets: Callable[[float, Floats], Floats], radius: float, angles: Floats
) -> tuple[float, float]:
    """The least radius, up to ``radius``, at which a circle meets the ring at one of ``angles``,
    and where."""
    low, high = 0.0, radius
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if len(meets(middle, angles)) else (middle, high)
    found = meets(high, angles)
    return high, float(found[len(found) // 2])


def positive(answer: object, low: float = SMALLEST, high: float = LARGEST) -> float:
    """The number that an answer is, greater than 0 and from ``low`` to ``high``.

    Raises:
        ConfigError: it is none, could be either of two, or lies beyond these limits.
    """
    value = as_float(answer)
    why, readings = _why_none(answer) if value is None else ("", ())
    if why == "two":
        raise _refused("two", answer, **dict(zip(("one", "other"), readings, strict=True)))
    beyond = why in ("large", "small") or (value is not None and value > 0)
    if beyond and not (value and low <= value <= high):
        raise _refused("limits", answer, low=number(low, 2), high=number(high, 2))
    if value is None or value <= 0:
        raise _refused("number", answer)
    return value


def _why_none(answer: object) -> tuple[str, tuple[str, ...]]:
    """The reason for which a typed text is no number, and its readings where it has two."""
    try:
        read_number(answer if isinstance(answer, str) else "")
    except NumberRefusedError as error:
        return error.reason, error.readings
    return "none", ()


def _number(stop: Stop, question: NumberQuestion, answer: object) -> Score:
    given, wanted = positive(answer), as_number(truth(stop))
    miss = max(given / wanted, wanted / given)
    right, none = math.log(question.right), 2 * math.log(question.near)
    share = float(np.clip((none - math.log(miss)) / (none - right), 0, 1))
    return Score(share, _near(miss, question.right, question.near), miss)


def _order(stop: Stop, question: OrderQuestion, answer: object) -> Score:
    names = [name for name, _ in question.items]
    given = list(answer) if isinstance(answer, list | tuple) else []
    if sorted(map(str, given)) != sorted(names):
        raise _refused("order", answer, allowed=", ".join(names))
    right = truth(stop)
    assert isinstance(right, tuple)
    pairs = list(combinations(right, 2))
    wrong = sum(given.index(first) > given.index(second) for first, second in pairs)
    share = 1 - wrong / len(pairs)
    return Score(share, _near(wrong, 0, len(pairs) / 3), float(wrong))


def _near(miss: float, right: float, near: float) -> Literal["right", "near", "far"]:
    if miss <= right:
        return "right"
    return "near" if miss <= near else "far"


def _refused(what: str, answer: object, **values: str) -> ConfigError:
    return ConfigError(Notice(f"lesson.answer.{what}", {"given": shown(answer), **values}))
