"""The loss over two parameters as a surface in space, with the run just above it."""

import numpy as np
from numpy.typing import NDArray

from lrviz.analysis.landscape import Grid, grid, limits
from lrviz.descent.trajectory import Trajectory
from lrviz.figures.edges import inside
from lrviz.figures.encode import Spec, figure_of, typed
from lrviz.figures.isolines import isolines
from lrviz.figures.layout import TICK_SIZE, base, corner, equal, name_of
from lrviz.figures.path_points import PathPoints, path_points
from lrviz.figures.rings import ranks, ring_levels
from lrviz.figures.theme import Theme
from lrviz.objectives.base import Box, Objective
from lrviz.text import say

__all__ = ["lift", "surface_figure", "surface_path_traces", "surface_spec"]

Floats = NDArray[np.float64]

SHAPE = (61, 61)  # The surface is drawn on a grid of this shape.
LIFT = 0.008  # The path and rings lie this share of the height above the surface.
TALL = 0.62  # The surface is this share of its longer side high.
BELOW = 34  # Pixels from the edge of the floor down to its name.
SHEER = 0.86  # The surface is this opaque: what the near wall hides shines through it.
EYE = (1.35, 1.75, 1.35)  # One looks from here to the middle, on the side away from the start.


def surface_spec(
    trajectory: Trajectory,
    step: int | None = None,
    *,
    theme: Theme,
    language: str = "en",
    box: Box | None = None,
    shape: tuple[int, int] = SHAPE,
) -> Spec:
    """ℓ as a surface, its rings drawn on it, and the run at ``step`` (None: its last).

    The same colours and rings as on the map. Points off the map are left to it: here they are
    not drawn. Equal scales where the map has them, so the picture from above is the map.
    """
    objective = trajectory.objective
    frame = box or limits(objective, trajectory)
    land = grid(objective, box=frame, shape=shape)
    path = surface_path_traces(
        trajectory, step, theme=theme, language=language, box=frame, land=land
    )
    data = [_surface(land, objective, theme), _rings(land, objective, theme), *path]
    return {"data": data, "layout": _layout(objective, frame, land, theme, language)}


surface_figure = figure_of(surface_spec)


def surface_path_traces(
    trajectory: Trajectory,
    step: int | None = None,
    *,
    theme: Theme,
    language: str = "en",
    box: Box,
    land: Grid,
) -> list[Spec]:
    """The run alone: "future", "path" and "point", to be replaced as it moves."""
    drawn = path_points(trajectory, step, language)
    heights = trajectory.loss + lift(land)
    shown = np.array([inside(point, box) for point in drawn.points])
    points = np.where(shown[:, None], np.column_stack([drawn.points, heights]), np.nan)
    now = drawn.now
    return [
        _line("future", points, slice(now, None), drawn, theme.future, 3),
        _line("path", points, slice(0, now + 1), drawn, theme.path, 6),
        _point(points, drawn, theme),
    ]


def lift(land: Grid) -> float:
    """How far above the surface a path is drawn."""
    return LIFT * _height(land)


def _height(land: Grid) -> float:
    finite = land.z[np.isfinite(land.z)]
    return float(np.ptp(finite)) if finite.size else 0.0


def _surface(land: Grid, objective: Objective, theme: Theme) -> Spec:
    rings = ring_levels(land, objective)
    x_name, y_name = (name_of(name) for name in objective.parameter_names)
    return {
        "type": "surface",
        "name": "surface",
        "x": typed(land.x),
        "y": typed(land.y),
        "z": typed(np.where(np.isfinite(land.z), land.z, np.nan)),
        "surfacecolor": typed(ranks(land.z, rings), "f4"),
        "cmin": -0.5,
        "cmax": max(len(rings) - 0.5, 0.5),
        "colorscale": theme.scale(),
        "showscale": False,
        "opacity": SHEER,
        "lighting": {"ambient": 0.9, "diffuse": 0.25, "specular": 0.02, "roughness": 1.0},
        "contours": {axis: {"highlight": False} for axis in "xyz"},
        "hovertemplate": f"{x_name} = %{{x}}<br>{y_name} = %{{y}}"
        "<br><i>ℓ</i> = %{z}<extra></extra>",
    }


def _rings(land: Grid, objective: Objective, theme: Theme) -> Spec:
    """All rings as one line with gaps."""
    rise, gap = lift(land) / 2, np.full((1, 3), np.nan)
    parts = [
        part
        for level in ring_levels(land, objective)
        for line in isolines(land.x, land.y, land.z, float(level))
        for part in (np.column_stack([line, np.full(len(line), level + rise)]), gap)
    ]
    x, y, z = np.concatenate(parts).T if parts else np.empty((3, 0))
    return {
        "type": "scatter3d",
        "name": "rings",
        "mode": "lines",
        "hoverinfo": "skip",
        "x": typed(x, "f4"),
        "y": typed(y, "f4"),
        "z": typed(z, "f4"),
        "line": {"color": theme.ring, "width": 1.5},
    }


def _line(
    name: str, points: Floats, rows: slice, drawn: PathPoints, colour: str, width: float
) -> Spec:
    return {
        "type": "scatter3d",
        "name": name,
        "mode": "lines+markers",
        **_coordinates(points[rows]),
        "customdata": typed(drawn.record[rows]),
        "hovertemplate": drawn.template,
        "line": {"color": colour, "width": width},
        "marker": {"color": colour, "size": 2.5, "line": {"width": 0}},
    }


def _point(points: Floats, drawn: PathPoints, theme: Theme) -> Spec:
    rows = slice(drawn.now, drawn.now + 1)
    return {
        "type": "scatter3d",
        "name": "point",
        "mode": "markers",
        **_coordinates(points[rows]),
        "customdata": typed(drawn.record[rows]),
        "hovertemplate": drawn.template,
        "marker": {"color": theme.path, "size": 6, "line": {"color": theme.paper, "width": 1}},
    }


def _coordinates(points: Floats) -> Spec:
    return {letter: typed(points[:, i]) for i, letter in enumerate("xyz")}


def _layout(objective: Objective, box: Box, land: Grid, theme: Theme, language: str) -> Spec:
    width, depth = (high - low for low, high in box)
    longer = max(width, depth)
    sides = (width / longer, depth / longer) if equal(box) else (1.0, 1.0)
    axes = {f"{letter}axis": _axis(theme) for letter in "xyz"}
    axes["xaxis"]["range"], axes["yaxis"]["range"] = list(box[0]), list(box[1])
    finite = land.z[np.isfinite(land.z)]
    if finite.size and finite.min() < finite.max():
        axes["zaxis"]["range"] = [float(finite.min()), float(finite.max()) + lift(land)]
    scene = axes | {
        "aspectmode": "manual",
        "aspectratio": {"x": 1.25 * sides[0], "y": 1.25 * sides[1], "z": 1.25 * TALL},
        "camera": {"eye": _eye(objective, box), "center": {"x": 0, "y": 0, "z": -0.18}},
        "annotations": _names(objective, box, land),
        "dragmode": "turntable",
    }
    margin = {"l": 0, "r": 0, "t": 0, "b": 0}
    upward = corner(say("figure.loss", language), theme) | {"xref": "paper", "yref": "paper"}
    return base(
        theme,
        margin=margin,
        scene=scene,
        uirevision=f"surface-{objective.name}",
        annotations=[upward | {"x": 0.02, "y": 0.98, "yanchor": "top", "xshift": 0, "yshift": 0}],
    )


def _eye(objective: Objective, box: Box) -> dict[str, float]:
    """Across from the start, so that the wall the run comes down is the far one."""
    sides = [
        -1.0 if start > (low + high) / 2 else 1.0
        for start, (low, high) in zip(objective.start, box, strict=True)
    ]
    return {"x": sides[0] * EYE[0], "y": sides[1] * EYE[1], "z": EYE[2]}


def _names(objective: Objective, box: Box, land: Grid) -> list[Spec]:
    """The parameters' names, upright in space beside the near edges of the floor."""
    finite = land.z[np.isfinite(land.z)]
    floor = float(finite.min()) if finite.size else 0.0
    eye = _eye(objective, box)
    names = [name_of(name) for name in objective.parameter_names]
    middles = np.mean(np.array(box), axis=1)
    reach = np.diff(np.array(box), axis=1)[:, 0] * np.sign([eye["x"], eye["y"]]) / 2
    places = [(middles[0], middles[1] + reach[1]), (middles[0] + reach[0], middles[1])]
    return [
        {
            "text": text,
            "x": float(x),
            "y": float(y),
            "z": floor,
            "showarrow": False,
            "yshift": -BELOW,
        }
        for text, (x, y) in zip(names, places, strict=True)
    ]


def _axis(theme: Theme) -> Spec:
    return {
        "title": {"text": ""},
        "tickfont": {"size": TICK_SIZE - 1, "color": theme.faint},
        "nticks": 5,
        "showbackground": False,
        "showspikes": False,
        "gridcolor": theme.grid,
        "zeroline": False,
        "linecolor": theme.grid,
        "exponentformat": "power",
    }
