"""Where every start ends: the basins of a surface's minima under a rule and a rate."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lrviz.analysis.ending import endings
from lrviz.analysis.minima import MERGE, local_minima
from lrviz.analysis.motion import critical, falling, growing
from lrviz.analysis.runs import Runs
from lrviz.descent.engine import sweep
from lrviz.descent.record import sealed
from lrviz.descent.trajectory import Outcome, Sweep
from lrviz.objectives.base import Box, Objective

__all__ = ["DIVERGED", "FALLEN", "LEFT", "NOWHERE", "NO_MINIMUM", "Basins", "basins"]

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Progress = Callable[[float], object]  # the share done; False cancels

# Labels of starts that end in no minimum; those that do have its index, from 0.
NOWHERE, DIVERGED, FALLEN, LEFT = -1, -2, -3, -4
NO_MINIMUM: Mapping[int, str] = {DIVERGED: "diverges", FALLEN: "falls", LEFT: "leaves"}
ROWS = 2_100_000  # A batch has so many rows, starts times steps: 10,000 × 200 is one.
NEAR = 2 * MERGE  # A run has arrived that is as near as this share of the domain's width.
STAY = 5  # A run must stay there for so many steps: one that hurries by has not arrived.


@dataclass(frozen=True, kw_only=True, eq=False)
class Basins:
    """What became of a grid of starts; all arrays read-only.

    Attributes:
        objective: what was descended.
        x: the first coordinate of the starts ``(n,)``.
        y: the second ``(m,)``; with one parameter, the learning rates.
        minima: the minima of the box ``(k, dim)``, lowest first.
        label: which minimum the run from (x[i], y[j]) ended in ``(m, n)``; ``NOWHERE`` where
            it is in none yet; ``DIVERGED``, ``FALLEN`` or ``LEFT`` where its verdict is the
            word of ``NO_MINIMUM``.
        steps: after how many steps it stayed near that minimum ``(m, n)``; NaN without one.
    """

    objective: Objective
    x: Floats
    y: Floats
    minima: Floats
    label: Whole
    steps: Floats

    @property
    def shares(self) -> dict[int, float]:
        """The share of the starts with each label that occurs."""
        labels, counts = np.unique(self.label, return_counts=True)
        return dict(zip(labels.tolist(), (counts / self.label.size).tolist(), strict=True))

    def cell(self, x: float, y: float) -> tuple[float, float]:
        """The x[i] and y[j] of the cell that a point of the map lies in: rates are apart by a
        factor, so that theirs is the nearest on a log axis."""
        way = np.log if self.objective.dim == 1 else np.positive
        i, j = np.abs(self.x - x).argmin(), np.abs(way(self.y) - way(y)).argmin()
        return float(self.x[i]), float(self.y[j])


def basins(
    objective: Objective,
    *,
    lr: float | Floats,
    shape: tuple[int, int] = (100, 100),
    box: Box | None = None,
    progress: Progress | None = None,
    **settings: Any,
) -> Basins | None:
    """The minimum each of n·m runs ends in, and when it got there; None if cancelled.

    A run is in a minimum if its last points, ``STAY`` steps of them, are within ``NEAR`` of
    the domain's width of it along every axis; it got there at the first step of that stay. Between
    several, the nearest counts. The starts are run as one batch where the record of so many
    steps fits ``ROWS``, else as a few.

    Args:
        objective: of two parameters; of one, ``lr`` is the other axis of the map.
        lr: the learning rate η; of one parameter, m rates.
        shape: (n, m) starts along the two axes.
        box: the starts' box; the domain if None.
        progress: called with the share done; returning False cancels.
        settings: those of ``sweep``.

    >>> from lrviz import objective
    >>> found = basins(objective("two_wells"), lr=0.1, shape=(2, 1), steps=200)
    >>> found.label.tolist()
    [[0, 1]]
    """
    frame = box or objective.domain
    n, m = shape
    x = np.linspace(*frame[0], n)
    y = np.linspace(*frame[1], m) if objective.dim == 2 else np.atleast_1d(np.asarray(lr))
    start = np.stack([each.ravel() for each in np.meshgrid(x, y)], axis=-1)
    rates = np.full(len(start), lr) if objective.dim == 2 else start[:, 1]
    minima = local_minima(objective, _wider(frame, objective))
    width = np.ptp(np.array(objective.domain), axis=1)
    pieces = []
    size = max(1, ROWS // (settings.get("steps", 100) + 1))
    for first in range(0, len(start), size):
        rows = slice(first, first + size)
        record = sweep(
            objective,
            lr=rates[rows],
            start=start[rows, : objective.dim],
            progress=_told(progress, first, len(start[rows]), len(start)),
            **settings,
        )
        if Outcome.CANCELLED in record.outcome:
            return None
        pieces.append(_ended(record, minima, NEAR * width))
    labels, steps = (np.concatenate(part).reshape(len(y), n) for part in zip(*pieces, strict=True))
    return Basins(
        objective=objective, x=sealed(x), y=sealed(y), minima=minima,
        label=sealed(labels), steps=sealed(steps),
    )  # fmt: skip


def _told(
    progress: Progress | None, first: int, count: int, of: int
) -> Callable[[int, int], object] | None:
    if progress is None:
        return None
    return lambda done, steps: progress((first + count * done / steps) / of)


def _wider(frame: Box, objective: Objective) -> Box:
    """The box and the domain together: a run may end outside where it began."""
    pairs = zip(frame, objective.domain, strict=False)
    return tuple((min(a, c), max(b, d)) for (a, b), (c, d) in pairs)


def _ended(record: Sweep, minima: Floats, near: Floats) -> tuple[Whole, Floats]:
    """Label and steps ``(R,)`` of each run."""
    run = np.arange(len(record))
    blown = np.array([each is Outcome.NON_FINITE for each in record.outcome])
    label = np.full(len(run), NOWHERE)
    steps = np.full(len(run), np.nan)
    if len(minima):
        end = record.w[run, record.length]
        apart: Floats = np.abs(end[:, None] - minima) / near
        there: NDArray[np.bool_] = np.asarray((apart <= 1).all(-1))
        nearest = np.where(there, (apart**2).sum(-1), np.inf).argmin(1)
        close = np.flatnonzero(there.any(1) & ~blown)
        since = _since(record.w[close], minima[nearest[close]], near)
        stayed = since <= record.steps - min(STAY, record.steps)
        label[close[stayed]] = nearest[close[stayed]]
        steps[close[stayed]] = since[stayed]
    return _lost(record, label), steps


@np.errstate(all="ignore")
def _lost(record: Sweep, label: Whole) -> Whole:
    """The labels, with what became of the runs that are in no minimum."""
    runs = Runs(record)
    words = {word: number for number, word in NO_MINIMUM.items()}
    for i, (word, _) in endings(runs).items():
        label[i] = words[word]
    label[falling(runs, label == NOWHERE)] = FALLEN
    above = (label == NOWHERE) & (runs.at_end(runs.loss) > runs.loss[:, 0])
    label[growing(runs, above, critical(runs))] = DIVERGED
    return label


def _since(path: Floats, minimum: Floats, near: Floats) -> Whole:
    """The first row from which each path ``(R, k+1, dim)`` stays near its minimum ``(R, dim)``."""
    far: NDArray[np.bool_] = np.abs(path - minimum[:, None]) > near
    away: NDArray[np.bool_] = np.asarray(far.any(-1))
    since = away.shape[1] - away[:, ::-1].argmax(1)
    return np.where(away.any(1), since, 0)
