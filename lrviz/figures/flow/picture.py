"""A formula's graph, stepped through: values forward, then gradients back, each in a sentence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lrviz.analysis.backprop.flow import Edge, Flow, shown_nodes
from lrviz.analysis.backprop.graph import Graph
from lrviz.figures.flow import notation
from lrviz.figures.flow.layout import LayeredLayout, layered
from lrviz.text import say
from lrviz.text.numbers import number

__all__ = ["FlowPicture", "captions", "flow_picture"]

# So many nodes, and so many rows of them, fit on a screen; more are folded.
MOST, TALLEST = 30, 5.5
FEW = 4  # A caption writes out so many shares.


@dataclass(frozen=True, kw_only=True, eq=False)
class FlowPicture:
    """The graph of a formula at one point, in frames.

    Frame 0 has the parameters alone; each further one computes a node; the middle one seeds
    ∂ℓ/∂ℓ = 1; from then on each one passes a node's gradient back to its inputs.

    Attributes:
        flow: both passes.
        kept: the nodes that are drawn, in order; the others are folded into these.
        edges: the slopes between them.
        layout: where they stand.
    """

    flow: Flow
    kept: tuple[int, ...]
    edges: Mapping[Edge, float]
    layout: LayeredLayout

    @property
    def inner(self) -> tuple[int, ...]:
        """The nodes that are computed, in order."""
        return tuple(i for i in self.kept if self.flow.graph.nodes[i].inputs)

    @property
    def frames(self) -> int:
        """One for the parameters, one for the seed, and each inner node forward and back."""
        return 2 * len(self.inner) + 2

    @property
    def forward(self) -> int:
        """How many of them the pass forward has."""
        return len(self.inner) + 1

    @property
    def folded(self) -> int:
        """How many nodes are not drawn."""
        return len(self.flow.graph.nodes) - len(self.kept)

    def names(self) -> dict[int, str]:
        """How the nodes are called, as plotly text."""
        return notation.names(self.flow.graph, self.kept)

    def active(self, frame: int) -> int | None:
        """The node that computes, or passes its gradient back, in a frame."""
        count = len(self.inner)
        if 1 <= frame <= count:
            return self.inner[frame - 1]
        return self.inner[2 * count + 1 - frame] if frame > count + 1 else None

    def is_back(self, frame: int) -> bool:
        """Whether the pass back has begun."""
        return frame > len(self.inner)

    def known(self, frame: int) -> set[int]:
        """The nodes whose values are there."""
        computed = self.inner[: min(frame, len(self.inner))]
        return {i for i in self.kept if not self.flow.graph.nodes[i].inputs} | set(computed)

    def passed(self, frame: int) -> set[int]:
        """The nodes that have passed their gradient back."""
        done = max(0, frame - len(self.inner) - 1)
        return set(self.inner[len(self.inner) - done :])

    def arrived(self, frame: int) -> dict[int, float]:
        """∂ℓ/∂v as far as it has arrived; nodes that nothing has reached are left out."""
        if not self.is_back(frame):
            return {}
        found, passed = {self.flow.graph.output: 1.0}, self.passed(frame)
        for parent in sorted(passed, reverse=True):
            for (child, above), slope in self.edges.items():
                if above == parent and parent in found:
                    found[child] = found.get(child, 0.0) + found[parent] * slope
        if frame == self.frames - 1:  # what the loss does not depend on
            found |= dict.fromkeys(set(range(len(self.flow.graph.names))) - found.keys(), 0.0)
        return found

    def complete(self, frame: int) -> set[int]:
        """The nodes whose gradient is all there: whatever uses them has passed its own."""
        passed = self.passed(frame)
        waiting = {child for (child, parent) in self.edges if parent not in passed}
        return {i for i in self.arrived(frame) if i not in waiting}

    def into(self, node: int | None) -> list[Edge]:
        """The edges that end in a node."""
        return [edge for edge in self.edges if edge[1] == node]

    def formulas(self) -> dict[int, str]:
        """What each node computes, as plotly text."""
        return notation.formulas(self.flow.graph, self.kept)


def flow_picture(flow: Flow, *, most: int = MOST) -> FlowPicture:
    """The picture of a flow at one point, with at most ``most`` nodes and TALLEST rows."""
    least = len(flow.graph.names) + 2
    while True:
        kept = shown_nodes(flow.graph, most)
        edges = {edge: float(slope) for edge, slope in flow.between(kept).items()}
        layout = layered(kept, list(edges), _floating(flow.graph, kept, edges))
        if layout.height <= TALLEST or most <= least:
            return FlowPicture(flow=flow, kept=kept, edges=edges, layout=layout)
        most = len(kept) - max(1, round(layout.height - TALLEST))


def _floating(graph: Graph, kept: Sequence[int], edges: Mapping[Edge, float]) -> list[int]:
    """The constants that something takes."""
    used = {child for child, _ in edges}
    return [i for i in kept if graph.nodes[i].kind == "constant" and i in used]


def captions(picture: FlowPicture, language: str = "en") -> list[str]:
    """A sentence for every frame, without markup."""
    names = {i: notation.plain(name) for i, name in picture.names().items()}
    return [_caption(picture, names, k, language) for k in range(picture.frames)]


def _caption(picture: FlowPicture, names: dict[int, str], frame: int, language: str) -> str:
    node = picture.active(frame)
    if node is None and picture.is_back(frame):
        return say("gradient.flow.seed", language, count=len(picture.flow.graph.nodes))
    if node is None:
        return say("gradient.flow.begin", language)
    if picture.is_back(frame):
        return _back(picture, names, node, picture.arrived(frame)[node], language)
    return say(
        "gradient.flow.forward",
        language,
        node=names[node],
        formula=notation.plain(picture.formulas()[node]),
        value=number(float(picture.flow.values[node])),
    )


def _back(
    picture: FlowPicture, names: dict[int, str], node: int, gradient: float, language: str
) -> str:
    """What a node's gradient is, and what each of its inputs gets of it."""
    shares = [
        say(
            "gradient.flow.share",
            language,
            node=names[child],
            gradient=number(gradient),
            slope=_held(picture.edges[child, parent]),
            share=number(gradient * picture.edges[child, parent]),
        )
        for child, parent in picture.into(node)
    ]
    more = ["…"] if len(shares) > FEW else []
    return say(
        "gradient.flow.back",
        language,
        node=names[node],
        gradient=number(gradient),
        shares=say("gradient.comma", language).join(shares[:FEW] + more),
    )


def _held(value: float) -> str:
    return f"({number(value)})" if value < 0 else number(value)
