"""The learning rates of one surface: an axis that shows every regime, its bands, four to try."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from lrviz.analysis.diagnosis import Diagnosis, Verdict, diagnose
from lrviz.descent.engine import sweep
from lrviz.descent.record import sealed
from lrviz.descent.trajectory import Sweep
from lrviz.objectives.base import Objective

Floats = NDArray[np.float64]
REGIMES = ("tiny", "good", "large", "too_large")
_DECADES = 5  # searched on both sides of the first guess
_CRAWL_GAP = 0.7  # a tiny rate leaves about this share of the gap: it moves, but hardly


@dataclass(frozen=True, kw_only=True)
class Band:
    """Neighbouring rates of an axis with the same verdict: indices first to last, inclusive."""

    verdict: Verdict
    first: int
    last: int


def rate_axis(objective: Objective, *, count: int = 128, **settings: Any) -> Floats:
    """``count`` learning rates, ascending, from hopeless crawl to divergence.

    Found by trying: a coarse sweep over ten decades around 2/|λ|max at the start, then a
    finer one around the lowest rate that diverges. Two thirds of the axis are evenly
    spaced in log η, the rest gathers around that rate, because just below it lies the
    narrow band where a run oscillates. ``settings`` are those of ``sweep``.
    """
    guess = first_guess(objective, settings.get("start"))
    coarse = guess * np.logspace(-_DECADES, _DECADES, 24 * _DECADES + 1)
    verdicts = [each.verdict for each in diagnose(sweep(objective, lr=coarse, **settings))]
    edge = _edge(objective, coarse, verdicts, settings)
    low, high = _slowest(coarse, verdicts, edge), _highest(coarse, verdicts, edge)
    even = np.geomspace(low, high, count - count // 3)
    return sealed(np.unique(np.concatenate([even, _gathered(edge, count - len(even))])))


def bands(diagnoses: Sequence[Diagnosis]) -> tuple[Band, ...]:
    """The runs of equal verdicts along an axis."""
    found = []
    for verdict, group in groupby(enumerate(diagnoses), key=lambda pair: pair[1].verdict):
        indices = [i for i, _ in group]
        found.append(Band(verdict=verdict, first=indices[0], last=indices[-1]))
    return tuple(found)


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


def first_guess(objective: Objective, start: Any = None) -> float:
    """2/|λ|max at the start, where that is a number; else a step of a tenth of the domain."""
    point = objective.start if start is None or isinstance(start, str) else start
    w = torch.tensor(np.asarray(point, dtype=np.float64))
    hessian, gradient = objective.hessian(w), objective.gradient(w)
    if torch.isfinite(hessian).all() and (size := float(torch.linalg.matrix_norm(hessian, 2))) > 0:
        return float(np.clip(2 / size, 1e-12, 1e12))
    width = max(high - low for low, high in objective.domain)
    slope = float(torch.linalg.vector_norm(gradient))
    return width / slope / 10 if 0 < slope < float("inf") else 1.0


def _edge(
    objective: Objective, coarse: Floats, verdicts: Sequence[Verdict], settings: Mapping[str, Any]
) -> float:
    """The lowest rate that diverges, to 0.3 %.

    Where none does: 300 times the lowest rate that does anything but crawl.
    """
    diverging = [i for i, verdict in enumerate(verdicts) if verdict is Verdict.DIVERGES]
    if not diverging:
        return min(300 * _first_busy(coarse, verdicts, coarse[-1]), float(coarse[-1]))
    if diverging[0] == 0:
        return float(coarse[0])
    fine = np.geomspace(coarse[diverging[0] - 1], coarse[diverging[0]], 32)
    finer = diagnose(sweep(objective, lr=fine, **settings))
    found = (r for r, d in zip(fine, finer, strict=True) if d.verdict is Verdict.DIVERGES)
    return float(next(found, fine[-1]))


def _slowest(coarse: Floats, verdicts: Sequence[Verdict], edge: float) -> float:
    """A rate well below the first one that does anything but crawl."""
    first = _first_busy(coarse, verdicts, edge)
    return float(np.clip(first / 30, edge / 1e5, edge / 30))


def _first_busy(coarse: Floats, verdicts: Sequence[Verdict], otherwise: float) -> float:
    """The lowest rate that does anything but crawl."""
    pairs = zip(coarse, verdicts, strict=True)
    return float(next((r for r, v in pairs if v is not Verdict.CRAWLS), otherwise))


def _highest(coarse: Floats, verdicts: Sequence[Verdict], edge: float) -> float:
    """The first rate that diverges from 2.5 times the edge on; just there where none does."""
    pairs = zip(coarse, verdicts, strict=True)
    beyond = (r for r, v in pairs if r >= 2.5 * edge and v is Verdict.DIVERGES)
    return float(next(beyond, 2.5 * edge))


def _gathered(edge: float, count: int) -> Floats:
    """Rates that close in on ``edge`` from both sides, three quarters of them from below."""
    below = count - count // 4
    return np.concatenate(
        [edge * (1 - np.geomspace(0.3, 0.0005, below)), edge * np.geomspace(1.001, 1.2, count // 4)]
    )


def _tiny(diagnoses: Sequence[Diagnosis]) -> int | None:
    crawling = _those(diagnoses, Verdict.CRAWLS)
    off = [abs(_left(diagnoses[i]) - _CRAWL_GAP) for i in crawling]
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
    return min(smooth, key=lambda i: _left(diagnoses[i]), default=None)


def _of(diagnoses: Sequence[Diagnosis], verdict: Verdict) -> list[Band]:
    return [each for each in bands(diagnoses) if each.verdict is verdict]


def _those(diagnoses: Sequence[Diagnosis], verdict: Verdict) -> list[int]:
    return [i for i, each in enumerate(diagnoses) if each.verdict is verdict]


def _pace(diagnosis: Diagnosis) -> tuple[int, bool, float]:
    evidence = diagnosis.evidence
    return evidence["settled"], evidence["zigzag"], _left(diagnosis)


def _left(diagnosis: Diagnosis) -> float:
    """What is left of the first gap; all of it where there is no minimum."""
    ratio: float | None = diagnosis.evidence["gap_ratio"]
    return 1.0 if ratio is None else ratio


def _large(diagnoses: Sequence[Diagnosis]) -> int | None:
    """The middle of the widest oscillating band."""
    swinging = _of(diagnoses, Verdict.OSCILLATES)
    widest = max(swinging, key=lambda each: each.last - each.first, default=None)
    return None if widest is None else (widest.first + widest.last) // 2


def _first_clear_divergence(lr: Floats, diagnoses: Sequence[Diagnosis]) -> int | None:
    """Past the lowest diverging rate by 5 %, so that the run is seen to blow up."""
    found = _those(diagnoses, Verdict.DIVERGES)
    return next((i for i in found if lr[i] >= 1.05 * lr[found[0]]), found[-1] if found else None)
