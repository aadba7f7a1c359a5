"""The numbers of a page: arrays named as the engine names them, and tables of the same."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

import lrviz
from lrviz.descent.trajectory import Trajectory
from lrviz.export.errors import ExportError
from lrviz.export.snapshot import Snapshot
from lrviz.film.film import Film
from lrviz.objectives.base import Objective
from lrviz.text import say

__all__ = ["Numbers", "Sheet", "numbers_of", "rows_of_run"]

Array = NDArray[Any]
Columns = Mapping[str, Sequence[Any] | Array]

WIDEST = 2000  # columns of a table: the weights of a large network are in arrays alone


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


def numbers_of(page: Snapshot) -> Numbers:
    """All numbers of a page.

    Raises:
        ExportError: the settings cannot be run.
    """
    found = _PAGES[page.page](page)
    names = dict.fromkeys(_plain(name) for sheet in found.sheets.values() for name in sheet.columns)
    names |= dict.fromkeys(_plain(name) for name in found.arrays)
    columns = {name: say(f"export.column.{name}", page.language) for name in names}
    return Numbers(
        header={**_header(page), **found.header, "columns": columns},
        sheets=found.sheets,
        arrays=found.arrays,
    )


def _plain(name: str) -> str:
    """A column's own name: of "sweep.w" and of "w.x" it is w."""
    parts = name.split(".")
    return parts[1] if parts[0] in ("sweep", "state", "phase") and len(parts) > 1 else parts[0]


def _header(page: Snapshot) -> dict[str, Any]:
    return {
        "lrviz": lrviz.__version__,
        "page": page.page,
        "query": page.query,
        "objective": page.objective.title,
        "formula": page.objective.latex,
        "parameters": list(page.objective.parameter_names),
    }


def _verdict(page: Snapshot) -> dict[str, Any]:
    said = page.diagnosis
    return {
        "lr": page.lr,
        "outcome": page.run.outcome.value,
        "verdict": said.verdict.value,
        "sentence": said.sentence(page.language),
    }


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


def _sweep(film: Film) -> tuple[Sheet, dict[str, Array]]:
    """A sweep: a row per rate, and all its arrays."""
    record, found = film.sweep, film.diagnoses
    ends = record.loss[np.arange(len(record)), record.length]
    sheet: dict[str, Any] = {
        "lr": record.base_lr,
        "length": record.length,
        "outcome": [each.value for each in record.outcome],
        "final_loss": ends,
        "verdict": [each.verdict.value for each in found],
        "blow_up": [each.evidence["blow_up"] for each in found],
    }
    names = ("w", "loss", "grad", "lr", "base_lr", "length", "batch_loss")
    arrays = {f"sweep.{name}": getattr(record, name) for name in names}
    arrays["sweep.verdict"] = np.array(sheet["verdict"])
    return Sheet(columns=sheet), {k: each for k, each in arrays.items() if each is not None}


def _descent(page: Snapshot) -> Numbers:
    run = page.run
    sweep, swept = _sweep(page.film)
    return Numbers(
        header=_verdict(page),
        sheets={"run": Sheet(columns=rows_of_run(run)), "sweep": sweep},
        arrays={**arrays_of_run(run), **swept},
    )


def _batches(run: Trajectory) -> dict[str, Sheet]:
    """The rows that each step saw."""
    if run.batch_index is None or run.batch_loss is None:
        return {}
    rows = [" ".join(map(str, each.tolist())) for each in run.batch_index]
    steps = np.arange(1, run.steps + 1)
    return {
        "batches": Sheet(columns={"step": steps, "batch_loss": run.batch_loss, "batch_index": rows})
    }


def _regression(page: Snapshot) -> Numbers:
    run, task = page.run, page.task
    original = task.original(run.w)
    columns = rows_of_run(run)
    columns |= spread("original", original, run.objective)
    data = {f"X.{name}": _both(task, "X", i) for i, name in enumerate(task.features)}
    data |= {f"y.{task.target}": _both(task, "y", None)}
    row = np.concatenate([task.fit.known, task.held.known])
    held = np.repeat([0, 1], [len(task.fit), len(task.held)])
    sweep, swept = _sweep(page.film)
    return Numbers(
        header={
            **_verdict(page),
            "features": list(task.features),
            "target": task.target,
            "units": say(f"export.units_{_scaled(page)}", page.language),
        },
        sheets={
            "run": Sheet(columns=columns),
            "sweep": sweep,
            **_batches(run),
            "data": Sheet(columns={"row": row, **data, "held": held}),
        },
        arrays={
            **arrays_of_run(run),
            "original": original,
            "X": task.fit.X,
            "y": task.fit.y,
            "X_held": task.held.X,
            "y_held": task.held.y,
            **swept,
        },
    )


def _scaled(page: Snapshot) -> str:
    return "original" if page.task.scale is None else "standardised"


def _both(task: Any, name: str, column: int | None) -> Array:
    """A column of the rows fitted, then of those kept back."""
    parts = [getattr(rows, name) for rows in (task.fit, task.held)]
    return np.concatenate([each if column is None else each[:, column] for each in parts])


def _compare(page: Snapshot) -> Numbers:
    from lrviz.export.comparisons import comparison_numbers

    return comparison_numbers(page)


def _gradient(page: Snapshot) -> Numbers:
    from lrviz.analysis.derivatives import difference_errors, gradients_at

    objective, w = page.objective, page.point
    found = gradients_at(objective, w)
    along = min(page.values["along"], objective.dim - 1)
    errors = difference_errors(objective, w, along)
    ways = ("symbolic", "autograd", "central", "forward")
    slopes = {name: getattr(found, name) for name in ways}
    quotients = {
        "h": errors.h,
        "central_error": errors.central,
        "forward_error": errors.forward,
    }
    parameters = {"parameter": list(objective.parameter_names), "w": found.w, **slopes}
    parameters["move"] = -page.lr * found.symbolic
    return Numbers(
        header={"lr": page.lr, "loss": found.loss, "along": objective.parameter_names[along]},
        sheets={"gradient": Sheet(columns=parameters), "quotients": Sheet(columns=quotients)},
        arrays={"w": found.w, "loss": np.array(found.loss), **slopes, **quotients},
    )


def _network(page: Snapshot) -> Numbers:
    import torch

    run, data = page.run, page.trained_on
    with torch.no_grad():
        held = page.net.on(*data.held).loss(torch.tensor(run.w)).numpy()
    columns = rows_of_run(run)
    rows = {f"X.{name}": data.X[:, i] for i, name in enumerate(data.names[:-1])}
    return Numbers(
        header={**_verdict(page), "sizes": list(page.net.sizes)},
        sheets={
            "run": Sheet(columns={"step": columns.pop("step"), "held_loss": held, **columns}),
            **_batches(run),
            "data": Sheet(columns={**rows, f"y.{data.names[-1]}": data.y}),
        },
        arrays={
            **arrays_of_run(run),
            "held_loss": held,
            "X": data.X,
            "y": data.y,
            "X_held": data.held[0],
            "y_held": data.held[1],
        },
    )


_PAGES: Mapping[str, Callable[[Snapshot], Numbers]] = MappingProxyType(
    {
        "descent": _descent,
        "compare": _compare,
        "regression": _regression,
        "gradient": _gradient,
        "network": _network,
    }
)


def sheet_of(found: Numbers, name: str) -> Sheet:
    """The table called ``name``, the page's own for "".

    Raises:
        ExportError: there is none of that name.
    """
    if name and name not in found.sheets:
        raise ExportError("no_sheet", given=name, allowed=", ".join(found.sheets))
    return found.sheets[name or next(iter(found.sheets))]
