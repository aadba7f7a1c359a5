"""Inverse, special and step functions as sympy has them here, each with its derivative.

sympy's own would be rewritten under conditions, or evaluated to constants that no float
stands for; these stay as typed. A function that is a formula of others, such as sec or
gelu, is in ``lrviz.objectives.definitions``.
"""

from typing import Any

import sympy

_HALF = sympy.Rational(1, 2)  # The exponent of a square root, exact for sympy.


class Named(sympy.Function):  # type: ignore[misc]
    """A function set as its name and its arguments."""

    symbol = ""

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        arguments = ", ".join(printer._print(argument) for argument in self.args)
        power = "" if exp is None else f"^{{{exp}}}"
        return rf"{self.symbol}{power}\left({arguments}\right)"


class _Set(sympy.Function):  # type: ignore[misc]
    """A function set with signs around its argument."""

    nargs = 1
    around = ("", "")

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        left, right = self.around
        return powered(f"{left}{printer._print(self.args[0])}{right}", exp)


def powered(base: str, exponent: str | None) -> str:
    """The LaTeX of a power whose base needs brackets."""
    return base if exponent is None else rf"\left({base}\right)^{{{exponent}}}"


class Log2(Named):
    """log₂ u."""

    nargs = 1
    symbol = r"\log_{2}"

    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        return 1 / (self.args[0] * sympy.log(2))


class Log10(Named):
    """log₁₀ u."""

    nargs = 1
    symbol = r"\log_{10}"

    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        return 1 / (self.args[0] * sympy.log(10))


class Log1p(Named):
    """ln(1 + u), with all its digits near u = 0."""

    nargs = 1
    symbol = r"\operatorname{log1p}"

    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        return 1 / (1 + self.args[0])


class Expm1(Named):
    """eᵘ − 1, with all its digits near u = 0."""

    nargs = 1
    symbol = r"\operatorname{expm1}"

    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        return sympy.exp(self.args[0])


class Arcsin(Named):
    """arcsin u."""

    nargs = 1
    symbol = r"\arcsin"

    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        return (1 - self.args[0] ** 2) ** -_HALF


class Arccos(Named):
    """arccos u."""

    nargs = 1
    symbol = r"\arccos"

    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        return -((1 - self.args[0] ** 2) ** -_HALF)


class Arctan(Named):
    """arctan u."""

    nargs = 1
    symbol = r"\arctan"

    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        return 1 / (1 + self.args[0] ** 2)


class Arctan2(Named):
    """The angle of the point (v, u), from −π to π: u is upward, v to the right."""

    nargs = 2
    symbol = r"\operatorname{atan2}"

    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        u, v = self.args
        return (v if argindex == 1 else -u) / (u**2 + v**2)


class Arsinh(Named):
    """arsinh u."""

    nargs = 1
    symbol = r"\operatorname{arsinh}"

    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        return (1 + self.args[0] ** 2) ** -_HALF


class Arcosh(Named):
    """arcosh u."""

    nargs = 1
    symbol = r"\operatorname{arcosh}"

    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        return (self.args[0] ** 2 - 1) ** -_HALF


class Artanh(Named):
    """artanh u."""

    nargs = 1
    symbol = r"\operatorname{artanh}"

    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        return 1 / (1 - self.args[0] ** 2)


class Erf(Named):
    """2/√π ∫ e^(−t²) dt from 0 to u."""

    nargs = 1
    symbol = r"\operatorname{erf}"

    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        return 2 * sympy.exp(-(self.args[0] ** 2)) / sympy.sqrt(sympy.pi)


class Erfc(Named):
    """1 − erf u, with all its digits for large u."""

    nargs = 1
    symbol = r"\operatorname{erfc}"

    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        return -2 * sympy.exp(-(self.args[0] ** 2)) / sympy.sqrt(sympy.pi)


class Sinc(Named):
    """sin(u)/u, 1 at u = 0."""

    nargs = 1
    symbol = r"\operatorname{sinc}"

    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        return SincSlope(self.args[0])


class SincSlope(Named):
    """(cos u − sin(u)/u)/u, 0 at u = 0: the derivative of sin(u)/u."""

    nargs = 1
    symbol = r"\operatorname{sinc}'"

    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        return SincBend(self.args[0])


class SincBend(Named):
    """The second derivative of sin(u)/u, −⅓ at u = 0."""

    nargs = 1
    symbol = r"\operatorname{sinc}''"

    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        (u,) = self.args
        return -SincSlope(u) - 2 * SincBend(u) / u + 2 * SincSlope(u) / u**2


class Cbrt(_Set):
    """∛u, negative below 0."""

    around = (r"\sqrt[3]{", "}")

    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        return 1 / (3 * self**2)


class Floor(_Set):
    """The largest whole number up to u."""

    around = (r"\left\lfloor ", r"\right\rfloor")

    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        return sympy.Integer(0)


class Ceiling(_Set):
    """The smallest whole number from u on."""

    around = (r"\left\lceil ", r"\right\rceil")

    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        return sympy.Integer(0)


class Round(Named):
    """The nearest whole number, of two the even one."""

    nargs = 1
    symbol = r"\operatorname{round}"

    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        return sympy.Integer(0)
