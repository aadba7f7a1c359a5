"""Numbers as they are taken home: tables by name, and arrays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lrviz.descent.trajectory import Trajectory
from lrviz.export.errors import ExportError
from lrviz.objectives.base import Objective
from lrviz.text.notices import shown

__all__ = ["Array", "Numbers", "Sheet", "arrays_of_run", "rows_of_run", "sheet_of", "spread"]

Array = NDArray[Any]
Columns = Mapping[str, Sequence[Any] | Array]

# A table has at most so many columns: the weights of a large network are in arrays alone.
WIDEST = 2000


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One table: columns of equal length; None or NaN where there is no number."""

    columns: Columns

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return max(map(len, self.columns.values()), default=0)


@dataclass(frozen=True, kw_only=True)
class Numbers:
    """What a page is, in numbers.

    Attributes:
        header: what they are: settings, names, units, the verdict; JSON values.
        sheets: tables by name, the first one the page's own.
        arrays: the same and more, as arrays.
    """

    header: Mapping[str, Any]
    sheets: Mapping[str, Sheet]
    arrays: Mapping[str, Array]


def sheet_of(found: Numbers, name: str) -> Sheet:
    """The table called ``name``, the page's own for "".

    Raises:
        ExportError: there is none of that name.
    """
    if name and name not in found.sheets:
        raise ExportError("no_sheet", given=shown(name), allowed=", ".join(found.sheets))
    return found.sheets[name or next(iter(found.sheets))]


def arrays_of_run(run: Trajectory) -> dict[str, Array]:
    """A run's arrays under the names of Trajectory's attributes; the rows of all batches one
    after the other in ``batch_index``, those of step i from ``batch_offsets[i]`` on."""
    found: dict[str, Array] = {"w": run.w, "loss": run.loss, "grad": run.grad, "lr": run.lr}
    found |= {f"state.{name}": rows for name, rows in run.state.items()}
    if run.batch_loss is not None:
        found["batch_loss"] = run.batch_loss
    if run.batch_index is not None:
        found["batch_index"] = np.concatenate([np.zeros(0, np.int64), *run.batch_index])
        found["batch_offsets"] = np.cumsum([0, *map(len, run.batch_index)])
    if run.beyond is not None:
        found["beyond"] = run.beyond
    return found


def rows_of_run(run: Trajectory) -> dict[str, Any]:
    """A run as columns, a row per point; what belongs to a step stands in the row it led to."""
    objective = run.objective
    columns: dict[str, Any] = {"step": np.arange(run.steps + 1)}
    columns |= spread("w", run.w, objective)
    columns["loss"] = run.loss
    columns |= spread("grad", run.grad, objective)
    columns["lr"] = [None, *run.lr.tolist()]
    if run.batch_loss is not None:
        columns["batch_loss"] = [None, *run.batch_loss.tolist()]
    for name, rows in run.state.items():
        one = rows.shape[1] < objective.dim  # a number for all parameters
        called = f"state.{name}"
        columns |= {called: rows[:, 0]} if one else spread(called, rows, objective)
    return columns


def spread(name: str, rows: Array, objective: Objective) -> dict[str, Array]:
    """Rows ``(k, dim)`` as a column for each parameter: w.x, w.y; none of very many."""
    if objective.dim > WIDEST:
        return {}
    return {f"{name}.{each}": rows[:, i] for i, each in enumerate(objective.parameter_names)}
