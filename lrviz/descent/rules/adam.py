"""Adam and its nearest kin: running means of the gradient and of its square."""

import numpy as np
import torch
from torch import Tensor

from lrviz.descent.hyperparameters import Hyperparameter, Values
from lrviz.descent.rules.arrays import Array, larger, root
from lrviz.descent.rules.base import (
    BETAS,
    DECOUPLED,
    WEIGHT_DECAY,
    OptimizerRule,
    State,
    bias_left,
    decayed,
    divided_step,
    epsilon,
    mean,
    mean_square,
    penalised,
    power,
)
from lrviz.descent.rules.writing import (
    Expression,
    Floats,
    Numbers,
    Rows,
    Written,
    averaged,
    decay,
    forgotten,
    less,
    mean_numbers,
    one,
    remembered,
)

_AMSGRAD = Hyperparameter(name="amsgrad", default=False, kind="bool")

# ---- adam and adamw --------------------------------------------------------------------


def _adam_init(w: Tensor, values: Values) -> State:
    state = {"exp_avg": torch.zeros_like(w), "exp_avg_sq": torch.zeros_like(w)}
    if values["amsgrad"]:
        state["max_exp_avg_sq"] = torch.zeros_like(w)
    return state


def _adam(
    grad: Array, state: State, w: Array, lr: Array, step: int, values: Values
) -> tuple[Array, State]:
    beta1, beta2 = values["betas"]
    grad, w = penalised(grad, w, lr, values)
    average = mean(state["exp_avg"], grad, beta1)
    square = mean_square(state["exp_avg_sq"], grad, beta2)
    new = {"exp_avg": average, "exp_avg_sq": square}
    if values["amsgrad"]:
        square = new["max_exp_avg_sq"] = larger(state["max_exp_avg_sq"], square)
    left, size = bias_left(beta1, beta2, step)
    # The root is of both sides of the fraction: no division of a whole row.
    denominator = root(square)
    denominator += values["eps"] * left
    return divided_step(w, average * lr, denominator, size), new


def _adam_written(values: Values, steps: int) -> Written:
    """−η·m̂/(√v̂ + ε), the bias of both towards zero taken out."""
    mean_now = averaged(values)
    hat: Expression = ("/", mean_now, "bias1") if values["betas"][0] else mean_now
    move: Expression = ("/", ("·", "lr", hat), ("+", ("√", "v_hat"), "eps"))
    largest = "max_exp_avg_sq" if values["amsgrad"] else "exp_avg_sq"

    def terms(before: Rows, after: Rows, step: Floats) -> Rows:
        square = after[largest] / (1 - np.power(values["betas"][1], step))
        return {**remembered(values, before), "v_hat": square}

    numbers: Numbers = {**decay(values), **mean_numbers(values), "eps": values["eps"]}
    numbers["bias1"] = forgotten(values["betas"][0], steps)
    return Written(stages=one(less(values, move), hat), numbers=numbers, terms=terms)


_MOMENTS = (
    r"m_t = \beta_1 m_{t-1} + (1-\beta_1)\, g_t, \quad "
    r"v_t = \beta_2 v_{t-1} + (1-\beta_2)\, g_t^2, \quad "
)
_ADAM_STEP = r"\frac{\eta}{\sqrt{v_t / (1-\beta_2^t)} + \epsilon} \cdot \frac{m_t}{1-\beta_1^t}"

ADAM = OptimizerRule(
    name="adam",
    latex=_MOMENTS + rf"w_{{t+1}} = w_t - {_ADAM_STEP}",
    hyperparameters=(BETAS, epsilon(1e-8), WEIGHT_DECAY, _AMSGRAD, DECOUPLED),
    default_lr=1e-3,
    reference="Kingma and Ba (2015), Adam: a method for stochastic optimization, "
    "arXiv:1412.6980; amsgrad: Reddi, Kale and Kumar (2018), On the convergence of Adam "
    "and beyond",
    torch_class=torch.optim.Adam,
    init=_adam_init,
    update=_adam,
    recorded=("exp_avg", "exp_avg_sq", "max_exp_avg_sq"),
    written=_adam_written,
)

ADAMW = OptimizerRule(
    name="adamw",
    latex=_MOMENTS + rf"w_{{t+1}} = (1-\eta\lambda)\, w_t - {_ADAM_STEP}",
    hyperparameters=(
        BETAS,
        epsilon(1e-8),
        Hyperparameter(name="weight_decay", default=1e-2, low=0.0),
        _AMSGRAD,
    ),
    default_lr=1e-3,
    reference="Loshchilov and Hutter (2019), Decoupled weight decay regularization, "
    "arXiv:1711.05101",
    torch_class=torch.optim.AdamW,
    init=_adam_init,
    update=_adam,
    recorded=("exp_avg", "exp_avg_sq", "max_exp_avg_sq"),
    written=_adam_written,
)

# ---- adamax ----------------------------------------------------------------------------


def _adamax_init(w: Tensor, values: Values) -> State:
    return {"exp_avg": torch.zeros_like(w), "exp_inf": torch.zeros_like(w)}


def _adamax(
    grad: Array, state: State, w: Array, lr: Array, step: int, values: Values
) -> tuple[Array, State]:
    beta1, beta2 = values["betas"]
    grad = decayed(grad, w, values)
    average = mean(state["exp_avg"], grad, beta1)
    largest = larger(state["exp_inf"] * beta2, abs(grad) + values["eps"])
    new = {"exp_avg": average, "exp_inf": largest}
    return divided_step(w, average, largest, lr / (1 - power(beta1, step))), new


def _adamax_written(values: Values, steps: int) -> Written:
    """−η·m̂/u, with u the largest recent gradient."""
    mean_now = averaged(values, apart=False)
    hat: Expression = ("/", mean_now, "bias1") if values["betas"][0] else mean_now

    def terms(before: Rows, after: Rows, step: Floats) -> Rows:
        return {**remembered(values, before), "u": after["exp_inf"]}

    numbers: Numbers = {**decay(values), **mean_numbers(values)}
    numbers["bias1"] = forgotten(values["betas"][0], steps)
    step: Expression = ("−", "w", ("/", ("·", "lr", hat), "u"))
    return Written(stages=one(step, hat), numbers=numbers, terms=terms)


ADAMAX = OptimizerRule(
    name="adamax",
    latex=r"m_t = \beta_1 m_{t-1} + (1-\beta_1)\, g_t, \quad "
    r"u_t = \max(\beta_2 u_{t-1},\, |g_t| + \epsilon), \quad "
    r"w_{t+1} = w_t - \frac{\eta}{1-\beta_1^t} \cdot \frac{m_t}{u_t}",
    hyperparameters=(BETAS, epsilon(1e-8), WEIGHT_DECAY),
    default_lr=2e-3,
    reference="Kingma and Ba (2015), Adam: a method for stochastic optimization, section 7.1, "
    "arXiv:1412.6980",
    torch_class=torch.optim.Adamax,
    init=_adamax_init,
    update=_adamax,
    recorded=("exp_avg", "exp_inf"),
    written=_adamax_written,
)
