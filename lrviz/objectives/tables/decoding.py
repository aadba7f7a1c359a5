"""From a source to text: bounded, told apart from what is no text at all, decoded."""

import codecs
import os
import re
from typing import Any

from lrviz.objectives.tables.error import TableError

LIMIT = 20 * 10**6  # bytes
_CHUNK = 2**20
_LOOK = 4096  # bytes that show whether it is UTF-16

# What is often given in place of a CSV, by its first bytes.
_MAGIC = (
    (b"\x1f\x8b", "gzip"),
    (b"PK\x03\x04", "xlsx"),
    (b"\xd0\xcf\x11\xe0", "xls"),
    (b"%PDF", "pdf"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"PAR1", "parquet"),
    (b"SQLite format 3", "database"),
)
_JSON = re.compile(r'\s*(?:\{\s*["}]|\[\s*[\[{"\d-])')
_HTML = re.compile(r"\s*<(?:!doctype|!--|html|head|body|table|\?xml)", re.IGNORECASE)
_CONTROL = re.compile(r"[\x01-\x08\x0e-\x1f\x7f]")
_NOTHING = ' \t\r\n\f\v,;|"\u00a0\u3000\uff0c\uff1b'
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NAMES = {"utf-8": "UTF-8", "gb18030": "GB18030", "cp1252": "Windows-1252", "latin-1": "Latin-1"}


def text_of(source: Any) -> tuple[str, str]:
    """The text of bytes, a path or a file, and the name of its encoding; raises TableError."""
    raw = _fetch(source)
    text, encoding = (raw, "UTF-8") if isinstance(raw, str) else _decode(raw)
    text = text.removeprefix("\ufeff").rstrip("\x1a")
    if not text.strip(_NOTHING):
        raise TableError("empty")
    _check_text(text)
    return text, encoding


def _fetch(source: Any) -> bytes | str:
    """All of the source, or a refusal after at most one byte more than the limit."""
    if isinstance(source, bytes | bytearray | memoryview):
        _check_size(memoryview(source).nbytes)
        return bytes(source)
    if isinstance(source, str | os.PathLike):
        try:
            with open(source, "rb") as file:
                _check_size(os.fstat(file.fileno()).st_size)
                return _read(file)
        except (OSError, ValueError) as error:
            if isinstance(error, TableError):
                raise
            raise TableError("no_file", name=os.path.basename(os.fspath(source))) from None
    if hasattr(source, "read"):
        return _read(source)
    raise TypeError(f"`source` must be bytes, a path or a file; got {type(source).__name__}")


def _read(file: Any) -> bytes | str:
    pieces: list[Any] = []
    size = 0
    while piece := file.read(min(_CHUNK, LIMIT + 1 - size)):
        size += len(piece)
        _check_size(size)
        pieces.append(piece)
    if not pieces:
        return b""
    whole: bytes | str = type(pieces[0])().join(pieces)
    return whole


def _check_size(size: int) -> None:
    if size > LIMIT:
        raise TableError("too_big", limit=LIMIT // 10**6)


def _decode(raw: bytes) -> tuple[str, str]:
    for magic, kind in _MAGIC:
        if raw.startswith(magic):
            raise TableError(f"kind.{kind}")
    for mark, encoding in _BOMS:
        if raw.startswith(mark):
            return _strict(raw[len(mark) :], encoding)
    if wide := _wide(raw[:_LOOK]):
        return _strict(raw, wide)
    if b"\0" in raw:
        raise TableError("nul", row=raw[: raw.index(b"\0")].count(b"\n") + 1)
    for encoding in ("utf-8", "gb18030", "cp1252"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding != "gb18030" or _is_chinese(raw):
            return text, _NAMES[encoding]
    return raw.decode("latin-1"), _NAMES["latin-1"]


def _strict(raw: bytes, encoding: str) -> tuple[str, str]:
    name = encoding.upper().removesuffix("-LE").removesuffix("-BE")
    try:
        return raw.decode(encoding), name
    except UnicodeDecodeError:
        raise TableError("encoding", encoding=name) from None


def _wide(head: bytes) -> str | None:
    """UTF-16 without a mark: digits and separators have a zero in every second byte."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    least = max(2, len(head) // 8)  # a quarter of the places
    if odd >= least and odd > 5 * even:
        return "utf-16-le"
    if even >= least and even > 5 * odd:
        return "utf-16-be"
    return None


def _is_chinese(raw: bytes) -> bool:
    """Whether the bytes above 127 are pairs of common Chinese characters, not accents.

    GB 2312 keeps punctuation in rows A1 to A9 and the common characters in B0 to D7, both
    bytes high. An accented letter of Western text has an ASCII neighbour most of the time.
    """
    pairs = re.findall(rb"[\x81-\xfe][\x30-\xfe]", raw)
    common: int = sum(
        (0xA1 <= lead <= 0xA9 or 0xB0 <= lead <= 0xD7) and trail >= 0xA1 for lead, trail in pairs
    )
    return bool(2 * common > len(pairs))


def _check_text(text: str) -> None:
    if "\0" in text:
        raise TableError("nul", row=text[: text.index("\0")].count("\n") + 1)
    if len(_CONTROL.findall(text[:65536])) > len(text[:65536]) // 100:
        raise TableError("kind.binary")
    if _JSON.match(text):
        raise TableError("kind.json")
    if _HTML.match(text):
        raise TableError("kind.html")
