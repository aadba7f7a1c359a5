"""The still parts of the pictures that follow the point w: axes, looks, empty traces."""

from typing import Any

import numpy as np

from lrviz.analysis.diagnosis import Verdict
from lrviz.analysis.field import gradient_field
from lrviz.figures.encode import Spec, typed
from lrviz.figures.labels import shadow
from lrviz.figures.layout import CURVE_MARGIN, axis, base, corner, name_of
from lrviz.figures.map import contour_spec
from lrviz.figures.path import HEAD
from lrviz.figures.rings import silent
from lrviz.figures.theme import Theme, translucent
from lrviz.objectives.base import Box, Objective
from lrviz.text import say

__all__ = ["above_spec", "below_spec", "direction_spec", "slice_spec"]

CLEAR: Spec = {"showline": False, "showticklabels": False, "ticks": "", "title": {"text": ""}}
QUARTERS = [0, 90, 180, 270, 360]  # Degrees at which the circle of directions is marked.


def below_spec(
    objective: Objective, box: Box, *, theme: Theme, language: str = "en", field: bool = False
) -> Spec:
    """The rings of two parameters; with ``field`` the arrows −∂ℓ/∂w over them."""
    rings = contour_spec(objective, theme=theme, language=language, box=box)
    first = silent(rings["data"][0])
    arrows = [_field_trace(objective, box, theme)] if field else []
    return {"data": [first, *rings["data"][1:], *arrows], "layout": rings["layout"]}


def above_spec(below: Spec, part: str, theme: Theme) -> Spec:
    """The layer over the rings that follows the point: empty traces in the same frame."""
    layout = below["layout"]
    axes = {name: layout[name] | CLEAR for name in ("xaxis", "yaxis")}
    traces = _weights(theme) if part == "weights" else _directions(theme)
    return {"data": traces, "layout": layout | axes | {"annotations": []}}


def slice_spec(name: str, box: tuple[float, float], *, theme: Theme, language: str = "en") -> Spec:
    """ℓ along one parameter: its curve, its tangent at w, and where the step takes it.

    The upright range is the film's to say.
    """
    layout = base(
        theme,
        margin=dict(CURVE_MARGIN),
        xaxis=axis(theme, title=name_of(name), range=list(box)),
        yaxis=axis(theme, nticks=5, range=[0.0, 1.0]),
        annotations=[corner(say("figure.loss", language), theme)],
    )
    colour = theme.verdicts[Verdict.CRAWLS]
    data = [
        _line("curve", theme.ring, 2.4, simplify=False),
        _line("tangent", theme.ink, 1.4, dash="dash"),
        _line("drop", theme.faint, 1.2, dash="dot"),
        _arrow("move", colour, 2.2),
        _dots("next", "rgba(0,0,0,0)", theme.path, 9),
        _dots("point", theme.path, theme.paper, 12),
        _edge(theme),
    ]
    return {"data": data, "layout": layout}


def direction_spec(*, theme: Theme, language: str = "en") -> Spec:
    """The slope ∂ℓ/∂u against the angle of u, with its four marks and the one in hand."""
    layout = base(
        theme,
        margin=dict(CURVE_MARGIN),
        xaxis=axis(
            theme,
            title=say("gradient.angle", language),
            range=[0, 360],
            tickvals=QUARTERS,
            ticktext=[f"{degrees}°" for degrees in QUARTERS],
        ),
        yaxis=axis(theme, grid=True, nticks=5, range=[-1.0, 1.0], zeroline=True)
        | {"zerolinecolor": theme.faint, "zerolinewidth": 1},
        annotations=[corner(say("gradient.slope", language), theme)],
    )
    data = [
        _line("curve", theme.ring, 2.4, simplify=False),
        _dots("marks", theme.paper, theme.ink, 8)
        | {
            "mode": "markers+text",
            "text": [],
            "textfont": {"size": 12, "color": theme.ink, "shadow": shadow(theme)},
        },
        _line("now_line", theme.path, 1.2, dash="dot"),
        _dots("now", theme.path, theme.paper, 12),
    ]
    return {"data": data, "layout": layout}


def _weights(theme: Theme) -> list[Spec]:
    colour = theme.verdicts[Verdict.CRAWLS]
    thin = translucent(theme.faint, 0.8)
    return [
        _line("cut_0", thin, 1, dash="dash"),
        _line("cut_1", thin, 1, dash="dash"),
        _line("close", theme.faint, 1.2, dash="dot"),
        _arrow("leg_0", colour, 2.4),
        _arrow("leg_1", colour, 2.4),
        _arrow("step", theme.ink, 1.8),
        _dots("next", "rgba(0,0,0,0)", theme.path, 10),
        _dots("point", theme.path, theme.paper, 12),
        _names("names", theme),
        _edge(theme),
    ]


def _directions(theme: Theme) -> list[Spec]:
    return [
        _line("level", theme.ink, 1.2, dash="dot"),
        _arrow("up", theme.ink, 1.8),
        _arrow("down", theme.ink, 1.8),
        _arrow("ray", theme.path, 2.6),
        _dots("point", theme.path, theme.paper, 12),
        _names("names", theme),
    ]


def _field_trace(objective: Objective, box: Box, theme: Theme) -> Spec:
    field = gradient_field(objective, box)
    tails, heads = field.points - field.arrows / 2, field.points + field.arrows / 2
    gap = np.full_like(tails, np.nan)
    line = np.stack([tails, heads, gap], axis=1).reshape(-1, 2)
    sizes = np.tile([0, 6, 0], len(tails))
    return _arrow("field", translucent(theme.ink, 0.5), 1) | {
        "x": typed(line[:, 0]),
        "y": typed(line[:, 1]),
        "marker": {
            "symbol": "arrow",
            "angleref": "previous",
            "size": sizes.tolist(),
            "color": translucent(theme.ink, 0.5),
            "line": {"width": 0},
        },
    }


def _trace(name: str, mode: str, **more: Any) -> Spec:
    shared = {"type": "scatter", "hoverinfo": "skip", "cliponaxis": True, "x": [], "y": []}
    return {**shared, "name": name, "mode": mode, **more}


def _line(name: str, colour: str, width: float, **more: Any) -> Spec:
    return _trace(name, "lines", line={"color": colour, "width": width, **more})


def _arrow(name: str, colour: str, width: float) -> Spec:
    """A line with a head at its second point."""
    head = {
        "symbol": "arrow",
        "angleref": "previous",
        "size": [0, HEAD],
        "opacity": [0, 1],
        "color": colour,
        "line": {"width": 0},
    }
    line = {"color": colour, "width": width}
    return _trace(name, "lines+markers", cliponaxis=False, line=line, marker=head)


def _dots(name: str, colour: str, edge: str, size: int) -> Spec:
    marker = {"color": colour, "size": size, "line": {"color": edge, "width": 2}}
    return _trace(name, "markers", cliponaxis=False, marker=marker)


def _names(name: str, theme: Theme) -> Spec:
    font = {"size": 13, "color": theme.ink, "shadow": shadow(theme)}
    return _trace(
        name,
        "markers+text",
        cliponaxis=False,
        text=[],
        textfont=font,
        marker={"size": 12, "opacity": 0},
    )


def _edge(theme: Theme) -> Spec:
    """What is off the picture: an arrow at the edge with the true value."""
    return _names("edge", theme) | {
        "marker": {"symbol": "arrow-wide", "size": 12, "angle": 0, "color": theme.path}
    }
