"""How a run comes off a saddle, a maximum or a point of inflection where it rests."""

from typing import Literal

import torch

from lrviz.analysis.minimum import MANY, bends
from lrviz.analysis.rest import decoupled
from lrviz.analysis.runs import Floats, Runs, norm

__all__ = ["WayOff", "way_off"]

WayOff = Literal["exactly", "decay", "saddle", "side"]


def way_off(runs: Runs, i: int, lowest: float, slope: float) -> WayOff:
    """What takes run i off the point near which it rests, where something lower is near by.

    "decay": less of it, which outweighs the lowest curvature ``lowest``, so that ℓ + ½λ‖w‖² has
    a minimum there; "exactly": another start, because the gradient, ``slope``, is zero;
    "saddle": more steps too, because its moves off the point grow; "side": a start beside it.
    """
    decay = float(runs.hyperparameter("weight_decay")[i])
    if decay > 0 and not decoupled(runs) and lowest + decay > 0:
        return "decay"
    if slope == 0:
        return "exactly"
    last = int(runs.last[i])
    if last < 2 or runs.minibatch:
        return "side"
    before, late = _off(runs, i, runs.moves[i, last - 2 : last])
    return "saddle" if late > before > 0 else "side"


def _off(runs: Runs, i: int, moves: Floats) -> Floats:
    """How far each of ``moves`` ``(n, dim)`` goes along the way down: the direction in which the
    Hessian at the end of run i is lowest, or, with very many parameters, any."""
    if runs.objective.dim > MANY or runs.objective.probes:
        return norm(moves)
    way = bends(runs.objective, torch.tensor(runs.w[i, runs.last[i]])[None])[1][0, :, 0]
    return abs(moves @ way.numpy())
