"""The numbers of a page: arrays named as the engine names them, and tables of the same."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np

import lrviz
from lrviz.descent.trajectory import Trajectory
from lrviz.export.comparisons import comparison_numbers
from lrviz.export.sheets import Array, Numbers, Sheet, arrays_of_run, rows_of_run, spread
from lrviz.export.snapshot import Snapshot
from lrviz.film.film import Film
from lrviz.film.gradient.place import slopes_told
from lrviz.film.gradient.ways import errors_told
from lrviz.text import say

__all__ = ["numbers_of"]


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


def _gradient(page: Snapshot) -> Numbers:
    from lrviz.analysis.derivatives import difference_errors, gradients_at

    objective, w = page.objective, page.point
    found = gradients_at(objective, w)
    along = min(page.values["along"], objective.dim - 1)
    errors = difference_errors(objective, w, along)
    ways = ("symbolic", "autograd", "central", "forward")
    slopes = {name: slopes_told(getattr(found, name)) for name in ways}
    central, forward = errors_told(errors)
    quotients = {"h": errors.h, "central_error": central, "forward_error": forward}
    names = list(objective.parameter_names)
    parameters: dict[str, Any] = {"parameter": names, "w": found.w, **slopes}
    parameters["move"] = -page.lr * slopes["symbolic"]
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
        header={
            **_verdict(page),
            "sizes": list(page.net.sizes),
            "standardised": data.standardised,
        },
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
        "compare": comparison_numbers,
        "regression": _regression,
        "gradient": _gradient,
        "network": _network,
    }
)
