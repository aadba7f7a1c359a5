"""The run on show to the last digit, and its update rule as it is written out."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from lrviz.descent.optimizers import OPTIMIZERS
from lrviz.descent.trajectory import Settings, Sweep, Trajectory

Floats = NDArray[np.float64]
MOST = 60_000  # A run of more numbers is not sent in full precision.


@dataclass(frozen=True, kw_only=True, eq=False)
class Exact:
    """One run's own float64 numbers, by name.

    ``w``, ``loss`` and ``grad`` of each of its k + 1 rows; of each of its k steps the rate
    ``rate``, the quantities of the written rule, and what the step promised the loss on all the
    data: ``slope`` ∇ℓ·Δw and ``bend`` ½ΔwᵀHΔw.
    """

    lr: float
    arrays: Mapping[str, Floats]


def exact(run: Trajectory, lr: float) -> Exact | None:
    """Every digit of one run; None where that would be too many, or where one is no number."""
    known = {"w": run.w, "loss": run.loss, "grad": run.grad}
    if not all(np.isfinite(array).all() for array in known.values()):
        return None
    arrays = {**known, "rate": run.lr, **written_terms(run)}
    if sum(array.size for array in arrays.values()) > MOST:
        return None
    return Exact(lr=lr, arrays={**arrays, **_promised(run)})


def written_rule(settings: Settings, steps: int) -> tuple[Mapping[str, Any], dict[str, Floats]]:
    """The stages of the rule as JSON and its numbers; those that change from step to step apart."""
    rule = OPTIMIZERS[settings.optimizer]
    written = rule.written(settings.hyperparameters, steps)
    fixed = {k: v for k, v in written.numbers.items() if not isinstance(v, np.ndarray)}
    moving = {k: v for k, v in written.numbers.items() if isinstance(v, np.ndarray)}
    stages = [asdict(stage) for stage in written.stages]
    return {"stages": stages, "numbers": fixed, "moving": list(moving)}, moving


@np.errstate(all="ignore")
def written_terms(record: Trajectory | Sweep) -> Mapping[str, Floats]:
    """The vectors of the written rule, ``(…, k, dim)``."""
    settings = record.settings
    written = OPTIMIZERS[settings.optimizer].written(settings.hyperparameters, record.steps)
    before = {name: rows[..., :-1, :] for name, rows in record.state.items()}
    after = {name: rows[..., 1:, :] for name, rows in record.state.items()}
    return written.terms(before, after, np.arange(1.0, record.steps + 1)[:, None])


@np.errstate(all="ignore")
def _promised(run: Trajectory) -> dict[str, Floats]:
    """∇ℓ·Δw and ½ΔwᵀHΔw of every step, ℓ the loss on all the data."""
    objective, move = run.objective, np.diff(run.w, axis=0)
    begin = torch.tensor(run.w[:-1])
    slope = run.grad[:-1] if run.batch_loss is None else objective.gradient(begin).numpy()
    constant = objective.constant_hessian
    hessian = (objective.hessian(begin) if constant is None else constant).numpy()
    bend = (move[:, None, :] @ hessian @ move[:, :, None])[:, 0, 0] / 2
    return {"slope": (slope * move).sum(-1), "bend": bend}
