"""Resilient propagation: steps from the signs of the gradient alone."""

import numpy as np
import torch
from torch import Tensor

from lrviz.descent.hyperparameters import Hyperparameter, Values
from lrviz.descent.rules.arrays import Array, signs, where
from lrviz.descent.rules.base import OptimizerRule, State
from lrviz.descent.rules.writing import Rows, Written, one


def _init(w: Tensor, values: Values) -> State:
    return {"prev": torch.zeros_like(w), "step_size": torch.zeros_like(w)}


def _update(
    grad: Array, state: State, w: Array, lr: Array, step: int, values: Values
) -> tuple[Array, State]:
    shrink, grow = values["etas"]
    smallest, largest = values["step_sizes"]
    agreement = grad * state["prev"]
    turned = agreement < 0
    factor = where(turned, shrink, where(agreement > 0, grow, 1.0))
    # The learning rate is the length of the first step only; the signs do the rest.
    size = lr if step == 1 else state["step_size"]
    size = (size * factor).clip(min=smallest).clip(max=largest)
    grad = where(turned, 0.0, grad)
    return w - signs(grad) * size, {"prev": grad, "step_size": size}


def _written(values: Values, steps: int) -> Written:
    """−Δ·sign(g), 0 where the sign has just turned."""
    return Written(stages=one(("−", "w", ("·", "size", "sign")), "g"), terms=_terms)


def _terms(before: Rows, after: Rows, step: object) -> Rows:
    return {"size": after["step_size"], "sign": np.sign(after["prev"])}


RPROP = OptimizerRule(
    name="rprop",
    latex=r"\Delta_0 = \eta, \quad "
    r"\Delta_t = \Delta_{t-1} \cdot \begin{cases} \eta_+ & g_t\, h_{t-1} > 0 \\ "
    r"\eta_- & g_t\, h_{t-1} < 0 \\ 1 & \text{otherwise} \end{cases}, \quad "
    r"h_t = \begin{cases} 0 & g_t\, h_{t-1} < 0 \\ g_t & \text{otherwise} \end{cases}, \quad "
    r"w_{t+1} = w_t - \Delta_t\, \operatorname{sign}(h_t)",
    hyperparameters=(
        Hyperparameter(
            name="etas",
            default=(0.5, 1.2),
            kind="pair",
            low=0.0,
            low_open=True,
            high=1.0,
            high_open=True,
            second=Hyperparameter(name="etas", default=1.2, low=1.0, low_open=True),
        ),
        Hyperparameter(name="step_sizes", default=(1e-6, 50.0), kind="pair"),
    ),
    default_lr=1e-2,
    reference="Riedmiller and Braun (1993), A direct adaptive method for faster "
    "backpropagation learning: the RPROP algorithm",
    torch_class=torch.optim.Rprop,
    init=_init,
    update=_update,
    recorded=("prev", "step_size"),
    written=_written,
)
