"""What the picture of a sweep is made of: its runs by rate, their bands, and its range."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lrviz.figures.sweep_marks import Band

__all__ = ["Runs", "bands", "runs_of"]

Floats = NDArray[np.float64]

HEADROOM = 0.25  # of the decades shown, kept free above for the regimes' words
HIGHEST = 1e9  # above the median: on a loss without a minimum gaps grow beyond all bounds
DEPTH = 1e-24  # below it: a gap that small counts as none on the picture


@dataclass(frozen=True, kw_only=True, eq=False)
class Runs:
    """The sweep, sorted by rate, with the heights at which each run is drawn."""

    lr: Floats
    gap: Floats
    verdicts: tuple[str, ...]
    blow_up: tuple[int | None, ...]
    low: float
    high: float

    @property
    def above(self) -> NDArray[np.bool_]:
        """Runs that ended beyond the upper edge, or in nothing finite."""
        blown = np.array([step is not None for step in self.blow_up])
        return np.asarray(~(self.gap <= self.high) | blown)

    @property
    def below(self) -> NDArray[np.bool_]:
        """Runs that ended at L*, or so near that they lie beyond the lower edge."""
        return np.asarray(~self.above & (self.gap < self.low))


def bands(lr: ArrayLike, verdicts: Sequence[str]) -> tuple[Band, ...]:
    """Neighbouring rates of one verdict as one band; bands meet at the geometric mean.

    >>> [(band.verdict, round(band.high, 3)) for band in bands([1, 4, 9], ["a", "a", "b"])]
    [('a', 6.0), ('b', 9.0)]
    """
    rates = np.asarray(lr, dtype=np.float64)
    found: list[Band] = []
    for verdict, group in groupby(range(len(rates)), key=lambda i: str(verdicts[i])):
        members = list(group)
        first, last = members[0], members[-1]
        low = found[-1].high if found else float(rates[0])
        inner = last + 1 < len(rates)
        high = float(np.sqrt(rates[last] * rates[last + 1])) if inner else float(rates[-1])
        found.append(Band(verdict=verdict, low=low, high=high, first=first, last=last))
    return tuple(found)


def runs_of(
    lr: ArrayLike,
    final_gap: ArrayLike,
    verdicts: Sequence[str],
    blow_up: Sequence[int | None] | None,
) -> Runs:
    """The runs in the order of their rates, with the range that the picture shows."""
    rates, gap = np.asarray(lr, dtype=np.float64), np.asarray(final_gap, dtype=np.float64)
    order = np.argsort(rates, kind="stable")
    words = [str(verdicts[i]) for i in order]
    steps = [None] * len(order) if blow_up is None else [blow_up[i] for i in order]
    low, high = _range(gap[order], words)
    return Runs(
        lr=rates[order],
        gap=gap[order],
        verdicts=tuple(words),
        blow_up=tuple(steps),
        low=low,
        high=high,
    )


def _range(gap: Floats, verdicts: Sequence[str]) -> tuple[float, float]:
    """Whole powers of ten around the runs that stay; the rest would leave them no room."""
    positive = np.isfinite(gap) & (gap > 0)
    calm = positive & np.array([verdict != "diverges" for verdict in verdicts])
    if not positive.any():
        return 0.1, 10.0
    shown = gap[calm] if calm.any() else gap[positive][:1]
    top = min(float(shown.max()), float(np.median(shown)) * HIGHEST)
    bottom = float(shown.min())
    low = max(bottom, top * DEPTH)
    foot, head = np.floor(np.log10(low) - 0.3), np.ceil(np.log10(top))
    return 10.0**foot, 10.0 ** (head + max(2.0, np.ceil(HEADROOM * (head - foot))))
