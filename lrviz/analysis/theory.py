"""What theory says should happen: eigenvalues, critical rates."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray

from lrviz.descent.record import sealed
from lrviz.descent.trajectory import Trajectory
from lrviz.objectives.base import Objective

Floats = NDArray[np.float64]


class Motion(StrEnum):
    """What gradient descent does along one eigen-direction, read off its factor 1 − ηλ."""

    GLIDES = "glides"  # 0 < factor < 1: straight in
    JUMPS = "jumps"  # factor = 0: there in one step
    OVERSHOOTS = "overshoots"  # -1 < factor < 0: past the bottom, and back, ever closer
    BOUNCES = "bounces"  # factor = -1: to and fro for ever
    BLOWS_UP = "blows_up"  # factor < -1: past the bottom by more each time
    STAYS = "stays"  # factor = 1: flat, nothing to go by
    RUNS_AWAY = "runs_away"  # factor > 1: downhill without end


@dataclass(frozen=True, kw_only=True, eq=False)
class Curvature:
    """The Hessian's eigenvalues λ, ascending ``(dim,)``, and eigenvectors in columns.

    On a quadratic the error along eigenvector i is multiplied by 1 − ηλᵢ at each step.
    """

    eigenvalues: Floats
    eigenvectors: Floats

    def __post_init__(self) -> None:
        sealed(self.eigenvalues)
        sealed(self.eigenvectors)

    @property
    def critical_lr(self) -> float:
        """2/λ_max: the rate beyond which some direction blows up; ∞ where none bends up."""
        largest = float(self.eigenvalues[-1])
        return 2 / largest if largest > 0 else float("inf")

    @property
    def best_lr(self) -> float | None:
        """2/(λ_min + λ_max), where both extremes shrink alike; None without a minimum."""
        low, high = float(self.eigenvalues[0]), float(self.eigenvalues[-1])
        return 2 / (low + high) if low > 0 else None

    @property
    def condition_number(self) -> float:
        """κ = λ_max/λ_min; ∞ where some direction is flat or bends down."""
        low, high = float(self.eigenvalues[0]), float(self.eigenvalues[-1])
        return high / low if low > 0 else float("inf")

    def factors(self, lr: float) -> Floats:
        """1 − ηλᵢ for every eigen-direction ``(dim,)``."""
        return sealed(1 - lr * self.eigenvalues)


def curvature(objective: Objective, w: ArrayLike | None = None) -> Curvature:
    """The curvature at w, or anywhere on a quadratic; at the first minimum without w.

    Raises:
        ValueError: the Hessian at w is not finite, or there is no point to take it at.

    >>> from lrviz.objectives import objective
    >>> curvature(objective("bowl")).critical_lr
    0.5
    """
    hessian = objective.constant_hessian
    if hessian is None:
        points = objective.minima[:1] if w is None else [w]
        if not points:
            raise ValueError(f"`w` must be given: {objective.name} has no known minimum; got None")
        hessian = objective.hessian(torch.tensor(np.asarray(points[0], float)))
    if not torch.isfinite(hessian).all():
        raise ValueError(f"`w` must be a point with a finite Hessian; got {w!r}")
    values, vectors = torch.linalg.eigh(hessian)
    return Curvature(eigenvalues=values.numpy(), eigenvectors=vectors.numpy())


def motion(factor: float) -> Motion:
    """What a factor 1 − ηλ means.

    >>> [motion(f).value for f in (0.5, -0.5, -1.5)]
    ['glides', 'overshoots', 'blows_up']
    """
    exact = {1.0: Motion.STAYS, 0.0: Motion.JUMPS, -1.0: Motion.BOUNCES}
    if factor in exact:
        return exact[factor]
    if factor > 1:
        return Motion.RUNS_AWAY
    if factor > 0:
        return Motion.GLIDES
    return Motion.OVERSHOOTS if factor > -1 else Motion.BLOWS_UP


def sharpness(trajectory: Trajectory) -> Floats:
    """The Hessian's largest eigenvalue at every row of the run ``(k+1,)``.

    Step by step, a plain gradient step is stable where it is below 2/η. NaN where the
    Hessian is not finite.
    """
    hessian = trajectory.objective.hessian(torch.tensor(trajectory.w))
    usable = torch.isfinite(hessian).all(-1).all(-1)
    eye = torch.eye(hessian.shape[-1], dtype=hessian.dtype)
    largest = torch.linalg.eigvalsh(torch.where(usable[:, None, None], hessian, eye))[:, -1]
    return sealed(torch.where(usable, largest, torch.nan).numpy())


def critical_lr(trajectory: Trajectory) -> float:
    """2/λ_max with the largest Hessian eigenvalue met along the run; ∞ where it is never > 0."""
    largest = np.nanmax(sharpness(trajectory), initial=-np.inf)
    return float(2 / largest) if largest > 0 else float("inf")
