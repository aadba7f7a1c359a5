"""The lowest minimum of a loss in its domain: the one known, or the best that a search finds."""

from functools import lru_cache

import torch
from torch import Tensor

from lrviz.analysis.minimum import (
    RADII,
    as_number,
    bends,
    beside_kinks,
    newton_descent,
    newton_step,
    trials,
    width,
)
from lrviz.objectives.base import Objective

__all__ = ["lowest_known", "only_within"]

# A loss is searched for its lowest on a grid with so many points per axis.
_SEEDS = {1: 129, 2: 33}
_DRAWN = 512  # Where a grid would have too many points, a loss is looked at in so many drawn ones.
_AXES = 2  # A known minimum is looked for outside the domain with so many parameters at most.
_WIDER = 4.0  # The box that is looked at then is so many times as wide.
_BELOW = 1e-9  # A loss is lower that is lower by this share of it: less may be rounding.
_BEST = 8  # So many of its points are followed down.


@lru_cache(64)
@torch.no_grad()
def lowest_known(objective: Objective) -> float:
    """The lowest minimum in the domain: the one known, or the best that a search finds.

    From the lowest points of a grid (drawn at random for three parameters or more) down;
    ∞ where none of them leads to a minimum.
    """
    if objective.minimum_loss is not None:
        return objective.minimum_loss
    points = _seeds(objective)
    loss = as_number(objective.loss(points))
    best = loss.argsort()[:_BEST]
    w, low = newton_descent(objective, points[best], loss[best], 0.25 * width(objective).max())
    w, low = beside_kinks(objective, w, low)
    bent = bends(objective, w)
    step = newton_step(objective, w, bent=bent)
    promised = -(objective.gradient(w) * step).sum(-1)
    tried = as_number(objective.loss(trials(objective, w, bent[1])))
    rests = ~(promised > 1e-9 * (loss[torch.isfinite(loss)].max() - low)) & ~(tried < low).any(0)
    low = torch.where(rests & ~_alone(tried, objective.dim), low, torch.inf)
    return float(low.min())


def _alone(tried: Tensor, dim: int) -> Tensor:
    """Which places have no neighbour with a value along some axis ``(n,)``, of the losses at their
    ``trials``: of xˣ each negative whole number is one, and none is part of a hollow."""
    near = torch.isfinite(tried.reshape(2 * len(RADII), -1, tried.shape[-1])[:, :dim])
    return ~near.any(0).all(0)


@lru_cache(64)
@torch.no_grad()
def only_within(objective: Objective) -> bool:
    """Whether a loss lower than the known minimum is seen outside the domain.

    >>> from lrviz import objective
    >>> only_within(objective("wave")), only_within(objective("bowl"))
    (True, False)
    """
    known = objective.minimum_loss
    if known is None or objective.constant_hessian is not None or len(objective.domain) > _AXES:
        return False
    middle = torch.tensor(objective.domain, dtype=torch.float64).mean(-1)
    loss = objective.loss(middle + _WIDER * (_seeds(objective) - middle))
    return bool((loss < known - _BELOW * (1 + abs(known))).any())


def _seeds(objective: Objective) -> Tensor:
    if objective.dim in _SEEDS:
        axes = [
            torch.linspace(low, high, _SEEDS[objective.dim], dtype=torch.float64)
            for low, high in objective.domain
        ]
        return torch.stack([each.ravel() for each in torch.meshgrid(*axes, indexing="ij")], dim=-1)
    generator = torch.Generator().manual_seed(0)
    share = torch.rand(_DRAWN, objective.dim, generator=generator, dtype=torch.float64)
    low = torch.tensor([pair[0] for pair in objective.domain], dtype=torch.float64)
    return low + share * width(objective)
