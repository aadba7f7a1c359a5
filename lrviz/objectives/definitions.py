"""Functions that are formulas of others: sec(x) is 1/cos(x), pow(x, y) is x**y.

They are written out in the tree before anything is made of it, so that what is shown, derived,
drawn as a graph and exported is made of ``FUNCTIONS`` alone.
"""

import ast
import copy
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from lrviz.objectives.functions import FUNCTIONS

__all__ = ["ALIASES", "CALLABLE", "TooLongError", "counts", "written_out"]

# A formula written out has at most so many nodes: a definition may hold its argument several
# times.
MAX_NODES = 1200

# By name and number of arguments u, v, w. Sources: numpy and torch, whose functions these are;
# selu: Klambauer et al., Self-normalizing neural networks (2017).
_WRITTEN: Mapping[str, Sequence[str]] = {
    "pow": ("", "u**v"),
    "square": ("u**2",),
    "cube": ("u**3",),
    "reciprocal": ("1/u",),
    "rsqrt": ("1/sqrt(u)",),
    "fourth_root": ("u**(1/4)",),
    "negative": ("-u",),
    "add": ("", "u + v"),
    "subtract": ("", "u - v"),
    "multiply": ("", "u * v"),
    "divide": ("", "u / v"),
    "squared_difference": ("", "(u - v)**2"),
    "hypot": ("", "sqrt(u**2 + v**2)"),
    "mod": ("", "u - v * floor(u / v)"),
    "trunc": ("sign(u) * floor(abs(u))",),
    "clip": ("", "", "min(max(u, v), w)"),
    "heaviside": ("(1 + sign(u)) / 2", "(1 + sign(u)) / 2 + (v - 0.5) * (1 - abs(sign(u)))"),
    "radians": ("u * pi / 180",),
    "degrees": ("u * 180 / pi",),
    "exp2": ("2**u",),
    "exp10": ("10**u",),
    "log": ("", "log(u) / log(v)"),
    "logaddexp": ("", "v + softplus(u - v)"),
    "logcosh": ("softplus(2 * u) - u - log(2)",),
    "logit": ("log(u / (1 - u))",),
    "sec": ("1/cos(u)",),
    "csc": ("1/sin(u)",),
    "cot": ("1/tan(u)",),
    "sech": ("1/cosh(u)",),
    "csch": ("1/sinh(u)",),
    "coth": ("1/tanh(u)",),
    "normalised_sinc": ("sinc(pi * u)",),
    "elu": ("max(u, 0) + expm1(min(u, 0))", "max(u, 0) + v * expm1(min(u, 0))"),
    "selu": ("1.0507009873554805 * (max(u, 0) + 1.6732632423543772 * expm1(min(u, 0)))",),
    "leaky_relu": ("max(u, 0.01 * u)", "relu(u) - v * relu(-u)"),
    "relu6": ("min(max(u, 0), 6)",),
    "gelu": ("0.5 * u * (1 + erf(u / sqrt(2)))",),
    "silu": ("u * sigmoid(u)",),
    "mish": ("u * tanh(softplus(u))",),
    "softsign": ("u / (1 + abs(u))",),
    "tanhshrink": ("u - tanh(u)",),
    "logsigmoid": ("-softplus(-u)",),
    "hardtanh": ("min(max(u, -1), 1)",),
    "hardsigmoid": ("min(max(u / 6 + 0.5, 0), 1)",),
    "hardswish": ("u * min(max(u + 3, 0), 6) / 6",),
}
_SHORTER = {2.0: "log2", 10.0: "log10"}


def _read(text: str) -> ast.expr:
    body = ast.parse(text, mode="eval").body
    for node in ast.walk(body):
        if isinstance(node, ast.Constant):
            node.value = float(node.value)  # type: ignore[arg-type]
    return body


_DEFINITIONS: Mapping[tuple[str, int], ast.expr] = MappingProxyType(
    {
        (name, count): _read(text)
        for name, texts in _WRITTEN.items()
        for count, text in enumerate(texts, start=1)
        if text
    }
)
_OTHER_NAMES = {
    "log": "ln",
    "asin": "arcsin",
    "acos": "arccos",
    "atan": "arctan arctg",
    "atan2": "arctan2",
    "asinh": "arcsinh arsinh argsinh",
    "acosh": "arccosh arcosh argcosh",
    "atanh": "arctanh artanh argtanh",
    "tan": "tg",
    "sinh": "sh",
    "cosh": "ch",
    "tanh": "th",
    "cot": "ctg cotg cotan",
    "csc": "cosec",
    "sign": "sgn signum",
    "abs": "fabs absolute",
    "log2": "lb",
    "pow": "power float_power",
    "square": "sqr",
    "max": "maximum fmax",
    "min": "minimum fmin",
    "sigmoid": "expit logistic",
    "silu": "swish",
    "elu": "celu",
    "leaky_relu": "leakyrelu prelu",
    "logsigmoid": "log_sigmoid",
    "hardsigmoid": "hard_sigmoid",
    "hardswish": "hard_swish",
    "heaviside": "step",
    "ceil": "ceiling",
    "round": "rint",
    "trunc": "fix",
    "clip": "clamp clip_by_value",
    "mod": "remainder floormod",
    "radians": "deg2rad",
    "degrees": "rad2deg",
    "negative": "neg",
    "subtract": "sub",
    "multiply": "mul",
    "divide": "div true_divide",
}
ALIASES: Mapping[str, str] = MappingProxyType(
    {other: name for name, others in _OTHER_NAMES.items() for other in others.split()}
)
CALLABLE = frozenset({*FUNCTIONS, *_WRITTEN, *ALIASES})


def counts(name: str) -> tuple[int, ...]:
    """How many arguments a function may have."""
    least, most = FUNCTIONS[name].arguments if name in FUNCTIONS else (1, 0)
    written = (count for known, count in _DEFINITIONS if known == name)
    return tuple(sorted({*range(least, most + 1), *written}))


class TooLongError(ValueError):
    """A call that would be too long written out.

    Attributes:
        call: which.
    """

    def __init__(self, call: ast.Call) -> None:
        self.call = call
        super().__init__(ast.unparse(call.func))


def written_out(tree: ast.expr) -> ast.expr:
    """A tree whose calls are of FUNCTIONS alone; the tree itself where they are already.

    Raises:
        TooLongError: a call would have more than MAX_NODES nodes.
    """
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    if all(_definition(node) is None for node in calls):
        return tree
    out: ast.expr = _Inliner().visit(tree)
    return out


def _definition(call: ast.Call) -> ast.expr | None:
    name = call.func.id if isinstance(call.func, ast.Name) else ""
    return _DEFINITIONS.get((name, len(call.args)))


class _Inliner(ast.NodeTransformer):
    """Puts definitions in the place of calls, from the inside out."""

    def visit_Call(self, node: ast.Call) -> ast.expr:
        arguments = [self.visit(each) for each in node.args]
        definition = _definition(node)
        if definition is None:
            return ast.copy_location(ast.Call(node.func, arguments, []), node)
        if ast.unparse(node.func) == "log":
            return _logarithm(node, arguments)
        return _filled(definition, node, arguments)


def _logarithm(node: ast.Call, arguments: Sequence[ast.expr]) -> ast.expr:
    """log(u, v), of base v, by the function of that base where there is one."""
    base = arguments[1]
    name = ""
    if isinstance(base, ast.Constant):
        name = _SHORTER.get(float(base.value), "")  # type: ignore[arg-type]
    elif isinstance(base, ast.Name) and base.id == "e":
        name = "log"
    if not name:
        return _filled(_DEFINITIONS["log", 2], node, arguments)
    function = ast.copy_location(ast.Name(name, ast.Load()), node)
    return ast.copy_location(ast.Call(function, [arguments[0]], []), node)


def _filled(definition: ast.expr, node: ast.Call, arguments: Sequence[ast.expr]) -> ast.expr:
    """A definition with the arguments in the place of u, v and w, all where the call stood."""
    given = dict(zip("uvw", arguments, strict=False))
    filled = _Filler(given, node).visit(copy.deepcopy(definition))
    assert isinstance(filled, ast.expr)
    if sum(1 for _ in ast.walk(filled)) > MAX_NODES:  # before the next call multiplies it again
        raise TooLongError(node)
    return filled


class _Filler(ast.NodeTransformer):
    def __init__(self, given: Mapping[str, ast.expr], call: ast.Call) -> None:
        self._given, self._call = given, call

    def visit(self, node: ast.AST) -> ast.AST:
        if isinstance(node, ast.Name) and node.id in self._given:
            return copy.deepcopy(self._given[node.id])
        out: ast.AST = super().generic_visit(node)
        return ast.copy_location(out, self._call) if isinstance(out, ast.expr) else out
