"""The rings of a loss as one plotly contour trace."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from lrviz.analysis.landscape import Grid, grid, levels
from lrviz.figures.encode import Spec, typed
from lrviz.figures.isolines import isolines
from lrviz.figures.labels import shadow
from lrviz.figures.layout import name_of
from lrviz.figures.theme import Theme
from lrviz.objectives.base import Box, Objective
from lrviz.text.numbers import number

__all__ = [
    "filled_rings",
    "map_grid",
    "ranks",
    "ring_levels",
    "ring_trace",
    "ring_values",
    "rugged",
    "silent",
]

Floats = NDArray[np.float64]

COUNT = 13  # A map has so many rings, unless its loss is rugged.
FEW = 7  # A rugged loss has so many rings.
VALUES = 4  # At most so many rings have their losses written on them.
# A value keeps this share of the map from the edge, and this from the next value.
MARGIN, APART = 0.05, 0.09
# A loss is rugged where a grid step crosses more than this share of its rings on average.
DENSE = 0.04
# So many maps are remembered: each is drawn on light paper and on dark, and for many starts.
MAPS = 8


@lru_cache(MAPS)
def map_grid(objective: Objective, box: Box, shape: tuple[int, int] | None = None) -> Grid:
    """``grid`` of a map, the same one for the same map."""
    return grid(objective, box=box, shape=shape)


def ring_trace(landscape: Grid, objective: Objective, *, theme: Theme) -> Spec:
    """Thin rings over a pale fill; hovering shows the exact loss of the nearest grid point.

    Plotly only draws equally spaced levels, so ``z`` holds ranks (ring 0, 1, 2 …, see
    ``ranks``) and ``customdata`` the losses; ``meta`` lists the losses of the rings.
    """
    x_name, y_name = (name_of(name) for name in objective.parameter_names)
    place = f"{x_name} = %{{x}}<br>{y_name} = %{{y}}<br>"
    return filled_rings(landscape, ring_levels(landscape, objective), theme=theme, place=place)


def filled_rings(landscape: Grid, rings: Floats, *, theme: Theme, place: str = "") -> Spec:
    """The rings at these levels, as ``ring_trace`` has them; ``place`` is told before the loss."""
    last = max(len(rings) - 1, 0)
    return {
        "type": "contour",
        "name": "rings",
        **_packed(landscape, tuple(rings.tolist())),
        "meta": rings.tolist(),
        "hovertemplate": f"{place}<i>ℓ</i> = %{{customdata}}<extra></extra>",
        "contours": {"coloring": "fill", "start": 0, "end": last, "size": 1},
        "line": {"color": theme.ring, "width": 1, "smoothing": 1},
        "colorscale": theme.scale(),
        "zmin": -0.5,
        "zmax": last + 0.5,
        "autocontour": False,
        "showscale": False,
        "connectgaps": False,
    }


def silent(rings: Spec) -> Spec:
    """The rings without what they tell a pointer: a layer above them has its own to tell."""
    told = {"customdata", "hovertemplate"}
    return {key: value for key, value in rings.items() if key not in told} | {"hoverinfo": "skip"}


def ring_values(landscape: Grid, objective: Objective, *, theme: Theme) -> Spec:
    """The losses of a few rings, each written on its ring, apart from one another."""
    points, losses = _marked(landscape, objective)
    return {
        "type": "scatter",
        "name": "ring_values",
        "mode": "text",
        "x": points[:, 0].tolist(),
        "y": points[:, 1].tolist(),
        "text": [number(loss, 3) for loss in losses],
        "textfont": {"size": 12, "color": theme.faint, "shadow": shadow(theme)},
        "hoverinfo": "skip",
        "cliponaxis": True,
    }


@lru_cache(MAPS)
def _packed(landscape: Grid, rings: tuple[float, ...]) -> Spec:
    """The numbers of ``filled_rings``, which nobody may change."""
    return {
        "x": typed(landscape.x),
        "y": typed(landscape.y),
        "z": typed(ranks(landscape.z, np.array(rings)), "f4"),
        "customdata": typed(landscape.z),
    }


@lru_cache(MAPS)
def _marked(landscape: Grid, objective: Objective) -> tuple[Floats, tuple[float, ...]]:
    """Where losses are written ``(n, 2)``, and which."""
    rings = ring_levels(landscape, objective)
    some = rings[2 :: -(-len(rings) // VALUES)] if len(rings) else rings  # the first are too small
    low = np.array([landscape.x[0], landscape.y[0]])
    size = np.array([landscape.x[-1], landscape.y[-1]]) - low
    placed: list[tuple[Floats, float]] = []
    for ring in some:
        lines = isolines(landscape.x, landscape.y, landscape.z, ring)
        shares = (np.concatenate(lines) - low) / size if lines else np.empty((0, 2))
        free = shares[((shares > MARGIN) & (shares < 1 - MARGIN)).all(axis=1)]
        for at, _ in placed:
            free = free[np.abs(free - at).max(axis=1) > APART]
        if len(free):
            placed.append((free[np.argmax(free @ [1.0, -1.0])], float(ring)))
    points = np.array([low + at * size for at, _ in placed]).reshape(-1, 2)
    return points, tuple(ring for _, ring in placed)


@lru_cache(MAPS)
def ring_levels(landscape: Grid, objective: Objective) -> Floats:
    """The losses to draw rings at: fewer where a rugged loss would blacken the map."""
    rings = levels(landscape.z, minimum_loss=objective.minimum_loss, count=COUNT)
    if not rugged(rings, landscape):
        return rings
    return levels(landscape.z, minimum_loss=objective.minimum_loss, count=FEW)


def rugged(rings: Floats, landscape: Grid) -> bool:
    """Whether a walk across the map meets more than a ring every DENSE steps of the grid."""
    crossed = np.abs(np.diff(np.searchsorted(rings, landscape.z), axis=1))
    return bool(np.mean(crossed) > len(rings) * DENSE)


def ranks(z: Floats, rings: Floats) -> Floats:
    """z as a position among the rings: i on ring i, −1 … last+1 beyond; NaN for no number.

    Monotone, so ring i of the ranks is ring i of the losses. Between rings it is linear in the
    root of the height above the lowest loss, which is what grows evenly from a valley's floor:
    lines drawn between grid points then hit the ring.
    """
    if rings.size == 0:
        return np.where(np.isfinite(z), 0.5, np.nan)
    finite = z[np.isfinite(z)]
    low, high = min(finite.min(), rings[0]), max(finite.max(), rings[-1])
    knots = [(rings[0], 0.0)] if low == rings[0] else [(low, -1.0), (rings[0], 0.0)]
    knots += [(ring, i + 1.0) for i, ring in enumerate(rings[1:])]
    knots += [] if high == rings[-1] else [(high, float(rings.size))]
    at, rank = np.array(knots).T
    heights = np.where(np.isfinite(z), z, low)
    risen = np.interp(root(heights, low), root(at, low), rank)
    return np.where(np.isfinite(z), risen, np.nan)


def root(z: Floats, low: float) -> Floats:
    """√(z − low), up to a factor that keeps the largest losses from overflowing."""
    return np.asarray(np.sqrt(np.maximum(z / 4 - low / 4, 0)))
