"""From text to records: the separator found, quotes obeyed, rows counted as people see them."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain, islice

from lrviz.objectives.tables.error import TableError
from lrviz.objectives.tables.numbers import looks_numeric

MAX_ROWS = 200_000
MAX_COLUMNS = 50
NO_SEPARATOR = "\x1f"  # stands in where a table has one column
# The last two are those of a Chinese keyboard.
_CANDIDATES = (",", ";", "\t", "|", "\uff0c", "\uff1b")
_SAMPLE = 65_536
_SAMPLE_ROWS = 100
_SPREADSHEET_LINE = re.compile(r'\s*"?sep=(.)"?[ \t]*(?:\r\n|\r|\n|$)', re.IGNORECASE)
_END = "\x1e"  # a last line that only an unclosed quotation mark can swallow

Cells = tuple[str, ...]  # not a list: the garbage collector soon forgets a tuple of strings
Record = tuple[int, int, Cells]  # row number, cells up to the last that is not empty, cells


def separator_of(text: str) -> tuple[str, str]:
    """The separator and the text without a spreadsheet's ``sep=;`` line."""
    if said := _SPREADSHEET_LINE.match(text):
        return said[1], text[said.end() :]
    sample = text[:_SAMPLE]
    if len(text) > _SAMPLE and "\n" in sample:
        sample = sample[: sample.rindex("\n") + 1]
    scores = {each: _score(sample, each) for each in _CANDIDATES if each in sample}
    best = max(scores, key=lambda each: scores[each], default=NO_SEPARATOR)
    return (best if scores.get(best, (0.0, 0))[0] > 0 else NO_SEPARATOR), text


def records(text: str, separator: str) -> Iterator[Record]:
    """Every record that is not blank, its row number counted from 1; raises TableError."""
    row = kept = 0
    lines = chain(io.StringIO(text, newline=""), [_END])
    reader = csv.reader(lines, delimiter=separator, skipinitialspace=separator != "\t")
    try:
        for row, record in enumerate(reader, 1):
            if record == [_END]:
                return
            if count := used(record):
                kept += 1
                _check(record[-1], row, kept, count)
                yield row, count, tuple(record)
    except csv.Error:
        raise TableError("cell_long", row=row + 1, limit=csv.field_size_limit()) from None
    raise TableError("quote", row=row)


def _check(last: str, row: int, kept: int, count: int) -> None:
    if last.endswith(_END):  # an unclosed quotation mark swallowed the end
        raise TableError("quote", row=row)
    if kept > MAX_ROWS + 1:
        raise TableError("too_many_rows", limit=MAX_ROWS)
    if count > MAX_COLUMNS:
        raise TableError("too_many_columns", row=row, count=count, limit=MAX_COLUMNS)


def used(record: list[str]) -> int:
    """The number of cells up to the last that is not empty."""
    count = len(record)
    while count and not record[count - 1].strip():
        count -= 1
    return count


def _score(sample: str, separator: str) -> tuple[float, int]:
    """How well a separator splits the sample: rows fit the first one, cells are numbers."""
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=separator)
    try:
        rows = list(islice((row for row in reader if any(row)), _SAMPLE_ROWS))
    except csv.Error:
        return 0.0, 0
    if not rows or len(rows[0]) < 2:
        return 0.0, 0
    first = (len(rows[0]), used(rows[0]))
    fitting = sum(len(row) == first[0] or used(row) == first[1] for row in rows) / len(rows)
    cells = Counter(looks_numeric(cell) for row in rows[1:] or rows for cell in row)
    return fitting * (0.2 + cells[True] / cells.total()), len(rows[0])
