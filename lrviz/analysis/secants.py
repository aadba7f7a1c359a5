"""The lines that difference quotients are the slopes of."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray

from lrviz.objectives.base import Objective

__all__ = ["REACH", "Secants", "secants"]

Floats = NDArray[np.float64]

# A secant is drawn so far on either side of the point: beyond the largest h, which is 1.
REACH = 1.5


@dataclass(frozen=True, kw_only=True, eq=False)
class Secants:
    """The secants through (w, ℓ) along one coordinate, one for every h.

    Attributes:
        h: the trial steps ``(n,)``.
        x: the coordinate of the two points each goes through ``(n, 2)``.
        y: the losses there ``(n, 2)``.
        slope: (y₁ − y₀) / (x₁ − x₀) with the exact h below the line ``(n,)``.
    """

    h: Floats
    x: Floats
    y: Floats
    slope: Floats

    @property
    def ends(self) -> tuple[Floats, Floats]:
        """The lines themselves, REACH to both sides of the point: x and y ``(n, 2)``."""
        middle = self.x[:, 1:] - self.h[:, None]  # both kinds end at w + h
        x = middle + np.array([-REACH, REACH])
        return x, self.y[:, 1:] + self.slope[:, None] * (x - self.x[:, 1:])


def secants(objective: Objective, w: ArrayLike, axis: int, h: Floats, *, central: bool) -> Secants:
    """Through w − h and w + h if ``central``, else through w and w + h.

    >>> from lrviz.objectives import objective
    >>> secants(objective("parabola"), (3.0,), 0, np.array([1.0, 0.5]), central=False).slope
    array([7. , 6.5])
    """
    point = torch.tensor(np.asarray(w, dtype=np.float64))
    shift = torch.zeros(2, len(h), objective.dim, dtype=torch.float64)
    shift[0, :, axis] = -torch.from_numpy(h) if central else 0.0
    shift[1, :, axis] = torch.from_numpy(h)
    with torch.no_grad():
        y = objective.loss(point + shift).numpy().T
    x = (point + shift)[..., axis].numpy().T
    with np.errstate(invalid="ignore"):
        slope = (y[:, 1] - y[:, 0]) / (2 * h if central else h)
    return Secants(h=h, x=x, y=y, slope=slope)
