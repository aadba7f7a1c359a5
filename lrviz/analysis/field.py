"""The gradient at every point of a grid, as arrows that show the way down."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from lrviz.objectives.base import Box, Objective

__all__ = ["Field", "gradient_field"]

Floats = NDArray[np.float64]

ACROSS = 15  # There are so many arrows along the longer side.
SHORTEST, LONGEST = 0.35, 0.85  # An arrow has between these shares of its cell.


@dataclass(frozen=True, kw_only=True, eq=False)
class Field:
    """Arrows along −∂ℓ/∂w.

    Attributes:
        points: the middles of the cells ``(n, 2)``.
        gradient: ∂ℓ/∂w there ``(n, 2)``; only where ℓ and it are finite and it is not 0.
        arrows: the moves to draw, centred on the points ``(n, 2)``: parallel to −gradient, and
            longer where it is larger, by rank and not in proportion.
    """

    points: Floats
    gradient: Floats
    arrows: Floats


def gradient_field(objective: Objective, box: Box) -> Field:
    """The field of an objective of two parameters over a box.

    >>> from lrviz.objectives import objective
    >>> field = gradient_field(objective("bowl"), ((-6.0, 6.0), (-4.0, 4.0)))
    >>> field.points.shape
    (150, 2)
    """
    size = np.diff(np.array(box), axis=1)[:, 0]
    counts = np.maximum(np.round(ACROSS * size / size.max()), 6).astype(int)
    cell = size / counts
    x, y = (
        low + step * (np.arange(n) + 0.5)
        for (low, _), step, n in zip(box, cell, counts.tolist(), strict=True)
    )
    points = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    w = torch.from_numpy(points)
    gradient, loss = objective.gradient(w).detach().numpy(), objective.loss(w).detach().numpy()
    steep = np.hypot(*gradient.T)
    known = np.isfinite(loss) & np.isfinite(steep) & (steep > 0)
    points, gradient, steep = points[known], gradient[known], steep[known]
    length = SHORTEST + (LONGEST - SHORTEST) * _ranks(steep)
    unit = gradient / steep[:, None]  # first, for a slope may be as small as 1e-300
    reach = np.max(np.abs(unit) / cell, axis=1)
    return Field(points=points, gradient=gradient, arrows=-unit * (length / reach)[:, None])


def _ranks(values: Floats) -> Floats:
    """0 for the smallest to 1 for the largest."""
    order = np.empty(len(values))
    order[np.argsort(values, kind="stable")] = np.arange(len(values))
    return order / max(len(values) - 1, 1)
