"""What an update rule is, and the arithmetic that all of them share.

A hyperparameter may be a number or one value per run, and a run comes out the same to the
last bit either way: so powers are products, roots are torch's, and a number is divided by a
tensor as a tensor, wherever torch and Python would round differently.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import torch
from torch import Tensor

from lrviz.descent.hyperparameters import Hyperparameter, Values
from lrviz.descent.rules.writing import Writing

State = dict[str, Tensor]
Number = float | Tensor


def keep(values: Values) -> Values:
    """The values as they are: most rules allow every combination."""
    return values


@dataclass(frozen=True, kw_only=True)
class OptimizerRule:
    """An optimizer as a pair of pure functions over a batch of R runs.

    Attributes:
        name: identifier in the registry.
        latex: the update as LaTeX, without dollar signs.
        hyperparameters: torch's own, with torch's defaults and limits.
        default_lr: the learning rate torch takes when none is given.
        reference: the paper.
        torch_class: the class whose path this rule gives.
        init: (w, values) to the state before the first step; w is ``(R, dim)``.
        update: (grad, state, w, lr, step, values) to (new w, new state), where grad and w
            are ``(R, dim)``, lr is ``(R, 1)`` and step counts from 1. It changes none of
            its inputs.
        recorded: the entries of the state, each ``(R, dim)``, that a picture needs. An
            entry exists only where the hyperparameters use it: plain sgd has no
            momentum_buffer.
        written: (values, number of steps) to how a step is written out with its numbers; of the
            state it reads recorded entries only.
        settle: refuses the combinations torch refuses, and settles what depends on several
            hyperparameters at once; called by ``resolve``.
    """

    name: str
    latex: str
    hyperparameters: tuple[Hyperparameter, ...]
    default_lr: float
    reference: str
    torch_class: type[torch.optim.Optimizer]
    init: Callable[[Tensor, Values], State]
    update: Callable[[Tensor, State, Tensor, Tensor, int, Values], tuple[Tensor, State]]
    recorded: tuple[str, ...]
    written: Writing
    settle: Callable[[Values], Values] = keep


WEIGHT_DECAY = Hyperparameter(name="weight_decay", default=0.0, low=0.0)
DECOUPLED = Hyperparameter(name="decoupled_weight_decay", default=False, kind="bool")
MOMENTUM = Hyperparameter(name="momentum", default=0.0, low=0.0)
BETAS = Hyperparameter(
    name="betas", default=(0.9, 0.999), kind="pair", low=0.0, high=1.0, high_open=True
)


def epsilon(default: float) -> Hyperparameter:
    """The term that keeps a denominator from zero."""
    return Hyperparameter(name="eps", default=default, low=0.0)


def absent(value: Number) -> bool:
    """Whether a hyperparameter is zero for every run, so that its term can be left out."""
    return not isinstance(value, Tensor) and value == 0


def power(base: Number, exponent: int) -> Number:
    """baseᵏ for k ≥ 1, by squaring."""
    return _product(base, exponent) if isinstance(base, Tensor) else _number(base, exponent)


@lru_cache(2**14)
def _number(base: float, exponent: int) -> Number:
    return _product(base, exponent)


def _product(base: Number, exponent: int) -> Number:
    result: Number | None = None
    while exponent:
        if exponent & 1:
            result = base if result is None else result * base
        base, exponent = base * base, exponent >> 1
    assert result is not None
    return result


def bias_left(first: Number, second: Number, step: int) -> tuple[Number, Number]:
    """√(1 − secondᵏ), and its quotient by 1 − firstᵏ: what is left to correct in two means."""
    if isinstance(first, Tensor) or isinstance(second, Tensor):
        return _bias_left(first, second, step)
    return _known_bias(first, second, step)


def _bias_left(first: Number, second: Number, step: int) -> tuple[Number, Number]:
    root = square_root(1 - power(second, step))
    return root, quotient(root, 1 - power(first, step))


_known_bias = lru_cache(2**14)(_bias_left)


def square_root(value: Number) -> Number:
    """√value, always by torch: its root is not always the nearest float64, as Python's is."""
    if isinstance(value, Tensor):
        return value.sqrt()
    return torch.tensor(value, dtype=torch.float64).sqrt().item()


def quotient(numerator: Number, denominator: Number) -> Number:
    """numerator/denominator; torch itself would take a number times the reciprocal."""
    if isinstance(denominator, Tensor) and not isinstance(numerator, Tensor):
        numerator = torch.full_like(denominator, numerator)
    return numerator / denominator


def plus(a: Tensor, b: Tensor, scale: Number) -> Tensor:
    """a + scale·b."""
    if isinstance(scale, Tensor):
        return torch.addcmul(a, b, scale)
    return torch.add(a, b, alpha=scale)


def decayed(grad: Tensor, w: Tensor, values: Values) -> Tensor:
    """The gradient with the L2 penalty's share: g + λw."""
    weight_decay: Number = values["weight_decay"]
    return grad if absent(weight_decay) else plus(grad, w, weight_decay)


def penalised(grad: Tensor, w: Tensor, lr: Tensor, values: Values) -> tuple[Tensor, Tensor]:
    """(g + λw, w), or (g, w - ηλw) when the decay is decoupled from the gradient.

    A rule without the switch, adamw, always decouples.
    """
    if absent(values["weight_decay"]):
        return grad, w
    if not values.get("decoupled_weight_decay", True):
        return decayed(grad, w, values), w
    return grad, torch.mul(w, 1 - lr * values["weight_decay"])


def mean(average: Tensor, grad: Tensor, decay: Number) -> Tensor:
    """decay·average + (1 - decay)·g, the running mean."""
    return torch.lerp(average, grad, 1 - decay)


def mean_square(average: Tensor, grad: Tensor, decay: Number) -> Tensor:
    """decay·average + (1 - decay)·g², the running mean of squares."""
    kept = torch.mul(average, decay)
    if isinstance(decay, Tensor):
        return kept.addcmul_(grad * (1 - decay), grad)
    return kept.addcmul_(grad, grad, value=1 - decay)


def divided_step(w: Tensor, move: Tensor, denominator: Tensor, size: Number) -> Tensor:
    """w - size·move/denominator."""
    if not isinstance(size, Tensor):
        return torch.addcdiv(w, move, denominator, value=-size)
    return torch.addcdiv(w, torch.mul(move, size), denominator, value=-1)
