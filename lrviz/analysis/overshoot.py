"""How far a run's steps climb again past the lowest point on their way."""

import numpy as np
import torch
from numpy.typing import NDArray

from lrviz.descent.record import sealed
from lrviz.descent.trajectory import Trajectory

__all__ = ["climbs", "worst_overshoot"]

Floats = NDArray[np.float64]

ROUNDING = 1e-12  # Float64 arithmetic may add this share of the first loss on its own.
SAMPLES = 9  # Each step is looked at in so many points, evenly, its two ends among them.


@np.errstate(all="ignore")
def climbs(run: Trajectory) -> Floats:
    """How high each step rose above the lowest point of its own line ``(k,)``.

    ℓ(wₖ₊₁) − min over t in [0, 1] of ℓ(wₖ + t·(wₖ₊₁ − wₖ)): 0 for a step that goes down all
    the way. The minimum is taken over points of the step, the vertex of the parabola
    through its two slopes among them, so that on a quadratic it is exact.
    """
    if run.steps == 0:
        return sealed(np.zeros(0))
    move = np.diff(run.w, axis=0)
    shares = np.column_stack([_vertex(run, move), _even(run.steps)])
    points = run.w[:-1, None] + shares[..., None] * move[:, None]
    with torch.no_grad():
        loss = run.objective.loss(torch.from_numpy(points)).numpy()
    lowest = np.fmin(run.loss[1:], np.nanmin(np.where(np.isfinite(loss), loss, np.inf), axis=1))
    climb, rounding = run.loss[1:] - lowest, ROUNDING * np.abs(run.loss[0])
    return sealed(np.where(climb > rounding, climb, 0.0))


def worst_overshoot(run: Trajectory, gap: float) -> float | None:
    """The highest of ``climbs`` as a share of ``gap``, the first gap ℓ₀ − L*.

    On one eigen-direction of a quadratic the first step's is (1 − ηλ)² where it overshoots.
    None where there is no gap to compare with.

    >>> from lrviz import descend
    >>> run = descend("parabola", lr=0.75, steps=3, start=(2,))  # 1 − ηλ = −0.5
    >>> worst_overshoot(run, gap=4.0)
    0.25
    """
    if not gap > 0 or not np.isfinite(gap):
        return None
    found = climbs(run)
    return float(found.max() / gap) if found.size else 0.0


def _vertex(run: Trajectory, move: Floats) -> Floats:
    """Where on each step the parabola through its two slopes is lowest, held to [0, 1]."""
    before = (run.grad[:-1] * move).sum(-1)
    after = (run.grad[1:] * move).sum(-1)
    share = before / (before - after)
    return np.clip(np.where(np.isfinite(share), share, 0.0), 0.0, 1.0)


def _even(steps: int) -> Floats:
    return np.broadcast_to(np.linspace(0.0, 1.0, SAMPLES), (steps, SAMPLES))
