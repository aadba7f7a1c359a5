"""The figures a verdict rests on, for a whole sweep at once."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from lrviz.analysis.krylov import extreme_eigenvalues
from lrviz.analysis.minimum import MANY, polished_loss
from lrviz.analysis.noise import still_falls
from lrviz.descent.trajectory import Outcome, Sweep, Trajectory
from lrviz.objectives.base import DataObjective, Objective

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Objects = NDArray[np.object_]

FLAT_GRADIENT = 1e-6  # of the largest gradient on the way
_FLAT_CURVATURE = 1e-4  # of the largest curvature where the gradient was largest
_ROUNDING = 1e-12  # of the losses compared: what float64 arithmetic may add on its own


@dataclass(frozen=True, kw_only=True, eq=False)
class Evidence:
    """One array ``(R,)`` per figure; see Diagnosis.evidence for what each is.

    ``above`` and ``within`` compare the last gap with the first one, allowing for rounding.
    """

    steps: Ints
    loss_start: Floats
    loss_end: Floats
    minimum_loss: Floats
    estimate: Bools
    probed: Bools
    gap_start: Floats
    gap_end: Floats
    gap_ratio: Floats
    above: Bools
    within: Bools
    reversals: Floats
    zigzag: Bools
    upturns: Ints
    rises: Floats
    grad_ratio: Floats
    blow_up: Objects
    settled: Objects
    falling: Objects
    lowest_curvature: Objects

    def __len__(self) -> int:
        return len(self.steps)

    def of_run(self, i: int) -> Mapping[str, Any]:
        """The figures of run i as plain Python values."""
        values = {each.name: getattr(self, each.name)[i] for each in fields(self)}
        return {k: v.item() if isinstance(v, np.generic) else v for k, v in values.items()}


class _Runs:
    """A record as a batch: w ``(R, k+1, dim)``, NaN after each run's end T ``(R,)``."""

    def __init__(self, record: Trajectory | Sweep) -> None:
        self.objective = record.objective
        self.w, self.loss, self.grad, self.last, outcomes = _as_batch(record)
        self.blown = np.array([each is Outcome.NON_FINITE for each in outcomes])
        self.minibatch = _is_minibatch(record)
        self.row = np.arange(self.loss.shape[1])
        self.run = np.arange(len(self.last))

    def at_end(self, values: NDArray[Any]) -> NDArray[Any]:
        """Each run's value in its last row."""
        return np.asarray(values[self.run, self.last])

    def in_last(self, share: float, rows: Ints) -> Bools:
        """Which of ``rows`` (numbers of steps) lie in the last ``share`` of each run."""
        last = self.last[:, None]
        return np.asarray((rows > (1 - share) * last) & (rows <= last))


def _as_batch(
    record: Trajectory | Sweep,
) -> tuple[Floats, Floats, Floats, Ints, tuple[Outcome, ...]]:
    if isinstance(record, Sweep):
        return record.w, record.loss, record.grad, record.length, record.outcome
    last = np.array([record.steps])
    return record.w[None], record.loss[None], record.grad[None], last, (record.outcome,)


def _is_minibatch(record: Trajectory | Sweep) -> bool:
    """Whether steps saw different data: a batch of all the rows is no minibatch."""
    size, goal = record.settings.batch_size, record.objective
    return size is not None and isinstance(goal, DataObjective) and size < goal.rows


@np.errstate(all="ignore")
def gather(record: Trajectory | Sweep, tolerance: float) -> Evidence:
    """The evidence on each run; ``tolerance`` is the share of the first gap that counts as none."""
    runs = _Runs(record)
    minimum, estimate = _minimum(runs)
    gap = runs.loss - minimum[:, None]
    start, end = gap[:, 0], runs.at_end(gap)
    slack = _slack(runs, runs.loss[:, 0], minimum)
    enough = tolerance * start + slack
    reversals, grad_ratio = _reversals(runs), _grad_ratio(runs)
    return Evidence(
        steps=runs.last,
        loss_start=runs.loss[:, 0],
        loss_end=runs.at_end(runs.loss),
        minimum_loss=minimum,
        estimate=estimate,
        probed=estimate & bool(runs.objective.probes),
        gap_start=start,
        gap_end=end,
        gap_ratio=np.where(start > slack, end / start, np.where(end > slack, np.inf, 0.0)),
        above=end > start + slack,
        within=end <= enough,
        reversals=reversals,
        zigzag=reversals > 0.5,
        upturns=_upturns(runs),
        rises=_rises(runs),
        grad_ratio=grad_ratio,
        blow_up=_blow_up(runs),
        settled=_settled(runs, gap, enough),
        falling=_falling(runs, gap, enough),
        lowest_curvature=_lowest_curvature(runs, (grad_ratio <= FLAT_GRADIENT) & (end > enough)),
    )


def _slack(runs: _Runs, loss: Floats, minimum: Floats | float) -> Floats:
    """By how much losses may differ that ought to be equal.

    At the least, twice what the loss at a known minimiser differs from the known minimum.
    """
    slack = _ROUNDING * np.maximum(np.abs(loss), np.abs(minimum))
    known, points = runs.objective.minimum_loss, runs.objective.minima
    if known is None or not points:
        return np.asarray(slack)
    missed = runs.objective.loss(torch.tensor(points, dtype=torch.float64)) - known
    return np.asarray(np.maximum(slack, 2 * float(missed.abs().nan_to_num(0.0).max())))


def _minimum(runs: _Runs) -> tuple[Floats, Bools]:
    """L* of each run, and whether it is an estimate.

    A run that got below the known minimum has left the domain that it is known for.
    """
    loss = np.where(np.isfinite(runs.loss), runs.loss, np.inf)
    best = loss.argmin(1)
    lowest = loss[runs.run, best]
    known = runs.objective.minimum_loss
    if known is None:
        minimum, estimate = np.full(len(lowest), np.inf), np.ones(len(lowest), dtype=bool)
    else:
        minimum = np.full(len(lowest), known)
        estimate = lowest < known - _slack(runs, lowest, known)
    if estimate.any():
        points = torch.tensor(runs.w[runs.run, best][estimate])
        minimum[estimate] = polished_loss(runs.objective, points).numpy()
    return minimum, estimate


def _reversals(runs: _Runs) -> Floats:
    """The share of successive moves with a negative dot product over the last half."""
    moves = np.diff(runs.w, axis=1)
    against = (moves[:, 1:] * moves[:, :-1]).sum(-1) < 0
    counted = runs.in_last(0.5, runs.row[2:])
    total = counted.sum(1)
    return np.where(total > 0, (against & counted).sum(1) / np.maximum(total, 1), 0.0)


def _changes(runs: _Runs) -> tuple[Bools, Bools]:
    """On which steps the loss rose, and on which it fell ``(R, k)``, beyond rounding."""
    change = np.diff(runs.loss, axis=1)
    rounding = _ROUNDING * np.abs(runs.loss[:, 1:])
    return change > rounding, change < -rounding


def _upturns(runs: _Runs) -> Ints:
    """How often the loss, having fallen, rose again over the last half."""
    rises, falls = _changes(runs)
    turned = rises[:, 1:] & falls[:, :-1]
    return np.asarray((turned & runs.in_last(0.5, runs.row[2:])).sum(1))


def _rises(runs: _Runs) -> Floats:
    """The share of the steps of the last half on which the loss rose."""
    counted = runs.in_last(0.5, runs.row[1:])
    return np.asarray((_changes(runs)[0] & counted).sum(1) / np.maximum(counted.sum(1), 1))


def _grad_ratio(runs: _Runs) -> Floats:
    norm = np.linalg.norm(runs.grad, axis=-1)
    largest = np.where(np.isnan(norm), 0.0, norm).max(1)
    return np.where(largest > 0, runs.at_end(norm) / largest, 0.0)


def _blow_up(runs: _Runs) -> Objects:
    """The first row that is not finite, where there is one: the start, or after the last."""
    begun = np.isfinite(runs.at_end(runs.loss)) & np.isfinite(runs.at_end(runs.grad)).all(-1)
    return _or_none(runs.last + begun, runs.blown)


def _settled(runs: _Runs, gap: Floats, enough: Floats) -> Objects:
    """The first step from which the gap stays within the tolerance; None if it never does."""
    outside = (gap > enough[:, None]) & (runs.row <= runs.last[:, None])
    first = np.where(outside.any(1), runs.row[-1] - outside[:, ::-1].argmax(1) + 1, 0)
    return _or_none(first, first <= runs.last)


def _falling(runs: _Runs, gap: Floats, enough: Floats) -> Objects:
    """Minibatch runs: whether the mean gap still falls over the last third, or is small."""
    if not runs.minibatch:
        return np.full(len(runs.last), None)
    return np.array([still_falls(gap[i, : runs.last[i] + 1], enough[i]) for i in runs.run], object)


def _lowest_curvature(runs: _Runs, wanted: Bools) -> Objects:
    """The smallest Hessian eigenvalue at the end of each run in ``wanted``; None elsewhere.

    0 where the loss bends next to nothing, compared with where its gradient was largest.
    """
    lowest = np.full(len(runs.last), None)
    for i in np.flatnonzero(wanted):
        steepest = np.linalg.norm(runs.grad[i, : runs.last[i] + 1], axis=-1).argmax()
        bends = _eigenvalues(runs.objective, runs.w[i, runs.last[i]])
        before = _eigenvalues(runs.objective, runs.w[i, steepest])
        flat = abs(bends[0]) <= _FLAT_CURVATURE * np.nanmax(np.abs([*before, *bends]), initial=0)
        lowest[i] = 0.0 if flat else float(bends[0])
    return lowest


def _eigenvalues(objective: Objective, w: Floats) -> Floats:
    """Of the Hessian at w, ascending, or its two extremes; NaN where it is not finite."""
    if objective.dim > MANY:
        return np.array(extreme_eigenvalues(objective, torch.tensor(w)))
    hessian = objective.hessian(torch.tensor(w))
    if not torch.isfinite(hessian).all():
        return np.full(len(w), np.nan)
    return np.asarray(torch.linalg.eigvalsh(hessian).numpy())


def _or_none(values: Ints, where: Bools) -> Objects:
    found = values.astype(object)
    found[~where] = None
    return found
