"""From text to records: the separator found, quotes obeyed, rows counted as people see them."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice

from lrviz.objectives.tables.blanks import fixed_columns, quoted_names, uncommented, wrapped
from lrviz.objectives.tables.error import TableError
from lrviz.objectives.tables.numbers import looks_numeric, numberish

MAX_ROWS = 200_000  # A table has at most so many rows.
MAX_COLUMNS = 1_000  # A table has at most so many columns.
NO_SEPARATOR = "\x1f"  # It stands in where a table has one column.
BLANKS = " "  # Runs of blanks and tabs.
FIXED = "fixed"  # Columns of a fixed width.
_FIXED_MARK = "\x1d"  # It is put between columns of a fixed width.
# The last two are those of a Chinese keyboard.
_CANDIDATES = (",", ";", "\t", "|", "\uff0c", "\uff1b", BLANKS)
_BLANK = (BLANKS, "\t", "\u3000")  # The last is the blank of a Chinese keyboard.
_BLANK_MARKS = re.compile("[\t\u3000]")
_SAMPLE = 65_536  # So many characters show how a table is split.
_SAMPLE_ROWS = 150  # So many rows of them are counted.
# Blanks stand inside cells too, so another separator is sooner believed by this factor.
_BLANKS_WORTH = 0.9
_QUOTED = 0.8  # Single marks quote where this share of them stand around cells.
_EVEN = 0.7  # A column is even of whose cells this share are alike.
_SPREADSHEET_LINE = re.compile(r'\s*"?sep=(.)"?[ \t]*(?:\r\n|\r|\n|$)', re.IGNORECASE)
_END = "\x1e"  # A last line that only an unclosed quotation mark can swallow.

Cells = tuple[str, ...]  # not a list: the garbage collector soon forgets a tuple of strings
Record = tuple[int, int, Cells]  # row number, cells up to the last that is not empty, cells


@dataclass(frozen=True)
class Split:
    """How a text is split into cells.

    Attributes:
        text: what is left to be split: comments above it are blank lines.
        separator: as it is called; ``BLANKS``, ``FIXED`` or ``NO_SEPARATOR`` too.
        comments: the comment lines above the table, each with its row.
        quote: the mark that cells are put in.
    """

    text: str
    separator: str
    comments: tuple[tuple[int, str], ...] = ()
    quote: str = '"'

    @property
    def mark(self) -> str:
        """The one character that stands between two cells of the text."""
        return _FIXED_MARK if self.separator == FIXED else self.separator


def split_of(text: str, separator: str | None = None) -> Split:
    """The text and its separator, detected if None; a spreadsheet's ``sep=;`` line is obeyed."""
    if said := _SPREADSHEET_LINE.match(text):
        return _as(text[said.end() :], separator or said[1], ())
    text, comments = uncommented(text)
    return _as(text, separator or _detected(text), comments)


def _as(text: str, separator: str, comments: tuple[tuple[int, str], ...]) -> Split:
    if separator == BLANKS:
        text = _BLANK_MARKS.sub(" ", quoted_names(text))
    if separator == FIXED:
        text = fixed_columns(text, text[:_SAMPLE], _FIXED_MARK) or text
    return Split(text, separator, comments, _quote(text[:_SAMPLE], separator))


def _quote(sample: str, separator: str) -> str:
    """The single mark where cells are put in it, and no double one stands in the text."""
    if '"' in sample or len(separator) > 1 or separator == BLANKS:
        return '"'
    between = re.escape(separator)
    cells = re.findall(rf"(?:^|{between}) ?'[^'\n]*'(?={between}|\r?$)", sample, re.MULTILINE)
    return "'" if len(cells) > 1 and 2 * len(cells) >= _QUOTED * sample.count("'") else '"'


def records(split: Split) -> Iterator[Record]:
    """Every record that is not blank, its row number counted from 1; raises TableError."""
    row = kept = 0
    lines = chain(io.StringIO(split.text, newline=""), [_END])
    blank = split.mark != "\t"
    reader = csv.reader(lines, delimiter=split.mark, quotechar=split.quote, skipinitialspace=blank)
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


def _detected(text: str) -> str:
    """The separator that splits a sample best; blanks and fixed widths only where no sign does."""
    sample = text[:_SAMPLE]
    if len(text) > _SAMPLE and "\n" in sample:
        sample = sample[: sample.rindex("\n") + 1]
    blank = any(each in sample for each in _BLANK)
    scores = {
        each: _score(sample, each)
        for each in _CANDIDATES
        if each in sample or (each == BLANKS and blank)
    }
    best = max(scores, key=lambda each: scores[each], default=NO_SEPARATOR)
    if scores.get(best, (0.0, 0))[0] <= 0:
        best = NO_SEPARATOR
    tried = best in {NO_SEPARATOR, BLANKS} and blank and scores[BLANKS][0] < _BLANKS_WORTH
    return FIXED if tried and _is_fixed(sample, scores[BLANKS]) else best


def _is_fixed(sample: str, as_blanks: tuple[float, int]) -> bool:
    """Whether columns of a fixed width explain a sample better than blanks do."""
    if wrapped([len(line.split()) for line in sample.split("\n") if line.strip()]):
        return False
    fixed = fixed_columns(sample, sample, _FIXED_MARK)
    return bool(fixed and _score(fixed, _FIXED_MARK) > as_blanks and _is_even(fixed))


def _score(sample: str, separator: str) -> tuple[float, int]:
    """How well a separator splits the sample: most rows are as wide, their cells are numbers."""
    if separator == BLANKS:
        sample = _BLANK_MARKS.sub(" ", sample)
    lines = io.StringIO(sample, newline="")
    reader = csv.reader(lines, delimiter=separator, skipinitialspace=separator == BLANKS)
    try:
        rows = list(islice((row for row in reader if any(map(str.strip, row))), _SAMPLE_ROWS))
    except csv.Error:
        return 0.0, 0
    if separator == BLANKS:
        rows = [row[: used(row)] for row in rows]
    wide = Counter(len(row) for row in rows if len(row) > 1)
    if not wide or _is_decimal_mark(rows, separator):
        return 0.0, 0
    width = max(wide, key=lambda each: (wide[each], each))
    return _fit(rows, width) * (_BLANKS_WORTH if separator == BLANKS else 1.0), width


def _fit(rows: list[list[str]], width: int) -> float:
    """The share of rows of this width, times that of their cells that are numbers, and a bit."""
    counts = Counter(used(row) for row in rows if len(row) == width)
    usual = max(counts, key=lambda each: (counts[each], each))
    fitting = [row for row in rows if len(row) == width or used(row) == usual]
    cells = Counter(numberish(cell) for row in fitting[1:] or fitting for cell in row)
    return len(fitting) / len(rows) * (0.2 + cells[True] / cells.total())


def _is_even(fixed: str) -> bool:
    """Whether every column of fixed width is numbers throughout, or words, without many gaps."""
    lines = [line for line in fixed.split("\n")[1:_SAMPLE_ROWS] if line.strip(_FIXED_MARK)]
    cells = zip(*(line.split(_FIXED_MARK) for line in lines), strict=True)
    kinds = [[numberish(cell) for cell in column if cell] for column in cells]
    return any(2 * sum(each) > len(each) for each in kinds) and all(
        max(sum(each), len(each) - sum(each)) >= _EVEN * len(each) and 2 * len(each) >= len(lines)
        for each in kinds
    )


def _is_decimal_mark(rows: list[list[str]], separator: str) -> bool:
    """Whether it is no separator but the decimal mark of one column, below a name of one word."""
    first, *others = rows
    alone = len(first) == 1 and len(first[0].split()) == 1
    pairs = all(len(row) == 2 and all(map(looks_numeric, row)) for row in others)
    return alone and separator in {",", "\uff0c"} and pairs
