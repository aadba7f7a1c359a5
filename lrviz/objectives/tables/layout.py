"""From records to a header and a body of equal rows, with what had to be set right."""

import re
from collections import Counter
from dataclasses import dataclass

from lrviz.objectives.tables.error import TableError, listed, note
from lrviz.objectives.tables.numbers import MISSING, looks_numeric
from lrviz.objectives.tables.splitting import MAX_ROWS, Cells, Record
from lrviz.text.notices import Notice

_LONGEST_NAME = 80
_YEAR = re.compile(r"(?:1[89]|20)\d\d")


@dataclass(frozen=True)
class Layout:
    """Columns of cells under names.

    Attributes:
        names: unique, none empty.
        rows: the row number of each line of the body.
        columns: the cells, column by column, all of the body's length.
        notes: what had to be set right.
    """

    names: tuple[str, ...]
    rows: tuple[int, ...]
    columns: tuple[tuple[str, ...], ...]
    notes: tuple[Notice, ...]


def lay_out(found: list[Record]) -> Layout:
    """The header and the body of a table's records; raises TableError."""
    _, count, first = found[0]
    headed = not _is_data(first)
    body = found[1:] if headed else found
    if not body:
        raise TableError("header_only")
    if len(body) > MAX_ROWS:
        raise TableError("too_many_rows", limit=MAX_ROWS)
    width = _width((count, len(first)) if headed else None, body)
    names, renamed = _names(first[:width] if headed else (), width)
    fitting, notes = _fitted(body, width)
    return Layout(
        names=names,
        rows=tuple(row for row, _, _ in fitting),
        columns=tuple(zip(*(cells for _, _, cells in fitting), strict=True)),
        notes=(*(() if headed else (note("no_header"),)), *renamed, *notes),
    )


def _is_data(first: Cells) -> bool:
    """Whether the first record holds numbers, not names; years beside a name are names."""
    filled = [cell.strip() for cell in first if cell.strip().lower() not in MISSING]
    numeric = [cell for cell in filled if looks_numeric(cell)]
    if len(numeric) < len(filled):
        numeric = [cell for cell in numeric if not _YEAR.fullmatch(cell)]
    return bool(numeric)


def _width(header: tuple[int, int] | None, body: list[Record]) -> int:
    """The number of columns, empty ones that a trailing separator makes left out."""
    longest = max(count for _, count, _ in body)
    if header is not None:
        count, cells = header
        return max(count, min(cells, longest))
    ((usual, _),) = Counter(len(cells) for _, _, cells in body).most_common(1)
    return min(usual, longest)


def _names(header: Cells, width: int) -> tuple[tuple[str, ...], list[Notice]]:
    """Unique names: the header's, column_k where there is none, name_2 for a second one."""
    given = [_one_line(cell) for cell in header] + [""] * (width - len(header))
    names: list[str] = []
    repeated: list[str] = []
    for k, name in enumerate(given, 1):
        base = name or f"column_{k}"
        unique, count = base, 2
        while unique in names or (unique != base and unique in given):
            unique, count = f"{base}_{count}", count + 1
        names.append(unique)
        repeated += [unique] if unique != base else []
    notes = [note("renamed", names=listed(repeated))] if repeated else []
    return tuple(names), notes


def _one_line(cell: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in cell).split())[:_LONGEST_NAME]


def _fitted(body: list[Record], width: int) -> tuple[list[Record], list[Notice]]:
    """The rows at one width: shorter ones filled up, longer ones left out."""
    long = [(row, count) for row, count, _ in body if count > width]
    if 2 * len(long) > len(body):
        raise TableError("ragged", row=long[0][0], count=long[0][1], width=width)
    short = [row for row, _, cells in body if len(cells) < width]
    fitting = [
        record if len(record[2]) == width else (*record[:2], (*record[2], *blanks)[:width])
        for blanks in [("",) * width]
        for record in body
        if record[1] <= width
    ]
    notes = [note("short_rows", count=len(short), row=short[0])] if short else []
    if long:
        row, count = long[0]
        notes.append(note("long_rows", count=len(long), row=row, cells=count, width=width))
    return fitting, notes
