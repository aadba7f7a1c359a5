"""Where the nodes of a graph stand: in layers from left to right, each after its inputs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

__all__ = ["LayeredLayout", "layered"]

Floats = NDArray[np.float64]
Edge = tuple[int, int]
Place = int | tuple[int, int, int]  # a node, or where an edge passes a layer

SWEEPS = 12  # Layers are put in order in so many sweeps, there and back in turn.
# The room between neighbours of a layer of which none, one or both are nodes.
GAPS = (0.28, 0.7, 1.0)
# A link's curve is drawn through points at these shares of its way.
BEND = np.linspace(0.0, 1.0, 13)


@dataclass(frozen=True, kw_only=True, eq=False)
class LayeredLayout:
    """Positions in units of layers across and of nodes upward.

    Attributes:
        at: node -> (x, y).
        lines: edge -> its course ``(k, 2)``, from the input to the node that takes it.
        layers: how many there are.
        span: the lowest and the highest place, of a node or of an edge that passes.
    """

    at: Mapping[int, tuple[float, float]]
    lines: Mapping[Edge, Floats]
    layers: int
    span: tuple[float, float]

    @property
    def height(self) -> float:
        """From the lowest place to the highest."""
        return self.span[1] - self.span[0]


def layered(
    nodes: Sequence[int], edges: Sequence[Edge], floating: Sequence[int] = ()
) -> LayeredLayout:
    """A layered drawing (Sugiyama, Tagawa & Toda, 1981) of an acyclic graph.

    A node's layer is the longest way to it; one of ``floating``, which has no inputs, stands
    right before the first node that takes it. An edge over several layers passes each of them
    at a place of its own, so that it runs between the nodes and not through them.
    """
    depth = _depths(nodes, edges, floating)
    ways = {edge: _way(edge, depth) for edge in edges}
    rows: list[list[Place]] = [[] for _ in range(max(depth.values(), default=0) + 1)]
    for node in nodes:
        rows[depth[node]].append(node)
    for (start, _), way in ways.items():
        for layer, place in enumerate(way[1:-1], start=depth[start] + 1):
            rows[layer].append(place)
    links = [pair for way in ways.values() for pair in pairwise(way)]
    rows = _ordered(rows, links)
    height = {place: -y for place, y in _heights(rows, links).items()}  # the first on top
    column = {place: float(x) for x, row in enumerate(rows) for place in row}
    lines = {
        edge: _curve(np.array([(column[place], height[place]) for place in way]))
        for edge, way in ways.items()
    }
    at = {node: (column[node], height[node]) for node in nodes}
    return LayeredLayout(at=at, lines=lines, layers=len(rows), span=_span(height.values()))


def _span(heights: Iterable[float]) -> tuple[float, float]:
    found = list(heights) or [0.0]
    return min(found), max(found)


def _depths(nodes: Sequence[int], edges: Sequence[Edge], floating: Sequence[int]) -> dict[int, int]:
    depth = dict.fromkeys(nodes, 0)
    for node in nodes:  # inputs come first
        before = [depth[a] for a, b in edges if b == node]
        depth[node] = 1 + max(before) if before else 0
    for node in floating:
        depth[node] = min(depth[b] for a, b in edges if a == node) - 1
    return depth


def _way(edge: Edge, depth: Mapping[int, int]) -> list[Place]:
    a, b = edge
    return [a, *((a, b, layer) for layer in range(depth[a] + 1, depth[b])), b]


def _ordered(rows: list[list[Place]], links: Sequence[tuple[Place, Place]]) -> list[list[Place]]:
    """Each layer in the order of its neighbours' middle, as often as that undoes crossings;
    then neighbours change places where that undoes some more."""
    linked = _between(rows, links)
    best, fewest = [list(row) for row in rows], _crossings(rows, linked)
    for sweep in range(SWEEPS):
        forward = sweep % 2 == 0
        order = range(1, len(rows)) if forward else range(len(rows) - 2, -1, -1)
        for k in order:
            beside = {place: float(i) for i, place in enumerate(rows[k - 1 if forward else k + 1])}
            middle = _middles(rows[k], beside, links)
            rows[k] = sorted(rows[k], key=middle.__getitem__)
        rows = _swapped(rows, linked)
        if (found := _crossings(rows, linked)) < fewest:
            best, fewest = [list(row) for row in rows], found
    return best


def _between(
    rows: Sequence[Sequence[Place]], links: Sequence[tuple[Place, Place]]
) -> list[list[tuple[Place, Place]]]:
    """The links from each layer to the next."""
    layer = {place: k for k, row in enumerate(rows) for place in row}
    return [[link for link in links if layer[link[0]] == k] for k in range(len(rows))]


def _swapped(
    rows: list[list[Place]], linked: Sequence[Sequence[tuple[Place, Place]]]
) -> list[list[Place]]:
    for k, row in enumerate(rows):
        for i in range(len(row) - 1):
            near = range(max(k - 1, 0), min(k + 1, len(rows) - 1))
            before = sum(_crossed(rows[n], rows[n + 1], linked[n]) for n in near)
            row[i], row[i + 1] = row[i + 1], row[i]
            if sum(_crossed(rows[n], rows[n + 1], linked[n]) for n in near) >= before:
                row[i], row[i + 1] = row[i + 1], row[i]
    return rows


def _middles(
    row: Sequence[Place], beside: Mapping[Place, float], links: Sequence[tuple[Place, Place]]
) -> dict[Place, float]:
    """The mean of what each place is linked to; its own order where that is nothing."""
    found: dict[Place, list[float]] = {place: [] for place in row}
    for a, b in links:
        for here, there in ((a, b), (b, a)):
            if here in found and there in beside:
                found[here].append(float(beside[there]))
    return {
        place: float(np.mean(found[place])) if found[place] else float(i)
        for i, place in enumerate(row)
    }


def _crossings(
    rows: Sequence[Sequence[Place]], linked: Sequence[Sequence[tuple[Place, Place]]]
) -> int:
    return sum(_crossed(rows[k], rows[k + 1], linked[k]) for k in range(len(rows) - 1))


def _crossed(
    left: Sequence[Place], right: Sequence[Place], links: Sequence[tuple[Place, Place]]
) -> int:
    """How many pairs of links between two layers cross."""
    here = {place: i for i, place in enumerate(left)}
    there = {place: i for i, place in enumerate(right)}
    ends = sorted((here[a], there[b]) for a, b in links)
    return sum(a < c and b > d for i, (c, d) in enumerate(ends) for a, b in ends[:i])


def _heights(
    rows: Sequence[Sequence[Place]], links: Sequence[tuple[Place, Place]]
) -> dict[Place, float]:
    """Every place near the middle of its neighbours, those of a layer at their distance."""
    height = {p: y for row in rows for p, y in _spread(row, dict.fromkeys(row, 0.0)).items()}
    for _ in range(2 * SWEEPS):
        for row in [*rows, *reversed(rows)]:
            height |= _spread(row, _middles_or_own(row, height, links))
    return height


def _middles_or_own(
    row: Sequence[Place], height: Mapping[Place, float], links: Sequence[tuple[Place, Place]]
) -> dict[Place, float]:
    linked = {place for link in links for place in link}
    middle = _middles(row, height, links)
    return {place: middle[place] if place in linked else height[place] for place in row}


def _spread(row: Sequence[Place], wanted: Mapping[Place, float]) -> dict[Place, float]:
    """The wanted heights moved apart, half of it upward and half of it downward."""
    gaps = [GAPS[isinstance(a, int) + isinstance(b, int)] for a, b in pairwise(row)]
    offsets = np.concatenate([[0.0], np.cumsum(gaps)])
    free = np.array([wanted[place] for place in row]) - offsets
    upward, downward = np.maximum.accumulate(free), np.minimum.accumulate(free[::-1])[::-1]
    return dict(zip(row, ((upward + downward) / 2 + offsets).tolist(), strict=True))


def _curve(points: Floats) -> Floats:
    """Through the points, level at each of them."""
    eased = BEND**2 * (3 - 2 * BEND)
    pieces = [
        np.column_stack([a[0] + BEND * (b[0] - a[0]), a[1] + eased * (b[1] - a[1])])
        for a, b in pairwise(points)
    ]
    return np.concatenate(pieces)
