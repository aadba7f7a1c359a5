"""A plan divided among the workers of an executor, and their records joined to one."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass, replace
from itertools import islice, pairwise

import numpy as np
import torch
from numpy.typing import NDArray

from lrviz.descent.blocks import block_bounds
from lrviz.descent.launch import launch
from lrviz.descent.plan import SMALLEST, Plan
from lrviz.descent.record import sealed
from lrviz.descent.trajectory import Floats, Outcome, Sweep
from lrviz.objectives.base import DataObjective

_STEP = 2**18  # So many numbers of a step are worth a part: fewer cost less than their calls.
# A part's record has about so many bytes at most, so that what is under way stays small.
_BYTES = 2**26


@dataclass(frozen=True, kw_only=True)
class Part:
    """The record of some runs, as it travels.

    Attributes:
        first: which run of all is its first.
        rows: by name, each ``(k+1, r, ...)``, or ``(k, r)`` for what a step has.
        length: the last finite row of each run ``(r,)``.
        outcome: why each run ended.
        beyond: as in Sweep.
    """

    first: int
    rows: Mapping[str, Floats]
    length: NDArray[np.int64]
    outcome: tuple[Outcome, ...]
    beyond: Floats | None

    @property
    def runs(self) -> slice:
        """Where its runs stand among all."""
        return slice(self.first, self.first + len(self.length))


def divided(plan: Plan, executor: Executor) -> Sweep:
    """The Sweep of a plan whose parts ``executor`` runs, in whatever order they end.

    ``plan.progress`` is told as parts end, in steps of the whole; when it returns False no
    further part begins, and the runs of those that never began stay at their start.
    """
    joined = Joined(plan)
    for part in finished(plan, executor, cuts(plan)):
        joined.add(part)
    return joined.sweep()


def finished(
    plan: Plan, executor: Executor, bounds: Sequence[int], most: int | None = None
) -> Iterator[Part]:
    """Every part between two ``bounds``, as it ends; what has not begun is called off on the
    way out. With ``most``, at most so many are asked for and not yet handed on.
    """
    to_come = pairwise(bounds)
    waiting: dict[Future[Part], tuple[int, int]] = {}

    def ask() -> None:
        room = None if most is None else most - len(waiting)
        for first, last in islice(to_come, room):
            future = executor.submit(run_part, plan.part(first, last), first, os.getpid())
            waiting[future] = first, last

    try:
        yield from _as_they_end(plan, waiting, ask)
    finally:
        for future in waiting:
            future.cancel()


def _as_they_end(
    plan: Plan, waiting: dict[Future[Part], tuple[int, int]], ask: Callable[[], None]
) -> Iterator[Part]:
    done, whole, go_on = 0, len(plan.lr), True
    ask()
    while waiting:
        for future in wait(waiting, return_when=FIRST_COMPLETED).done:
            first, last = waiting.pop(future)
            yield future.result()
            done += last - first
        if plan.progress is not None and go_on:
            go_on = plan.progress(plan.steps * done // whole, plan.steps) is not False
        if go_on:
            ask()
        else:
            for future in [each for each in waiting if each.cancel()]:
                yield _never_begun(plan, *waiting.pop(future))


def cuts(plan: Plan, record: int | None = None, most: int = _BYTES) -> list[int]:
    """Where the parts begin, and the number of runs: at least two runs, or blocks, to each.

    There is a part for every core here. There are more where a step has so many numbers
    that they decide what it costs, or where a part's record would be larger than ``most``
    bytes, with ``record`` bytes to a run.
    """
    runs, dim = plan.start.shape
    rows = plan.objective.rows if isinstance(plan.objective, DataObjective) else 1
    seen = plan.batch_size or rows
    each = 8 * (plan.steps + 1) * (2 * dim + 3) if record is None else record
    wanted = max(os.cpu_count() or 1, 2, runs * dim * seen // _STEP, runs * each // most)
    blocks = block_bounds(runs, SMALLEST * plan.block)
    count = min(wanted, len(blocks) - 1)
    return [blocks[(len(blocks) - 1) * i // count] for i in range(count + 1)]


def run_part(plan: Plan, first: int, home: int) -> Part:
    """The record of a part, wherever it is run; ``home`` is the process that asks for it.

    A worker process uses one thread: more only hurt at these sizes, and its fellows have the
    other cores.
    """
    if os.getpid() != home:
        torch.set_num_threads(1)
    return _part(first, launch(plan))


def _part(first: int, made: Sweep) -> Part:
    rows = {"w": made.w, "loss": made.loss, "grad": made.grad, "lr": made.lr}
    rows |= {f"state {name}": values for name, values in made.state.items()}
    if made.batch_loss is not None:
        rows["batch_loss"] = made.batch_loss
    return Part(
        first=first,
        rows={name: values.swapaxes(0, 1) for name, values in rows.items()},
        length=made.length,
        outcome=made.outcome,
        beyond=made.beyond,
    )


def _never_begun(plan: Plan, first: int, last: int) -> Part:
    """Runs that were cancelled before their first step."""
    part = _part(first, launch(replace(plan.part(first, last), steps=0)))
    ended = tuple(Outcome.CANCELLED if each is Outcome.COMPLETED else each for each in part.outcome)
    return replace(part, outcome=ended)


class Joined:
    """The record of all runs, filled in part by part, laid out as one launch would leave it."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        runs = len(plan.lr)
        self._rows: dict[str, Floats] = {}
        self._length = np.zeros(runs, dtype=np.int64)
        self._outcome = [Outcome.CANCELLED] * runs
        self._beyond: Floats | None = None
        self._known: list[tuple[slice, int]] = []

    def add(self, part: Part) -> None:
        """Write down some runs."""
        runs = part.runs
        for name, values in part.rows.items():
            self._room(name, values)[: len(values), runs] = values
        self._length[runs], self._outcome[runs] = part.length, part.outcome
        self._known.append((runs, len(part.rows["lr"])))
        if part.beyond is not None:
            if self._beyond is None:
                self._beyond = np.full((len(self._length), part.beyond.shape[1]), np.nan)
            self._beyond[runs] = part.beyond

    def _room(self, name: str, like: Floats) -> Floats:
        if name not in self._rows:
            rows = self._plan.steps + (name not in _OF_STEPS)
            self._rows[name] = np.empty((rows, len(self._length), *like.shape[2:]))
        return self._rows[name]

    def sweep(self) -> Sweep:
        """The record; what lies after a run's end is NaN."""
        plan, last = self._plan, int(self._length.max())
        rows = {name: self._finished(name, last) for name in self._rows}
        return Sweep(
            objective=plan.objective,
            settings=plan.settings,
            w=rows["w"],
            loss=rows["loss"],
            grad=rows["grad"],
            lr=rows["lr"],
            base_lr=base_lr(plan),
            length=sealed(self._length),
            outcome=tuple(self._outcome),
            state={name.partition(" ")[2]: rows[name] for name in rows if " " in name},
            batch_loss=rows.get("batch_loss"),
            batch_index=batch_index(plan, last),
            beyond=None if self._beyond is None else sealed(self._beyond),
        )

    def _finished(self, name: str, last: int) -> Floats:
        extra = name not in _OF_STEPS
        values = self._rows[name][: last + extra]
        for runs, known in self._known:
            values[known + extra :, runs] = np.nan
        return sealed(values.swapaxes(0, 1))


def base_lr(plan: Plan) -> Floats:
    """The rate each run was asked for ``(R,)``."""
    return sealed(plan.lr.squeeze(-1).clone().numpy())


def batch_index(plan: Plan, last: int) -> tuple[NDArray[np.int64], ...] | None:
    """The rows of data that each step saw, up to ``last``; None where it saw all."""
    if plan.batches is None:
        return None
    return tuple(sealed(batch.numpy()) for batch in plan.batches[:last])


_OF_STEPS = frozenset({"lr", "batch_loss"})
