"""The points of a run beyond the map, as arrows at its edge."""

import numpy as np

from lrviz.figures.edges import EdgeArrow, edge_arrow
from lrviz.figures.encode import Spec, typed
from lrviz.figures.labels import Label, Spot, point_name, shadow
from lrviz.figures.path_points import PathPoints
from lrviz.figures.theme import Theme
from lrviz.objectives.base import Box

__all__ = ["edge_arrows", "edge_labels", "edge_trace"]

SAME_PLACE = 0.02  # One arrow stands for all that is nearer than this share of the map.
SAME_TEXT = 0.15  # Values nearer than this share of the map would overlap.


def edge_trace(path: PathPoints, *, box: Box, theme: Theme) -> Spec:
    """Arrows at the edge for the points off the map, the current one and a few more with values.

    Two dots per arrow, the first unseen and further in, so that the second points out.
    """
    arrows = edge_arrows(path, box)
    size = np.diff(np.array(box), axis=1)[:, 0]
    tips = np.array([arrow.at for _, arrow, _ in arrows]).reshape(-1, 2)
    inward = np.array([arrow.side for _, arrow, _ in arrows]).reshape(-1, 2) * size * 0.02
    points = np.stack([tips - inward, tips], axis=1).reshape(-1, 2)
    shown = [theme.path if i <= path.now else theme.future for i, _, _ in arrows]
    texts = [f"{point_name(i)} = {arrow.text}" if named else "" for i, arrow, named in arrows]
    rows = [i for i, _, _ in arrows for _ in range(2)]
    return {
        "type": "scatter",
        "name": "edge",
        "mode": "markers+text",
        "cliponaxis": False,
        "x": typed(points[:, 0]),
        "y": typed(points[:, 1]),
        "text": [part for text in texts for part in ("", text)],
        "textposition": [arrow.textposition for _, arrow, _ in arrows for _ in range(2)],
        "customdata": typed(path.record[rows]),
        "hovertemplate": path.template,
        "marker": {
            "symbol": "arrow-wide",
            "angleref": "previous",
            "size": [0, 12] * len(arrows),
            "opacity": [0, 1] * len(arrows),
            "color": [colour for colour in shown for _ in range(2)],
            "line": {"width": 0},
        },
        "textfont": {"size": 12, "color": theme.ink, "shadow": shadow(theme)},
    }


def edge_arrows(path: PathPoints, box: Box) -> list[tuple[int, EdgeArrow, bool]]:
    """(step, arrow, whether its value is written), the current one first, one in any one place."""
    now = path.now
    off = [(i, edge_arrow(point, box)) for i, point in enumerate(path.points)]
    ordered = sorted(
        ((i, a) for i, a in off if a), key=lambda pair: (pair[0] != now, pair[0] > now)
    )
    size = np.diff(np.array(box), axis=1)[:, 0]
    kept: list[tuple[int, EdgeArrow, bool]] = []
    for i, arrow in ordered:
        gaps = [float(np.max(np.abs(np.subtract(arrow.at, b.at)) / size)) for _, b, _ in kept]
        if min(gaps, default=1.0) >= SAME_PLACE:
            near = [gap for gap, (_, _, named) in zip(gaps, kept, strict=True) if named]
            kept.append((i, arrow, i <= now and min(near, default=1.0) >= SAME_TEXT))
    return kept


def edge_labels(path: PathPoints, box: Box) -> tuple[Label, ...]:
    """The texts of the edge arrows, so that no other name is put over them."""
    return tuple(
        Label(Spot(*arrow.at, len(f"w{i} = {arrow.text}"), ""), arrow.textposition)
        for i, arrow, named in edge_arrows(path, box)
        if named
    )
