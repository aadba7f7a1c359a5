"""A page written to a file: all of it or none of it."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from lrviz.export.errors import ExportError
from lrviz.export.formats import Tell, format_of
from lrviz.export.options import Options
from lrviz.export.snapshot import Snapshot
from lrviz.text.notices import shown

__all__ = ["replacing", "save"]


def save(page: Snapshot, path: Path, options: Options, tell: Tell) -> int:
    """Write a page to ``path``, in the format of its suffix; returns the bytes written.

    The file is there whole or as it was: it is written beside itself under another name, which
    takes its place at the end, and is gone where anything goes wrong.

    Raises:
        ExportError: the format, the path or the disk cannot be used, or the run cannot be made.
        ConfigError, FormulaError: likewise.
    """
    made = format_of(path.name, page.page)
    with replacing(path) as beside:
        content = made.make(page, options, tell)
        with _told(path), beside.open("wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
    return len(content)


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A path beside ``path`` that takes its place at the end of the block, or is gone."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    with _told(path):
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        beside.touch(exist_ok=True)  # nobody waits a minute for a file that cannot be written
    try:
        yield beside
        with _told(path):
            beside.replace(path)
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ExportError("unwritable", path=shown(str(path)), reason=reason) from None
