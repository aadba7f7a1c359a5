"""Awkward files: bytes, and what a person would read in them or be told of them."""

import codecs
import gzip

from lrviz.objectives.tables.decoding import LIMIT

Rows = list[list[float]]
MISSING_AT = "Rows left out because a value is missing: {}, the first in row {}, column {}."
TEXT_AT = "Rows left out because of text among numbers: {}, the first in row {}, column {}: “{}”."
COMMA_IN = "A comma is read as the decimal mark in: {}."
GROUPS_IN = "Marks that group thousands are taken out in: {}."
TEXT_IN = "Left out, because they hold text: {}."
READ_AS = "The text is read as {}"  # and how sure that is
SEMICOLONS = "The cells are separated by semicolons."
UNITS_OF = "Units taken off the numbers: {}."
COUNTS = "Counts the rows, so other columns are chosen as features first: {}."
NO_HEADER = "The first row holds numbers, so the columns are named column_1, column_2, …"
CHINESE = "\u9762\u79ef,\u4ef7\u683c\n100,250\n80,200\n"  # size, price
CHINESE_NAMES = ("\u9762\u79ef", "\u4ef7\u683c")
FULL_WIDTH = (
    "\u9762\u79ef\uff0c\u4ef7\u683c\n\uff11\uff10\uff10\uff0c\uff12\uff0e\uff15\n8,\u22123\n"
)

READ: dict[str, tuple[bytes, tuple[str, ...], Rows, tuple[str, ...]]] = {
    "plain": (b"a,b\n1,2\n3,4\n", ("a", "b"), [[1, 2], [3, 4]], ()),
    "one row, no newline at its end": (b"a,b\n1,2", ("a", "b"), [[1, 2]], ()),
    "windows line ends": (b"a,b\r\n1,2\r\n", ("a", "b"), [[1, 2]], ()),
    "old mac line ends": (b"a,b\r1,2\r3,4\r", ("a", "b"), [[1, 2], [3, 4]], ()),
    "no header": (b"1,2\n3,4\n", ("column_1", "column_2"), [[1, 2], [3, 4]], (NO_HEADER,)),
    "no header, a name first": (
        b"Alice,30,1.5\nBob,31,1.7\n",
        ("column_2", "column_3"),
        [[30, 1.5], [31, 1.7]],
        (NO_HEADER, TEXT_IN.format("column_1")),
    ),
    "years as names": (
        b"city,2020,2021\nA,1,2\nB,3,4\n",
        ("2020", "2021"),
        [[1, 2], [3, 4]],
        (
            "Row 1 is read as the header, although it holds numbers: city, 2020, 2021.",
            TEXT_IN.format("city"),
        ),
    ),
    "constant column": (
        b"a,b\n1,2\n1,3\n",
        ("a", "b"),
        [[1, 2], [1, 3]],
        ("The same value in every row: a.",),
    ),
    "collinear columns": (b"a,b\n1,2\n2,4\n", ("a", "b"), [[1, 2], [2, 4]], ()),
    "missing values": (
        b"a,b\n1,2\n3,NaN\n5,NA\n7,-\n9,null\n11,\n13,14\n15,16\n17,18\n19,20\n",
        ("a", "b"),
        [[1, 2], [13, 14], [15, 16], [17, 18], [19, 20]],
        (MISSING_AT.format(5, 3, 2),),
    ),
    "infinite and enormous": (
        b"a,b\n1,2\n2,inf\n3,1e999\n4,1e308\n5,-Infinity\n",
        ("a", "b"),
        [[1, 2]],
        (
            "Rows left out because a number is infinite or beyond 10¹⁰⁰: 4, "
            "the first in row 3, column 2: “inf”.",
        ),
    ),
    "text in numbers": (
        b"a,b\n1,2\n3,abc\n4,5\n",
        ("a", "b"),
        [[1, 2], [4, 5]],
        (TEXT_AT.format(1, 3, 2, "abc"),),
    ),
    "an underscore is no digit": (
        b"a\n1_000\n2\n3\n",
        ("a",),
        [[2], [3]],
        (TEXT_AT.format(1, 2, 1, "1_000"),),
    ),
    "text, percent, formula and date columns": (
        b"n,p,f,d,x\na,5%,=1+1,2024-01-02,1\nb,6%,=2,2024-01-03,2\n",
        ("p", "x"),
        [[5, 1], [6, 2]],
        (
            TEXT_IN.format("n, f"),
            "Left out, because they hold dates or times: d.",
            UNITS_OF.format("p (%)"),
        ),
    ),
    "a column with almost nothing in it": (
        b"a,b,c\n1,,\n2,,\n3,1,\n",
        ("a",),
        [[1], [2], [3]],
        (
            "Left out, because they are empty: c.",
            "Left out, because most of their values are missing: b.",
        ),
    ),
    "UTF-8 with a mark": (
        codecs.BOM_UTF8 + "größe,b\n1,2\n".encode(),
        ("größe", "b"),
        [[1, 2]],
        (),
    ),
    "UTF-16 with a mark": (
        "a,b\n1,2\n".encode("utf-16"),
        ("a", "b"),
        [[1, 2]],
        (READ_AS.format("UTF-16"),),
    ),
    "UTF-16 big-endian with a mark": (
        codecs.BOM_UTF16_BE + "a,b\n1,2\n".encode("utf-16-be"),
        ("a", "b"),
        [[1, 2]],
        (READ_AS.format("UTF-16"),),
    ),
    "UTF-16 little-endian without": (
        CHINESE.encode("utf-16-le"),
        CHINESE_NAMES,
        [[100, 250], [80, 200]],
        (READ_AS.format("UTF-16"),),
    ),
    "UTF-16 big-endian without": (
        "a,b\n1,2\n".encode("utf-16-be"),
        ("a", "b"),
        [[1, 2]],
        (READ_AS.format("UTF-16"),),
    ),
    "GBK": (
        CHINESE.encode("gbk"),
        CHINESE_NAMES,
        [[100, 250], [80, 200]],
        (READ_AS.format("GB18030"),),
    ),
    "Windows Western with a euro": (
        "Größe;Preis (€)\n100;250,5\n".encode("cp1252"),
        ("Größe", "Preis (€)"),
        [[100, 250.5]],
        (READ_AS.format("Windows-1252"), SEMICOLONS, COMMA_IN.format("Preis (€)")),
    ),
    "accents that could be Chinese pairs": (
        "prénom,âge\n1,3\n".encode("latin-1"),
        ("prénom", "âge"),
        [[1, 3]],
        (READ_AS.format("Windows-1252"),),
    ),
    "semicolons": (b"a;b\n1;2\n3;4\n", ("a", "b"), [[1, 2], [3, 4]], (SEMICOLONS,)),
    "tabs and decimal commas": (
        b"a\tb\n1,5\t2\n",
        ("a", "b"),
        [[1.5, 2]],
        (
            "The cells are separated by tabs.",
            COMMA_IN.format("a"),
        ),
    ),
    "pipes": (
        b"a|b\n1|2.5\n",
        ("a", "b"),
        [[1, 2.5]],
        ("The cells are separated by vertical bars.",),
    ),
    "semicolons and decimal commas": (
        b"a;b\n1,5;2\n2,25;3\n",
        ("a", "b"),
        [[1.5, 2], [2.25, 3]],
        (
            SEMICOLONS,
            COMMA_IN.format("a"),
        ),
    ),
    "German thousands": (
        b"a;b\n1.234,5;2\n2.345;3\n",
        ("a", "b"),
        [[1234.5, 2], [2345, 3]],
        (SEMICOLONS, COMMA_IN.format("a"), GROUPS_IN.format("a")),
    ),
    "the other columns tell what 1.234 is": (
        b"a;b\n1.234;2,5\n2.345;3,5\n",
        ("a", "b"),
        [[1234, 2.5], [2345, 3.5]],
        (SEMICOLONS, COMMA_IN.format("b"), GROUPS_IN.format("a")),
    ),
    "0.123 groups nothing": (
        b"a;b\n0.123;2,5\n0.456;3,5\n",
        ("a", "b"),
        [[0.123, 2.5], [0.456, 3.5]],
        (
            SEMICOLONS,
            COMMA_IN.format("b"),
        ),
    ),
    "English thousands in quotes": (
        b'a,b\n"1,234",2\n"12,345.5",3\n',
        ("a", "b"),
        [[1234, 2], [12345.5, 3]],
        (GROUPS_IN.format("a"),),
    ),
    "decimal commas in quotes": (
        b'a,b\n"1,5",2\n"2,25",3\n',
        ("a", "b"),
        [[1.5, 2], [2.25, 3]],
        (COMMA_IN.format("a"),),
    ),
    "Swiss and French thousands": (
        "a;b\n1'234.5;1\u202f234,5\n".encode(),
        ("a", "b"),
        [[1234.5, 1234.5]],
        (SEMICOLONS, COMMA_IN.format("b"), GROUPS_IN.format("a, b")),
    ),
    "one column of decimal commas": (
        b"x\n1,5\n2,5\n",
        ("x",),
        [[1.5], [2.5]],
        (COMMA_IN.format("x"),),
    ),
    "quoted newlines count as one row": (
        b'"a\nlong",b\n1,2\n"3","4"\n5,q\n',
        ("a long", "b"),
        [[1, 2], [3, 4]],
        (TEXT_AT.format(1, 4, 2, "q"),),
    ),
    "spaces around quotes": (b'"a" ,"b"\n"1" , "2"\n', ("a", "b"), [[1, 2]], ()),
    "duplicate names": (
        b"a,a,a_2,a\n1,2,3,4\n5,6,7,8\n",
        ("a", "a_3", "a_2", "a_4"),
        [[1, 2, 3, 4], [5, 6, 7, 8]],
        ("A second column of the same name is called: a_3, a_4.",),
    ),
    "a name is missing": (
        b",a\n0,5\n1,6\n",
        ("column_1", "a"),
        [[0, 5], [1, 6]],
        (COUNTS.format("column_1"),),
    ),
    "a separator at the end of each row": (
        b"a,b\n1,2,\n3,4,\n",
        ("a", "b"),
        [[1, 2], [3, 4]],
        (),
    ),
    "a spreadsheet's empty columns": (
        b"a;b;;;;\n1;2;;;;\n;;;;;\n",
        ("a", "b"),
        [[1, 2]],
        (SEMICOLONS,),
    ),
    "a column without a name": (
        b"a,b,\n1,2,9\n3,4,8\n",
        ("a", "b", "column_3"),
        [[1, 2, 9], [3, 4, 8]],
        (),
    ),
    "blank lines are rows of the sheet": (
        b"\n\na,b\n\n1,2\n,,\n3,x\n4,5\n\n",
        ("a", "b"),
        [[1, 2], [4, 5]],
        (TEXT_AT.format(1, 7, 2, "x"),),
    ),
    "ragged rows": (
        b"a,b\n1,2\n3\n4,5,6\n7,8\n",
        ("a", "b"),
        [[1, 2], [7, 8]],
        (
            "Rows with too few cells: 1, the first is row 3; what they lack counts as missing.",
            "Rows left out because they have too many cells: 1, "
            "the first is row 4 with 3 instead of 2.",
            MISSING_AT.format(1, 3, 2),
        ),
    ),
    "a Chinese keyboard": (
        FULL_WIDTH.replace(",", "\uff0c").encode(),
        CHINESE_NAMES,
        [[100, 2.5], [8, -3]],
        ("The cells are separated by “\uff0c”.",),
    ),
    "a spreadsheet's line for itself": (
        b"sep=;\r\na;b\r\n1;2\r\n",
        ("a", "b"),
        [[1, 2]],
        (SEMICOLONS,),
    ),
    "an end-of-file mark of old": (b"a,b\n1,2\n\x1a", ("a", "b"), [[1, 2]], ()),
}

REFUSED: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "The file is empty."),
    "blank": (b"\n\n  \n", "The file is empty."),
    "only separators": (b",,\n,,\n", "The file is empty."),
    "header only": (b"a,b\n", "Below the header there is no row of numbers."),
    "nothing below the header": (b"a,b\n-,NA\nNA,-\n", "Below the header every cell is empty."),
    "words": (
        b"Hello, world\nThis is text.\n",
        "No column is made of numbers: in row 2, column 1 stands “This is text.”.",
    ),
    "no row is complete": (
        b"a,b\n1,\n2,\n,3\n,4\n",
        "No row is complete: row 2 has no usable number in column 2.",
    ),
    "a column more than the header": (
        b"x,y\n7,10,20\n5,30,40\n",
        "Row 2 has 3 cells and the table 2 columns, and most rows are like it: "
        "which number belongs to which column cannot be told.",
    ),
    "1001 columns": (
        b",".join([b"a"] * 1001) + b"\n" + b",".join([b"1"] * 1001),
        "Row 1 has 1001 columns; at most 1000 are read.",
    ),
    "200,001 rows": (
        b"a\n" + b"1\n" * 200_001,
        "The table has more than 200000 rows, the most that is read.",
    ),
    "200,001 rows, no header": (
        b"1\n" * 200_001,
        "The table has more than 200000 rows, the most that is read.",
    ),
    "an open quotation mark": (
        b'a,b\n1,"2\n3,4\n',
        "The quotation mark that opens in row 2 is never closed.",
    ),
    "an open quotation mark before much": (
        b'a,b\n"1,2\n' + b"1,2\n" * 40_000,
        "Row 2 has a cell of more than 131072 characters; perhaps a quotation mark is not closed.",
    ),
    "a NUL byte": (
        b"a,b\n1,\x002\n",
        "Line 2 holds a NUL byte: the file is damaged, or it is not text.",
    ),
    "UTF-16 cut off": (
        codecs.BOM_UTF16_LE + b"a\x00,\x00b",
        "The file begins as UTF-16 text but cannot be read as such: it is damaged or cut off.",
    ),
    "gzip": (
        gzip.compress(b"a,b\n1,2\n"),
        "This is a gzip archive: unpack it first and give the CSV inside.",
    ),
    "xlsx": (
        b"PK\x03\x04[Content_Types].xml",
        "This Excel workbook cannot be opened: save the sheet as CSV and give that.",
    ),
    "xls": (
        b"\xd0\xcf\x11\xe0\xa1\xb1",
        "This is an old Excel workbook: save the sheet as CSV and give that.",
    ),
    "JSON": (b' [{"a": 1}]', "This is JSON: a CSV is needed, one row per line."),
    "HTML": (b"<!DOCTYPE html><p>1,2", "This is a web page or XML: a CSV is needed."),
    "PDF": (b"%PDF-1.7 1,2", "This is a PDF: a CSV is needed."),
    "a picture": (b"\x89PNG\r\n\x1a\n", "This is a picture: a CSV is needed."),
    "other bytes": (bytes(range(1, 32)) * 20, "This is not a text file: a CSV is needed."),
    "one byte too many": (
        b"1" * (LIMIT + 1),
        "The file is larger than 20 MB, the most that is read.",
    ),
}
