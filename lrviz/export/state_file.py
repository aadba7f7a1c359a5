"""A state as one file: the page, its address, a set list, and the table no address can carry.

JSON with a version of its own: what an older lrviz wrote opens, what a newer one wrote says so.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lrviz.export.errors import ExportError
from lrviz.export.snapshot import Snapshot, snapshot
from lrviz.lessons import read_list
from lrviz.objectives.design_matrix import LARGEST
from lrviz.regression.data import Columns
from lrviz.states.network import Data

__all__ = ["MOST_BYTES", "SUFFIX", "VERSION", "StateTable", "is_state", "read_state", "state_of"]

SUFFIX = ".lrviz.json"
VERSION = 1  # The version of the file's format; a file of a later one is refused.
MOST_BYTES = 20_000_000  # A larger file is refused before anything of it is parsed.
LARGEST_COUNT = 2**53  # Whole numbers beyond this are no numbers of rows.
MOST_ROWS, MOST_COLUMNS = 200_000, 1000  # A table of more rows, or columns, is refused.

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, eq=False)
class StateTable:
    """A person's own table as a state file holds it, see ``lrviz.regression.data.Columns``."""

    names: tuple[str, ...]
    values: Floats
    rows: NDArray[np.int64]
    labels: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def is_state(name: str) -> bool:
    """Whether a file of this name holds a state."""
    return name.lower().endswith(SUFFIX)


def state_of(page: Snapshot) -> bytes:
    """The page's state: settings, moved points (which are settings), the table and the set list."""
    record: dict[str, Any] = {"lrviz_state": VERSION, "page": page.page, "query": page.query}
    if page.setlist:
        record |= {"list": page.setlist, "nth": page.nth}
    if page.table is not None:
        table = page.table
        record["table"] = {
            "names": list(table.names),
            "values": _numbers(table.values),
            "rows": table.rows.tolist(),
            "labels": {name: list(pair) for name, pair in table.labels.items()},
        }
    if page.data is not None:
        data = page.data
        record["data"] = {
            "X": data.X.tolist(),
            "y": data.y.tolist(),
            "held": [data.held[0].tolist(), data.held[1].tolist()],
            "loss": data.loss,
            "names": list(data.names),
        }
    return json.dumps(record, ensure_ascii=False, allow_nan=False).encode() + b"\n"


def _numbers(values: Floats) -> list[list[float | None]]:
    """Rows of numbers; null where there is none."""
    return [[x if np.isfinite(x) else None for x in row] for row in values.tolist()]


def read_state(raw: bytes) -> Snapshot:
    """The page of a state file.

    Raises:
        ExportError: it is too large, no state, or of a newer lrviz.
        ConfigError, FormulaError: a setting in it cannot be used.
    """
    if len(raw) > MOST_BYTES:
        raise ExportError(
            "state_large", size=f"{len(raw) / 1e6:.0f}", most=f"{MOST_BYTES / 1e6:.0f}"
        )
    try:
        record = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise ExportError("state_unread") from None
    version = record.get("lrviz_state") if isinstance(record, dict) else None
    if type(version) is not int or version < 1:
        raise ExportError("state_unread")
    if version > VERSION:
        raise ExportError("state_newer", version=version, known=VERSION)
    try:
        page, query = _text(record["page"]), _text(record["query"])
        table = _table(record["table"]) if "table" in record else None
        data = _data(record["data"]) if "data" in record else None
        setlist, nth = _text(record.get("list", "")), _whole(record.get("nth", 1))
    except (LookupError, TypeError, ValueError, OverflowError):
        raise ExportError("state_unread") from None
    if nth < 1 or (setlist and nth > len(read_list(setlist).items)):
        raise ExportError("state_unread")
    found = snapshot(page, query, table, data)
    return replace(found, setlist=setlist, nth=nth)


def _table(record: object) -> Columns:
    record = _mapping(record)
    names, rows = _names(record["names"]), [_whole(row) for row in _list(record["rows"])]
    values = _matrix(record["values"], len(names))
    if len(rows) != len(values) or not 2 <= len(names) <= MOST_COLUMNS:
        raise ValueError
    labels = {name: _pair(pair) for name, pair in _mapping(record["labels"]).items()}
    if not labels.keys() <= {*names}:
        raise ValueError
    return StateTable(
        names=names, values=values, rows=np.array(rows, dtype=np.int64), labels=labels
    )


def _data(record: object) -> Data:
    """One input and its target, or two inputs and labels of 0 and 1, as the page takes them."""
    record = _mapping(record)
    names, loss = _names(record["names"]), record["loss"]
    inputs, (held, held_y) = len(names) - 1, _list(record["held"])
    X, held = _matrix(record["X"], inputs), _matrix(held, inputs)
    y, held_y = _column(record["y"], len(X)), _column(held_y, len(held))
    labels = {*y.tolist(), *held_y.tolist()} <= {0.0, 1.0}
    if not len(X) or not np.isfinite(X).all() or not np.isfinite(held).all():
        raise ValueError
    if (inputs, loss) != (1, "mse") and not ((inputs, loss) == (2, "log_loss") and labels):
        raise ValueError
    return Data(X=X, y=y, held=(held, held_y), loss=loss, names=names, standardised=True)


def _matrix(rows: object, columns: int) -> Floats:
    """Rows of ``columns`` numbers each; NaN for null."""
    found = [[_number(x, null=True) for x in _list(row)] for row in _list(rows)]
    if len(found) > MOST_ROWS or any(len(row) != columns for row in found):
        raise ValueError
    return np.array(found, dtype=np.float64).reshape(len(found), columns)


def _column(values: object, count: int) -> Floats:
    found = np.array([_number(x) for x in _list(values)], dtype=np.float64)
    if len(found) != count:
        raise ValueError
    return found


def _number(value: object, *, null: bool = False) -> float:
    """A number that a table may hold; NaN for null, where that is allowed."""
    if null and value is None:
        return float("nan")
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= LARGEST:
        raise ValueError
    return float(value)


def _whole(value: object) -> int:
    """A whole number, 0 or more, that counts or numbers something."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LARGEST_COUNT:
        raise ValueError
    return value


def _text(value: object) -> str:
    """A text; one with half a character in it cannot be written anywhere."""
    if not isinstance(value, str):
        raise ValueError
    value.encode()
    return value


def _names(value: object) -> tuple[str, ...]:
    """The names of columns: each a name, and no other's."""
    names = tuple(_text(name) for name in _list(value))
    if len({*names}) < len(names) or not all(name.strip() for name in names):
        raise ValueError
    return names


def _pair(value: object) -> tuple[str, str]:
    zero, one = _list(value)
    return _text(zero), _text(one)


def _list(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError
    return value


def _mapping(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError
    return value
