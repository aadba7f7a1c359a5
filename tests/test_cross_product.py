"""Every optimizer on every surface of two parameters, alone and in a sweep, against torch.optim."""

from typing import Any

import numpy as np
import pytest
import torch

from lrviz import OBJECTIVES, OPTIMIZERS, Outcome, descend, sweep
from lrviz.objectives.base import Objective
from tests.descent.oracle import apart, torch_run
from tests.draws import grid

STEPS = 30
SURFACES = [name for name, goal in OBJECTIVES.items() if goal.dim == 2]

# Hyperparameters that are not the defaults, every one of them at least once.
GIVEN: dict[str, list[dict[str, Any]]] = {
    "sgd": [
        {"momentum": 0.8, "dampening": 0.3, "weight_decay": 0.02},
        {"momentum": 0.6, "nesterov": True, "weight_decay": 0.01},
    ],
    "adagrad": [
        {
            "lr_decay": 0.05,
            "eps": 1e-6,
            "initial_accumulator_value": 0.3,
            "weight_decay": 0.02,
        }
    ],
    "rmsprop": [
        {"alpha": 0.9, "eps": 1e-5, "weight_decay": 0.02, "momentum": 0.5},
        {"alpha": 0.8, "eps": 1e-3, "centered": True},
    ],
    "adadelta": [{"rho": 0.8, "eps": 1e-3, "weight_decay": 0.05}],
    "adam": [
        {"betas": (0.8, 0.99), "eps": 1e-6, "weight_decay": 0.05},
        {"betas": (0.5, 0.9), "amsgrad": True},
        {"weight_decay": 0.05, "decoupled_weight_decay": True},
    ],
    "adamw": [{"betas": (0.85, 0.98), "eps": 1e-5, "weight_decay": 0.1, "amsgrad": True}],
    "adamax": [{"betas": (0.8, 0.9), "eps": 1e-5, "weight_decay": 0.05}],
    "nadam": [
        {"betas": (0.8, 0.95), "eps": 1e-6, "momentum_decay": 0.1, "weight_decay": 0.05},
        {"weight_decay": 0.05, "decoupled_weight_decay": True},
    ],
    "radam": [
        {"betas": (0.8, 0.95), "eps": 1e-5, "weight_decay": 0.05},
        {"weight_decay": 0.05, "decoupled_weight_decay": True},
    ],
    "rprop": [{"etas": (0.4, 1.3), "step_sizes": (1e-4, 0.3)}],
}
CASES = [(name, given) for name, sets in GIVEN.items() for given in sets]


def sane_rate(goal: Objective, optimizer: str) -> float:
    """A rate at which rounding is not amplified, and yet the run goes somewhere."""
    at_start = goal.hessian(torch.tensor(goal.start, dtype=torch.float64))
    steepest = 0.06 / float(torch.linalg.matrix_norm(at_start, 2))
    low, high = goal.domain[0]
    gentle = 0.002 * (high - low)
    if optimizer == "adadelta":
        return 0.3
    if optimizer == "radam":  # which begins as sgd does
        return min(gentle, 5 * steepest)
    return steepest if optimizer == "sgd" else gentle


def test_every_optimizer_and_every_hyperparameter_has_a_case() -> None:
    assert GIVEN.keys() == OPTIMIZERS.keys()
    for name, sets in GIVEN.items():
        names = {each.name for each in OPTIMIZERS[name].hyperparameters}
        assert names == {given for each in sets for given in each}, name


@pytest.mark.parametrize(("case", "surface"), grid(CASES, SURFACES, one_in=5), ids=str)
def test_descend_and_sweep_walk_the_path_of_torch(
    case: tuple[str, dict[str, Any]], surface: str
) -> None:
    name, given = case
    goal = OBJECTIVES[surface]
    lr = sane_rate(goal, name)
    rates = [lr, lr / 3]
    alone = descend(surface, optimizer=name, lr=lr, steps=STEPS, **given)
    together = sweep(surface, optimizer=name, lr=rates, steps=STEPS, **given)
    twins = [torch_run(OPTIMIZERS[name].torch_class, goal, r, STEPS, **given) for r in rates]
    assert np.ptp(twins[0].w, axis=0).max() > 1e-3 * np.ptp(goal.domain, axis=1).max()
    assert apart(alone.w, twins[0].w) <= 1e-9
    for run, twin in zip(together, twins, strict=True):
        assert run.outcome is Outcome.COMPLETED
        assert apart(run.w, twin.w) <= 1e-9
        assert apart(run.loss, twin.loss) <= 1e-8


# By sgd they leave every bound within a few steps, before rounding could make a difference.
STEEP = [
    "bowl",
    "ravine",
    "saddle",
    "monkey_saddle",
    "rosenbrock",
    "beale",
    "himmelblau",
    "booth",
    "matyas",
    "styblinski_tang",
    "goldstein_price",
    "two_wells",
]


MOMENTA = [{}, {"momentum": 0.9}, {"momentum": 0.5, "nesterov": True}]


@pytest.mark.parametrize(("surface", "given"), grid(STEEP, MOMENTA, one_in=4), ids=str)
def test_a_run_that_blows_up_does_so_at_the_same_step_as_torch(
    surface: str, given: dict[str, Any]
) -> None:
    goal = OBJECTIVES[surface]
    rates = np.array([600.0, 250.0]) * sane_rate(goal, "sgd")
    alone = descend(surface, lr=rates[0], steps=300, **given)
    together = sweep(surface, lr=rates, steps=300, **given)
    for i, rate in enumerate(rates):
        twin = torch_run(torch.optim.SGD, goal, rate, 300, **given)
        run = together[i]
        assert run.outcome is Outcome.NON_FINITE
        assert run.steps == twin.last_finite < 300
        assert np.isfinite(run.w).all()
        assert np.isfinite(run.loss).all()
        assert np.isnan(together.w[i, run.steps + 1 :]).all()
        assert apart(run.w[: run.steps // 2], twin.w[: run.steps // 2]) <= 1e-9
    assert alone.steps == together[0].steps
