"""The sheet of an Excel workbook as the text of a table, within the bounds of any other.

Values are what the program that wrote the file last computed; no formula is computed here.
"""

import csv
import io
import re
from collections.abc import Iterator
from datetime import date
from typing import Any
from zipfile import BadZipFile, ZipFile

from lrviz.objectives.tables.error import TableError, note
from lrviz.objectives.tables.splitting import MAX_COLUMNS, MAX_ROWS
from lrviz.text.notices import Notice

__all__ = ["sheet_text"]

# All members of a workbook have at most so many bytes; a sheet of 20 MB of text has about as
# many.
UNPACKED = 200 * 10**6
EXCEL_ROWS = 2**20  # A sheet of Excel has at most so many rows.
_THOUSANDTHS = re.compile(r"-?[1-9]\d{0,2}\.\d{3}")
_WORDS = {None: "", True: "TRUE", False: "FALSE"}


def sheet_text(raw: bytes, limit: int) -> tuple[str, tuple[Notice, ...]]:
    """The first sheet with anything in it, as comma-separated text of at most ``limit`` bytes.

    Raises:
        TableError: what unpacks to too much, is damaged, or has no cell filled.
    """
    _check_unpacked(raw)
    import openpyxl  # its readers take a moment to load; most files need none

    try:
        book = openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
        for sheet in book.worksheets:
            if text := _text(sheet, limit):
                said = {"cell": sheet.title, "count": len(book.worksheets)}
                return text, (note("sheet", **said),)
    except TableError:
        raise
    except Exception:  # a hostile or broken file meets the library anywhere
        raise TableError("kind.xlsx_damaged") from None
    raise TableError("empty")


def _check_unpacked(raw: bytes) -> None:
    """By the sizes the archive states: zipfile reads no more of a member than that."""
    try:
        with ZipFile(io.BytesIO(raw)) as archive:
            size = sum(each.file_size for each in archive.infolist())
    except (BadZipFile, ValueError, OSError, EOFError):
        raise TableError("kind.xlsx_damaged") from None
    if size > UNPACKED:
        raise TableError("unpacked", limit=UNPACKED // 10**6)


def _text(sheet: Any, limit: int) -> str:
    """ "" for an empty sheet, so that the next one is tried."""
    sheet.reset_dimensions()  # what a file says of them is often wrong
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    filled = False
    for row in _rows(sheet):
        filled = filled or bool(row)
        writer.writerow(row)
        if out.tell() > limit:
            raise TableError("too_big", limit=limit // 10**6)
    return out.getvalue() if filled else ""


def _rows(sheet: Any) -> Iterator[list[str]]:
    """The cells of each row up to the last that is filled; blank rows keep the count right."""
    for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
        row = [_written(each) for each in cells]
        while row and not row[-1].strip():
            row.pop()
        if number > (MAX_ROWS + 1 if row else EXCEL_ROWS):  # a file may say any number of a row
            raise TableError("too_many_rows", limit=MAX_ROWS)
        if len(row) > MAX_COLUMNS:
            found = {"row": number, "count": len(row), "limit": MAX_COLUMNS}
            raise TableError("too_many_columns", **found)
        yield row


def _written(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return _WORDS[value]
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    # Three digits after a point could be thousands in a text; here the point is certain.
    return f"{text}0" if isinstance(value, float) and _THOUSANDTHS.fullmatch(text) else text
