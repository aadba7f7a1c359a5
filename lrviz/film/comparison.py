"""What a comparison is made of: a run without what does not matter to it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from lrviz.analysis.comparison import Lane
from lrviz.descent.trajectory import Trajectory
from lrviz.settings.config import RunConfig

__all__ = ["at_start", "canonical", "first_row", "race_run", "settings_of"]


def settings_of(run: RunConfig, *, rule: bool = True) -> dict[str, Any]:
    """The arguments of ``sweep`` but the objective and the rates; without ``rule`` also but
    the optimizer and its hyperparameters."""
    given = run.descend_arguments()
    left = {"objective", "lr"}
    if not rule:
        left |= {"optimizer", *dict(run.hyperparameters)}
    return {name: value for name, value in given.items() if name not in left}


def canonical(config: RunConfig, *, rule: bool = True, rate: bool = True) -> RunConfig:
    """What a comparison depends on: the same record for the same pictures, whatever else the
    visit is set to. Without ``rule`` or ``rate``, whatever the optimizer or the rate is."""
    same: dict[str, Any] = {"language": "en"}
    if not rule:
        same |= {"optimizer": "sgd", "hyperparameters": ()}
    if not rate:
        same["lr"] = 1.0
    return config.unshown().replace(**same)


def race_run(config: RunConfig) -> RunConfig:
    """What a race depends on beside its racers."""
    return canonical(config, rule=False, rate=False)


def at_start(lanes: Sequence[Lane]) -> tuple[Lane, ...]:
    """The lanes before their first step: all of them that a question on how they end leaves."""
    return tuple(replace(lane, run=first_row(lane.run)) for lane in lanes)


def first_row(run: Trajectory) -> Trajectory:
    """The run before its first step."""
    return replace(
        run,
        w=run.w[:1],
        loss=run.loss[:1],
        grad=run.grad[:1],
        lr=np.empty(0),
        state={},
        batch_loss=None,
        batch_index=None,
        beyond=None,
    )
