"""The losses worth a ring on a map."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["levels"]

Floats = NDArray[np.float64]

# Rings of a loss that is steeper than this power are spaced by a constant factor.
STEEPEST_POWER = 4.0
LARGEST_SHARE = 0.05  # The lowest ring holds at most this share of the map.
SAME = 1e-9  # A difference of less than this share of the largest loss may be rounding.
CLOSE = 8  # Two levels are one that are nearer than so many units in the last place.


def levels(z: ArrayLike, *, minimum_loss: float | None = None, count: int = 12) -> Floats:
    """Losses worth a ring, strictly increasing: a ravine's floor as well as its walls.

    With the floor L* and the gap g = z − L*, the rings lie at L* + g_max·((i+½)/count)^p, where p
    is 2 on a bowl, whose rings are then evenly spaced, and more where walls are steep, so that
    the lowest ring always holds the same small share of the map. Past p = 4 they grow by a
    constant factor.
    Without a minimum in sight, a saddle's own value is a level and the rest lie on both
    sides of it. Values that are not finite count for nothing; a flat map has no rings.

    Args:
        z: losses of any shape.
        minimum_loss: L* where it is known.
        count: about how many.

    >>> levels([0.0, 1.0, 4.0, 9.0, 16.0], count=4, minimum_loss=0.0).round(1).tolist()
    [1.0, 4.0, 9.0, 13.0]
    """
    heights = np.asarray(z, dtype=np.float64)
    values = heights[np.isfinite(heights)]
    if values.size == 0 or not _spread(values) > 0:
        return _frozen(np.empty(0))
    middle = _saddle(heights) if minimum_loss is None else None
    if middle is None:
        floor = _floor(values, minimum_loss)
        raw = _drawable(heights, values, floor, count)
        return _frozen(_tidy(np.insert(raw, 0, floor))[1:])
    half = count // 2 + 1  # the first of each side would hug the saddle's own ring
    noise = SAME * float(np.abs(values).max())
    upper = _above(values, middle, half, noise=noise)[1:]
    lower = -_above(-values, -middle, half, noise=noise)[:0:-1]
    return _frozen(_tidy(np.concatenate([lower, [middle], upper])))


def _frozen(array: Floats) -> Floats:
    array.flags.writeable = False
    return array


def _spread(values: Floats) -> float:
    with np.errstate(over="ignore"):
        spread = float(values.max() - values.min())
    size = float(np.abs(values).max())
    least = max(1e-12 * size, np.finfo(float).tiny)  # the rest is rounding
    return spread if spread > least else 0.0


def _floor(values: Floats, minimum_loss: float | None) -> float:
    """L* where the map shows it; else the lowest value in sight."""
    lowest = float(values.min())
    if minimum_loss is None or not minimum_loss <= lowest:
        return lowest
    shown: bool = lowest - minimum_loss <= 0.25 * (float(values.max()) - lowest)
    return minimum_loss if shown else lowest


def _drawable(heights: Floats, values: Floats, floor: float, count: int) -> Floats:
    """Levels above ``floor``, the lowest raised until the grid is fine enough to draw it."""
    share = _share(count)
    raw = _above(values, floor, count, share=share)
    while not _drawn(heights, raw[0]) and share < LARGEST_SHARE:
        share *= 1.5
        raw = _above(values, floor, count, share=share)
    return raw


def _share(count: int) -> float:
    """Of the map inside the lowest ring, as on a bowl that fills its box."""
    return 1.5 * (0.5 / count) ** 2


def _above(
    values: Floats, floor: float, count: int, *, share: float | None = None, noise: float = 0.0
) -> Floats:
    """``count`` levels above ``floor``, none at the very top, where no ring could close."""
    gaps = values[values > floor] / 2 - floor / 2  # halves: the difference may overflow
    top = float(gaps.max())
    gaps = gaps[gaps > min(max(noise, SAME * abs(floor)), top / 2)]
    t = (np.arange(count) + 0.5) / count
    low = float(np.quantile(gaps, share or _share(count), method="lower"))
    power = np.log(top / low) / -np.log(t[0])
    if power <= STEEPEST_POWER:
        steps = t ** max(power, 1.0)
    else:
        steps = (low / top) ** (1 - (t - t[0]) / (1 - t[0]))
    return np.asarray(floor + top * steps + top * steps)


def _saddle(heights: Floats) -> float | None:
    """The loss at the saddle that splits the map, if its lowest value lies at the edge.

    A grid point is a saddle where the loss around it goes up and down twice or more.
    """
    if heights.ndim != 2 or min(heights.shape) < 5 or not _lowest_at_the_edge(heights):
        return None
    inner, around = heights[1:-1, 1:-1], np.stack(_neighbours(heights))
    # counted either way for equal neighbours, or a level ridge would pass for a saddle
    turns = np.minimum(_turns(around > inner), _turns(around >= inner))
    values = heights[np.isfinite(heights)]
    found = inner[(turns >= 4) & np.isfinite(inner)]
    found = found[(found > values.min()) & (found < values.max())]
    if found.size == 0:
        return None
    return float(found[np.argmin(np.abs(found - np.median(values)))])


def _turns(higher: NDArray[np.bool_]) -> NDArray[np.int64]:
    """How often the ring of neighbours changes between higher and lower."""
    return np.asarray(np.sum(higher != np.roll(higher, 1, axis=0), axis=0))


def _neighbours(heights: Floats) -> Sequence[Floats]:
    """The eight neighbours of every inner point, in a circle."""
    m, n = heights.shape
    around = [(0, 0), (0, 1), (0, 2), (1, 2), (2, 2), (2, 1), (2, 0), (1, 0)]
    return [heights[j : m - 2 + j, i : n - 2 + i] for j, i in around]


def _lowest_at_the_edge(heights: Floats) -> bool:
    finite = np.where(np.isfinite(heights), heights, np.inf)
    return bool(finite[1:-1, 1:-1].min() > finite.min())


def _drawn(heights: Floats, ring: float) -> bool:
    """Whether the grid is fine enough for this ring: most of what it holds is two points wide."""
    if heights.ndim != 2:
        return True
    below = heights < ring
    blocks = below[1:, 1:] & below[1:, :-1] & below[:-1, 1:] & below[:-1, :-1]
    wide = np.zeros_like(below)
    for j in (0, 1):
        for i in (0, 1):
            wide[j : j + blocks.shape[0], i : i + blocks.shape[1]] |= blocks
    return bool(wide.sum() >= 0.8 * below.sum())


@np.errstate(over="ignore")  # such a level stays as it is
def _tidy(raw: Floats) -> Floats:
    """Each level rounded as far as it stays nearer to itself than to its neighbours."""
    distinct = np.unique(raw[np.isfinite(raw)])
    apart = np.diff(distinct / 2) > CLOSE * np.spacing(np.abs(distinct[1:]))
    distinct = distinct[np.insert(apart, 0, True)] if distinct.size else distinct
    if distinct.size < 2:
        return np.asarray(distinct)
    gaps = 2 * np.diff(distinct / 2).clip(max=np.finfo(float).max / 4)
    room = np.minimum(np.append(gaps, gaps[-1]), np.insert(gaps, 0, gaps[0]))
    unit = 10.0 ** np.floor(np.log10(room / 2.5))
    whole = np.round(distinct / unit) * unit
    return np.asarray(np.unique(np.where(np.isfinite(whole), whole, distinct)))
