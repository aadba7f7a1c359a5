"""A formula as a graph: each distinct part of what was typed is one node."""

import ast
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from lrviz.objectives.formula import Formula
from lrviz.objectives.functions import CONSTANTS, FUNCTIONS
from lrviz.objectives.syntax import chain

__all__ = ["Graph", "Node", "graph_of"]


class Node(NamedTuple):
    """One part of a formula.

    Attributes:
        kind: a key of OPERATIONS, "variable" or "constant".
        inputs: the nodes it is computed from, each earlier than itself.
        numbers: the constants it holds: a sum's are (c₀, ±1, …), a product's (c₀, ±1, …) with
            −1 for a divisor, a power's its exponent, a constant's its value.
    """

    kind: str
    inputs: tuple[int, ...] = ()
    numbers: tuple[float, ...] = ()


@dataclass(frozen=True, kw_only=True, eq=False)
class Graph:
    """How a loss is computed from its parameters, in an order in which it can be.

    Attributes:
        nodes: first the parameters, then everything else; the loss is ``output``.
        names: the parameters' names.
        output: the index of the loss.
    """

    nodes: tuple[Node, ...]
    names: tuple[str, ...]
    output: int

    @property
    def inner(self) -> tuple[int, ...]:
        """The nodes that compute something, in order."""
        return tuple(i for i, node in enumerate(self.nodes) if node.inputs)


def graph_of(objective: Formula) -> Graph:
    """The graph of a formula as it was typed, equal parts joined into one node.

    >>> from lrviz.objectives import formula
    >>> graph = graph_of(formula("x^2 + 2y^2"))
    >>> [node.kind for node in graph.nodes]
    ['variable', 'variable', 'power', 'power', 'product', 'sum']
    """
    builder = _GraphBuilder(objective.parameter_names)
    output = builder.settle(builder.build(objective.tree))
    return Graph(nodes=tuple(builder.nodes), names=objective.parameter_names, output=output)


class _GraphBuilder:
    """Reads a checked tree; what has no variable in it is a number."""

    def __init__(self, names: Sequence[str]) -> None:
        self.nodes = [Node("variable") for _ in names]
        self._variables = {name: i for i, name in enumerate(names)}
        self._known: dict[Node, int] = {}

    def settle(self, part: float | int) -> int:
        """The node of a part, a number's too."""
        return part if isinstance(part, int) else self._node("constant", (), (part,))

    def _node(self, kind: str, inputs: Sequence[int], numbers: Sequence[float] = ()) -> int:
        node = Node(kind, tuple(inputs), tuple(numbers))
        if node not in self._known:
            self._known[node] = len(self.nodes)
            self.nodes.append(node)
        return self._known[node]

    def build(self, node: ast.expr) -> float | int:
        """The index of the node, or its value, a float, where it has no variable."""
        if links := chain(node):
            return self._sum(links) if isinstance(links[0][0], ast.Add) else self._product(links)
        match node:
            case ast.Constant(value=float(value)):
                return value
            case ast.Name(id=name):
                return self._variables[name] if name in self._variables else CONSTANTS[name]
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return self._joined("product", -1.0, [(1.0, self.build(operand))])
            case ast.UnaryOp(operand=operand):
                return self.build(operand)
            case ast.BinOp(left=left, right=right):
                return self._power(self.build(left), self.build(right))
            case ast.Call(func=ast.Name(id=name), args=args):
                return self._call(name, [self.build(argument) for argument in args])
        raise TypeError(type(node).__name__)  # a checked tree has no other node

    def _sum(self, links: Sequence[tuple[ast.operator, ast.expr]]) -> float | int:
        signed = [_signed(-1.0 if isinstance(op, ast.Sub) else 1.0, term) for op, term in links]
        return self._joined("sum", 0.0, [(sign, self.build(term)) for sign, term in signed])

    def _product(self, links: Sequence[tuple[ast.operator, ast.expr]]) -> float | int:
        ways = [(-1.0 if isinstance(op, ast.Div) else 1.0, self.build(part)) for op, part in links]
        return self._joined("product", 1.0, ways)

    def _joined(
        self, kind: str, c: float, parts: Sequence[tuple[float, float | int]]
    ) -> float | int:
        """A sum or a product with its numbers gathered in c; nothing where nothing is left."""
        for way, part in parts:
            if isinstance(part, float):
                c = c + way * part if kind == "sum" else c * part**way
        inner = [(way, part) for way, part in parts if isinstance(part, int)]
        if not inner:
            return c
        if len(inner) == 1 and inner[0][0] == 1.0 and c == (0.0 if kind == "sum" else 1.0):
            return inner[0][1]
        ways, inputs = zip(*inner, strict=True)
        return self._node(kind, inputs, (c, *ways))

    def _power(self, base: float | int, exponent: float | int) -> float | int:
        if isinstance(base, int) and isinstance(exponent, int):
            return self._node("general_power", (base, exponent))
        if isinstance(base, int):
            return base if exponent == 1.0 else self._node("power", (base,), (exponent,))
        if isinstance(exponent, float):
            return math.pow(base, exponent)
        if base == math.e:
            return self._node("exp", (exponent,))
        return self._node("exponential", (exponent,), (base,))

    def _call(self, name: str, arguments: Sequence[float | int]) -> float | int:
        if all(isinstance(argument, float) for argument in arguments):
            return float(FUNCTIONS[name].number(*arguments))
        return self._node(name, [self.settle(argument) for argument in arguments])


def _signed(sign: float, term: ast.expr) -> tuple[float, ast.expr]:
    """A term of a sum with the signs that stand before it taken into its own."""
    while isinstance(term, ast.UnaryOp):
        sign, term = (-sign if isinstance(term.op, ast.USub) else sign), term.operand
    return sign, term
