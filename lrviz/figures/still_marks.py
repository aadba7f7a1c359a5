"""The parts of the still picture: axes, crosses, the run and its names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lrviz.figures.course import Course
from lrviz.figures.edges import cut, inside
from lrviz.figures.labels import Label
from lrviz.figures.layout import TICK_SIZE, TICKS, equal, name_of
from lrviz.figures.off_map import edge_arrows
from lrviz.figures.path import path_labels
from lrviz.figures.theme import Theme
from lrviz.objectives.base import Box, Objective
from lrviz.text import say
from lrviz.text.numbers import number, subscript

__all__ = ["Canvas", "axes_marks", "minimum_marks", "run_marks", "ticks"]

Floats = NDArray[np.float64]

HEAD = 11.0  # pixels of an arrow's head
FAR = 50.0  # maps: a line is cut there

_STEADY = 'vector-effect="non-scaling-stroke"'  # as thick at every size
_TAGS = {
    "<i>": '<tspan font-style="italic">',
    "</i>": "</tspan>",
    "<sub>": '<tspan dy="4" font-size="75%">',
    "</sub>": "</tspan>",
}


@dataclass(frozen=True, kw_only=True)
class Canvas:
    """The plot: ``box`` drawn ``width`` by ``height`` pixels, y downward."""

    box: Box
    width: float
    height: float

    def pixels(self, points: Floats) -> Floats:
        """Points ``(k, 2)`` of the box in pixels."""
        low, high = np.array(self.box).T
        share = (points - low) / (high - low)
        return np.column_stack([share[:, 0] * self.width, (1 - share[:, 1]) * self.height])


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


def run_marks(course: Course, taken: Sequence[Label], canvas: Canvas, theme: Theme) -> list[str]:
    """Steps to come and steps done, points, the arrow, arrows at the edge, and names."""
    now, style = course.now, f'fill="{theme.ink}"{_halo(theme)}'
    lines = [
        _line(course.points[now:], canvas, f'stroke="{theme.future}" stroke-width="1.2"', 2),
        _line(course.points[: now + 1], canvas, f'stroke="{theme.path}" stroke-width="2.2"', 3),
    ]
    inner = f'<svg width="{canvas.width:.1f}" height="{canvas.height:.1f}">{"".join(lines)}</svg>'
    labels = path_labels(course, box=canvas.box, taken=taken)
    return [
        inner,
        *_step(course, canvas, theme),
        *_now(course, canvas, theme),
        *_edges(course, canvas, theme),
        *(_label(label, canvas, style) for label in labels),
    ]


def ticks(low: float, high: float, about: float) -> list[float]:
    """Round numbers between low and high, at most ``about`` apart-steps, 1, 2 or 5 at a time.

    >>> ticks(-4.0, 4.0, 5)
    [-4.0, -2.0, 0.0, 2.0, 4.0]
    """
    rough = (high - low) / about
    power = 10.0 ** np.floor(np.log10(rough))
    step = next(power * size for size in (1, 2, 5, 10) if power * size >= rough * (1 - 1e-9))
    first, last = np.ceil(low / step - 1e-9), np.floor(high / step + 1e-9)
    return [float(i * step) for i in np.arange(first, last + 1)]


def _line(points: Floats, canvas: Canvas, style: str, radius: float) -> str:
    """A polyline with dots; one that runs off the map is cut well outside it."""
    box = tuple((low - FAR * (high - low), high + FAR * (high - low)) for low, high in canvas.box)
    near = [inside(point, box) for point in points]
    parts, dots = [], []
    for i, point in enumerate(points):
        if not near[i]:
            continue
        for j in (i - 1, i + 1):
            if 0 <= j < len(points) and (j > i or not near[j]):
                end = np.array(cut(point, points[j], box) or points[j])
                (x, y), (x2, y2) = canvas.pixels(np.stack([point, end]))
                parts.append(f"M{x:.1f} {y:.1f}L{x2:.1f} {y2:.1f}")
        if inside(point, canvas.box):
            x, y = canvas.pixels(point[None])[0]
            dots.append(f"M{x:.1f} {y:.1f}h0")
    round_dots = f'stroke-linecap="round" style="stroke-width:{2 * radius:g}"'
    return f'<g fill="none" {style}><path d="{"".join(parts)}" {_STEADY}/>' + (
        f'<path {round_dots} d="{"".join(dots)}" {_STEADY}/></g>'
    )


def _step(course: Course, canvas: Canvas, theme: Theme) -> list[str]:
    """The arrow −η·∂ℓ/∂w, cut where the map ends."""
    tail, move = course.points[course.now], course.move
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


def _now(course: Course, canvas: Canvas, theme: Theme) -> list[str]:
    point = course.points[course.now]
    if not inside(point, canvas.box):
        return []
    x, y = canvas.pixels(point[None])[0]
    return [
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5.5" fill="{theme.path}"'
        f' stroke="{theme.paper}" stroke-width="2"/>'
    ]


def _edges(course: Course, canvas: Canvas, theme: Theme) -> list[str]:
    marks = []
    for i, arrow, named in edge_arrows(course, canvas.box):
        tip = canvas.pixels(np.array([arrow.at]))[0]
        way = np.array([arrow.side[0], -arrow.side[1]], dtype=np.float64)
        colour = theme.path if i <= course.now else theme.future
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
