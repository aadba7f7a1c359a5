"""A picture of slide size as SVG: panels beside one another, what stays and what moves apart.

A panel is a fragment of SVG in a place; ``ground`` is drawn once for a film, ``moving`` for
every frame over it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
from numpy.typing import NDArray

from lrviz.descent.trajectory import Trajectory
from lrviz.figures.canvas import polyline
from lrviz.figures.edges import inside, on_map
from lrviz.figures.layout import MARGIN, equal
from lrviz.figures.minima import minimum_labels
from lrviz.figures.path_points import path_points
from lrviz.figures.still import axes_marks, canvas_of, minimum_marks, run_marks
from lrviz.figures.still_rings import ring_marks
from lrviz.figures.theme import FONT, Theme
from lrviz.objectives.base import Box, Objective

__all__ = ["FACE", "SlidePanel", "map_panel", "runner", "slide", "words"]

Floats = NDArray[np.float64]

FACE = "SourceSans3VF"  # The name that the font's own file gives.
LINE = 1.35  # One line of text is so many times its size below the other.


@dataclass(frozen=True, kw_only=True)
class SlidePanel:
    """A part of a slide: where it is in pixels, what stays of it and what moves."""

    x: float
    y: float
    width: float
    height: float
    ground: str = ""
    moving: str = ""
    view: str = ""

    def drawn(self, inner: str) -> str:
        """Its place filled with ``inner``."""
        view = self.view or f"0 0 {self.width:g} {self.height:g}"
        return (
            f'<svg x="{self.x:g}" y="{self.y:g}" width="{self.width:g}" height="{self.height:g}"'
            f' viewBox="{view}" preserveAspectRatio="xMidYMid" overflow="visible">{inner}</svg>'
        )


def slide(
    panels: Sequence[SlidePanel],
    *,
    width: int,
    height: int,
    theme: Theme,
    title: str,
    ground: bool = True,
    moving: bool = True,
) -> str:
    """The whole slide, or without what stays or what moves of it; without ``ground`` it is
    transparent."""
    parts = [f'<rect width="{width}" height="{height}" fill="{theme.paper}"/>'] if ground else []
    for panel in panels:
        inner = panel.ground * ground + panel.moving * moving
        parts.append(panel.drawn(inner) if inner else "")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{width}" height="{height}"'
        f' viewBox="0 0 {width} {height}" font-family="{FACE}, {escape(FONT)}" font-size="14"'
        f' fill="{theme.ink}"><title>{escape(title)}</title>{"".join(parts)}</svg>'
    )


def map_panel(
    objective: Objective,
    run: Trajectory,
    step: int | None,
    place: tuple[float, float, float, float],
    *,
    box: Box,
    theme: Theme,
    language: str,
    ground: bool = True,
) -> SlidePanel:
    """The map of a loss of two parameters with a run on it, in ``place`` (x, y, width, height)."""
    x, y, width, height = place
    canvas = canvas_of(box, width, height)
    names = minimum_labels(objective, box, language)
    below = []
    if ground:
        below = [
            ring_marks(objective, canvas, theme),
            *axes_marks(objective, canvas, theme, language),
            *minimum_marks(objective, names, canvas, theme),
        ]
    over = run_marks(path_points(run, step, language), names, canvas, theme)
    left, top = MARGIN["l"], MARGIN["t"]
    size = (canvas.width + left + MARGIN["r"], canvas.height + top + MARGIN["b"])
    if not equal(box):
        size = (width, height)
    return SlidePanel(
        x=x,
        y=y,
        width=width,
        height=height,
        ground="".join(below),
        moving="".join(over),
        view=f"{-left} {-top} {size[0]:.2f} {size[1]:.2f}",
    )


def runner(points: Floats, place: tuple[float, float, float, float], box: Box, colour: str) -> str:
    """The path ``(k+1, 2)`` of one of several runs on the map of ``map_panel``, its head marked."""
    canvas = canvas_of(box, *place[2:])
    path = "".join(polyline(canvas.pixels(piece)) for piece in on_map(points, box))
    line = f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="2.2"/>'
    if not inside(points[-1], box):
        return line
    x, y = canvas.pixels(points[-1:])[0]
    return f'{line}<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{colour}"/>'


def words(
    lines: Sequence[tuple[str, str]], place: tuple[float, float, float, float], *, size: float = 17
) -> str:
    """Lines of text one below the other: (text, style of its own)."""
    x, y, _, _ = place
    return "".join(
        f'<text x="{x:.1f}" y="{y + size * LINE * (i + 0.8):.1f}" font-size="{size:g}" {style}>'
        f"{escape(text)}</text>"
        for i, (text, style) in enumerate(lines)
    )
