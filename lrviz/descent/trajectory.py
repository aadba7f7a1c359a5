"""The record of a run, and of many runs made as one batch."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from lrviz.objectives.base import Objective
from lrviz.objectives.portable import Portable, Sealed

Floats = NDArray[np.float64]


class Outcome(StrEnum):
    """Why a run ended."""

    COMPLETED = "completed"
    NON_FINITE = "non_finite"
    TOLERANCE = "tolerance"
    CANCELLED = "cancelled"


@dataclass(frozen=True, kw_only=True)
class Settings(Portable):
    """How a run was made: enough to make it again, or to continue it.

    Attributes:
        optimizer: the name of the update rule, or of a torch class.
        schedule: the name of the learning-rate schedule, None for a constant rate.
        gradient: "analytic", "autograd" or "numeric".
        batch_size: rows per minibatch, None for full batch.
        seed: of the random start and of the batches.
        h: the step of the numeric gradient.
        drop_last: whether an epoch's short last batch is left out.
        hyperparameters: every hyperparameter of the rule, defaults filled in.
        schedule_hyperparameters: every one of the schedule, likewise.
    """

    optimizer: str = "sgd"
    schedule: str | None = None
    gradient: str = "analytic"
    batch_size: int | None = None
    seed: int = 0
    h: float = 1e-5
    drop_last: bool = False
    hyperparameters: Mapping[str, object] = field(default_factory=dict)
    schedule_hyperparameters: Mapping[str, object] = field(default_factory=dict)

    def of_run(self, i: int) -> "Settings":
        """The settings of run i alone, where hyperparameters differ from run to run."""
        return replace(
            self, hyperparameters={k: _of_run(v, i) for k, v in self.hyperparameters.items()}
        )


def _of_run(value: object, i: int) -> object:
    if isinstance(value, tuple):
        return tuple(_of_run(each, i) for each in value)
    return float(value[i]) if isinstance(value, Tensor) and value.dim() else value


@dataclass(frozen=True, kw_only=True)
class Segment:
    """A stretch of a run under the same settings, from the row ``start`` on.

    ``age`` is how many steps the rule had taken before, whose memory it carries on; a
    rule that starts afresh has age 0.
    """

    start: int
    settings: Settings
    age: int = 0


@dataclass(frozen=True, kw_only=True, eq=False)
class Trajectory(Sealed):
    """One run: row 0 is the start, row i the state after step i; all arrays read-only.

    Attributes:
        objective: what was descended.
        segments: how, in the order of time; more than one where a run was continued.
        w: parameters ``(k+1, dim)``.
        loss: ℓ(w) on all the data ``(k+1,)``.
        grad: ∂ℓ/∂w ``(k+1, dim)``; for minibatches the batch gradient each step used,
            and in the last row the gradient on all the data.
        lr: the learning rate of each step ``(k,)``.
        outcome: why the run ended; a run that blows up ends at its last finite row.
        state: what the rule remembers, by name, each ``(k+1, dim)``, or ``(k+1, 1)`` for
            one number; row i after step i.
        batch_loss: minibatches: the loss each step saw ``(k,)``.
        batch_index: minibatches: the rows of data each step saw, one array per step.
        beyond: w, loss and gradient of the row that was not finite ``(2·dim + 1,)``, which
            ended the run; None where none did.
    """

    objective: Objective
    segments: tuple[Segment, ...]
    w: Floats
    loss: Floats
    grad: Floats
    lr: Floats
    outcome: Outcome
    state: Mapping[str, Floats] = field(default_factory=dict)
    batch_loss: Floats | None = None
    batch_index: tuple[NDArray[np.int64], ...] | None = None
    beyond: Floats | None = None

    @property
    def settings(self) -> Settings:
        """How the last stretch of the run was made."""
        return self.segments[-1].settings

    @property
    def steps(self) -> int:
        """The number of steps on the record, k."""
        return len(self.lr)

    def segment(self, row: int) -> Segment:
        """The stretch in force at ``row``: the last to start there or before."""
        return [each for each in self.segments if each.start <= row][-1]


@dataclass(frozen=True, kw_only=True, eq=False)
class Sweep(Sealed):
    """R runs made as one batch: a Trajectory's arrays with a leading R, NaN after a run's end.

    Attributes:
        lr: the learning rate of each step ``(R, k)``.
        base_lr: the learning rate each run was asked for ``(R,)``, before any schedule.
        length: the last finite row of each run ``(R,)``.
        outcome: why each run ended.
        beyond: the row that was not finite ``(R, 2·dim + 1)``, NaN for a run that ended
            otherwise; None where no run has one.
    """

    objective: Objective
    settings: Settings
    w: Floats
    loss: Floats
    grad: Floats
    lr: Floats
    base_lr: Floats
    length: NDArray[np.int64]
    outcome: tuple[Outcome, ...]
    state: Mapping[str, Floats] = field(default_factory=dict)
    batch_loss: Floats | None = None
    batch_index: tuple[NDArray[np.int64], ...] | None = None
    beyond: Floats | None = None

    @property
    def steps(self) -> int:
        """The number of steps of the longest run."""
        return int(self.lr.shape[1])

    def __len__(self) -> int:
        return len(self.base_lr)

    def __iter__(self) -> Iterator[Trajectory]:
        return (self[i] for i in range(len(self)))

    def __getitem__(self, i: int) -> Trajectory:
        end, over = int(self.length[i]), self.outcome[i] is Outcome.NON_FINITE
        rows = slice(0, end + 1)
        return Trajectory(
            objective=self.objective,
            segments=(Segment(start=0, settings=self.settings.of_run(i)),),
            w=self.w[i, rows],
            loss=self.loss[i, rows],
            grad=self.grad[i, rows],
            lr=self.lr[i, :end],
            outcome=self.outcome[i],
            state={name: rows_of[i, rows] for name, rows_of in self.state.items()},
            batch_loss=None if self.batch_loss is None else self.batch_loss[i, :end],
            batch_index=None if self.batch_index is None else self.batch_index[:end],
            beyond=self.beyond[i] if self.beyond is not None and over else None,
        )
