"""What an update rule is, and the arithmetic that all of them share.

A hyperparameter may be a number or one value per run, and a run comes out the same to the
last bit either way: so powers are products, and a number is divided by a tensor as a tensor,
wherever torch and Python would round differently. See ``arrays`` for the rest.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch
from torch import Tensor

from lrviz.descent.hyperparameters import Hyperparameter, Values
from lrviz.descent.rules.arrays import ARRAYS, Array, root
from lrviz.descent.rules.writing import Writing

State = dict[str, Array]
Number = Array  # Or a float.


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
        init: (w, values) to the state before the first step; w is a tensor ``(R, dim)``.
        update: (grad, state, w, lr, step, values) to (new w, new state), where grad and w
            are ``(R, dim)``, lr is ``(R, 1)`` and step counts from 1. All are torch's tensors,
            or all numpy's arrays: it is written in operators and ``rules.arrays``. It changes
            none of its inputs.
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
    update: Callable[[Array, State, Array, Array, int, Values], tuple[Array, State]]
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
    return isinstance(value, float | int) and value == 0


def power(base: Number, exponent: int) -> Number:
    """baseᵏ for k ≥ 1, by squaring."""
    return _product(base, exponent) if isinstance(base, ARRAYS) else _number(base, exponent)


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
    if isinstance(first, ARRAYS) or isinstance(second, ARRAYS):
        return _bias_left(first, second, step)
    return _known_bias(first, second, step)


def _bias_left(first: Number, second: Number, step: int) -> tuple[Number, Number]:
    left = square_root(1 - power(second, step))
    return left, quotient(left, 1 - power(first, step))


_known_bias = lru_cache(2**14)(_bias_left)


def square_root(value: Number) -> Number:
    """√value."""
    return root(value) if isinstance(value, ARRAYS) else float(np.sqrt(value))


def quotient(numerator: Number, denominator: Number) -> Number:
    """numerator/denominator; torch itself would take a number times the reciprocal."""
    if isinstance(denominator, Tensor) and not isinstance(numerator, ARRAYS):
        numerator = torch.full_like(denominator, numerator)
    return numerator / denominator


def decayed(grad: Array, w: Array, values: Values) -> Array:
    """The gradient with the L2 penalty's share: g + λw."""
    weight_decay = values["weight_decay"]
    return grad if absent(weight_decay) else grad + w * weight_decay


def penalised(grad: Array, w: Array, lr: Array, values: Values) -> tuple[Array, Array]:
    """(g + λw, w), or (g, w - ηλw) when the decay is decoupled from the gradient.

    A rule without the switch, adamw, always decouples.
    """
    if absent(values["weight_decay"]):
        return grad, w
    if not values.get("decoupled_weight_decay", True):
        return decayed(grad, w, values), w
    return grad, w * (1 - lr * values["weight_decay"])


def mean(average: Array, grad: Array, decay: Number) -> Array:
    """decay·average + (1 - decay)·g, the running mean."""
    kept = average * decay
    kept += grad * (1 - decay)
    return kept


def mean_square(average: Array, grad: Array, decay: Number) -> Array:
    """decay·average + (1 - decay)·g², the running mean of squares."""
    new = grad * (1 - decay)
    new *= grad
    new += average * decay
    return new


def divided_step(w: Array, move: Array, denominator: Array, size: Number) -> Array:
    """w - size·move/denominator."""
    move = move * size
    move /= denominator
    return w - move
