"""The kinds of questions, each a record; the answer is always read from the run.

What a person answers, and the truth, is plain data: a word for VerdictQuestion and
ChoiceQuestion, two or more coordinates for TapQuestion and RingQuestion, a number for
NumberQuestion, all names in order for OrderQuestion. The truth of a ring is its loss.
"""

from dataclasses import dataclass
from typing import ClassVar

from lrviz.lessons.claims import Claim, Reading

__all__ = [
    "Choice",
    "ChoiceQuestion",
    "NumberQuestion",
    "OrderQuestion",
    "Question",
    "RingQuestion",
    "TapQuestion",
    "VerdictQuestion",
]


@dataclass(frozen=True)
class VerdictQuestion:
    """Which verdict will this run get?

    Attributes:
        words: the verdicts to choose from, in the order of growing η.
        of: where it is read.
    """

    kind: ClassVar[str] = "verdict"
    words: tuple[str, ...] = ("crawls", "converges", "oscillates", "diverges")
    of: Reading = Reading("verdict")  # noqa: RUF009 - a frozen record


@dataclass(frozen=True)
class Choice:
    """One of two or three sentences or pictures.

    Attributes:
        name: the key of its text, and the answer.
        when: what is true of the run where this is the right one.
        shows: of a picture, what differs from the stop's state; "" for a sentence.
    """

    name: str
    when: tuple[Claim, ...]
    shows: str = ""


@dataclass(frozen=True)
class ChoiceQuestion:
    """Which of these? Right is the one whose every claim holds in the run."""

    kind: ClassVar[str] = "choice"
    options: tuple[Choice, ...]


@dataclass(frozen=True)
class TapQuestion:
    """Where on the map?

    Attributes:
        of: the place.
        unit: the length that a miss is counted in: the step's.
        axes: the parameters that the map shows.
    """

    kind: ClassVar[str] = "tap"
    of: Reading
    unit: Reading = Reading("step_length")  # noqa: RUF009
    axes: tuple[int, int] = (0, 1)


@dataclass(frozen=True)
class RingQuestion:
    """Where on the map is the loss the same as at a place, and not near that place itself?

    Attributes:
        of: the place whose ring is meant.
        unit: the length that a miss is counted in, and that a tap must keep away from it.
    """

    kind: ClassVar[str] = "ring"
    of: Reading
    unit: Reading = Reading("step_length")  # noqa: RUF009


@dataclass(frozen=True)
class NumberQuestion:
    """How many, how large? On a log scale.

    Attributes:
        of: the number.
        low, high: the ends of the scale.
        unit: the key of what it counts.
        right, near: the factors up to which an answer is right, and near.
    """

    kind: ClassVar[str] = "number"
    of: Reading
    low: float
    high: float
    unit: str
    right: float = 1.25
    near: float = 3.0


@dataclass(frozen=True)
class OrderQuestion:
    """Which comes first? The items by what is read of each, the smallest first."""

    kind: ClassVar[str] = "order"
    items: tuple[tuple[str, Reading], ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The items as they are offered: by their names, which say nothing of the answer."""
        return tuple(sorted(name for name, _ in self.items))


Question = (
    VerdictQuestion | ChoiceQuestion | TapQuestion | RingQuestion | NumberQuestion | OrderQuestion
)
