"""A state as one file: the page, its address, a set list, and the table no address can carry.

JSON with a version of its own: what an older lrviz wrote opens, what a newer one wrote says so.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lrviz.export.errors import ExportError
from lrviz.export.snapshot import PAGES, Snapshot, snapshot
from lrviz.lessons import read_list
from lrviz.regression.data import Columns
from lrviz.states.network import Data

__all__ = ["MOST_BYTES", "SUFFIX", "VERSION", "StateTable", "is_state", "read_state", "state_of"]

SUFFIX = ".lrviz.json"
VERSION = 1  # The version of the file's format; a file of a later one is refused.
MOST_BYTES = 20_000_000  # A larger file is refused before anything of it is parsed.
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
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise ExportError("state_unread")
    if version > VERSION:
        raise ExportError("state_newer", version=version, known=VERSION)
    try:
        page, query = str(record["page"]), str(record["query"])
        table = _table(record["table"]) if "table" in record else None
        data = _data(record["data"]) if "data" in record else None
        setlist, nth = str(record.get("list", "")), int(record.get("nth", 1))
    except (KeyError, TypeError, ValueError, OverflowError):
        raise ExportError("state_unread") from None
    if setlist:
        read_list(setlist)
    found = snapshot(page if page in PAGES else "descent", query, table, data)
    return replace(found, setlist=setlist, nth=nth)


def _table(record: Mapping[str, Any]) -> Columns:
    names = tuple(str(name) for name in record["names"])
    values = _matrix(record["values"], len(names))
    rows = np.asarray(record["rows"], dtype=np.int64)
    if len(rows) != len(values) or not 2 <= len(names) <= MOST_COLUMNS or len(rows) > MOST_ROWS:
        raise ValueError
    labels = {str(k): (str(pair[0]), str(pair[1])) for k, pair in record["labels"].items()}
    return StateTable(names=names, values=values, rows=rows, labels=labels)


def _data(record: Mapping[str, Any]) -> Data:
    names = tuple(str(name) for name in record["names"])
    X, held = _matrix(record["X"], len(names) - 1), _matrix(record["held"][0], len(names) - 1)
    y, held_y = _column(record["y"], len(X)), _column(record["held"][1], len(held))
    if record["loss"] not in ("mse", "log_loss"):
        raise ValueError
    return Data(X=X, y=y, held=(held, held_y), loss=record["loss"], names=names)


def _matrix(rows: Sequence[Sequence[float | None]], columns: int) -> Floats:
    values = np.array([[np.nan if x is None else float(x) for x in row] for row in rows])
    if values.ndim != 2 or values.shape[1] != columns or len(values) > MOST_ROWS:
        raise ValueError
    return values


def _column(values: Sequence[float], count: int) -> Floats:
    found = np.array([float(x) for x in values])
    if len(found) != count or not np.isfinite(found).all():
        raise ValueError
    return found
