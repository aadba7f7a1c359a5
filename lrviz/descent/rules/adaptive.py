"""Rules that give each coordinate its own rate from the squares of its gradients."""

import torch
from torch import Tensor

from lrviz.descent.hyperparameters import Hyperparameter, Values
from lrviz.descent.rules.base import (
    MOMENTUM,
    WEIGHT_DECAY,
    OptimizerRule,
    State,
    absent,
    decayed,
    divided_step,
    epsilon,
    gradient_direction,
    mean,
    mean_square,
)

# ---- adagrad ---------------------------------------------------------------------------


def _adagrad_init(w: Tensor, values: Values) -> State:
    return {"sum": torch.zeros_like(w) + values["initial_accumulator_value"]}


def _adagrad(
    grad: Tensor, state: State, w: Tensor, lr: Tensor, step: int, values: Values
) -> tuple[Tensor, State]:
    grad = decayed(grad, w, values)
    squares = torch.addcmul(state["sum"], grad, grad)
    rate = lr if absent(values["lr_decay"]) else lr / (1 + (step - 1) * values["lr_decay"])
    denominator = squares.sqrt().add_(values["eps"])
    return divided_step(w, grad, denominator, rate), {"sum": squares}


ADAGRAD = OptimizerRule(
    name="adagrad",
    latex=r"G_{t} = G_{t-1} + g_t^2, \quad "
    r"w_{t+1} = w_t - \frac{\eta}{\sqrt{G_t} + \epsilon}\, g_t",
    hyperparameters=(
        Hyperparameter(name="lr_decay", default=0.0, low=0.0),
        WEIGHT_DECAY,
        Hyperparameter(name="initial_accumulator_value", default=0.0, low=0.0),
        epsilon(1e-10),
    ),
    default_lr=1e-2,
    reference="Duchi, Hazan and Singer (2011), Adaptive subgradient methods for online "
    "learning and stochastic optimization, JMLR 12",
    torch_class=torch.optim.Adagrad,
    init=_adagrad_init,
    update=_adagrad,
    recorded=("sum",),
    direction=gradient_direction,
)

# ---- rmsprop ---------------------------------------------------------------------------


def _rmsprop_init(w: Tensor, values: Values) -> State:
    state = {"square_avg": torch.zeros_like(w)}
    if values["centered"]:
        state["grad_avg"] = torch.zeros_like(w)
    if not absent(values["momentum"]):
        state["momentum_buffer"] = torch.zeros_like(w)
    return state


def _rmsprop(
    grad: Tensor, state: State, w: Tensor, lr: Tensor, step: int, values: Values
) -> tuple[Tensor, State]:
    grad = decayed(grad, w, values)
    alpha, momentum = values["alpha"], values["momentum"]
    new = {"square_avg": mean_square(state["square_avg"], grad, alpha)}
    spread = new["square_avg"]
    if values["centered"]:
        average = new["grad_avg"] = mean(state["grad_avg"], grad, alpha)
        spread = torch.addcmul(spread, average, average, value=-1)
    move = torch.div(grad, spread.sqrt().add_(values["eps"]))
    if not absent(momentum):
        move = new["momentum_buffer"] = torch.mul(state["momentum_buffer"], momentum).add_(move)
    return torch.addcmul(w, move, lr, value=-1), new


RMSPROP = OptimizerRule(
    name="rmsprop",
    latex=r"v_t = \alpha v_{t-1} + (1-\alpha)\, g_t^2, \quad "
    r"w_{t+1} = w_t - \frac{\eta}{\sqrt{v_t} + \epsilon}\, g_t",
    hyperparameters=(
        Hyperparameter(name="alpha", default=0.99, low=0.0),
        epsilon(1e-8),
        WEIGHT_DECAY,
        MOMENTUM,
        Hyperparameter(name="centered", default=False, kind="bool"),
    ),
    default_lr=1e-2,
    reference="Tieleman and Hinton (2012), Neural Networks for Machine Learning, lecture 6e; "
    "centered: Graves (2013), Generating sequences with recurrent neural networks, "
    "arXiv:1308.0850",
    torch_class=torch.optim.RMSprop,
    init=_rmsprop_init,
    update=_rmsprop,
    recorded=("square_avg", "grad_avg", "momentum_buffer"),
    direction=gradient_direction,
)

# ---- adadelta --------------------------------------------------------------------------


def _adadelta_init(w: Tensor, values: Values) -> State:
    return {"square_avg": torch.zeros_like(w), "acc_delta": torch.zeros_like(w)}


def _adadelta(
    grad: Tensor, state: State, w: Tensor, lr: Tensor, step: int, values: Values
) -> tuple[Tensor, State]:
    grad = decayed(grad, w, values)
    rho, eps = values["rho"], values["eps"]
    squares = mean_square(state["square_avg"], grad, rho)
    scale = torch.add(squares, eps).sqrt_()
    move = torch.add(state["acc_delta"], eps).sqrt_().div_(scale).mul_(grad)
    new = {"square_avg": squares, "acc_delta": mean_square(state["acc_delta"], move, rho)}
    return torch.addcmul(w, move, lr, value=-1), new


ADADELTA = OptimizerRule(
    name="adadelta",
    latex=r"v_t = \rho v_{t-1} + (1-\rho)\, g_t^2, \quad "
    r"\Delta_t = \sqrt{\frac{u_{t-1} + \epsilon}{v_t + \epsilon}}\; g_t, \quad "
    r"u_t = \rho u_{t-1} + (1-\rho)\, \Delta_t^2, \quad w_{t+1} = w_t - \eta\, \Delta_t",
    hyperparameters=(
        Hyperparameter(name="rho", default=0.9, low=0.0, high=1.0),
        epsilon(1e-6),
        WEIGHT_DECAY,
    ),
    default_lr=1.0,
    reference="Zeiler (2012), ADADELTA: an adaptive learning rate method, arXiv:1212.5701",
    torch_class=torch.optim.Adadelta,
    init=_adadelta_init,
    update=_adadelta,
    recorded=("square_avg", "acc_delta"),
    direction=gradient_direction,
)
