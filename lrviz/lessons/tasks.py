"""The one thing to do at a stop, as data, so that the page notices when it is done."""

import math
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qsl

from lrviz.settings.fields import as_floats

__all__ = ["Exercise", "done"]

ALL_ROWS = "rb"  # The setting of which 0 stands for all there are.

Comparison = Literal["is", "at least", "at most", "changed"]


@dataclass(frozen=True)
class Exercise:
    """A setting that is to be reached or changed.

    Attributes:
        key: its key in the page's address: ``lr``, ``step``, ``start``, ``std`` …
        comparison: what is asked of it.
        value: with what it is compared; nothing for "changed".
        before: whether it is for before the answer, with the veil on, or for after it.
    """

    key: str
    comparison: Comparison = "changed"
    value: float | str = ""
    before: bool = False


def done(task: Exercise, before: str, now: str) -> bool:
    """Whether a task is done: ``before`` is the address the task began with, ``now`` the present.

    A task for after the answer begins with the revealed state. Both are as the page writes them;
    what an address does not say is not compared.

    >>> done(Exercise("step", "at least", 2), "step=0", "step=3")
    True
    >>> done(Exercise("start"), "start=-5.0,-2.0", "start=-5,-2")
    False
    """
    was, found = (dict(parse_qsl(each, keep_blank_values=True)) for each in (before, now))
    if task.key not in found:
        return False
    if task.comparison == "changed":
        return task.key in was and not _same(was[task.key], found[task.key])
    if task.comparison == "is":
        return _same(found[task.key], str(task.value))
    number, bound = (as_floats(text) for text in (found[task.key], str(task.value)))
    if task.key == ALL_ROWS and number == (0.0,):
        number = (math.inf,)
    if not number or not bound:
        return False
    return number[0] >= bound[0] if task.comparison == "at least" else number[0] <= bound[0]


def _same(one: str, other: str) -> bool:
    """Equal as numbers where both are numbers, else as text."""
    numbers = as_floats(one), as_floats(other)
    return numbers[0] == numbers[1] if all(numbers) else one == other
