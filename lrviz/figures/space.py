"""A race in space: whole ways as lines on the surface, and runners that a clock moves."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lrviz.analysis.comparison import Lane
from lrviz.analysis.landscape import Grid, grid
from lrviz.figures.encode import Spec, typed
from lrviz.figures.films import SHAPE, finish_points
from lrviz.figures.looks import Look
from lrviz.figures.surface import lift, surface_spec
from lrviz.figures.theme import Theme
from lrviz.objectives.base import Box

__all__ = ["space_points", "space_spec"]

Floats = NDArray[np.float64]

_GROUND = ("surface", "rings")
# The marks that space has, for those of a map.
_SYMBOLS = {
    "circle": "circle",
    "square": "square",
    "diamond": "diamond",
    "cross": "cross",
    "x": "x",
}


def space_spec(
    lanes: Sequence[Lane],
    looks: Sequence[Look],
    *,
    box: Box,
    theme: Theme,
    language: str,
    finish: float | None,
) -> Spec:
    """The surface with every run's way on it, the ring ℓ = ``finish``, and "runners".

    All runners are one trace, because a clock moves a trace in space by drawing it anew.
    """
    run = lanes[0].run
    land = grid(run.objective, box=box, shape=SHAPE)
    spec = surface_spec(run, 0, theme=theme, language=language, box=box, shape=SHAPE)
    data = [each for each in spec["data"] if each["name"] in _GROUND]
    ring = finish_points(lanes, finish, box=box)
    height = np.full(len(ring), (finish or 0.0) + lift(land))
    data.append(_line("finish", np.column_stack([ring, height]), theme.ink, 4))
    for lane, look in zip(lanes, looks, strict=True):
        points = _way(lane, len(lane.run.w), land, box)
        data.append(_line(f"{lane.name}:future", points, look.colour, 4))
    data.append(_runners(space_points(lanes, 1, box=box)[0], looks, theme))
    return {**spec, "data": data}


def space_points(lanes: Sequence[Lane], frames: int, *, box: Box) -> Floats:
    """Where every run is in space at each frame ``(frames, lanes, 3)``: just above the surface;
    NaN off the map; where it ended, once it has."""
    land = grid(lanes[0].run.objective, box=box, shape=SHAPE)
    return np.stack([_way(lane, frames, land, box) for lane in lanes], axis=1)


def _way(lane: Lane, frames: int, land: Grid, box: Box) -> Floats:
    k = np.minimum(np.arange(frames), lane.run.steps)
    low, high = np.array(box).T
    points = np.column_stack([lane.run.w[k], lane.run.loss[k] + lift(land)])
    shown = ((lane.run.w[k] >= low) & (lane.run.w[k] <= high)).all(1)
    return np.where(shown[:, None], points, np.nan)


def _line(name: str, points: Floats, colour: str, width: float) -> Spec:
    return {
        "type": "scatter3d",
        "name": name,
        "mode": "lines",
        "hoverinfo": "skip",
        **{letter: typed(points[:, i], "f4") for i, letter in enumerate("xyz")},
        "line": {"color": colour, "width": width},
    }


def _runners(points: Floats, looks: Sequence[Look], theme: Theme) -> Spec:
    return {
        "type": "scatter3d",
        "name": "runners",
        "mode": "markers",
        **{letter: typed(points[:, i]) for i, letter in enumerate("xyz")},
        "hovertemplate": "(%{x}, %{y})<br><i>ℓ</i> = %{z}<extra></extra>",
        "marker": {
            "color": [look.colour for look in looks],
            "symbol": [look.symbol if look.symbol in _SYMBOLS else "circle-open" for look in looks],
            "size": 7,
            "opacity": 1,
            "line": {"color": theme.paper, "width": 1},
        },
    }
