"""A checked tree -> sympy, and its derivatives as long as they stay small.

The expression is built node by node. Numbers are floats before sympy sees them, except
exponents that are small integers or simple fractions; a power, a function or a quotient
of numbers is computed here in float64, and refused when it leaves its range, so no big
integer ever arises.
"""

import ast
import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import reduce
from operator import mul
from typing import NamedTuple

import sympy
from sympy.core.parameters import distribute

from lrviz.objectives.evaluation import number_of
from lrviz.objectives.functions import FUNCTIONS, Sqrt
from lrviz.objectives.names import MAX_NUMBER
from lrviz.objectives.syntax import MAX_EXPONENT, Source, chain

MAX_DERIVATIVE = 10000  # A loss, or a gradient, of more nodes is not derived further.

_CONSTANTS = {"pi": sympy.pi, "e": sympy.E}
UNITS = {sympy.Float(1.0): sympy.Integer(1), sympy.Float(-1.0): sympy.Integer(-1)}
_NOWHERE = (sympy.zoo, sympy.nan, sympy.oo, -sympy.oo)


class Expression(NamedTuple):
    """A formula as sympy has it.

    Attributes:
        whole: the formula, simplified as sympy does by itself.
        delicate: each part that may have no value, quotients, powers and calls, on its own.
    """

    whole: sympy.Expr
    delicate: tuple[sympy.Expr, ...]


def expression(source: Source, symbols: Mapping[str, sympy.Symbol]) -> Expression:
    """The formula as a sympy expression of ``symbols``."""
    builder = _Builder(source, {**_CONSTANTS, **symbols})
    return Expression(builder.build(source.tree), tuple(builder.delicate))


class Derivatives(NamedTuple):
    """∂ℓ/∂w (dim) and ∂²ℓ/∂w² (dim², row by row), each None where it would be too long."""

    gradient: tuple[sympy.Expr, ...] | None = None
    hessian: tuple[sympy.Expr, ...] | None = None


def derive(loss: sympy.Expr, symbols: Sequence[sympy.Symbol]) -> Derivatives:
    """The first and second derivatives of ``loss``, symbolically.

    Their length is bounded beforehand, so the time is too.
    """
    if _length([loss]) > MAX_DERIVATIVE:
        return Derivatives()
    with distribute(False):  # 2(x + y) stays a product: shorter to read and to compute
        gradient = tuple(derivative(loss, s).xreplace(UNITS) for s in symbols)
        if _length(gradient) > MAX_DERIVATIVE:
            return Derivatives(gradient)
        half = {
            frozenset((s, t)): derivative(slope, t).xreplace(UNITS)
            for i, (s, slope) in enumerate(zip(symbols, gradient, strict=True))
            for t in symbols[i:]
        }
    return Derivatives(gradient, tuple(half[frozenset((s, t))] for s in symbols for t in symbols))


def derivative(expression: sympy.Expr, symbol: sympy.Symbol) -> sympy.Expr:
    """∂ ``expression`` / ∂ ``symbol``, the very expression that ``diff`` has.

    For every sum, product and power on its way sympy's asks all that is known of signs, to see
    whether nothing is left: half of the time that a formula takes to be read.
    """
    if symbol not in expression.free_symbols:
        return sympy.S.Zero
    arguments = expression.args
    if expression.is_Add:
        return expression.func(*(derivative(each, symbol) for each in arguments))
    if expression.is_Mul and expression.is_commutative:
        slopes = [derivative(each, symbol) for each in arguments]
        terms = (
            reduce(mul, (*arguments[:i], slope, *arguments[i + 1 :]), sympy.S.One)
            for i, slope in enumerate(slopes)
            if slope
        )
        return sympy.Add.fromiter(terms)
    if expression.is_Pow:
        base, exponent = arguments
        grows = derivative(exponent, symbol) * sympy.log(base)
        return expression * (grows + derivative(base, symbol) * exponent / base)
    return expression.diff(symbol)


def _length(expressions: Sequence[sympy.Expr]) -> int:
    """A bound on the nodes of all derivatives of ``expressions``."""
    known: dict[sympy.Expr, tuple[int, int]] = {}
    return sum(_sizes(each, known)[1] for each in expressions)


def _sizes(expression: sympy.Expr, known: dict[sympy.Expr, tuple[int, int]]) -> tuple[int, int]:
    """The nodes of an expression, and a bound on those of all its derivatives together."""
    if expression not in known:
        below = [_sizes(argument, known) for argument in expression.args]
        size = 1 + sum(own for own, _ in below)
        known[expression] = size, sum(derived for _, derived in below) + _added(expression, size)
    return known[expression]


def _added(expression: sympy.Expr, size: int) -> int:
    """What the rule for this node adds to the derivatives of its arguments."""
    count = len(expression.free_symbols)
    if expression.is_Add or not expression.args:
        return count
    if expression.is_Mul:  # the product rule repeats the other factors in every term
        return size * sum(len(argument.free_symbols) for argument in expression.args)
    return 2 * size * count


class _Builder:
    def __init__(self, source: Source, names: Mapping[str, sympy.Expr]) -> None:
        self._source = source
        self._names = names
        self.delicate: list[sympy.Expr] = []

    def build(self, node: ast.expr) -> sympy.Expr:
        built = self._chain(links) if (links := chain(node)) else self._node(node)
        if built.has(*_NOWHERE):
            raise self._source.refused("no_value", node)
        if not built.free_symbols:
            self._check_number(number_of(built), node)
        return built

    def _check_number(self, value: float, node: ast.expr) -> None:
        if math.isnan(value):
            raise self._source.refused("no_value", node)
        if abs(value) > MAX_NUMBER:
            raise self._source.refused("value_size", node, limit=f"{MAX_NUMBER:g}")

    def _chain(self, links: Sequence[tuple[ast.operator, ast.expr]]) -> sympy.Expr:
        built = [(type(op), part, self.build(part)) for op, part in links]
        if isinstance(links[0][0], ast.Add):
            return sympy.Add(*(-x if op is ast.Sub else x for op, _, x in built))
        return sympy.Mul(*(self._inverse(x, n) if op is ast.Div else x for op, n, x in built))

    def _inverse(self, divisor: sympy.Expr, node: ast.expr) -> sympy.Expr:
        if divisor.is_zero:
            raise self._source.refused("no_value", node)
        self.delicate.append(inverse := divisor**-1)
        return inverse

    def _node(self, node: ast.expr) -> sympy.Expr:
        match node:
            case ast.Constant(value=float(value)):
                return _number(value)
            case ast.Name(id=name):
                return self._names[name]
            case ast.UnaryOp(op=op, operand=operand):
                return -self.build(operand) if isinstance(op, ast.USub) else self.build(operand)
            case ast.BinOp(left=left, right=right):
                power = self._power(self.build(left), self.build(right), node)
                self.delicate.append(power)
                return power
            case ast.Call(func=ast.Name(id=name), args=args):
                called = self._call(name, [self.build(argument) for argument in args], node)
                self.delicate.append(called)
                return called
        raise TypeError(type(node).__name__)  # a checked tree has no other node

    def _power(self, base: sympy.Expr, exponent: sympy.Expr, node: ast.BinOp) -> sympy.Expr:
        if not base.free_symbols and base is not sympy.E:
            base = sympy.Float(number_of(base))
        if exponent.free_symbols:
            if not base.free_symbols and number_of(base) <= 0:  # no real value in between
                raise self._source.refused("no_value", node)
            return sympy.Pow(base, exponent)
        size = number_of(exponent)
        if not base.free_symbols:
            return self._computed(lambda: math.pow(number_of(base), size), node)
        if abs(size) > MAX_EXPONENT:
            raise self._source.refused("exponent", node.right, limit=MAX_EXPONENT)
        if abs(size) == 0.5:
            return Sqrt(base) ** int(2 * size)
        return sympy.Pow(base, _exponent(size))

    def _call(self, name: str, arguments: Sequence[sympy.Expr], node: ast.expr) -> sympy.Expr:
        function = FUNCTIONS[name]
        if any(argument.free_symbols for argument in arguments):
            return (
                reduce(function.symbolic, arguments)
                if arguments[1:]
                else function.symbolic(*arguments)
            )
        return self._computed(lambda: function.number(*map(number_of, arguments)), node)

    def _computed(self, compute: Callable[[], float], node: ast.expr) -> sympy.Expr:
        try:
            value = compute()
        except OverflowError:
            value = math.inf
        except (ArithmeticError, ValueError):
            value = math.nan
        self._check_number(value, node)
        return _number(value)


def _number(value: float) -> sympy.Expr:
    """A float; 0, 1 and -1 as integers, so that 1·x is x."""
    return sympy.Integer(int(value)) if value in {-1.0, 0.0, 1.0} else sympy.Float(value)


def _exponent(value: float) -> sympy.Expr:
    """An exponent as an integer or a simple fraction where it is one."""
    simple = Fraction(value).limit_denominator(12)
    if float(simple) == value:
        return sympy.Rational(simple.numerator, simple.denominator)
    return sympy.Float(value)
