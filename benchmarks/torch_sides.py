"""The same work as a person would write it with torch: a loop, and one batch by hand."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import torch
from torch import Tensor

from benchmarks.work import Work

Loss = Callable[[Tensor], Tensor]


def _bowl(w: Tensor) -> Tensor:
    x, y = w.unbind(-1)
    return x**2 + 2 * y**2


def _beale(w: Tensor) -> Tensor:
    x, y = w.unbind(-1)
    return (1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2


LOSSES: Mapping[str, Loss] = MappingProxyType({"bowl": _bowl, "beale": _beale})
CLASSES = MappingProxyType({"sgd": torch.optim.SGD, "adam": torch.optim.Adam})


def loop(work: Work) -> Tensor:
    """torch.optim, one learning rate after the other: the last losses ``(R,)``."""
    return torch.stack([_one_run(work, lr) for lr in work.rates])


def _one_run(work: Work, lr: float) -> Tensor:
    loss_of = LOSSES[work.surface]
    w = torch.nn.Parameter(torch.tensor(work.start, dtype=torch.float64))
    optimizer = CLASSES[work.optimizer]([w], lr=lr)
    path, losses = [w.detach().clone()], []
    for _ in range(work.steps):
        optimizer.zero_grad()
        loss = loss_of(w)
        loss.backward()
        optimizer.step()
        path.append(w.detach().clone())
        losses.append(loss.item())
    return loss_of(path[-1])


def batch(work: Work) -> Tensor:
    """All learning rates as one tensor, gradients by autograd: the last losses ``(R,)``."""
    loss_of, rates = LOSSES[work.surface], torch.tensor(work.rates, dtype=torch.float64)[:, None]
    w = torch.tensor(work.start, dtype=torch.float64).expand(len(rates), 2).clone()
    update = {"sgd": _sgd, "adam": _adam}[work.optimizer]
    state = torch.zeros_like(w), torch.zeros_like(w)
    path, losses = [w], []
    for step in range(1, work.steps + 1):
        point = w.detach().requires_grad_(True)
        loss = loss_of(point)
        (grad,) = torch.autograd.grad(loss.sum(), point)
        w, state = update(w, grad, state, rates, step)
        path.append(w)
        losses.append(loss.detach())
    torch.stack(path), torch.stack(losses)
    return loss_of(w)


State = tuple[Tensor, Tensor]


def _sgd(w: Tensor, grad: Tensor, state: State, lr: Tensor, step: int) -> tuple[Tensor, State]:
    return w - lr * grad, state


def _adam(w: Tensor, grad: Tensor, state: State, lr: Tensor, step: int) -> tuple[Tensor, State]:
    mean, square = 0.9 * state[0] + 0.1 * grad, 0.999 * state[1] + 0.001 * grad**2
    size = (square / (1 - 0.999**step)).sqrt() + 1e-8
    return w - lr * mean / (1 - 0.9**step) / size, (mean, square)
