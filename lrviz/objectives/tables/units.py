"""What people write around a number: a currency, a unit, per cent, thousands and millions."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from lrviz.objectives.tables.parts import Fraction, fraction_in, unclear, without_spread
from lrviz.objectives.tables.words import CHARACTERS, CURRENCIES, SCALES, UNITS

__all__ = ["NO_AFFIXES", "Affixes", "BareNumber", "affixes_of", "bare", "is_unit"]

_SIGNS = "$¢£¤¥֏؋৲৳૱௹฿៛\u20a0-\u20cf﷼﹩\uff04\uffe0\uffe1\uffe5\uffe6"
# A sign may have letters before it: US$.
_CURRENCY = re.compile("|".join([*map(re.escape, CURRENCIES), f"[A-Z]{{0,3}}[{_SIGNS}]"]))
_WORDS = "|".join(sorted((word for word in SCALES if len(word) > 1), key=len, reverse=True))
_SCALE = re.compile(
    rf"([kKMB]|(?i:{_WORDS}))\.?(?![^\W_]|/)\s*(.*)|([{''.join(CHARACTERS)}]+)(.*)", re.DOTALL
)
_DIGITS = r"(?:\d|[.,]\d)(?:[\d.,'’]|[ \u00a0\u202f\u2009](?=\d))*(?:[eE][+-]?\d+)?"
_CELL = re.compile(
    rf"(\(?)\s*([+-]?)\s*(.{{0,4}}?)\s*([+-]?)\s*(\(?)\s*({_DIGITS})(-?)\s*(.*?)\s*(\)?)"
)
_UNIT = re.compile(
    r"(?:[^\W\d_]|[%‰°′″\"/])"
    r"(?:[^\W\d_]|[%‰°²³⁻¹·*/^. \"′″]|(?<=[a-zA-Z^-])[1-6](?!\d)|-(?=[1-6a-z]))*"
)
# Behind a number these make a date, a time or a rank of it.
_NO_UNIT = re.compile(
    r"(?i)(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b|(?:st|nd|rd|th|e|[ap]\.?m\.?)$"
)
# A cell of more characters is no number, and what stands behind one is no unit.
_LONGEST, _LONGEST_UNIT = 48, 16
_FOOTNOTE = re.compile(r"(?:\s*(?:\*{1,3}|[†‡§¶]{1,2}|\[(?:[a-z]|\d{1,3})\]))+$")
_FORMULA = re.compile(r'="(.*)"', re.DOTALL)  # How a spreadsheet keeps a number as text.
_POWER = re.compile(r"\s*[×x*·]\s*10\^?(?=[-+⁻⁺\d⁰¹²³⁴⁵⁶⁷⁸⁹])")
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")


@dataclass(frozen=True)
class BareNumber:
    """A number without what was written around it.

    Attributes:
        digits: the number as text, its sign in front.
        currency, scale, unit: what stood around it, "" where nothing did.
        negative: whether brackets or a minus behind it made it negative.
        footnote: whether a mark of a footnote stood behind it: 2.5*, 7[1].
        spread: whether its uncertainty stood behind it: 1.0 ± 0.1.
        fraction: what stands in the place of the 1 in ``digits``: 1/2, 2½.
    """

    digits: str
    currency: str = ""
    scale: str = ""
    unit: str = ""
    negative: bool = False
    footnote: bool = False
    spread: bool = False
    fraction: Fraction | None = None

    @property
    def called(self) -> str:
        """What stood around it, as it was written."""
        return " ".join(part for part in (self.currency, self.scale + self.unit) if part)


@dataclass(frozen=True)
class Affixes:
    """What stands around the numbers of a column, the same around all.

    Attributes:
        bare: by cell, the number as text and its factor; empty where they have nothing in common.
        called: the unit taken off, as it is written: "$", "%", "km".
        negatives: cells that brackets or a minus behind them make negative.
        scaled: the words that were multiplied out, such as "K" and "M".
        differ: the units that kept the column from being one quantity, such as "km" and "m".
        footnotes: cells with a mark of a footnote.
        spreads: cells with an uncertainty behind their number.
        fractions: cells with a fraction.
        unclear: a cell with a fraction that may be a date or a ratio, so that none is read; or "".
    """

    bare: dict[str, tuple[str, float]]
    called: str = ""
    negatives: tuple[str, ...] = ()
    scaled: tuple[str, ...] = ()
    differ: tuple[str, ...] = ()
    footnotes: tuple[str, ...] = ()
    spreads: tuple[str, ...] = ()
    fractions: tuple[str, ...] = ()
    unclear: str = ""


NO_AFFIXES = Affixes({})


@lru_cache(maxsize=4096)
def bare(cell: str) -> BareNumber | None:
    """The number in a cell that holds more than a number: ``$1,234.50``, ``12 %``, ``(5)``, ``5-``.

    >>> found = bare("($1,234)")
    >>> found.digits, found.currency, found.negative, bare("2nd")
    ('-1,234', '$', True, None)
    """
    if len(cell) > _LONGEST:
        return None
    if (number := without_spread(cell)) != cell:
        whole = bare(number)
        return whole and replace(whole, spread=True)
    if parts := fraction_in(cell):
        whole = bare(parts[0])
        return whole and replace(whole, fraction=parts[1])
    if formula := _FORMULA.fullmatch(cell):
        return BareNumber(formula[1].strip())
    if _POWER.search(cell):
        cell = _POWER.sub("e", cell).translate(_RAISED)
    found = _CELL.fullmatch(cell)
    if found is None:
        return None
    opened, sign, before, sign2, opened2, digits, behind, after, closed = found.groups()
    unmarked = _FOOTNOTE.sub("", after)
    around = _around(before, unmarked)
    signs = f"{sign}{sign2}{behind}"
    if around is None or len(opened + opened2) != len(closed) or len(signs + closed) > 1:
        return None
    negative = bool(closed or behind)
    minus = "-" if negative or signs == "-" else ""
    return BareNumber(minus + digits.strip(), *around, negative, unmarked != after)


def _around(before: str, after: str) -> tuple[str, str, str] | None:
    """Currency, scale word and unit before and behind a number; None where it is something else."""
    if before == "%" and not after:
        return "", "", "%"
    known = _behind(after)
    if known is None or not before:
        return known
    return (before, *known[1:]) if _CURRENCY.fullmatch(before) and not known[0] else None


def _behind(after: str) -> tuple[str, str, str] | None:
    if not after or _CURRENCY.fullmatch(after):
        return after, "", ""
    if len(after) > _LONGEST_UNIT:
        return None
    if found := _SCALE.fullmatch(after):
        scale, left = (found[1], found[2]) if found[1] else (found[3], found[4])
        rest = _behind(left)
        return rest and (rest[0], scale, rest[2])
    if (money := _CURRENCY.match(after)) and after[money.end() :].startswith("/"):
        return money[0], "", after[money.end() :]
    return ("", "", after) if _UNIT.fullmatch(after) and not _NO_UNIT.match(after) else None


def affixes_of(affixed: Iterable[str], plain: int) -> Affixes:
    """What the cells of a column wear in common, beside ``plain`` different numbers without.

    Numbers without may stand beside a currency, and beside a unit that most have; beside a per
    cent a plain number is another quantity, and so are 5 km and 300 m.
    """
    found = {cell: each for cell in affixed if (each := bare(cell))}
    fractions = {cell: each for cell, each in found.items() if each.fraction}
    parts = [each.fraction for each in fractions.values() if each.fraction]
    company = plain or any(not each.fraction or each.called for each in found.values())
    if parts and unclear(parts, alone=not company):
        return Affixes({}, unclear=next(iter(fractions)))
    named = {(_alike(each.unit), each.currency) for each in found.values()} - {("", "")}
    if len(named) > 1:
        return Affixes({}, differ=tuple(sorted({each.called for each in found.values()} - {""})))
    unit = next(iter(named), ("", ""))[0]
    without = plain + sum(not each.called for each in found.values())
    if unit and without and (unit in {"%", "‰"} or len(found) < without):
        return NO_AFFIXES
    scales = {each.scale for each in found.values() if re.search("[^\\D0]", each.digits)}
    mixed = len(scales | ({""} if plain else set())) > 1
    wears = next((each for each in found.values() if each.called), BareNumber(""))
    called = BareNumber("", wears.currency, "" if mixed else wears.scale, wears.unit).called
    return Affixes(
        {
            cell: (each.digits, _times(each) * (_factor(each.scale) if mixed else 1.0))
            for cell, each in found.items()
        },
        called,
        tuple(cell for cell, each in found.items() if each.negative),
        tuple(sorted(scales - {""})) if mixed else (),
        footnotes=tuple(cell for cell, each in found.items() if each.footnote),
        spreads=tuple(cell for cell, each in found.items() if each.spread),
        fractions=tuple(fractions),
    )


def _times(number: BareNumber) -> float:
    return number.fraction.value if number.fraction else 1.0


def _factor(scale: str) -> float:
    """What a scale word multiplies by: 1000 for K."""
    if scale and scale[0] in CHARACTERS:
        return math.prod(CHARACTERS[c] for c in scale)
    return SCALES[scale.lower()] if scale else 1.0


def _alike(unit: str) -> str:
    """One name for star and stars, KG and kg."""
    return unit.lower().rstrip(".").removesuffix("s") or unit


def is_unit(cell: str) -> bool:
    """Whether a cell below a name is its unit: ``(m)``, ``[kg]``, ``m/s^2``, ``-``.

    >>> is_unit("(anything)"), is_unit("kg/m3"), is_unit("name")
    (True, True, False)
    """
    plain = cell.strip().lower()
    if re.fullmatch(r"[(\[\uff08\uff3b].*[)\]\uff09\uff3d]", plain):
        return re.search(r"[^\W\d_]|[%‰°$€£¥]", plain) is not None
    parts = [part for part in re.split(r"[/·* ]|\^?-?[1-6²³](?=\W|$)", plain) if part]
    return bool(parts) and not plain[0].isdigit() and all(part in UNITS for part in parts)
