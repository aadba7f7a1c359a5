"""A run continued from one of its own rows, with another rate or another optimizer."""

from dataclasses import replace
from typing import Any

import numpy as np
import torch

from lrviz.descent.batches import shuffled_batches
from lrviz.descent.checks import check_whole
from lrviz.descent.launch import launch
from lrviz.descent.optimizers import OPTIMIZERS
from lrviz.descent.plan import Plan
from lrviz.descent.record import sealed
from lrviz.descent.rules.base import State
from lrviz.descent.schedules import Schedule
from lrviz.descent.trajectory import Floats, Segment, Trajectory
from lrviz.objectives.base import DataObjective


def resume(
    trajectory: Trajectory,
    *,
    steps: int,
    lr: float | None = None,
    at: int | None = None,
    optimizer: str | type | None = None,
    schedule: str | Schedule | None = None,
    **hyperparameters: Any,
) -> Trajectory:
    """The run up to row ``at`` (its last by default), then ``steps`` more steps.

    The optimizer and its settings are those in force at that row unless given. With the
    same optimizer the velocity and the moments carry over, so that giving nothing but
    ``lr`` is exactly a change of η in mid-run; another optimizer starts afresh. The rate
    is constant from there, and where ``lr`` is None that of the run, unless ``schedule``
    says otherwise. ``segments`` of the result says where the run changed hands.

    Raises:
        ValueError: as ``descend``; or ``trajectory`` is none; or ``at`` is not a row of the
            run; or a torch class is to be continued, whose memory is its own: give the class,
            to start it afresh.

    >>> from lrviz.descent.engine import descend
    >>> run = resume(descend("bowl", lr=0.01, steps=10), steps=10, lr=0.1)
    >>> run.steps, [segment.start for segment in run.segments]
    (20, [0, 10])
    """
    row = _row(trajectory, at)
    segment = trajectory.segment(row)
    past = segment.settings
    same = optimizer is None or optimizer == past.optimizer
    if same and past.optimizer not in OPTIMIZERS:
        raise ValueError(
            f"`optimizer` must be given, to start afresh; got a run by torch's "
            f"{past.optimizer}, whose memory is its own"
        )
    plan = Plan.of(
        trajectory.objective,
        optimizer=past.optimizer if optimizer is None else optimizer,
        lr=_rate(trajectory, row) if lr is None else lr,
        steps=steps,
        start=trajectory.w[row],
        schedule=schedule,
        gradient=past.gradient,
        batch_size=past.batch_size,
        seed=past.seed,
        h=past.h,
        drop_last=past.drop_last,
        hyperparameters={**past.hyperparameters, **hyperparameters} if same else hyperparameters,
        alone=True,
    )
    plan = replace(plan, batches=_later_batches(plan, row))
    state = _state(plan, trajectory, row) if same else None
    age = 0 if state is None else segment.age + row - segment.start
    more = launch(plan, state=state, first=age)[0]
    return _joined(trajectory, more, row, age)


def _row(trajectory: Trajectory, at: int | None) -> int:
    if not isinstance(trajectory, Trajectory):
        raise ValueError(f"`trajectory` must be a Trajectory; got {type(trajectory).__name__}")
    last = trajectory.steps
    return last if at is None else check_whole("at", at, 0, last)


def _rate(trajectory: Trajectory, row: int) -> float:
    """The rate of the step from ``row``, or of the last step there is."""
    if not trajectory.steps:
        raise ValueError("`lr` must be given to continue a run of no steps; got None")
    return float(trajectory.lr[min(row, trajectory.steps - 1)])


def _later_batches(plan: Plan, row: int) -> list[torch.Tensor] | None:
    """The batches that the run would have seen after ``row`` had it gone on."""
    if plan.batch_size is None or not isinstance(plan.objective, DataObjective):
        return None
    rows, last = plan.objective.rows, row + plan.steps
    return shuffled_batches(rows, plan.batch_size, last, plan.seed, drop_last=plan.drop_last)[row:]


def _state(plan: Plan, trajectory: Trajectory, row: int) -> State | None:
    """The rule's memory at ``row``, None where the rule now needs what it did not keep."""
    state = {}
    for name, fresh in plan.first_state.items():
        kept = trajectory.state.get(name)
        if kept is None or np.isnan(kept[row]).any():
            return None
        state[name] = torch.tensor(kept[row : row + 1], dtype=fresh.dtype)
    return state


def _joined(past: Trajectory, more: Trajectory, row: int, age: int) -> Trajectory:
    batches = None
    if past.batch_index is not None and more.batch_index is not None:
        batches = past.batch_index[:row] + more.batch_index
    return replace(
        more,
        w=_glued(past.w[:row], more.w),
        loss=_glued(past.loss[:row], more.loss),
        grad=_glued(past.grad[:row], more.grad),
        lr=_glued(past.lr[:row], more.lr),
        state=_states(past, more, row),
        batch_loss=_glued_or_none(past.batch_loss, more.batch_loss, row),
        batch_index=batches,
        segments=(
            *(segment for segment in past.segments if segment.start < row),
            Segment(start=row, settings=more.settings, age=age),
        ),
    )


def _states(past: Trajectory, more: Trajectory, row: int) -> dict[str, Floats]:
    """The memory along the whole run; NaN where a rule did not keep that entry."""
    joined = {}
    for name in {**past.state, **more.state}:
        known = past.state.get(name, more.state.get(name))
        assert known is not None
        before = past.state.get(name, np.full((row, *known.shape[1:]), np.nan))[:row]
        after = more.state.get(name, np.full((len(more.w), *known.shape[1:]), np.nan))
        joined[name] = _glued(before, after)
    return joined


def _glued(before: Floats, after: Floats) -> Floats:
    return sealed(np.concatenate([before, after]))


def _glued_or_none(before: Floats | None, after: Floats | None, row: int) -> Floats | None:
    return None if before is None or after is None else _glued(before[:row], after)
