"""A record as a batch, with what every question about it needs: moves, turns, rises."""

from functools import cached_property
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from lrviz.descent.trajectory import Outcome, Sweep, Trajectory
from lrviz.objectives.base import DataObjective

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

ROUNDING = 1e-12  # Float64 arithmetic may add this share of the losses compared on its own.
FEW = 16  # Beyond so many parameters a coordinate at a time is slower than all at once.
STILL = 2.0**-46  # A move that is shorter than this share of ‖w‖ is rounding.


class Runs:
    """A record as a batch: w ``(R, k+1, dim)``, NaN after each run's end ``last`` ``(R,)``."""

    def __init__(self, record: Trajectory | Sweep) -> None:
        self.objective, self.settings = record.objective, record.settings
        single = isinstance(record, Trajectory)
        w, loss, grad, lr = (
            each[None] if single else each
            for each in (record.w, record.loss, record.grad, record.lr)
        )
        self.w, self.grad = _by_coordinate(w), _by_coordinate(grad)
        self.loss, self.lr = np.ascontiguousarray(loss), np.ascontiguousarray(lr)
        self.last: Ints = np.array([record.steps]) if single else record.length  # type: ignore[union-attr]
        outcomes = (record.outcome,) if isinstance(record, Trajectory) else record.outcome
        self.blown: Bools = np.array([each is Outcome.NON_FINITE for each in outcomes])
        self.beyond = _beyond(record)
        self.first = record.segments[-1].start if isinstance(record, Trajectory) else 0
        self.row = np.arange(self.loss.shape[1])
        self.run = np.arange(len(self.last))

    def at_end(self, values: NDArray[Any]) -> NDArray[Any]:
        """Each run's value in its last row."""
        return np.asarray(values[self.run, self.last])

    def in_last(self, share: float, rows: Ints) -> Bools:
        """Which of ``rows`` (numbers of steps) lie in the last ``share`` of each run."""
        last = self.last[:, None]
        return np.asarray((rows > (1 - share) * last) & (rows <= last))

    def hyperparameter(self, name: str) -> Floats:
        """A hyperparameter of the rule, one per run; 0 where the rule has none of that name."""
        value = self.settings.hyperparameters.get(name, 0.0)
        number = value.numpy().ravel() if isinstance(value, Tensor) else value
        if not isinstance(number, int | float | np.ndarray):
            number = 0.0
        return np.broadcast_to(np.asarray(number, dtype=np.float64), self.last.shape)

    @property
    def minibatch(self) -> bool:
        """Whether steps saw different data: a batch of all the rows is no minibatch."""
        size, goal = self.settings.batch_size, self.objective
        return size is not None and isinstance(goal, DataObjective) and size < goal.rows

    @property
    def scheduled(self) -> bool:
        """Whether a schedule changes the rate."""
        return self.settings.schedule not in (None, "constant")

    @property
    def normalised(self) -> bool:
        """Whether the length of a step hardly depends on how steep the loss is."""
        return self.settings.optimizer.lower() != "sgd"

    @cached_property
    def remembers(self) -> Bools:
        """Which runs carry earlier gradients along ``(R,)``."""
        return np.asarray((self.hyperparameter("momentum") > 0) | self.normalised)

    @cached_property
    def highest(self) -> Floats:
        """The highest loss of each run ``(R,)``; −∞ for one without."""
        return np.asarray(np.where(np.isnan(self.loss), -np.inf, self.loss).max(1))

    @cached_property
    def best(self) -> Ints:
        """The row of the lowest loss of each run ``(R,)``."""
        return np.asarray(np.where(np.isnan(self.loss), np.inf, self.loss).argmin(1))

    @cached_property
    def lowest(self) -> Floats:
        """The lowest loss of each run ``(R,)``; NaN for one without."""
        return np.asarray(self.loss[self.run, self.best])

    @cached_property
    def moves(self) -> Floats:
        """wᵢ₊₁ − wᵢ ``(R, k, dim)``, 0 after a run's end."""
        moves = self.w[:, 1:] - self.w[:, :-1]
        over = self.row[1:] > self.last[:, None]
        if over.any():
            moves[over] = 0.0
        return np.asarray(moves)

    @cached_property
    def size(self) -> Floats:
        """The length of every move ``(R, k)``."""
        return np.asarray(norm(self.moves))

    @cached_property
    def slope(self) -> Floats:
        """‖∇ℓ‖ in every row ``(R, k+1)``."""
        return norm(self.grad)

    @cached_property
    def steepest(self) -> Floats:
        """The largest ‖∇ℓ‖ of each run ``(R,)``."""
        return np.asarray(np.nanmax(self.slope, axis=1, initial=0.0))

    @cached_property
    def steepest_here(self) -> Floats:
        """The largest ‖∇ℓ‖ of each run where it was no higher than at its start or its end
        ``(R,)``: what it swung through far above makes no slope down here a flat one."""
        height = np.fmax(self.loss[:, 0], self.at_end(self.loss))[:, None]
        within = self.loss <= height + ROUNDING * np.abs(height)
        return np.asarray(np.where(within, self.slope, 0.0).max(1, initial=0.0))

    @cached_property
    def missed(self) -> float:
        """By how much the loss at a known minimiser misses the known minimum, at the most."""
        known, points = self.objective.minimum_loss, self.objective.minima
        if known is None or not points:
            return 0.0
        off = self.objective.loss(torch.tensor(points, dtype=torch.float64)) - known
        return float(off.abs().nan_to_num(0.0).max())

    @cached_property
    def extent(self) -> Floats:
        """The largest ‖w‖ of each run ``(R,)``."""
        return np.asarray(np.nanmax(self.distances, axis=1, initial=0.0))

    @cached_property
    def distances(self) -> Floats:
        """‖w‖ in every row ``(R, k+1)``."""
        return norm(self.w)

    @cached_property
    def reach(self) -> Floats:
        """The largest distance from the start of each run ``(R,)``."""
        return np.asarray(np.nanmax(norm(self.w - self.w[:, :1]), axis=1, initial=0.0))

    @cached_property
    def real(self) -> Bools:
        """Which moves are more than rounding ``(R, k)``: of w where the move begins, or of the
        largest w within the size of the domain, since sums round as their terms do."""
        width = max(high - low for low, high in self.objective.domain)
        least = np.minimum(self.extent, width)[:, None]
        return np.asarray(self.size > STILL * np.maximum(self.distances[:, :-1], least))

    @cached_property
    def turned(self) -> Bools:
        """Which moves point against the one before, both more than rounding ``(R, k−1)``."""
        along = dot(self.moves[:, 1:], self.moves[:, :-1])
        return np.asarray((along < 0) & self.real[:, 1:] & self.real[:, :-1])

    @cached_property
    def change(self) -> Floats:
        """By how much the loss changed on each step ``(R, k)``, free of rounding.

        Where the difference of two losses is lost in their rounding it is the mean of the
        two slopes times the move, ½(gᵢ + gᵢ₊₁)·Δw, which knows no constant.
        """
        change = np.diff(self.loss, axis=1)
        lost = np.abs(change) <= ROUNDING * np.abs(self.loss[:, 1:])
        if self.minibatch:
            return np.where(lost, 0.0, change)
        slopes = (self.grad[:, 1:] + self.grad[:, :-1]) / 2
        promised = np.where(self.real, dot(slopes, self.moves), 0.0)
        return np.where(lost, promised, change)


def norm(vectors: Floats) -> Floats:
    """Euclidean lengths along the last axis, whatever their size."""
    if vectors.ndim == 1:
        return np.asarray(norm(vectors[None])[0])
    with np.errstate(all="ignore"):
        squares = np.asarray(dot(vectors, vectors))
        extreme = (squares <= 1e-280) | (squares == np.inf)
        found = np.asarray(np.sqrt(squares))
        if extreme.any():
            some = vectors[extreme]
            scale = np.abs(some).max(-1)
            scale = np.where((scale > 0) & np.isfinite(scale), scale, 1.0)
            scaled = some / scale[:, None]
            found[extreme] = np.sqrt(dot(scaled, scaled)) * scale
        return np.asarray(found)


def dot(a: Floats, b: Floats) -> Floats:
    """⟨a, b⟩ along the last axis: coordinate by coordinate, where there are but a few."""
    if a.shape[-1] > FEW:
        return np.asarray(np.einsum("...d,...d->...", a, b))
    total = a[..., 0] * b[..., 0]
    for j in range(1, a.shape[-1]):
        total += a[..., j] * b[..., j]
    return total


def _by_coordinate(values: Floats) -> Floats:
    """The same ``(R, k, dim)``, each coordinate's numbers side by side in memory."""
    if values.shape[-1] > FEW:
        return values
    return np.moveaxis(np.ascontiguousarray(np.moveaxis(values, -1, 0)), 0, -1)


def _beyond(record: Trajectory | Sweep) -> Floats:
    width = 2 * record.objective.dim + 1
    count = 1 if isinstance(record, Trajectory) else len(record)
    if record.beyond is None:
        return np.full((count, width), np.nan)
    return record.beyond.reshape(count, width)
