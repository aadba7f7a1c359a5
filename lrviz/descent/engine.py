"""descend, sweep and resume: settings in, the whole record out."""

from collections.abc import Sequence
from concurrent.futures import Executor
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lrviz.descent.checks import check_axis, check_executor, check_out
from lrviz.descent.launch import launch
from lrviz.descent.loop import Progress
from lrviz.descent.parts import divided
from lrviz.descent.plan import Plan
from lrviz.descent.resume import resume
from lrviz.descent.schedules import Schedule
from lrviz.descent.streamed import streamed
from lrviz.descent.trajectory import Sweep, Trajectory
from lrviz.objectives.base import Objective

__all__ = ["descend", "grid", "resume", "sweep"]

Start = Sequence[float] | str | None


def descend(
    objective: Objective | str,
    *,
    optimizer: str | type = "sgd",
    lr: float = 0.1,
    steps: int = 100,
    start: Start = None,
    schedule: str | Schedule | None = None,
    gradient: str = "analytic",
    batch_size: int | None = None,
    seed: int = 0,
    h: float = 1e-5,
    drop_last: bool = False,
    grad_tol: float | None = None,
    loss_tol: float | None = None,
    progress: Progress | None = None,
    **hyperparameters: Any,
) -> Trajectory:
    """One run: w₁ = w₀ − η·∂ℓ/∂w, and again, by the rule called ``optimizer``.

    A run that blows up is a result: it ends at its last finite row with the outcome
    "non_finite". Exceptions are for a caller's mistake.

    Args:
        objective: an Objective, or its name in OBJECTIVES.
        optimizer: a name in OPTIMIZERS, or any torch.optim.Optimizer subclass.
        lr: the learning rate η > 0; with a schedule, the rate that the schedule scales.
        steps: the number of steps.
        start: dim numbers, None for the objective's own start, or "random" for a point
            of the domain drawn by ``seed``.
        schedule: a name in SCHEDULES or a bound Schedule, None for a constant rate.
        gradient: "analytic", "autograd", or "numeric" (central differences of step ``h``).
        batch_size: rows per minibatch, None for all the data; ⌈N/B⌉ steps make an epoch.
        seed: of the random start and of the shuffling.
        h: the step of the numeric gradient.
        drop_last: leave out an epoch's last batch where it is short.
        grad_tol: stop where ‖∂ℓ/∂w‖ is at most this.
        loss_tol: stop where a step changes the loss by at most this.
        progress: called with (steps done, steps in all) now and then; returning False
            cancels, and the run keeps what it has.
        hyperparameters: the rule's own, by torch's names: momentum=0.9, betas=(0.9, 0.999).

    Raises:
        ValueError: naming the argument, what is allowed and what was given.

    >>> run = descend("bowl", lr=0.1, steps=1, start=(-5, -2))
    >>> run.w.round(6).tolist()
    [[-5.0, -2.0], [-4.0, -1.2]]
    """
    plan = Plan.of(
        objective,
        optimizer=optimizer,
        lr=lr,
        steps=steps,
        start=start,
        schedule=schedule,
        gradient=gradient,
        batch_size=batch_size,
        seed=seed,
        h=h,
        drop_last=drop_last,
        grad_tol=grad_tol,
        loss_tol=loss_tol,
        progress=progress,
        hyperparameters=hyperparameters,
        alone=True,
    )
    return launch(plan)[0]


def sweep(
    objective: Objective | str,
    *,
    lr: ArrayLike,
    optimizer: str | type = "sgd",
    steps: int = 100,
    start: Start | ArrayLike = None,
    schedule: str | Schedule | None = None,
    gradient: str = "analytic",
    batch_size: int | None = None,
    seed: int = 0,
    h: float = 1e-5,
    drop_last: bool = False,
    grad_tol: float | None = None,
    loss_tol: float | None = None,
    progress: Progress | None = None,
    executor: Executor | None = None,
    out: str | PathLike[str] | None = None,
    **hyperparameters: Any,
) -> Sweep:
    """R runs of ``descend`` as one batch; every one equals the run made alone.

    ``lr``, ``start`` ``(R, dim)`` and every hyperparameter may differ from run to run:
    give R values, or one for all. See ``grid`` for every combination of several values.
    The arguments are those of ``descend``.

    Args:
        executor: any concurrent.futures.Executor, a cluster's included: the runs are divided
            among its workers, in parts of at least two (of regressions with much data, of
            enough to be multiplied at once). On machines of one kind the record is the same
            to the last bit for formulas, and for regressions where torch has one thread here
            as it has in the workers; for networks to a relative 1e-14. ``progress`` is
            called as parts end; once it returns False no other part begins, and runs that
            never began stay at their start, "cancelled". What travels is pickled, so an
            optimizer or an objective of your own must be importable there.
        out: a file, ``.npy``, to which the runs are written as they end, so that a sweep of any
            size takes about as much memory as some hundreds of runs, and 100 bytes to each for
            its rate, start and end. It has a record to a run, named as Sweep's arrays are:
            ``numpy.load(out, mmap_mode="r")["loss"]`` is ``(R, steps + 1)``, NaN after a run's
            end. The Sweep that is returned has the file for its arrays. Where ``progress``
            returns False before all runs have ended, or anything else goes wrong, there is no
            file, or the one from before.

    Raises:
        ValueError: as ``descend``; and where the record would not fit into memory, with
            the number of runs that would.
        UnwritableError: an OSError: ``out`` cannot be written, or the disk is full.
        concurrent.futures.CancelledError: ``progress`` has ended a sweep that has ``out``
            before its runs had.

    >>> sweep("bowl", lr=[0.1, 0.6], steps=2).w[:, -1].round(6).tolist()
    [[-3.2, -0.72], [-0.2, -3.92]]
    """
    executor, path = check_executor(executor), check_out(out)
    plan = Plan.of(
        objective,
        optimizer=optimizer,
        lr=lr,
        steps=steps,
        start=start,
        schedule=schedule,
        gradient=gradient,
        batch_size=batch_size,
        seed=seed,
        h=h,
        drop_last=drop_last,
        grad_tol=grad_tol,
        loss_tol=loss_tol,
        progress=progress,
        hyperparameters=hyperparameters,
        streamed=path is not None,
    )
    return _made(plan, executor, path)


def _made(plan: Plan, executor: Executor | None, path: Path | None) -> Sweep:
    if path is not None:
        return streamed(plan, executor, path)
    return launch(plan) if executor is None else divided(plan, executor)


def grid(**values: ArrayLike) -> dict[str, np.ndarray]:
    """Every combination of several values, as arguments of ``sweep``; the last name is fastest.

    Raises:
        ValueError: values that are not numbers in a row.

    >>> {name: v.tolist() for name, v in grid(lr=[0.1, 0.2], momentum=[0.0, 0.9]).items()}
    {'lr': [0.1, 0.1, 0.2, 0.2], 'momentum': [0.0, 0.9, 0.0, 0.9]}
    """
    axes = [check_axis(name, axis) for name, axis in values.items()]
    mesh = np.meshgrid(*axes, indexing="ij")
    return {name: axis.ravel() for name, axis in zip(values, mesh, strict=True)}
