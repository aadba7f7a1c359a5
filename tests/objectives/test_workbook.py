"""Workbooks of Excel: their first filled sheet is a table like any other, within its bounds."""

import io
from datetime import date
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest

import lrviz

Rows = list[list[object]]


def workbook(**sheets: Rows) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def rewritten(raw: bytes, name: str, old: bytes, new: bytes) -> bytes:
    """The workbook with one of its members changed."""
    file = io.BytesIO()
    with ZipFile(io.BytesIO(raw)) as before, ZipFile(file, "w", ZIP_DEFLATED) as after:
        for each in before.infolist():
            content = before.read(each)
            if each.filename == name:
                assert old in content
                content = content.replace(old, new)
            after.writestr(each.filename, content)
    return file.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def test_the_first_filled_sheet_is_read_with_its_rows_counted_as_excel_counts_them() -> None:
    rows: Rows = [
        ["Sales report"],
        [],
        ["day", "size, m²", "prix", "sold"],
        [date(2024, 1, 5), 80, 1.234, True],
        [date(2024, 1, 6), 100, 5.678, False],
        [date(2024, 1, 7), None, 9.012, True],
    ]
    table = lrviz.read_table(
        workbook(empty=[], blank=[[" "], [None, " "]], data=rows, other=[["a", "b"], [1, 2]])
    )
    assert table.names == ("size, m²", "prix", "sold")
    assert table.values.tolist() == [[80, 1.234, 1], [100, 5.678, 0]]
    assert table.rows.tolist() == [4, 5]
    assert table.header == 3
    said = " ".join(note.sentence() for note in table.notes)
    assert "The sheet “data” of 4 sheets is read" in said


def test_a_number_stays_what_it_is_beside_texts_with_decimal_commas() -> None:
    rows: Rows = [["x", "y"], ["1,5", 1.234], ["2,5", -5.678], ["4,25", 9.012]]
    table = lrviz.read_table(workbook(data=rows))
    assert table.values.tolist() == [[1.5, 1.234], [2.5, -5.678], [4.25, 9.012]]


def test_a_formula_counts_as_the_value_it_last_had() -> None:
    raw = workbook(data=[["x", "y"], [1, 2], [3, "=A3*2"], [5, 8]])
    raw = rewritten(raw, SHEET, b"<f>A3*2</f><v />", b"<f>A3*2</f><v>6</v>")
    assert lrviz.read_table(raw).values.tolist() == [[1, 2], [3, 6], [5, 8]]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (b"<sheetData>", b"<sheetData>" + b" " * 201_000_000, "unpacks to more than 200 MB"),
        (b'<row r="2"', b'<row r="9999999999"', "more than 200000 rows"),
        (b'<c r="B2"', b'<c r="XFD2"', "Row 2 has 16384 columns"),
        (b"</row>", b"</wor>", "cannot be opened"),
        (b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet', "cannot be opened"),
    ],
)
def test_a_hostile_workbook_is_one_sentence(old: bytes, new: bytes, sentence: str) -> None:
    raw = rewritten(workbook(data=[["x", "y"], [1, 2], [3, 4]]), SHEET, old, new)
    assert len(raw) < 10**6
    with pytest.raises(lrviz.TableError, match=sentence):
        lrviz.read_table(raw)


def test_an_empty_workbook_is_empty() -> None:
    with pytest.raises(lrviz.TableError, match="The file is empty"):
        lrviz.read_table(workbook(data=[]))
