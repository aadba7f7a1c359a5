"""The data of a regression: the columns and rows of an own table that are used, points moved.

The columns of a table are counted in the table; the features of a recipe are the columns
without the target, counted among themselves.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from lrviz.objectives.design_matrix import Floats
from lrviz.objectives.tables.error import TableError, listed
from lrviz.objectives.tables.roles import is_constant, quantities

__all__ = [
    "FEWEST_COLUMNS",
    "FEWEST_ROWS",
    "Columns",
    "Move",
    "complete",
    "first_choice",
    "first_features",
    "hits",
    "labels",
    "lacking",
    "moved",
    "parted",
    "rows_of",
]

FEWEST_ROWS = 2  # A line needs so many rows.
FEWEST_COLUMNS = 2  # A regression needs so many columns: a feature and a target.
Move = tuple[int, int, float]  # row, column (−1: the target), new value


class Columns(Protocol):
    """A table of named columns of numbers; NaN where there is none. ``labels``: those of words."""

    @property
    def names(self) -> tuple[str, ...]: ...
    @property
    def values(self) -> Floats: ...
    @property
    def rows(self) -> NDArray[np.int64]: ...
    @property
    def labels(self) -> Mapping[str, tuple[str, str]]: ...


def parted(table: Columns | None, target: int) -> tuple[Columns, int, list[int]]:
    """The table, the column of its target, and those of all features.

    Raises:
        ValueError: where no table is given.
    """
    if table is None:
        raise ValueError("the recipe is for a table of one's own, which was not given")
    place = target % len(table.names)
    return table, place, [i for i in range(len(table.names)) if i != place]


def complete(table: Columns, columns: Sequence[int]) -> NDArray[np.bool_]:
    """Which rows have a number in every one of ``columns`` ``(n,)``."""
    return np.asarray(np.isfinite(table.values[:, list(columns)]).all(1))


def rows_of(table: Columns, columns: Sequence[int]) -> NDArray[np.int64]:
    """The places of the rows that are complete in ``columns``.

    Raises:
        TableError: where there are fewer than two.
    """
    found = np.flatnonzero(complete(table, columns))
    if len(found) < FEWEST_ROWS:
        said = {"rows": len(table.values), "count": len(found), "fewest": FEWEST_ROWS}
        raise TableError("incomplete", **said, names=listed([table.names[i] for i in columns]))
    return found


def lacking(table: Columns, columns: Sequence[int]) -> dict[int, int]:
    """In how many rows each of ``columns`` has no number; only those with such rows, most first."""
    gaps = {i: int(np.isnan(table.values[:, i]).sum()) for i in columns}
    return dict(sorted(((i, n) for i, n in gaps.items() if n), key=lambda pair: -pair[1]))


def first_choice(table: Columns) -> tuple[int, tuple[int, ...]] | None:
    """The target's column and the features that a table is first fitted on.

    The last quantity that is not mostly missing, or the last column that shares enough rows
    with another; None where no two columns do.
    """
    columns = range(len(table.names))
    for target in (*_usual(table)[-1:], *_there(table)[-1:], *reversed(columns)):
        if features := first_features(table, target):
            return target, features
    return None


def first_features(table: Columns, target: int) -> tuple[int, ...]:
    """The features that the column ``target`` is first fitted on.

    The first two other quantities that are not mostly missing, words only where there is no
    number: row numbers, ids and columns of one value are none, and come only where there is
    nothing else. Where that leaves too few rows, the one that it shares most with; () where
    there is none.
    """
    others = [[i for i in them if i != target] for them in (_usual(table), _there(table))]
    numbers = [i for i in others[0] if table.names[i] not in table.labels]
    usual = (
        numbers[:2]
        or others[0][:2]
        or [i for i in others[1] if not is_constant(table.values[:, i])][:2]
    )
    usual = usual or others[1][:2]
    if not usual or complete(table, [*usual, target]).sum() < FEWEST_ROWS:
        known = np.isfinite(table.values)
        shared = (known & known[:, [target]]).sum(0)
        shared[target] = 0
        usual = [int(shared.argmax())] if shared.max() >= FEWEST_ROWS else []
    return tuple(i - (i > target) for i in usual)


def _usual(table: Columns) -> list[int]:
    """The quantities among the columns that are not mostly missing."""
    quantity = set(quantities(table.names, table.values, table.rows))
    return [i for i in _there(table) if i in quantity]


def _there(table: Columns) -> list[int]:
    """The columns that are not mostly missing."""
    known = np.isfinite(table.values)
    return [int(i) for i in np.flatnonzero(2 * known.sum(0) >= len(known))]


def labels(y: Floats) -> bool:
    """Whether a target is made of zeros and ones, both of them."""
    return bool(np.array_equal(np.unique(y), (0.0, 1.0)))


def hits(moves: Sequence[Move], rows: int, columns: Sequence[int]) -> tuple[Move, ...]:
    """The moves that name one of so many rows, and the target or one of ``columns``."""
    return tuple(each for each in moves if each[0] < rows and each[1] in (-1, *columns))


def moved(X: Floats, y: Floats, moves: Sequence[Move]) -> tuple[Floats, Floats]:
    """The data with some numbers replaced; what names no entry is passed over."""
    X, y = X.copy(), y.copy()
    for row, column, value in moves:
        if row < len(y) and column < X.shape[1]:
            (y if column < 0 else X[:, column])[row] = value
    return X, y
