"""The traces of a formula's graph: what stands still, and what each one shows frame by frame."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lrviz.figures.encode import Spec, typed
from lrviz.figures.flow import notation
from lrviz.figures.flow.layout import LayeredLayout
from lrviz.figures.flow.picture import FlowPicture
from lrviz.figures.labels import shadow
from lrviz.figures.layout import axis, base
from lrviz.figures.theme import Theme, translucent
from lrviz.text.numbers import number

__all__ = ["Moves", "flow_height", "moves", "picture_spec"]

Floats = NDArray[np.float64]

# An edge has its slope at the one share of its way, and its arrow at the other.
MIDDLE, ARROW = 0.5, 0.72
LONGEST = 24  # A formula of more characters does not stand beside its node.
ROW, LEAST = 98, 330  # Pixels of a row of nodes, and of a whole picture at least.
SIZE = 34  # A node is so many pixels wide.
TYPE, LINE = 13, 17  # Pixels of letters, and of a line of them.
AIR = {"l": 8, "r": 8, "t": 6, "b": 6}


class Moves(NamedTuple):
    """What a trace shows, a row per frame; NaN leaves a gap."""

    x: Floats
    y: Floats
    text: list[list[str]] | None = None


def flow_height(layout: LayeredLayout) -> int:
    """How high the picture should be, in pixels, for its numbers to have room."""
    return max(LEAST, round(ROW * (layout.height + 1.6)))


def picture_spec(picture: FlowPicture, theme: Theme) -> Spec:
    """Wires and nodes with their names and formulas, and empty traces for ``moves``."""
    layout = picture.layout
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
    return {"data": _traces(layout, picture.names(), _short(picture), theme), "layout": figure}


def moves(picture: FlowPicture, count: int | None = None) -> dict[str, Moves]:
    """Trace name -> its rows, of all frames or of the first ``count``; one row where it stands
    still above what moves."""
    p, frames = picture, range(picture.frames if count is None else count)
    ahead = [None if p.is_back(k) else p.active(k) for k in frames]
    back = [p.active(k) if p.is_back(k) else None for k in frames]
    return {
        "live": _lines(p, [p.active(k) for k in frames]),
        "ahead": _heads(p, ahead),
        "back": _heads(p, back),
        "done": _nodes(p, [dict.fromkeys(p.known(k), "") for k in frames]),
        "reached": _nodes(p, [dict.fromkeys(p.complete(k), "") for k in frames]),
        "names": _nodes(p, [p.names()]),
        "formulas": _nodes(p, [_short(p)]),
        "values": _nodes(p, [_values(p, k) for k in frames]),
        "gradients": _nodes(p, [_gradients(p, k) for k in frames]),
        "slopes": _slopes(p, back),
    }


def _short(picture: FlowPicture) -> dict[int, str]:
    """The formulas that are short enough to stand beside their nodes."""
    words = picture.formulas().items()
    return {i: text if len(notation.plain(text)) <= LONGEST else "…" for i, text in words}


def _values(picture: FlowPicture, frame: int) -> dict[int, str]:
    values = picture.flow.values
    return {i: f"= {number(float(values[i]))}" for i in picture.known(frame)}


def _gradients(picture: FlowPicture, frame: int) -> dict[int, str]:
    """∂ℓ/∂v; while something is still to come, with an ellipsis."""
    names, complete = picture.names(), picture.complete(frame)
    return {
        i: f"∂<i>ℓ</i>/∂{names[i]} = {number(value)}{'' if i in complete else ' + …'}"
        for i, value in picture.arrived(frame).items()
    }


def _nodes(picture: FlowPicture, rows: Sequence[Mapping[int, str]]) -> Moves:
    at = np.array([picture.layout.at[i] for i in picture.kept])
    shown = np.array([[i in row for i in picture.kept] for row in rows])
    text = [[row.get(i, "") for i in picture.kept] for row in rows]
    x, y = (np.where(shown, at[:, j], np.nan) for j in (0, 1))
    return Moves(x, y, text)


def _lines(picture: FlowPicture, nodes: Sequence[int | None]) -> Moves:
    gap = np.full((1, 2), np.nan)
    rows = [
        np.concatenate([gap] + [np.vstack([picture.layout.lines[e], gap]) for e in edges])
        for edges in map(picture.into, nodes)
    ]
    return Moves(*_padded(rows))


def _heads(picture: FlowPicture, nodes: Sequence[int | None]) -> Moves:
    lines = picture.layout.lines
    rows = [[_along(lines[edge], ARROW) for edge in picture.into(i)] for i in nodes]
    return Moves(*_padded([np.array(row).reshape(-1, 2) for row in rows]))


def _slopes(picture: FlowPicture, nodes: Sequence[int | None]) -> Moves:
    """The slopes a gradient is multiplied by on its way back."""
    edges = [picture.into(i) for i in nodes]
    rows = [[_along(picture.layout.lines[edge], MIDDLE) for edge in row] for row in edges]
    x, y = _padded([np.array(row).reshape(-1, 2) for row in rows])
    words = [[f"× {number(picture.edges[edge], 3)}" for edge in row] for row in edges]
    return Moves(x, y, [row + [""] * (x.shape[1] - len(row)) for row in words])


def _along(line: Floats, share: float) -> Floats:
    """A point of a polyline by its share of the way across."""
    x = line[0, 0] + share * (line[-1, 0] - line[0, 0])
    return np.array([x, np.interp(x, line[:, 0], line[:, 1])])


def _padded(rows: Sequence[Floats]) -> tuple[Floats, Floats]:
    """Points ``(k, 2)`` of every frame as x and y ``(frames, n)``, filled up with gaps."""
    longest = max([1, *(len(row) for row in rows)])
    full = np.full((len(rows), longest, 2), np.nan)
    for k, row in enumerate(rows):
        full[k, : len(row)] = row
    return full[..., 0], full[..., 1]


def _traces(
    layout: LayeredLayout, names: Mapping[int, str], formulas: Mapping[int, str], theme: Theme
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
    name: str,
    mode: str,
    layout: LayeredLayout | None = None,
    nodes: list[int] | None = None,
    **more: Any,
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
    layout: LayeredLayout,
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


def _wires(layout: LayeredLayout, theme: Theme) -> Spec:
    gap = np.full((1, 2), np.nan)
    pieces = [np.vstack([line, gap]) for line in layout.lines.values()]
    points = np.concatenate(pieces) if pieces else gap
    line = {"color": translucent(theme.faint, 0.55), "width": 1.2}
    return _trace("wires", "lines", line=line) | {
        "x": typed(points[:, 0]),
        "y": typed(points[:, 1]),
    }
