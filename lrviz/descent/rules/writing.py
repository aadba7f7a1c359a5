"""One step of a rule as an expression: what a page writes out with its numbers.

An expression is the name of a quantity, or a tuple of a sign and its operands: ("−", a, b),
("+", a, b, …), ("·", a, b, …), ("/", a, b) and ("√", a). Vectors meet component by component,
and a number meets each of them. The names that every rule shares: w and g, where the step
begins and the gradient it used; lr, the rate of that very step; wd, the decay λ; 1.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lrviz.descent.hyperparameters import Values

Floats = NDArray[np.float64]
Rows = Mapping[str, Floats]
Expression = str | tuple["Expression", ...]
Numbers = dict[str, float | Floats]
Terms = Callable[[Rows, Rows, Floats], Rows]


def no_terms(before: Rows, after: Rows, step: Floats) -> Rows:
    """Rules whose step needs nothing but w and g."""
    return {}


@dataclass(frozen=True, kw_only=True)
class Stage:
    """How the steps from step ``first`` on are written; steps count from 1.

    Attributes:
        step: what wₜ₊₁ is equal to.
        direction: what a step takes before preconditioning, its decay included: a step is then
            −η·g (slope), −η·λw (decay), −η·(direction − g − λw) (momentum), and the rest.
    """

    first: int
    step: Expression
    direction: Expression


@dataclass(frozen=True, kw_only=True)
class Written:
    """The steps of a rule under given hyperparameters.

    Attributes:
        stages: in the order of time; the first begins at step 1.
        numbers: the quantities that are one number: for all steps, or one for each ``(k,)``.
        terms: from the state before and after each step, arrays ``(…, k, dim)``, and the steps'
            numbers ``(k, 1)`` to the quantities that are vectors, ``(…, k, dim)``.
    """

    stages: tuple[Stage, ...]
    numbers: Mapping[str, float | Floats] = field(default_factory=dict)
    terms: Terms = no_terms


Writing = Callable[[Values, int], Written]


def decoupled(values: Values) -> bool:
    """Whether a decay acts on w itself; a rule without the switch, adamw, always decouples."""
    return bool(values["weight_decay"]) and bool(values.get("decoupled_weight_decay", True))


def gradient(values: Values, *, apart: bool = False) -> Expression:
    """g, or g + λ·w where a decay passes through the gradient."""
    if not values.get("weight_decay") or (apart and decoupled(values)):
        return "g"
    return ("+", "g", ("·", "wd", "w"))


def origin(values: Values) -> Expression:
    """w, or (1 − η·λ)·w where a decay acts on w itself."""
    return ("·", ("−", "1", ("·", "lr", "wd")), "w") if decoupled(values) else "w"


def decay(values: Values) -> Numbers:
    """λ, where there is one."""
    return {"wd": values["weight_decay"]} if values.get("weight_decay") else {}


def averaged(values: Values, *, apart: bool = True) -> Expression:
    """β₁·m + (1 − β₁)·g, the running mean after the step."""
    slope = gradient(values, apart=apart)
    return ("+", ("·", "beta1", "m"), ("·", "rest1", slope)) if values["betas"][0] else slope


def mean_numbers(values: Values) -> Numbers:
    """β₁ and 1 − β₁."""
    beta1 = values["betas"][0]
    return {"beta1": beta1, "rest1": 1 - beta1} if beta1 else {}


def forgotten(beta: float, steps: int) -> Floats:
    """1 − βᵗ of every step ``(k,)``: what the start at zero leaves of a mean."""
    kept: Floats = np.power(beta, np.arange(1.0, steps + 1))
    return 1 - kept


def remembered(values: Values, before: Rows) -> dict[str, Floats]:
    """The running mean before the step, where there is one."""
    return {"m": before["exp_avg"]} if values["betas"][0] else {}


def one(step: Expression, direction: Expression, first: int = 1) -> tuple[Stage, ...]:
    """A single way of writing, from step 1 on."""
    return (Stage(first=first, step=step, direction=direction),)


def less(values: Values, move: Expression) -> Expression:
    """Where the step begins, less the move."""
    return ("−", origin(values), move)


def value(expression: Expression, known: Mapping[str, Any]) -> Any:
    """What an expression comes to with the quantities ``known``.

    >>> value(("−", "w", ("·", "lr", "g")), {"w": 3.0, "lr": 0.5, "g": 2.0})
    2.0
    """
    if isinstance(expression, str):
        return 1.0 if expression == "1" else known[expression]
    sign, *operands = expression
    first, *others = (value(each, known) for each in operands)
    for other in others:
        first = _SIGNS[str(sign)](first, other)
    return np.sqrt(first) if sign == "√" else first


_SIGNS: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": lambda a, b: a + b,
    "−": lambda a, b: a - b,
    "·": lambda a, b: a * b,
    "/": lambda a, b: a / b,
}
