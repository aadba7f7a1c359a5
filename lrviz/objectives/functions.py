"""What may be called in a formula: each function as numbers, sympy and LaTeX.

Every function sympy would rewrite under conditions (roots, absolute values, maxima) is a
plain sympy function of our own: it is differentiated by the rule written beside it and
otherwise left as it was typed.

At a kink the derivative is the one torch's autograd takes: abs'(0) = 0, relu'(0) = 0,
sign' = 0 everywhere, and a tie of max or min is split evenly, ½ to each. The derivative
of sqrt(u) at u = 0 is so large that it is finite only times zero, which makes the
gradient at the tip of a cone such as sqrt(x² + y²) zero, where autograd of torch.sqrt
would give NaN.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import sympy

from lrviz.objectives import special
from lrviz.objectives.special import Named, powered


class Sqrt(sympy.Function):  # type: ignore[misc]
    """√u."""

    nargs = 1

    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        return HalfInverseSqrt(self.args[0])

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        return powered(rf"\sqrt{{{printer._print(self.args[0])}}}", exp)


class HalfInverseSqrt(sympy.Function):  # type: ignore[misc]
    """1 / (2√u), the derivative of √u."""

    nargs = 1

    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        return -2 * HalfInverseSqrt(self.args[0]) ** 3

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        return powered(rf"\frac{{1}}{{2 \sqrt{{{printer._print(self.args[0])}}}}}", exp)


class Absolute(sympy.Function):  # type: ignore[misc]
    """|u|."""

    nargs = 1

    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        return Sign(self.args[0])

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        return powered(rf"\left|{{{printer._print(self.args[0])}}}\right|", exp)


class Sign(Named):
    """-1, 0 or 1."""

    nargs = 1
    symbol = r"\operatorname{sign}"

    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        return sympy.Integer(0)


class Step(Named):
    """0 up to and at 0, then 1: the derivative of relu."""

    nargs = 1
    symbol = r"\operatorname{step}"

    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        return sympy.Integer(0)


class Above(Named):
    """1 where u > v, ½ where they tie, else 0: the derivative of max(u, v) along u.

    Of two arguments, so that the very values are compared that max compares: their
    difference, as a sum of terms, is rounded and need not vanish where they tie.
    """

    nargs = 2
    symbol = r"\operatorname{step}"

    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        return sympy.Integer(0)

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        u, v = self.args
        difference = printer._print(sympy.Add(u, -v, evaluate=False))
        return powered(rf"{self.symbol}\left({difference}\right)", exp)


class Larger(Named):
    """max(u, v)."""

    nargs = 2
    symbol = r"\max"

    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        u, v = self.args
        return Above(u, v) if argindex == 1 else Above(v, u)


class Smaller(Named):
    """min(u, v)."""

    nargs = 2
    symbol = r"\min"

    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        u, v = self.args
        return Above(v, u) if argindex == 1 else Above(u, v)


class Relu(Named):
    """max(0, u), with derivative 0 at 0."""

    nargs = 1
    symbol = r"\operatorname{relu}"

    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        return Step(self.args[0])


class Sigmoid(Named):
    """σ(u) = 1 / (1 + e⁻ᵘ)."""

    nargs = 1
    symbol = r"\sigma"

    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        return self * Sigmoid(-self.args[0])


class Softplus(Named):
    """log(1 + eᵘ)."""

    nargs = 1
    symbol = r"\operatorname{softplus}"

    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        return Sigmoid(self.args[0])


@dataclass(frozen=True)
class Function:
    """One function of the formula language.

    Attributes:
        arguments: the fewest and the most arguments.
        number: its value at numbers.
        symbolic: its sympy class; two arguments for max and min, which nest.
        latex: LaTeX with ``{0}`` for the arguments, set off by commas.
        smooth: whether every derivative exists wherever it has a value.
    """

    arguments: tuple[int, int]
    number: Callable[..., float]
    symbolic: type[sympy.Function]
    latex: str
    smooth: bool = False


def _sigmoid(u: float) -> float:
    return 1.0 / (1.0 + math.exp(-u)) if u >= 0 else math.exp(u) / (1.0 + math.exp(u))


def _softplus(u: float) -> float:
    return max(u, 0.0) + math.log1p(math.exp(-abs(u)))


def _sign(u: float) -> float:
    return float((u > 0) - (u < 0))


def _relu(u: float) -> float:
    return max(u, 0.0)


def _call(name: str) -> str:
    return rf"{name}\left({{0}}\right)"


def _sinc(u: float) -> float:
    return math.sin(u) / u if u else 1.0


def _smooth(number: Callable[..., float], symbolic: type[sympy.Function], latex: str) -> Function:
    return Function(_ONE, number, symbolic, latex, smooth=True)


def _named(number: Callable[..., float], symbolic: type[Named], **more: bool) -> Function:
    """A function that is set alike as typed and in a derivative."""
    symbol = symbolic.symbol.replace("{", "{{").replace("}", "}}")
    return Function(_ONE, number, symbolic, _call(symbol), **more)


# How many arguments a function takes, at least and at most.
_ONE, _TWO, _SEVERAL = (1, 1), (2, 2), (2, 10)

FUNCTIONS: Mapping[str, Function] = MappingProxyType(
    {
        "abs": Function(_ONE, abs, Absolute, r"\left|{0}\right|"),
        "sqrt": Function(_ONE, math.sqrt, Sqrt, r"\sqrt{{{0}}}"),
        "exp": _smooth(math.exp, sympy.exp, "e^{{{0}}}"),
        "log": _smooth(math.log, sympy.log, _call(r"\ln")),
        "sin": _smooth(math.sin, sympy.sin, _call(r"\sin")),
        "cos": _smooth(math.cos, sympy.cos, _call(r"\cos")),
        "tan": _smooth(math.tan, sympy.tan, _call(r"\tan")),
        "sinh": _smooth(math.sinh, sympy.sinh, _call(r"\sinh")),
        "cosh": _smooth(math.cosh, sympy.cosh, _call(r"\cosh")),
        "tanh": _smooth(math.tanh, sympy.tanh, _call(r"\tanh")),
        "max": Function(_SEVERAL, max, Larger, _call(r"\max")),
        "min": Function(_SEVERAL, min, Smaller, _call(r"\min")),
        "sigmoid": _named(_sigmoid, Sigmoid, smooth=True),
        "relu": _named(_relu, Relu),
        "softplus": _named(_softplus, Softplus, smooth=True),
        "sign": _named(_sign, Sign),
        "log2": _named(math.log2, special.Log2, smooth=True),
        "log10": _named(math.log10, special.Log10, smooth=True),
        "log1p": _named(math.log1p, special.Log1p, smooth=True),
        "expm1": _named(math.expm1, special.Expm1, smooth=True),
        "asin": _named(math.asin, special.Arcsin),
        "acos": _named(math.acos, special.Arccos),
        "atan": _named(math.atan, special.Arctan, smooth=True),
        "atan2": Function(_TWO, math.atan2, special.Arctan2, _call(r"\operatorname{{atan2}}")),
        "asinh": _named(math.asinh, special.Arsinh, smooth=True),
        "acosh": _named(math.acosh, special.Arcosh),
        "atanh": _named(math.atanh, special.Artanh, smooth=True),
        "erf": _named(math.erf, special.Erf, smooth=True),
        "erfc": _named(math.erfc, special.Erfc, smooth=True),
        "sinc": _named(_sinc, special.Sinc, smooth=True),
        "cbrt": Function(_ONE, math.cbrt, special.Cbrt, r"\sqrt[3]{{{0}}}"),
        "floor": Function(_ONE, math.floor, special.Floor, r"\left\lfloor {0}\right\rfloor"),
        "ceil": Function(_ONE, math.ceil, special.Ceiling, r"\left\lceil {0}\right\rceil"),
        "round": _named(round, special.Round),
    }
)

# What a logarithm is called whose base is written below it, or beside its argument.
LOGARITHMS: Mapping[str, str] = MappingProxyType({"2": "log2", "10": "log10", "e": "log"})
CONSTANTS: Mapping[str, float] = MappingProxyType({"pi": math.pi, "e": math.e})
