"""The steps that momentum takes, against runs of plain numpy and against torch."""

import numpy as np
import pytest
import torch

from lrviz.analysis.momentum import best_pair, spectral_radius
from lrviz.analysis.settling import steps_to_shrink
from lrviz.figures.phase import phase_of


def simulated(eigenvalue: float, lr: float, momentum: float, nesterov: bool, steps: int) -> int:
    """The first step from which |x| ≤ 0.001 holds to the end, from x = 1 at rest."""
    x, velocity, last = 1.0, 0.0, 0
    for k in range(1, steps + 1):
        gradient = eigenvalue * x
        velocity = momentum * velocity + gradient
        x -= lr * (gradient + momentum * velocity if nesterov else velocity)
        last = k if abs(x) > 1e-3 else last
    return last + 1


@pytest.mark.parametrize("nesterov", [False, True])
def test_every_pair_takes_as_many_steps_as_the_run_made_step_by_step(nesterov: bool) -> None:
    draw = np.random.default_rng(11)
    seen = set()
    for lr, beta, value in zip(
        draw.uniform(0, 1.1, 160),
        draw.uniform(0, 1, 160),
        draw.choice([0.2, 4.0], 160),
        strict=True,
    ):
        radius = float(spectral_radius(lr, beta, value, nesterov=nesterov))
        found = float(steps_to_shrink([value], [lr], [beta], nesterov=nesterov)[0, 0])
        if radius >= 1:
            assert found == np.inf
        elif radius < 0.99:
            steps = int(30 / -np.log(radius)) + 50
            assert found == pytest.approx(
                simulated(value, lr, beta, nesterov, steps), abs=1, rel=5e-3
            )
            seen.add(found > 100)
    assert seen == {True, False}


def test_at_the_star_the_long_run_promises_too_few() -> None:
    """Audit A28: a double root, where asymptotics say about 15 steps on the ravine."""
    lr, beta = best_pair(0.2, 4.0)
    worst = max(simulated(value, lr, beta, False, 300) for value in (0.2, 4.0))
    assert steps_to_shrink([0.2, 4.0], [lr], [beta])[0, 0] == worst == 24
    radius = max(float(spectral_radius(lr, beta, value)) for value in (0.2, 4.0))
    assert np.log(1000) / -np.log(radius) < 16


def test_the_diagram_counts_what_torch_does() -> None:
    phase = phase_of(np.array([0.2, 4.0]), nesterov=False)
    for i, j in ((100, 100), (150, 110)):
        w = torch.ones(2, dtype=torch.float64, requires_grad=True)
        optimizer = torch.optim.SGD([w], lr=phase.lr[i], momentum=phase.momentum[j])
        last = 0
        for k in range(1, 300):
            w.grad = torch.tensor([0.2, 4.0]) * w.detach()
            optimizer.step()
            last = k if float(w.detach().abs().max()) > 1e-3 else last
        assert phase.steps[i, j] == last + 1


def test_slow_swings_and_slow_creeping_are_counted_too() -> None:
    for lr, beta in ((1e-4, 0.99), (3e-3, 0.0), (1e-3, 0.9), (2e-5, 0.999)):
        radius = float(spectral_radius(lr, beta, 1.0))
        steps = int(30 / -np.log(radius))
        found = float(steps_to_shrink([1.0], [lr], [beta])[0, 0])
        assert found > 500
        assert found == pytest.approx(simulated(1.0, lr, beta, False, steps), rel=0.02)
