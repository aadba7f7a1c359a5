"""Which points of a path get their name written beside them, and on which side."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lrviz.figures.theme import Theme
from lrviz.objectives.base import Box

__all__ = ["Label", "Spot", "place", "point_name", "shadow"]

Floats = NDArray[np.float64]
Rectangle = tuple[float, float, float, float]  # left, bottom, right, top, in pixels

# Pixels of the map's longer side that names are placed for: legible on a telephone.
NOMINAL = 250.0
# Pixels of a character's width, of a line's height, and from a name to its point.
CHARACTER, HEIGHT, AWAY = 8.0, 17.0, 7.0
SAMPLE = 5.0  # The path is stood for by dots so many pixels apart.
CROWDED = 7  # A name may hide so many of those dots.
APART = 13.0  # Two points are both named only where so many pixels lie between them.

# Plotly's position to the shift of the label's box, in its own widths and heights.
POSITIONS = {
    "top right": (0.0, 0.0),
    "top left": (-1.0, 0.0),
    "bottom right": (0.0, -1.0),
    "bottom left": (-1.0, -1.0),
    "top center": (-0.5, 0.0),
    "bottom center": (-0.5, -1.0),
    "middle right": (0.0, -0.5),
    "middle left": (-1.0, -0.5),
}


@dataclass(frozen=True)
class Spot:
    """Something to be named: where, the length of the name in characters, and the name."""

    x: float
    y: float
    length: int
    text: str


@dataclass(frozen=True)
class Label:
    """A spot's name with the side it stands on."""

    spot: Spot
    position: str


def point_name(k: int) -> str:
    """wₖ as plotly text."""
    return f"<i>w</i><sub>{k}</sub>"


def shadow(theme: Theme) -> str:
    """A halo of paper around letters, so that lines may pass behind them."""
    return ", ".join([f"0 0 3px {theme.paper}"] * 4)


def place(
    spots: Sequence[Spot],
    *,
    path: Floats,
    box: Box,
    taken: Iterable[Label] = (),
    nominal: float = NOMINAL,
) -> tuple[Label, ...]:
    """Names for those ``spots``, first come first served, that find room.

    No two names overlap and none leaves the map; each takes the side that hides least of the
    ``path`` ``(k, 2)``, and a name with only crowded sides is left out, except the first.
    """
    scale, origin = _scale(box, nominal)
    trace = _samples((path - origin) * scale)
    occupied = [_rectangle(label.spot, label.position, scale, origin) for label in taken]
    edge = _edge(box, scale, origin)
    labels: list[Label] = []
    named: list[Floats] = []
    for order, spot in enumerate(spots):
        at = (np.array([spot.x, spot.y]) - origin) * scale
        if any(np.hypot(*(at - other)) < APART for other in named):
            continue
        choices = []
        for rank, position in enumerate(POSITIONS):
            area = _rectangle(spot, position, scale, origin)
            if _within(area, edge) and not any(_overlap(area, other) for other in occupied):
                choices.append((_hidden(trace, area), rank, position, area))
        if choices:
            hidden, _, position, area = min(choices)
            if hidden <= CROWDED or order == 0:
                occupied.append(area)
                labels.append(Label(spot, position))
                named.append(at)
    return tuple(labels)


def _scale(box: Box, nominal: float) -> tuple[Floats, Floats]:
    """Pixels per unit along each axis, and the box's lower left corner."""
    low, high = np.array(box).T
    size = high - low
    aspect = size.max() / size.min()
    return (nominal / size if aspect > 3 else np.full(2, nominal / size.max())), low


def _edge(box: Box, scale: Floats, origin: Floats) -> Rectangle:
    right, top = (np.array(box)[:, 1] - origin) * scale
    return 0.0, 0.0, float(right), float(top)


def _samples(points: Floats) -> Floats:
    """The path as dots a few pixels apart; only its first stretches on and near the map."""
    near = points[(np.abs(points) < 4 * NOMINAL).all(axis=1)][:400]
    if len(near) < 2:
        return near
    lengths = np.hypot(*np.diff(near, axis=0).T)
    along = np.concatenate([[0.0], np.cumsum(lengths)])
    dots = np.linspace(0.0, along[-1], min(4000, int(along[-1] / SAMPLE) + 2))
    return np.stack([np.interp(dots, along, near[:, i]) for i in range(2)], axis=1)


def _rectangle(spot: Spot, position: str, scale: Floats, origin: Floats) -> Rectangle:
    x, y = (np.array([spot.x, spot.y]) - origin) * scale
    width = CHARACTER * spot.length
    across, up = POSITIONS[position]
    left = x + across * width + AWAY * np.sign(across + 0.5)
    bottom = y + up * HEIGHT + AWAY * np.sign(up + 0.5) * 0.6
    return float(left), float(bottom), float(left + width), float(bottom + HEIGHT)


def _within(area: Rectangle, edge: Rectangle) -> bool:
    return (
        area[0] >= edge[0] - AWAY
        and area[1] >= edge[1] - AWAY
        and area[2] <= edge[2] + AWAY
        and area[3] <= edge[3] + AWAY
    )


def _overlap(a: Rectangle, b: Rectangle) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _hidden(dots: Floats, area: Rectangle) -> int:
    x, y = dots.T
    return int(np.sum((x > area[0]) & (x < area[2]) & (y > area[1]) & (y < area[3])))
