"""What is true of a run, as data: a number read from it, and what that number must be."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from lrviz.lessons.readings import READINGS, Value
from lrviz.lessons.states import merged, state

__all__ = ["Checked", "Claim", "Equal", "Figure", "Less", "Near", "Reading", "check", "read"]


@dataclass(frozen=True)
class Reading:
    """One thing that is read from the engine's run at a state.

    Attributes:
        what: a name in READINGS.
        at: what differs from the stop's state, as a query; with ``page`` all of the state.
        args: what the reading needs to know besides, see READINGS.
        page: another page than the stop's.
    """

    what: str
    at: str = ""
    args: tuple[float | str, ...] = ()
    page: str = ""


@dataclass(frozen=True)
class Figure:
    """A reading as the text of a reveal shows it.

    Attributes:
        reading: what is shown.
        digits: how many significant digits a number has.
        percent: whether it is a share, shown in percent.
    """

    reading: Reading
    digits: int = 3
    percent: bool = False


@dataclass(frozen=True)
class Equal:
    """The reading is exactly this: a verdict, a count, or another reading to the last bit."""

    reading: Reading
    value: str | float | Reading


@dataclass(frozen=True)
class Near:
    """The reading, a number or a place, is this to a relative or an absolute tolerance."""

    reading: Reading
    value: float | tuple[float, ...] | Reading
    rel: float = 0.0
    abs: float = 0.0


@dataclass(frozen=True)
class Less:
    """One number, or reading, is less than another."""

    left: float | Reading
    right: float | Reading


Claim = Equal | Near | Less


@dataclass(frozen=True)
class Checked:
    """A claim, whether it holds, and what was found on either side."""

    claim: Claim
    holds: bool
    found: tuple[object, object]


def read(page: str, query: str, reading: Reading) -> Value:
    """The value of a reading for a stop on ``page`` at ``query``.

    Raises:
        ValueError: a reading that there is not, or a state that does not run; it names them.
    """
    if reading.page:
        return _read(reading.page, reading.at, reading.what, reading.args)
    return _read(page, merged(query, reading.at), reading.what, reading.args)


@lru_cache(maxsize=1024)
def _read(page: str, query: str, what: str, args: tuple[float | str, ...]) -> Value:
    if what not in READINGS:
        raise ValueError(f"`what` must be one of {', '.join(READINGS)}; got {what!r}")
    return READINGS[what](state(page, query), *args)


def check(page: str, query: str, claim: Claim) -> Checked:
    """Whether a claim holds for the run at a state."""

    def value(side: object) -> object:
        return read(page, query, side) if isinstance(side, Reading) else side

    if isinstance(claim, Less):
        left, right = value(claim.left), value(claim.right)
        return Checked(claim, _number(left) < _number(right), (left, right))
    found, wanted = value(claim.reading), value(claim.value)
    if isinstance(claim, Equal):
        return Checked(claim, found == wanted, (found, wanted))
    close = np.allclose(found, wanted, rtol=claim.rel, atol=claim.abs)  # type: ignore[arg-type]
    return Checked(claim, bool(close), (found, wanted))


def _number(value: object) -> float:
    if isinstance(value, int | float):
        return float(value)
    raise ValueError(f"a number is needed; got {value!r}")
