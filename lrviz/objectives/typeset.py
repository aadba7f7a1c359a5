"""Formulas as LaTeX: the loss as it was typed, derivatives as sympy orders them."""

import ast
import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import sympy
from sympy.printing.latex import LatexPrinter

from lrviz.objectives.functions import FUNCTIONS, HalfInverseSqrt, Sqrt
from lrviz.objectives.latex import GREEK
from lrviz.objectives.symbolic import UNITS
from lrviz.objectives.syntax import chain

# As sympy spells them, which sets \lambda for lamda.
_SPELLED = {letter: name.replace("lambda", "lamda") for name, letter in GREEK.items()}
# How tightly what has been set holds together, in rising order.
_SUM, _PRODUCT, _POWER, _ATOM = range(4)

# Within products and fractions sympy sets its own roots well.
_ROOT = (Sqrt, lambda u: u ** sympy.Rational(1, 2))
_SLOPE = (HalfInverseSqrt, lambda u: u ** sympy.Rational(-1, 2) / 2)


def typeset(node: ast.expr) -> str:
    """The LaTeX of a checked tree, in the order and the form in which it was typed."""
    return _set(node)[0]


def typeset_expression(expression: sympy.Expr) -> str:
    """The LaTeX of a sympy expression."""
    shown = expression.replace(*_ROOT).replace(*_SLOPE).xreplace(UNITS)
    text: str = _Printer({"ln_notation": True}).doprint(shown)
    return text


def typeset_name(name: str) -> str:
    """The LaTeX of a parameter's name: w1 is w_{1}, θ0 is \\theta_{0}."""
    spelled = "".join(_SPELLED.get(letter, letter) for letter in name)
    text: str = sympy.latex(sympy.Symbol(spelled))
    return text


def typeset_number(value: float) -> str:
    """The LaTeX of a number: no trailing zeros, thirds and the like as fractions."""
    text = f"{value:.12g}"
    if "e" in text:
        return _scientific(text)
    simple = Fraction(value).limit_denominator(12)
    if len(text) > 8 and math.isclose(simple, value, rel_tol=1e-14):
        sign = "-" if simple < 0 else ""
        return rf"{sign}\frac{{{abs(simple.numerator)}}}{{{simple.denominator}}}"
    return text


def _scientific(text: str) -> str:
    digits, _, exponent = text.partition("e")
    power = f"10^{{{int(exponent)}}}"
    return power if digits == "1" else rf"{digits} \cdot {power}"


def _set(node: ast.expr) -> tuple[str, int]:
    """The LaTeX of a node and how tightly it holds together."""
    if links := chain(node):
        return _sum(links) if isinstance(links[0][0], ast.Add) else _product(links)
    match node:
        case ast.Constant(value=float(value)):
            text = typeset_number(value)
            return text, _PRODUCT if "^" in text else _ATOM
        case ast.Name(id=name):
            return (r"\pi" if name == "pi" else typeset_name(name)), _ATOM
        case ast.UnaryOp(op=op, operand=operand):
            sign = "-" if isinstance(op, ast.USub) else ""
            return sign + _bracketed(operand, _PRODUCT), _SUM
        case ast.BinOp(left=left, right=right):
            return f"{_base(left)}^{{{typeset(right)}}}", _POWER
        case ast.Call(func=ast.Name(id=name), args=args):
            return _call(name, args)
    raise TypeError(type(node).__name__)  # a checked tree has no other node


def _bracketed(node: ast.expr, least: int) -> str:
    text, hold = _set(node)
    return text if hold >= least else rf"\left({text}\right)"


def _base(node: ast.expr) -> str:
    return _bracketed(node, _ATOM)


def _call(name: str, args: Sequence[ast.expr]) -> tuple[str, int]:
    text = FUNCTIONS[name].latex.format(", ".join(typeset(argument) for argument in args))
    return text, _POWER if name in {"exp", "sqrt", "cbrt"} else _ATOM


def _sum(links: Sequence[tuple[ast.operator, ast.expr]]) -> tuple[str, int]:
    text = typeset(links[0][1])
    for op, term in links[1:]:
        text += f" {'-' if isinstance(op, ast.Sub) else '+'} {_bracketed(term, _PRODUCT)}"
    return text, _SUM


def _product(links: Sequence[tuple[ast.operator, ast.expr]]) -> tuple[str, int]:
    (op, first), *rest = links
    if isinstance(first, ast.UnaryOp):  # the sign of a product stands in front of it
        sign = "-" if isinstance(first.op, ast.USub) else ""
        return sign + _product([(op, first.operand), *rest])[0], _SUM
    text, hold = _set(first)
    for op, factor in rest:
        if isinstance(op, ast.Div):
            text = rf"\frac{{{text}}}{{{typeset(factor)}}}"
        else:
            left = text if hold >= _PRODUCT else rf"\left({text}\right)"
            text = _times(left, _bracketed(factor, _PRODUCT))
        hold = _PRODUCT
    return text, hold


def _times(left: str, right: str) -> str:
    return (
        rf"{left} \cdot {right}"
        if right[0].isdigit() or right.startswith(r"\frac")
        else f"{left} {right}"
    )


class _Printer(LatexPrinter):  # type: ignore[misc]
    def _print_Float(self, expr: Any) -> str:  # noqa: N802 (sympy calls it so)
        return typeset_number(float(expr))

    def _print_Symbol(self, expr: Any, style: str = "plain") -> str:  # noqa: N802
        return typeset_name(expr.name)
