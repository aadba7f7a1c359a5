"""Adam with Nesterov's look ahead (nadam) and with a rectified variance (radam)."""

import torch
from torch import Tensor

from lrviz.descent.hyperparameters import Hyperparameter, Values
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
    mean_direction,
    mean_square,
    penalised,
    power,
    quotient,
    square_root,
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
    if not isinstance(exponent, Tensor):
        return float(0.96**exponent)
    powers: list[float] = [0.96**each for each in exponent.flatten().tolist()]
    return torch.tensor(powers, dtype=exponent.dtype).view_as(exponent)


def _nadam(
    grad: Tensor, state: State, w: Tensor, lr: Tensor, step: int, values: Values
) -> tuple[Tensor, State]:
    beta1, beta2 = values["betas"]
    mu, mu_next = _mu(step, values), _mu(step + 1, values)
    grad, w = penalised(grad, w, lr, values)
    average = mean(state["exp_avg"], grad, beta1)
    square = mean_square(state["exp_avg_sq"], grad, beta2)
    product = _times(state["mu_product"], mu)
    total = product.to(torch.float64)
    denominator = torch.div(square, 1 - power(beta2, step)).sqrt_().add_(values["eps"])
    w = divided_step(w, grad, denominator, lr * (1 - mu) / (1 - total))
    w = divided_step(w, average, denominator, lr * mu_next / (1 - total * mu_next))
    return w, {"exp_avg": average, "exp_avg_sq": square, "mu_product": product}


def _times(product: Tensor, mu: Number) -> Tensor:
    return product * (mu.to(product.dtype) if isinstance(mu, Tensor) else mu)


def _nadam_direction(grad: Tensor, state: State, values: Values, step: int) -> Tensor:
    """The look-ahead mean: (1-μₜ)·g/(1-Πμ) + μₜ₊₁·m/(1-μₜ₊₁Πμ)."""
    product: Number = 1.0
    for i in range(1, step + 1):
        product = product * _mu(i, values)
    mu, mu_next = _mu(step, values), _mu(step + 1, values)
    ahead = torch.mul(state["exp_avg"], mu_next / (1 - product * mu_next))
    return ahead + grad * ((1 - mu) / (1 - product))


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
    direction=_nadam_direction,
)

# ---- radam -----------------------------------------------------------------------------


def _radam_init(w: Tensor, values: Values) -> State:
    return {"exp_avg": torch.zeros_like(w), "exp_avg_sq": torch.zeros_like(w)}


def _radam(
    grad: Tensor, state: State, w: Tensor, lr: Tensor, step: int, values: Values
) -> tuple[Tensor, State]:
    beta1, beta2 = values["betas"]
    grad, w = penalised(grad, w, lr, values)
    average = mean(state["exp_avg"], grad, beta1)
    square = mean_square(state["exp_avg_sq"], grad, beta2)
    move = torch.div(average, 1 - power(beta1, step)).mul_(lr)
    move = _rectified(move, square, beta2, step, values["eps"])
    return w - move, {"exp_avg": average, "exp_avg_sq": square}


def _rectified(move: Tensor, square: Tensor, beta2: Number, step: int, eps: Number) -> Tensor:
    """``move`` scaled as in Adam, once enough gradients were seen to trust their variance."""
    forgotten = power(beta2, step)
    correction = 1 - forgotten
    longest = quotient(2.0, 1 - beta2) - 1
    length = longest - 2 * step * forgotten / correction
    if not isinstance(length, Tensor):
        if length <= 5:
            return move
        return move * _adaptive(square, correction, eps) * _rectification(length, longest)
    scaled = move * _adaptive(square, correction, eps) * _rectification(length, longest)
    return torch.where(length > 5, scaled, move)


def _adaptive(square: Tensor, correction: Number, eps: Number) -> Tensor:
    scale = quotient(square_root(correction), square.sqrt().add_(eps))
    assert isinstance(scale, Tensor)
    return scale


def _rectification(length: Number, longest: Number) -> Number:
    top = (length - 4) * (length - 2) * longest
    return square_root(top / ((longest - 4) * (longest - 2) * length))


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
    direction=mean_direction,
)
