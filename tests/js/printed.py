"""What the update line says, read as a person reads it: no code of the page has a part in it.

Numbers are decimal fractions, each an interval: as printed, or half a unit of its last digit to
either side. Vectors meet component by component.
"""

import re
from dataclasses import dataclass
from decimal import Decimal, localcontext
from html import unescape

DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
NUMBER = re.compile(r"(?:(\d+(?:\.\d+)?)(?:×10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+))?)|(?:10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+))")
POWER = re.compile(r"10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)")
ALLOWED = re.compile(r"[\d.,()+−·/√×⁻⁰¹²³⁴⁵⁶⁷⁸⁹\s]*")


@dataclass(frozen=True)
class Range:
    """All numbers from ``low`` to ``high``."""

    low: Decimal
    high: Decimal

    def __add__(self, other: "Range") -> "Range":
        return Range(self.low + other.low, self.high + other.high)

    def __sub__(self, other: "Range") -> "Range":
        return Range(self.low - other.high, self.high - other.low)

    def __mul__(self, other: "Range") -> "Range":
        ends = [a * b for a in (self.low, self.high) for b in (other.low, other.high)]
        return Range(min(ends), max(ends))

    def __truediv__(self, other: "Range") -> "Range":
        if other.low <= 0 <= other.high:
            return Range(Decimal("-Infinity"), Decimal("Infinity"))
        return self * Range(1 / other.high, 1 / other.low)

    def root(self) -> "Range":
        """√ of what is not negative."""
        return Range(max(self.low, Decimal(0)).sqrt(), self.high.sqrt())


Vector = list[Range]


def lines(markup: str) -> list[str]:
    """The lines of the equation: those that begin with "="."""
    text = unescape(re.sub(r"<br\s*/?>", "\n", markup))
    plain = [re.sub(r"<[^>]*>", "", line).strip() for line in text.split("\n")]
    return [line.removeprefix("=").strip() for line in plain if line.startswith("=")]


def value(text: str, *, half: bool = False) -> Vector:
    """What a printed expression comes to; with ``half``, half a unit of every last digit apart."""
    with localcontext() as context:
        context.prec = 60
        reader = _Reader(text, half)
        found = reader.sum()
        assert reader.rest() == "", f"{text!r} is not read beyond {reader.rest()!r}"
        return found


def half_units(text: str) -> list[Decimal]:
    """Half a unit of the last digit of each component of a printed point."""
    return [(each.high - each.low) / 2 for each in value(text, half=True)]


class _Reader:
    def __init__(self, text: str, half: bool) -> None:
        assert ALLOWED.fullmatch(text), text
        self.text, self.at, self.half = text.replace(" ", "").replace("\u2003", ""), 0, half

    def rest(self) -> str:
        return self.text[self.at :]

    def takes(self, sign: str) -> bool:
        found = self.rest().startswith(sign)
        self.at += len(sign) if found else 0
        return found

    def sum(self) -> Vector:
        total = self.product(first=True)
        while True:
            if self.takes("+"):
                total = _met(total, self.product(), "+")
            elif self.takes("−"):
                total = _met(total, self.product(), "−")
            else:
                return total

    def product(self, *, first: bool = False) -> Vector:
        total = self.factor(first=first)
        while True:
            if self.takes("·"):
                total = _met(total, self.factor(), "·")
            elif self.takes("/"):
                total = _met(total, self.factor(), "/")
            else:
                return total

    def factor(self, *, first: bool = False) -> Vector:
        if self.takes("√"):
            assert self.rest().startswith("("), "a root without brackets"
            return [each.root() for each in self.factor()]
        if self.takes("("):
            parts = [self.sum()]
            while self.takes(","):
                parts.append(self.sum())
            assert self.takes(")"), f"no bracket closes in {self.text!r}"
            return parts[0] if len(parts) == 1 else [part[0] for part in parts]
        if self.takes("−"):  # only where nothing stands before it
            assert first, f"two signs meet in {self.text!r} at {self.rest()!r}"
            return [Range(-each.high, -each.low) for each in self.number()]
        return self.number()

    def number(self) -> Vector:
        found = POWER.match(self.rest()) or NUMBER.match(self.rest())
        assert found, f"no number at {self.rest()!r}"
        self.at += found.end()
        mantissa, power = ("1", found[1]) if found.re is POWER else (found[1], found[2] or "⁰")
        scale = Decimal(10) ** int(power.translate(DIGITS))
        decimals = len(mantissa.partition(".")[2])
        middle = Decimal(mantissa) * scale
        away = Decimal(10) ** -decimals * scale / 2 if self.half else Decimal(0)
        return [Range(middle - away, middle + away)]


def _met(a: Vector, b: Vector, sign: str) -> Vector:
    size = max(len(a), len(b))
    pairs = zip(a * size if len(a) == 1 else a, b * size if len(b) == 1 else b, strict=True)
    how = {"+": Range.__add__, "−": Range.__sub__, "·": Range.__mul__, "/": Range.__truediv__}
    return [how[sign](x, y) for x, y in pairs]
