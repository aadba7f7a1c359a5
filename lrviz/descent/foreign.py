"""Any torch.optim.Optimizer subclass, run as it is: one run at a time."""

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor

from lrviz.descent.loop import Gradient, Move, Rate, Step
from lrviz.descent.rules.base import State

StepLoss = Callable[[int, Tensor], Tensor]  # (step from 0, w) -> (R,)


def foreign_step(
    optimizer: type[torch.optim.Optimizer],
    hyperparameters: Mapping[str, Any],
    loss: StepLoss,
    gradient: Gradient,
    rate: Rate,
    start: Tensor,
) -> Step:
    """A step of R runs ``(R, dim)``, each by its own ``optimizer`` on its own parameter.

    The optimizer gets a closure, so that one which needs several evaluations a step
    (LBFGS) runs too; the gradient on the record is the one at the step's beginning.

    Raises:
        ValueError: the class does not take these hyperparameters, or no ``lr``.
    """
    params = [torch.nn.Parameter(row.clone()) for row in start]
    made = [_made(optimizer, param, hyperparameters) for param in params]

    def step(i: int, w: Tensor, state: State) -> Move:
        grad, lr = gradient(i, w), rate(i, w)
        for param, one, own_rate in zip(params, made, lr.flatten().tolist(), strict=True):
            _take(one, param, own_rate, i, loss, gradient)
        return torch.stack([param.detach() for param in params]), grad, lr, state

    return step


def _made(
    optimizer: type[torch.optim.Optimizer],
    param: torch.nn.Parameter,
    hyperparameters: Mapping[str, Any],
) -> torch.optim.Optimizer:
    make: Callable[..., torch.optim.Optimizer] = optimizer
    try:
        return make([param], lr=1.0, **hyperparameters)
    except (TypeError, ValueError) as error:
        given = ", ".join(f"{name}={value!r}" for name, value in hyperparameters.items())
        raise ValueError(
            f"`optimizer` {optimizer.__name__} must take an lr and the hyperparameters given; "
            f"got {given or 'none'}: {error}"
        ) from error


def _take(
    optimizer: torch.optim.Optimizer,
    param: torch.nn.Parameter,
    lr: float,
    i: int,
    loss: StepLoss,
    gradient: Gradient,
) -> None:
    for group in optimizer.param_groups:
        group["lr"] = lr

    def closure() -> float:
        point = param.detach().unsqueeze(0)
        param.grad = gradient(i, point)[0].clone()
        return float(loss(i, point))

    try:
        optimizer.step(closure)
    except RuntimeError as error:
        name = type(optimizer).__name__
        raise ValueError(
            f"`optimizer` must be a class that steps by a dense gradient; {name} does not: {error}"
        ) from error
