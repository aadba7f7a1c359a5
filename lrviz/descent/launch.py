"""The launch of a plan: what each step does, the loop, the record."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import torch
from torch import Tensor

from lrviz.descent.blocks import in_blocks
from lrviz.descent.foreign import foreign_step
from lrviz.descent.gradients import Loss, batch_gradient_function, gradient_function
from lrviz.descent.loop import Gradient, Move, Over, Rate, Step, Tape, run
from lrviz.descent.plan import Plan
from lrviz.descent.record import in_pieces, record
from lrviz.descent.rules.arrays import Array, arrays_of
from lrviz.descent.rules.base import State
from lrviz.descent.threads import few_threads
from lrviz.descent.trajectory import Sweep
from lrviz.objectives.arithmetic import LARGEST
from lrviz.objectives.base import DataObjective
from lrviz.objectives.formula import Formula

Taken = Callable[[Any], Any]  # a tensor, or values -> the same for tensors or for arrays

# Beyond so many parameters the loop over a row is long enough, and a rate is not widened to it.
_FEW = 16


def launch(plan: Plan, *, state: State | None = None, first: int = 0) -> Sweep:
    """Run the plan; ``state`` is what the rule remembers of the ``first`` steps before."""
    plan = replace(plan, start=plan.start.contiguous())  # as many points as runs
    with few_threads(plan.objective), np.errstate(all="ignore"):  # a run may leave all bounds
        return _recorded(plan, state, first)


def _recorded(plan: Plan, state: State | None, first: int) -> Sweep:
    tape = run(
        _step(plan, first),
        plan.start,
        plan.first_state if state is None else state,
        steps=plan.steps,
        losses=in_blocks(lambda w: in_pieces(plan.objective, plan.objective.loss, w), plan.block),
        progress=plan.progress,
        over=_over(plan),
        plain=_is_plain(plan),
        by_numpy=_by_numpy(plan),
    )
    return record(
        plan.objective,
        plan.settings,
        tape,
        base_lr=plan.lr.squeeze(-1),
        full_gradient=_full_gradient(plan),
        step_loss=_step_loss(plan),
        batches=plan.batches,
        stop=plan.stop,
    )


def _is_plain(plan: Plan) -> bool:
    """Whether its steps are arithmetic alone."""
    symbolic = isinstance(plan.objective, Formula) and plan.objective.has_own_gradient
    return symbolic and plan.gradient == "analytic" and plan.rule is not None


def _by_numpy(plan: Plan) -> bool:
    """Whether a step's arithmetic is numpy's, which on a few numbers costs less than half."""
    return plan.rule is not None and plan.start.numel() <= LARGEST


def _full_gradient(plan: Plan) -> Loss:
    """The gradient on all the data."""
    return in_blocks(gradient_function(plan.objective, plan.gradient, plan.h), plan.block)


def _step(plan: Plan, first: int) -> Step:
    """One step of all runs, after ``first`` steps which the rule remembers."""
    gradient, values = _step_gradient(plan), plan.values
    if plan.foreign:
        loss, rate = _step_loss(plan), _rate(plan)
        return foreign_step(plan.foreign, values, loss, gradient, rate, plan.start)
    if _by_numpy(plan):
        return _ruled(plan, first, _array_gradient(plan, gradient), arrays_of)
    return _ruled(plan, first, gradient, lambda each: each)


def _rate(plan: Plan) -> Rate:
    """The rate of each step, by the schedule."""
    loss = in_blocks(plan.objective.loss, plan.block)
    return plan.schedule.rate(plan.lr, plan.steps, lambda w: loss(torch.as_tensor(w)))


def _ruled(plan: Plan, first: int, gradient: Gradient, taken: Taken) -> Step:
    """A step by the plan's rule; ``taken`` makes of a tensor what the rule works on."""
    assert plan.rule
    update, values = plan.rule.update, taken(plan.values)
    if plan.schedule.constant(plan.steps):
        lr, wide = plan.lr, taken(_widened(plan.lr, plan.objective.dim))

        def steady(i: int, w: Array, state: State) -> Move:
            grad = gradient(i, w)
            new, state = update(grad, state, w, wide, first + i + 1, values)
            return new, grad, lr, state

        return steady
    rate = _rate(plan)

    def step(i: int, w: Array, state: State) -> Move:
        grad, lr = gradient(i, w), rate(i, w)
        new, state = update(grad, state, w, taken(lr), first + i + 1, values)
        return new, grad, lr, state

    return step


def _widened(lr: Tensor, dim: int) -> Tensor:
    """A rate ``(R, 1)`` once for every coordinate.

    Numbers of one shape are one loop; a number for each row of a few is a loop for each row.
    """
    return lr.expand(-1, dim).contiguous() if 1 < dim <= _FEW else lr


def _array_gradient(plan: Plan, gradient: Gradient) -> Gradient:
    """The gradient of each step, of an array and as one."""
    if plan.batches is None and plan.block == 1 and plan.gradient == "analytic":
        known = plan.objective.step_gradient(len(plan.start))
        return lambda i, w: known(w)
    return lambda i, w: gradient(i, torch.from_numpy(w)).numpy()


def _step_gradient(plan: Plan) -> Gradient:
    """The gradient each step uses: of its batch, or of all the data."""
    full, batches = _full_gradient(plan), plan.batches
    if batches is None:
        return lambda i, w: full(w)
    assert isinstance(plan.objective, DataObjective)
    of_batch = batch_gradient_function(plan.objective, plan.gradient, plan.h)
    size = plan.block
    return lambda i, w: in_blocks(lambda some: of_batch(some, batches[i]), size)(w)


def _step_loss(plan: Plan) -> Callable[[int, Tensor], Tensor]:
    """The loss each step sees: of its batch, or of all the data."""
    goal, batches, size = plan.objective, plan.batches, plan.block
    if batches is None:
        return lambda i, w: in_blocks(goal.loss, size)(w)
    assert isinstance(goal, DataObjective)
    of_batch = goal.batch_loss
    return lambda i, w: in_blocks(lambda some: of_batch(some, batches[i]), size)(w)


def _over(plan: Plan) -> Over | None:
    """Which runs the stop rule has ended, for the loop to know when none is left."""
    if plan.stop.none:
        return None
    full = gradient_function(plan.objective, plan.gradient, plan.h)

    pieces = in_blocks(lambda w: in_pieces(plan.objective, full, w), plan.block)

    def over(tape: Tape, first: int, last: int) -> Tensor:
        w = tape.w[max(first - 1, 0) : last]
        grad = pieces(w)
        return plan.stop.holds(tape.loss[max(first - 1, 0) : last], grad).any(0)

    return over
