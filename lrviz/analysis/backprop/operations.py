"""What a node of a formula's graph computes, and its slope along each of its inputs.

In numpy and on its own, so that it checks torch instead of repeating it. At kinks the slopes
are those of ``lrviz.objectives.functions``: abs'(0) = 0, relu'(0) = 0, a tie of max is split.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["OPERATIONS", "Operation"]

Floats = NDArray[np.float64]
Inputs = Sequence[Floats]
Numbers = Sequence[float]

_TINY = float(np.finfo(np.float64).tiny)


class Operation(NamedTuple):
    """v from its inputs u and the node's own numbers c, and ∂v/∂uᵢ from those and v."""

    value: Callable[[Inputs, Numbers], Floats]
    slopes: Callable[[Inputs, Numbers, Floats], list[Floats]]


def _sum(u: Inputs, c: Numbers) -> Floats:
    """c₀ + Σ cᵢ·uᵢ with cᵢ = ±1."""
    terms = [sign * part for sign, part in zip(c[1:], u, strict=True)]
    return np.asarray(sum(terms, np.float64(c[0])))


def _sum_slopes(u: Inputs, c: Numbers, _v: Floats) -> list[Floats]:
    return [np.full_like(part, sign) for sign, part in zip(c[1:], u, strict=True)]


def _product(u: Inputs, c: Numbers) -> Floats:
    """c₀ · Π uᵢ or 1/uᵢ, as cᵢ is 1 or −1."""
    return np.asarray(math.prod(_factors(u, c), start=np.float64(c[0])))


def _product_slopes(u: Inputs, c: Numbers, _v: Floats) -> list[Floats]:
    """The other factors; for a divisor times −1/u²."""
    factors = _factors(u, c)
    slopes = []
    for i, (sign, part) in enumerate(zip(c[1:], u, strict=True)):
        others = math.prod(factors[:i] + factors[i + 1 :], start=np.float64(c[0]))
        slopes.append(np.broadcast_to(others if sign > 0 else -others / part**2, part.shape))
    return slopes


def _factors(u: Inputs, c: Numbers) -> list[Floats]:
    return [part if sign > 0 else 1 / part for sign, part in zip(c[1:], u, strict=True)]


def _power_slopes(u: Inputs, c: Numbers, v: Floats) -> list[Floats]:
    """n·uⁿ⁻¹; the root's slope at 0 is finite, so that 0 times it is 0."""
    (n,) = c
    if n == 0.5:
        return [0.5 / (v + _TINY)]
    return [n * u[0] ** (n - 1)]


def _general_slopes(u: Inputs, _c: Numbers, v: Floats) -> list[Floats]:
    """∂(aᵇ)/∂a = b·aᵇ⁻¹ and ∂(aᵇ)/∂b = aᵇ·ln a."""
    a, b = u
    return [b * a ** (b - 1), v * np.log(a)]


def _extreme(better: Callable[[Floats, Floats], NDArray[np.bool_]]) -> Operation:
    """max or min of several, compared two at a time from the left."""

    def value(u: Inputs, _c: Numbers) -> Floats:
        best = u[0]
        for part in u[1:]:
            best = np.where(better(part, best) | np.isnan(part), part, best)
        return best

    def slopes(u: Inputs, _c: Numbers, _v: Floats) -> list[Floats]:
        best, shares = u[0], [np.ones_like(u[0])]
        for part in u[1:]:
            share = np.where(better(part, best), 1.0, np.where(part == best, 0.5, 0.0))
            shares = [each * (1 - share) for each in shares] + [share]
            best = np.where(share > 0, part, best)
        return shares

    return Operation(value, slopes)


def _function(
    value: Callable[[Floats], Floats], slope: Callable[[Floats, Floats], Floats]
) -> Operation:
    """A function of one input u with value v: its slope from (u, v)."""
    return Operation(lambda u, _: value(u[0]), lambda u, _, v: [slope(u[0], v)])


def _sigmoid(u: Floats) -> Floats:
    return np.exp(-np.logaddexp(0.0, -u))


def _sinc_slope(u: Floats, v: Floats) -> Floats:
    """(cos u − sin(u)/u)/u; near 0 the first terms of its series."""
    near = np.abs(u) < 1e-2
    away = np.where(near, 1.0, u)
    return np.where(near, -u / 3 + u**3 / 30 - u**5 / 840, (np.cos(u) - v) / away)


def _angle_slopes(u: Inputs, _c: Numbers, _v: Floats) -> list[Floats]:
    """Of the angle of the point (b, a) along a and along b."""
    a, b = u
    square = a**2 + b**2
    return [b / square, -a / square]


def _still(u: Floats, _v: Floats) -> Floats:
    return np.zeros_like(u)


_erf = np.vectorize(math.erf, otypes=[np.float64])
_erfc = np.vectorize(math.erfc, otypes=[np.float64])
_BELL = 2 / math.sqrt(math.pi)

OPERATIONS: Mapping[str, Operation] = MappingProxyType(
    {
        "sum": Operation(_sum, _sum_slopes),
        "product": Operation(_product, _product_slopes),
        "power": Operation(lambda u, c: u[0] ** c[0], _power_slopes),
        "general_power": Operation(lambda u, _: u[0] ** u[1], _general_slopes),
        "exponential": Operation(lambda u, c: c[0] ** u[0], lambda _, c, v: [v * math.log(c[0])]),
        "abs": _function(np.abs, lambda u, _: np.sign(u)),
        "sqrt": _function(np.sqrt, lambda _, v: 0.5 / (v + _TINY)),
        "exp": _function(np.exp, lambda _, v: v),
        "log": _function(np.log, lambda u, _: 1 / u),
        "sin": _function(np.sin, lambda u, _: np.cos(u)),
        "cos": _function(np.cos, lambda u, _: -np.sin(u)),
        "tan": _function(np.tan, lambda _, v: 1 + v**2),
        "sinh": _function(np.sinh, lambda u, _: np.cosh(u)),
        "cosh": _function(np.cosh, lambda u, _: np.sinh(u)),
        "tanh": _function(np.tanh, lambda _, v: 1 - v**2),
        "max": _extreme(np.greater),
        "min": _extreme(np.less),
        "sigmoid": _function(_sigmoid, lambda u, v: v * _sigmoid(-u)),
        "relu": _function(lambda u: np.maximum(u, 0.0), lambda u, _: (u > 0).astype(float)),
        "softplus": _function(lambda u: np.logaddexp(0.0, u), lambda u, _: _sigmoid(u)),
        "sign": _function(np.sign, _still),
        "log2": _function(np.log2, lambda u, _: 1 / (u * math.log(2))),
        "log10": _function(np.log10, lambda u, _: 1 / (u * math.log(10))),
        "log1p": _function(np.log1p, lambda u, _: 1 / (1 + u)),
        "expm1": _function(np.expm1, lambda u, _: np.exp(u)),
        "asin": _function(np.arcsin, lambda u, _: 1 / np.sqrt(1 - u**2)),
        "acos": _function(np.arccos, lambda u, _: -1 / np.sqrt(1 - u**2)),
        "atan": _function(np.arctan, lambda u, _: 1 / (1 + u**2)),
        "atan2": Operation(lambda u, _: np.arctan2(u[0], u[1]), _angle_slopes),
        "asinh": _function(np.arcsinh, lambda u, _: 1 / np.sqrt(1 + u**2)),
        "acosh": _function(np.arccosh, lambda u, _: 1 / np.sqrt(u**2 - 1)),
        "atanh": _function(np.arctanh, lambda u, _: 1 / (1 - u**2)),
        "erf": _function(_erf, lambda u, _: _BELL * np.exp(-(u**2))),
        "erfc": _function(_erfc, lambda u, _: -_BELL * np.exp(-(u**2))),
        "sinc": _function(lambda u: np.sinc(u / np.pi), _sinc_slope),
        "cbrt": _function(np.cbrt, lambda _, v: 1 / (3 * v**2)),
        "floor": _function(np.floor, _still),
        "ceil": _function(np.ceil, _still),
        "round": _function(np.round, _still),
    }
)
