"""Where a table begins: which row holds the names, what stands above it, what closes it."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from lrviz.objectives.tables.blanks import wrapped
from lrviz.objectives.tables.body import LOOK, Shape, shape
from lrviz.objectives.tables.error import TableError, listed, note
from lrviz.objectives.tables.names import (
    are_names,
    are_some_names,
    are_units,
    filled,
    is_data,
    is_prose,
    numbers_are_names,
)
from lrviz.objectives.tables.numbers import looks_numeric, numberish, value_of
from lrviz.objectives.tables.splitting import Cells, Record
from lrviz.objectives.tables.words import TOTALS
from lrviz.text.notices import Notice

__all__ = ["Heading", "heading"]

_COMMENT = re.compile(r"^(?:#+|%+|//+|!+)\s*")
_RULE = re.compile(r"[\s:|+]*[-=]{2,}[-=\s:|+]*|<[a-z0-9]{3,5}>")
_LAST = 3  # So many records at the end may be totals.


@dataclass(frozen=True)
class Heading:
    """The names and the body of a table.

    Attributes:
        names: the cells of the header, None where there is none.
        row: the header's row, 0 where there is none.
        body: the records of the rows below it.
        row_names: whether the first column of the body has no place in the header.
        notes: what was found above the body and was set aside.
    """

    names: Record | None
    row: int
    body: list[Record]
    row_names: bool = False
    notes: tuple[Notice, ...] = ()


def heading(
    found: list[Record],
    comments: Sequence[tuple[int, str]] = (),
    separator: str = ",",
    given: int | None = None,
) -> Heading:
    """The header and the body of a table's records; ``given`` is the header's row, 0 for none.

    Raises:
        TableError: where there is no such row, or none below the header.
    """
    top = [record for record in found[:LOOK] if not _is_rule(record[2])]
    found = top + found[LOOK:] or found
    made = _given(found, given) if given else _found(found, given == 0, comments, separator)
    if made.names is not None:
        made = _without_units(_without_names(made))
    if not made.body:
        raise TableError("header_only")
    if lines := wrapped([count for _, count, _ in made.body[:LOOK]]):
        cells = sum(count for _, count, _ in made.body[:lines])
        raise TableError("wrapped", row=made.body[0][0], lines=lines, cells=cells)
    made = _without_totals(made)
    above = [(row, line) for row, line in comments if row != made.row]
    notes = (note("comments", count=len(above), cell=above[0][1]),) if above else ()
    return replace(made, notes=(*notes, *made.notes))


def _is_rule(cells: Cells) -> bool:
    """Whether a record is a line drawn by hyphens between the names and the rows, or one of the
    types that R prints there: <dbl>."""
    filled = [cell for cell in cells if cell.strip()]
    return all(map(_RULE.fullmatch, filled)) and any(len(cell.strip()) > 2 for cell in filled)


def _given(found: list[Record], row: int) -> Heading:
    place = next((i for i, record in enumerate(found) if record[0] == row), None)
    if place is None:
        raise TableError("no_header_row", row=row)
    return Heading(found[place], row, found[place + 1 :], notes=_above(found[:place]))


def _found(
    found: list[Record], without: bool, comments: Sequence[tuple[int, str]], separator: str
) -> Heading:
    """The heading as the records show it; ``without``: there is no header."""
    body = shape(found[:LOOK])
    start = body.start or 0
    place = None if without else _place(found, body)
    if place is not None:
        row, _, cells = found[place]
        said = note("numbers_named", names=listed(filled(cells)), row=row)
        told = (said,) if any(map(looks_numeric, filled(cells))) else ()
        return Heading(found[place], row, found[place + 1 :], notes=(*_above(found[:place]), *told))
    named = None if without or start else _commented(comments, separator, body)
    if named:
        return Heading(named, named[0], found, notes=(note("commented", row=named[0]),))
    no_names = note("no_names" if without or start else "no_header")
    return Heading(None, 0, found[start:], notes=(*_above(found[:start]), no_names))


def _above(records: list[Record]) -> tuple[Notice, ...]:
    if not records:
        return ()
    row, _, cells = records[0]
    return (note("above", count=len(records), row=row, cell=" ".join(filled(cells))),)


def _place(found: list[Record], body: Shape) -> int | None:
    """The record that holds the names: the first of those right above the body, or its first."""
    if body.start is None:  # below it there are gaps and words alone
        return None if is_data(found[0][2]) else 0
    start = body.start
    if (named := _named(found[:start], found[start:], body)) is not None:
        return named
    for i in () if body.counted else (start - 1, start):
        least = max(body.width - 1, min(body.width, 2))
        wide = i >= 0 and least <= found[i][1] <= body.wide + 1
        rows = [cells for _, _, cells in found[i + 1 : i + 1 + LOOK]]
        if wide and numbers_are_names(found[i][2], rows, body.numbers):
            return i
    return start - 1 if start and are_some_names(found[start - 1][2], body.width) else None


def _named(above: list[Record], rows: list[Record], body: Shape) -> int | None:
    """The record of names above the body: the first of several, those of prose or twins last.

    Rows of gaps and numbers that are not like the others may stand between it and the body.
    """
    names: list[int] = []
    for i in reversed(range(len(above))):
        _, count, cells = above[i]
        alone = count == 1 < body.width and (names or not _have_row_names(count, rows))
        if are_names(cells, body.width, body.wide) and not alone:
            names.append(i)
        elif names or not any(map(looks_numeric, filled(cells))):
            break
    labelled = (i for i in names if _is_labelled(above[i][2]) and above[i][1] == body.width + 1)
    if (line := next(labelled, None)) is not None:
        return line
    own = [i for i in names if not is_prose(above[i][2])]
    apart = [i for i in own if len({*map(str.lower, above[i][2])}) == len(above[i][2])]
    return min(apart or own) if own else next(iter(names), None)


def _commented(comments: Sequence[tuple[int, str]], separator: str, body: Shape) -> Record | None:
    """Names in the last comment line, as numpy and astronomers write them: ``# x,y``."""
    if not comments:
        return None
    row, line = comments[-1]
    inside = _COMMENT.sub("", line.strip('"'))
    inside = line if inside.startswith(separator) else inside  # the first column is called #
    cells = tuple(next(csv.reader([inside], delimiter=separator, skipinitialspace=True), []))
    fits = len(cells) == body.width and are_names(cells, body.width, body.wide)
    return (row, len(cells), cells) if fits else None


def _without_names(made: Heading) -> Heading:
    """R's row names have no name: the header is one cell shorter than every row."""
    _, _, header = made.names or (0, 0, ())
    rows = made.body[:LOOK]
    if not rows or len(header) < 1:
        return made
    if _is_labelled(header) and all(count == len(header) - 1 for _, count, _ in rows):
        row, count, cells = made.names or (0, 0, ())
        return replace(made, names=(row, count - 1, cells[1:]))
    if not header[0].strip() or not _have_row_names(len(header), made.body):
        return made
    row, count, cells = made.names or (0, 0, ())
    shown = note("row_names", cell=rows[0][2][0])
    return replace(
        made, names=(row, count + 1, ("", *cells)), row_names=True, notes=(*made.notes, shown)
    )


def _is_labelled(cells: Cells) -> bool:
    """Whether a line of names begins with what it is: ``Data: y x``."""
    return len(cells) > 2 and cells[0].strip().endswith(":")


def _have_row_names(names: int, body: list[Record]) -> bool:
    """Whether every row has a cell more than there are names, the first a word or a count."""
    rows = body[:LOOK]
    if not rows or any(count != names + 1 for _, count, _ in rows):
        return False
    first = [value_of(cells[0]) for _, _, cells in rows]
    numbers = [v for v in first if v is not None]
    by_one = all(b - a == 1 for a, b in pairwise(numbers))
    return not numbers or (len(numbers) == len(first) and by_one and numbers[0] in {0, 1})


def _without_units(made: Heading) -> Heading:
    """A line of units between the names and numbers is none of the rows."""
    if len(made.body) < 2 or not are_units(made.body[0][2]):
        return made
    row, _, cells = made.body[0]
    below = made.body[1][2]
    if any(
        cell.strip() and k < len(below) and not numberish(below[k]) for k, cell in enumerate(cells)
    ):
        return made
    said = note("units_row", row=row, cell=", ".join(filled(cells)))
    return replace(made, body=made.body[1:], notes=(*made.notes, said))


def _without_totals(made: Heading) -> Heading:
    """Sums and means at the end are none of the rows."""
    body = made.body
    end = len(body)
    while end > max(1, len(body) - _LAST) and _is_total(body[end - 1][2]):
        end -= 1
    if end == len(body):
        return made
    row, _, cells = body[end]
    said = note("totals", count=len(body) - end, row=row, cell=filled(cells)[0])
    return replace(made, body=body[:end], notes=(*made.notes, said))


def _is_total(cells: Cells) -> bool:
    there = filled(cells)
    label = there[0].casefold().rstrip(" :\uff1a.") if there else ""
    return label in TOTALS and len(there) > 1
