"""A page written to a file: all of it or none of it."""

import os
from pathlib import Path

from lrviz.descent.whole_file import UnwritableError, replacing, writing
from lrviz.export.errors import ExportError
from lrviz.export.formats import Tell, format_of
from lrviz.export.options import Options
from lrviz.export.snapshot import Snapshot
from lrviz.text.notices import shown

__all__ = ["save"]


def save(page: Snapshot, path: Path, options: Options, tell: Tell) -> int:
    """Write a page to ``path``, in the format of its suffix; returns the bytes written.

    The file is there whole or as it was: it is written beside itself under another name, which
    takes its place at the end, and is gone where anything goes wrong.

    Raises:
        ExportError: the format, the path or the disk cannot be used, or the run cannot be made.
        ConfigError, FormulaError: likewise.
    """
    made = format_of(path.name, page.page)
    try:
        with replacing(path) as beside:
            content = made.make(page, options, tell)
            with writing(path), beside.open("wb") as out:
                out.write(content)
                out.flush()
                os.fsync(out.fileno())
    except UnwritableError as error:
        raise ExportError("unwritable", path=shown(str(path)), reason=error.reason) from None
    return len(content)
