"""What a file is where it is no table of text: told by its first bytes or its first lines."""

import re

from lrviz.objectives.tables.error import TableError

__all__ = ["is_workbook", "refuse_other_bytes", "refuse_other_text"]

_ZIP = b"PK\x03\x04"
# What is often given in place of a CSV, by its first bytes.
_MAGIC = (
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "compressed"),
    (b"\xfd7zXZ\x00", "compressed"),
    (b"\x28\xb5\x2f\xfd", "compressed"),  # Zstandard
    (b"7z\xbc\xaf\x27\x1c", "compressed"),
    (b"Rar!\x1a\x07", "compressed"),
    (b"\xd0\xcf\x11\xe0", "xls"),
    (b"%PDF", "pdf"),
    (b"{\\rtf", "document"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"PAR1", "parquet"),
    (b"ARROW1", "arrow"),
    (b"FEA1", "arrow"),
    (b"\x89HDF\r\n", "hdf5"),
    (b"CDF\x01", "hdf5"),  # NetCDF, its forerunner
    (b"\x93NUMPY", "numpy"),
    (b"SQLite format 3", "database"),
    (b"$FL2", "statistics"),  # SPSS
    (b"<stata_dta>", "statistics"),
    (b"MATLAB 5.0 MAT-file", "statistics"),
    (b"RDX", "statistics"),  # R
)
_PICKLE = re.compile(rb"\x80[\x02-\x05][\x95c}\]()]")
_CONTROL = re.compile(r"[\x01-\x08\x0e-\x1f\x7f]")
_LOOK = 65_536  # So many characters show what a text is.

# A text's kind by how it begins; the first that fits is said.
_TEXTS = (
    ("pointer", r"version https://git-lfs\.|/annex/objects/|(?:\.\./)*\.git/annex/objects/"),
    ("json_lines", r"\s*\{.*\}[ \t]*\r?\n\s*\{"),
    ("json", r'\s*(?:\{\s*["}]|\[\s*[\[{"\d-])'),
    ("html", r"\s*<(?:!doctype|!--|html|head|body|table|\?xml)"),
    ("arff", r"(?:\s*%[^\n]*\n)*\s*@relation\b"),
    ("libsvm", r"(?:[+-]?[\d.]+(?:,\d+)*(?:[ \t]+\d+:[-+\d.eE]+)+[ \t]*(?:\r?\n|$)){1,3}"),
    ("latex", r"\s*\\(?:begin|documentclass|usepackage)\b"),
    ("sql", r"\s*(?:--[^\n]*\n\s*)*(?:/\*.*?\*/;?\s*)*(?:create table|insert into|drop table)\b"),
    ("not_found", r"\s*(?:404: not found|404 not found|not found|access denied)\s*$"),
)
_KINDS = tuple((kind, re.compile(how, re.IGNORECASE)) for kind, how in _TEXTS)


def refuse_other_bytes(raw: bytes) -> None:
    """Raise TableError for archives, pictures and other files that are no text; not for xlsx."""
    if raw.startswith(_ZIP) and not is_workbook(raw):
        raise TableError(f"kind.{_zipped(raw)}")
    for magic, kind in _MAGIC:
        if raw.startswith(magic):
            raise TableError(f"kind.{kind}")
    if _PICKLE.match(raw):
        raise TableError("kind.pickle")


def is_workbook(raw: bytes) -> bool:
    """Whether these are the bytes of an Excel workbook, .xlsx."""
    return raw.startswith(_ZIP) and _zipped(raw) == "xlsx"


def _zipped(raw: bytes) -> str:
    """What a zip archive holds: the names of its members stand in it as they are."""
    if b"opendocument.spreadsheet" in raw[:200]:
        return "ods"
    if b"xl/" in raw or (b"[Content_Types].xml" in raw and b"word/" not in raw):
        return "xlsx"
    return "document" if b"word/" in raw else "zip"


def refuse_other_text(text: str) -> None:
    """Raise TableError for texts in a format of their own, and for what is no text."""
    if "\0" in text:
        raise TableError("nul", row=text[: text.index("\0")].count("\n") + 1)
    head = text[:_LOOK]
    if len(_CONTROL.findall(head)) > len(head) // 100:
        raise TableError("kind.binary")
    for kind, pattern in _KINDS:
        if pattern.match(head):
            raise TableError(f"kind.{kind}")
