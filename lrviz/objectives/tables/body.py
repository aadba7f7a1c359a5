"""Where the rows of a table begin: below titles and lines of counts, where most rows are alike."""

from collections import Counter
from dataclasses import dataclass

from lrviz.objectives.tables.names import are_names, filled
from lrviz.objectives.tables.numbers import looks_numeric, numberish, value_of
from lrviz.objectives.tables.splitting import Record
from lrviz.objectives.tables.words import MISSING

__all__ = ["LOOK", "Shape", "shape"]

LOOK = 120  # So many records show what most rows are like.
_NEAR = 4  # A line of counts has the names at most so many records below it.
_NEXT = 5  # Rows begin where most of so many records are rows.


@dataclass(frozen=True)
class Shape:
    """What most rows of a table are like.

    Attributes:
        start: the first of them among the records, None where no record has a number.
        width: how many cells they have up to the last that is not empty.
        wide: how many cells they have.
            numbers: the columns that hold numbers.
        counted: whether a line of counts alone stands above the rows.
    """

    start: int | None
    width: int
    wide: int
    numbers: tuple[int, ...] = ()
    counted: bool = False


def shape(look: list[Record]) -> Shape:
    """The shape of the rows among the first records of a table."""
    numeric = [[bool(c.strip()) and numberish(c) for c in cells] for _, _, cells in look]
    with_numbers = [i for i, each in enumerate(numeric) if any(each)]
    widths = Counter(look[i][1] for i in with_numbers)
    if not widths:
        width = max(count for _, count, _ in look)
        return Shape(None, width, width)
    width = max(widths, key=lambda each: (widths[each], each))
    usual = [i for i in with_numbers if look[i][1] == width]
    wides = Counter(len(look[i][2]) for i in usual)
    wide = max(wides, key=lambda each: (wides[each], each))
    fitting = [i for i in with_numbers if look[i][1] == width or len(look[i][2]) == wide]
    numbers = [k for k in range(width) if _is_numeric(k, fitting, look, numeric)]
    like = [_likeness(record, each, numbers) for record, each in zip(look, numeric, strict=True)]
    sure = [2 * each > 1 and look[i][1] <= wide for i, each in enumerate(like)]
    firsts = [i for i, each in enumerate(like) if 2 * each >= 1]
    start = next(
        (i for i in firsts if 2 * sum(sure[i : i + _NEXT]) > len(sure[i : i + _NEXT])),
        firsts[0] if firsts else None,
    )
    found = Shape(start, width, wide, tuple(numbers))
    return found if start is None else _below_counts(look, [2 * x >= 1 for x in like], found)


def _is_numeric(k: int, rows: list[int], look: list[Record], numeric: list[list[bool]]) -> bool:
    """Whether half of what stands in a column are numbers."""
    there = [i for i in rows if k < len(look[i][2]) and look[i][2][k].strip()]
    return bool(there) and 2 * sum(numeric[i][k] for i in there) >= len(there)


def _likeness(record: Record, numeric: list[bool], numbers: list[int]) -> float:
    """The share of numbers in what a record has in the columns of numbers, 0 if all are gaps."""
    there = [k for k in numbers if k < len(record[2]) and record[2][k].strip()]
    if all(record[2][k].strip().lower() in MISSING for k in there):
        return 0.0
    return sum(numeric[k] for k in there) / len(there)


def _below_counts(look: list[Record], like: list[bool], found: Shape) -> Shape:
    """The shape, its start moved below a line of counts: 506,13, then names or rows."""
    start, width = found.start or 0, found.width
    for i in range(start + 1, min(start + _NEAR, len(look) - 1)):
        short = all(2 * count <= width for _, count, _ in look[start:i])
        if short and are_names(look[i][2], width, found.wide) and any(like[i + 1 :]):
            return Shape(i + 1 + like[i + 1 :].index(True), width, found.wide, found.numbers)
    if start <= 1 and _counts(look[0], len(look) - 1, width):
        return Shape(1, width, found.wide, found.numbers, counted=True)
    return found


def _counts(record: Record, below: int, width: int) -> bool:
    """Whether a record tells how many rows follow, or how many rows and columns."""
    _, count, cells = record
    values = [value_of(cell) for cell in cells[: min(2, count)]]
    if width < 3 or below < 2 or any(v is None or not v.is_integer() for v in values):
        return False
    if count == 1:
        return values == [below] or (below >= LOOK - 1 and (values[0] or 0) >= below)
    rest = filled(cells[2:])
    if len(cells) > 2 and not rest:  # a row with gaps
        return False
    known = values[1] in {width, width - 1} and not any(map(looks_numeric, rest))
    return known and (count < width or (values[0] or 0) >= below)
