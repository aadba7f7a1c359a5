"""The lowest loss near a point: L* where nobody knows it."""

import torch
from torch import Tensor

from lrviz.analysis.quasi_newton import searched_loss
from lrviz.objectives.base import Objective

ROUNDS = 12
SLIDES = 28
MANY = 60  # parameters: beyond, a Hessian and its trial steps cost too much
_LENGTHS = torch.tensor([1.0, 0.5, 0.1, 0.01], dtype=torch.float64)
_RADII = (1e-4, 1e-2)  # of the domain's width
_SLIDES = 2.0 ** -torch.arange(1, 50, dtype=torch.float64)  # of the domain's width
_STEEP = 1e-9  # of the loss over the domain's width: a gradient that has not vanished


@torch.no_grad()
def polished_loss(objective: Objective, w: Tensor) -> Tensor:
    """The loss ``(R,)`` after a few safeguarded Newton steps from each point ``(R, dim)``.

    A step is −|H|⁻¹g, with the absolute eigenvalues of the Hessian so that it leaves a
    saddle instead of running into it, shortened until the loss falls, and never taken
    where the loss would rise. A stationary point is tested by small trial steps, because a
    saddle has no gradient to leave by; and where Newton's step fails though the gradient has
    not vanished, at a kink, the way down the gradient is searched. It finds the bottom of
    the basin the point is in, not of another one.

    A loss of more than MANY parameters, or one with ``probes``, is searched by L-BFGS instead.

    >>> from lrviz.objectives import objective
    >>> polished_loss(objective("bowl"), torch.tensor([[3.0, 1.0]], dtype=torch.float64))
    tensor([0.], dtype=torch.float64)
    """
    if objective.dim > MANY or objective.probes:
        return searched_loss(objective, w)
    loss = _number(objective.loss(w))
    w, loss = newton_descent(objective, w, loss)
    w, lower = _better(objective, w, loss, _trials(objective, w))
    improved = lower < loss
    again, lowest = newton_descent(objective, w, lower)
    w, loss = torch.where(improved.unsqueeze(-1), again, w), torch.where(improved, lowest, loss)
    return _slide(objective, w, loss)


def _slide(objective: Objective, w: Tensor, loss: Tensor) -> Tensor:
    """The loss further down the gradient, for the points that stand beside a kink."""
    width = _width(objective).max()
    _, lower = _better(objective, w, loss, w + _LENGTHS[:, None, None] * _newton_step(objective, w))
    steep = _size(objective.gradient(w)) * width > _STEEP * (1 + loss.abs())
    kinks = steep & ~(lower < loss)
    if not kinks.any():
        return loss
    w, found = w[kinks], loss[kinks]
    for _ in range(SLIDES):
        slope = objective.gradient(w).nan_to_num(0.0, 0.0, 0.0)
        way = slope / _size(slope).clamp(min=1e-300).unsqueeze(-1)
        w, lower = _better(objective, w, found, w - width * _SLIDES[:, None, None] * way)
        if not (lower < found).any():
            break
        found = lower
    return loss.masked_scatter(kinks, lower)


def _size(vectors: Tensor) -> Tensor:
    size: Tensor = torch.linalg.vector_norm(vectors, dim=-1)
    return size


def _width(objective: Objective) -> Tensor:
    """How wide the domain is along each axis ``(dim,)``."""
    low, high = torch.tensor(objective.domain, dtype=torch.float64).unbind(-1)
    return high - low


def newton_descent(objective: Objective, w: Tensor, loss: Tensor) -> tuple[Tensor, Tensor]:
    """Points ``(R, dim)`` and losses ``(R,)`` after at most ROUNDS steps −|H|⁻¹g, each shortened
    until the loss falls."""
    for _ in range(ROUNDS):
        step = _newton_step(objective, w)
        w, lower = _better(objective, w, loss, w + _LENGTHS[:, None, None] * step)
        if not (lower < loss).any():
            break
        loss = lower
    return w, loss


def _newton_step(objective: Objective, w: Tensor) -> Tensor:
    """−|H|⁻¹g, or −g where the Hessian is not finite or has no size."""
    gradient = objective.gradient(w).nan_to_num(0.0, 0.0, 0.0)
    values, vectors = _bends(objective, w)
    size = values.abs()
    floor = size.amax(-1, keepdim=True) * 1e-12
    size = torch.where(size > floor, size, 1.0)
    along = (vectors.mT @ gradient.unsqueeze(-1)).squeeze(-1) / size
    return -(vectors @ along.unsqueeze(-1)).squeeze(-1)


def _bends(objective: Objective, w: Tensor) -> tuple[Tensor, Tensor]:
    """The Hessian's eigenvalues and eigenvectors; those of I where it is not finite."""
    hessian = objective.hessian(w)
    usable = torch.isfinite(hessian).all(-1).all(-1)[:, None, None]
    eye = torch.eye(w.shape[-1], dtype=torch.float64)
    values, vectors = torch.linalg.eigh(torch.where(usable, hessian, eye))
    return values, vectors


def _trials(objective: Objective, w: Tensor) -> Tensor:
    """Small steps both ways, ``(trials, R, dim)``: along the Hessian's eigenvectors, one of
    which leaves a saddle, and along axes and diagonals, where the Hessian says nothing.
    """
    axes = torch.eye(w.shape[-1], dtype=torch.float64)
    fixed = torch.cat([axes, axes + axes.roll(1, 0), axes - axes.roll(1, 0)]).unsqueeze(1)
    own = _bends(objective, w)[1].permute(2, 0, 1)
    ways = torch.cat([fixed.expand(-1, *w.shape), own]) * _width(objective)
    return torch.cat([w + sign * radius * ways for radius in _RADII for sign in (1, -1)])


def _better(
    objective: Objective, w: Tensor, loss: Tensor, candidates: Tensor
) -> tuple[Tensor, Tensor]:
    """Each run's best candidate ``(n, R, dim)`` where it is lower, else what it had."""
    lowest, which = _number(objective.loss(candidates)).min(0)
    chosen = candidates.gather(0, which[None, :, None].expand(1, *w.shape)).squeeze(0)
    lower = lowest < loss
    return torch.where(lower.unsqueeze(-1), chosen, w), torch.where(lower, lowest, loss)


def _number(loss: Tensor) -> Tensor:
    """NaN counts as infinitely high; minus infinity is no place to go either."""
    return loss.nan_to_num(torch.inf, torch.inf, torch.inf)
