"""read_table: everything together, and which rows and columns stay."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lrviz.objectives.design_matrix import sealed
from lrviz.objectives.portable import Sealed
from lrviz.objectives.tables.columns import Kept, keep, marks
from lrviz.objectives.tables.decoding import text_of
from lrviz.objectives.tables.error import TableError, listed, note
from lrviz.objectives.tables.gaps import GAPS, usable
from lrviz.objectives.tables.layout import Layout, lay_out
from lrviz.objectives.tables.numbers import Floats, Progress, Style, read_columns
from lrviz.objectives.tables.roles import roles
from lrviz.objectives.tables.splitting import (
    BLANKS,
    FIXED,
    NO_SEPARATOR,
    Record,
    Split,
    records,
    split_of,
)
from lrviz.text.notices import Notice

__all__ = ["Table", "read_table"]

_SPLIT = 0.3  # This share of the time goes into splitting the text into cells.
_OFTEN = 5000  # Progress is told once in so many records.
_SIGNS = {";": "semicolon", "\t": "tab", "|": "pipe", BLANKS: "blanks", FIXED: "fixed"}


@dataclass(frozen=True, eq=False)
class Table(Sealed):
    """The columns of numbers in a table, and what was left out on the way.

    Attributes:
        names: one per column, unique.
        values: the numbers ``(n, columns)``, read-only; finite, or NaN where gaps are kept.
        notes: what was detected, set right or left out; ``note.sentence(language)`` says it.
        rows: the row each line of ``values`` stands in, from 1, ``(n,)``, read-only.
        encoding: of the text, such as "UTF-8" or "GB18030".
        separator: between the cells; " " for blanks, "fixed" for columns of a fixed width, ""
            where there is one column.
        header: the row of the names, 0 where there is none.
        decimal: the decimal mark of most columns that have one, "." or ",".
        labels: by column of words, the word for 0 and the word for 1.
    """

    names: tuple[str, ...]
    values: Floats
    notes: tuple[Notice, ...]
    rows: NDArray[np.int64]
    encoding: str
    separator: str
    header: int = 1
    decimal: str = "."
    labels: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def read_table(
    source: Any,
    *,
    columns: Sequence[str] | None = None,
    gaps: str = "drop",
    encoding: str | None = None,
    separator: str | None = None,
    header: int | None = None,
    decimal: str | None = None,
    progress: Progress | None = None,
) -> Table:
    """The numbers of a CSV: encoding, separator, header and decimal mark detected, and told.

    Columns of two words become 0 and 1; currencies, units and per cent signs are taken off.
    Other columns of text are left out, and rows with a missing number as ``gaps`` says;
    ``notes`` says which. At most 20 MB, 200,000 rows and 1,000 columns are read.

    Args:
        source: bytes, a path, or a file open for reading.
        columns: the names of the columns wanted, in this order; then only these must be
            complete. All columns of numbers if None.
        gaps: "drop" leaves out every row that lacks a number, and columns that are mostly
            missing. "keep" leaves out rows without any number, and has NaN where a cell is
            missing, text among numbers, infinite or beyond 1e100.
        encoding: of the text, as Python calls it; detected if None.
        separator: between the cells, one character; " " for blanks, "fixed" for columns of a
            fixed width, "" for one column; detected if None.
        header: the row of the names, counted from 1; 0 where there is none; detected if None.
        decimal: the decimal mark of all columns, "." or ","; of each detected if None.
        progress: called with the share done, from 0 to 1, now and then.

    Raises:
        TableError: with one sentence naming row and column, counted from 1 as a
            spreadsheet counts, the header too.
        ValueError: another word for ``gaps``, no name in ``columns``, or no encoding,
            separator, row or decimal mark.

    >>> table = read_table(b"size;price\\n100;250,5\\n80;199,9\\n")
    >>> table.names, table.values.tolist()
    (('size', 'price'), [[100.0, 250.5], [80.0, 199.9]])
    >>> for note in table.notes:
    ...     print(note.sentence())
    The cells are separated by semicolons.
    A comma is read as the decimal mark in: price.
    >>> read_table(b"size,price\\n100,\\n80,199\\n", gaps="keep").values.tolist()
    [[100.0, nan], [80.0, 199.0]]
    """
    _check(gaps, separator, header, decimal)
    text = text_of(source, encoding)
    split = split_of(text.text, NO_SEPARATOR if separator == "" else separator)
    tell = progress or _silent
    layout = _laid_out(split, header, tell)
    places = _places(layout, columns)
    read = read_columns(
        [layout.columns[k] for k in places],
        comma_separated=split.separator == ",",
        spaces=split.separator != BLANKS,
        decimal=decimal,
        progress=lambda share: tell(_SPLIT + (1 - _SPLIT) * share),
    )
    chosen = columns is not None
    kept = keep(layout, places, read, chosen=chosen, sparse=chosen or gaps == "keep")
    found = (*text.notes, *(() if separator is not None else _separated(split, layout)))
    sign = "" if split.separator == NO_SEPARATOR else split.separator
    return _table(layout, kept, gaps, found, text.encoding, sign)


def _laid_out(split: Split, header: int | None, tell: Progress) -> Layout:
    """The text in columns of cells; the records it goes through are let go of."""
    found = list(_counted(records(split), split.text, tell)) or _nothing()
    return lay_out(found, split.comments, split.mark, header)


def _table(
    layout: Layout, kept: Kept, gaps: str, found: Sequence[Notice], encoding: str, separator: str
) -> Table:
    """The rows that stay of the columns that stay, with all that is to be said, in its order."""
    values, stay, incomplete = usable(layout, kept.columns, gaps)
    names = tuple(layout.names[k] for k in kept.columns)
    rows = np.array(layout.rows, dtype=np.int64)[stay]
    written = (*kept.notes, *marks(layout, kept), *incomplete)
    return Table(
        names=names,
        values=sealed(values),
        notes=(*found, *layout.notes, *written, *roles(names, values, rows)),
        rows=sealed(rows),
        encoding=encoding,
        separator=separator,
        header=layout.header,
        decimal=_decimal(kept),
        labels={layout.names[k]: words for k, words in kept.labels.items()},
    )


def _check(gaps: str, separator: str | None, header: int | None, decimal: str | None) -> None:
    """Refuse what a caller can mistake, by its name."""
    if gaps not in GAPS:
        raise ValueError(f"`gaps` must be one of {', '.join(GAPS)}; got {gaps!r}")
    good = separator is None or separator == FIXED or len(separator) < 2
    if not good or separator in {"\n", "\r", '"'}:
        raise ValueError(f"`separator` must be one character, '' or 'fixed'; got {separator!r}")
    if header is not None and header < 0:
        raise ValueError(f"`header` must be a row counted from 1, or 0 for none; got {header!r}")
    if decimal not in {None, ".", ","}:
        raise ValueError(f"`decimal` must be '.' or ','; got {decimal!r}")


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


def _places(layout: Layout, wanted: Sequence[str] | None) -> list[int]:
    """The columns to be read; R's row names are none of them."""
    if wanted is None:
        return list(range(int(layout.row_names), len(layout.names)))
    for name in wanted:
        if name not in layout.names:
            raise TableError("unknown_column", name=name, names=listed(list(layout.names)))
    if not wanted:
        raise ValueError("`columns` must name one column or more; got none")
    return [layout.names.index(name) for name in wanted]


def _separated(split: Split, layout: Layout) -> list[Notice]:
    """What separates the cells, where it is not the comma; blanks may group thousands too."""
    if split.separator in {",", NO_SEPARATOR}:
        return []
    kind = _SIGNS.get(split.separator, "other")
    notes = [note(f"separated.{kind}", cell=split.separator)]
    if split.separator == BLANKS and not layout.header and _as_one_number(layout):
        notes.append(note("grouped_by_blanks", cell=" ".join(c[0] for c in layout.columns)))
    return notes


def _as_one_number(layout: Layout) -> bool:
    """Whether every row could be one number with its thousands apart: 12 500."""
    first, *others = layout.columns
    threes = all(len(cell) == 3 and cell.isdigit() for column in others for cell in column)
    heads = all(cell.isdigit() and cell[0] != "0" and len(cell) < 4 for cell in first)
    return bool(others) and threes and heads


def _decimal(kept: Kept) -> str:
    styles = [column.style for column in kept.columns.values() if column.decimals]
    return "," if 2 * styles.count(Style.COMMA) > len(styles) else "."
