"""A checked plan of R runs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import torch
from torch import Tensor

from lrviz.descent.batches import shuffled_batches
from lrviz.descent.blocks import block_size
from lrviz.descent.checks import (
    MAX_SEED,
    check_batch_size,
    check_callable,
    check_lr,
    check_memory,
    check_objective,
    check_positive,
    check_start,
    check_whole,
    choose,
    count_runs,
    first_point,
)
from lrviz.descent.gradients import GRADIENTS
from lrviz.descent.hyperparameters import Values
from lrviz.descent.loop import Progress
from lrviz.descent.optimizers import OPTIMIZERS, resolve
from lrviz.descent.record import StopRule
from lrviz.descent.rules.base import OptimizerRule, State
from lrviz.descent.schedules import Schedule, resolve_schedule
from lrviz.descent.trajectory import Settings
from lrviz.objectives.base import DataObjective, Objective
from lrviz.objectives.portable import Portable

SMALLEST = 2  # A part has at least so many blocks: one alone, or one run, is evaluated another way.
_OVERHEAD = 64  # A step takes so many numbers' worth of memory, whatever the number of runs.

Foreign = type[torch.optim.Optimizer]


@dataclass(frozen=True, kw_only=True)
class Plan(Portable):
    """Everything ``launch`` needs, checked.

    ``rule`` is None for a torch.optim class, which stands in ``foreign`` instead.
    """

    objective: Objective
    rule: OptimizerRule | None
    foreign: Foreign | None
    values: Values
    lr: Tensor
    steps: int
    start: Tensor
    schedule: Schedule
    gradient: str
    h: float
    seed: int
    batches: list[Tensor] | None
    batch_size: int | None
    drop_last: bool
    stop: StopRule = field(default_factory=StopRule)
    progress: Progress | None = None

    @classmethod
    def of(
        cls,
        objective: Objective | str,
        *,
        optimizer: str | type,
        lr: Any,
        start: Any,
        hyperparameters: Mapping[str, object],
        alone: bool = False,
        streamed: bool = False,
        **others: Any,
    ) -> "Plan":
        """The plan for what a caller asked; raises ValueError for what cannot be.

        ``alone`` says that it is for one run, ``streamed`` that only some runs are in memory at
        a time; ``others`` are the arguments of ``descend`` that do not differ from run to run.
        """
        goal = check_objective(objective)
        shared = _shared(goal, **others)
        rates, point = check_lr(lr), first_point(goal, start, shared["seed"])
        rule, foreign = _rule(optimizer)
        lengths = {"lr": len(rates), "start": len(point), **_lengths(rule, hyperparameters)}
        runs = count_runs(lengths, alone=alone)
        values = resolve(rule, hyperparameters, runs) if rule else dict(hyperparameters)
        fewest = SMALLEST * block_size(goal, shared["batch_size"])
        at_once = min(runs, fewest) if streamed else runs
        width = _width(goal.dim, rule, values) + _overhead(shared["batch_size"]) // at_once
        check_memory(at_once, shared["steps"], width)
        check_start(goal, point)
        return cls(
            objective=goal,
            rule=rule,
            foreign=foreign,
            values=values,
            lr=rates.expand(runs).unsqueeze(-1),
            start=point.expand(runs, goal.dim),
            batches=_batches(goal, shared),
            **shared,
        )

    def __getstate__(self) -> dict[str, Any]:
        return {**super().__getstate__(), "batches": None, "progress": None}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """As it left, its batches drawn anew by the seed; who watches it stayed behind."""
        super().__setstate__(state)
        vars(self)["batches"] = _batches(self.objective, vars(self))

    def part(self, first: int, last: int) -> "Plan":
        """The plan of the runs from ``first`` up to ``last``, which tells nobody how far it is."""
        runs = slice(first, last)
        values = _some(self.values, runs) if self.rule else self.values
        return replace(self, values=values, lr=self.lr[runs], start=self.start[runs], progress=None)

    @property
    def block(self) -> int:
        """How many runs are evaluated together, where that moves their last digit."""
        return block_size(self.objective, self.batch_size)

    @property
    def settings(self) -> Settings:
        """How the runs are made, for the record."""
        made_by = self.foreign.__name__ if self.foreign else None
        return Settings(
            optimizer=made_by or _name(self.rule),
            schedule=self.schedule.name,
            gradient=self.gradient,
            batch_size=self.batch_size,
            seed=self.seed,
            h=self.h,
            drop_last=self.drop_last,
            hyperparameters=self.values,
            schedule_hyperparameters=dict(self.schedule.values),
        )

    @property
    def first_state(self) -> State:
        """What the rule remembers before its first step."""
        return self.rule.init(self.start, self.values) if self.rule else {}


def _shared(
    goal: Objective,
    *,
    steps: int,
    schedule: str | Schedule | None,
    gradient: str,
    batch_size: int | None,
    seed: int,
    h: float,
    drop_last: bool,
    grad_tol: float | None = None,
    loss_tol: float | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """What is the same for all runs, checked."""
    return {
        "steps": check_whole("steps", steps, 0),
        "schedule": resolve_schedule(schedule),
        "gradient": choose("gradient", gradient, GRADIENTS),
        "batch_size": check_batch_size(batch_size, goal),
        "seed": check_whole("seed", seed, 0, MAX_SEED),
        "h": check_positive("h", h),
        "drop_last": bool(drop_last),
        "stop": StopRule.of(grad_tol=grad_tol, loss_tol=loss_tol),
        "progress": check_callable("progress", progress),
    }


def _name(rule: OptimizerRule | None) -> str:
    assert rule
    return rule.name


def _rule(optimizer: str | type) -> tuple[OptimizerRule | None, Foreign | None]:
    if isinstance(optimizer, type) and issubclass(optimizer, torch.optim.Optimizer):
        return None, optimizer
    return OPTIMIZERS[choose("optimizer", optimizer, OPTIMIZERS)], None


def _lengths(rule: OptimizerRule | None, given: Mapping[str, Any]) -> dict[str, int]:
    """How many runs each hyperparameter is given for; a pair is two values, not two runs."""
    if rule is None:
        return {}
    pairs = {each.name for each in rule.hyperparameters if each.kind == "pair"}
    lengths = {}
    for name, value in given.items():
        parts = value if name in pairs and np.iterable(value) else [value]
        lengths[name] = max((_length(part) for part in parts), default=1)
    return lengths


def _length(value: Any) -> int:
    if isinstance(value, np.ndarray | Tensor):
        return len(value) if value.ndim else 1
    return len(value) if isinstance(value, Sequence) and not isinstance(value, str) else 1


def _width(dim: int, rule: OptimizerRule | None, values: Values) -> int:
    """The numbers one row of one run takes: w, gradient, memory, loss, batch loss and rate."""
    state = rule.init(torch.zeros(1, dim, dtype=torch.float64), values) if rule else {}
    return 2 * dim + sum(int(entry.shape[-1]) for entry in state.values()) + 3


def _overhead(batch_size: int | None) -> int:
    """The numbers' worth of memory one step takes whatever the number of runs."""
    return _OVERHEAD + (0 if batch_size is None else batch_size + _OVERHEAD)


def _batches(goal: Objective, shared: Mapping[str, Any]) -> list[Tensor] | None:
    size, steps, seed = shared["batch_size"], shared["steps"], shared["seed"]
    if size is None or not isinstance(goal, DataObjective):
        return None
    return shuffled_batches(goal.rows, size, steps, seed, drop_last=shared["drop_last"])


def _some(value: Any, runs: slice) -> Any:
    """Of every hyperparameter that has a value for each run ``(R, 1)``, those of ``runs``."""
    if isinstance(value, Mapping):
        return {name: _some(each, runs) for name, each in value.items()}
    if isinstance(value, tuple):
        return tuple(_some(each, runs) for each in value)
    return value[runs] if isinstance(value, Tensor) and value.dim() else value
