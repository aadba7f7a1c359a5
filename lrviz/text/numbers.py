"""How numbers are written for people: few digits, a true minus sign, ×10ⁿ for extremes."""

import math
from collections.abc import Iterable

__all__ = ["exact", "number", "subscript", "vector"]

PLAIN = (1e-4, 1e4)  # Sizes from the first to the second are written without a power of ten.
_SURE = 9999.0  # What is less than this stays so, rounded to any digits.
LONGEST_COUNT = 10**7  # A whole number below this is written with all its digits.

_SUPERSCRIPT = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_SUBSCRIPT = str.maketrans("0123456789-", "₀₁₂₃₄₅₆₇₈₉₋")


def number(x: float, digits: int = 4) -> str:
    """x with at most ``digits`` significant digits.

    Whole counts (Python ints) keep all their digits up to ten million; infinities are ∞
    and what is not a number is NaN.

    >>> number(-0.000012345), number(1234.56), number(10.0), number(1e-5)
    ('−1.234×10⁻⁵', '1235', '10', '10⁻⁵')
    """
    if isinstance(x, int) and abs(x) < LONGEST_COUNT:
        return _minus(str(int(x)))
    value = _as_float(x)
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    return _minus(_rounded(value, digits))


def vector(w: Iterable[float], digits: int = 4) -> str:
    """A point or a gradient, in brackets; with one coordinate it is a plain number.

    >>> vector((-5.0, -2.0)), vector([0.3])
    ('(−5, −2)', '0.3')
    """
    parts = [number(float(x), digits) for x in w]
    return parts[0] if len(parts) == 1 else f"({', '.join(parts)})"


def exact(x: float) -> str:
    """x with every digit that tells it from its neighbours (Python's repr).

    >>> exact(-0.1 - 0.2)
    '−0.30000000000000004'
    """
    value = float(x) + 0.0  # the sign of a zero tells nobody anything
    if not math.isfinite(value):
        return number(value)
    return _minus(repr(value).removesuffix(".0"))


def percent(share: float) -> str:
    """A share of one in percent, to three significant digits.

    >>> percent(0.8624)
    '86.2%'
    """
    return f"{number(100 * share, 3)}%"


def subscript(k: int) -> str:
    """k as an index: ``f"w{subscript(12)}"`` is w₁₂."""
    return str(k).translate(_SUBSCRIPT)


def _as_float(x: float) -> float:
    try:
        return float(x)
    except OverflowError:  # an int beyond 1.8e308
        return math.inf if x > 0 else -math.inf


def _rounded(value: float, digits: int) -> str:
    if PLAIN[0] <= abs(value) < _SURE:  # most numbers, by what Python has for them
        short = f"{value:.{digits}g}"
        if "e" not in short:
            return short
    mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
    power = int(exponent)
    rounded = float(f"{mantissa}e{exponent}")
    if rounded == 0 or PLAIN[0] <= abs(rounded) < PLAIN[1]:
        return _trimmed(f"{rounded:.{max(0, digits - 1 - power)}f}")
    ten = "10" + str(power).translate(_SUPERSCRIPT)
    mantissa = _trimmed(mantissa)
    return {"1": ten, "-1": f"-{ten}"}.get(mantissa, f"{mantissa}×{ten}")


def _trimmed(decimal: str) -> str:
    short = decimal.rstrip("0").rstrip(".") if "." in decimal else decimal
    return "0" if short in {"-0", ""} else short


def _minus(text: str) -> str:
    return text.replace("-", "−")


def power_of(name: str, exponent: int) -> str:
    """A whole power of a name: h, h², h⁻¹.

    >>> power_of("h", 2), power_of("h", 1)
    ('h²', 'h')
    """
    return name if exponent == 1 else name + str(exponent).translate(_SUPERSCRIPT)
