"""A file that is written whole or not at all."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

__all__ = ["UnwritableError", "replacing", "writing"]


class UnwritableError(OSError):
    """A file that cannot be written, as its path and the system's reason."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(f"{path} cannot be written: {reason}")

    def __reduce__(self) -> tuple[object, ...]:
        return UnwritableError, (self.path, self.reason)


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A path beside ``path`` that takes its place at the end of the block, or is gone.

    Raises:
        UnwritableError: the path cannot be written.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    with writing(path):
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        beside.touch(exist_ok=True)  # nobody waits a minute for a file that cannot be written
    try:
        yield beside
        with writing(path):
            beside.replace(path)
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """What the system refuses within is told of ``path``."""
    try:
        yield
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UnwritableError(path, reason) from None
