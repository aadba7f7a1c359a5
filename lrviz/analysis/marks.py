"""The rates that theory names for the rule, schedule and batches of a sweep; none that do not hold.

A mark has a name, which says what it is: ``critical`` (2/λ_max), ``critical_momentum``
(2(1+β)/λ_max), ``critical_nesterov`` (2(1+β)/((1+2β)λ_max)), ``critical_decay``
(2/(λ_max+wd)) or ``critical_rule`` (any other linear rule), all on a quadratic; ``best``, the
rate of the smallest worst spectral radius there, which is asymptotic; ``critical_batch``, the
2/λ_max of the sharpest minibatch; and ``critical_path``, the rule's bound at the sharpest place
of the good run of a loss that is no quadratic.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from lrviz.analysis.stability import best_lr, critical_lr
from lrviz.analysis.theory import curvature, sharpness
from lrviz.descent.optimizers import OPTIMIZERS
from lrviz.descent.trajectory import Sweep
from lrviz.objectives.regression import CONVENTIONS, LinearRegression

__all__ = ["batch_critical_lr", "bound_name", "has_bound", "rate_marks"]

_CHUNK = 2**21  # So many numbers of the rows of batches are gathered at once, at most.


def rate_marks(record: Sweep, good: int | None) -> dict[str, float]:
    """The marks of a sweep by name; ``good`` is the run that ``critical_path`` is measured on."""
    settings = record.settings
    if not has_bound(settings.optimizer, settings.hyperparameters, settings.schedule):
        return {}
    if record.batch_index is not None and _partial(record):
        found: dict[str, float | None] = {"critical_batch": _batch_bound(record)}
    elif record.objective.constant_hessian is not None:
        found = _quadratic(record)
    else:
        found = {"critical_path": _along(record, good)}
    return {name: rate for name, rate in found.items() if rate is not None and np.isfinite(rate)}


def has_bound(optimizer: str, hyperparameters: Mapping[str, Any], schedule: str | None) -> bool:
    """Whether one rate for the whole run can be critical: a linear rule without a schedule."""
    alone = not any(isinstance(each, Tensor) for each in hyperparameters.values())
    if optimizer not in OPTIMIZERS or schedule not in (None, "constant") or not alone:
        return False
    return critical_lr(optimizer, hyperparameters, [1.0]) is not None


def bound_name(hyperparameters: Mapping[str, Any]) -> str:
    """The mark's name, where a closed form of the textbooks is the bound of these."""
    momentum, decay = hyperparameters.get("momentum"), hyperparameters.get("weight_decay")
    if hyperparameters.get("dampening") or (momentum and decay):
        return "critical_rule"
    if momentum:
        return "critical_nesterov" if hyperparameters.get("nesterov") else "critical_momentum"
    return "critical_decay" if decay else "critical"


def batch_critical_lr(objective: LinearRegression, batches: tuple[NDArray[np.int64], ...]) -> float:
    """2/λ_max of the sharpest batch: the rate beyond which its step overshoots by more.

    Below it no step of plain descent takes w further from where its own batch would have it.
    """
    sizes = {len(each) for each in batches}
    alike = ([each for each in batches if len(each) == size] for size in sizes)
    largest = max((_sharpest(objective, each) for each in alike), default=0.0)
    return 2 / largest if largest > 0 else float("inf")


def _quadratic(record: Sweep) -> dict[str, float | None]:
    settings, values = record.settings, curvature(record.objective).eigenvalues
    rule = (settings.optimizer, settings.hyperparameters, values)
    name = bound_name(settings.hyperparameters)
    return {name: critical_lr(*rule), "best": best_lr(*rule)}


def _along(record: Sweep, good: int | None) -> float | None:
    """The rule's bound with the largest curvature met on the good run."""
    if good is None:
        return None
    largest = float(np.nanmax(sharpness(record[good]), initial=-np.inf))
    settings = record.settings
    return critical_lr(settings.optimizer, settings.hyperparameters, [largest])


def _partial(record: Sweep) -> bool:
    """Whether some batch is not all of the data."""
    rows = getattr(record.objective, "rows", 0)
    assert record.batch_index is not None
    return any(len(each) < rows for each in record.batch_index)


def _batch_bound(record: Sweep) -> float | None:
    """Of plain descent on least squares; with momentum the bound of one batch bounds nothing."""
    plain = record.settings.optimizer == "sgd" and not any(record.settings.hyperparameters.values())
    if not plain or not isinstance(record.objective, LinearRegression):
        return None
    assert record.batch_index is not None
    return batch_critical_lr(record.objective, record.batch_index)


def _sharpest(objective: LinearRegression, batches: list[NDArray[np.int64]]) -> float:
    """The largest eigenvalue of 2c·XᵀX over batches of one size."""
    size, design = len(batches[0]), objective.design.numpy()
    scale, largest = 2 * CONVENTIONS[objective.convention].scale(size), 0.0
    at_once = max(1, _CHUNK // (size * objective.dim))
    for first in range(0, len(batches), at_once):
        rows = design[np.stack(batches[first : first + at_once])]
        largest = max(largest, float(np.linalg.norm(rows, 2, axis=(-2, -1)).max()) ** 2)
    return scale * largest
