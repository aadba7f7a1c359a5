"""The loop a person writes with torch.optim, kept apart from the engine: one run, autograd."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from lrviz.objectives.base import Objective

Loss = Callable[[int, Tensor], Tensor]  # (step from 0, w (dim,)) -> a number


@dataclass
class Run:
    """What the loop saw: w and loss ``(k+1, ...)``, lr ``(k,)``."""

    w: np.ndarray
    loss: np.ndarray
    lr: np.ndarray

    @property
    def last_finite(self) -> int:
        """The last row before the first that is not finite."""
        bad = ~(np.isfinite(self.w).all(-1) & np.isfinite(self.loss))
        return int(bad.argmax()) - 1 if bad.any() else len(self.w) - 1


def torch_run(
    kind: type[torch.optim.Optimizer],
    objective: Objective,
    lr: float,
    steps: int,
    *,
    start: Any = None,
    seen: Loss | None = None,
    scheduler: Callable[[torch.optim.Optimizer], Any] | None = None,
    changes: Mapping[int, float] | None = None,
    **hyperparameters: Any,
) -> Run:
    """``steps`` steps of ``kind``; ``seen`` is the loss a step differentiates, ``changes``
    the rate from a step on, ``scheduler`` makes one of torch's.
    """
    point = objective.start if start is None else start
    w = torch.nn.Parameter(torch.tensor(np.array(point), dtype=torch.float64))
    optimizer = kind([w], lr=lr, **hyperparameters)
    made = scheduler(optimizer) if scheduler else None
    path, rates = [w.detach().clone()], []
    for i in range(steps):
        if changes and i in changes:
            optimizer.param_groups[0]["lr"] = changes[i]
        loss = objective.loss(w) if seen is None else seen(i, w)
        optimizer.zero_grad()
        loss.backward()
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if isinstance(made, torch.optim.lr_scheduler.ReduceLROnPlateau):
            made.step(objective.loss(path[-1]))
        elif made is not None:
            made.step()
        path.append(w.detach().clone())
    rows = torch.stack(path)
    with torch.no_grad():
        losses = objective.loss(rows)
    return Run(rows.numpy(), losses.numpy(), np.array(rates))


def apart(ours: np.ndarray, theirs: np.ndarray) -> float:
    """The largest difference, relative to the largest number."""
    assert ours.shape == theirs.shape
    largest = np.abs(theirs).max()
    return float(np.abs(ours - theirs).max() / largest) if largest else float(np.abs(ours).max())
