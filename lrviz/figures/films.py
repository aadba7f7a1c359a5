"""Runs on maps: one to a map, or several racing on one, with the ground that they share."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lrviz.analysis.comparison import Lane
from lrviz.analysis.landscape import grid
from lrviz.figures.ball import ball_spec
from lrviz.figures.edges import bounded
from lrviz.figures.encode import Spec, typed
from lrviz.figures.isolines import isolines
from lrviz.figures.live import STILL, live_box
from lrviz.figures.looks import Look
from lrviz.figures.map import contour_spec
from lrviz.figures.path_points import path_points
from lrviz.figures.rings import silent
from lrviz.figures.theme import Theme, translucent
from lrviz.objectives.base import Box

__all__ = ["film_box", "film_points", "film_spec", "finish_points", "finish_traces", "ground_spec"]

Floats = NDArray[np.float64]

SHAPE = (61, 61)  # A film's grid has this shape: there may be nine of them.
FINE = (201, 201)  # The finish line is cut from grids of this shape.
# A ring smaller than this share of the map is surrounded by one of so many pixels.
SMALL, GOAL = 0.05, 22
# Of a run of at most so many steps every point is drawn: dots that move with the clock are dear.
DOTTED = 60
CLOSE = 1 / 8  # Around a minimum the fine grids reach this share of the map.


def film_box(lane: Lane) -> Box:
    """What every map of a comparison shows: see ``live_box``; all runs have one start."""
    return live_box(lane.run)


def ground_spec(
    lane: Lane,
    *,
    box: Box,
    theme: Theme,
    language: str,
    shape: tuple[int, int] | None = SHAPE,
    words: bool = True,
) -> Spec:
    """What stands still on every map: rings and minima, or the curve of one parameter.

    Without ``words`` the minima are crosses alone: small maps have no room for more.
    """
    objective = lane.run.objective
    if objective.dim == 1:
        spec = ball_spec(lane.run, 0, theme=theme, language=language, box=box)
        still = [each for each in spec["data"] if each["name"] in STILL]
        return {**spec, "data": _wordless(still, words)}
    spec = contour_spec(objective, theme=theme, language=language, box=box, shape=shape)
    rings = silent(spec["data"][0])
    return {**spec, "data": [rings, *_wordless(spec["data"][1:], words)]}


def _wordless(traces: Sequence[Spec], words: bool) -> list[Spec]:
    if words:
        return [*traces]
    return [each | {"mode": "markers"} if each["name"] == "minima" else each for each in traces]


def film_spec(ground: Spec, lanes: Sequence[Lane], looks: Sequence[Look], *, box: Box) -> Spec:
    """Runs on a map: "<name>:future" is a run's whole way, faint; "<name>" is empty, for a
    clock to fill with the way so far."""
    traces = [
        trace
        for lane, look in zip(lanes, looks, strict=True)
        for trace in (_future(lane, look, box), _path(lane, look))
    ]
    return {**ground, "data": [*ground["data"], *traces]}


def film_points(lane: Lane, frames: int) -> Floats:
    """Where the run is at each frame of a shared clock ``(frames, 2)``; NaN after its end."""
    points = path_points(lane.run, None, "en").points[:frames]
    return np.concatenate([points, np.full((frames - len(points), 2), np.nan)])


def finish_traces(
    lanes: Sequence[Lane], loss: float | None, *, box: Box, theme: Theme
) -> list[Spec]:
    """The ring ℓ = ``loss`` where a run has converged, dashed ("finish"); where it is too small
    to be seen, a circle of a fixed size around it ("goal")."""
    line = finish_points(lanes, loss, box=box)
    goals = _goals(line, box)
    shared = {"type": "scatter", "hoverinfo": "skip"}
    finish = {
        **shared,
        "name": "finish",
        "mode": "lines",
        "x": typed(line[:, 0]),
        "y": typed(line[:, 1]),
        "line": {"color": theme.ink, "width": 2, "dash": "3px,3px", "simplify": False},
    }
    goal = {
        **shared,
        "name": "goal",
        "mode": "markers",
        "x": typed(goals[:, 0]),
        "y": typed(goals[:, 1]),
        "marker": {"symbol": "circle-open", "size": GOAL, "color": theme.ink},
    }
    return [finish, goal]


def _goals(line: Floats, box: Box) -> Floats:
    """The middles of the rings that are smaller than ``SMALL`` of the map."""
    ends = np.flatnonzero(np.isnan(line).any(1))
    rings = [each[np.isfinite(each).all(1)] for each in np.split(line, ends)]
    size = SMALL * np.diff(np.array(box), axis=1)[:, 0]
    found = [r.mean(0) for r in rings if len(r) and (np.ptp(r, axis=0) < size).all()]
    return np.array(found).reshape(-1, 2)


def finish_points(lanes: Sequence[Lane], loss: float | None, *, box: Box) -> Floats:
    """The ring ℓ = ``loss`` on the map ``(k, 2)``, its parts divided by NaN.

    Cut from fine grids around the minima, where they hold it whole; else from one of the map.
    """
    objective = lanes[0].run.objective
    if objective.dim != 2 or loss is None:
        return np.empty((0, 2))
    best = min(lanes, key=lambda lane: float(lane.run.loss.min()))
    centres = objective.minima or (best.run.w[best.run.loss.argmin()],)
    reach = CLOSE * np.diff(np.array(box), axis=1)[:, 0]
    boxes = [tuple((x - r, x + r) for x, r in zip(at, reach, strict=True)) for at in centres]
    lines = [line for each in boxes for line in _closer_rings(lanes[0], each, loss)]
    if not lines or not all(np.array_equal(line[0], line[-1]) for line in lines):
        lines = _rings(lanes[0], box, loss)
    parts = [part for line in lines for part in (line, np.full((1, 2), np.nan))]
    return np.concatenate(parts) if parts else np.empty((0, 2))


def _closer_rings(lane: Lane, box: Box, loss: float) -> list[Floats]:
    """The rings in the box, cut once more from a grid that just holds them."""
    found = _rings(lane, box, loss)
    if not found:
        return []
    points = np.concatenate(found)
    low, high = points.min(0), points.max(0)
    air = 0.3 * (high - low)
    around = zip((low - air).tolist(), (high + air).tolist(), strict=True)
    return _rings(lane, tuple(around), loss)


def _rings(lane: Lane, box: Box, loss: float) -> list[Floats]:
    land = grid(lane.run.objective, box=box, shape=FINE)
    return isolines(land.x, land.y, land.z, loss)


def _future(lane: Lane, look: Look, box: Box) -> Spec:
    points = bounded(path_points(lane.run, None, "en").points, box)
    return {
        "type": "scatter",
        "name": f"{lane.name}:future",
        "mode": "lines+markers",
        "hoverinfo": "skip",
        "x": typed(points[:, 0]),
        "y": typed(points[:, 1]),
        "line": {"color": translucent(look.colour, 0.4), "width": 1.2, "simplify": False},
        "marker": {"color": translucent(look.colour, 0.5), "size": 6, "line": {"width": 0}},
    }


def _path(lane: Lane, look: Look) -> Spec:
    return {
        "type": "scatter",
        "name": lane.name,
        "mode": "lines+markers" if lane.run.steps <= DOTTED else "lines",
        "x": [],
        "y": [],
        "line": {"color": look.colour, "width": 2.2, "dash": look.dash, "simplify": False},
        "marker": {"color": look.colour, "symbol": look.symbol, "line": {"width": 0}},
        "hovertemplate": "(%{x}, %{y})<extra></extra>",
    }
