"""The plot of a still picture: its box, where a point of it lies in pixels, a line through some."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lrviz.objectives.base import Box

__all__ = ["Canvas", "polyline"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Canvas:
    """The plot: ``box`` drawn ``width`` by ``height`` pixels, y downward."""

    box: Box
    width: float
    height: float

    def pixels(self, points: Floats) -> Floats:
        """Points ``(k, 2)`` of the box in pixels."""
        low, high = np.array(self.box).T
        share = (points - low) / (high - low)
        return np.column_stack([share[:, 0] * self.width, (1 - share[:, 1]) * self.height])


def polyline(points: Floats) -> str:
    """The line through pixels ``(k, 2)`` as a path of SVG, none where it stays on one of them.

    >>> polyline(np.array([[0.0, 1.0], [0.01, 1.0], [2.5, 1.0]]))
    'M0.0 1.0L2.5 1.0'
    """
    steps = [f"{x:.1f} {y:.1f}" for x, y in points.tolist()]
    moved = [at for i, at in enumerate(steps) if i == 0 or at != steps[i - 1]]
    return f"M{'L'.join(moved)}" if len(moved) > 1 else ""
