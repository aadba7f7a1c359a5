"""Numbers as people type them, read alike in links, in fields and on the command line.

lrviz/ui/web/lib/numbers.js reads them by the same rules; a test puts one table to both.
"""

import math
import re

__all__ = ["NumberRefusedError", "plain", "read_number", "separated"]

LONGEST = 1000  # A text of more characters is no number.


class NumberRefusedError(ValueError):
    """A text that is not read as a number.

    Attributes:
        reason: "empty"; "none" where it is no number; "two" where it could be either of two;
            "large" or "small" where float64 has nothing that size; "zero" where it divides by 0.
        readings: the two of "two", each as it can be written.
    """

    def __init__(self, reason: str, *readings: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.readings = readings


_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_BLANKS = re.compile("[ \t\n\r\f\v\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}  # Full-width signs and digits.
_DIGITS = {zero + n: str(n) for zero in (0x660, 0x6F0, 0x966, 0xE50) for n in range(10)}
_SIGNS = (
    ("-", "−–‐‑﹣"),
    ("+", "﹢"),
    ("/", "⁄∕÷"),
    ("*", "×✕·⋅∙"),
    (".", "\u3002\uff61\u066b"),
    (",", "﹐"),
    ("%", "﹪٪"),
)
_PLAIN = _WIDE | _DIGITS | {ord(c): sign for sign, known in _SIGNS for c in known}
_INNER = re.compile(" ?([/*^]) ?| (?=%)")  # Blanks that part no two numbers.
_RAISED = re.compile("[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_LOWERED = str.maketrans("⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "+-0123456789")
_FRACTIONS = dict(zip("½⅓⅔¼¾⅕⅛⅒", "1/2 1/3 2/3 1/4 3/4 1/5 1/8 1/10".split(), strict=True))

_EXPONENT = "[eE] ?([+-]?[0-9]{1,9})"
_RAISING = r" ?(?:\^|\*\*) ?[({]?"
_POWER = rf"(?:10{_RAISING}([+-]?[0-9]{{1,9}})[)}}]?|2{_RAISING}([+-]?[0-9]{{1,3}})[)}}]?)"
_FACTOR = rf"([+-]?) ?(?:([0-9._,]+)(?:{_EXPONENT})?(?: ?[*x] ?{_POWER})?|{_POWER})"
_NUMBER = re.compile(rf"{_FACTOR}(?: ?(%)| ?/ ?{_FACTOR})?")
_GROUPS = 7  # The pattern of a factor, which is _FACTOR, has so many groups.

_TWO = re.compile("(^|[^0-9._,])([1-9][0-9]{0,2}),([0-9]{3})(?![0-9._,])")
_POINT = re.compile(r"(?:[0-9]+(?:_[0-9]+)*\.?[0-9]*|\.[0-9]+)")
_COMMA = re.compile("[0-9]*,[0-9]+")
_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}(?:(?:,[0-9]{3}){2,}(?:\.[0-9]*)?|,[0-9]{3}\.[0-9]*)")
_POINTS = re.compile(r"[1-9][0-9]{0,2}(?:(?:\.[0-9]{3}){2,}(?:,[0-9]+)?|\.[0-9]{3},[0-9]+)")


def plain(text: str) -> str:
    r"""``text`` in ASCII digits and signs, without what cannot be seen.

    >>> plain("\uff10\uff0e\uff12 %"), plain("5×10⁻²")
    ('0.2 %', '5*10^-2')
    """
    text = _BLANKS.sub(" ", _INVISIBLE.sub("", text)).translate(_PLAIN).strip(" ")
    return _RAISED.sub(lambda found: "^" + found[0].translate(_LOWERED), text)


def read_number(text: str) -> float:
    """The number that ``text`` certainly is, to the nearest float64.

    Read are decimals with a point or a comma, digits and signs of any width, powers of ten as
    5e-2 or 5×10⁻², powers of two, ratios, and per cent as hundredths. A comma before just
    three digits could part the thousands too, and is refused.

    Raises:
        NumberRefusedError: it is none, or could be either of two.

    >>> read_number("1/4"), read_number("0,05"), read_number("5 %"), read_number("−2×10⁻³")
    (0.25, 0.05, 0.05, -0.002)
    """
    if len(text) > LONGEST:
        raise NumberRefusedError("none")
    text = plain(text)
    if not text:
        raise NumberRefusedError("empty")
    if _TWO.search(text):
        readings = _TWO.sub(r"\1\2.\3", text), _TWO.sub(r"\1\2\3", text)
        for each in readings:
            read_number(each)
        raise NumberRefusedError("two", *readings)
    return _value(text)


def separated(text: str) -> list[str]:
    """The numbers of a list, each still as text: with ; between them, or commas, or blanks.

    Raises:
        NumberRefusedError: a comma could part two numbers or be the decimal sign of one.

    >>> separated("(-5, -2)"), separated("0,1; 0,5"), separated("1/3 2")
    (['-5', '-2'], ['0,1', '0,5'], ['1/3', '2'])
    """
    text = _INNER.sub(lambda found: found[1] or "", plain(text.replace("\u3001", ",")))
    text = text.removeprefix("(").removesuffix(")").removeprefix("[").removesuffix("]")
    if ";" in text:
        return [each.strip(" ") for each in text.strip("; ").split(";")]
    pieces = [each.strip(",") for each in text.split(" ") if each != ","]
    parts = text.replace(",", " ").split()
    if len(pieces) > 1 and any("," in each for each in pieces) and all(map(_readable, pieces)):
        points = (each.replace(",", ".") for each in pieces)
        raise NumberRefusedError("two", "; ".join(points), "; ".join(parts))
    return parts


def _readable(text: str) -> bool:
    try:
        read_number(text)
    except NumberRefusedError as error:
        return error.reason == "two"
    return True


def _value(text: str) -> float:
    bare = text.lstrip("+-").rstrip("% ")
    found = _NUMBER.fullmatch(text.replace(bare, _FRACTIONS.get(bare, bare)) if bare else text)
    if found is None:
        raise NumberRefusedError("none")
    groups = found.groups()
    percent, below = groups[_GROUPS], groups[_GROUPS + 1 :]
    top = _factor(groups[:_GROUPS], -2 if percent else 0)
    if all(part is None for part in below):
        return top
    bottom = _factor(below, 0)
    if bottom == 0:
        raise NumberRefusedError("zero")
    return _sized(top / bottom, zero=top == 0)


def _factor(parts: tuple[str | None, ...], shift: int) -> float:
    """A signed number as its pieces: sign, digits, exponent, power of ten or of two, twice."""
    sign, digits, exponent, ten, two, only_ten, only_two = parts
    decimal = "1" if digits is None else _decimal(digits)
    power = shift + sum(int(each) for each in (exponent, ten, only_ten) if each)
    value = _sized(float(f"{decimal}e{power}"), zero=not decimal.strip("0."))
    value = _sized(value * 2.0 ** int(two or only_two or 0), zero=value == 0)
    return -value if sign == "-" else value


def _decimal(digits: str) -> str:
    """Digits with at most a point among them."""
    if _POINT.fullmatch(digits):
        return digits.replace("_", "")
    if _COMMA.fullmatch(digits):
        return digits.replace(",", ".")
    if _THOUSANDS.fullmatch(digits):
        return digits.replace(",", "")
    if _POINTS.fullmatch(digits):
        return digits.replace(".", "").replace(",", ".")
    raise NumberRefusedError("none")


def _sized(value: float, *, zero: bool) -> float:
    """``value``, unless it should have been another than ∞ or 0."""
    if math.isinf(value):
        raise NumberRefusedError("large")
    if value == 0 and not zero:
        raise NumberRefusedError("small")
    return value
