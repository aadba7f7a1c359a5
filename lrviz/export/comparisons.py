"""The numbers of the Compare page: lanes of rates or optimizers, basins, or momenta."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np

from lrviz.analysis.basins import NO_MINIMUM, Basins
from lrviz.analysis.comparison import Lane
from lrviz.export.errors import ExportError
from lrviz.export.sheets import Array, Numbers, Sheet, rows_of_run
from lrviz.export.snapshot import Snapshot
from lrviz.figures.phase import Phase
from lrviz.film.basins import basin_run, basins_of
from lrviz.film.comparison import canonical, race_run
from lrviz.film.phase import curvature_of, phase_at
from lrviz.film.race import trials_of
from lrviz.film.strip import strip_of
from lrviz.objectives.base import Objective
from lrviz.states.compare import race_rates_of

__all__ = ["basin_axes", "basins_shown", "comparison_numbers", "lanes_of"]


def comparison_numbers(page: Snapshot) -> Numbers:
    """The numbers of the tab that is open.

    Raises:
        ExportError: the settings cannot be run.
    """
    try:
        return _TABS[page.values["tab"]](page)
    except ExportError:
        raise
    except ValueError as error:
        raise ExportError("cannot_run", reason=str(error)) from error


def lanes_of(page: Snapshot) -> tuple[Lane, ...]:
    """The runs side by side, of the tabs that have some."""
    if page.values["tab"] == "optimizers":
        trials = trials_of(race_run(page.config), race_rates_of(page.values))
        return tuple(each.lane for each in trials)
    return strip_of(canonical(page.config), page.values["rates"])


def _rates(page: Snapshot) -> Numbers:
    lanes = lanes_of(page)
    return Numbers(
        header={}, sheets={"lanes": _lanes(lanes), "runs": _runs(lanes)}, arrays=_stacked(lanes)
    )


def _optimizers(page: Snapshot) -> Numbers:
    trials = trials_of(race_run(page.config), race_rates_of(page.values))
    lanes = tuple(each.lane for each in trials)
    columns: dict[str, list[Any]] = {
        "name": [each.lane.name for each in trials for _ in each.lr],
        "lr": [rate for each in trials for rate in each.lr.tolist()],
        "final_gap": [gap for each in trials for gap in each.final_gap.tolist()],
        "verdict": [verdict.value for each in trials for verdict in each.verdicts],
        "blow_up": [step for each in trials for step in each.blow_up],
    }
    sheets = {"lanes": _lanes(lanes), "runs": _runs(lanes), "sweep": Sheet(columns=columns)}
    return Numbers(header={}, sheets=sheets, arrays=_stacked(lanes))


def _lanes(lanes: Sequence[Lane]) -> Sheet:
    return Sheet(
        columns={
            "name": [each.name for each in lanes],
            "lr": [each.lr for each in lanes],
            "verdict": [each.verdict.value for each in lanes],
            "settled": [each.settled for each in lanes],
            "final_loss": [float(each.run.loss[-1]) for each in lanes],
            "overshoot": [each.overshoot for each in lanes],
        }
    )


def _runs(lanes: Sequence[Lane]) -> Sheet:
    """All runs one below the other, each row with its run's name."""
    tables = [rows_of_run(each.run) for each in lanes]
    names = [name for name in tables[0] if not name.startswith("state.")]
    pairs = zip(lanes, tables, strict=True)
    columns: dict[str, Any] = {"name": [lane.name for lane, rows in pairs for _ in rows["step"]]}
    for name in names:
        columns[name] = [value for table in tables for value in list(table[name])]
    return Sheet(columns=columns)


def _stacked(lanes: Sequence[Lane]) -> dict[str, Array]:
    """A Sweep's arrays: a leading R, NaN after a run's end."""
    longest = max(each.run.steps for each in lanes)
    found: dict[str, Array] = {
        name: np.stack([_long(getattr(each.run, name), longest + (name != "lr")) for each in lanes])
        for name in ("w", "loss", "grad", "lr")
    }
    found["name"] = np.array([each.name for each in lanes])
    found["base_lr"] = np.array([each.lr for each in lanes])
    found["length"] = np.array([each.run.steps for each in lanes])
    found["verdict"] = np.array([each.verdict.value for each in lanes])
    return found


def _long(rows: Array, count: int) -> Array:
    wide = np.full((count, *rows.shape[1:]), np.nan)
    wide[: len(rows)] = rows
    return wide


def basin_axes(objective: Objective) -> list[str]:
    """What the two axes of a map of basins are called; of one parameter the other is the rate."""
    starts = [f"start.{name}" for name in objective.parameter_names]
    return [*starts, "lr"] if objective.dim == 1 else starts


def basins_shown(page: Snapshot) -> Basins:
    """The map of starts that the page shows.

    Raises:
        ExportError: a loss of more parameters than a map has axes.
    """
    if page.objective.dim > 2:
        raise ExportError("no_map")
    found: Basins | None = basins_of(basin_run(page.config), int(page.values["starts"]))
    assert found is not None  # nobody has stopped it
    return found


def _basins(page: Snapshot) -> Numbers:
    found = basins_shown(page)
    across, upward = np.meshgrid(found.x, found.y)
    label = found.label.ravel()
    names = basin_axes(page.objective)
    columns: dict[str, Any] = {
        names[0]: across.ravel(),
        names[1]: upward.ravel(),
        "label": label,
        "verdict": [NO_MINIMUM.get(each, "") for each in label.tolist()],
        "settled": found.steps.ravel(),
    }
    axes = dict(zip(names, (found.x, found.y), strict=True))
    return Numbers(
        header={"minima": found.minima.tolist()},
        sheets={"basins": Sheet(columns=columns)},
        arrays={**axes, "minima": found.minima, "label": found.label, "settled": found.steps},
    )


def _momentum(page: Snapshot) -> Numbers:
    eigenvalues, _ = curvature_of(page.config, page.objective)
    if eigenvalues is None:
        raise ExportError("no_bowl")
    phase: Phase = phase_at(eigenvalues, page.values["nesterov"])
    lr, momentum = np.meshgrid(phase.lr, phase.momentum, indexing="ij")
    columns = {
        "lr": lr.ravel(),
        "momentum": momentum.ravel(),
        "radius": phase.radius.ravel(),
        "settled": phase.steps.ravel(),
    }
    arrays = {
        "eigenvalues": phase.eigenvalues,
        "lr": phase.lr,
        "momentum": phase.momentum,
        "radius": phase.radius,
        "settled": phase.steps,
    }
    best = [float(each) for each in phase.best]
    return Numbers(
        header={"eigenvalues": phase.eigenvalues.tolist(), "best": best},
        sheets={"phase": Sheet(columns=columns)},
        arrays=arrays,
    )


_TABS: Mapping[str, Callable[[Snapshot], Numbers]] = MappingProxyType(
    {"rates": _rates, "optimizers": _optimizers, "basins": _basins, "momentum": _momentum}
)
