"""The run of a sweep that shows its rule at its best: the one rule for every page."""

from collections.abc import Sequence
from math import inf, isnan

import numpy as np
from numpy.typing import NDArray

from lrviz.analysis.diagnosis import CONVERGED_GAP, Diagnosis
from lrviz.analysis.iteration import is_linear
from lrviz.descent.optimizers import OPTIMIZERS
from lrviz.descent.trajectory import Settings, Sweep

__all__ = ["best_run", "excursion"]

Floats = NDArray[np.float64]

# A run stays in sight within so many widths of the map on either side of it: three in all.
FEW = 1.0
# A run with one of these verdicts is near a minimum, if not there.
_SMOOTH = ("crawls", "stalls", "held", "hovers")
_ROUNDING = 1e-9  # A path leaves the map once it is out by more than this share of its width.


def best_run(record: Sweep, found: Sequence[Diagnosis], extra: int | None = None) -> int | None:
    """The run with the fewest steps among those that converge to the lowest minimum reached,
    on a path within the map; a rule that is not linear may leave it by its width.

    Where none converges in sight, one that leaves the map by no more than its width, then the
    one in sight that came closest. None where there is nothing of the kind, as on a loss
    without a minimum. ``extra`` is a run that is left out.
    """
    out = excursion(record)
    some = [(i, each) for i, each in enumerate(found) if i != extra]
    sight = FEW if _adaptive(record.settings) else 0.0
    there = [i for i, each in some if each.verdict == "converges"]
    for reach in (sight, FEW):
        near = [i for i in there if out[i] <= reach + _ROUNDING]
        if near:
            return _quickest(near, found)
    close = [i for i, each in some if _approaches(each) and out[i] <= sight + _ROUNDING]
    return min(close, key=lambda i: (_loss_end(found[i]), i), default=None)


@np.errstate(over="ignore")
def excursion(record: Sweep) -> Floats:
    """How far each path leaves the map, in the map's widths ``(R,)``; 0 within it.

    The map is the objective's domain, with the start.
    """
    start = record.w[0, 0]
    low, high = np.array(record.objective.domain, dtype=np.float64).T
    low, high = np.minimum(low, start), np.maximum(high, start)
    least, most = np.fmin.reduce(record.w, axis=1), np.fmax.reduce(record.w, axis=1)
    beyond = np.maximum(low - least, most - high) / (high - low)
    return np.asarray(np.maximum(beyond.max(axis=1), 0.0))


def _adaptive(settings: Settings) -> bool:
    """Whether the steps of the rule are not linear in the gradient."""
    name = settings.optimizer
    return name in OPTIMIZERS and not is_linear(name, settings.hyperparameters)


def _quickest(runs: Sequence[int], found: Sequence[Diagnosis]) -> int:
    """Of runs that converge: at the lowest of their minima, in the fewest steps, smoothly."""
    lowest = min(_loss_end(found[i]) for i in runs)

    def rank(i: int) -> tuple[bool, float, bool, float]:
        evidence = found[i].evidence
        enough = lowest + CONVERGED_GAP * abs(evidence["loss_start"] - lowest)
        settled = evidence["settled"]
        steps = inf if settled is None else float(settled)
        return (
            _loss_end(found[i]) > enough,
            steps,
            bool(evidence["zigzag"]),
            _loss_end(found[i]),
        )

    return min(runs, key=rank)


def _approaches(diagnosis: Diagnosis) -> bool:
    """Whether a run that is not there still goes to a minimum that is known."""
    evidence = diagnosis.evidence
    return (
        diagnosis.verdict in _SMOOTH
        and evidence["minimum_loss"] is not None
        and evidence["gap_ratio"] is not None
    )


def _loss_end(diagnosis: Diagnosis) -> float:
    end: float = diagnosis.evidence["loss_end"]
    return inf if isnan(end) else end
