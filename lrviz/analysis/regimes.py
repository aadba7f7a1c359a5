"""The regimes of one surface along an axis of learning rates: bands, and four rates to try."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lrviz.analysis.axis import OVER
from lrviz.analysis.choice import best_run
from lrviz.analysis.diagnosis import Diagnosis, Verdict
from lrviz.descent.trajectory import Sweep

Floats = NDArray[np.float64]
REGIMES = ("tiny", "good", "large", "too_large")
MIXED: Literal["mixed"] = "mixed"
Word = Verdict | Literal["mixed"]
CLOSE = 0.2  # Changes of the verdict belong together that are no further apart, in decades.
ISLAND = 0.045  # A band so narrow, in decades, between two alike is hardly the only one.
BEYOND = 0.03  # Alternation reaches so far, in decades, past its outermost change.
# A run does one of these at a tiny rate, without a schedule or with one.
_IDLE = ("crawls", "held")
_CRAWL_GAP = 0.7  # A tiny rate leaves about this share of the gap: it moves, but hardly.


@dataclass(frozen=True, kw_only=True)
class Band:
    """Neighbouring rates of an axis with the same verdict: indices first to last, inclusive."""

    verdict: Word
    first: int
    last: int


def bands(lr: Floats, diagnoses: Sequence[Diagnosis]) -> tuple[Band, ...]:
    """The runs of equal verdicts along an axis; where verdicts alternate, one "mixed" band.

    They alternate where three changes or more follow each other, each within a fifth of a
    decade of the one before, and some verdict comes back; or two, about a narrow band or one of
    a single rate, which tells nothing of its width. Between the rates that were run there may
    then be others, and a little beyond the outermost change as well.
    """
    logs = np.log10(lr)
    words: list[Word] = [each.verdict for each in diagnoses]
    for first, last in _alternating(logs, _runs(words)):
        within = (logs >= first - BEYOND) & (logs <= last + BEYOND)
        words = [MIXED if hit else word for hit, word in zip(within, words, strict=True)]
    return tuple(_runs(words))


def _runs(words: Sequence[Word]) -> list[Band]:
    """The runs of equal words."""
    found = []
    for word, group in groupby(enumerate(words), key=lambda pair: pair[1]):
        indices = [i for i, _ in group]
        found.append(Band(verdict=word, first=indices[0], last=indices[-1]))
    return found


def _alternating(logs: Floats, single: Sequence[Band]) -> list[tuple[float, float]]:
    """Where alternation begins and ends, in log10 η."""
    edges = [float(logs[each.last] + logs[each.last + 1]) / 2 for each in single[:-1]]
    found, i = [], 0
    while i < len(edges):
        last = i
        while last + 1 < len(edges) and edges[last + 1] - edges[last] < CLOSE:
            last += 1
        words = [each.verdict for each in single[i : last + 2]]
        alone = last > i and single[i + 1].first == single[i + 1].last
        often = last - i >= 2 or alone or (last > i and edges[last] - edges[i] < ISLAND)
        if often and len(set(words)) < len(words):
            found.append((edges[i], edges[last]))
        i = last + 1
    return found


def presets(
    record: Sweep, diagnoses: Sequence[Diagnosis], extra: int | None = None
) -> Mapping[str, int | None]:
    """Index of a typical rate for each of REGIMES, ascending; None where the axis has none.

    ``good`` is ``best_run``'s. ``tiny`` is a lower rate that crawls or is held, ``large`` a higher
    one that oscillates, and ``too_large`` one higher still that diverges or leaves the region
    where the formula has a value, by the runs' own verdicts. ``extra`` is a run at a rate that is
    none of the axis.
    """
    axis = [i for i in range(len(diagnoses)) if i != extra]
    best, own = best_run(record, diagnoses, extra), [diagnoses[i] for i in axis]
    good = None if best is None else axis.index(best)
    after = -1 if good is None else good
    large = _large(own, after)
    beyond = after if large is None else large
    found = {
        "tiny": _tiny(own, len(own) if good is None else good),
        "good": good,
        "large": large,
        "too_large": _clear_divergence(record.base_lr[axis], own, beyond),
    }
    return {name: None if i is None else axis[i] for name, i in found.items()}


def _tiny(diagnoses: Sequence[Diagnosis], before: int) -> int | None:
    """The rate below ``before`` whose crawl leaves about ``_CRAWL_GAP`` of the gap."""
    crawling = [
        i
        for i, each in enumerate(diagnoses[:before])
        if each.verdict in _IDLE and each.evidence["gap_ratio"] is not None
    ]
    off = [abs(diagnoses[i].evidence["gap_ratio"] - _CRAWL_GAP) for i in crawling]
    return crawling[int(np.argmin(off))] if crawling else None


def _large(diagnoses: Sequence[Diagnosis], after: int) -> int | None:
    """The middle of the widest oscillating band above ``after``, before one that is over if any."""
    words = [each.verdict for each in diagnoses]
    swinging = [
        each for each in _runs(words) if each.verdict == "oscillates" and each.first > after
    ]
    last = max((i for i, word in enumerate(words) if word in OVER), default=len(words))
    below = [each for each in swinging if each.last < last]
    widest = max(below or swinging, key=lambda each: each.last - each.first, default=None)
    return None if widest is None else (widest.first + widest.last) // 2


def _clear_divergence(lr: Floats, diagnoses: Sequence[Diagnosis], after: int) -> int | None:
    """Past the lowest rate above ``after`` that is over, by 5 %, so that it is seen to be."""
    found = [i for i, each in enumerate(diagnoses) if i > after and each.verdict in OVER]
    clear = (i for i in found if lr[i] >= 1.05 * lr[found[0]])
    return next(clear, found[-1] if found else None)
