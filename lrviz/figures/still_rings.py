"""The rings of a still picture, as paths of SVG."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from lrviz.analysis.landscape import Grid
from lrviz.figures.canvas import Canvas
from lrviz.figures.isolines import regions
from lrviz.figures.rings import MAPS, map_grid, ranks, ring_levels, rugged
from lrviz.figures.theme import Theme
from lrviz.objectives.base import Objective

__all__ = ["ring_marks"]

Floats = NDArray[np.float64]

FINE = 5  # A ring's coordinates are whole numbers, so many to a pixel.
STRAIGHT = 0.2  # A point this near, in pixels, to the line through its neighbours is left out.
COARSE = (61, 61)  # A rugged loss, whose rings are many and small, has this grid.


def ring_marks(objective: Objective, canvas: Canvas, theme: Theme) -> str:
    """Pale regions from the lowest up, each with its ring as its border."""
    shapes = _shapes(objective, canvas)
    last = max(len(shapes) - 1, 1)
    # the first is no ring: it is the whole map but for the holes of the loss
    looks = ['stroke="none"'] + ['vector-effect="non-scaling-stroke"'] * (len(shapes) - 1)
    paths = [
        f'<path d="{shape}" fill="{theme.between(i / last)}" {look}/>'
        for i, (shape, look) in enumerate(zip(shapes, looks, strict=True))
    ]
    size = f'width="{canvas.width:.2f}" height="{canvas.height:.2f}"'
    return (
        f'<svg {size}><g transform="scale({1 / FINE:g})" stroke="{theme.ring}"'
        f' stroke-width="1" fill-rule="evenodd">{"".join(paths)}</g></svg>'
    )


@lru_cache(MAPS)  # on light paper and on dark they are the same, and for many starts
def _shapes(objective: Objective, canvas: Canvas) -> tuple[str, ...]:
    """The paths of the whole map, and of what lies above each ring."""
    land = map_grid(objective, canvas.box)
    rings = ring_levels(land, objective)
    if rugged(rings, land):
        land = map_grid(objective, canvas.box, COARSE)
    heights = ranks(land.z, rings)
    return tuple(_path(land, heights, floor, canvas) for floor in (-np.inf, *range(len(rings))))


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
