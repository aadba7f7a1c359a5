"""The first picture: rings and run as one inline SVG, there before any script has arrived."""

import re
from collections.abc import Sequence
from html import escape

import numpy as np
from numpy.typing import NDArray

from lrviz.analysis.landscape import limits
from lrviz.descent.trajectory import Trajectory
from lrviz.figures.alt import describe
from lrviz.figures.canvas import Canvas, polyline
from lrviz.figures.edges import cut, inside, on_map
from lrviz.figures.labels import Label
from lrviz.figures.layout import MARGIN, TICK_SIZE, TICKS, equal, name_of, ticks
from lrviz.figures.minima import minimum_labels
from lrviz.figures.off_map import edge_arrows
from lrviz.figures.path import HEAD, path_labels
from lrviz.figures.path_points import PathPoints, path_points
from lrviz.figures.still_rings import ring_marks
from lrviz.figures.theme import FONT, Theme
from lrviz.objectives.base import Box, Objective
from lrviz.text import say
from lrviz.text.numbers import number, subscript

__all__ = [
    "axes_marks",
    "canvas_of",
    "minimum_marks",
    "run_marks",
    "still_svg",
]

Floats = NDArray[np.float64]

_PADDING = "px ".join(str(MARGIN[side]) for side in "trbl")
# The margins are padding: the viewBox fills what they leave, whatever the size of the whole.
_STYLE = f"box-sizing:border-box;padding:{_PADDING}px;overflow:visible"

_STEADY = 'vector-effect="non-scaling-stroke"'  # A line is as thick at every size.
_TAGS = {
    "<i>": '<tspan font-style="italic">',
    "</i>": "</tspan>",
    "<sub>": '<tspan dy="4" font-size="75%">',
    "</sub>": "</tspan>",
}


def still_svg(
    objective: Objective,
    trajectory: Trajectory,
    step: int | None = None,
    *,
    theme: Theme,
    language: str = "en",
    width: float = 860,
    height: float = 640,
    box: Box | None = None,
    rings: bool = True,
    alt: str = "",
) -> str:
    """The map at ``step`` as SVG, in the very frame of ``descent_spec``'s picture.

    The margins are plotly's, in pixels, whatever size the page gives the drawing; what lies
    inside them scales with it, as plotly's map does, so that one can take the other's place
    without a jump. ``width`` and ``height`` are the size its letters are meant for. Without
    ``rings`` the map is blank but for its minima and the run; ``alt`` are its words, if not those
    of ``describe``.
    """
    frame = box or limits(objective, trajectory)
    canvas = canvas_of(frame, width, height)
    drawn = path_points(trajectory, step, language)
    taken = minimum_labels(objective, frame, language)
    body = [
        ring_marks(objective, canvas, theme) if rings else "",
        *axes_marks(objective, canvas, theme, language),
        *minimum_marks(objective, taken, canvas, theme),
        *run_marks(drawn, taken, canvas, theme),
    ]
    fit = "xMidYMid" if equal(frame) else "none"
    title = escape(alt or describe(trajectory, step=step, language=language))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" class="still" width="{width:g}"'
        f' height="{height:g}" viewBox="0 0 {canvas.width:.2f} {canvas.height:.2f}"'
        f' preserveAspectRatio="{fit}"'
        f' style="{_STYLE}" font-family="{escape(FONT)}" font-size="14" fill="{theme.ink}">'
        f"<title>{title}</title>{''.join(body)}</svg>"
    )


def canvas_of(box: Box, width: float, height: float) -> Canvas:
    """The plot's size in pixels: what the margins leave, or the part of it with one scale."""
    across = width - MARGIN["l"] - MARGIN["r"]
    upward = height - MARGIN["t"] - MARGIN["b"]
    (x_low, x_high), (y_low, y_high) = box
    if equal(box):
        scale = min(across / (x_high - x_low), upward / (y_high - y_low))
        across, upward = scale * (x_high - x_low), scale * (y_high - y_low)
    return Canvas(box=box, width=across, height=upward)


def axes_marks(objective: Objective, canvas: Canvas, theme: Theme, language: str) -> list[str]:
    """Lines, ticks, numbers and the parameters' names, where plotly puts them."""
    (x_low, x_high), (y_low, y_high) = canvas.box
    x_name, y_name = (name_of(name) for name in objective.parameter_names)
    w, h = canvas.width, canvas.height
    marks = [f'<path d="M0 0V{h:.1f}H{w:.1f}" fill="none" stroke="{theme.grid}"/>']
    small = f'font-size="{TICK_SIZE}" fill="{theme.faint}"'
    for value in ticks(x_low, x_high, TICKS):
        at = float(canvas.pixels(np.array([[value, y_low]]))[0, 0])
        marks.append(f'<path d="M{at:.1f} {h:.1f}v4" stroke="{theme.grid}"/>')
        marks.append(_text(at, h + 17, number(value), f'{small} text-anchor="middle"'))
    for value in ticks(y_low, y_high, TICKS):
        at = float(canvas.pixels(np.array([[x_low, value]]))[0, 1])
        marks.append(f'<path d="M0 {at:.1f}h-4" stroke="{theme.grid}"/>')
        marks.append(_text(-7, at + 4, number(value), f'{small} text-anchor="end"'))
    marks.append(_text(w / 2, h + 36, x_name, 'text-anchor="middle"'))
    marks.append(_text(-6, -8, y_name, ""))
    if not equal(canvas.box):
        note = say("figure.stretched", language)
        marks.append(_text(w, -8, note, f'{small} text-anchor="end"'))
    return marks


def minimum_marks(
    objective: Objective, labels: Sequence[Label], canvas: Canvas, theme: Theme
) -> list[str]:
    """A cross at every known minimum on the map, with its word where there is room."""
    known = [np.array(point) for point in objective.minima if inside(point, canvas.box)]
    if not known:
        return []
    crosses = "".join(
        f"M{x - 5:.1f} {y - 5:.1f}l10 10m-10 0l10-10" for x, y in canvas.pixels(np.array(known))
    )
    path = f'<path class="minimum" d="{crosses}" stroke="{theme.minimum}" stroke-width="1.6"/>'
    style = f'font-size="{TICK_SIZE}" fill="{theme.faint}"{_halo(theme)}'
    return [path, *(_label(label, canvas, style) for label in labels)]


def run_marks(path: PathPoints, taken: Sequence[Label], canvas: Canvas, theme: Theme) -> list[str]:
    """Steps to come and steps done, points, the arrow, arrows at the edge, and names."""
    now, style = path.now, f'fill="{theme.ink}"{_halo(theme)}'
    lines = [
        _line(path.points[now:], canvas, f'stroke="{theme.future}" stroke-width="1.2"', 2),
        _line(path.points[: now + 1], canvas, f'stroke="{theme.path}" stroke-width="2.2"', 3),
    ]
    labels = path_labels(path, box=canvas.box, taken=taken)
    return [
        *lines,
        *_step(path, canvas, theme),
        *_now(path, canvas, theme),
        *_edges(path, canvas, theme),
        *(_label(label, canvas, style) for label in labels),
    ]


def _line(points: Floats, canvas: Canvas, style: str, radius: float) -> str:
    """A line as far as it lies on the map, with dots."""
    path = "".join(polyline(canvas.pixels(piece)) for piece in on_map(points, canvas.box))
    shown = np.array([point for point in points if inside(point, canvas.box)]).reshape(-1, 2)
    # a long run ends on one pixel
    dots = dict.fromkeys(f"M{x:.1f} {y:.1f}h0" for x, y in canvas.pixels(shown).tolist())
    round_dots = f'stroke-linecap="round" stroke-width="{2 * radius:g}"'
    return f'<g fill="none" stroke-linejoin="round" {style}><path d="{path}" {_STEADY}/>' + (
        f'<path {round_dots} d="{"".join(dots)}" {_STEADY}/></g>'
    )


def _step(path: PathPoints, canvas: Canvas, theme: Theme) -> list[str]:
    """The arrow −η·∂ℓ/∂w, cut where the map ends."""
    tail, move = path.points[path.now], path.move
    if move is None or not np.any(move) or not inside(tail, canvas.box):
        return []
    head = np.array(cut(tail, tail + move, canvas.box) or tail + move)
    start, end = canvas.pixels(np.stack([tail, head]))
    length = float(np.hypot(*(end - start)))
    if length < 3:
        return []
    size = min(HEAD, length / 2)
    line = f"M{start[0]:.1f} {start[1]:.1f}L{end[0]:.1f} {end[1]:.1f}"
    return [
        f'<path d="{line}" stroke="{theme.ink}" stroke-width="1.6"/>',
        _head(end, (end - start) / length, size, theme.ink),
    ]


def _head(tip: Floats, direction: Floats, size: float, colour: str) -> str:
    side = np.array([-direction[1], direction[0]]) * size * 0.32
    back = tip - size * direction
    corners = "L".join(f"{x:.1f} {y:.1f}" for x, y in (tip, back + side, back - side))
    return f'<path d="M{corners}z" fill="{colour}"/>'


def _now(path: PathPoints, canvas: Canvas, theme: Theme) -> list[str]:
    point = path.points[path.now]
    if not inside(point, canvas.box):
        return []
    x, y = canvas.pixels(point[None])[0]
    return [
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5.5" fill="{theme.path}"'
        f' stroke="{theme.paper}" stroke-width="2"/>'
    ]


def _edges(path: PathPoints, canvas: Canvas, theme: Theme) -> list[str]:
    marks = []
    for i, arrow, named in edge_arrows(path, canvas.box):
        tip = canvas.pixels(np.array([arrow.at]))[0]
        way = np.array([arrow.side[0], -arrow.side[1]], dtype=np.float64)
        colour = theme.path if i <= path.now else theme.future
        marks.append(_head(tip, way / np.hypot(*way), HEAD, colour))
        if named:
            x, y = tip - 12 * way
            anchor = {-1: "start", 0: "middle", 1: "end"}[arrow.side[0]]
            style = f'font-size="{TICK_SIZE}" text-anchor="{anchor}"{_halo(theme)}'
            marks.append(_text(x, y + 4, f"w{subscript(i)} = {arrow.text}", style))
    return marks


def _label(label: Label, canvas: Canvas, style: str) -> str:
    """A name on the side that was found for it."""
    x, y = canvas.pixels(np.array([[label.spot.x, label.spot.y]]))[0]
    upright, _, across = label.position.partition(" ")
    anchor, dx = {"left": ("end", -5), "right": ("start", 5), "center": ("middle", 0)}[across]
    dy = {"top": -6, "bottom": 15, "middle": 4}[upright]
    return _text(x + dx, y + dy, label.spot.text, f'{style} text-anchor="{anchor}"')


def _text(x: float, y: float, text: str, style: str) -> str:
    """Plotly's small markup as SVG; the text itself is already escaped."""
    body = re.sub("|".join(_TAGS), lambda tag: _TAGS[tag.group()], text)
    return f'<text x="{x:.1f}" y="{y:.1f}" {style}>{body}</text>'


def _halo(theme: Theme) -> str:
    """A rim of paper around letters, so that lines may pass behind them."""
    return f' stroke="{theme.paper}" stroke-width="3" stroke-opacity=".7" paint-order="stroke"'
