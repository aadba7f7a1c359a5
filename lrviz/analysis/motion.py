"""How a run moves that is neither there nor at rest."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from lrviz.analysis.minimum import constant_bends
from lrviz.analysis.rays import falls_along
from lrviz.analysis.runs import Runs
from lrviz.analysis.stability import critical_lr
from lrviz.objectives.base import DataObjective, Objective

__all__ = ["bounded", "critical", "falling", "growing", "reversals", "rises", "swings", "upturns"]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

_AHEAD = 96  # So many steps are looked ahead, to tell a run that grows from one that only jumped.
_PARTS = 8  # They are looked at in so many parts, whose farthest points are compared.
_DOUBLED = 2.0  # Growth lasts where a part of the way is so many times as large as the one before.
_EVEN = 1e-3  # Growth lasts, however slow, whose factor shrinks by no more than this share.
_SAME = 0.01  # Swings of two quarters are alike that differ by no more than this share.


def falling(runs: Runs, wanted: Bools) -> Bools:
    """Whether the last move, doubled again and again, lowers the loss without end ``(R,)``.

    A loss made of data has a bound, and is not asked.
    """
    found = np.zeros(len(runs.last), dtype=bool)
    goal = runs.objective
    if isinstance(goal, DataObjective) or goal.dim > 60 or not runs.moves.shape[1]:
        return found
    if bounded(goal):
        return found
    last = np.maximum(runs.last - 1, 0)
    asked = np.flatnonzero(wanted & runs.real[runs.run, last] & (runs.last > 0))
    if len(asked):
        ends, way = runs.at_end(runs.w)[asked], runs.moves[asked, last[asked]]
        found[asked] = falls_along(goal, ends, way)
    return found


def bounded(goal: Objective) -> bool:
    """Whether the loss is a quadratic with a minimum."""
    return goal.constant_hessian is not None and goal.minimum_loss is not None


def critical(runs: Runs) -> float | None:
    """The rate beyond which the rule grows on this quadratic; None where no such bound holds."""
    if runs.objective.constant_hessian is None or runs.scheduled or runs.minibatch:
        return None
    values = runs.settings.hyperparameters
    if any(isinstance(each, torch.Tensor) for each in values.values()):
        return None
    curves = constant_bends(runs.objective)[0].numpy()
    return critical_lr(runs.settings.optimizer, values, curves)


def growing(runs: Runs, above: Bools, bound: float | None) -> Bools:
    """Which of the runs that end above their start grow for good ``(R,)``."""
    found = np.zeros(len(runs.last), dtype=bool)
    for i in np.flatnonzero(above):
        found[i] = _grows(runs, int(i), bound)
    doubtful = found & ~runs.remembers
    if doubtful.any() and runs.objective.constant_hessian is None and not runs.minibatch:
        which = np.flatnonzero(doubtful)
        found[which] = _goes_on(runs, which)
    return found


def _grows(runs: Runs, i: int, bound: float | None) -> bool:
    last = int(runs.last[i])
    loss = runs.loss[i, : last + 1]
    if runs.minibatch:
        return last >= 2 and _thirds(loss, 1.0)
    if bound is not None:
        return bool(runs.lr[i, last - 1] > bound)
    if runs.normalised:
        return False
    if runs.remembers[i]:
        memory = 1 / max(1 - float(runs.hyperparameter("momentum")[i]), 1e-3)
        return bool(last >= 3 * memory and _thirds(loss, _DOUBLED))
    return bool(loss[-2:].max() > loss[-4:-2].max(initial=loss[0] if last < 3 else -np.inf))


def _thirds(loss: Floats, factor: float) -> bool:
    """Whether the highest rise above the first loss grows from third to third."""
    first, middle, end = (each.max() - loss[0] for each in np.array_split(loss, 3))
    return bool(end > factor * max(middle, 0.0) and middle > factor * max(first, 0.0))


@torch.no_grad()
def _goes_on(runs: Runs, which: Ints) -> Bools:
    """Whether runs of plain descent, taken further at their last rate, go ever further away: by
    a factor of two in the end, or by one that does not shrink."""
    goal = runs.objective
    rate = torch.tensor(runs.lr[which, np.maximum(runs.last[which] - 1, 0)])[:, None]
    decay = torch.tensor(runs.hyperparameter("weight_decay")[which].copy())[:, None]
    w, start = torch.tensor(runs.at_end(runs.w)[which]), torch.tensor(runs.w[which, 0])
    away = []
    for _ in range(_AHEAD):
        w = w - rate * (goal.gradient(w) + decay * w)
        away.append(torch.linalg.vector_norm(w - start, dim=-1))
    ahead = torch.stack(away).nan_to_num(torch.inf, torch.inf, torch.inf)
    parts = ahead.reshape(_PARTS, _AHEAD // _PARTS, -1).amax(1)
    late, before = parts[-2:].amax(0), parts[-4:-2].amax(0)
    further = (late > _DOUBLED * before) & (late > _DOUBLED * torch.tensor(runs.reach[which]))
    factor = parts[1:] / parts[:-1]
    steady = (factor > 1 + _SAME / 2).all(0) & (factor[1:] >= (1 - _EVEN) * factor[:-1]).all(0)
    return np.asarray((further | steady | torch.isinf(late)).numpy())


def reversals(runs: Runs) -> Floats:
    """The share of the last half's moves that point against the one before ``(R,)``.

    Of the moves that are more than rounding: where a run came to rest before its last half,
    of the last half until then.
    """
    steps = np.where(runs.real, runs.row[1:], 0).max(1, initial=0)
    rows = runs.row[2:]
    counted = (rows > steps[:, None] / 2) & (rows <= steps[:, None])
    total = (counted & runs.real[:, 1:] & runs.real[:, :-1]).sum(1)
    turned = (runs.turned & counted).sum(1)
    return np.asarray(np.where(total > 0, turned / np.maximum(total, 1), 0.0))


def upturns(runs: Runs) -> Ints:
    """How often the loss, having fallen, rose again over the last half ``(R,)``."""
    turned = (runs.change[:, 1:] > 0) & (runs.change[:, :-1] < 0)
    return np.asarray((turned & runs.in_last(0.5, runs.row[2:])).sum(1))


def rises(runs: Runs) -> Floats:
    """The share of the steps of the last half on which the loss rose ``(R,)``."""
    counted = runs.in_last(0.5, runs.row[1:])
    return np.asarray(((runs.change > 0) & counted).sum(1) / np.maximum(counted.sum(1), 1))


def swings(runs: Runs, i: int) -> str:
    """Whether the swings of run i "shrink", "stay" or "grow": its longest moves, by quarter."""
    size = runs.size[i, : runs.last[i]]
    quarter = max(1, len(size) // 4)
    late, before = size[-quarter:].max(initial=0), size[-2 * quarter : -quarter].max(initial=0)
    if late > (1 + _SAME) * before:
        return "grow"
    return "shrink" if late < (1 - _SAME) * before else "stay"


def swinging(e: Mapping[str, Any], pulled: bool = False) -> str | None:
    """What shows that a run swings: "reversals", "upturns", "rises"; None if nothing does.

    Rises are no swing where decay has ``pulled`` the run uphill.
    """
    if e["reversals"] > MANY_REVERSALS:
        return "reversals"
    if e["upturns"] >= MANY_UPTURNS:
        return "upturns"
    if pulled:
        return None
    return "rises" if e["rises"] >= MANY_RISES and e["rises"] * e["steps"] > 3 else None


def swing_about(turning: Floats, upturns: Ints, rises: Floats, steps: Ints, pulled: Bools) -> Bools:
    """``swinging`` for many runs at once ``(R,)``: whether anything shows that they swing."""
    often = (rises >= MANY_RISES) & (rises * steps > 3) & ~pulled
    return np.asarray((turning > MANY_REVERSALS) | (upturns >= MANY_UPTURNS) | often)


# A run swings where more than this share of the moves over the last half turn back.
MANY_REVERSALS = 0.5
MANY_UPTURNS = 2  # A run swings where the loss turned up at least so often over the last half.
# A slow swing, seen less than twice, rises on this share of the steps of the last half.
MANY_RISES = 0.1
