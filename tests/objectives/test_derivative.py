"""Derivatives of formulas: the very expressions that sympy's own ``diff`` has."""

import sympy
from sympy.core.parameters import distribute

from lrviz.objectives.functions import FUNCTIONS
from lrviz.objectives.surface_table import SURFACES
from lrviz.objectives.symbolic import UNITS, derivative, expression
from lrviz.objectives.syntax import parse

TEXTS = (
    "x^2 + 3.17y^2 + sin(x*y)",
    "x^y + y^x + 2^x",
    "(x + y)^3 / (1 + x^2)",
    "x^-3 + y^1.5 / x",
    "sin(cos(x*y))^2 * exp(x) - pi*x",
    "log(1 + exp(x)) * |x - 1|^0.5 + max(x, y)^2",
    *(f"{name}(x*y + 1)^2 * y" for name in FUNCTIONS),
    *(surface.text for surface in SURFACES),
)


def test_a_derivative_is_the_very_expression_of_sympy_s_own() -> None:
    compared = 0
    for text in TEXTS:
        try:
            source = parse(text, None)
        except ValueError:  # a function of another number of arguments
            continue
        symbols = [sympy.Symbol(name) for name in sorted(source.names)]
        whole = expression(source, {each.name: each for each in symbols}).whole
        with distribute(False):
            for s in symbols:
                slope = whole.diff(s)
                assert sympy.srepr(derivative(whole, s)) == sympy.srepr(slope)
                bend = slope.xreplace(UNITS)
                assert sympy.srepr(derivative(bend, s)) == sympy.srepr(bend.diff(s))
                compared += 1
    assert compared > 100
