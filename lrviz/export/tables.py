"""Numbers as files: CSV with its settings in front, JSON, and NPZ."""

import io
import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from lrviz.export.sheets import Array, Numbers, sheet_of

__all__ = ["as_csv", "as_json", "as_npz", "jsonable", "neutral"]

# JSON spells out an array of at most so many numbers; larger ones are named as left out.
MOST = 500_000
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(found: Numbers, sheet: str = "") -> bytes:
    """One table: lines that begin with #, the names of the columns, a row per line; floats
    read back exactly, and what is not finite is an empty cell.

    Raises:
        ExportError: there is no table of that name.
    """
    table = sheet_of(found, sheet)
    out = io.StringIO()
    for key, value in found.header.items():
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        out.write(f"# {key}: {' '.join(text.split())}\n")
    out.write(",".join(map(_text, table.columns)) + "\n")
    cells = ([_cell(value) for value in _listed(column)] for column in table.columns.values())
    out.writelines(",".join(row) + "\n" for row in zip(*cells, strict=True))
    return out.getvalue().encode()


def as_json(found: Numbers) -> bytes:
    """One object: the header's entries, and "arrays"; what is not finite is null."""
    spelled = {name: array for name, array in found.arrays.items() if array.size <= MOST}
    left = [name for name in found.arrays if name not in spelled]
    record = {**found.header, **({"left_out": left} if left else {}), "arrays": spelled}
    text = json.dumps(jsonable(record), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode() + b"\n"


def as_npz(found: Numbers) -> bytes:
    """The arrays as numpy keeps them, and "header": the rest as one text of JSON."""
    out = io.BytesIO()
    header = json.dumps(jsonable(found.header), ensure_ascii=False)
    arrays: Mapping[str, Any] = {"header": np.array(header), **found.arrays}
    np.savez_compressed(out, allow_pickle=False, **arrays)
    return out.getvalue()


def neutral(text: str) -> str:
    """A text that a spreadsheet reads as a text: one that would be a formula begins with '.

    >>> neutral("=SUM(A1)"), neutral("bowl")
    ("'=SUM(A1)", 'bowl')
    """
    return f"'{text}" if text.startswith(_FORMULA) else text


def _listed(column: Sequence[Any] | Array) -> Sequence[Any]:
    return list(column.tolist() if isinstance(column, np.ndarray) else column)


def _cell(value: Any) -> str:
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return ""
    if isinstance(value, float):
        return repr(float(value))  # a number of numpy says its type, too
    return _text(value) if isinstance(value, str) else str(value)


def _text(text: str) -> str:
    """A text of a cell, in quotes where a reader of CSV would part it or pass over it."""
    safe = neutral(" ".join(text.split()))
    return '"' + safe.replace('"', '""') + '"' if set('",#') & set(safe) else safe


def jsonable(value: Any) -> Any:
    """The same as JSON has it: arrays as lists, and what is not finite as null."""
    if isinstance(value, np.ndarray | np.generic):
        value = value.tolist()
    if isinstance(value, Mapping):
        return {str(key): jsonable(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [jsonable(each) for each in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value
