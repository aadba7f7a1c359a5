"""The regimes of one surface along an axis of learning rates: bands, and four rates to try."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lrviz.analysis.diagnosis import Diagnosis, Verdict
from lrviz.descent.trajectory import Sweep

Floats = NDArray[np.float64]
REGIMES = ("tiny", "good", "large", "too_large")
MIXED: Literal["mixed"] = "mixed"
Word = Verdict | Literal["mixed"]
CLOSE = 0.2  # decades: changes of the verdict no further apart belong together
BEYOND = 0.03  # decades that alternation reaches past its outermost change
_CRAWL_GAP = 0.7  # a tiny rate leaves about this share of the gap: it moves, but hardly


@dataclass(frozen=True, kw_only=True)
class Band:
    """Neighbouring rates of an axis with the same verdict: indices first to last, inclusive."""

    verdict: Word
    first: int
    last: int


def bands(lr: Floats, diagnoses: Sequence[Diagnosis]) -> tuple[Band, ...]:
    """The runs of equal verdicts along an axis; where verdicts alternate, one "mixed" band.

    They alternate where three changes or more follow each other, each within a fifth of a
    decade of the one before, and some verdict comes back. Between the rates that were run there
    may then be others, and a little beyond the outermost change as well.
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
        if last - i >= 2 and len(set(words)) < len(words):
            found.append((edges[i], edges[last]))
        i = last + 1
    return found


def presets(record: Sweep, diagnoses: Sequence[Diagnosis]) -> Mapping[str, int | None]:
    """Index of a typical rate for each of REGIMES; None where the axis has none.

    ``tiny`` crawls, ``good`` settles in the fewest steps (or comes closest, where none
    converges), ``large`` oscillates, and ``too_large`` diverges, by the runs' own verdicts.
    """
    return {
        "tiny": _tiny(diagnoses),
        "good": _good(diagnoses),
        "large": _large(diagnoses),
        "too_large": _first_clear_divergence(record.base_lr, diagnoses),
    }


def _tiny(diagnoses: Sequence[Diagnosis]) -> int | None:
    crawling = _those(diagnoses, Verdict.CRAWLS)
    off = [abs(diagnoses[i].evidence["gap_ratio"] - _CRAWL_GAP) for i in crawling]
    return crawling[int(np.argmin(off))] if crawling else None


def _good(diagnoses: Sequence[Diagnosis]) -> int | None:
    """The quickest to settle in the widest converging band, a smooth run before a zig-zag.

    Where no band converges (a lucky jump is no band), the smooth run that came closest.
    """
    wide = [each for each in _of(diagnoses, Verdict.CONVERGES) if each.last - each.first >= 4]
    if wide:
        band = max(wide, key=lambda each: each.last - each.first)
        return min(range(band.first, band.last + 1), key=lambda i: _pace(diagnoses[i]))
    smooth = _those(diagnoses, Verdict.CRAWLS) + _those(diagnoses, Verdict.STALLS)
    return min(smooth, key=lambda i: diagnoses[i].evidence["gap_ratio"], default=None)


def _of(diagnoses: Sequence[Diagnosis], verdict: Verdict) -> list[Band]:
    return [each for each in _runs([one.verdict for one in diagnoses]) if each.verdict is verdict]


def _those(diagnoses: Sequence[Diagnosis], verdict: Verdict) -> list[int]:
    return [i for i, each in enumerate(diagnoses) if each.verdict is verdict]


def _pace(diagnosis: Diagnosis) -> tuple[int, bool, float]:
    evidence = diagnosis.evidence
    return evidence["settled"], evidence["zigzag"], evidence["gap_ratio"]


def _large(diagnoses: Sequence[Diagnosis]) -> int | None:
    """The middle of the widest oscillating band."""
    swinging = _of(diagnoses, Verdict.OSCILLATES)
    widest = max(swinging, key=lambda each: each.last - each.first, default=None)
    return None if widest is None else (widest.first + widest.last) // 2


def _first_clear_divergence(lr: Floats, diagnoses: Sequence[Diagnosis]) -> int | None:
    """Past the lowest diverging rate by 5 %, so that the run is seen to blow up."""
    found = _those(diagnoses, Verdict.DIVERGES)
    return next((i for i in found if lr[i] >= 1.05 * lr[found[0]]), found[-1] if found else None)
