"""A linear rule's step on a quadratic, as one small matrix per eigen-direction of the Hessian.

Along an eigenvector of eigenvalue λ the gradient is λ times the error, so that a linear rule
takes (error, memory) to the next step by one matrix. It is read off the rule itself, from its
update of the basis states. Rules whose update is not linear (Adam and kin, Rprop) have none.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray

from lrviz.descent.hyperparameters import Values
from lrviz.descent.optimizers import OPTIMIZERS, OptimizerRule, resolve
from lrviz.descent.record import sealed

__all__ = ["frozen", "is_linear", "iteration_matrices", "spectral_radius", "swings", "worst_radius"]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Frozen = tuple[tuple[str, Any], ...]

REAL = 1e-7  # An imaginary part this small is the rounding of a double root.
# So many pairs of states, of all signs, are tried: Rprop is linear as long as no sign changes.
_TRIED = 16
_LATER = 2  # The matrix is that of this step: at the first one torch fills the memory.


def iteration_matrices(
    optimizer: str, hyperparameters: Mapping[str, Any], lr: ArrayLike, eigenvalues: ArrayLike
) -> Floats | None:
    """M with (error, memory)ₖ₊₁ = M·(error, memory)ₖ, for each rate and eigen-direction.

    Of shape ``(len(lr), len(eigenvalues), n, n)``, n = 1 without memory, 2 with momentum.
    None where the rule is not linear.

    >>> iteration_matrices("sgd", {}, [0.1], [2.0])[0, 0].tolist()
    [[0.8]]
    """
    known = _linear_rule(optimizer, frozen(hyperparameters))
    if known is None:
        return None
    return sealed(_matrices(*known, np.atleast_1d(lr), np.atleast_1d(eigenvalues)))


def is_linear(optimizer: str, hyperparameters: Mapping[str, Any]) -> bool:
    """Whether the rule's step on a quadratic is a linear map of the error and its memory."""
    return _linear_rule(optimizer, frozen(hyperparameters)) is not None


def spectral_radius(
    optimizer: str, hyperparameters: Mapping[str, Any], lr: ArrayLike, eigenvalues: ArrayLike
) -> Floats | None:
    """The error's factor a step in the long run ``(len(lr), len(eigenvalues))``: the largest
    |root| of each iteration matrix. None where the rule is not linear.

    >>> spectral_radius("sgd", {}, [0.1, 0.6], [2.0, 4.0]).round(9).tolist()
    [[0.8, 0.6], [0.2, 1.4]]
    """
    matrices = iteration_matrices(optimizer, hyperparameters, lr, eigenvalues)
    return None if matrices is None else sealed(_radius(matrices))


def worst_radius(
    optimizer: str, hyperparameters: Mapping[str, Any], lr: ArrayLike, eigenvalues: ArrayLike
) -> Floats | None:
    """The slowest direction's factor at each rate ``(len(lr),)``; flat directions stay at 1."""
    radius = spectral_radius(optimizer, hyperparameters, lr, eigenvalues)
    return None if radius is None else sealed(radius.max(-1))


def swings(
    optimizer: str, hyperparameters: Mapping[str, Any], lr: ArrayLike, eigenvalues: ArrayLike
) -> Bools | None:
    """Whether the leading root is complex or negative: the error changes sign on its way.

    ``(len(lr), len(eigenvalues))``; None where the rule is not linear.
    """
    matrices = iteration_matrices(optimizer, hyperparameters, lr, eigenvalues)
    if matrices is None:
        return None
    roots = np.linalg.eigvals(matrices)
    at = np.abs(roots).argmax(-1)[..., None]
    leading = np.take_along_axis(roots, at, -1)[..., 0]
    return sealed(np.asarray((np.abs(leading.imag) > REAL * np.abs(leading)) | (leading.real < 0)))


def frozen(hyperparameters: Mapping[str, Any]) -> Frozen:
    """The hyperparameters as something to remember answers by."""
    pairs = ((k, tuple(v) if isinstance(v, list) else v) for k, v in hyperparameters.items())
    return tuple(sorted(pairs))


@lru_cache(maxsize=256)
def _linear_rule(optimizer: str, hyperparameters: Frozen) -> tuple[OptimizerRule, Values] | None:
    """The rule with all its hyperparameters, where it is linear; of a torch class nobody knows."""
    rule = OPTIMIZERS.get(optimizer)
    if rule is None:
        return None
    values = resolve(rule, dict(hyperparameters), 1)
    return (rule, values) if _linear(rule, values) else None


@torch.no_grad()
def _matrices(rule: OptimizerRule, values: Values, lr: Floats, eigenvalues: Floats) -> Floats:
    """The images of the basis states, as columns."""
    names = _memory(rule, values)
    n, runs = 1 + len(names), len(lr)
    basis = np.tile(np.eye(n), len(eigenvalues))  # (n, directions·n): a column a basis state
    image = _updated(rule, values, lr, np.repeat(eigenvalues, n), basis)
    return image.reshape(n, runs, len(eigenvalues), n).transpose(1, 2, 0, 3)


def _updated(
    rule: OptimizerRule, values: Values, lr: Floats, eigenvalues: Floats, states: Floats
) -> Floats:
    """The rule's update of ``states`` ``(n, directions)``, one state a direction, at each rate:
    ``(n, len(lr), directions)``."""
    w, *memory = (torch.tensor(row).expand(len(lr), -1) for row in states)
    rates = torch.tensor(np.asarray(lr, dtype=np.float64)).unsqueeze(-1)
    held = dict(zip(_memory(rule, values), memory, strict=True))
    new, after = rule.update(w * torch.tensor(eigenvalues), held, w, rates, _LATER, values)
    rows = [new, *(after[name] for name in _memory(rule, values))]
    return torch.stack([row.expand_as(w) for row in rows]).numpy()


def _memory(rule: OptimizerRule, values: Values) -> list[str]:
    """What the rule remembers, by name."""
    return list(rule.init(torch.zeros(1, 1, dtype=torch.float64), values))


def _linear(rule: OptimizerRule, values: Values) -> bool:
    """Whether the sum of two states goes to the sum of their images, and a double to the double."""
    n = 1 + len(_memory(rule, values))
    one, two = np.random.default_rng(0).standard_normal((2, n, _TRIED))
    rates, eigenvalues = np.array([0.37]), np.full(_TRIED, 1.3)
    with np.errstate(all="ignore"):
        made = [
            _updated(rule, values, rates, eigenvalues, each)
            for each in (one, two, one + two, 2 * one)
        ]
    sums = (made[0] + made[1], 2 * made[0])
    return all(
        np.allclose(a, b, rtol=1e-9, atol=1e-12) for a, b in zip(sums, made[2:], strict=True)
    )


def _radius(matrices: Floats) -> Floats:
    """The largest |root|, exact to rounding at a double root too for the sizes rules have."""
    n = matrices.shape[-1]
    if n == 1:
        return np.abs(matrices[..., 0, 0])
    if n > 2:
        return np.asarray(np.abs(np.linalg.eigvals(matrices)).max(-1))
    trace = matrices[..., 0, 0] + matrices[..., 1, 1]
    det = matrices[..., 0, 0] * matrices[..., 1, 1] - matrices[..., 0, 1] * matrices[..., 1, 0]
    spread = trace**2 - 4 * det
    real = (np.abs(trace) + np.sqrt(np.maximum(spread, 0))) / 2
    return np.where(spread >= 0, real, np.sqrt(np.maximum(det, 0)))
