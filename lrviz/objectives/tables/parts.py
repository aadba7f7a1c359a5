"""Numbers that are written in parts: 1/2, 1 1/2 and 2½, and 1.0 ± 0.1 with its uncertainty."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import numeric

__all__ = ["Fraction", "fraction_in", "unclear", "without_spread"]

_VULGAR = "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅐⅛⅜⅝⅞⅑⅒"
_FRACTION = re.compile(
    rf"(?<![\d.,/])(?:(?:(\d{{1,4}})\s+)?(\d{{1,3}})\s?[/⁄]\s?([1-9]\d{{0,2}})"
    rf"|(\d{{0,4}})\s?([{_VULGAR}]))(?![\d.,/⁄])"
)
_SPREAD = re.compile(
    r"(.*\S)\s*(?:±|\+/-|\\pm)\s*(?:\d|[.,]\d)[\d.,]*(?:[eE][+-]?\d+)?(?![\d.,])\s*(.*)", re.DOTALL
)
_BRACKETED = re.compile(r"([^()]*)\(([^()]*)\)([^()]*)")
# A date has numbers up to these.
_MONTHS, _DAYS = 12, 31


@dataclass(frozen=True)
class Fraction:
    """A fraction of whole numbers, perhaps behind a whole one.

    Attributes:
        value: what it comes to.
        over: what stands above the line and below it.
        certain: whether it cannot be a date or a ratio: it stands behind a whole number, or is
            one character.
    """

    value: float
    over: tuple[int, int]
    certain: bool


def fraction_in(cell: str) -> tuple[str, Fraction] | None:
    """A cell with 1 in the place of its one fraction, and that fraction; None without one.

    >>> fraction_in("1 3/4 in")
    ('1 in', Fraction(value=1.75, over=(3, 4), certain=True))
    """
    found = [*_FRACTION.finditer(cell)]
    if len(found) != 1:
        return None
    whole, above, below, before, sign = found[0].groups()
    rest = f"{cell[: found[0].start()]}1{cell[found[0].end() :]}"
    if sign:
        value, one = numeric(sign), (1, 2)  # its own parts are never asked for
        return rest, Fraction(float(before or 0) + value, one, True)
    a, b = int(above), int(below)
    return rest, Fraction((int(whole or 0) * b + a) / b, (a, b), whole is not None)


def unclear(fractions: Sequence[Fraction], *, alone: bool) -> bool:
    """Whether the fractions of a column may be something else: 120/80, or all of them dates.

    ``alone``: nothing else in the column, no unit and no other number, says what they are.
    """
    if any(a > b for a, b in (each.over for each in fractions)):
        return True
    if not alone or any(each.certain for each in fractions):
        return False
    pairs = [each.over for each in fractions]
    return any(
        all(0 < first <= most and 0 < second <= others for first, second in pairs)
        for most, others in ((_MONTHS, _DAYS), (_DAYS, _MONTHS))
    )


def without_spread(cell: str) -> str:
    """A cell without the uncertainty behind its number; the same where there is none, or where a
    per cent may belong to it alone.

    >>> without_spread("(5.1 ± 0.2) cm"), without_spread("100 ± 5 %")
    ('5.1 cm', '100 ± 5 %')
    """
    outer = _BRACKETED.fullmatch(cell)
    before, inside, after = outer.groups() if outer else ("", cell, "")
    found = _SPREAD.fullmatch(inside)
    if found is None:
        return cell
    number, unit = found.groups()
    if unit and not number.endswith(unit):
        if unit[0] in "%‰":
            return cell
        number = f"{number} {unit}"
    return f"{before}{number}{after}"
