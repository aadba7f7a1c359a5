"""From cells to numbers: 1,234.5 and 1.234,5, full-width digits, and what is missing or text."""

import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import cache

import numpy as np
from numpy.typing import NDArray

from lrviz.objectives.tables.units import NO_AFFIXES, Affixes, affixes_of, bare
from lrviz.objectives.tables.words import MISSING

Floats = NDArray[np.float64]
Progress = Callable[[float], object]  # the share done


class Style(Enum):
    """How a number is written: which mark groups thousands and which begins the decimals."""

    POINT = (",", ".")
    COMMA = (".", ",")


_INFINITE = frozenset(["inf", "infinity", "\u221e"])
_LOOK = 200  # So many cells show whether a column is numbers with something around them.
_USUAL = re.compile(r"-?\d+(?:\.\d*)?")
_BLANKS = "\u00a0\u202f\u2009'\u2019"  # These group thousands in either style.
# Full-width forms of a Chinese keyboard, its space, and the true minus sign.
_PLAIN = {0xFF01 + i: 0x21 + i for i in range(94)} | {0x3000: " ", 0x2212: "-"}


@dataclass(frozen=True)
class Column:
    """A column read in one style.

    Attributes:
        values: the numbers ``(n,)``, NaN where there is none.
        missing: where the cell is empty or says so ``(n,)``.
        text: where the cell holds something that is not a number ``(n,)``.
        style: the style it was read in.
        grouped: whether marks that group thousands were taken out.
        decimals: whether a decimal mark of the style was met.
        affixes: what was written around the numbers and is taken off.
        unclear: a cell that the other style reads as well, where nothing else decides; or "".
    """

    values: Floats
    missing: NDArray[np.bool_]
    text: NDArray[np.bool_]
    style: Style
    grouped: bool
    decimals: bool
    affixes: Affixes = NO_AFFIXES
    unclear: str = ""

    @property
    def count(self) -> int:
        """How many cells are numbers."""
        return int((~(self.missing | self.text)).sum())


def looks_numeric(cell: str) -> bool:
    """Whether a cell is a number in one style or the other, or stands for a missing one."""
    plain = _cleaned(cell)
    return plain.lower() in MISSING or any(_number(plain, style, True) for style in Style)


def numberish(cell: str) -> bool:
    """Whether a cell looks numeric, whatever is written around its number."""
    if _USUAL.fullmatch(cell) or looks_numeric(cell):
        return True
    found = bare(_cleaned(cell))
    return found is not None and looks_numeric(found.digits)


def value_of(cell: str) -> float | None:
    """The number of a cell by itself, with nothing around it; 1,234 is read as a decimal."""
    plain = _cleaned(cell)
    found = _number(plain, Style.POINT, True) or _number(plain, Style.COMMA, True)
    return found and found[0]


def read_columns(
    cells: Sequence[Sequence[str]],
    *,
    comma_separated: bool,
    spaces: bool,
    decimal: str | None = None,
    progress: Progress | None = None,
) -> list[Column]:
    """Each column in its own style; where both styles fit, in that of the other columns.

    ``spaces``: whether a plain space may group thousands. ``decimal``: the decimal mark of all
    columns. Where it is not given and no column decides, 1,234 is a decimal unless the comma
    already separates the cells. ``progress`` hears the share of the columns that are read.
    """
    both = []
    forced = next((style for style in Style if style.value[1] == decimal), None)
    for done, column in enumerate(cells, 1):
        fast = _fast(column)
        if fast and forced and fast[0].decimals and fast[0].style is not forced:
            fast = None
        both.append(fast or _readings(column, spaces, forced))
        if progress is not None:
            progress(done / len(cells))
    decided = [_better(pair) for pair in both]
    common = forced or _common(decided)
    whole = common or _by_separator(cells, both, comma_separated)
    return [
        pair[0]
        if len(pair) == 1
        else _chosen(pair, style or whole, column, open_=not (style or common or comma_separated))
        for pair, style, column in zip(both, decided, cells, strict=True)
    ]


_ORDER = (Style.POINT, Style.COMMA)


def _chosen(
    pair: tuple[Column, ...], style: Style, column: Sequence[str], *, open_: bool
) -> Column:
    """The reading in a style; ``open_`` where the other would do, so that a cell shows it."""
    this, other = pair[_ORDER.index(style)], pair[1 - _ORDER.index(style)]
    differs = ~np.isclose(this.values, other.values, equal_nan=True)
    if not open_ or style is Style.COMMA or not differs.any():
        return this
    return replace(this, unclear=column[int(np.argmax(differs))])


def _fast(column: Sequence[str]) -> tuple[Column, ...] | None:
    """The usual column, numbers in one style and gaps, at the speed of float()."""
    if found := _plain(column):
        return (found,)
    gaps = {cell for cell in set(column) if _is_gap(cell)}
    there = [cell for cell in column if cell not in gaps]
    filled = _plain(there) if gaps and there else None
    if filled is None:
        return None
    missing = np.array([cell in gaps for cell in column], dtype=bool)
    values = np.full(len(column), np.nan)
    values[~missing] = filled.values
    return (replace(filled, values=values, missing=missing, text=np.zeros_like(missing)),)


def _is_gap(cell: str) -> bool:
    """Whether a cell stands for a missing number; most cells end in a digit and do not."""
    return not "0" <= cell[-1:] <= "9" and _cleaned(cell).lower() in MISSING


def _plain(column: Sequence[str]) -> Column | None:
    """A column of finite numbers in one style, none of them grouped, and nothing else."""
    whole = "\n".join(column)  # to look through it at once is ten times faster than cell by cell
    for style, other in ((Style.POINT, Style.COMMA), (Style.COMMA, Style.POINT)):
        group, point = style.value
        if group in whole or "_" in whole or (style is Style.COMMA and point not in whole):
            continue
        try:
            plain = column if point == "." else [cell.replace(point, ".") for cell in column]
            values = np.array(list(map(float, plain)))
        except ValueError:
            continue
        marked = [cell for cell in column if point in cell] if point in whole else []
        thousands = marked and all(_number(_cleaned(cell), other, False) for cell in marked)
        if thousands or not np.isfinite(values).all():
            return None
        nowhere = np.zeros(len(column), dtype=bool)
        return Column(values, nowhere, nowhere, style, False, bool(marked))
    return None


def _readings(column: Sequence[str], spaces: bool, forced: Style | None) -> tuple[Column, ...]:
    """The column in both styles, or in the one that was given."""
    plain = [_cleaned(cell) for cell in column]
    styles = (forced,) if forced else _ORDER
    found = tuple(_reading(plain, NO_AFFIXES, style, spaces) for style in styles)
    other = np.logical_and.reduce([each.text for each in found])
    if not other.any():
        return found
    affixes = _affixes(plain, np.flatnonzero(other).tolist())
    if not affixes.bare:
        return tuple(replace(each, affixes=affixes) for each in found)
    return tuple(_reading(plain, affixes, style, spaces) for style in styles)


def _affixes(column: Sequence[str], other: list[int]) -> Affixes:
    """What is written around the numbers of a column, of which some cells are no plain numbers."""
    affixed = list(dict.fromkeys(column[i] for i in other))
    first = affixed[:_LOOK]
    if 2 * sum(bare(cell) is not None for cell in first) < len(first):  # words, not units
        return NO_AFFIXES
    there = set(column).difference(affixed)
    return affixes_of(affixed, sum(bool(value_of(cell)) for cell in there))


def _reading(column: Sequence[str], affixes: Affixes, style: Style, spaces: bool) -> Column:
    taken_off = {cell: affixes.bare.get(cell, (cell, 1.0)) for cell in set(column)}
    known = {cell: _number(bare, style, spaces) for cell, (bare, _) in taken_off.items()}
    missing = np.array([cell.lower() in MISSING for cell in column], dtype=bool)
    text = np.array([known[cell] is None for cell in column], dtype=bool) & ~missing
    worth = {
        cell: math.nan if (each := known[cell]) is None else each[0] * times
        for cell, (_, times) in taken_off.items()
    }
    found = [(taken_off[cell][0], each) for cell, each in known.items() if each]
    return Column(
        np.array([worth[cell] for cell in column]), missing, text, style,
        grouped=any(each[1] for _, each in found),
        decimals=any(style.value[1] in cell for cell, _ in found),
        affixes=affixes,
    )  # fmt: skip


def _better(pair: tuple[Column, ...]) -> Style | None:
    """The style that reads more of the column, None where both read as much."""
    if len(pair) == 1:
        return pair[0].style if pair[0].decimals else None
    point, comma = pair
    if point.count == comma.count:
        return None
    return Style.POINT if point.count > comma.count else Style.COMMA


def _common(styles: Iterable[Style | None]) -> Style | None:
    """The style of most columns, None where none decides or they are even."""
    votes = [style for style in styles if style]
    lead = votes.count(Style.POINT) - votes.count(Style.COMMA)
    if not lead:
        return None
    return Style.POINT if lead > 0 else Style.COMMA


def _by_separator(
    cells: Sequence[Sequence[str]], both: Sequence[tuple[Column, ...]], comma_separated: bool
) -> Style:
    open_ones = (column for column, pair in zip(cells, both, strict=True) if len(pair) == 2)
    commas = any("," in cell for column in open_ones for cell in column)
    return Style.COMMA if commas and not comma_separated else Style.POINT


def _cleaned(cell: str) -> str:
    return cell.strip() if cell.isascii() else cell.translate(_PLAIN).strip()


def _number(cell: str, style: Style, spaces: bool) -> tuple[float, bool] | None:
    """The number a cleaned cell holds and whether its thousands were grouped, or None."""
    found = _pattern(style, spaces).fullmatch(cell)
    if found is None:
        bare = cell.lower().lstrip("+-")
        return (math.inf, False) if bare in _INFINITE else None
    sign, whole, mark, decimals, power = found.groups()
    if power and power[0] in "dD":  # Fortran's 1.0D-03; 1D2 is a name
        if decimals is None:
            return None
        power = f"e{power[1:]}"
    grouped = bool(mark) or "," in whole
    digits = re.sub(r"\D", "", whole) if grouped else whole
    return float(f"{sign}{digits}.{decimals or 0}{power or ''}"), grouped


@cache
def _pattern(style: Style, spaces: bool) -> re.Pattern[str]:
    group, point = map(re.escape, style.value)
    marks = f"{group}{_BLANKS}{' ' if spaces else ''}"
    whole = rf"\d+|[1-9]\d{{0,2}}(?:([{marks}])\d{{3}})(?:\3\d{{3}})*|(?={point}\d)"
    if style is Style.POINT:
        whole += r"|[1-9]?\d(?:,\d\d)+,\d{3}"  # in India, 12,34,567
    return re.compile(rf"([+-]?)({whole})(?:{point}(\d*))?([eEdD][+-]?\d+)?")
