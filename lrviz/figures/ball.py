"""The loss of one parameter as a curve, with the run as a ball on it."""

import numpy as np
from numpy.typing import NDArray

from lrviz.analysis.landscape import Slice, limits, slice_1d
from lrviz.descent.trajectory import Trajectory
from lrviz.figures.edges import inside
from lrviz.figures.encode import Spec, figure_of, typed
from lrviz.figures.layout import CURVE_MARGIN, axis, base, corner, name_of
from lrviz.figures.minima import minimum_labels, minimum_traces
from lrviz.figures.path import path_traces
from lrviz.figures.path_points import PathPoints, path_points
from lrviz.figures.theme import Theme
from lrviz.objectives.base import Box, Objective
from lrviz.text import say

__all__ = ["ball_figure", "ball_spec", "frame_1d"]

Floats = NDArray[np.float64]

TANGENT = 0.14  # Half the tangent's length, as a share of the picture.


def ball_spec(
    trajectory: Trajectory,
    step: int | None = None,
    *,
    theme: Theme,
    language: str = "en",
    box: Box | None = None,
) -> Spec:
    """ℓ(w) with the points (wₖ, ℓₖ) on it, the tangent where the run is, and its step.

    The arrow −η·∂ℓ/∂w runs along the w axis from the ball; where it ends, a dotted line leads
    to the curve and the next point.

    Args:
        step: where the run is; None for its last step.
        box: ((w low, w high), (loss low, loss high)); ``frame_1d``'s if None.

    Raises:
        ValueError: for an objective that has not one parameter.
    """
    objective = trajectory.objective
    if objective.dim != 1:
        raise ValueError(f"the curve needs an objective of one parameter; got {objective.dim}")
    frame = box or frame_1d(objective, trajectory)
    curve = slice_1d(objective, box=frame[0])
    drawn = path_points(trajectory, step, language)
    line = np.column_stack([curve.t, curve.loss])
    words = minimum_labels(objective, frame, language, behind=line)
    data = [
        _curve(curve, objective, theme),
        _tangent(drawn, trajectory, frame, theme),
        _drop(drawn, frame, theme),
        *minimum_traces(objective, frame, theme, language, behind=line),
        *path_traces(drawn, box=frame, theme=theme, taken=words, behind=line),
    ]
    return {"data": data, "layout": _layout(objective, frame, theme, language)}


ball_figure = figure_of(ball_spec)


def frame_1d(objective: Objective, trajectory: Trajectory | None = None) -> Box:
    """The curve's box: ``limits`` across, all the losses there upward, with some air."""
    (across,) = limits(objective, trajectory)
    loss = slice_1d(objective, box=across).loss
    finite = loss[np.isfinite(loss)]
    if finite.size == 0:
        return across, (-1.0, 1.0)
    low, high = float(finite.min()), float(finite.max())
    air = 0.1 * (high - low) or 1.0
    return across, (low - air, high + air)


def _layout(objective: Objective, frame: Box, theme: Theme, language: str) -> Spec:
    return base(
        theme,
        margin=dict(CURVE_MARGIN),
        uirevision=f"ball-{objective.name}",
        xaxis=axis(theme, title=name_of(objective.parameter_names[0]), range=list(frame[0])),
        yaxis=axis(theme, range=list(frame[1])),
        annotations=[corner(say("figure.loss", language), theme)],
    )


def _curve(curve: Slice, objective: Objective, theme: Theme) -> Spec:
    name = name_of(objective.parameter_names[0])
    return {
        "type": "scatter",
        "name": "curve",
        "mode": "lines",
        "x": typed(curve.t),
        "y": typed(curve.loss),
        "line": {"color": theme.ring, "width": 2.4, "simplify": False},
        "hovertemplate": f"{name} = %{{x}}<br><i>ℓ</i> = %{{y}}<extra></extra>",
    }


def _tangent(drawn: PathPoints, trajectory: Trajectory, frame: Box, theme: Theme) -> Spec:
    """ℓₖ + ∂ℓ/∂w·(w − wₖ), as long on the picture whatever its slope."""
    width, height = np.diff(np.array(frame), axis=1)[:, 0]
    slope = float(trajectory.grad[drawn.now, 0])
    direction = np.array([1.0, slope])
    reach = TANGENT * direction / np.hypot(1 / width, slope / height)
    at = drawn.points[drawn.now]
    ends = np.stack([at - reach, at + reach]) if inside(at, frame) else np.empty((0, 2))
    return {
        "type": "scatter",
        "name": "tangent",
        "mode": "lines",
        "hoverinfo": "skip",
        "x": typed(ends[:, 0]),
        "y": typed(ends[:, 1]),
        "line": {"color": theme.ink, "width": 1.2, "dash": "dash"},
    }


def _drop(drawn: PathPoints, frame: Box, theme: Theme) -> Spec:
    """From the arrow's head to the next point on the curve."""
    here, there = drawn.now, drawn.now + 1
    shown = there < len(drawn.points) and inside(drawn.points[here], frame)
    shown = shown and frame[0][0] <= drawn.points[there, 0] <= frame[0][1]
    x = drawn.points[[there, there], 0] if shown else np.empty(0)
    y = drawn.points[[here, there], 1] if shown else np.empty(0)
    return {
        "type": "scatter",
        "name": "drop",
        "mode": "lines",
        "hoverinfo": "skip",
        "x": typed(x),
        "y": typed(np.clip(y, *frame[1])),
        "line": {"color": theme.faint, "width": 1.2, "dash": "dot"},
    }
