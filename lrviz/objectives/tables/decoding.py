"""From a source to text: bounded, told apart from what is no text at all, decoded."""

import codecs
import os
from dataclasses import dataclass
from typing import Any

from lrviz.objectives.tables.encodings import called, guess
from lrviz.objectives.tables.error import TableError, note
from lrviz.objectives.tables.kinds import is_workbook, refuse_other_bytes, refuse_other_text
from lrviz.objectives.tables.workbook import sheet_text
from lrviz.text.notices import Notice

__all__ = ["LIMIT", "Text", "text_of"]

LIMIT = 20 * 10**6  # A file has at most so many bytes.
_CHUNK = 2**20  # A file is read so many bytes at a time, so that one too large is not read whole.
_LOOK = 4096  # So many bytes show whether a text is UTF-16.
_NOTHING = ' \t\r\n\f\v,;|"\u00a0\u3000\uff0c\uff1b'
_DAMAGE = 10  # A text is damaged UTF-8 where so many characters are right to one that is not.
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass(frozen=True)
class Text:
    """The text of a source.

    Attributes:
        text: without a byte order mark.
        encoding: its name, such as "UTF-8" or "Windows-1250".
        notes: what is to be said of the encoding.
    """

    text: str
    encoding: str
    notes: tuple[Notice, ...] = ()


def text_of(source: Any, encoding: str | None = None) -> Text:
    """The text of bytes, a path or a file; its encoding detected if None.

    Raises:
        TableError: what is too large, no text, or not in the encoding given.
        ValueError: an encoding that Python does not know.
    """
    codec = None if encoding is None else _codec(encoding)
    raw = _fetch(source)
    found = Text(raw, "UTF-8") if isinstance(raw, str) else _decode(raw, codec)
    text = found.text.removeprefix("\ufeff").rstrip("\x1a")
    if not text.strip(_NOTHING):
        raise TableError("empty")
    refuse_other_text(text)
    return Text(text, found.encoding, found.notes)


def _codec(encoding: str) -> str:
    try:
        "".encode(encoding)  # refuses what is no encoding of text, too
        return codecs.lookup(encoding).name
    except (LookupError, TypeError, ValueError):
        raise ValueError(
            f"`encoding` must be the name of an encoding, such as 'cp1250'; got {encoding!r}"
        ) from None


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


def _decode(raw: bytes, codec: str | None) -> Text:
    refuse_other_bytes(raw)
    if is_workbook(raw):
        text, notes = sheet_text(raw, LIMIT)
        return Text(text, called("utf-8"), notes)
    if codec is not None:
        return _given(raw, codec)
    for mark, encoding in _BOMS:
        if raw.startswith(mark):
            return _strict(raw[len(mark) :], encoding)
    if wide := _wide(raw[:_LOOK]):
        return _strict(raw, wide)
    if b"\0" in raw:
        raise TableError("nul", row=raw[: raw.index(b"\0")].count(b"\n") + 1)
    try:
        return Text(raw.decode(), called("utf-8"))
    except UnicodeDecodeError:
        return _damaged(raw) or _guessed(raw)


def _given(raw: bytes, codec: str) -> Text:
    try:
        return Text(raw.decode(codec), called(codec))
    except UnicodeDecodeError as error:
        row = raw[: error.start].count(b"\n") + 1
        raise TableError("not_in_encoding", encoding=called(codec), row=row) from None
    except UnicodeError:  # of the few codecs that do not say where
        raise TableError("encoding", encoding=called(codec)) from None


def _strict(raw: bytes, encoding: str) -> Text:
    name = encoding.upper().removesuffix("-LE").removesuffix("-BE")
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        raise TableError("encoding", encoding=name) from None
    return Text(text, name, () if name == "UTF-8" else (note("encoded", encoding=name),))


def _wide(head: bytes) -> str | None:
    """UTF-16 without a mark: digits and separators have a zero in every second byte."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    least = max(2, len(head) // 8)  # a quarter of the places
    if odd >= least and odd > 5 * even:
        return "utf-16-le"
    if even >= least and even > 5 * odd:
        return "utf-16-be"
    return None


def _damaged(raw: bytes) -> Text | None:
    """UTF-8 with a few bytes that are none, each of which is replaced; None for other text."""
    text = raw.decode(errors="replace")
    wrong = text.count("\ufffd")
    right = len(text) - wrong - len(text.encode("ascii", "ignore"))
    if right < _DAMAGE * wrong:
        return None
    row = text[: text.index("\ufffd")].count("\n") + 1
    return Text(text, called("utf-8"), (note("damaged", count=wrong, row=row),))


def _guessed(raw: bytes) -> Text:
    found = guess(raw)
    said = {"encoding": found.encoding}
    if found.confidence is None:
        return Text(found.text, found.encoding, (note("encoded", **said),))
    said["confidence"] = f"{found.confidence:.1%}"
    if found.other:
        other = {"other": found.other, "other_confidence": f"{found.other_confidence:.1%}"}
        return Text(found.text, found.encoding, (note("guessed_of_two", **said, **other),))
    return Text(found.text, found.encoding, (note("guessed", **said),))
