"""What a formula's graph looks like while nothing moves."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from lrviz.figures.encode import Spec, typed
from lrviz.figures.flow_layout import Layout
from lrviz.figures.labels import shadow
from lrviz.figures.layout import axis, base
from lrviz.figures.theme import Theme, translucent

__all__ = ["flow_height", "flow_spec"]

ROW, LEAST = 98, 330  # pixels of a row of nodes, and of a picture at least
SIZE = 34  # pixels of a node
TYPE, LINE = 13, 17  # pixels of letters, and of a line of them
AIR = {"l": 8, "r": 8, "t": 6, "b": 6}


def flow_height(layout: Layout) -> int:
    """How high the picture should be, in pixels, for its numbers to have room."""
    return max(LEAST, round(ROW * (layout.height + 1.6)))


def flow_spec(
    layout: Layout, names: Mapping[int, str], formulas: Mapping[int, str], theme: Theme
) -> Spec:
    """Wires and nodes with their names and formulas, and empty traces for what moves."""
    half = max(layout.height / 2 + 0.8, 1.0)
    centre = sum(layout.span) / 2
    hidden: dict[str, Any] = {"visible": False, "fixedrange": True}
    figure = base(
        theme,
        margin=dict(AIR),
        xaxis=axis(theme, range=[-0.55, layout.layers - 0.45]) | hidden,
        yaxis=axis(theme, range=[centre - half - 0.1, centre + half]) | hidden,
        hovermode=False,
    )
    return {"data": _traces(layout, names, formulas, theme), "layout": figure}


def _traces(
    layout: Layout, names: Mapping[int, str], formulas: Mapping[int, str], theme: Theme
) -> list[Spec]:
    ring = {"color": theme.paper, "size": SIZE, "line": {"color": theme.ring, "width": 1.2}}
    full = {**ring, "color": theme.fill[0][1], "line": {"color": theme.ink, "width": 1.4}}
    reached = {**ring, "color": "rgba(0,0,0,0)", "line": {"color": theme.path, "width": 3}}
    return [
        _wires(layout, theme),
        _trace("live", "lines", line={"color": theme.path, "width": 2.6}),
        _trace("ahead", "markers", marker=_head("triangle-right", theme)),
        _trace("back", "markers", marker=_head("triangle-left", theme)),
        _trace("nodes", "markers", layout, [*layout.at], marker=ring),
        _trace("done", "markers", marker=full),
        _trace("reached", "markers", marker=reached),
        _words("names", names, layout, theme.ink, "middle center"),
        _words("formulas", formulas, layout, theme.faint, "top center", SIZE, theme),
        _words("values", {}, layout, theme.ink, "bottom center", SIZE, theme),
        _words("gradients", {}, layout, theme.path, "bottom center", SIZE + 2 * LINE, theme),
        _words("slopes", {}, layout, theme.ink, "top center", 4, theme),
    ]


def _trace(
    name: str, mode: str, layout: Layout | None = None, nodes: list[int] | None = None, **more: Any
) -> Spec:
    at = [layout.at[i] for i in nodes or []] if layout else []
    place = {"x": [x for x, _ in at], "y": [y for _, y in at]}
    shared = {"type": "scatter", "hoverinfo": "skip", "cliponaxis": False}
    return {**shared, "name": name, "mode": mode, **place, **more}


def _head(symbol: str, theme: Theme) -> Spec:
    return {"symbol": symbol, "size": 11, "color": theme.path, "line": {"width": 0}}


def _words(
    name: str,
    texts: Mapping[int, str],
    layout: Layout,
    colour: str,
    position: str,
    away: int = 0,
    theme: Theme | None = None,
) -> Spec:
    """Words beside nodes, ``away`` pixels wide markers' worth from them."""
    font: Spec = {"size": TYPE, "color": colour}
    if theme:
        font["shadow"] = shadow(theme)
    return _trace(
        name,
        "markers+text",
        layout,
        [*texts],
        text=[*texts.values()],
        textposition=position,
        textfont=font,
        marker={"size": away, "opacity": 0},
    )


def _wires(layout: Layout, theme: Theme) -> Spec:
    gap = np.full((1, 2), np.nan)
    pieces = [np.vstack([line, gap]) for line in layout.lines.values()]
    points = np.concatenate(pieces) if pieces else gap
    line = {"color": translucent(theme.faint, 0.55), "width": 1.2}
    return _trace("wires", "lines", line=line) | {
        "x": typed(points[:, 0]),
        "y": typed(points[:, 1]),
    }
