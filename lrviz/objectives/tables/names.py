"""Whether a row is one of names: words, units, or numbers that name columns, such as years."""

import math
import re
from collections.abc import Sequence
from itertools import pairwise

from lrviz.objectives.tables.numbers import looks_numeric, numberish, value_of
from lrviz.objectives.tables.splitting import Cells
from lrviz.objectives.tables.units import is_unit
from lrviz.objectives.tables.words import MISSING

__all__ = [
    "are_names",
    "are_some_names",
    "are_units",
    "filled",
    "is_data",
    "is_prose",
    "numbers_are_names",
]

_YEAR = re.compile(r"(?:1[89]|20)\d\d")
_PROSE = re.compile(r":\s+\D|:$|\s.*[.!?]$")
_DIGIT = re.compile(r"\d")
_LONGEST_NAME = 60  # A cell of more characters is no name of a column.


def filled(cells: Cells) -> list[str]:
    """The cells that hold anything."""
    return [cell.strip() for cell in cells if cell.strip()]


def are_names(cells: Cells, width: int, wide: int) -> bool:
    """Whether cells are names of all columns and no numbers; the first may lack.

    ``width``: the cells that rows have up to the last that is not empty; ``wide``: all they have.
    """
    there = [cell.strip() for cell in cells]
    while there and not there[-1]:
        there.pop()
    full = width - 1 <= len(there) <= wide + 1 and all(there[1:])
    texts = [cell for cell in there if cell and not numberish(cell)]
    short = all(len(cell) <= _LONGEST_NAME for cell in texts)
    return full and len(texts) == sum(map(bool, there)) > 0 and short


def is_prose(cells: Cells) -> bool:
    """Whether a row begins like a remark: ``Source: …``, a sentence with its full stop."""
    return _PROSE.search(cells[0].strip()) is not None


def are_some_names(cells: Cells, width: int) -> bool:
    there = filled(cells)
    fit = 2 * len(there) >= width and len(there) <= width + 1 and len(there) > 1
    return fit and not any(map(looks_numeric, there))


def are_units(cells: Cells) -> bool:
    there = filled(cells)
    return all(map(is_unit, there)) and any(cell != "-" for cell in there)


def is_data(first: Cells) -> bool:
    """Whether a lone record, or one above nothing but gaps, holds numbers, not names."""
    there = [cell for cell in filled(first) if cell.lower() not in MISSING]
    numeric = [cell for cell in there if looks_numeric(cell)]
    if len(numeric) < len(there):
        numeric = [cell for cell in numeric if not _YEAR.fullmatch(cell)]
    return bool(numeric)


def numbers_are_names(first: Cells, body: list[Cells], columns: Sequence[int]) -> bool:
    """Whether a first row with numbers in it names the columns: hours, years, doses, places.

    Words above columns of numbers show it, or numbers that go up in even steps or by one factor
    where those of the rows below do not.
    """
    there = {k: c.strip() for k, c in enumerate(first) if c.strip().lower() not in MISSING}
    plain = {k: v for k, c in there.items() if (v := value_of(c)) is not None}
    words = [k for k in there if k not in plain]
    if not body or not there:
        return False
    values = [*plain.values()]
    above = [k for k in words if k in columns and _are_plain(body, k)]
    if above and len(above) >= (0 if is_regular(values, bool(words)) else len(plain)):
        return True
    corner = not first[0].strip() and _is_full(body, 0)
    if corner and values == [*range(len(values))] != []:
        return True
    beside = [k for k in words if k not in columns]
    named = corner or any(_is_no_value(there[k], body, k) for k in beside)
    if len(words) > len(beside) or (beside and not named) or _are_like(plain, body):
        return False
    return is_regular(values, named) or (named and _is_unlike(there, body, beside, values))


def _are_plain(body: list[Cells], k: int) -> bool:
    there = [row[k] for row in body if k < len(row) and row[k].strip().lower() not in MISSING]
    return bool(there) and 2 * sum(value_of(cell) is not None for cell in there) > len(there)


def _is_full(body: list[Cells], k: int) -> bool:
    return all(row[k].strip() for row in body if len(row) > k)


def _is_no_value(name: str, body: list[Cells], k: int) -> bool:
    return name not in {row[k].strip() for row in body if k < len(row)}


def _are_like(plain: dict[int, float], body: list[Cells]) -> bool:
    """Whether the rows go up as the first does, so that it is one of them."""
    rows = [[value_of(row[k]) if k < len(row) else None for k in plain] for row in body]
    whole = [[v for v in row if v is not None] for row in rows if None not in row]
    years = all(map(_is_year, plain.values()))
    alike = sum(all(map(_is_year, row)) if years else is_regular(row, True) for row in whole)
    return 2 * alike > len(whole)


def _is_year(value: float) -> bool:
    return math.isfinite(value) and _YEAR.fullmatch(f"{value:g}") is not None


def _go_up(values: list[float]) -> bool:
    return all(a < b for a, b in pairwise(values))


def is_regular(values: list[float], beside_words: bool) -> bool:
    """Whether numbers go up as names do: years, even steps, one factor, or five of them.

    Alone in their row, they must be years or count from 0, or from 1 to 5 at least.
    """
    if not values or not _go_up(values):
        return False
    if all(map(_is_year, values)):
        return len(values) > 1 or beside_words
    if len(values) < 3:
        return False
    steps = [b - a for a, b in pairwise(values)]
    even = all(math.isclose(step, steps[0], rel_tol=1e-6) for step in steps)
    if not beside_words:
        return even and steps[0] == 1 and (values[0] == 0 or (values[0] == 1 and len(values) > 4))
    factors = [b / a for a, b in pairwise(values) if a > 0]
    by_factor = len(factors) > 1 and all(math.isclose(f, factors[0]) for f in factors)
    return even or by_factor or len(values) >= 5


def _is_unlike(
    there: dict[int, str], body: list[Cells], beside: list[int], values: list[float]
) -> bool:
    """Two numbers that go up beside a word unlike all below it, which have digits or come again."""
    for k in beside:
        cells = [row[k].strip() for row in body if k < len(row)]
        digits = all(map(_DIGIT.search, cells))
        again = len(cells) > 2 and 2 * len(set(cells)) <= len(cells)
        if (digits or again) and not _DIGIT.search(there[k]):
            return len(values) > 1 and _go_up(values)
    return False
