"""Sharpness from products H·v, against the eigenvalues of the whole Hessian."""

import numpy as np
import pytest
import torch

from lrviz import OBJECTIVES, Network, descend, network
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


def taught(seed: int) -> tuple[Network, np.ndarray]:
    """A network and weights at which it fits its data exactly, so that nothing need be trained.

    The targets are the answers of those very weights: their loss is 0, the least there is, and
    their gradient is 0 up to rounding, on every machine.
    """
    teacher = network(X, X, hidden=(6,), init="torch", seed=seed)
    known = np.array(teacher.start)
    answers = teacher.predict(torch.tensor(known), torch.tensor(X[:, None])).numpy().reshape(-1)
    return network(X, answers, hidden=(6,), init="torch", seed=seed), known


@pytest.mark.parametrize("seed", range(5))
def test_below_two_over_eta_a_step_is_stable_and_above_it_is_not(seed: int) -> None:
    """Next to a minimum, k steps multiply a nudge along the top eigenvector by (1 − ηλ)^k."""
    net, bottom = taught(seed)
    largest = float(power_sharpness(net, bottom[None])[0])
    values, vectors = np.linalg.eigh(net.hessian(torch.tensor(bottom)).numpy())
    assert largest == pytest.approx(values[-1], rel=1e-4)
    assert values[-1] > 1.5 * values[-2]  # one direction is the steepest, whatever the rounding
    for times, factor in ((1.8, -0.8), (2.4, -1.4)):
        start = bottom + 1e-7 * vectors[:, -1]
        run = descend(net, start=start, lr=times / largest, steps=12)
        apart = (run.w - bottom) @ vectors[:, -1]
        np.testing.assert_allclose(apart / apart[0], factor ** np.arange(13.0), rtol=1e-3)
