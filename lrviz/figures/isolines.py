"""Iso-lines of a grid by marching squares."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["isolines", "regions"]

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

# A cell's corners are numbered 1, 2, 4, 8 anticlockwise from its lower left, its sides 0 to 3
# from its lower one. For each set of corners above the level: the sides that a line enters and
# leaves by, with the higher ground on its left. Two opposite corners make two lines.
_SEGMENTS = {
    1: [(0, 3)],
    2: [(1, 0)],
    3: [(1, 3)],
    4: [(2, 1)],
    5: [(0, 1), (2, 3)],
    6: [(2, 0)],
    7: [(2, 3)],
    8: [(3, 2)],
    9: [(0, 2)],
    10: [(1, 2), (3, 0)],
    11: [(1, 2)],
    12: [(3, 1)],
    13: [(0, 1)],
    14: [(3, 0)],
}


def isolines(x: ArrayLike, y: ArrayLike, z: ArrayLike, level: float) -> list[Floats]:
    """The lines z = ``level`` on a grid, each ``(k, 2)``, higher ground on their left.

    ``z`` is ``(m, n)`` over x ``(n,)`` and y ``(m,)``, linear between grid points. A line that
    closes ends where it began. What is not finite is taken for lower than any level.
    """
    xs, ys = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    heights = np.asarray(z, dtype=np.float64)
    heights = np.where(np.isfinite(heights), heights, -np.inf)
    starts, ends = _segments(heights > level)
    crossings = np.unique(np.concatenate([starts, ends]))
    points = _crossings(crossings, xs, ys, heights, level)
    chains = _chains(np.searchsorted(crossings, starts), np.searchsorted(crossings, ends))
    return [points[chain] for chain in chains]


def regions(x: ArrayLike, y: ArrayLike, z: ArrayLike, level: float) -> list[Floats]:
    """The loops around all that lies above ``level``, the grid's border included.

    Anticlockwise around high ground and clockwise around holes, so that filling them by
    either rule paints just the region.
    """
    xs, ys = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    around = np.pad(np.asarray(z, dtype=np.float64), 1, constant_values=-np.inf)
    return isolines(_padded(xs), _padded(ys), around, level)


def _padded(t: Floats) -> Floats:
    """One more coordinate at each end, a cell away: the loops close half a cell outside."""
    return np.concatenate([[2 * t[0] - t[1]], t, [2 * t[-1] - t[-2]]])


def _segments(above: NDArray[np.bool_]) -> tuple[Whole, Whole]:
    """The cell sides where segments start and end, as numbers of grid edges."""
    m, n = above.shape
    corners = above.astype(np.int64)
    code = corners[:-1, :-1] + 2 * corners[:-1, 1:] + 4 * corners[1:, 1:] + 8 * corners[1:, :-1]
    crossed = np.nonzero((code > 0) & (code < 15))  # by a few cells of many
    known = code[crossed]
    starts, ends = [], []
    for case, lines in _SEGMENTS.items():
        j, i = (each[known == case] for each in crossed)
        sides = (j * n + i, m * n + j * n + i + 1, (j + 1) * n + i, m * n + j * n + i)
        for enters, leaves in lines:
            starts.append(sides[enters])
            ends.append(sides[leaves])
    return np.concatenate(starts), np.concatenate(ends)


def _crossings(edges: Whole, x: Floats, y: Floats, z: Floats, level: float) -> Floats:
    """Where each grid edge meets the level: its middle if one end is not finite."""
    m, n = z.shape
    upright, place = np.divmod(edges, m * n)
    j, i = np.divmod(place, n)
    j2, i2 = j + upright, i + 1 - upright
    here, there = z[j, i], z[j2, i2]
    known = np.isfinite(here) & np.isfinite(there) & np.isfinite(level)
    share = np.full(len(edges), 0.5)
    with np.errstate(over="ignore", invalid="ignore"):
        np.divide(level - here, there - here, out=share, where=known)
    share = np.clip(np.nan_to_num(share, nan=0.5), 0, 1)
    return np.column_stack([x[i] + share * (x[i2] - x[i]), y[j] + share * (y[j2] - y[j])])


def _chains(starts: Whole, ends: Whole) -> list[list[int]]:
    """Segments joined end to start: open lines first, then loops."""
    following = dict(zip(starts.tolist(), ends.tolist(), strict=True))
    heads = np.setdiff1d(starts, ends).tolist()
    chains = []
    while following:
        at = heads.pop() if heads else next(iter(following))
        chain = [at]
        while at in following:
            at = following.pop(at)
            chain.append(at)
        chains.append(chain)
    return chains
