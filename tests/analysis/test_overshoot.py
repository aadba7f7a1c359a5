"""The worst overshoot, against closed forms and a walk along each step."""

import numpy as np
import pytest
import torch

from lrviz import descend, diagnose, formula, objective
from lrviz.analysis.overshoot import climbs, worst_overshoot


@pytest.mark.parametrize("lr", [0.1, 0.4, 0.5, 0.6, 0.9, 1.0, 1.2])
def test_on_a_parabola_the_first_step_climbs_the_square_of_its_factor(lr: float) -> None:
    run = descend("parabola", lr=lr, steps=1, start=(10,))
    factor = 1 - 2 * lr
    expected = 100 * factor**2 if factor < 0 else 0
    assert climbs(run).tolist() == pytest.approx([expected])
    assert worst_overshoot(run, 100.0) == pytest.approx(expected / 100)


def test_a_rotated_bowl_overshoots_by_what_its_line_says() -> None:
    """Along a step d of a quadratic with Hessian H the vertex is at −g·d/(dᵀHd)."""
    goal = formula("x^2 + 3y^2 + x*y")
    run = descend(goal, lr=0.25, steps=30, start=(4, -3))
    hessian = np.array([[2.0, 1.0], [1.0, 6.0]])
    for k, climb in enumerate(climbs(run)):
        move = run.w[k + 1] - run.w[k]
        bend = move @ hessian @ move
        share = np.clip(-(run.grad[k] @ move) / bend, 0, 1) if bend > 0 else 1.0
        past = (1 - share) * move
        assert climb == pytest.approx(past @ hessian @ past / 2, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize(("name", "lr"), [("himmelblau", 0.02), ("two_wells", 0.6), ("wave", 2.0)])
def test_elsewhere_it_is_near_what_a_fine_walk_finds(name: str, lr: float) -> None:
    run = descend(name, lr=lr, steps=40)
    t = torch.linspace(0, 1, 2001, dtype=torch.float64)[:, None]
    for k, climb in enumerate(climbs(run)):
        here, there = (torch.tensor(run.w[i]) for i in (k, k + 1))
        walked = objective(name).loss(here + t * (there - here))
        found = float(walked[-1] - walked.min())
        assert climb <= found + 1e-9
        assert climb == pytest.approx(found, rel=0.12, abs=1e-6 * abs(float(run.loss[0])))


def test_a_run_that_only_descends_has_none_and_no_gap_has_no_share() -> None:
    run = descend("bowl", lr=0.05, steps=50)
    assert worst_overshoot(run, diagnose(run).evidence["gap_start"]) == 0
    assert worst_overshoot(run, 0.0) is None
    assert worst_overshoot(descend("bowl", steps=0), 1.0) == 0
