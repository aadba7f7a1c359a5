"""Eigenvalues, rates and closed forms, against numpy, finite differences and real runs."""

import numpy as np
import pytest
import torch

from lrviz import OBJECTIVES, descend, formula
from lrviz.analysis.theory import (
    Motion,
    critical_lr,
    curvature,
    motion,
    sharpness,
)

QUADRATIC = [name for name, goal in OBJECTIVES.items() if goal.constant_hessian is not None]
HESSIANS = {
    "bowl": [[2, 0], [0, 4]],
    "ravine": [[0.2, 0], [0, 4]],
    "parabola": [[2]],
    "saddle": [[2, 0], [0, -2]],
    "booth": [[10, 8], [8, 10]],
    "matyas": [[0.52, -0.48], [-0.48, 0.52]],
}


@pytest.mark.parametrize("name", QUADRATIC)
def test_eigenvalues_are_those_of_the_matrix_worked_out_by_hand(name: str) -> None:
    found = curvature(OBJECTIVES[name])
    H = np.array(HESSIANS[name], dtype=float)
    np.testing.assert_allclose(found.eigenvalues, np.linalg.eigvalsh(H), rtol=1e-12)
    rebuilt = found.eigenvectors @ np.diag(found.eigenvalues) @ found.eigenvectors.T
    np.testing.assert_allclose(rebuilt, H, atol=1e-12)
    assert not found.eigenvalues.flags.writeable


def test_rates_and_condition_are_the_textbooks() -> None:
    bowl = curvature(OBJECTIVES["bowl"])
    assert (bowl.critical_lr, bowl.best_lr, bowl.condition_number) == (0.5, 2 / 6, 2.0)
    assert curvature(OBJECTIVES["ravine"]).condition_number == pytest.approx(20)
    saddle = curvature(OBJECTIVES["saddle"])
    assert (saddle.critical_lr, saddle.best_lr) == (1.0, None)
    assert saddle.condition_number == np.inf
    hill = curvature(formula("-x^2 - y^2"))
    assert hill.critical_lr == np.inf
    assert curvature(formula("x^2 + 0y", ("x", "y"))).condition_number == np.inf


@pytest.mark.parametrize("name", ["bowl", "ravine", "booth", "matyas"])
def test_the_best_rate_shrinks_the_slowest_direction_most(name: str) -> None:
    found = curvature(OBJECTIVES[name])
    assert found.best_lr is not None
    worst = [np.abs(found.factors(lr)).max() for lr in found.best_lr * np.array([0.99, 1, 1.01])]
    assert worst[1] < min(worst[0], worst[2])
    kappa = found.condition_number
    assert worst[1] == pytest.approx((kappa - 1) / (kappa + 1))


@pytest.mark.parametrize("name", ["bowl", "ravine", "parabola", "booth", "matyas"])
def test_below_the_critical_rate_runs_shrink_and_above_they_grow(name: str) -> None:
    critical = curvature(OBJECTIVES[name]).critical_lr
    best = np.array(OBJECTIVES[name].minima[0])
    for share, grows in ((0.99, False), (1.01, True)):
        run = descend(name, lr=share * critical, steps=2000)
        away = np.linalg.norm(run.w - best, axis=-1)
        assert (away[-1] > 10 * away[1000]) == grows
        assert (away[-1] < 0.1 * away[0]) != grows


@pytest.mark.parametrize("name", ["bowl", "himmelblau", "rosenbrock", "wave", "two_wells"])
def test_sharpness_is_the_largest_slope_of_the_gradient(name: str) -> None:
    goal, run = OBJECTIVES[name], descend(name, lr=1e-3, steps=12)
    h = 1e-5
    for w, found in zip(run.w, sharpness(run), strict=True):
        columns = [
            (goal.gradient(torch.tensor(w + h * e)) - goal.gradient(torch.tensor(w - h * e)))
            / 2
            / h
            for e in np.eye(goal.dim)
        ]
        H = np.stack([column.numpy() for column in columns])
        assert found == pytest.approx(np.linalg.eigvalsh((H + H.T) / 2)[-1], rel=1e-5, abs=1e-5)


def test_the_critical_rate_of_a_run_is_that_of_its_sharpest_place() -> None:
    assert critical_lr(descend("bowl", lr=0.1)) == 0.5
    run = descend("himmelblau", lr=0.001, steps=30)
    assert critical_lr(run) == 2 / sharpness(run).max()
    assert critical_lr(descend(formula("-x^2"), lr=0.1, steps=3)) == np.inf


def test_a_place_without_a_hessian_has_no_sharpness() -> None:
    run = descend(formula("abs(x)^1.5"), start=[0.0], lr=0.1, steps=2)
    assert np.isnan(sharpness(run)).all()
    assert critical_lr(run) == np.inf


@pytest.mark.parametrize(
    ("factor", "expected"),
    [
        (0.9, Motion.GLIDES),
        (0.0, Motion.JUMPS),
        (-0.9, Motion.OVERSHOOTS),
        (-1.0, Motion.BOUNCES),
        (-1.1, Motion.BLOWS_UP),
        (1.0, Motion.STAYS),
        (1.1, Motion.RUNS_AWAY),
    ],
)
def test_what_a_factor_means_is_what_a_run_does(factor: float, expected: Motion) -> None:
    assert motion(factor) is expected
    x = factor ** np.arange(9) if factor else np.array([1.0] + [0.0] * 8)
    lr = (1 - factor) / 2
    if lr > 0:
        np.testing.assert_allclose(descend("parabola", start=[1.0], lr=lr, steps=8).w[:, 0], x)


def test_curvature_away_from_a_quadratic_needs_a_point() -> None:
    with pytest.raises(ValueError, match="`w` must be given: monkey_saddle has no known minimum"):
        curvature(OBJECTIVES["monkey_saddle"])
    at = curvature(OBJECTIVES["himmelblau"], (3.0, 2.0))
    np.testing.assert_allclose(at.eigenvalues, np.linalg.eigvalsh([[74, 20], [20, 34]]))
    assert curvature(OBJECTIVES["himmelblau"]).eigenvalues == pytest.approx(at.eigenvalues)
    with pytest.raises(ValueError, match="`w` must be a point with a finite Hessian"):
        curvature(formula("log(x)"), [0.0])
