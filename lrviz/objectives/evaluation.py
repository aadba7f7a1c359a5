"""Expressions without variables -> numbers, in float64 arithmetic."""

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType

import sympy

from lrviz.objectives import functions as f

_NUMBERS: Mapping[type[sympy.Function], Callable[..., float]] = MappingProxyType(
    {
        **{function.symbolic: function.number for function in f.FUNCTIONS.values()},
        f.Step: lambda u: float(u > 0),
        f.Above: lambda u, v: 0.5 * (1 + (u > v) - (u < v)),
        f.HalfInverseSqrt: lambda u: 0.5 / math.sqrt(u),
    }
)


def number_of(expression: sympy.Expr) -> float:
    """The value of an expression without variables, NaN where it has none."""
    try:
        return _number_of(expression)
    except (ArithmeticError, ValueError):
        return math.nan


def _number_of(expression: sympy.Expr) -> float:
    if expression.is_Number or expression.is_NumberSymbol:
        return float(expression)
    arguments = [_number_of(argument) for argument in expression.args]
    if expression.is_Add:
        return math.fsum(arguments)
    if expression.is_Mul:
        return math.prod(arguments)
    if expression.is_Pow:
        return math.pow(*arguments)
    compute = _NUMBERS.get(expression.func)
    return compute(*arguments) if compute else math.nan  # i, or 1/0: no real number
