"""A folder that is written whole or not at all."""

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lrviz.export.errors import ExportError
from lrviz.text.notices import shown

__all__ = ["SIGN", "replacing_folder"]

# The index of a site has this in its head: only a folder that has it is replaced.
SIGN = '<meta name="generator" content="lrviz'


@contextmanager
def replacing_folder(path: Path) -> Iterator[Path]:
    """A folder beside ``path`` that takes its place at the end of the block, or is gone.

    Raises:
        ExportError: it cannot be written, or holds what is no site.
    """
    beside = path.absolute().with_name(f".{path.absolute().name}.{os.getpid()}.part")
    old = beside.with_suffix(".old")
    try:
        with _told(path):
            _check_site(path)
            beside.mkdir()
            yield beside
            if path.exists():
                path.replace(old)
            beside.replace(path)
    finally:
        for each in (beside, old):
            shutil.rmtree(each, ignore_errors=True)


def _check_site(path: Path) -> None:
    """Nothing but a site is replaced by a site."""
    if not path.exists():
        return
    if not path.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
    index = path / "index.html"
    if any(path.iterdir()) and not (index.is_file() and SIGN in index.read_text("utf-8")):
        raise ExportError("no_site", path=shown(str(path)))


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """What the system refuses within is told of ``path``."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise ExportError("unwritable", path=shown(str(path)), reason=reason) from None
