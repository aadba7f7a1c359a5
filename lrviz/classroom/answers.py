"""A student's answer: what of it is kept, and what a whole class has answered.

What is kept is one word of a list, an order of such words, a number, or two numbers, as short
text that reads back to the same. Nothing else that anybody types is kept, or shown to others.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from lrviz.classroom.asking import score_of, stop_of, truth_of
from lrviz.classroom.rooms import Poll
from lrviz.classroom.showing import picture, words_of
from lrviz.figures.edges import inside
from lrviz.lessons.questions import RingQuestion
from lrviz.lessons.scoring import positive
from lrviz.lessons.truth import as_number
from lrviz.settings.fields import as_float
from lrviz.text.notices import ConfigError, Notice
from lrviz.text.numbers import number

__all__ = ["Bar", "bars", "parsed", "read_answer", "right_bin", "shares", "taps"]

BINS = 12  # The histogram of numbers has at most so many bars.
MOST_ORDERS = 8  # So many orders are shown, the most frequent first.
LARGEST = 1e12  # Beyond this, or below one over it, a number is no answer.


@dataclass(frozen=True)
class Bar:
    """A bar of a histogram.

    Attributes:
        name: the answer, or "low high" of a bin of numbers.
        count: how many gave it.
    """

    name: str
    count: int


def read_answer(poll: Poll, form: Mapping[str, str]) -> str:
    """What is kept of an answer as a form holds it.

    Raises:
        ConfigError: what is no answer to this question, with one sentence.
    """
    kind = stop_of(poll).question.kind
    if kind in ("tap", "ring"):
        return _read_tap(poll, form.get("x", ""), form.get("y", ""))
    given = form.get("answer", "")
    if kind == "number":
        return _read_number(given)
    if kind == "order":
        return _read_order(poll, form)
    if given not in words_of(poll):
        raise ConfigError(Notice("class.answer.one_of"))
    return given


def parsed(poll: Poll, kept: str) -> object:
    """A kept answer as ``scored`` takes it."""
    kind = stop_of(poll).question.kind
    if kind == "number":
        return float(kept)
    if kind in ("tap", "ring"):
        return tuple(float(part) for part in kept.split(","))
    return kept.split(",") if kind == "order" else kept


def bars(poll: Poll, votes: Sequence[Collection[str]]) -> list[list[Bar]]:
    """The histograms of a class, one for each vote, with the same bars in the same order: one for
    each option, each frequent order, each bin of numbers; none for taps."""
    kind = stop_of(poll).question.kind
    if kind in ("tap", "ring"):
        return [[] for _ in votes]
    if kind == "number":
        return _bins([[float(each) for each in kept] for kept in votes])
    names = _frequent(votes) if kind == "order" else words_of(poll)
    return [[Bar(name, count[name]) for name in names] for count in map(Counter, votes)]


def _frequent(votes: Sequence[Collection[str]]) -> list[str]:
    """The orders that were given most, the latest vote first."""
    found = [name for kept in reversed(votes) for name, _ in Counter(kept).most_common(MOST_ORDERS)]
    return list(dict.fromkeys(found))[:MOST_ORDERS]


def taps(poll: Poll, kept: Iterable[str]) -> list[tuple[float, float]]:
    """The cloud of taps in the coordinates of the map; empty for other questions."""
    if stop_of(poll).question.kind not in ("tap", "ring"):
        return []
    places = [each.split(",") for each in kept]
    return [(float(x), float(y)) for x, y in places]


def shares(poll: Poll, kept: Sequence[str]) -> dict[str, float]:
    """Which share of the class was right, and which at least near; {} without answers."""
    if not kept:
        return {}
    found = Counter(score_of(poll, parsed(poll, each)).word for each in kept)
    right, near = found["right"], found["near"]
    return {"right": right / len(kept), "near": (right + near) / len(kept)}


def _read_tap(poll: Poll, x: str, y: str) -> str:
    at, up = as_float(x[:40]), as_float(y[:40])
    drawn = picture(poll, "en")
    assert drawn is not None  # a question for a tap has a map
    if at is None or up is None:
        raise ConfigError(Notice("class.answer.place"))
    place = round(at, 9), round(up, 9)
    if not inside(np.array(place), drawn.canvas.box):
        (x_low, x_high), (y_low, y_high) = drawn.canvas.box
        ends = {"x_low": x_low, "x_high": x_high, "y_low": y_low, "y_high": y_high}
        said = {name: number(value) for name, value in ends.items()}
        raise ConfigError(Notice("class.answer.off_map", said))
    if isinstance(stop_of(poll).question, RingQuestion):
        score_of(poll, place)  # which refuses the point itself
    return f"{place[0]!r},{place[1]!r}"


def _read_number(given: str) -> str:
    return repr(positive(given[:40], 1 / LARGEST, LARGEST))


def _read_order(poll: Poll, form: Mapping[str, str]) -> str:
    """Each item's place, 1 to n, under "place.<name>"."""
    words = words_of(poll)
    places = {name: form.get(f"place.{name}", "") for name in words}
    if sorted(places.values()) != [str(i) for i in range(1, len(words) + 1)]:
        raise ConfigError(Notice("class.answer.order", {"count": len(words)}))
    return ",".join(sorted(words, key=lambda name: int(places[name])))


def right_bin(poll: Poll, votes: Sequence[Collection[str]]) -> str:
    """The name of the bin of numbers that the truth is in; "" where it is in none."""
    values, truth = [float(each) for kept in votes for each in kept], as_number(truth_of(poll))
    if not values or not min(values) <= truth <= max(values):
        return ""
    edges, names = _edges(values)
    return names[min(int(np.searchsorted(edges, truth, side="right")), len(names)) - 1]


def _bins(votes: Sequence[Sequence[float]]) -> list[list[Bar]]:
    """Bins of equal width in log x from the smallest to the largest number of all votes."""
    values = [value for kept in votes for value in kept]
    if not values:
        return [[] for _ in votes]
    edges, names = _edges(values)
    found = [np.histogram(kept, edges)[0].tolist() for kept in votes]
    return [list(map(Bar, names, counts)) for counts in found]


def _edges(values: Sequence[float]) -> tuple[NDArray[np.float64], list[str]]:
    """The edges of the bins, and what each bin is called; one bin where all are the same."""
    low, high = min(values), max(values)
    if high <= low * (1 + 1e-9):
        return np.array([low, high]), [number(low, 3)]
    edges = np.geomspace(low, high, BINS + 1)
    edges[0], edges[-1] = low, high
    ends = [number(float(edge), 2) for edge in edges]
    return edges, [f"{left} – {right}" for left, right in pairwise(ends)]
