"""Read from a regression: rows and batches, residuals, the exact solution."""

import numpy as np
import torch

from lrviz.descent.batches import shuffled_batches
from lrviz.lessons.readings.base import registry
from lrviz.lessons.states import Floats, State
from lrviz.objectives.base import DataObjective
from lrviz.regression.recipe import updates

__all__ = ["READINGS"]


def rows(x: State) -> int:
    """N, the rows that are fitted."""
    return len(x.fitted[1].fit)


def updates_an_epoch(x: State) -> int:
    """The updates of one epoch."""
    recipe, task = x.fitted
    return updates(recipe, len(task.fit))[1]


def last_batch(x: State) -> int:
    """The rows in the last batch of an epoch."""
    recipe, task = x.fitted
    size, an_epoch, _ = updates(recipe, len(task.fit))
    return len(shuffled_batches(len(task.fit), size, an_epoch, recipe.seed)[-1])


def from_truth(x: State) -> float:
    """The largest |wᵢ − true wᵢ| at the end, b among them."""
    recipe, task = x.fitted
    true = np.array([*recipe.true_w, recipe.true_b])
    return float(np.abs(task.original(x.run.w[-1]) - true).max())


def solution_from_truth(x: State) -> float:
    """The same of the exact solution."""
    recipe, task = x.fitted
    true = np.array([*recipe.true_w, recipe.true_b])
    return float(np.abs(task.original(x.objective.minima[0]) - true).max())


def share_of_loss(x: State, row: int) -> float:
    """A row's share of the loss of the exact solution."""
    squares = _residuals(x) ** 2
    return float(squares[row] / squares.sum())


def below_line(x: State, row: int) -> float:
    """How many times the usual residual of the others a row lies below the exact solution."""
    left = _residuals(x)
    usual = np.sqrt(np.mean(np.delete(left, row) ** 2))
    return float(-left[row] / usual)


def gradients_added(x: State) -> float:
    """‖∂(Σ ℓᵢ)/∂w − Σ ∂ℓᵢ/∂w‖ over the first batch, relative: rows one by one against at once."""
    goal, w, batch = _first_batch(x)
    each = torch.stack([goal.batch_gradient(w, row.unsqueeze(0)) for row in batch])
    whole = goal.batch_gradient(w, batch)
    return float((whole - each.sum(0)).norm() / whole.norm())


def gradients_averaged(x: State) -> float:
    """The same against the mean of the rows' gradients."""
    goal, w, batch = _first_batch(x)
    each = torch.stack([goal.batch_gradient(w, row.unsqueeze(0)) for row in batch])
    whole = goal.batch_gradient(w, batch)
    return float((whole - each.mean(0)).norm() / whole.norm())


def gradients_last(x: State) -> float:
    """The same against the gradient of the batch's last row alone."""
    goal, w, batch = _first_batch(x)
    whole = goal.batch_gradient(w, batch)
    return float((whole - goal.batch_gradient(w, batch[-1:])).norm() / whole.norm())


def late_gap(x: State) -> float:
    """The mean of ℓ − L* over the last third of the run."""
    tail = x.run.loss[-(len(x.run.loss) // 3) :]
    return float(tail.mean() - (x.objective.minimum_loss or 0.0))


def _residuals(x: State) -> Floats:
    _, task = x.fitted
    *w, b = task.original(x.objective.minima[0])
    return np.asarray(task.fit.y - task.fit.X @ np.array(w) - b)


def _first_batch(x: State) -> tuple[DataObjective, torch.Tensor, torch.Tensor]:
    recipe, task = x.fitted
    size, _, _ = updates(recipe, len(task.fit))
    (batch,) = shuffled_batches(len(task.fit), size, 1, recipe.seed)
    return task.objective, torch.tensor(x.run.w[0].copy()), batch


READINGS = registry(
    rows,
    updates_an_epoch,
    last_batch,
    from_truth,
    solution_from_truth,
    share_of_loss,
    below_line,
    gradients_added,
    gradients_averaged,
    gradients_last,
    late_gap,
)
