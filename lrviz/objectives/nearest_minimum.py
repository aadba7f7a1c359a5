"""The minimum that the way downhill from a point leads to, so that a map can be drawn around it."""

from collections.abc import Callable

import torch
from torch import Tensor

__all__ = ["nearest_minimum"]

_STEPS, _FIRST = 100, 0.1  # A search makes at most so many steps, the first of this length.
# A step grows by the one factor while its sign stays, and shrinks by the other where it turns, as
# in Rprop.
_LONGER, _SHORTER = 1.2, 0.5
_REST = 1e-2  # A search rests where no step is longer than this.


def nearest_minimum(
    loss: Callable[[Tensor], Tensor], start: tuple[float, ...]
) -> tuple[float, ...] | None:
    """About where the way down from ``start`` comes to rest; None where it does not.

    Args:
        loss: ``(dim,)`` to ``()``, with a value at the start.
        start: ``(dim,)``.

    By Rprop, which also comes to rest in a kink, and goes ever faster where there is no end.

    Source: Riedmiller and Braun, A direct adaptive method for faster backpropagation learning:
    the RPROP algorithm, ICNN 1993.
    """
    w = begin = torch.tensor(start, dtype=torch.float64)
    step, before = torch.full_like(w, _FIRST), torch.zeros_like(w)
    for _ in range(_STEPS):
        way = _slope(loss, w).sign()
        turn = way * before
        step = step * torch.where(turn < 0, _SHORTER, torch.where(turn > 0, _LONGER, 1.0))
        before, w = way, w - step * way
        if not torch.isfinite(w).all():
            return None
        if ((step <= _REST) | (way == 0)).all():
            break
    else:
        return None
    return tuple(w.tolist()) if loss(w) < loss(begin) else None


def _slope(loss: Callable[[Tensor], Tensor], at: Tensor) -> Tensor:
    with torch.enable_grad():
        w = at.detach().requires_grad_(True)
        value = loss(w)
        if not value.requires_grad:  # a constant
            return torch.zeros_like(at)
        (gradient,) = torch.autograd.grad(value, w, materialize_grads=True)
    return gradient
