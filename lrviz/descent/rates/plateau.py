"""A smaller rate whenever the loss has stopped falling."""

from collections.abc import Mapping

import torch
from torch import Tensor
from torch.optim import lr_scheduler

from lrviz.descent.hyperparameters import Hyperparameter, Values
from lrviz.descent.rates.base import Feedback, Schedule


def _init(lr: Tensor, values: Values) -> Mapping[str, Tensor]:
    runs = lr.squeeze(-1)
    zero = torch.zeros_like(runs)
    return {"lr": lr, "best": torch.full_like(runs, torch.inf), "bad": zero, "cooldown": zero}


def _update(state: Mapping[str, Tensor], loss: Tensor, values: Values) -> Mapping[str, Tensor]:
    better = loss < _bar(state["best"], values)
    waiting = state["cooldown"] > 0
    bad = torch.where(better | waiting, 0.0, state["bad"] + 1)
    cooldown = torch.where(waiting, state["cooldown"] - 1, state["cooldown"])
    lower = bad > values["patience"]
    return {
        "lr": torch.where(lower.unsqueeze(-1), _lowered(state["lr"], values), state["lr"]),
        "best": torch.where(better, loss, state["best"]),
        "bad": torch.where(lower, 0.0, bad),
        "cooldown": torch.where(lower, float(values["cooldown"]), cooldown),
    }


def _bar(best: Tensor, values: Values) -> Tensor:
    """What the loss must fall below to count as progress."""
    threshold: float = values["threshold"]
    return best * (1 - threshold) if values["threshold_mode"] == "rel" else best - threshold


def _lowered(lr: Tensor, values: Values) -> Tensor:
    new = torch.clamp(lr * values["factor"], min=values["min_lr"])
    return torch.where(lr - new > values["eps"], new, lr)


REDUCE_ON_PLATEAU = Schedule(
    name="reduce_on_plateau",
    latex=r"\eta_{k+1} = \max(\gamma\, \eta_k,\, \eta_{\min}) \text{ after more than } p "
    r"\text{ steps without a new lowest loss, else } \eta_{k+1} = \eta_k",
    law=Feedback(init=_init, update=_update),
    hyperparameters=(
        Hyperparameter(name="factor", default=0.1, low=0.0, high=1.0, high_open=True),
        Hyperparameter(name="patience", default=10, kind="int", low=0),
        Hyperparameter(name="threshold", default=1e-4, low=0.0),
        Hyperparameter(name="threshold_mode", default="rel", kind="choice", choices=("rel", "abs")),
        Hyperparameter(name="cooldown", default=0, kind="int", low=0),
        Hyperparameter(name="min_lr", default=0.0, low=0.0),
        Hyperparameter(name="eps", default=1e-8, low=0.0),
    ),
    reference="Krizhevsky, Sutskever and Hinton (2012), ImageNet classification with deep "
    "convolutional neural networks, section 5, done there by hand",
    torch_class=lr_scheduler.ReduceLROnPlateau,
)
