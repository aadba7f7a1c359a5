"""A batch of all rows, in whatever order, is the whole: its loss and its gradient."""

import pytest
import torch

import lrviz
from lrviz.objectives.base import DataObjective

X = torch.linspace(-1, 1, 12, dtype=torch.float64)[:, None]
ALL = [
    lrviz.network(X, X[:, 0].square(), hidden=(3,)),
    lrviz.module(torch.nn.Linear(1, 1).double(), torch.nn.MSELoss(), X, X.square()),
]


@pytest.mark.parametrize("goal", ALL, ids=["network", "module"])
def test_a_batch_of_all_rows_is_the_whole(goal: DataObjective) -> None:
    w = torch.linspace(-1, 1, goal.dim, dtype=torch.float64)[None]
    whole, shuffled = torch.arange(12), torch.randperm(12, generator=torch.manual_seed(0))
    assert torch.equal(goal.batch_loss(w, whole), goal.loss(w))
    assert torch.equal(goal.batch_gradient(w, whole), goal.gradient(w))
    torch.testing.assert_close(goal.batch_loss(w, shuffled), goal.loss(w))
    torch.testing.assert_close(goal.batch_gradient(w, shuffled), goal.gradient(w))
