"""Sharpness from products H·v, against the eigenvalues of the whole Hessian."""

import numpy as np
import pytest
import torch

from lrviz import OBJECTIVES, descend, network
from lrviz.analysis.sharpness import power_sharpness
from lrviz.analysis.theory import sharpness

X = np.linspace(-1, 1, 30)


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "relu"])
def test_along_a_run_it_is_the_largest_eigenvalue_of_the_whole_hessian(activation: str) -> None:
    net = network(X, np.sin(3 * X), hidden=(4, 3), activation=activation, init="torch", seed=1)
    run = descend(net, lr=0.2, steps=40)
    known = np.linalg.eigvalsh(net.hessian(torch.tensor(run.w)).numpy())[:, -1]
    np.testing.assert_allclose(power_sharpness(net, run.w), known, rtol=1e-4)


@pytest.mark.parametrize("name", ["bowl", "saddle", "rosenbrock", "himmelblau"])
def test_on_surfaces_it_is_that_of_the_hessian_even_where_the_lowest_bend_is_the_larger(
    name: str,
) -> None:
    run = descend(name, lr=1e-4, steps=30)
    np.testing.assert_allclose(power_sharpness(run.objective, run.w), sharpness(run), rtol=1e-5)


def test_a_hill_top_has_a_negative_sharpness() -> None:
    goal = OBJECTIVES["himmelblau"]
    top = np.array([[-0.270845, -0.923039]])  # its one local maximum
    known = np.linalg.eigvalsh(goal.hessian(torch.tensor(top)).numpy())[0, -1]
    assert known < 0
    assert power_sharpness(goal, top) == pytest.approx([known], rel=1e-4)


def test_below_two_over_eta_a_step_is_stable_and_above_it_is_not() -> None:
    net = network(X, np.sin(3 * X), hidden=(6,), init="torch")
    settled = descend(net, lr=0.3, steps=3000)
    largest = float(power_sharpness(net, settled.w[-1:])[0])
    _, vectors = np.linalg.eigh(net.hessian(torch.tensor(settled.w[-1])).numpy())
    nudged = settled.w[-1] + 1e-7 * vectors[:, -1]
    for times, factor in ((1.8, -0.8), (2.4, -1.4)):
        one, other = (
            descend(net, start=start, lr=times / largest, steps=12)
            for start in (settled.w[-1], nudged)
        )
        apart = (other.w - one.w) @ vectors[:, -1]
        assert apart[1] / apart[0] == pytest.approx(factor, rel=1e-3)
        assert abs(apart[-1] / apart[0]) == pytest.approx(abs(factor) ** 12, rel=0.3)
