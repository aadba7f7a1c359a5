"""From the loop's tape to the record: ends found, arrays sealed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from numpy.typing import NDArray
from torch import Tensor

from lrviz.descent.checks import check_tolerance
from lrviz.descent.gradients import Loss
from lrviz.descent.loop import Tape, room
from lrviz.descent.trajectory import Floats, Outcome, Settings, Sweep
from lrviz.objectives.base import DataObjective, Objective
from lrviz.objectives.primitives import INFINITE_SLOPE

# So many points are evaluated in one call: large enough to be fast, small enough for the cache.
_POINTS = 2**15
# Where a loss is less than this, a slope beyond all others comes of no growth.
_NO_GROWTH = 1e100
_NUMBERS = 2**22  # Of an objective made of data one call has at most so many residuals.


@dataclass(frozen=True, kw_only=True)
class StopRule:
    """Ends a run at the first row with ‖∂ℓ/∂w‖ ≤ grad_tol or |ℓᵢ − ℓᵢ₋₁| ≤ loss_tol."""

    grad_tol: float | None = None
    loss_tol: float | None = None

    @classmethod
    def of(cls, **tolerances: float | None) -> "StopRule":
        """The rule with these tolerances; ValueError for one that cannot be."""
        return cls(**{name: check_tolerance(name, value) for name, value in tolerances.items()})

    @property
    def none(self) -> bool:
        """Whether nothing ends a run."""
        return self.grad_tol is None and self.loss_tol is None

    def first(self, loss: Tensor, grad: Tensor) -> Tensor:
        """The first row in which it holds for each run, k where it never does."""
        if self.none:
            return _never(loss)
        return _first(self.holds(loss, grad))

    def holds(self, loss: Tensor, grad: Tensor) -> Tensor:
        """In which rows ``(k, R)`` it holds; the first has no step before it."""
        small = torch.zeros_like(loss, dtype=torch.bool)
        if self.grad_tol is not None:
            small |= torch.linalg.vector_norm(grad, dim=-1) <= self.grad_tol
        if self.loss_tol is not None:
            small[1:] |= loss.diff(dim=0).abs() <= self.loss_tol
        return small


@torch.no_grad()
def record(
    objective: Objective,
    settings: Settings,
    tape: Tape,
    *,
    base_lr: Tensor,
    full_gradient: Loss,
    step_loss: Callable[[int, Tensor], Tensor],
    batches: Sequence[Tensor] | None = None,
    stop: StopRule,
) -> Sweep:
    """The Sweep of a tape of R runs.

    ``full_gradient`` is that on all the data, ``step_loss`` what each step saw of the loss.
    """
    w, loss, grad = (kept[: tape.steps + 1] for kept in (tape.w, tape.loss, tape.grad))
    grad[-1] = full_gradient(w[-1])
    _made_infinite(grad, loss)
    on_all = grad if batches is None or stop.none else in_pieces(objective, full_gradient, w)
    blown, settled = _blown(w, loss, grad), stop.first(loss, on_all)
    length, outcome = _ends(blown, settled, len(w), tape.cancelled)
    beyond = _beyond(w, loss, grad, blown, outcome)
    rows = _Rows(length)
    if batches is not None:  # a run's last row has no step, wherever it lies
        batches = batches[: rows.last]
        runs = torch.arange(len(length))
        grad[length, runs] = full_gradient(w[length, runs])
    return Sweep(
        objective=objective,
        settings=settings,
        w=rows.states(w),
        loss=rows.states(loss),
        grad=rows.states(grad),
        lr=rows.steps(tape.lr.squeeze(-1)),
        base_lr=sealed(base_lr.expand(len(length)).clone().numpy()),
        length=sealed(length.numpy()),
        outcome=outcome,
        state={name: rows.states(entry) for name, entry in tape.state.items()},
        batch_loss=None
        if batches is None
        else rows.steps(_batch_losses(step_loss, w, len(batches))),
        batch_index=None if batches is None else tuple(sealed(b.numpy()) for b in batches),
        beyond=beyond,
    )


def sealed(array: NDArray[Any]) -> NDArray[Any]:
    """``array``, made read-only."""
    array.flags.writeable = False
    return array


def in_pieces(objective: Objective, function: Loss, w: Tensor) -> Tensor:
    """``function`` of every row of w ``(k, R, dim)``, in calls that bound what they need."""
    points = _POINTS
    if isinstance(objective, DataObjective):
        points = min(points, _NUMBERS // objective.rows)
    size = max(1, points // w.shape[1])
    if size >= len(w):
        return function(w).contiguous()
    begin = function(w[:size])
    found = room(len(w), *begin.shape[1:])
    found[:size] = begin
    for first in range(size, len(w), size):
        found[first : first + size] = function(w[first : first + size])
    return found


class _Rows:
    """Cuts a tape to its longest run, blanks what lies after each run's end, and turns it round.

    The arrays are ``(R, k, ...)`` views of the tape's own memory, which is ``(k, R, ...)``.
    """

    def __init__(self, length: Tensor) -> None:
        self._length, self.last = length, int(length.max())
        self._whole = int(length.min()) == self.last

    def states(self, values: Tensor) -> Floats:
        """``(k+1, R, ...)``, one row per state: row i is the state after step i."""
        return self._seal(values[: self.last + 1], 0)

    def steps(self, values: Tensor) -> Floats:
        """``(k, R, ...)``, one row per step: step i ends in row i + 1."""
        return self._seal(values[: self.last], 1)

    def _seal(self, values: Tensor, first: int) -> Floats:
        if not self._whole:
            over = torch.arange(first, self.last + 1).unsqueeze(-1) > self._length
            values.masked_fill_(over.view(over.shape + (1,) * (values.dim() - 2)), torch.nan)
        return sealed(values.transpose(0, 1).numpy())


def _blown(w: Tensor, loss: Tensor, grad: Tensor) -> Tensor:
    """The first row of each run ``(R,)`` in which anything is not finite; k where all is."""
    if all(map(_all_finite, (w, loss, grad))):  # the usual case
        return _never(loss)
    finite = torch.isfinite(w).all(-1) & torch.isfinite(loss) & torch.isfinite(grad).all(-1)
    return _first(~finite)


def _all_finite(values: Tensor) -> bool:
    """Whether all are, in one look; False also of numbers whose squares are no longer."""
    row = values.ravel()
    return bool(torch.isfinite(torch.dot(row, row)))


def _made_infinite(grad: Tensor, loss: Tensor) -> None:
    """Make ±∞ of the slopes for whose infinity a limit stands, as in a root of 0."""
    if torch.linalg.vector_norm(grad, torch.inf) < INFINITE_SLOPE:  # the usual case
        return
    steep = (grad.abs() >= INFINITE_SLOPE) & (loss.abs() < _NO_GROWTH).unsqueeze(-1)
    grad[steep] = torch.copysign(torch.tensor(torch.inf, dtype=grad.dtype), grad[steep])


def _beyond(
    w: Tensor, loss: Tensor, grad: Tensor, blown: Tensor, outcome: Sequence[Outcome]
) -> Floats | None:
    """The first row that is not finite of each run it ended: w, loss and gradient in a row."""
    if Outcome.NON_FINITE not in outcome:
        return None
    over = torch.tensor([each is Outcome.NON_FINITE for each in outcome])
    runs, row = torch.arange(len(over)), blown.clamp(max=len(w) - 1)
    found = torch.cat([w[row, runs], loss[row, runs].unsqueeze(-1), grad[row, runs]], dim=-1)
    return sealed(torch.where(over.unsqueeze(-1), found, torch.nan).numpy())


def _ends(
    blown: Tensor, settled: Tensor, rows: int, cancelled: bool
) -> tuple[Tensor, tuple[Outcome, ...]]:
    """The last of so many rows of each run and why it is the last."""
    length = torch.minimum((blown - 1).clamp(min=0), settled).clamp(max=rows - 1)
    ended = Outcome.CANCELLED if cancelled else Outcome.COMPLETED
    earlier, over = settled < blown, blown < rows
    if not (earlier | over).any():
        return length, (ended,) * len(length)
    reasons = zip(earlier.tolist(), over.tolist(), strict=True)
    return length, tuple(
        Outcome.TOLERANCE if stopped else Outcome.NON_FINITE if over else ended
        for stopped, over in reasons
    )


def _first(condition: Tensor) -> Tensor:
    """The first row in which ``condition (k, R)`` holds for each run; k where it never does."""
    if not condition.any():
        return _never(condition)
    rows = torch.arange(len(condition)).unsqueeze(-1)
    return torch.where(condition, rows, len(condition)).amin(0)


def _never(rows: Tensor) -> Tensor:
    """Of rows ``(k, R)``, what ``_first`` is of a condition that none meets."""
    return torch.full(rows.shape[1:], len(rows))


def _batch_losses(step_loss: Callable[[int, Tensor], Tensor], w: Tensor, steps: int) -> Tensor:
    """The loss each step saw on its own batch ``(k, R)``."""
    seen = [step_loss(i, w[i]) for i in range(steps)]
    return torch.stack(seen) if seen else w.new_empty(0, w.shape[1])
