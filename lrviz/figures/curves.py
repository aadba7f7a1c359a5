"""The loss against the step."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lrviz.descent.trajectory import Trajectory
from lrviz.figures.course import current, hover, record_of
from lrviz.figures.encode import Spec, figure, typed
from lrviz.figures.layout import CURVE_MARGIN, axis, base, corner
from lrviz.figures.theme import Theme
from lrviz.text import say

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

__all__ = ["loss_figure", "loss_spec"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class _Heights:
    """What stands on the upright axis, NaN where nothing can; its name; how many are left out."""

    values: Floats
    name: str
    omitted: int


def loss_spec(
    trajectory: Trajectory,
    step: int | None = None,
    *,
    theme: Theme,
    language: str = "en",
    log: bool = False,
    minimum_loss: float | None = None,
) -> Spec:
    """ℓ against the step, or on a log axis the gap ℓ − L*, with the current step marked.

    Args:
        step: where the run is; None for its last step.
        log: whether the upright axis is logarithmic. A gap that is not positive has no place
            on it: it is left out, and the picture says how many are.
        minimum_loss: L*; the objective's own if None. Where neither is known, the log axis
            shows ℓ itself.
    """
    k = current(trajectory, step)
    heights = _heights(trajectory, language, log=log, minimum_loss=minimum_loss)
    notes = [say("figure.omitted", language, count=heights.omitted)] if heights.omitted else []
    last = max(trajectory.steps, 1)
    layout = base(
        theme,
        margin=dict(CURVE_MARGIN),
        uirevision=f"loss-{trajectory.objective.name}",
        xaxis=axis(theme, title=say("figure.steps", language), range=[-0.02 * last, 1.02 * last]),
        yaxis=axis(theme, grid=True, nticks=5, type="log" if log else "linear", automargin="left"),
        annotations=[
            corner(heights.name, theme),
            *(corner(note, theme, right=True, quiet=True) for note in notes),
        ],
    )
    data = [
        _curve(trajectory, heights.values, slice(k, None), theme, language, future=True),
        _curve(trajectory, heights.values, slice(0, k + 1), theme, language),
        _mark(trajectory, heights.values, k, theme, language),
    ]
    return {"data": data, "layout": layout}


def loss_figure(
    trajectory: Trajectory,
    step: int | None = None,
    *,
    theme: Theme,
    language: str = "en",
    log: bool = False,
    minimum_loss: float | None = None,
) -> "Figure":
    """``loss_spec`` as a plotly Figure."""
    return figure(
        loss_spec(
            trajectory, step, theme=theme, language=language, log=log, minimum_loss=minimum_loss
        )
    )


def _heights(
    trajectory: Trajectory, language: str, *, log: bool, minimum_loss: float | None
) -> _Heights:
    if not log:
        return _Heights(trajectory.loss, say("figure.loss", language), 0)
    floor = trajectory.objective.minimum_loss if minimum_loss is None else minimum_loss
    gap = trajectory.loss - (0.0 if floor is None else floor)
    name = say("figure.log_loss" if floor is None else "figure.log_gap", language)
    return _Heights(np.where(gap > 0, gap, np.nan), name, int(np.sum(~(gap > 0))))


def _curve(
    trajectory: Trajectory,
    heights: Floats,
    rows: slice,
    theme: Theme,
    language: str,
    *,
    future: bool = False,
) -> Spec:
    few = trajectory.steps <= 40
    return {
        "type": "scatter",
        "name": "future" if future else "loss",
        "mode": "lines+markers" if few else "lines",
        "x": typed(np.arange(len(heights), dtype=np.float64)[rows]),
        "y": typed(heights[rows]),
        "customdata": typed(record_of(trajectory)[rows]),
        "hovertemplate": hover(trajectory, language),
        "line": {
            "color": theme.future if future else theme.path,
            "width": 1.4 if future else 2,
            "simplify": False,
        },
        "marker": {"size": 4},
    }


def _mark(trajectory: Trajectory, heights: Floats, k: int, theme: Theme, language: str) -> Spec:
    return {
        "type": "scatter",
        "name": "point",
        "mode": "markers",
        "cliponaxis": False,
        "x": typed([float(k)]),
        "y": typed(heights[k : k + 1]),
        "customdata": typed(record_of(trajectory)[k : k + 1]),
        "hovertemplate": hover(trajectory, language),
        "marker": {"color": theme.path, "size": 10, "line": {"color": theme.paper, "width": 2}},
    }
