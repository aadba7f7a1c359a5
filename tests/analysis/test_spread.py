"""Where the minimum of a network is searched from, though its own weights make it straight."""

import numpy as np
import pytest
import torch

from lrviz import descend, diagnose, network
from lrviz.analysis.minimum import polished_loss
from lrviz.analysis.spread import spread_units
from lrviz.objectives.examples import CORNERS, EXAMPLES
from lrviz.objectives.layers import ACTIVATIONS
from lrviz.objectives.network import Network

X, Y = EXAMPLES["pieces"].load(rows=64, noise=0.0, seed=2)


def net(activation: str, hidden: tuple[int, ...]) -> Network:
    return network(X, Y, hidden=hidden, activation=activation, init="torch", seed=2)


def straight() -> float:
    """The loss of the best straight line, by the normal equations."""
    columns = np.column_stack([X, np.ones(len(X))])
    fit = columns @ np.linalg.solve(columns.T @ columns, columns.T @ Y)
    return float(np.mean((fit - Y) ** 2))


@pytest.mark.parametrize("hidden", [(12,), (8, 8, 8), (4,) * 12], ids=len)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_spread_units_bend_whatever_the_activation_and_the_depth(
    activation: str, hidden: tuple[int, ...]
) -> None:
    one = net(activation, hidden)
    assert float(one.loss(spread_units(one))) < straight() / 2


def test_hard_sigmoids_side_by_side_are_the_best_curve_of_equal_pieces() -> None:
    """Between knots at equal distances, by least squares on hats: another way to the same fit."""
    one = net("hard_sigmoid", (12,))
    knots = np.linspace(X.min(), X.max(), 13)
    hats = np.column_stack([np.interp(X[:, 0], knots, hat) for hat in np.eye(13)])
    best = hats @ np.linalg.lstsq(hats, Y)[0]
    found = one.predict(spread_units(one)).numpy()
    np.testing.assert_allclose(found, best, atol=1e-8)


@pytest.mark.parametrize("hidden", [(1,), (3, 2), (5, 7)])
def test_any_shape_rows_alike_and_labels_have_one(hidden: tuple[int, ...]) -> None:
    alike = network(np.ones((6, 2)), np.arange(6.0) % 2, hidden=hidden, loss="log_loss")
    for one in (alike, network(X, Y, hidden=hidden)):
        w = spread_units(one)
        assert w.shape == (one.dim,)
        assert torch.isfinite(w).all()
        assert torch.isfinite(one.loss(w))


def test_a_straight_line_through_a_curve_of_straight_pieces_has_not_converged() -> None:
    """Small weights keep every hard sigmoid between its corners, so that training comes to the
    best straight line; six units fit the curve exactly, as the course builds it."""
    one = net("hard_sigmoid", (12,))
    assert len(CORNERS) - 1 <= 12
    run = descend(one, optimizer="adam", lr=0.05, steps=400)
    assert run.loss[-1] == pytest.approx(straight(), rel=1e-3)
    lowest = float(polished_loss(one, torch.tensor(run.w[-1:])))
    assert lowest < 1e-2 * straight()
    found = diagnose(run)
    assert found.verdict != "converges"
    assert found.evidence["gap_ratio"] > 0.1
