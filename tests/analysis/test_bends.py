"""A curve as a sum of units: sums, corners, and the recipe that needs no training."""

import numpy as np
import pytest
import torch

from lrviz import network
from lrviz.analysis.bends import corners, hard_sigmoid_recipe, relu_pair, unit_curves
from lrviz.objectives.examples import CORNERS, CURVES

X = np.linspace(-1, 1, 41)
GRID = np.linspace(-1, 1, 301)


@pytest.mark.parametrize("hidden", [(5,), (4, 3)])
def test_the_units_and_the_bias_add_up_to_the_fit(hidden: tuple[int, ...]) -> None:
    net = network(X, X, hidden=hidden, init="torch")
    path = np.stack([net.start, 2 * np.array(net.start)])
    each, fit = unit_curves(net, path, GRID)
    assert each.shape == (2, hidden[-1], 301)
    for k in (0, 1):
        bias = path[k, -1]
        np.testing.assert_allclose(each[k].sum(0) + bias, fit[k], rtol=1e-10, atol=1e-13)
        module = net.module(torch.tensor(path[k]))
        known = module(torch.tensor(GRID)[:, None]).detach().squeeze(-1)
        np.testing.assert_allclose(fit[k], known, rtol=1e-10, atol=1e-13)


def test_i_relu_units_give_i_corners_where_they_switch() -> None:
    net = network(X, X, hidden=(3,), activation="relu")
    w = np.array([1.0, -2.0, 4.0, 0.5, 1.0, 8.0, 0.3, -0.7, 0.9, 0.1])
    found = corners(net, w, -3, 3)
    assert found.x.tolist() == [-2.0, -0.5, 0.5]
    np.testing.assert_allclose(found.turn, [0.9 * 4, 0.3 * 1, -0.7 * 2])
    fit = unit_curves(net, w[None], np.linspace(-3, 3, 6001))[1][0]
    slope = np.diff(fit) / 0.001
    for place, turn in zip(found.x, found.turn, strict=True):
        i = round((place + 3) / 0.001)
        assert slope[i + 1] - slope[i - 2] == pytest.approx(turn, rel=1e-6)


def test_a_hard_sigmoid_turns_one_way_where_it_begins_and_back_where_it_ends() -> None:
    net = network(X, X, hidden=(2,), activation="hard_sigmoid")
    w = np.array([6.0, -12.0, 0.0, -12.0, 0.5, 2.0, 0.0])  # ramps on [-0.5, 0.5], [-1.25, -0.75]
    found = corners(net, w, -2, 2)
    assert found.x == pytest.approx([-1.25, -0.75, -0.5, 0.5])
    for place, turn in zip(found.x, found.turn, strict=True):
        near = place + np.array([-0.02, -0.01, 0.01, 0.02])
        before, after = np.diff(unit_curves(net, w[None], near)[1][0])[[0, 2]] / 0.01
        assert turn == pytest.approx(after - before)


def test_a_corner_out_of_sight_or_of_a_unit_that_adds_nothing_does_not_count() -> None:
    net = network(X, X, hidden=(3,), activation="relu")
    w = np.array([1.0, 1.0, 1.0, 5.0, 0.0, 0.5, 1.0, 0.0, 1.0, 0.0])
    assert corners(net, w, -1, 1).x.tolist() == [-0.5]


@pytest.mark.parametrize("seed", range(6))
def test_one_relu_layer_bends_wherever_a_unit_switches_however_near_or_slight(seed: int) -> None:
    net = network(X, X, hidden=(10,), activation="relu", init="torch", seed=seed)
    w = np.array(net.start)
    w[20] *= 1e-4  # a slight one
    w[1], w[11] = 2 * w[0], 2 * w[10] + 1e-3 * w[0]  # a near one
    slope, bias = w[:10], w[10:20]
    known = np.sort(-bias / slope)
    found = corners(net, w, -50, 50)
    assert found.x == pytest.approx(known[(known > -50) & (known < 50)], rel=1e-12)
    assert np.diff(known).min() < 0.01


def test_units_that_switch_at_one_place_make_one_corner_and_none_where_they_cancel() -> None:
    net = network(X, X, hidden=(4,), activation="relu")
    w = np.array([1.0, 2.0, 3.0, 0.3, 0.5, 1.0, -0.9, -0.09, 1.0, 1.0, 1.0, -10.0, 0.0])
    found = corners(net, w, -1, 1)
    assert found.x.tolist() == [-0.5]
    assert found.turn == pytest.approx([3.0])


def test_a_deep_network_has_as_many_corners_as_its_slope_has_steps() -> None:
    net = network(X, X, hidden=(2, 1), activation="relu")
    # a hat from two ReLUs, folded again at half its height
    w = np.array([1, 1, 1, 0, 1, -2, 0, 1, 0], dtype=float)  # h = relu(x+1) - 2·relu(x)
    found = corners(net, w, -2, 2)
    assert found.x == pytest.approx([-1, 0, 1], abs=1e-12)
    assert found.turn == pytest.approx([1, -2, 1])


@pytest.mark.parametrize("activation", ["relu", "hard_sigmoid"])
@pytest.mark.parametrize("hidden", [(6, 5), (5, 4, 4), (8, 8, 8, 8)])
def test_between_the_corners_torchs_slope_is_constant_and_it_steps_at_each(
    activation: str, hidden: tuple[int, ...]
) -> None:
    net = network(X, X, hidden=hidden, activation=activation, init="he", seed=3)
    w = 2 * np.array(net.start) + 0.3 * np.sin(np.arange(net.dim))
    found = corners(net, w, -2, 2)
    # no fine grid may miss two corners in one cell, so the slope is asked on either side of each
    near = 1e-9
    places = np.concatenate([[-2], found.x, [2]])
    ahead = torch.tensor(places[:-1] + near, requires_grad=True)
    behind = torch.tensor(places[1:] - near, requires_grad=True)
    grid = torch.linspace(-2, 2, 4001, dtype=torch.float64, requires_grad=True)
    module = net.module(torch.tensor(w))
    slopes = []
    for x in (ahead, behind, grid):
        (slope,) = torch.autograd.grad(module(x[:, None]).sum(), x)
        slopes.append(slope.numpy())
    first, last, everywhere = slopes
    assert len(found.x) >= 3
    np.testing.assert_allclose(first, last, rtol=1e-9, atol=1e-10)
    np.testing.assert_allclose(first[1:] - last[:-1], found.turn, rtol=1e-6, atol=1e-10)
    piece = np.searchsorted(found.x, grid.detach().numpy())
    np.testing.assert_allclose(everywhere, first[piece], rtol=1e-9, atol=1e-10)


@pytest.mark.parametrize("name", [name for name, curve in CURVES.items() if curve.corners])
def test_the_recipe_fits_a_curve_of_straight_pieces_exactly_without_training(name: str) -> None:
    curve = CURVES[name]
    net, w = hard_sigmoid_recipe(curve.corners)
    each, fit = unit_curves(net, w[None], GRID)
    np.testing.assert_allclose(fit[0], curve.truth(GRID), atol=1e-12)
    assert len(each[0]) == len(curve.corners) - 1
    for unit in each[0]:  # level, one ramp, level
        steps = np.abs(np.diff(unit)) > 1e-12
        assert np.count_nonzero(np.diff(steps)) <= 2
    assert float(net.loss(torch.tensor(w))) < 1e-25


def test_the_recipe_bends_at_the_corners_of_the_curve() -> None:
    net, w = hard_sigmoid_recipe(CORNERS)
    places = corners(net, w, -1.01, 1.01).x
    inner = np.array([x for x, _ in CORNERS])
    assert all(np.abs(inner - place).min() < 1e-9 for place in places)


def test_two_relus_of_opposite_slope_are_a_hard_sigmoid() -> None:
    up, down, both = relu_pair(GRID, -0.3, 0.5, height=2.0)
    z = 6 * (torch.tensor(GRID) - 0.1) / 0.8
    np.testing.assert_allclose(both, 2 * torch.nn.Hardsigmoid()(z), atol=1e-12)
    assert (up >= 0).all()
    assert (down <= 0).all()


def test_smooth_curves_and_planes_have_no_corners_to_count() -> None:
    for net in (network(X, X), network(np.stack([X, X], 1), X, activation="relu")):
        with pytest.raises(ValueError, match="one input and straight pieces"):
            corners(net, net.start, -1, 1)
