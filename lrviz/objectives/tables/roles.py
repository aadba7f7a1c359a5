"""Columns of numbers that are no quantity to fit on: row numbers, ids, one value alone."""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lrviz.objectives.tables.error import listed, note
from lrviz.objectives.tables.numbers import Floats
from lrviz.objectives.tables.words import IDS
from lrviz.text.notices import Notice

__all__ = ["is_constant", "is_id", "is_row_number", "quantities", "roles"]

_LARGE = 10_000  # Whole numbers from here on, in a first column without a name, are ids.
_UNIQUE = 0.9  # Of the values of an id at least this share differ.
_ID = re.compile(
    r"(?:.*[\W_])?(?i:ids?|idx|index|u?uid|guid|key|pk)|.*[a-z]I[dD]|(?i:unnamed:? ?\d+)"
)
_STAND_INS = (-99.0, -200.0, -999.0, -9999.0, -99999.0)  # They stand for a missing value.


def is_constant(values: Floats) -> bool:
    """Whether there are two numbers or more, and all are the same."""
    if len(values) > 1 and abs(values[0] - values[1]) > 0:  # most columns are seen at once
        return False
    there = values[~np.isnan(values)]
    return len(there) > 1 and not np.ptp(there)


def is_row_number(name: str, values: Floats, rows: NDArray[np.int64]) -> bool:
    """Whether a column without a name, or called an id, counts the rows, some of them left out too.

    A quantity may go up by one as well: a size from 1 to 9 is none.
    """
    if name != "column_1" and not _is_called_id(name):
        return False
    if len(values) < 2 or np.isnan(values).any():
        return False
    by_one = bool((np.diff(values) == 1).all()) and values[0] in {0, 1}
    as_rows = bool((values - rows == values[0] - rows[0]).all()) and 0 <= values[0] <= rows[0]
    return by_one or as_rows


def is_id(name: str, values: Floats) -> bool:
    """Whether a column may be an id by its name and is one: whole numbers, nearly all different."""
    there = values[~np.isnan(values)]
    if len(there) < 2 or not (_is_called_id(name) or (name == "column_1" and there[0] >= _LARGE)):
        return False
    if (there != np.floor(there)).any() or (name == "column_1" and there.min() < _LARGE):
        return False
    return len(np.unique(there)) >= _UNIQUE * len(there)


def quantities(names: Sequence[str], values: Floats, rows: NDArray[np.int64]) -> list[int]:
    """The columns that are none of these: what a regression is first fitted on."""
    return [
        k
        for k, name in enumerate(names)
        if not is_constant(values[:, k])
        and not is_row_number(name, values[:, k], rows)
        and not is_id(name, values[:, k])
    ]


def roles(names: Sequence[str], values: Floats, rows: NDArray[np.int64]) -> list[Notice]:
    """What is to be known of columns that look like quantities and are none."""
    columns = list(zip(names, values.T, strict=True))
    counting = [name for name, column in columns if is_row_number(name, column, rows)]
    found = {
        "constant": [name for name, column in columns if is_constant(column)],
        "row_numbers": counting,
        "ids": [name for name, column in columns if name not in counting and is_id(name, column)],
        "stand_ins": [name for name, column in columns if _stands_in(column)],
    }
    return [note(key, names=listed(them)) for key, them in found.items() if them]


def _stands_in(values: Floats) -> bool:
    """Whether the one negative value of a column is one that often stands for a missing one."""
    lowest = np.nanmin(values) if not np.isnan(values).all() else 0.0
    if lowest not in _STAND_INS:  # most often so, and looking closer takes time
        return False
    there = np.unique(values[~np.isnan(values)])
    return len(there) > 2 and bool(there[1] >= 0)


def _is_called_id(name: str) -> bool:
    return name.casefold() in IDS or _ID.fullmatch(name) is not None
