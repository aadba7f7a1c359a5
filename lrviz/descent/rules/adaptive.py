"""Rules that give each coordinate its own rate from the squares of its gradients."""

import numpy as np
import torch
from torch import Tensor

from lrviz.descent.hyperparameters import Hyperparameter, Values
from lrviz.descent.rules.arrays import Array, root
from lrviz.descent.rules.base import (
    MOMENTUM,
    WEIGHT_DECAY,
    OptimizerRule,
    State,
    absent,
    decayed,
    divided_step,
    epsilon,
    mean,
    mean_square,
)
from lrviz.descent.rules.writing import (
    Expression,
    Floats,
    Numbers,
    Rows,
    Written,
    decay,
    gradient,
    one,
)

# ---- adagrad ---------------------------------------------------------------------------


def _adagrad_init(w: Tensor, values: Values) -> State:
    return {"sum": torch.zeros_like(w) + values["initial_accumulator_value"]}


def _adagrad(
    grad: Array, state: State, w: Array, lr: Array, step: int, values: Values
) -> tuple[Array, State]:
    grad = decayed(grad, w, values)
    squares = state["sum"] + grad * grad
    rate = lr if absent(values["lr_decay"]) else lr / (1 + (step - 1) * values["lr_decay"])
    denominator = root(squares) + values["eps"]
    return divided_step(w, grad, denominator, rate), {"sum": squares}


def _adagrad_written(values: Values, steps: int) -> Written:
    """−η·g/(√G + ε), η divided by 1 + (t − 1)·γ where the rule itself slows down."""
    slope = gradient(values)
    numbers: Numbers = {**decay(values), "eps": values["eps"]}
    rate: Expression = "lr"
    if values["lr_decay"]:
        rate = ("/", "lr", "slowed")
        numbers["slowed"] = 1 + np.arange(float(steps)) * values["lr_decay"]
    move: Expression = ("/", ("·", rate, slope), ("+", ("√", "G"), "eps"))

    def terms(before: Rows, after: Rows, step: Floats) -> Rows:
        return {"G": after["sum"]}

    return Written(stages=one(("−", "w", move), slope), numbers=numbers, terms=terms)


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
    written=_adagrad_written,
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
    grad: Array, state: State, w: Array, lr: Array, step: int, values: Values
) -> tuple[Array, State]:
    grad = decayed(grad, w, values)
    alpha, momentum = values["alpha"], values["momentum"]
    new = {"square_avg": mean_square(state["square_avg"], grad, alpha)}
    spread = new["square_avg"]
    if values["centered"]:
        average = new["grad_avg"] = mean(state["grad_avg"], grad, alpha)
        spread = spread - average * average
    move = grad / (root(spread) + values["eps"])
    if not absent(momentum):
        move = new["momentum_buffer"] = state["momentum_buffer"] * momentum + move
    return w - move * lr, new


def _rmsprop_written(values: Values, steps: int) -> Written:
    """−η·g/(√v + ε); centred, v is less the square of the mean; with momentum b = μ·b + that."""
    slope = gradient(values)
    scaled: Expression = ("/", slope, ("+", ("√", "v"), "eps"))
    if values["momentum"]:
        scaled = ("+", ("·", "beta", "b"), scaled)

    def terms(before: Rows, after: Rows, step: Floats) -> Rows:
        square = after["square_avg"]
        if values["centered"]:
            square = square - after["grad_avg"] ** 2
        return {"v": square} | ({"b": before["momentum_buffer"]} if values["momentum"] else {})

    numbers: Numbers = {**decay(values), "eps": values["eps"]}
    numbers |= {"beta": values["momentum"]} if values["momentum"] else {}
    step: Expression = ("−", "w", ("·", "lr", scaled))
    return Written(stages=one(step, slope), numbers=numbers, terms=terms)


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
    written=_rmsprop_written,
)

# ---- adadelta --------------------------------------------------------------------------


def _adadelta_init(w: Tensor, values: Values) -> State:
    return {"square_avg": torch.zeros_like(w), "acc_delta": torch.zeros_like(w)}


def _adadelta(
    grad: Array, state: State, w: Array, lr: Array, step: int, values: Values
) -> tuple[Array, State]:
    grad = decayed(grad, w, values)
    rho, eps = values["rho"], values["eps"]
    squares = mean_square(state["square_avg"], grad, rho)
    move = root(state["acc_delta"] + eps)
    move /= root(squares + eps)
    move *= grad
    new = {"square_avg": squares, "acc_delta": mean_square(state["acc_delta"], move, rho)}
    return w - move * lr, new


def _adadelta_written(values: Values, steps: int) -> Written:
    """−η·√(u + ε)/√(v + ε)·g, with u the mean square of the steps so far."""
    slope = gradient(values)
    scale: Expression = ("/", ("√", ("+", "u", "eps")), ("√", ("+", "v", "eps")))

    def terms(before: Rows, after: Rows, step: Floats) -> Rows:
        return {"u": before["acc_delta"], "v": after["square_avg"]}

    numbers: Numbers = {**decay(values), "eps": values["eps"]}
    step: Expression = ("−", "w", ("·", "lr", scale, slope))
    return Written(stages=one(step, slope), numbers=numbers, terms=terms)


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
    written=_adadelta_written,
)
