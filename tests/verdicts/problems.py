"""Losses with what is known of them beforehand, as sympy expressions of their own."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import sympy

Number = np.longdouble
NAMES = {"abs": sympy.Abs, "max": sympy.Max, "relu": lambda u: sympy.Max(u, 0), "e": sympy.E}


@dataclass(frozen=True)
class Problem:
    """A loss, where to start, and what is true of it.

    Attributes:
        text: the formula, as a person types it.
        names: its parameters.
        starts: where a start is drawn from, a box.
        bound: "minimum", "unbounded" (below) or "infimum" (bounded, never reached).
        minima: minimisers known beforehand, for losses with kinks that no Newton step finds.
        surface: its name in lrviz, where it has one.
    """

    text: str
    names: tuple[str, ...]
    starts: tuple[tuple[float, float], ...]
    bound: str = "minimum"
    minima: tuple[tuple[float, ...], ...] = ()
    surface: str | None = field(default=None)

    @cached_property
    def _symbols(self) -> list[sympy.Symbol]:
        return [sympy.Symbol(name, real=True) for name in self.names]

    @cached_property
    def expression(self) -> sympy.Expr:
        """The loss."""
        words = dict(zip(self.names, self._symbols, strict=True))
        text = self.text.replace("^", "**")
        return sympy.sympify(text, locals={**NAMES, **words})

    @cached_property
    def loss(self) -> Callable[[np.ndarray], np.longdouble]:
        """ℓ(w) in extended precision, NaN where it has no real value."""
        return self._computed([self.expression])

    @cached_property
    def _double(self) -> Callable[..., float]:
        return sympy.lambdify(self._symbols, self.expression, "numpy")

    def in_double(self, w: np.ndarray) -> float:
        """ℓ(w) as float64 arithmetic has it, overflows included."""
        with np.errstate(all="ignore"):
            return float(self._double(*w.astype(np.float64)))

    @cached_property
    def gradient(self) -> Callable[[np.ndarray], np.ndarray]:
        """∂ℓ/∂w."""
        return self._computed([sympy.diff(self.expression, s) for s in self._symbols])

    @cached_property
    def hessian(self) -> Callable[[np.ndarray], np.ndarray]:
        """∂²ℓ/∂w², row by row."""
        return self._computed(
            [sympy.diff(self.expression, s, t) for s in self._symbols for t in self._symbols]
        )

    def _computed(self, expressions: list[sympy.Expr]) -> Callable[[np.ndarray], np.ndarray]:
        numpy = {
            "Heaviside": lambda u, *_: np.heaviside(u, Number(0.5)),
            "DiracDelta": lambda *_: Number(0),
            "sign": np.sign,
            "Max": lambda *each: np.maximum.reduce(each),
        }
        function = sympy.lambdify(self._symbols, expressions, [numpy, "numpy"], cse=True)

        def value(w: np.ndarray) -> np.ndarray:
            with np.errstate(all="ignore"):
                found = function(*np.moveaxis(np.asarray(w, Number), -1, 0))
            return np.stack(
                [np.broadcast_to(np.asarray(x, Number), w.shape[:-1]) for x in found], -1
            )

        return value


def _xy(text: str, half: float = 3.0, **known: object) -> Problem:
    box = ((-half, half), (-half, half))
    return Problem(text, ("x", "y"), box, **known)  # type: ignore[arg-type]


def _x(text: str, low: float = -3.0, high: float = 3.0, **known: object) -> Problem:
    return Problem(text, ("x",), ((low, high),), **known)  # type: ignore[arg-type]


SURFACES = (
    _xy("x^2 + 2*y^2", 5, surface="bowl"),
    _xy("0.1*x^2 + 2*y^2", 5, surface="ravine"),
    _x("x^2", -10, 10, surface="parabola"),
    _x("x*cos(0.15*pi*x)", -10, 10, bound="unbounded", surface="wave"),
    _xy("x^2 - y^2", bound="unbounded", surface="saddle"),
    _xy("x^3 - 3*x*y^2", 1.5, bound="unbounded", surface="monkey_saddle"),
    _xy("(1 - x)^2 + 100*(y - x^2)^2", 2, surface="rosenbrock"),
    _xy("(x^2 + y - 11)^2 + (x + y^2 - 7)^2", 5, surface="himmelblau"),
    _xy("(x + 2*y - 7)^2 + (2*x + y - 5)^2", 8, surface="booth"),
    _xy("0.26*(x^2 + y^2) - 0.48*x*y", 8, surface="matyas"),
    _xy("20 + x^2 - 10*cos(2*pi*x) + y^2 - 10*cos(2*pi*y)", 5, surface="rastrigin"),
    _xy("0.5*(x^4 - 16*x^2 + 5*x + y^4 - 16*y^2 + 5*y)", 5, surface="styblinski_tang"),
    _xy("0.1*(x^2 - 4)^2 + 0.3*x + 0.5*y^2", 3.5, surface="two_wells"),
    _xy("1 - exp(-(x^2 + 2*y^2)/4)", 2.5, surface="plateau"),
)
SMOOTH = (
    _x("x^4"), _x("x^4 - 3*x^2 + x"), _x("cosh(x) - 0.3*x"), _x("log(1 + x^2)"),
    _x("sqrt(1 + x^2)"), _x("x^2 + sin(3*x)"), _x("exp(x) - x"), _x("(x - 3)^2"),
    _x("x^6 + 0.1*x^2"),
    _xy("x^4 + y^2"), _xy("x^2 + 3.17*y^2 + sin(x*y)", 2), _xy("exp(x) + exp(-x) + y^2"),
    _xy("(x - 1)^2 + 5*(x + y)^2"), _xy("log(1 + x^2 + 10*y^2)"),
)  # fmt: skip
ENDLESS = (
    _x("x^3", bound="unbounded"), _x("-x^2", bound="unbounded"), _x("-x", bound="unbounded"),
    _xy("x*y", bound="unbounded"), _xy("3*x + y", bound="unbounded"),
    _xy("-x^2 - y^2", bound="unbounded"), _xy("x^2 - y", bound="unbounded"),
    _x("-log(x)", 0.3, 3, bound="unbounded"), _x("exp(-x)", -1, 2, bound="infimum"),
    _x("1/x", 0.5, 3, bound="infimum"), _xy("exp(-x) + y^2", 1.5, bound="infimum"),
    _x("tanh(x)", -1, 1, bound="infimum"), _x("log(1 + exp(x))", -2, 2, bound="infimum"),
)  # fmt: skip
EDGES = (
    _x("x - log(x)", 0.2, 4), _x("x*log(x)", 0.1, 3), _x("sqrt(x) + x^2", 0.1, 3, bound="edge"),
    _x("log(x)", 0.5, 3, bound="edge"), _x("x^x", 0.1, 2), _x("1/x + x", 0.3, 4, bound="unbounded"),
    _xy("sqrt(1 - x^2/9) - 2 + y^2", 2, bound="edge"),
)  # fmt: skip
KINKS = (
    _x("abs(x)", minima=((0.0,),)), _x("abs(x) + 0.1*x^2", minima=((0.0,),)),
    _x("max(x, -3*x)", minima=((0.0,),)),
    _x("abs(x - 1) + abs(x + 1) + 0.5*abs(x)", minima=((0.0,),)),
    _xy("abs(x) + abs(y) + 5*abs(x - 2*y)", minima=((0.0, 0.0),)),
    _xy("abs(x) + y^2", minima=((0.0, 0.0),)), _xy("max(abs(x), 2*abs(y))", minima=((0.0, 0.0),)),
)  # fmt: skip


def quadratic(random: np.random.Generator) -> Problem:
    """½(w − c)ᵀH(w − c) with eigenvalues s·(1, κ) along rotated axes."""
    angle, ratio = random.uniform(0, np.pi), 10 ** random.uniform(0, 3)
    scale = 10 ** random.uniform(-2, 2)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    H = turn @ np.diag([scale, scale * ratio]) @ turn.T
    a, b = (float(x) for x in random.uniform(-2, 2, 2))
    u, v = f"(x - ({a!r}))", f"(y - ({b!r}))"
    text = f"{float(H[0, 0])!r}*{u}^2/2 + {float(H[0, 1])!r}*{u}*{v} + {float(H[1, 1])!r}*{v}^2/2"
    return _xy(text, 5)
