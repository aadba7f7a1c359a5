"""The map of a loss over two parameters: rings alone, the run alone, or both."""

from lrviz.analysis.landscape import limits
from lrviz.descent.trajectory import Trajectory
from lrviz.figures.encode import Spec, figure_of
from lrviz.figures.layout import axis, base, corner, equal, name_of
from lrviz.figures.minima import minimum_labels, minimum_traces
from lrviz.figures.path import path_traces
from lrviz.figures.path_points import path_points
from lrviz.figures.rings import map_grid, ring_trace, ring_values
from lrviz.figures.theme import Theme
from lrviz.objectives.base import Box, Objective
from lrviz.text import say

__all__ = [
    "contour_figure",
    "contour_spec",
    "descent_figure",
    "descent_spec",
    "path_figure",
    "path_spec",
]


def contour_spec(
    objective: Objective,
    *,
    theme: Theme,
    language: str = "en",
    box: Box | None = None,
    shape: tuple[int, int] | None = None,
) -> Spec:
    """The rings of a loss over two parameters, with its known minima as crosses.

    Args:
        objective: with two parameters.
        box: what to draw; the objective's domain if None.
        shape: points of the grid, (n, m).

    Raises:
        ValueError: for an objective that has not two parameters.
    """
    frame = _frame(objective, box)
    landscape = map_grid(objective, frame, shape)
    rings = ring_trace(landscape, objective, theme=theme)
    layout = _layout(objective, frame, theme, language, key=f"rings-{objective.name}")
    values = ring_values(landscape, objective, theme=theme)
    return {
        "data": [rings, values, *minimum_traces(objective, frame, theme, language)],
        "layout": layout,
    }


def path_spec(
    trajectory: Trajectory,
    step: int | None = None,
    *,
    theme: Theme,
    language: str = "en",
    box: Box | None = None,
) -> Spec:
    """A run at ``step`` (None: its last), transparent, to lie on ``contour_spec``'s rings.

    Scatter traces only, and the same margins and ranges, so that rings drawn once may stay
    below while this layer changes. What is off the map is an arrow at its edge with the true
    value. The default ``box`` is ``limits(objective, trajectory)``.
    """
    objective = trajectory.objective
    frame = _frame(objective, box or limits(objective, trajectory))
    traces = path_traces(
        path_points(trajectory, step, language),
        box=frame,
        theme=theme,
        taken=minimum_labels(objective, frame, language),
    )
    layout = _layout(objective, frame, theme, language, key=f"path-{objective.name}")
    return {"data": traces, "layout": layout}


def descent_spec(
    trajectory: Trajectory,
    step: int | None = None,
    *,
    theme: Theme,
    language: str = "en",
    box: Box | None = None,
    shape: tuple[int, int] | None = None,
) -> Spec:
    """Rings and run in one picture, for where nothing moves.

    >>> from lrviz import descend
    >>> from lrviz.figures import LIGHT, descent_figure
    >>> picture = descent_figure(descend("bowl", steps=20), theme=LIGHT)
    """
    objective = trajectory.objective
    frame = box or limits(objective, trajectory)
    below = contour_spec(objective, theme=theme, language=language, box=frame, shape=shape)
    above = path_spec(trajectory, step, theme=theme, language=language, box=frame)
    return {"data": below["data"] + above["data"], "layout": below["layout"]}


contour_figure = figure_of(contour_spec)
path_figure = figure_of(path_spec)
descent_figure = figure_of(descent_spec)


def _frame(objective: Objective, box: Box | None) -> Box:
    if objective.dim != 2:
        raise ValueError(f"a map needs an objective of two parameters; got {objective.dim}")
    return box or objective.domain


def _layout(objective: Objective, box: Box, theme: Theme, language: str, *, key: str) -> Spec:
    x_name, y_name = (name_of(name) for name in objective.parameter_names)
    one_scale = equal(box)
    notes = [] if one_scale else [say("figure.stretched", language)]
    anchor: Spec = {"scaleanchor": "x", "scaleratio": 1} if one_scale else {}
    return base(
        theme,
        uirevision=key,
        xaxis=axis(theme, title=x_name, range=list(box[0]), constrain="domain"),
        yaxis=axis(theme, range=list(box[1]), constrain="domain", **anchor),
        annotations=[
            corner(y_name, theme),
            *(corner(note, theme, right=True, quiet=True) for note in notes),
        ],
    )
