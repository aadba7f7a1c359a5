"""The loss near a point along one coordinate, its tangent, and the secants that stand for it."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lrviz.analysis.landscape import slice_1d
from lrviz.analysis.secants import REACH
from lrviz.figures.difference import way_colour
from lrviz.figures.encode import Spec, typed
from lrviz.figures.layout import CURVE_MARGIN, axis, base, corner, name_of
from lrviz.figures.theme import Theme
from lrviz.objectives.base import Objective
from lrviz.text import say

__all__ = ["secant_spec"]


def secant_spec(
    objective: Objective,
    w: ArrayLike,
    along: int,
    slope: float | None,
    *,
    theme: Theme,
    language: str = "en",
) -> Spec:
    """ℓ along one coordinate around w with its tangent, and empty traces for both secants.

    "central" and "forward" are the lines, "central_points" and "forward_points" where they
    meet the curve. Without ``slope`` there is no tangent.
    """
    at = float(np.asarray(w)[along])
    box = (at - REACH, at + REACH)
    curve = slice_1d(objective, w=w, axis=along, box=box, points=301)
    finite = curve.loss[np.isfinite(curve.loss)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (-1.0, 1.0)
    air = 0.12 * (high - low) or 1.0
    layout = base(
        theme,
        margin=dict(CURVE_MARGIN),
        xaxis=axis(theme, title=name_of(objective.parameter_names[along]), range=list(box)),
        yaxis=axis(theme, range=[low - air, high + air], nticks=5),
        annotations=[corner(say("figure.loss", language), theme)],
    )
    here = float(curve.loss[len(curve.loss) // 2])
    red, blue = (way_colour(way, theme) for way in ("central", "forward"))
    data = [
        _line("curve", curve.t, curve.loss, color=theme.ring, width=2.4, simplify=False),
        _line("forward", color=blue, width=1.8, dash="dot"),
        _line("central", color=red, width=2),
        _points("forward_points", "diamond-open", blue),
        _points("central_points", "circle", red),
    ]
    if slope is not None:
        tangent = [here - REACH * slope, here + REACH * slope]
        data.insert(1, _line("tangent", box, tangent, color=theme.ink, width=1, dash="dash"))
    return {"data": data, "layout": layout}


def _line(name: str, x: ArrayLike = (), y: ArrayLike = (), **look: Any) -> Spec:
    shared = {"type": "scatter", "name": name, "mode": "lines", "hoverinfo": "skip"}
    return {**shared, "x": typed(x), "y": typed(y), "line": look}


def _points(name: str, symbol: str, colour: str) -> Spec:
    marker = {"symbol": symbol, "size": 9, "color": colour}
    return _line(name) | {"mode": "markers", "marker": marker}
