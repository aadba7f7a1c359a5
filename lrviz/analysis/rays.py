"""A loss along a straight way, doubled again and again: whether it falls without end."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from lrviz.analysis.runs import ROUNDING
from lrviz.objectives.base import Objective

__all__ = ["bottomless", "falls_along", "never_rises", "tends"]

# A move is doubled so many times, which is to 10¹⁸ of itself, to see whether the loss ever rises.
_DOUBLINGS = 60
# Where there is a bound, a last doubling falls by less than this share of the largest fall.
_BOUNDED = 0.5
_FIRST = 8  # Most ways rise before so many doublings, and are looked at no further.
_VAST = 1e290  # A loss as low as this is a doubling or two from the end of numbers.
# A pole is looked at from so many times the least distance, and no fall towards it is less than
# this share of the one before.
_NEARER, _NO_LESS = torch.tensor([100.0, 10.0, 1.0], dtype=torch.float64)[:, None, None], 0.9
_FAR = 12  # A Newton step is doubled so many times: what never rises so far never does.


@torch.no_grad()
def falls_along(
    objective: Objective, w: NDArray[np.float64], way: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Whether from w ``(R, dim)`` along ``way`` each doubling lowers the loss no less than before.

    ℓ(w + 2ʲ·way) for j up to 60: differences that never shrink have no bound. A loss that
    reaches −∞ has fallen, or one whose terms overflow, ∞ − ∞, on the way there; one that rises,
    or has no value there, has not.
    """
    here, step = torch.tensor(w), torch.tensor(way)
    found = _falls(objective, here, step, _FIRST)
    if found.any():
        found[found.clone()] = _falls(objective, here[found], step[found], _DOUBLINGS)
    return found.numpy()


def _falls(objective: Objective, here: Tensor, step: Tensor, doublings: int) -> Tensor:
    """Whether so many doublings each lower the loss no less than the one before ``(R,)``."""
    reach = torch.cat([torch.zeros(1), 2.0 ** torch.arange(doublings)]).double()
    loss = objective.loss(here + reach[:, None, None] * step)
    vast = torch.cat([torch.zeros_like(loss[:1]), loss[:-1]]) < -_VAST
    over = torch.isneginf(loss) | (torch.isnan(loss) & vast)
    past = over.cumsum(0) > 0
    fall = -loss.diff(dim=0)
    slack = ROUNDING * loss[1:].abs() + ROUNDING * loss[:-1].abs()
    no_less = fall[2:] >= fall[1:-1] * (1 - 1e-9) - slack[2:]  # the first two are as long
    goes_on = (fall > slack) | past[1:]
    fine = goes_on.all(0) & (no_less | past[3:]).all(0)
    moved = (step != 0).any(-1)
    return fine & moved & ~torch.isnan(torch.where(past, 0.0, loss)).any(0)


@torch.no_grad()
def never_rises(objective: Objective, w: Tensor, way: Tensor) -> Tensor:
    """Whether the loss from w ``(R, dim)`` on along ``way``, far out, never rises."""
    reach = torch.cat([torch.zeros(1), 2.0 ** torch.arange(_FAR)]).double()
    loss = objective.loss(w + reach[:, None, None] * way)
    return (loss.diff(dim=0) <= ROUNDING * loss[:-1].abs()).all(0) & torch.isfinite(loss[0])


@torch.no_grad()
def tends(objective: Objective, w: Tensor, way: Tensor) -> Tensor:
    """Whether the loss along ``way`` never rises and falls by less and less: it has a bound."""
    reach = 2.0 ** torch.arange(_FAR).double()
    fall = -objective.loss(w + reach[:, None, None] * way).diff(dim=0)
    return never_rises(objective, w, way) & (fall[-1] <= _BOUNDED * fall.amax(0))


@torch.no_grad()
def bottomless(objective: Objective, w: Tensor, way: Tensor) -> Tensor:
    """Whether the loss falls towards w ``(R, dim)`` no less from 10 to 1 times ``way`` off it than
    from 100 to 10: as ln|x| or 1/x does towards 0, where there is no lowest value ``(R,)``."""
    loss = objective.loss(w + _NEARER * way)
    far, near = -loss.diff(dim=0)
    falls: Tensor = (far > ROUNDING * loss.abs().amax(0)) & (near >= _NO_LESS * far)
    return falls
