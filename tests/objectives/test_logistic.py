"""Logistic regression against torch's own loss, finite differences, and a loop by hand."""

import itertools

import numpy as np
import pytest
import torch
from torch.nn.functional import binary_cross_entropy_with_logits

import lrviz
from lrviz.descent.gradients import central_difference
from lrviz.objectives.base import autograd, autograd_hessian
from lrviz.objectives.data import DATASETS
from lrviz.objectives.logistic import logistic_regression
from lrviz.regression.task import task

X, Y = DATASETS["two_groups"].load()


def points(*shape: int) -> torch.Tensor:
    return torch.randn(*shape, 3, dtype=torch.float64, generator=torch.Generator().manual_seed(0))


def torchs(w: torch.Tensor, rows: slice = slice(None)) -> torch.Tensor:
    logits = torch.tensor(X[rows]) @ w[:2] + w[2]
    return binary_cross_entropy_with_logits(logits, torch.tensor(Y[rows]))


def test_the_loss_is_torchs_mean_log_loss() -> None:
    model = logistic_regression(X, Y)
    for w in points(9):
        assert float(model.loss(w)) == pytest.approx(float(torchs(w)), rel=1e-12)


@pytest.mark.parametrize("scale", [0.0, 1.0, 30.0])
def test_gradient_and_hessian_are_the_derivatives(scale: float) -> None:
    model, w = logistic_regression(X, Y), scale * points(4, 2)
    assert torch.allclose(model.gradient(w), autograd(model.loss, w), rtol=1e-10, atol=1e-14)
    assert torch.allclose(model.gradient(w), central_difference(model.loss, w), atol=1e-8)
    assert torch.allclose(model.hessian(w), autograd_hessian(model.loss, w), atol=1e-12)


def test_points_far_out_neither_overflow_nor_lose_their_slope() -> None:
    model = logistic_regression([[1.0], [-2.0]], [0, 1], bias=False)
    w = torch.tensor([[800.0], [-800.0]], dtype=torch.float64)
    assert model.loss(w).tolist() == [1200.0, 0.0]
    assert model.gradient(w).flatten().tolist() == [1.5, 0.0]


def test_pieces_give_what_one_piece_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    model, w = logistic_regression(X, Y), points(5, 4)
    loss, gradient = model.loss(w), model.gradient(w)
    monkeypatch.setattr("lrviz.objectives.logistic._AT_ONCE", 3 * len(Y))
    assert torch.allclose(model.loss(w), loss, rtol=1e-14)
    assert torch.allclose(model.gradient(w), gradient, rtol=1e-12)
    assert torch.allclose(autograd(model.loss, w), gradient, rtol=1e-10)


@pytest.mark.parametrize("how", ["analytic", "autograd", "numeric"])
def test_a_batch_is_the_same_model_on_its_own_rows(how: str) -> None:
    model = logistic_regression(X, Y)
    run = lrviz.descend(model, lr=0.5, steps=30, batch_size=20, gradient=how)
    for i, rows in enumerate(run.batch_index):
        w = torch.tensor(run.w[i], requires_grad=True)
        loss = torchs(w, rows)
        loss.backward()
        assert run.batch_loss[i] == pytest.approx(float(loss.detach()), rel=1e-12)
        assert np.allclose(run.grad[i], w.grad, atol=1e-12 if how != "numeric" else 1e-9)


def test_a_batch_of_all_rows_is_the_full_batch_to_the_last_bit() -> None:
    model = logistic_regression(X, Y)
    full = lrviz.descend(model, lr=0.5, steps=20)
    batch = lrviz.descend(model, lr=0.5, steps=20, batch_size=len(Y))
    assert (full.w == batch.w).all()


def test_there_is_no_exact_solution_but_descent_finds_the_minimum() -> None:
    model = logistic_regression(X, Y)
    assert model.minima == ()
    assert model.minimum_loss is None
    assert model.constant_hessian is None
    run = lrviz.descend(model, lr=2.0, steps=500)
    assert np.linalg.norm(run.grad[-1]) < 1e-9
    assert lrviz.diagnose(run).verdict.value == "converges"
    inside = [low < x < high for (low, high), x in zip(model.domain, run.w[-1], strict=True)]
    assert all(inside)


@pytest.mark.parametrize(
    ("features", "labels", "separable"),
    [
        ([1.0, 2.0, 3.0, 4.0], [0, 0, 1, 1], True),
        ([1.0, 2.0, 3.0, 4.0], [1, 1, 1, 1], True),
        ([1.0, 2.0, 3.0, 4.0], [0, 1, 0, 1], False),
        ([1e-6, 2e-6, 3e-6, 4e-6], [0, 0, 1, 1], True),
        ([1e60, 2e60, 3e60, 4e60], [0, 0, 1, 1], True),
        ([1e60, 2e60, 3e60, 4e60], [0, 1, 1, 0], False),
    ],
)
def test_separable_labels_are_noticed(
    features: list[float], labels: list[int], separable: bool
) -> None:
    model = logistic_regression(features, labels)
    assert model.separable is separable
    assert np.isfinite(model.domain).all()


def parts(labels: list[int], *columns: list[float]) -> str:
    return str(logistic_regression(np.transpose(columns), labels).separation)


def test_rows_on_the_parting_plane_make_it_quasi_complete() -> None:
    assert parts([0, 0, 1, 1], [0.0, 1.0, 1.0, 3.0]) == "quasi"
    assert parts([0, 0, 1, 1], [0.0, 1.0, 1.0 + 1e-6, 3.0]) == "complete"
    assert parts([0, 0, 1, 1], [0.0, 1.0, 1.0 - 1e-6, 3.0]) == "none"
    # a feature that only one label has, beside one that parts nothing
    overlap, rare = [0.0, 1.0, 2.0, 3.0, 1.5, 0.5], [0.0, 0.0, 0.0, 0.0, 0.0, 1.0]
    assert parts([0, 1, 0, 1, 0, 1], overlap, rare) == "quasi"
    assert parts([0, 1, 0, 1, 0, 1], overlap, [0.0] * 6) == "none"
    assert parts([0, 1, 0, 1, 0, 1], overlap, [2 * x - 1 for x in overlap]) == "none"


def directions(dim: int) -> np.ndarray:
    ways = np.array(list(itertools.product(range(-9, 10), repeat=dim)), dtype=float)
    return ways[np.abs(ways).any(1)]


@pytest.mark.parametrize("count", [1, 2])
def test_the_kind_of_separation_is_what_trying_every_plane_of_a_lattice_finds(count: int) -> None:
    random = np.random.default_rng(count)
    seen = set()
    for _ in range(60):
        # on such coordinates a parting plane, if any, has small whole numbers
        X = random.integers(0, 3, (random.integers(3, 8), count)).astype(float)
        y = random.integers(0, 2, len(X))
        signed = np.column_stack([X, np.ones(len(X))]) * (2 * y - 1)[:, None]
        margins = directions(count + 1) @ signed.T
        fair = (margins >= 0).all(1) & (margins > 0).any(1)
        complete = (margins > 0).all(1).any()
        known = "complete" if complete else "quasi" if fair.any() else "none"
        assert str(logistic_regression(X, y).separation) == known, (X, y)
        seen.add(known)
    assert seen == {"none", "quasi", "complete"}


def test_no_minimum_is_given_where_the_loss_only_nears_its_infimum() -> None:
    made = task([[0], [1], [1], [3]], [0, 0, 1, 1], model="logistic")
    assert made.best is None
    far = made.objective.loss(torch.tensor([600.0, -600.0], dtype=torch.float64))
    assert float(far) == pytest.approx(np.log(2) / 2, rel=1e-12)
    assert made.objective.infimum == pytest.approx(np.log(2) / 2, rel=1e-12)
    assert logistic_regression([1.0, 2.0], [0, 1]).infimum == 0
    assert logistic_regression([1.0, 2.0, 3.0], [0, 1, 0]).infimum is None


def test_on_separable_labels_the_weights_grow_for_ever() -> None:
    model = logistic_regression([1.0, 2.0, 3.0, 4.0], [0, 0, 1, 1])
    run = lrviz.descend(model, lr=1.0, steps=2000)
    assert abs(run.w[2000, 0]) > 1.2 * abs(run.w[500, 0])
    assert 0 < run.loss[-1] < run.loss[500]


@pytest.mark.parametrize(
    ("labels", "said"),
    [
        ([0, 1, 2], "`y` must be made of the labels 0 and 1; got 2"),
        ([0, 1], "`y` must have one number"),
        ([0, 1, np.nan], "`y` must be finite"),
    ],
)
def test_bad_labels_are_named(labels: list[float], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        logistic_regression([1.0, 2.0, 3.0], labels)
