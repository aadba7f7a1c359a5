"""The first picture: rings and run as one inline SVG, there before any script has arrived."""

from html import escape

import numpy as np
from numpy.typing import NDArray

from lrviz.analysis.landscape import Grid, grid, limits
from lrviz.descent.trajectory import Trajectory
from lrviz.figures.alt import describe
from lrviz.figures.course import course
from lrviz.figures.isolines import regions
from lrviz.figures.layout import MARGIN, equal
from lrviz.figures.minima import minimum_labels
from lrviz.figures.rings import ranks, ring_levels, rugged
from lrviz.figures.still_marks import Canvas, axes_marks, minimum_marks, run_marks
from lrviz.figures.theme import FONT, Theme
from lrviz.objectives.base import Box, Objective

__all__ = ["still_svg"]

Floats = NDArray[np.float64]

FINE = 5  # units of the ring's coordinates per pixel
STRAIGHT = 0.2  # pixels: a point this near to the line through its neighbours is left out
COARSE = (61, 61)  # the grid of a rugged loss, whose rings are many and small
_PADDING = "px ".join(str(MARGIN[side]) for side in "trbl")
# The margins are padding: the viewBox fills what they leave, whatever the size of the whole.
_STYLE = f"box-sizing:border-box;padding:{_PADDING}px;overflow:visible"


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
) -> str:
    """The map at ``step`` as SVG, in the very frame of ``descent_spec``'s picture.

    The margins are plotly's, in pixels, whatever size the page gives the drawing; what lies
    inside them scales with it, as plotly's map does, so that one can take the other's place
    without a jump. ``width`` and ``height`` are the size its letters are meant for.
    """
    frame = box or limits(objective, trajectory)
    canvas = _canvas(frame, width, height)
    drawn = course(trajectory, step, language)
    taken = minimum_labels(objective, frame, language)
    body = [
        _rings(objective, canvas, theme),
        *axes_marks(objective, canvas, theme, language),
        *minimum_marks(objective, taken, canvas, theme),
        *run_marks(drawn, taken, canvas, theme),
    ]
    fit = "xMidYMid" if equal(frame) else "none"
    title = escape(describe(trajectory, step=step, language=language))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" class="still" width="{width:g}"'
        f' height="{height:g}" viewBox="0 0 {canvas.width:.2f} {canvas.height:.2f}"'
        f' preserveAspectRatio="{fit}"'
        f' style="{_STYLE}" font-family="{escape(FONT)}" font-size="14" fill="{theme.ink}">'
        f"<title>{title}</title>{''.join(body)}</svg>"
    )


def _canvas(box: Box, width: float, height: float) -> Canvas:
    """The plot's size in pixels: what the margins leave, or the part of it with one scale."""
    across = width - MARGIN["l"] - MARGIN["r"]
    upward = height - MARGIN["t"] - MARGIN["b"]
    (x_low, x_high), (y_low, y_high) = box
    if equal(box):
        scale = min(across / (x_high - x_low), upward / (y_high - y_low))
        across, upward = scale * (x_high - x_low), scale * (y_high - y_low)
    return Canvas(box=box, width=across, height=upward)


def _rings(objective: Objective, canvas: Canvas, theme: Theme) -> str:
    """Pale regions from the lowest up, each with its ring as its border."""
    land = grid(objective, box=canvas.box)
    rings = ring_levels(land, objective)
    if rugged(rings, land):
        land = grid(objective, box=canvas.box, shape=COARSE)
    heights, floors = ranks(land.z, rings), [-np.inf, *range(len(rings))]
    # the first is no ring: it is the whole map but for the holes of the loss
    looks = ['stroke="none"'] + ['vector-effect="non-scaling-stroke"'] * len(rings)
    paths = [
        f'<path d="{_path(land, heights, floor, canvas)}"'
        f' fill="{_shade(theme, i, len(floors))}" {look}/>'
        for i, (floor, look) in enumerate(zip(floors, looks, strict=True))
    ]
    size = f'width="{canvas.width:.2f}" height="{canvas.height:.2f}"'
    return (
        f'<svg {size}><g transform="scale({1 / FINE:g})" stroke="{theme.ring}"'
        f' stroke-width="1" fill-rule="evenodd">{"".join(paths)}</g></svg>'
    )


def _path(land: Grid, heights: Floats, floor: float, canvas: Canvas) -> str:
    loops = [canvas.pixels(loop) for loop in regions(land.x, land.y, heights, floor)]
    thin = [_thinned(_thinned(_thinned(loop))) for loop in loops]
    return "".join(_loop(np.round(FINE * loop).astype(np.int64)) for loop in thin)


def _thinned(loop: Floats) -> Floats:
    """A loop without the points that its neighbours make superfluous, never two in a row."""
    before, after = np.roll(loop[:-1], 1, axis=0), loop[1:]
    at, chord = loop[:-1] - before, after - before
    length = np.hypot(*chord.T)
    away = np.abs(chord[:, 0] * at[:, 1] - chord[:, 1] * at[:, 0])
    keep = away > STRAIGHT * length
    keep[::2] = True
    kept = loop[:-1][keep]
    return np.concatenate([kept, kept[:1]])


def _loop(points: NDArray[np.int64]) -> str:
    """A closed path in relative whole units: as few characters as it takes."""
    moves = np.diff(points[:-1], axis=0)
    moves = moves[np.any(moves != 0, axis=1)]
    steps = " ".join(f"{x} {y}" for x, y in moves.tolist()).replace(" -", "-")
    return f"M{points[0, 0]} {points[0, 1]}l{steps}z" if steps else ""


def _shade(theme: Theme, i: int, count: int) -> str:
    """The fill between ring i − 1 and ring i, as plotly's colour scale gives it."""
    share = i / max(count - 1, 1)
    stops = [stop for stop, _ in theme.fill]
    parts = np.array([[int(c[j : j + 2], 16) for j in (1, 3, 5)] for _, c in theme.fill])
    rgb = [round(float(np.interp(share, stops, part))) for part in parts.T]
    return "#" + "".join(f"{part:02x}" for part in rgb)
