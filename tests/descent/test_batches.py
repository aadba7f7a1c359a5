"""Minibatches: epochs that visit every row once, each step on its own rows, seeds."""

from typing import Any

import numpy as np
import pytest
import torch

from lrviz import descend, sweep
from lrviz.descent.batches import shuffled_batches
from tests.descent.oracle import apart, torch_run
from tests.descent.toy import Line, line


@pytest.mark.parametrize(("rows", "size"), [(23, 5), (20, 5), (7, 1), (7, 6), (100, 32)])
def test_an_epoch_visits_every_row_exactly_once(rows: int, size: int) -> None:
    per_epoch = -(-rows // size)
    batches = shuffled_batches(rows, size, 3 * per_epoch, seed=1)
    for epoch in range(3):
        seen = torch.cat(batches[epoch * per_epoch : (epoch + 1) * per_epoch])
        assert sorted(seen.tolist()) == list(range(rows))
    assert {len(b) for b in batches} <= {size, rows % size}


def test_epochs_are_shuffled_anew_and_seeds_differ() -> None:
    first, second = (torch.cat(shuffled_batches(50, 10, 10, seed=1)[i : i + 5]) for i in (0, 5))
    assert not torch.equal(first, second)
    other = torch.cat(shuffled_batches(50, 10, 5, seed=2))
    assert not torch.equal(first, other)


def test_a_short_last_batch_may_be_left_out() -> None:
    batches = shuffled_batches(23, 5, 8, seed=0, drop_last=True)
    assert [len(b) for b in batches] == [5] * 8
    assert len(set(torch.cat(batches[:4]).tolist())) == 20
    run = descend(line(), steps=8, lr=0.01, batch_size=5, drop_last=True)
    assert run.batch_index is not None
    assert [len(b) for b in run.batch_index] == [5] * 8


def test_more_steps_begin_with_the_same_batches() -> None:
    few, many = shuffled_batches(23, 5, 7, seed=3), shuffled_batches(23, 5, 70, seed=3)
    assert all(torch.equal(a, b) for a, b in zip(few, many, strict=False))


def test_a_batch_of_everything_is_the_full_batch_run() -> None:
    full, batch = descend(line(), lr=0.1), descend(line(), lr=0.1, batch_size=23)
    np.testing.assert_allclose(batch.w, full.w, rtol=1e-12)


@pytest.mark.parametrize("name", ["sgd", "adam"])
@pytest.mark.parametrize("gradient", ["analytic", "autograd", "numeric"])
@pytest.mark.parametrize("by_hand", [True, False])
def test_each_step_is_torchs_on_the_rows_it_is_said_to_have_seen(
    name: str, gradient: str, by_hand: bool
) -> None:
    goal = line(by_hand=by_hand)
    given: dict[str, Any] = {"optimizer": name, "lr": 0.02, "steps": 40, "batch_size": 6}
    run = descend(goal, gradient=gradient, **given)
    index = run.batch_index
    assert index is not None
    kind = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam}[name]

    def seen(i: int, w: torch.Tensor) -> torch.Tensor:
        rows = torch.tensor(index[i])
        return ((goal.X[rows] @ w - goal.y[rows]) ** 2).mean() / 2

    twin = torch_run(kind, goal, 0.02, 40, seen=seen)
    assert apart(run.w, twin.w) <= (1e-7 if gradient == "numeric" else 1e-9)
    with torch.no_grad():
        batch = [float(seen(i, torch.tensor(run.w[i]))) for i in range(40)]
    np.testing.assert_allclose(run.batch_loss, batch, rtol=1e-12)
    np.testing.assert_allclose(run.loss, goal.loss(torch.tensor(run.w)), rtol=1e-12)


def test_the_last_row_holds_the_gradient_on_all_the_data() -> None:
    goal = line()
    record = sweep(goal, lr=[0.01, 0.05, 1e9], steps=50, batch_size=3, loss_tol=1e-2)
    assert set(record.outcome) == {"tolerance", "non_finite"}
    for run in record:
        full = goal.X.T @ (goal.X @ torch.tensor(run.w[-1]) - goal.y) / goal.rows
        np.testing.assert_allclose(run.grad[-1], full, rtol=1e-12)
        if run.steps:
            rows = torch.tensor(run.batch_index[0])  # type: ignore[index]
            of_batch = goal.X[rows].T @ (goal.X[rows] @ torch.tensor(run.w[0]) - goal.y[rows]) / 3
            np.testing.assert_allclose(run.grad[0], of_batch, rtol=1e-12)


def test_the_stop_rule_looks_at_all_the_data_not_at_one_lucky_batch() -> None:
    goal = line(40, 1)
    w = float((goal.X[0] @ goal.X[0]).reciprocal() * goal.X[0, 0] * goal.y[0])  # fits row 0
    for seed in range(40):
        run = descend(goal, start=[w], batch_size=1, seed=seed, lr=1e-3, steps=40, grad_tol=1e-9)
        assert (run.outcome, run.steps) == ("completed", 40)


def test_minibatches_without_steps_are_an_empty_record() -> None:
    run = descend(line(), batch_size=4, steps=0)
    assert run.batch_loss is not None
    assert run.batch_loss.shape == (0,)
    assert run.batch_index == ()


def test_losses_of_many_rows_are_taken_in_pieces() -> None:
    largest = 0

    class Watched(Line):
        def loss(self, w: torch.Tensor) -> torch.Tensor:
            nonlocal largest
            largest = max(largest, w[..., 0].numel())
            return super().loss(w)

    small = line(3000)
    goal = Watched(**{name: getattr(small, name) for name in small.__dataclass_fields__})
    record = sweep(goal, lr=np.geomspace(1e-3, 0.1, 20), steps=300)
    assert largest * goal.rows <= 2**22
    np.testing.assert_allclose(record.loss[3], small.loss(torch.tensor(record.w[3])), rtol=1e-12)
