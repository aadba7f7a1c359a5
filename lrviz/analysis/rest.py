"""Whether a run is at rest, and what holds it where the loss does not."""

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from lrviz.analysis.runs import STILL, Runs, norm

__all__ = ["at_rest", "balance", "cause", "decays", "decoupled", "negligible", "shrunk"]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

# A gradient is negligible that is less than this share of the largest on the way.
FLAT_GRADIENT = 1e-6
LEAST = 5  # A tenth of a run has at least so many steps, or a short run would rest by chance.
RUN_OUT = 0.01  # A run at rest may still go this share of the largest distance from the start.
_AS_MANY = 10  # A run goes on for so many tenths when it takes as many steps again.
_LARGE = 500  # Beyond so many parameters no Hessian is solved for the balance of loss and decay.
DEAD = 0.01  # A rate, or a step's length, has all but vanished below this share of its largest.


def negligible(runs: Runs) -> Bools:
    """Whether the gradient at the end is next to nothing beside the largest on the way, as far
    as that was no higher up than both ends ``(R,)``."""
    return np.asarray(runs.at_end(runs.slope) <= FLAT_GRADIENT * runs.steepest_here)


def at_rest(runs: Runs, flat: Bools) -> Bools:
    """Which runs are at rest ``(R,)``: what is left of their path runs out near by.

    The path of the last tenth, P₁, against that of the tenth before, P₀: with q = P₁/P₀ < 1
    what is left is P₁·(q + q² + …). While a schedule lives, paths are per unit of its rate,
    because shrinking steps are then no sign of rest. Once it is dead, what is left is no more
    than as many steps again would go.
    """
    tenth = np.maximum(LEAST, np.ceil(runs.last / 10).astype(np.int64))
    late, before, dead = _paths(runs, tenth)
    share = np.where(late > 0, late / before, 0.0)
    left = np.where(share < 1, late * share / (1 - share), np.inf)
    left = np.where(dead, np.minimum(left, _AS_MANY * late), left)
    turned = _counted(runs.turned, runs.last - 1, 2 * tenth - 1)
    runs_out = (left <= RUN_OUT * runs.reach) & (turned == 0)
    still = _counted(runs.real, runs.last, tenth) == 0
    never = ~(runs.size > 0).any(1) & (runs.last > 0)
    short = runs.last < 2 * LEAST
    return np.asarray(np.where(short, flat | never, runs_out | still) & ~runs.blown)


def cause(runs: Runs, i: int) -> str | None:
    """What holds run i where the gradient is not negligible: a key of the catalogs, or None."""
    last = int(runs.last[i])
    if last == 0:
        return None
    if decays(runs, i):
        return "decay"
    if shrunk(runs, i) < DEAD:
        return "schedule"
    if not runs.real[i, max(0, last - LEAST) : last].any() and not runs.normalised:
        return "rounding"
    steps = runs.size[i, runs.first : last]
    per_slope = steps / runs.slope[i, runs.first : last]
    shorter = per_slope[-1] < DEAD * np.nanmax(per_slope[np.isfinite(per_slope)], initial=0.0)
    if runs.normalised and shorter:
        return "rule"
    return None if runs.real[i, last - 1] else "rounding"


def shrunk(runs: Runs, i: int) -> float:
    """What share of its largest the rate of the last step of run i is; 1 before the first."""
    rates = runs.lr[i, runs.first : runs.last[i]]
    return float(rates[-1] / np.nanmax(rates)) if len(rates) else 1.0


def balance(runs: Runs, i: int) -> Floats:
    """Where loss and decay hold each other, near the end of run i: ∇ℓ(w) + λw = 0.

    A decay decoupled from the gradient balances the step of the rule instead; there, and where
    there are very many parameters, the run's own end is the point.
    """
    decay, end = float(runs.hyperparameter("weight_decay")[i]), runs.at_end(runs.w)[i]
    if decoupled(runs) or len(end) > _LARGE:
        return np.asarray(end)
    w = torch.tensor(end)
    for _ in range(5):
        bent = runs.objective.hessian(w) + decay * torch.eye(len(w), dtype=w.dtype)
        pull = runs.objective.gradient(w) + decay * w
        step = torch.linalg.lstsq(bent, pull.unsqueeze(-1)).solution.squeeze(-1)
        if not torch.isfinite(step).all():
            break
        w = w - step
    near = float(torch.linalg.vector_norm(w - torch.tensor(end))) <= 0.1 * float(runs.reach[i])
    return np.asarray(w.numpy() if near else end)


def decays(runs: Runs, i: int) -> bool:
    """Whether the weight decay pulls the end of run i back by as much as the loss draws it on."""
    decay, w = float(runs.hyperparameter("weight_decay")[i]), runs.at_end(runs.w)[i]
    if not decay > 0:
        return False
    pull, slope = decay * w, runs.at_end(runs.grad)[i]
    if decoupled(runs):
        last = int(runs.last[i])
        step = runs.lr[i, last - 1] * norm(pull)
        return bool(step > max(2 * runs.size[i, last - 1], STILL * norm(w)))
    return bool(norm(slope + pull) <= 0.1 * norm(slope))


def decoupled(runs: Runs) -> bool:
    """Whether the weight decay takes its share of w itself, beside the rule's own step."""
    values = runs.settings.hyperparameters
    return runs.settings.optimizer == "adamw" or bool(values.get("decoupled_weight_decay", False))


def _paths(runs: Runs, tenth: NDArray[np.int64]) -> tuple[Floats, Floats, Bools]:
    """The paths of the last tenth and of the one before, and whether the schedule of each run is
    dead ``(R,)``."""
    rate = np.nan_to_num(runs.lr)
    largest = rate.max(1, initial=0.0)
    changing = (rate != rate[:, :1]) & (runs.row[1:] <= runs.last[:, None])
    end = rate[runs.run, np.maximum(runs.last - 1, 0)] if rate.shape[1] else largest
    scheduled = changing.any(1) & runs.scheduled
    dead = scheduled & (end < DEAD * largest)
    living = scheduled & ~dead
    size = runs.size
    if living.any():
        unit = np.where(rate > 0, size / rate, 0.0) * largest[:, None]
        size = np.where(living[:, None], unit, size)
    late = _counted(size, runs.last, tenth)
    return late, _counted(size, runs.last, 2 * tenth) - late, dead


def _counted(values: NDArray[Any], end: NDArray[np.int64], count: NDArray[np.int64]) -> Floats:
    """The sum of the last ``count`` values before ``end``, run by run ``(R,)``."""
    sums = np.zeros((len(end), values.shape[1] + 1))
    np.cumsum(values, axis=1, out=sums[:, 1:])
    run = np.arange(len(end))
    return np.asarray(sums[run, np.maximum(end, 0)] - sums[run, np.maximum(end - count, 0)])
