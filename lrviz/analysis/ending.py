"""What the first value that was not finite says: growth, a fall without end, or no value."""

from typing import Literal

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from lrviz.analysis.rays import falls_along
from lrviz.analysis.runs import Runs
from lrviz.objectives.formula import Formula
from lrviz.objectives.logistic import LogisticRegression
from lrviz.objectives.network import Network
from lrviz.objectives.regression import LinearRegression
from lrviz.objectives.tape import OperationTape

__all__ = ["Ending", "endings"]

Ending = tuple[Literal["diverges", "falls", "leaves"], str]
Bools = NDArray[np.bool_]
# These have a value and a gradient at every w: only numbers that are too large leave them without.
_EVERYWHERE = (LinearRegression, LogisticRegression, Network)
Floats = NDArray[np.float64]


def endings(runs: Runs) -> dict[int, Ending]:
    """The word and the case of every run that met a value that is not finite."""
    which = np.flatnonzero(runs.blown)
    if not len(which):
        return {}
    dim = runs.objective.dim
    w, loss, _ = np.split(runs.beyond[which], [dim, dim + 1], axis=1)
    unclear = np.isfinite(w).all(1) & ~np.isinf(loss[:, 0])
    overflowed = np.zeros(len(which), dtype=bool)
    if unclear.any():
        overflowed[unclear] = _overflowed(runs, which[unclear], w[unclear])
    growing = _growing(runs, which)
    return {
        int(i): _ending(w[j], float(loss[j, 0]), bool(overflowed[j]), bool(growing[j]),
                        started=_begun(runs, int(i)))
        for j, i in enumerate(which)
    }  # fmt: skip


def _ending(w: Floats, loss: float, overflowed: bool, growing: bool, *, started: bool) -> Ending:
    trend: Ending = ("diverges", "overflow") if growing else ("falls", "overflow")
    if not np.isfinite(w).all():
        return trend
    if np.isposinf(loss):
        return "diverges", "overflow"
    if np.isneginf(loss):
        return "falls", "overflow"
    if overflowed:
        return trend
    what = "value" if np.isnan(loss) else "gradient"
    return "leaves", what if started else f"start_{what}"


def _begun(runs: Runs, i: int) -> bool:
    """Whether the start itself was finite."""
    first = runs.loss[i, 0], *runs.grad[i, 0]
    return bool(np.isfinite(first).all())


def _growing(runs: Runs, which: NDArray[np.int64]) -> Bools:
    """Whether, before, the loss had grown or the moves had turned back on each other: over the
    second half of the steps, or because the run ended above its start."""
    last = runs.last[which, None]
    late = (runs.row[1:] > last // 2) & (runs.row[1:] <= last)
    rising = (~(runs.change[which] < 0) & late).any(1) | (runs.turned[which] & late[:, 1:]).any(1)
    above = runs.at_end(runs.loss)[which] > runs.loss[which, 0]
    still = runs.last[which] == 0
    found = rising | above
    if still.any():
        some = which[still]
        found[still] = ~falls_along(runs.objective, runs.w[some, 0], -runs.grad[some, 0])
    return np.asarray(found)


@torch.no_grad()
def _overflowed(runs: Runs, which: NDArray[np.int64], w: Floats) -> Bools:
    """Whether a number on the way to the loss or its gradient at w was too large."""
    goal = runs.objective
    points = torch.tensor(w)
    if isinstance(goal, _EVERYWHERE):
        return np.ones(len(w), dtype=bool)
    if isinstance(goal, Formula):
        tapes = [goal.tapes.loss, *([goal.tapes.gradient] if goal.tapes.gradient else [])]
        return np.asarray(torch.stack([_too_large(tape, points) for tape in tapes]).any(0))
    return np.asarray(~(np.abs(w).max(1) <= 1e6 * (1 + runs.extent[which])))


def _too_large(tape: OperationTape, w: Tensor) -> Tensor:
    """Whether an operation of the tape overflows at w ``(n, dim)``: ±∞ from finite numbers
    none of which is zero, for 1/0 and log 0 are poles."""
    r: list[Tensor] = list(tape.registers)  # type: ignore[arg-type]
    r[: w.shape[-1]] = w.unbind(-1)
    over = torch.zeros(len(w), dtype=torch.bool)
    for operation, out, a, b in tape.steps:
        operands = (r[a],) if b is None else (r[a], r[b])
        result = operation(*operands)
        usable = torch.ones_like(over)
        for each in operands:
            usable = usable & torch.isfinite(each) & (each != 0)
        over = over | (torch.isinf(result) & usable)
        r[out] = result
    return over
