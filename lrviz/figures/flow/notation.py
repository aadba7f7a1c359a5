"""How the nodes of a formula's graph are called, and what each of them computes, in signs."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from types import MappingProxyType

from lrviz.analysis.backprop.graph import Graph, Node
from lrviz.figures.layout import name_of
from lrviz.text.numbers import number, subscript

__all__ = ["formulas", "names", "plain"]

LONGEST = 110  # A formula of more characters is written as an ellipsis.

# How tightly a formula holds together (3 for what is not named), and how tightly its parts must.
_HOLD = {"sum": 0, "product": 1, "power": 2, "general_power": 2, "exponential": 2, "exp": 2}
_NEED = {"sum": 1, "product": 2, "power": 3, "general_power": 3, "sqrt": 3, "cbrt": 3}

_TAG = re.compile(r"<(sub|sup)>(.*?)</\1>")
_SUPERSCRIPT = str.maketrans("0123456789−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def names(graph: Graph, kept: Collection[int]) -> dict[int, str]:
    """Parameters by their names, the loss ℓ, a number as itself, what is between v₁, v₂, …"""
    found: dict[int, str] = {}
    inner = [i for i in sorted(kept) if graph.nodes[i].inputs and i != graph.output]
    for k, i in enumerate(inner, start=1):
        found[i] = f"<i>v</i><sub>{k}</sub>"
    for i in set(kept) - set(inner):
        node = graph.nodes[i]
        if node.kind == "variable":
            found[i] = name_of(graph.names[i])
        else:
            found[i] = number(node.numbers[0]) if node.kind == "constant" else "<i>ℓ</i>"
    return found


def formulas(graph: Graph, kept: Collection[int]) -> dict[int, str]:
    """What each node that computes something is, in the names of the nodes it takes."""
    known = names(graph, kept)

    def part(i: int) -> str:
        if i in known:
            return known[i]
        return _formula(graph.nodes[i], parts(i))

    def parts(i: int) -> list[str]:
        least = _NEED.get(graph.nodes[i].kind, 0)
        held = {j: j in known or _HOLD.get(graph.nodes[j].kind, 3) >= least for j in inputs(i)}
        return [part(j) if held[j] else f"({part(j)})" for j in inputs(i)]

    def inputs(i: int) -> Sequence[int]:
        return graph.nodes[i].inputs

    found = {i: _formula(graph.nodes[i], parts(i)) for i in kept if inputs(i)}
    return {i: text if len(plain(text)) <= LONGEST else "…" for i, text in found.items()}


def plain(text: str) -> str:
    """A formula without markup: x<sup>2</sup> is x²."""

    def signs(match: re.Match[str]) -> str:
        kind, inside = match.groups()
        inside = plain(inside)
        if kind == "sub":
            return inside.translate(_SUBSCRIPT)
        small = inside.translate(_SUPERSCRIPT)
        return small if re.fullmatch("[0-9−]+", inside) else f"^({inside})"

    return re.sub(r"<[^>]*>", "", _TAG.sub(signs, text))


_SUBSCRIPT = {ord(digit): subscript(int(digit)) for digit in "0123456789"}


def _formula(node: Node, parts: Sequence[str]) -> str:
    if node.kind in _FORMS:
        return _FORMS[node.kind](parts, node.numbers)
    return f"{node.kind}({', '.join(parts)})"


def _sum(parts: Sequence[str], numbers: Sequence[float]) -> str:
    c, *signs = numbers
    terms = list(zip(signs, parts, strict=True))
    if c:
        first = c > 0 and signs[0] < 0
        terms.insert(0 if first else len(terms), (1.0 if c > 0 else -1.0, number(abs(c))))
    text = "".join(f" {'+' if sign > 0 else '−'} {part}" for sign, part in terms)
    return text.removeprefix(" + ").removeprefix(" ").replace("− ", "−", text.startswith(" −"))


def _product(parts: Sequence[str], numbers: Sequence[float]) -> str:
    c, *ways = numbers
    above = [part for way, part in zip(ways, parts, strict=True) if way > 0]
    below = [part for way, part in zip(ways, parts, strict=True) if way < 0]
    sign = "−" if c < 0 else ""
    if abs(c) != 1 or not above:
        above.insert(0, number(abs(c)))
    over = f" / {'·'.join(below) if len(below) == 1 else '(' + '·'.join(below) + ')'}"
    return sign + "·".join(above) + (over if below else "")


def _power(parts: Sequence[str], numbers: Sequence[float]) -> str:
    (n,) = numbers
    return f"√{parts[0]}" if n == 0.5 else f"{parts[0]}<sup>{number(n)}</sup>"


_FORMS: Mapping[str, Callable[[Sequence[str], Sequence[float]], str]] = MappingProxyType(
    {
        "sum": _sum,
        "product": _product,
        "power": _power,
        "general_power": lambda parts, _: f"{parts[0]}<sup>{parts[1]}</sup>",
        "exponential": lambda parts, c: f"{number(c[0])}<sup>{parts[0]}</sup>",
        "exp": lambda parts, _: f"<i>e</i><sup>{parts[0]}</sup>",
        "sqrt": lambda parts, _: f"√{parts[0]}",
        "abs": lambda parts, _: f"|{parts[0]}|",
        "sigmoid": lambda parts, _: f"σ({parts[0]})",
        "floor": lambda parts, _: f"⌊{parts[0]}⌋",
        "ceil": lambda parts, _: f"⌈{parts[0]}⌉",
        "cbrt": lambda parts, _: f"∛{parts[0]}",
        "log2": lambda parts, _: f"log<sub>2</sub>({parts[0]})",
        "log10": lambda parts, _: f"log<sub>10</sub>({parts[0]})",
    }
)
