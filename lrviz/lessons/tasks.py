"""The one thing to do at a stop, as data, so that the page notices when it is done."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qsl

from lrviz.settings.fields import as_floats

__all__ = ["Exercise", "done"]

ALL_ROWS = "rb"  # The setting of which 0 stands for all there are.

Comparison = Literal["is", "at least", "at most", "within", "changed"]


@dataclass(frozen=True)
class Exercise:
    """A setting that is to be reached or changed.

    Attributes:
        key: its key in the page's address: ``lr``, ``step``, ``start``, ``std`` …
        comparison: what is asked of it.
        value: with what it is compared; nothing for "changed", two bounds for "within".
        count: of the numbers so many at least lie within the bounds.
        after: only the number counts that comes right after these.
        squares: the sum of squares with these factors counts in the place of the numbers.
        before: whether it is for before the answer, with the veil on, or for after it.
    """

    key: str
    comparison: Comparison = "changed"
    value: float | str | tuple[float, float] = ""
    count: int = 1
    after: tuple[float, ...] = ()
    squares: tuple[float, ...] = ()
    before: bool = False


def done(task: Exercise, before: str, now: str) -> bool:
    """Whether a task is done: ``before`` is the address the task began with, ``now`` the present.

    A task for after the answer begins with the revealed state. Both are as the page writes them;
    what an address does not say is not compared.

    >>> done(Exercise("step", "at least", 2), "step=0", "step=3")
    True
    >>> done(Exercise("start"), "start=-5.0,-2.0", "start=-5,-2")
    False
    >>> done(Exercise("start", "within", (-9, 0), count=2), "start=-4,2", "start=-4,-1")
    True
    """
    was, found = (dict(parse_qsl(each, keep_blank_values=True)) for each in (before, now))
    if task.key not in found:
        return False
    changed = task.key in was and not _same(was[task.key], found[task.key])
    if task.comparison == "changed":
        return changed
    if isinstance(task.value, tuple):
        low, high = task.value
        numbers = _looked_at(task, as_floats(found[task.key]) or ())
        return changed and sum(low < each < high for each in numbers) >= task.count
    if task.comparison == "is":
        return _same(found[task.key], str(task.value))
    number, bound = (as_floats(text) for text in (found[task.key], str(task.value)))
    if task.key == ALL_ROWS and number == (0.0,):
        number = (math.inf,)
    if not number or not bound:
        return False
    return number[0] >= bound[0] if task.comparison == "at least" else number[0] <= bound[0]


def _looked_at(task: Exercise, numbers: tuple[float, ...]) -> Sequence[float]:
    """What of the numbers of a setting is compared with two bounds."""
    if task.squares:
        pairs = zip(task.squares, numbers, strict=False)
        return [sum(factor * each**2 for factor, each in pairs)]
    if not task.after:
        return numbers
    size = len(task.after)
    return [
        each for i, each in enumerate(numbers) if i >= size and numbers[i - size : i] == task.after
    ]


def _same(one: str, other: str) -> bool:
    """Equal as numbers where both are numbers, else as text."""
    numbers = as_floats(one), as_floats(other)
    return numbers[0] == numbers[1] if all(numbers) else one == other
