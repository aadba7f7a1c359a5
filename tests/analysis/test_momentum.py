"""Momentum on a quadratic: the 2×2 matrix against numpy's eigenvalues and against runs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrviz import descend, formula, grid, sweep
from lrviz.analysis.momentum import (
    best_pair,
    critical_lr,
    phase_diagram,
    spectral_radius,
)

PAIRS = [(0.01, 0.9), (0.1, 0.5), (0.3, 0.0), (0.4, 0.99), (0.05, 0.2), (0.8, 0.9)]


def iteration_matrix(
    lr: float, momentum: float, eigenvalue: float, *, nesterov: bool
) -> np.ndarray:
    """(v, x) of one eigen-direction to the next step, as Goh (2017) writes it ``(2, 2)``."""
    b, a = momentum, lr * eigenvalue
    if nesterov:
        return np.array([[b, eigenvalue], [-lr * b * b, 1 - a * (1 + b)]])
    return np.array([[b, eigenvalue], [-lr * b, 1 - a]])


@given(
    lr=st.floats(1e-4, 3),
    momentum=st.floats(0, 0.999),
    eigenvalue=st.floats(0, 4),
    nesterov=st.booleans(),
)
def test_the_spectral_radius_is_that_of_the_matrix(
    lr: float, momentum: float, eigenvalue: float, nesterov: bool
) -> None:
    matrix = iteration_matrix(lr, momentum, eigenvalue, nesterov=nesterov)
    radius = np.abs(np.linalg.eigvals(matrix)).max()
    ours = float(spectral_radius(lr, momentum, eigenvalue, nesterov=nesterov))
    assert ours == pytest.approx(
        radius, rel=1e-6, abs=1e-7
    )  # a double root is only that well known


@pytest.mark.parametrize("nesterov", [False, True])
@pytest.mark.parametrize(("lr", "momentum"), PAIRS)
@pytest.mark.parametrize("eigenvalue", [0.3, 1.0, 2.0])
def test_the_matrix_makes_the_steps_of_a_run(
    lr: float, momentum: float, eigenvalue: float, nesterov: bool
) -> None:
    if nesterov and momentum == 0:
        return
    goal = formula(f"{eigenvalue / 2} x^2")
    run = descend(goal, start=[1.0], lr=lr, momentum=momentum, nesterov=nesterov, steps=30)
    matrix = iteration_matrix(lr, momentum, eigenvalue, nesterov=nesterov)
    state = np.array([0.0, 1.0])
    for row in range(1, 31):
        state = matrix @ state
        assert run.w[row, 0] == pytest.approx(state[1], rel=1e-9, abs=1e-12)
        if momentum:
            assert run.state["momentum_buffer"][row, 0] == pytest.approx(
                state[0], rel=1e-9, abs=1e-12
            )


@pytest.mark.parametrize("nesterov", [False, True])
@pytest.mark.parametrize(("lr", "momentum"), [(0.02, 0.9), (0.1, 0.5), (0.4, 0.95), (1.2, 0.6)])
def test_runs_shrink_at_the_rate_of_the_spectral_radius(
    lr: float, momentum: float, nesterov: bool
) -> None:
    run = descend(
        "parabola", start=[1.0], lr=lr / 2, momentum=momentum, nesterov=nesterov, steps=900
    )
    size = np.hypot(run.w[:, 0], run.state["momentum_buffer"][:, 0])
    end = int(np.argmax(size < 1e-200)) or 900
    windows = [size[end - 80 : end].max(), size[end // 2 - 80 : end // 2].max()]
    rate = (windows[0] / windows[1]) ** (1 / (end - end // 2))
    expected = float(spectral_radius(lr / 2, momentum, 2.0, nesterov=nesterov))
    assert rate == pytest.approx(expected, rel=0.01)


@pytest.mark.parametrize("nesterov", [False, True])
@pytest.mark.parametrize("momentum", [0.1, 0.5, 0.9, 0.99])
def test_on_both_sides_of_the_critical_rate(momentum: float, nesterov: bool) -> None:
    edge = critical_lr(momentum, 4.0, nesterov=nesterov)
    for share, stable in ((0.999, True), (1.001, False)):
        radius = float(spectral_radius(share * edge, momentum, 4.0, nesterov=nesterov))
        assert (radius < 1) == stable
    below, above = (
        descend("bowl", lr=share * edge, momentum=momentum, nesterov=nesterov, steps=6000)
        for share in (0.99, 1.01)
    )
    assert below.loss[-1] < 1e-3 * below.loss[0]
    assert above.outcome == "non_finite" or above.loss[-1] > 1e3 * above.loss[0]


def test_without_momentum_it_is_plain_descent() -> None:
    assert critical_lr(0.0, 4.0) == 0.5
    assert float(spectral_radius(0.1, 0.0, 4.0)) == pytest.approx(0.6)
    assert best_pair(2.0, 2.0) == pytest.approx((0.5, 0.0))


@pytest.mark.parametrize(("low", "high"), [(2.0, 4.0), (0.2, 4.0), (1.0, 200.0)])
def test_polyaks_pair_is_the_best_of_the_phase_diagram(low: float, high: float) -> None:
    lr, momentum = best_pair(low, high)
    kappa = high / low
    best = (np.sqrt(kappa) - 1) / (np.sqrt(kappa) + 1)
    here = max(float(spectral_radius(lr, momentum, value)) for value in (low, high))
    assert here == pytest.approx(best, rel=1e-6)
    diagram = phase_diagram(
        [low, high], np.geomspace(lr / 10, lr * 3, 200), np.linspace(0, 0.99, 200)
    )
    assert diagram.shape == (200, 200)
    assert diagram.min() >= best - 1e-6
    assert diagram.min() == pytest.approx(best, rel=0.15)
    assert not diagram.flags.writeable


def test_the_phase_diagram_is_what_a_grid_of_runs_does() -> None:
    lr, momentum = np.geomspace(0.01, 3, 12), np.linspace(0, 0.95, 10)
    radius = phase_diagram([2.0, 4.0], lr, momentum)
    record = sweep("bowl", steps=1500, **grid(lr=lr, momentum=momentum))
    for i, run in enumerate(record):
        expected = radius.ravel()[i]
        if abs(expected - 1) < 0.02:
            continue
        shrank = run.outcome == "completed" and run.loss[-1] < 1e-6 * run.loss[0]
        assert shrank == (expected < 1)
