"""Where the map ends: points beyond it, and lines that cross its edge."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lrviz.objectives.base import Box
from lrviz.text.numbers import vector

__all__ = ["EdgeArrow", "bounded", "cut", "edge_arrow", "inside", "on_map"]

Point = Sequence[float] | NDArray[np.float64]

FAR = 1000.0  # A point beyond so many map sizes is moved to where its line leaves that region.

# Text goes inward from the edge it stands at: (side across, side up) to plotly's position.
_INWARD = {
    (-1, -1): "top right",
    (-1, 0): "middle right",
    (-1, 1): "bottom right",
    (0, -1): "top center",
    (0, 1): "bottom center",
    (1, -1): "top left",
    (1, 0): "middle left",
    (1, 1): "bottom left",
}


@dataclass(frozen=True, kw_only=True)
class EdgeArrow:
    """The stand-in at the edge for a point off the map.

    Attributes:
        at: the map's point nearest to the true one.
        side: which way out, (−1, 0 or 1 across, −1, 0 or 1 up).
        text: the true point.
        textposition: on which side of ``at`` the text stays on the map, as plotly calls it.
    """

    at: tuple[float, float]
    side: tuple[int, int]
    text: str
    textposition: str


def inside(point: Point, box: Box) -> bool:
    """Whether a point lies on the map, its edge included."""
    return all(low <= value <= high for value, (low, high) in zip(point, box, strict=True))


def edge_arrow(point: Point, box: Box) -> EdgeArrow | None:
    """The arrow that stands for ``point`` at the edge of ``box``; None for a point on the map.

    >>> edge_arrow((2.0, 31.0), ((-6.0, 6.0), (-4.0, 4.0)))
    EdgeArrow(at=(2.0, 4.0), side=(0, 1), text='(2, 31)', textposition='bottom center')
    """
    if inside(point, box):
        return None
    pairs = list(zip(point, box, strict=True))
    x, y = (float(min(max(value, low), high)) for value, (low, high) in pairs)
    across, up = (int(value > high) - int(value < low) for value, (low, high) in pairs)
    return EdgeArrow(
        at=(x, y),
        side=(across, up),
        text=vector([float(value) for value in point]),
        textposition=_INWARD[across, up],
    )


def bounded(points: NDArray[np.float64], box: Box) -> NDArray[np.float64]:
    """``points`` ``(k, 2)`` for drawing: a renderer cannot place 1e150, and need not.

    A point beyond FAR maps is moved to where the line from the point before it (else to the
    one after it) leaves that region; it is NaN where both of those are as far off.
    """
    region = tuple((low - FAR * (high - low), high + FAR * (high - low)) for low, high in box)
    low, high = np.array(region).T
    near = np.all((points >= low) & (points <= high), axis=1)
    drawn = points.copy()
    for i in np.flatnonzero(~near):
        beside = next((j for j in (i - 1, i + 1) if 0 <= j < len(near) and near[j]), None)
        drawn[i] = np.nan if beside is None else cut(points[beside], points[i], region)
    return drawn


def cut(a: Point, b: Point, box: Box) -> tuple[float, float] | None:
    """Where the line from a, on the map, to b leaves it; None if it stays.

    >>> cut((0.0, 0.0), (12.0, 6.0), ((-6.0, 6.0), (-4.0, 4.0)))
    (6.0, 3.0)
    """
    if inside(b, box):
        return None
    shares = [
        (high / 2 - start / 2 if end > high else low / 2 - start / 2) / (end / 2 - start / 2)
        for start, end, (low, high) in zip(a, b, box, strict=True)
        if not low <= end <= high
    ]
    share = max(0.0, min(shares))
    x, y = (
        float(np.clip(start + share * (end - start), low, high))
        for start, end, (low, high) in zip(a, b, box, strict=True)
    )
    return x, y


@np.errstate(all="ignore")
def on_map(points: NDArray[np.float64], box: Box) -> list[NDArray[np.float64]]:
    """The pieces on the map of the line through ``points`` ``(k, 2)``, each ``(m, 2)``, in order.

    The line is broken where a coordinate is no number. Numbers are cut for next to nothing, where
    a renderer that cuts at a frame fills a picture of the whole slide each time.

    >>> on_map(np.array([[0.0, 0.0], [1.0, 0.0], [3.0, 4.0]]), ((-2.0, 2.0), (-2.0, 2.0)))
    [array([[0., 0.],
           [1., 0.],
           [2., 2.]])]
    """
    low, high = np.array(box).T
    start, half = points[:-1], points[1:] / 2 - points[:-1] / 2  # a whole move may overflow
    shares = np.stack([(edge / 2 - start / 2) / half for edge in (low, high)])
    stays = (half == 0) & (start >= low) & (start <= high)
    shares[:, stays] = np.array([[-np.inf], [np.inf]])
    entered, left = np.maximum(shares.min(0).max(1), 0.0), np.minimum(shares.max(0).min(1), 1.0)
    begins = np.clip(start + 2 * entered[:, None] * half, low, high)
    ends = np.clip(start + 2 * left[:, None] * half, low, high)
    ends = np.where(left[:, None] == 1, points[1:], ends)  # to the last digit
    seen = np.flatnonzero(entered < left)
    goes_on = (np.diff(seen) == 1) & (left[seen[:-1]] == 1) & (entered[seen[1:]] == 0)
    runs = np.split(seen, np.flatnonzero(~goes_on) + 1)
    return [np.concatenate([begins[run], ends[run[-1:]]]) for run in runs if len(run)]
