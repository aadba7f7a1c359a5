"""A page as a file, as a job of its address alone: any process can make it."""

from lrviz.export.formats import FORMATS
from lrviz.export.options import Options
from lrviz.export.snapshot import snapshot
from lrviz.film.asking import Progress
from lrviz.regression.data import Columns
from lrviz.states.network import Data

__all__ = ["taken"]


class _EnoughError(Exception):
    """Nobody waits for the file any more."""


def taken(
    page: str,
    query: str,
    suffix: str,
    options: Options,
    table: Columns | None = None,
    data: Data | None = None,
    progress: Progress | None = None,
) -> bytes:
    """The file's content; b"" where ``progress`` has returned False.

    Raises:
        ExportError, ConfigError, FormulaError: it cannot be made.
    """

    def tell(share: float) -> None:
        if progress is not None and progress(share, 1.0) is False:
            raise _EnoughError

    try:
        return FORMATS[suffix].make(snapshot(page, query, table, data), options, tell)
    except _EnoughError:
        return b""
