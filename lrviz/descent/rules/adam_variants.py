"""Adam with Nesterov's look ahead (nadam) and with a rectified variance (radam)."""

import numpy as np
import torch
from torch import Tensor

from lrviz.descent.hyperparameters import Hyperparameter, Values
from lrviz.descent.rules.arrays import ARRAYS, Array, double, like, root, where
from lrviz.descent.rules.base import (
    BETAS,
    DECOUPLED,
    WEIGHT_DECAY,
    Number,
    OptimizerRule,
    State,
    divided_step,
    epsilon,
    mean,
    mean_square,
    penalised,
    power,
    quotient,
    square_root,
)
from lrviz.descent.rules.writing import (
    Expression,
    Floats,
    Numbers,
    Rows,
    Stage,
    Written,
    averaged,
    decay,
    forgotten,
    gradient,
    less,
    mean_numbers,
    one,
    remembered,
)

# ---- nadam -----------------------------------------------------------------------------


def _nadam_init(w: Tensor, values: Values) -> State:
    # Torch keeps the product of the momenta in its default precision, single unless changed.
    # Its rounding shows in the path at about 1e-8, so the same is done here.
    return {
        "exp_avg": torch.zeros_like(w),
        "exp_avg_sq": torch.zeros_like(w),
        "mu_product": torch.ones(len(w), 1),
    }


def _mu(step: int, values: Values) -> Number:
    """The momentum of one step, warming up from β₁/2 towards β₁."""
    mu: Number = values["betas"][0] * (1 - 0.5 * _cooling(step * values["momentum_decay"]))
    return mu


def _cooling(exponent: Number) -> Number:
    """0.96 to a power, one after the other: torch's power rounds differently in a batch."""
    if not isinstance(exponent, ARRAYS):
        return float(0.96**exponent)
    return like(exponent, [0.96**each for each in exponent.flatten().tolist()])


def _nadam(
    grad: Array, state: State, w: Array, lr: Array, step: int, values: Values
) -> tuple[Array, State]:
    beta1, beta2 = values["betas"]
    mu, mu_next = _mu(step, values), _mu(step + 1, values)
    grad, w = penalised(grad, w, lr, values)
    average = mean(state["exp_avg"], grad, beta1)
    square = mean_square(state["exp_avg_sq"], grad, beta2)
    product = _times(state["mu_product"], mu)
    total = double(product)
    denominator = root(square / (1 - power(beta2, step)))
    denominator += values["eps"]
    w = divided_step(w, grad, denominator, lr * (1 - mu) / (1 - total))
    w = divided_step(w, average, denominator, lr * mu_next / (1 - total * mu_next))
    return w, {"exp_avg": average, "exp_avg_sq": square, "mu_product": product}


def _times(product: Array, mu: Number) -> Array:
    return product * (like(product, mu.flatten().tolist()) if isinstance(mu, ARRAYS) else mu)


def _nadam_written(values: Values, steps: int) -> Written:
    """−η·(a·g + b·m)/(√v̂ + ε), a = (1-μₜ)/(1-Πμ) and b = μₜ₊₁/(1-μₜ₊₁Πμ)."""
    ahead: Expression = (
        "+",
        ("·", "now", gradient(values, apart=True)),
        ("·", "next", averaged(values)),
    )
    move: Expression = ("/", ("·", "lr", ahead), ("+", ("√", "v_hat"), "eps"))
    mu = np.array([_mu(t, values) for t in range(1, steps + 2)], dtype=np.float64)
    product = np.cumprod(mu.astype(np.float32), dtype=np.float32)[:-1].astype(np.float64)

    def terms(before: Rows, after: Rows, step: Floats) -> Rows:
        square = after["exp_avg_sq"] / (1 - np.power(values["betas"][1], step))
        return {**remembered(values, before), "v_hat": square}

    numbers: Numbers = {**decay(values), **mean_numbers(values), "eps": values["eps"]}
    numbers["now"] = (1 - mu[:-1]) / (1 - product)
    numbers["next"] = mu[1:] / (1 - product * mu[1:])
    return Written(stages=one(less(values, move), ahead), numbers=numbers, terms=terms)


NADAM = OptimizerRule(
    name="nadam",
    latex=r"\mu_t = \beta_1 (1 - \tfrac12\, 0.96^{t\psi}), \quad "
    r"\hat m_t = \frac{\mu_{t+1} m_t}{1-\prod_{i \le t+1} \mu_i} + "
    r"\frac{(1-\mu_t)\, g_t}{1-\prod_{i \le t} \mu_i}, \quad "
    r"w_{t+1} = w_t - \frac{\eta}{\sqrt{v_t / (1-\beta_2^t)} + \epsilon}\, \hat m_t",
    hyperparameters=(
        BETAS,
        epsilon(1e-8),
        WEIGHT_DECAY,
        Hyperparameter(name="momentum_decay", default=4e-3, low=0.0),
        DECOUPLED,
    ),
    default_lr=2e-3,
    reference="Dozat (2016), Incorporating Nesterov momentum into Adam",
    torch_class=torch.optim.NAdam,
    init=_nadam_init,
    update=_nadam,
    recorded=("exp_avg", "exp_avg_sq"),
    written=_nadam_written,
)

# ---- radam -----------------------------------------------------------------------------


def _radam_init(w: Tensor, values: Values) -> State:
    return {"exp_avg": torch.zeros_like(w), "exp_avg_sq": torch.zeros_like(w)}


def _radam(
    grad: Array, state: State, w: Array, lr: Array, step: int, values: Values
) -> tuple[Array, State]:
    beta1, beta2 = values["betas"]
    grad, w = penalised(grad, w, lr, values)
    average = mean(state["exp_avg"], grad, beta1)
    square = mean_square(state["exp_avg_sq"], grad, beta2)
    move = average / (1 - power(beta1, step)) * lr
    move = _rectified(move, square, beta2, step, values["eps"])
    return w - move, {"exp_avg": average, "exp_avg_sq": square}


def _rectified(move: Array, square: Array, beta2: Number, step: int, eps: Number) -> Array:
    """``move`` scaled as in Adam, once enough gradients were seen to trust their variance."""
    forgotten = power(beta2, step)
    correction = 1 - forgotten
    longest = quotient(2.0, 1 - beta2) - 1
    length = longest - 2 * step * forgotten / correction
    if not isinstance(length, ARRAYS):
        if length <= 5:
            return move
        return move * _adaptive(square, correction, eps) * _rectification(length, longest)
    scaled = move * _adaptive(square, correction, eps) * _rectification(length, longest)
    return where(length > 5, scaled, move)


def _adaptive(square: Array, correction: Number, eps: Number) -> Array:
    return quotient(square_root(correction), root(square) + eps)


def _rectification(length: Number, longest: Number) -> Number:
    top = (length - 4) * (length - 2) * longest
    return square_root(top / ((longest - 4) * (longest - 2) * length))


def _radam_written(values: Values, steps: int) -> Written:
    """−η·m̂, and −η·m̂·r/(√v + ε) once the variance is trusted; r holds √(1 − β₂ᵗ) too."""
    mean_now = averaged(values)
    hat: Expression = ("/", mean_now, "bias1") if values["betas"][0] else mean_now
    plain = less(values, ("·", "lr", hat))
    scaled = less(values, ("/", ("·", "lr", hat, "r"), ("+", ("√", "v"), "eps")))
    scale, trusted = _scales(values["betas"][1], steps)
    stages = [(1, plain), (trusted, scaled)] if trusted > 1 else [(1, scaled)]

    def terms(before: Rows, after: Rows, step: Floats) -> Rows:
        return {**remembered(values, before), "v": after["exp_avg_sq"]}

    numbers: Numbers = {**decay(values), **mean_numbers(values), "eps": values["eps"]}
    numbers |= {"bias1": forgotten(values["betas"][0], steps), "r": scale}
    return Written(
        stages=tuple(Stage(first=t, step=each, direction=hat) for t, each in stages),
        numbers=numbers,
        terms=terms,
    )


def _scales(beta2: float, steps: int) -> tuple[Floats, int]:
    """r·√(1 − β₂ᵗ) of every step, 1 where it is not in use, and the first step that uses it."""
    t = np.arange(1.0, steps + 1)
    left = forgotten(beta2, steps)
    longest = 2 / (1 - beta2) - 1
    length = longest - 2 * t * (1 - left) / left
    trusted = length > 5
    safe = np.where(trusted, length, 6.0)
    top = (safe - 4) * (safe - 2) * longest
    with np.errstate(all="ignore"):  # of short memories, whose r is not used
        scale = np.sqrt(top / ((longest - 4) * (longest - 2) * safe)) * np.sqrt(left)
    return np.where(trusted, scale, 1.0), int(trusted.argmax()) + 1 if trusted.any() else steps + 1


RADAM = OptimizerRule(
    name="radam",
    latex=r"\rho_\infty = \tfrac{2}{1-\beta_2} - 1, \quad "
    r"\rho_t = \rho_\infty - \frac{2t\beta_2^t}{1-\beta_2^t}, \quad "
    r"r_t = \sqrt{\frac{(\rho_t-4)(\rho_t-2)\rho_\infty}"
    r"{(\rho_\infty-4)(\rho_\infty-2)\rho_t}}, \quad "
    r"w_{t+1} = w_t - \frac{\eta\, m_t}{1-\beta_1^t} \cdot \begin{cases} "
    r"r_t \sqrt{1-\beta_2^t} / (\sqrt{v_t} + \epsilon) & \rho_t > 5 \\ 1 & \rho_t \le 5 "
    r"\end{cases}",
    hyperparameters=(BETAS, epsilon(1e-8), WEIGHT_DECAY, DECOUPLED),
    default_lr=1e-3,
    reference="Liu et al. (2020), On the variance of the adaptive learning rate and beyond, "
    "arXiv:1908.03265",
    torch_class=torch.optim.RAdam,
    init=_radam_init,
    update=_radam,
    recorded=("exp_avg", "exp_avg_sq"),
    written=_radam_written,
)
