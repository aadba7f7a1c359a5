"""read_table: everything together, and which rows and columns stay."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lrviz.objectives.design_matrix import sealed
from lrviz.objectives.portable import Sealed
from lrviz.objectives.tables.decoding import text_of
from lrviz.objectives.tables.error import TableError, listed, note
from lrviz.objectives.tables.gaps import GAPS, usable
from lrviz.objectives.tables.layout import Layout, lay_out
from lrviz.objectives.tables.numbers import Column, Floats, Progress, Style, read_columns
from lrviz.objectives.tables.splitting import NO_SEPARATOR, Record, records, separator_of
from lrviz.text.notices import Notice

_SPLIT = 0.3  # of the time goes into splitting the text into cells
_OFTEN = 5000  # records from one sign of progress to the next


@dataclass(frozen=True, eq=False)
class Table(Sealed):
    """The columns of numbers in a table, and what was left out on the way.

    Attributes:
        names: one per column, unique.
        values: the numbers ``(n, columns)``, read-only; finite, or NaN where gaps are kept.
        notes: what was detected, set right or left out; ``note.sentence(language)`` says it.
        rows: the row each line of ``values`` stands in, from 1, ``(n,)``, read-only.
        encoding: of the text, such as "UTF-8" or "GB18030".
        separator: between the cells; "" where there is one column.
    """

    names: tuple[str, ...]
    values: Floats
    notes: tuple[Notice, ...]
    rows: NDArray[np.int64]
    encoding: str
    separator: str


def read_table(
    source: Any,
    *,
    columns: Sequence[str] | None = None,
    gaps: str = "drop",
    progress: Progress | None = None,
) -> Table:
    """The numbers of a CSV: encoding, separator and decimal mark detected, and told.

    Columns of text are left out, and rows with a missing number as ``gaps`` says; ``notes``
    says which. At most 20 MB, 200,000 rows and 50 columns are read.

    Args:
        source: bytes, a path, or a file open for reading.
        columns: the names of the columns wanted, in this order; then only these must be
            complete. All columns of numbers if None.
        gaps: "drop" leaves out every row that lacks a number, and columns that are mostly
            missing. "keep" leaves out rows without any number, and has NaN where a cell is
            missing, text among numbers, infinite or beyond 1e100.
        progress: called with the share done, from 0 to 1, now and then.

    Raises:
        TableError: with one sentence naming row and column, counted from 1 as a
            spreadsheet counts, the header too.
        ValueError: another word for ``gaps``, or no name in ``columns``.

    >>> table = read_table(b"size;price\\n100;250,5\\n80;199,9\\n")
    >>> table.names, table.values.tolist()
    (('size', 'price'), [[100.0, 250.5], [80.0, 199.9]])
    >>> [note.sentence() for note in table.notes]
    ['A comma is read as the decimal mark in: price.']
    >>> read_table(b"size,price\\n100,\\n80,199\\n", gaps="keep").values.tolist()
    [[100.0, nan], [80.0, 199.0]]
    """
    if gaps not in GAPS:
        raise ValueError(f"`gaps` must be one of {', '.join(GAPS)}; got {gaps!r}")
    text, encoding = text_of(source)
    separator, text = separator_of(text)
    tell = progress or _silent
    layout = lay_out(list(_counted(records(text, separator), text, tell)) or _nothing())
    wanted = range(len(layout.names)) if columns is None else _places(layout.names, columns)
    cells = [layout.columns[k] for k in wanted]
    read = read_columns(
        cells,
        comma_separated=separator == ",",
        spaces=separator != NO_SEPARATOR,
        progress=lambda share: tell(_SPLIT + (1 - _SPLIT) * share),
    )
    chosen, sparse = columns is not None, columns is not None or gaps == "keep"
    kept, left_out = _columns(layout, list(wanted), read, chosen=chosen, sparse=sparse)
    values, keep, incomplete = usable(layout, kept, gaps)
    names = tuple(layout.names[k] for k in kept)
    notes = (*_encoded(encoding), *layout.notes, *left_out, *_marks(names, kept), *incomplete)
    return Table(
        names=names,
        values=sealed(values),
        notes=(*notes, *_constant(names, values)),
        rows=sealed(np.array(layout.rows, dtype=np.int64)[keep]),
        encoding=encoding,
        separator="" if separator == NO_SEPARATOR else separator,
    )


def _silent(share: float) -> None:
    pass


def _counted(found: Iterator[Record], text: str, tell: Progress) -> Iterator[Record]:
    """The records as they come, told of by their share of the lines."""
    lines = text.count("\n") + 1
    for n, record in enumerate(found):
        if n % _OFTEN == 0:
            tell(_SPLIT * min(n / lines, 1.0))
        yield record


def _nothing() -> list[Record]:
    raise TableError("empty")


def _places(names: tuple[str, ...], wanted: Sequence[str]) -> list[int]:
    for name in wanted:
        if name not in names:
            raise TableError("unknown_column", name=name, names=listed(list(names)))
    if not wanted:
        raise ValueError("`columns` must name one column or more; got none")
    return [names.index(name) for name in wanted]


def _columns(
    layout: Layout, places: list[int], read: list[Column], *, chosen: bool, sparse: bool
) -> tuple[dict[int, Column], list[Notice]]:
    """The columns that are made of numbers, by place, and notes on the others.

    ``chosen``: whether text among them is refused; ``sparse``: whether mostly missing ones stay.
    """
    kept: dict[int, Column] = {}
    out: dict[str, list[str]] = {"text_columns": [], "empty_columns": [], "sparse_columns": []}
    for place, column in zip(places, read, strict=True):
        reason = _reason(column)
        if reason == "text_columns" and chosen:
            raise TableError(
                "not_numeric", name=layout.names[place], **_first(layout, column, place)
            )
        if reason is None or (sparse and reason == "sparse_columns"):
            kept[place] = column
        else:
            out[reason].append(layout.names[place])
    if not kept:
        textual = [(p, c) for p, c in zip(places, read, strict=True) if c.text.any()]
        if not textual:
            raise TableError("all_empty")
        raise TableError("no_numbers", **_first(layout, textual[0][1], textual[0][0]))
    return kept, [note(reason, names=listed(names)) for reason, names in out.items() if names]


def _reason(column: Column) -> str | None:
    """Why a column is left out: mostly text, empty, or mostly missing; None if it stays."""
    text, missing, count = int(column.text.sum()), int(column.missing.sum()), column.count
    if text and text >= count:
        return "text_columns"
    if not count:
        return "empty_columns"
    return "sparse_columns" if missing > count else None


def _first(layout: Layout, column: Column, place: int) -> dict[str, object]:
    """Row, column and content of the column's first cell of text."""
    line = int(np.argmax(column.text))
    return {"row": layout.rows[line], "column": place + 1, "cell": layout.columns[place][line]}


def _encoded(encoding: str) -> list[Notice]:
    return [] if encoding == "UTF-8" else [note("encoded", encoding=encoding)]


def _marks(names: tuple[str, ...], kept: dict[int, Column]) -> list[Notice]:
    """Which columns have a decimal comma, and which had their thousands grouped."""
    pairs = list(zip(names, kept.values(), strict=True))
    comma = [name for name, c in pairs if c.style is Style.COMMA and c.decimals]
    grouped = [name for name, c in pairs if c.grouped]
    notes = [note("decimal_comma", names=listed(comma))] if comma else []
    return notes + ([note("thousands", names=listed(grouped))] if grouped else [])


def _constant(names: tuple[str, ...], values: Floats) -> list[Notice]:
    """Which columns have one value alone, wherever they have two numbers or more."""
    same = [
        name
        for name, column in zip(names, values.T, strict=True)
        if (there := ~np.isnan(column)).sum() > 1 and not np.ptp(column[there])
    ]
    return [note("constant", names=listed(same))] if same else []
