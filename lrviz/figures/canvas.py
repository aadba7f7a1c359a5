"""The plot of a still picture: its box, and where a point of it lies in pixels."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lrviz.objectives.base import Box

__all__ = ["Canvas"]

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
