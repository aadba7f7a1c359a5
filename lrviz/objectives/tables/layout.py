"""From records to a header and a body of equal rows, with what had to be set right."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from lrviz.objectives.tables.error import TableError, listed, note
from lrviz.objectives.tables.heading import heading
from lrviz.objectives.tables.splitting import MAX_ROWS, Record
from lrviz.text.notices import Notice

_LONGEST_NAME = 80  # A name is cut after so many characters.


@dataclass(frozen=True)
class Layout:
    """Columns of cells under names.

    Attributes:
        names: unique, none empty.
        rows: the row number of each line of the body.
        columns: the cells, column by column, all of the body's length.
        header: the row of the header, 0 where there is none.
        named: by column, whether the table has a name for it; R's row names have none.
        row_names: whether the first column holds R's row names, which are no data.
        notes: what had to be set right.
    """

    names: tuple[str, ...]
    rows: tuple[int, ...]
    columns: tuple[tuple[str, ...], ...]
    header: int
    named: tuple[bool, ...]
    row_names: bool
    notes: tuple[Notice, ...]


def lay_out(
    found: list[Record],
    comments: Sequence[tuple[int, str]] = (),
    separator: str = ",",
    header: int | None = None,
) -> Layout:
    """The header and the body of a table's records; raises TableError.

    ``comments``: the comment lines above them. ``header``: the row of the names, 0 for none;
    detected if None.
    """
    top = heading(found, comments, separator, header)
    if len(top.body) > MAX_ROWS:
        raise TableError("too_many_rows", limit=MAX_ROWS)
    first = () if top.names is None else top.names[2]
    width = _width(None if top.names is None else (top.names[1], len(first)), top.body)
    given = [_one_line(cell) for cell in first[:width]]
    given += [""] * (width - len(given))
    names, renamed = _names(given)
    fitting, notes = _fitted(top.body, width)
    return Layout(
        names=names,
        rows=tuple(row for row, _, _ in fitting),
        columns=tuple(zip(*(cells for _, _, cells in fitting), strict=True)),
        header=top.row,
        named=tuple(map(bool, given)),
        row_names=top.row_names,
        notes=(*top.notes, *renamed, *notes),
    )


def _width(header: tuple[int, int] | None, body: list[Record]) -> int:
    """The number of columns, empty ones that a trailing separator makes left out."""
    longest = max(count for _, count, _ in body)
    if header is not None:
        count, cells = header
        return max(count, min(cells, longest))
    ((usual, _),) = Counter(len(cells) for _, _, cells in body).most_common(1)
    return min(usual, longest)


def _names(given: list[str]) -> tuple[tuple[str, ...], list[Notice]]:
    """Unique names: the header's, column_k where there is none, name_2 for a second one."""
    names: dict[str, None] = {}  # in their order
    known = set(given)
    repeated: list[str] = []
    for k, name in enumerate(given, 1):
        base = name or f"column_{k}"
        unique, count = base, 2
        while unique in names or (unique != base and unique in known):
            unique, count = f"{base}_{count}", count + 1
        names[unique] = None
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
