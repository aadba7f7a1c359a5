"""A run drawn over rings or a curve: scatter traces alone, so that a page can move them."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lrviz.figures.edges import bounded, cut, edge_arrow, inside
from lrviz.figures.encode import Spec, typed
from lrviz.figures.labels import Label, Spot, place, point_name, shadow
from lrviz.figures.off_map import edge_labels, edge_trace
from lrviz.figures.path_points import PathPoints
from lrviz.figures.theme import Theme
from lrviz.objectives.base import Box
from lrviz.text.numbers import vector

__all__ = ["line_trace", "path_labels", "path_traces", "point_trace"]

Floats = NDArray[np.float64]

FIRST_NAMED = 6  # The first points are named, w₀ to w₅.
ARROW_NAME = "−<i>η</i>·∂ℓ/∂<i>w</i>"
LONG_ARROW = 0.3  # An arrow is long enough to carry its name from this share of the map on.
FULL_ARROW = 0.06  # An arrow is long enough for a head of full size from this share of the map on.
HEAD = 11  # An arrow's head is so many pixels long.
NOTHING: Floats = np.empty((0, 2))  # No line that names must avoid.


def path_traces(
    path: PathPoints,
    *,
    box: Box,
    theme: Theme,
    taken: Sequence[Label] = (),
    behind: Floats = NOTHING,
) -> list[Spec]:
    """The run's traces, always the same ones in the same order.

    "future" and "path" (the steps to come and those done, with points), "edge" (arrows for
    the points off the map), "step" (the arrow −η·∂ℓ/∂w), "point" (where the run is) and
    "names", which keep clear of the labels ``taken`` and of the line ``behind`` ``(n, 2)``.
    """
    return [
        line_trace(path, box=box, theme=theme, future=True),
        line_trace(path, box=box, theme=theme),
        edge_trace(path, box=box, theme=theme),
        _step_trace(path, box, theme),
        point_trace(path, box=box, theme=theme),
        _names_trace(path_labels(path, box=box, taken=taken, behind=behind), theme),
    ]


def path_labels(
    path: PathPoints, *, box: Box, taken: Sequence[Label] = (), behind: Floats = NOTHING
) -> tuple[Label, ...]:
    """w₀, w₁, … for the first few points and the current one, where they find room."""
    points = path.points
    wanted = dict.fromkeys([path.now, *range(min(FIRST_NAMED, len(points)))])
    spots = [
        Spot(float(points[i, 0]), float(points[i, 1]), 1 + len(str(i)), point_name(i))
        for i in wanted
        if inside(points[i], box)
    ]
    occupied = (*taken, *edge_labels(path, box))
    lines = np.concatenate([bounded(points, box), behind])
    return place(spots, path=lines, box=box, taken=occupied)


def line_trace(path: PathPoints, *, box: Box, theme: Theme, future: bool = False) -> Spec:
    """The steps done, or those still to come."""
    rows = slice(path.now, None) if future else slice(0, path.now + 1)
    points = bounded(path.points, box)[rows]
    colour = theme.future if future else theme.path
    return {
        "type": "scatter",
        "name": "future" if future else "path",
        "mode": "lines+markers",
        "x": typed(points[:, 0]),
        "y": typed(points[:, 1]),
        "customdata": typed(path.record[rows]),
        "hovertemplate": path.template,
        "line": {"color": colour, "width": 1.2 if future else 2.2, "simplify": False},
        "marker": {"color": colour, "size": 4 if future else 6, "line": {"width": 0}},
    }


def point_trace(path: PathPoints, *, box: Box, theme: Theme) -> Spec:
    """Where the run is now."""
    point = bounded(path.points, box)[path.now]
    return {
        "type": "scatter",
        "name": "point",
        "mode": "markers",
        "x": typed(point[:1]),
        "y": typed(point[1:]),
        "customdata": typed(path.record[path.now : path.now + 1]),
        "hovertemplate": path.template,
        "marker": {"color": theme.path, "size": 11, "line": {"color": theme.paper, "width": 2}},
    }


def _step_trace(path: PathPoints, box: Box, theme: Theme) -> Spec:
    """Tail, middle (which carries the name) and head of the arrow; cut where the map ends."""
    move, tail = path.move, path.points[path.now]
    spec = _arrow_spec(theme)
    if move is None or not np.any(move) or not inside(tail, box):
        return spec | {"x": [], "y": [], "text": []}
    target = tail + move
    head = np.array(cut(tail, target, box) or target)
    size = np.diff(np.array(box), axis=1)[:, 0]
    length = float(np.max(np.abs(head - tail) / size))
    spec["marker"]["size"] = [0, 0, round(min(HEAD, HEAD * length / FULL_ARROW), 1)]
    beyond = edge_arrow(target, box)
    points = np.stack([tail, (tail + head) / 2, head])
    return spec | {
        "x": typed(points[:, 0]),
        "y": typed(points[:, 1]),
        "text": [
            "",
            ARROW_NAME if length >= LONG_ARROW else "",
            f"→ {vector(target)}" if beyond else "",
        ],
        "textposition": [
            "middle center",
            _beside(move / size),
            beyond.textposition if beyond else "middle center",
        ],
    }


def _arrow_spec(theme: Theme) -> Spec:
    return {
        "type": "scatter",
        "name": "step",
        "mode": "lines+markers+text",
        "hoverinfo": "skip",
        "cliponaxis": False,
        "line": {"color": theme.ink, "width": 1.6},
        "marker": {
            "symbol": "arrow",
            "angleref": "previous",
            "size": [0, 0, HEAD],
            "opacity": [0, 0, 1],
            "color": theme.ink,
            "line": {"width": 0},
        },
        "textfont": {"size": 13, "color": theme.ink, "shadow": shadow(theme)},
    }


def _beside(direction: Floats) -> str:
    """The side of a sloping line where a word hides nothing of it."""
    across, up = np.abs(direction)
    if across < 0.3 * up:
        return "middle right"
    if up < 0.1 * across:
        return "bottom center"
    return "bottom right" if direction[0] * direction[1] > 0 else "top right"


def _names_trace(labels: Sequence[Label], theme: Theme) -> Spec:
    return {
        "type": "scatter",
        "name": "names",
        "mode": "text",
        "hoverinfo": "skip",
        "cliponaxis": False,
        "x": typed([label.spot.x for label in labels]),
        "y": typed([label.spot.y for label in labels]),
        "text": [label.spot.text for label in labels],
        "textposition": [label.position for label in labels],
        "textfont": {"size": 14, "color": theme.ink, "shadow": shadow(theme)},
    }
