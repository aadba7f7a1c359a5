"""The film of what is on record already: a sweep's own runs, or a run among its neighbours.

A film shows one rule at several rates. What a record has besides (a rule that is not written here,
runs that differ in more than the rate, a run that changed hands) has none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
import torch

from lrviz.analysis.axis import rate_axis
from lrviz.analysis.diagnosis import Diagnosis
from lrviz.descent.optimizers import OPTIMIZERS
from lrviz.descent.trajectory import Outcome, Settings, Sweep, Trajectory
from lrviz.film.film import Film, chosen_runs, film_of, nearest, shoot
from lrviz.objectives.formula import Formula

__all__ = ["film_of_run", "film_of_sweep"]

MOST = 150_000  # A film's runs have at most so many bytes, before they are packed.
RATES = (12, 48)  # A film has so many rates, at least and at most.
LONGEST = 30_000  # One run's parameters are at most so many numbers.
SHORT = 10_000  # The neighbours of a run of at most so many steps are made, to be shown beside it.
SAME = 1e-9  # Numbers are the same that differ by no more than this share.


def film_of_sweep(record: Sweep, found: Sequence[Diagnosis]) -> Film | None:
    """Its runs with the verdicts ``found``, η ascending, some of them where all would be too much;
    None where they differ in more than the rate."""
    order = np.argsort(record.base_lr)
    alike = not np.ptp(record.w[:, 0], axis=0).any()
    distinct = bool((np.diff(record.base_lr[order]) > 0).all() and record.base_lr.min() > 0)
    if not (alike and distinct and _written(record.settings) and _short(record)):
        return None
    count = min(_affordable(record), len(order))
    some = order[np.linspace(0, len(order) - 1, count).round().astype(int)]
    return film_of(chosen_runs(record, some.tolist()), found=tuple(found[i] for i in some))


def film_of_run(run: Trajectory, found: Diagnosis) -> tuple[Film, float] | None:
    """The run with its verdict, among its neighbours in η where these take no time; its rate."""
    if len(run.segments) > 1 or not run.steps or not _written(run.settings) or not _short(run):
        return None
    rate = float(run.lr.max())
    if rate <= 0:
        return None
    return _among_neighbours(run, rate) or film_of(_alone(run, rate), found=(found,)), rate


def _written(settings: Settings) -> bool:
    numbers = _flat(settings.hyperparameters)
    return settings.optimizer in OPTIMIZERS and not any(
        isinstance(n, torch.Tensor) for n in numbers
    )


def _flat(given: Mapping[str, object]) -> list[object]:
    parts = [each if isinstance(each, tuple) else (each,) for each in given.values()]
    return [one for part in parts for one in part]


def _short(record: Trajectory | Sweep) -> bool:
    return (record.steps + 1) * record.objective.dim <= LONGEST


def _affordable(record: Trajectory | Sweep) -> int:
    """How many rates a film may have: of each row travel w, its loss and its gradient."""
    row = 4 * (2 * record.objective.dim + 1)
    return int(np.clip(MOST // (row * (record.steps + 1)), *RATES))


def _among_neighbours(run: Trajectory, rate: float) -> Film | None:
    """The film that the run's settings make, where the run is one of it to the last digits: a
    schedule's own numbers and a rule that ended it are not on record."""
    cheap = isinstance(run.objective, Formula) or run.objective.constant_hessian is not None
    constant = run.settings.schedule in (None, "constant")
    if not cheap or not constant or run.steps > SHORT:
        return None
    settings = _arguments(run)
    axis = rate_axis(run.objective, count=_affordable(run), **settings)
    film = shoot(run.objective, axis, len(axis), settings, also=rate)
    made = film.sweep[nearest(film.sweep.base_lr, rate)]
    same = made.w.shape == run.w.shape and np.allclose(made.w, run.w, rtol=SAME, atol=0.0)
    return film if same and made.outcome is run.outcome else None


def _arguments(run: Trajectory) -> dict[str, Any]:
    """Those of ``sweep`` that make the run; one that blew up has its last step in no row."""
    given = {name: getattr(run.settings, name) for name in asdict(Settings())}
    for name in ("schedule", "schedule_hyperparameters", "hyperparameters"):
        del given[name]
    steps = run.steps + (run.outcome is Outcome.NON_FINITE)
    return {**given, **run.settings.hyperparameters, "steps": steps, "start": run.w[0]}


def _alone(run: Trajectory, rate: float) -> Sweep:
    def row(values: Any) -> Any:
        return None if values is None else values[None]

    return Sweep(
        objective=run.objective,
        settings=run.settings,
        w=row(run.w),
        loss=row(run.loss),
        grad=row(run.grad),
        lr=row(run.lr),
        base_lr=np.array([rate]),
        length=np.array([run.steps]),
        outcome=(run.outcome,),
        state={name: row(rows) for name, rows in run.state.items()},
        batch_loss=row(run.batch_loss),
        batch_index=run.batch_index,
        beyond=row(run.beyond),
    )
