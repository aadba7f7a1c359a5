"""Forward and back through a formula's graph: v, ∂v/∂u along each edge, ∂ℓ/∂v."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lrviz.analysis.backprop.graph import Graph
from lrviz.analysis.backprop.operations import OPERATIONS

__all__ = ["Edge", "Flow", "backpropagate", "shown_nodes"]

Floats = NDArray[np.float64]
Edge = tuple[int, int]  # from an input to the node that takes it


@dataclass(frozen=True, kw_only=True, eq=False)
class Flow:
    """One pass forward and one pass back, at a point or at a batch of them.

    Attributes:
        graph: what was computed.
        values: v of every node, ``(nodes, ...)``.
        slopes: ∂v/∂u along every edge from u to v, parallel edges added.
        gradients: ∂ℓ/∂v of every node, ``(nodes, ...)``; 0 for what ℓ does not depend on.
    """

    graph: Graph
    values: Floats
    slopes: Mapping[Edge, Floats]
    gradients: Floats

    @property
    def gradient(self) -> Floats:
        """∂ℓ/∂w ``(..., dim)``: what arrives at the parameters."""
        return np.moveaxis(self.gradients[: len(self.graph.names)], 0, -1)

    def between(self, kept: Collection[int]) -> dict[Edge, Floats]:
        """∂v/∂u between the nodes ``kept`` alone, through all the others: the chain rule says
        that along a way the slopes multiply, and that ways are added."""
        edges: dict[Edge, Floats] = {}
        for top in sorted(kept):
            waiting = {top: np.ones_like(self.values[top])}
            while waiting:
                node = max(waiting)  # all that uses it has been seen
                passed = waiting.pop(node)
                for child in dict.fromkeys(self.graph.nodes[node].inputs):
                    share = passed * self.slopes[child, node]
                    if child in kept:
                        edges[child, top] = edges.get((child, top), 0.0) + share
                    else:
                        waiting[child] = waiting.get(child, 0.0) + share
        return edges


@np.errstate(all="ignore")
def backpropagate(graph: Graph, w: ArrayLike) -> Flow:
    """The two passes at w ``(..., dim)``: ∂ℓ/∂u = Σ ∂ℓ/∂v · ∂v/∂u over all v that use u.

    Where the formula has no value, the numbers are NaN or infinite; nothing is raised.

    >>> from lrviz.analysis.backprop.graph import graph_of
    >>> from lrviz.objectives import objective
    >>> backpropagate(graph_of(objective("bowl")), (-5.0, -2.0)).gradient.tolist()
    [-10.0, -8.0]
    """
    point = np.asarray(w, dtype=np.float64)
    values = np.empty((len(graph.nodes), *point.shape[:-1]))
    slopes: dict[Edge, Floats] = {}
    for i, node in enumerate(graph.nodes):
        if node.inputs:
            operation, inputs = OPERATIONS[node.kind], [values[j] for j in node.inputs]
            values[i] = operation.value(inputs, node.numbers)
            found = operation.slopes(inputs, node.numbers, values[i])
            for j, slope in zip(node.inputs, found, strict=True):
                slopes[j, i] = slopes[j, i] + slope if (j, i) in slopes else slope
        else:
            values[i] = node.numbers[0] if node.numbers else point[..., i]
    return Flow(graph=graph, values=values, slopes=slopes, gradients=_back(graph, values, slopes))


def _back(graph: Graph, values: Floats, slopes: Mapping[Edge, Floats]) -> Floats:
    gradients = np.zeros_like(values)
    gradients[graph.output] = 1.0
    for i in reversed(range(graph.output + 1)):
        for j in dict.fromkeys(graph.nodes[i].inputs):
            gradients[j] += gradients[i] * slopes[j, i]
    return gradients


def shown_nodes(graph: Graph, most: int) -> tuple[int, ...]:
    """Which nodes to show where all would be too many: parameters, the loss, and ``most`` in all.

    The inner nodes that join the fewest others go first: those with one way in and one way out
    are only a step of a chain.
    """
    above: dict[int, set[int]] = {i: set() for i in range(len(graph.nodes))}
    below = {i: set(node.inputs) for i, node in enumerate(graph.nodes)}
    for i, inputs in below.items():
        for j in inputs:
            above[j].add(i)
    kept = set(below)
    inner = set(graph.inner) - {graph.output}
    while len(kept) > most and inner:
        gone = min(inner, key=lambda i: (len(above[i]) * len(below[i]) - len(above[i]), i))
        for up in above[gone]:
            below[up] = (below[up] - {gone}) | below[gone]
        for down in below[gone]:
            above[down] = (above[down] - {gone}) | above[gone]
        kept.remove(gone)
        inner.remove(gone)
    return tuple(sorted(kept))
