"""Read from a path: places, lengths, losses, verdicts."""

import numpy as np

from lrviz.descent.trajectory import Trajectory
from lrviz.lessons.readings.base import registry
from lrviz.lessons.states import Floats, State

__all__ = ["READINGS"]

Place = tuple[float, ...]


def verdict(x: State) -> str:
    """The verdict on the run."""
    return x.diagnosis.verdict.value


def case(x: State) -> str:
    """Which of the verdict's sentences is said."""
    return x.diagnosis.case


def place(x: State, step: int = 0) -> Place:
    """w after ``step`` steps; −1 for the last."""
    return tuple(x.run.w[step].tolist())


def coordinate(x: State, i: int, step: int = -1) -> float:
    """wᵢ after ``step`` steps."""
    return float(x.run.w[step, i])


def step_length(x: State, step: int = 0) -> float:
    """‖w_{k+1} − w_k‖ of the step k."""
    return float(np.linalg.norm(x.run.w[step + 1] - x.run.w[step]))


def map_place(x: State, step: int = 0) -> Place:
    """Where the map of the page shows w after ``step`` steps."""
    return tuple(_on_map(x).w[step].tolist())


def map_step_length(x: State, step: int = 0) -> float:
    """How long the map shows the step k."""
    w = _on_map(x).w
    return float(np.linalg.norm(w[step + 1] - w[step]))


def step_ratio(x: State, changes: str) -> float:
    """How many times as long the first step is with these changes."""
    return step_length(x.other(changes)) / step_length(x)


def loss_at(x: State, step: int = -1) -> float:
    """ℓ on all the data after ``step`` steps."""
    return float(x.run.loss[step])


def lowest_loss(x: State) -> float:
    """The loss at the minimum L*: known, or as the verdict found it."""
    known = x.objective.minimum_loss
    return float(x.diagnosis.evidence["minimum_loss"] if known is None else known)


def steps_to(x: State, share: float) -> int:
    """After how many steps the gap ℓ − L* is first within ``share`` of the first gap.

    Raises:
        ValueError: the run never gets there.
    """
    gap = x.run.loss - lowest_loss(x)
    there = np.flatnonzero(gap <= share * gap[0])
    if not len(there):
        raise ValueError(f"{x.query} never gets within {share:g} of its first gap")
    return int(there[0])


def rises(x: State) -> float:
    """On which share of the steps the loss on all the data rose."""
    return float((np.diff(x.run.loss) > 0).mean())


def rows_recorded(x: State) -> int:
    """How many steps were made."""
    return x.run.steps


def path_gap(x: State, changes: str) -> float:
    """The largest distance, step by step, between this path and the one with these changes.

    Of runs of different lengths as far as both go.
    """
    other = x.other(changes).run.w
    steps = min(len(other), len(x.run.w))
    return float(np.linalg.norm(x.run.w[:steps] - other[:steps], axis=-1).max())


def end_gap(x: State, changes: str) -> float:
    """The distance between the ends of this run and of the one with these changes."""
    return float(np.linalg.norm(x.run.w[-1] - x.other(changes).run.w[-1]))


def turned_to_minimum(x: State) -> float:
    """The angle in degrees between the first step and the straight way to the minimum."""
    step, way = x.run.w[1] - x.run.w[0], np.array(x.objective.minima[0]) - x.run.w[0]
    return _angle(step, way)


def one_after_the_other(x: State) -> Place:
    """Where a step lands that moves one weight first and takes the other's slope from there."""
    w = x.run.w[0].copy()
    for i in range(len(w)):
        w[i] -= x.lr * x.gradient(w)[i]
    return tuple(w.tolist())


def angle_at_ring(x: State) -> float:
    """The angle in degrees between the first step and the ring it starts on, as it is."""
    return _angle(x.run.w[1] - x.run.w[0], _along_ring(x))


def drawn_angle_at_ring(x: State) -> float:
    """The same as a square picture of the whole domain shows it."""
    low, high = np.array(x.objective.domain).T
    return _angle((x.run.w[1] - x.run.w[0]) / (high - low), _along_ring(x) / (high - low))


def sum_of_gradients(x: State) -> Place:
    """w_k as the start minus η times the sum of all gradients so far, summed again at each step.

    The first steps of a loop that never sets its gradients to zero.
    """
    w, kept = x.run.w[0].copy(), np.zeros(x.objective.dim)
    for _ in range(x.run.steps):
        kept += x.gradient(w)
        w = w - x.lr * kept
    return tuple(w.tolist())


def _along_ring(x: State) -> Floats:
    """A short chord of the ring through the start: two of its points, found by bisection."""
    start, size = x.run.w[0], 1e-4 * np.linalg.norm(x.run.w[1] - x.run.w[0])
    level, slope = float(x.loss(start)), x.gradient(start)
    across = np.array([-slope[1], slope[0]]) / np.linalg.norm(slope)
    ends = []
    for sign in (1.0, -1.0):
        beside = start + sign * size * across
        low, high = -size, size  # of the way back to the level, along the gradient
        for _ in range(60):
            middle = (low + high) / 2
            above = x.loss(beside + middle * slope / np.linalg.norm(slope)) > level
            low, high = (low, middle) if above else (middle, high)
        ends.append(beside + low * slope / np.linalg.norm(slope))
    return np.asarray(ends[0] - ends[1])


def _on_map(x: State) -> Trajectory:
    if x.mapped is None:
        raise ValueError(f"the state {x.page}?{x.query} has no map")
    return x.mapped


def _angle(one: Floats, other: Floats) -> float:
    cosine = one @ other / (np.linalg.norm(one) * np.linalg.norm(other))
    return float(np.degrees(np.arccos(np.clip(cosine, -1, 1))))


READINGS = registry(
    verdict,
    case,
    place,
    coordinate,
    step_length,
    map_place,
    map_step_length,
    step_ratio,
    loss_at,
    lowest_loss,
    steps_to,
    rises,
    rows_recorded,
    path_gap,
    end_gap,
    turned_to_minimum,
    one_after_the_other,
    angle_at_ring,
    drawn_angle_at_ring,
    sum_of_gradients,
)
