"""The oracle of the optimizer tests: torch.optim itself, one run at a time.

Beside it a batched loop of three lines, so that a rule is tested without the engine.
"""

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor

from lrviz.descent.optimizers import OPTIMIZERS, State, resolve

Loss = Callable[[Tensor], Tensor]


def _bowl(w: Tensor) -> Tensor:
    x, y = w.unbind(-1)
    return x**2 + 2 * y**2


def _rosenbrock(w: Tensor) -> Tensor:
    x, y = w.unbind(-1)
    return (1 - x) ** 2 + 100 * (y - x**2) ** 2


def _himmelblau(w: Tensor) -> Tensor:
    x, y = w.unbind(-1)
    return (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2


def _beale(w: Tensor) -> Tensor:
    x, y = w.unbind(-1)
    return (1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2


def _saddle(w: Tensor) -> Tensor:
    x, y = w.unbind(-1)
    return x**2 - y**2


# loss, start, and how much smaller than usual a step must be here
SURFACES: Mapping[str, tuple[Loss, tuple[float, float], float]] = {
    "bowl": (_bowl, (-5.0, -2.0), 1.0),
    "rosenbrock": (_rosenbrock, (-1.2, 1.0), 0.002),
    "himmelblau": (_himmelblau, (-1.0, 0.5), 0.05),
    "beale": (_beale, (1.0, 1.0), 0.05),
    "saddle": (_saddle, (2.0, 0.0), 0.2),
}


def gradient(loss: Loss, w: Tensor) -> Tensor:
    with torch.enable_grad():
        point = w.detach().clone().requires_grad_(True)
        (grad,) = torch.autograd.grad(loss(point).sum(), point)
    return grad


def batch_path(
    name: str, loss: Loss, start: Any, lr: Any, steps: int, **hyperparameters: Any
) -> Tensor:
    """The path ``(steps + 1, R, dim)`` of R runs of the rule."""
    return batch_record(name, loss, start, lr, steps, **hyperparameters)[0]


def batch_record(
    name: str, loss: Loss, start: Any, lr: Any, steps: int, **hyperparameters: Any
) -> tuple[Tensor, list[State]]:
    """The path, and the state after each step."""
    rates = torch.as_tensor(lr, dtype=torch.float64).reshape(-1, 1)
    w = torch.tensor(start, dtype=torch.float64).expand(len(rates), 2)
    rule = OPTIMIZERS[name]
    values = resolve(rule, hyperparameters, len(rates))
    path, states = [w], [rule.init(w, values)]
    for step in range(1, steps + 1):
        w, state = rule.update(gradient(loss, w), states[-1], w, rates, step, values)
        path.append(w)
        states.append(state)
    return torch.stack(path), states


def torch_path(
    kind: type[torch.optim.Optimizer],
    loss: Loss,
    start: Any,
    lr: float,
    steps: int,
    **hyperparameters: Any,
) -> Tensor:
    """The path ``(steps + 1, dim)`` of the torch.optim class."""
    return torch_record(kind, loss, start, lr, steps, **hyperparameters)[0]


def torch_record(
    kind: type[torch.optim.Optimizer],
    loss: Loss,
    start: Any,
    lr: float,
    steps: int,
    **hyperparameters: Any,
) -> tuple[Tensor, list[dict[str, Tensor]]]:
    """The path, and torch's own state after each step."""
    w = torch.nn.Parameter(torch.tensor(start, dtype=torch.float64))
    optimizer = kind([w], lr=lr, foreach=False, **hyperparameters)
    path, states = [w.detach().clone()], []
    for _ in range(steps):
        optimizer.zero_grad()
        loss(w).backward()
        optimizer.step()
        path.append(w.detach().clone())
        states.append({k: torch.as_tensor(v).clone() for k, v in optimizer.state[w].items()})
    return torch.stack(path), states
