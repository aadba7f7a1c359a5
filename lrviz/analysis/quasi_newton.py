"""The lowest loss near a point without a Hessian, for losses of many parameters."""

from functools import lru_cache

import torch
from torch import Tensor

from lrviz.analysis.spread import spread_units
from lrviz.objectives.base import DataObjective, Objective
from lrviz.objectives.network import Network

ROUNDS = 150  # A search makes at most so many steps.
# Parameters × rows × steps, at most, so that a large network is not searched for ever.
_WORK = 2**26
_NUDGE = 1e-4  # A search begins so far off the point, because a saddle has no gradient to leave by.
_KEPT = 20  # So many pairs of steps and changes of gradient stand for the Hessian.


def searched_loss(objective: Objective, w: Tensor) -> Tensor:
    """The lowest loss ``(R,)`` that L-BFGS finds from each point ``(R, dim)`` and from the probes.

    A point stuck on a plateau stays there by any local search; the objective's ``probes``
    show what lies elsewhere. They are searched once for an objective, and for a network units
    spread over its data, if they begin lower than the probes end.

    Source: Liu and Nocedal, On the limited memory BFGS method for large scale optimization,
    Mathematical Programming 45 (1989) 503-528.
    """
    own = torch.stack([_lowest(objective, point) for point in w])
    return own.clamp(max=_lowest_of_probes(objective))


@lru_cache(32)
def _lowest_of_probes(objective: Objective) -> float:
    points = torch.tensor(objective.probes, dtype=torch.float64).reshape(-1, objective.dim)
    lowest = min((float(_lowest(objective, point)) for point in points), default=torch.inf)
    if isinstance(objective, Network):
        spread = spread_units(objective)
        if objective.loss(spread) < lowest:
            lowest = float(_lowest(objective, spread))
    return lowest


def _lowest(objective: Objective, start: Tensor) -> Tensor:
    w, lowest = start + _NUDGE * (1 + start.abs()) * _random(start), objective.loss(start)
    search = torch.optim.LBFGS(
        [w],
        max_iter=_rounds(objective),
        history_size=_KEPT,
        tolerance_grad=0.0,
        tolerance_change=0.0,
        line_search_fn="strong_wolfe",
    )

    def closure() -> float:
        nonlocal lowest
        w.grad = objective.gradient(w.detach())
        loss = objective.loss(w.detach())
        lowest = torch.fmin(lowest, loss)
        return float(loss)

    search.step(closure)  # type: ignore[no-untyped-call]
    return lowest


def _random(like: Tensor) -> Tensor:
    generator = torch.Generator().manual_seed(0)
    return torch.randn(like.shape, generator=generator, dtype=like.dtype)


def _rounds(objective: Objective) -> int:
    rows = objective.rows if isinstance(objective, DataObjective) else 1
    return max(8, min(ROUNDS, _WORK // (rows * objective.dim)))
