"""Stochastic gradient descent, with and without momentum."""

import torch
from torch import Tensor

from lrviz.descent.hyperparameters import Hyperparameter, Values
from lrviz.descent.rules.arrays import Array
from lrviz.descent.rules.base import (
    MOMENTUM,
    WEIGHT_DECAY,
    OptimizerRule,
    State,
    absent,
    decayed,
)
from lrviz.descent.rules.writing import Expression, Rows, Stage, Written, decay, gradient, one


def _settle(values: Values) -> Values:
    """Refuse what torch refuses; where a run has no momentum, its dampening plays no part."""
    momentum, dampening = values["momentum"], values["dampening"]
    if values["nesterov"]:
        if not _all(momentum > 0):
            raise ValueError("`nesterov` needs a positive `momentum` in every run")
        if not absent(dampening):
            raise ValueError("`nesterov` needs `dampening` to be 0 in every run")
    if isinstance(momentum, Tensor) and not absent(dampening):
        dampening = torch.where(momentum == 0, torch.zeros_like(momentum), dampening)
    return {**values, "dampening": dampening}


def _all(condition: bool | Tensor) -> bool:
    return bool(condition.all()) if isinstance(condition, Tensor) else condition


def _init(w: Tensor, values: Values) -> State:
    return {} if absent(values["momentum"]) else {"momentum_buffer": torch.zeros_like(w)}


def _update(
    grad: Array, state: State, w: Array, lr: Array, step: int, values: Values
) -> tuple[Array, State]:
    grad = decayed(grad, w, values)
    if absent(values["momentum"]):
        return w - grad * lr, state
    buffer = grad if step == 1 else _velocity(grad, state["momentum_buffer"], values)
    move = grad + buffer * values["momentum"] if values["nesterov"] else buffer
    return w - move * lr, {"momentum_buffer": buffer}


def _velocity(grad: Array, buffer: Array, values: Values) -> Array:
    kept = buffer * values["momentum"]
    dampening = values["dampening"]
    kept += grad if absent(dampening) else grad * (1 - dampening)
    return kept


def _written(values: Values, steps: int) -> Written:
    """−η·v with v = β·v + (1 − τ)·g, or −η·(g + β·v); the first v is the gradient itself."""
    slope, numbers = gradient(values), decay(values)
    if not values["momentum"]:
        return Written(stages=one(_less(slope), slope), numbers=numbers)
    new: Expression = ("·", ("−", "1", "tau"), slope) if values["dampening"] else slope
    first: Expression = slope
    later: Expression = ("+", ("·", "beta", "v"), new)
    if values["nesterov"]:
        first = ("+", slope, ("·", "beta", first))
        later = ("+", slope, ("·", "beta", later))
    stages = (Stage(first=1, step=_less(first), direction=first),)
    return Written(
        stages=(*stages, Stage(first=2, step=_less(later), direction=later)),
        numbers={**numbers, "beta": values["momentum"], "tau": values["dampening"]},
        terms=_terms,
    )


def _less(direction: Expression) -> Expression:
    return ("−", "w", ("·", "lr", direction))


def _terms(before: Rows, after: Rows, step: object) -> Rows:
    return {"v": before["momentum_buffer"]}


SGD = OptimizerRule(
    name="sgd",
    latex=r"v_1 = g_0, \quad v_{t+1} = \mu v_t + (1-\tau)\, g_t, \quad "
    r"w_{t+1} = w_t - \eta \cdot \begin{cases} g_t + \mu v_{t+1} & \text{Nesterov} \\ "
    r"v_{t+1} & \text{otherwise} \end{cases}",
    hyperparameters=(
        MOMENTUM,
        Hyperparameter(name="dampening", default=0.0),
        WEIGHT_DECAY,
        Hyperparameter(name="nesterov", default=False, kind="bool"),
    ),
    default_lr=1e-3,
    reference="Sutskever et al. (2013), On the importance of initialization and momentum "
    "in deep learning; Polyak (1964), Some methods of speeding up the convergence of "
    "iteration methods",
    torch_class=torch.optim.SGD,
    init=_init,
    update=_update,
    recorded=("momentum_buffer",),
    written=_written,
    settle=_settle,
)
