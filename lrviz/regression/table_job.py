"""A table read as a job, by whatever process answers questions."""

from collections.abc import Callable
from typing import Any

from lrviz.objectives.tables import read_table
from lrviz.objectives.tables.reading import Table

__all__ = ["table_of"]


def table_of(
    raw: bytes,
    given: tuple[tuple[str, Any], ...],
    progress: Callable[[float, float], object] | None = None,
) -> Table:
    """The table in a file's bytes, gaps kept; ``given``: of its form, as ``read_table`` takes it.

    Raises:
        TableError: a file that is no table.
    """

    def tell(share: float) -> None:
        if progress is not None:
            progress(share, 1.0)

    return read_table(raw, gaps="keep", progress=tell, **dict(given))
