"""Three ways to a gradient: by formula, by autograd, by small trial steps."""

from collections.abc import Callable

import torch
from torch import Tensor

from lrviz.objectives.base import DataObjective, Objective, autograd

GRADIENTS = ("analytic", "autograd", "numeric")
Loss = Callable[[Tensor], Tensor]

# Points tried at a time have at most so many numbers: with d parameters there are 2d points of d.
_NUMBERS = 2**22


def central_difference(loss: Loss, w: Tensor, h: float = 1e-5) -> Tensor:
    """(ℓ(w + h·eᵢ) − ℓ(w − h·eᵢ)) / 2h for every coordinate i: ``(..., dim)`` to itself.

    The truncation error is h²·ℓ‴/6, the rounding error about ε·|ℓ|/h with ε = 2.2e-16.

    >>> w = torch.tensor([3.0], dtype=torch.float64)
    >>> central_difference(lambda w: w.square().sum(-1), w).round(decimals=6)
    tensor([6.], dtype=torch.float64)
    """
    dim, size = w.shape[-1], max(1, _NUMBERS // max(w.numel(), 1))
    pieces = [torch.arange(first, min(first + size, dim)) for first in range(0, dim, size)]
    return torch.cat([_some(loss, w, h, each) for each in pieces], -1)


def _some(loss: Loss, w: Tensor, h: float, coordinates: Tensor) -> Tensor:
    """The derivatives along some ``coordinates``: a point each way for every one of them."""
    offset = w.new_zeros(len(coordinates), w.shape[-1])
    offset[torch.arange(len(coordinates)), coordinates] = h
    point = w.unsqueeze(-2)
    return (loss(point + offset) - loss(point - offset)) / (2 * h)


def gradient_function(objective: Objective, how: str, h: float = 1e-5) -> Loss:
    """The gradient of the full loss by the way called ``how`` ("analytic", …)."""
    if how == "analytic":
        return objective.gradient
    return _differentiate(objective.loss, how, h)


def batch_gradient_function(
    objective: DataObjective, how: str, h: float = 1e-5
) -> Callable[[Tensor, Tensor], Tensor]:
    """The gradient of the loss on some rows of the data: ``(w, index)`` to ``(..., dim)``."""
    if how == "analytic":
        return objective.batch_gradient

    def gradient(w: Tensor, index: Tensor) -> Tensor:
        return _differentiate(lambda point: objective.batch_loss(point, index), how, h)(w)

    return gradient


def _differentiate(loss: Loss, how: str, h: float) -> Loss:
    if how == "autograd":
        return lambda w: autograd(loss, w)
    return lambda w: central_difference(loss, w, h)
