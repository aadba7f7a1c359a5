"""Runs under every schedule, against torch.optim driven by torch.optim.lr_scheduler."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from torch.optim import Optimizer
from torch.optim import lr_scheduler as of_torch

from lrviz import OBJECTIVES, OPTIMIZERS, SCHEDULES, descend, sweep
from tests import draws
from tests.descent.oracle import apart, torch_run
from tests.test_cross_product import sane_rate

STEPS = 60
Maker = Callable[[Optimizer], Any]


def _one_cycle(peak: float) -> Maker:
    return lambda o: of_torch.OneCycleLR(
        o, max_lr=peak, total_steps=STEPS, div_factor=5, cycle_momentum=False
    )


def _warm_cosine(optimizer: Optimizer) -> Any:
    rise = of_torch.LinearLR(optimizer, start_factor=0.2, total_iters=8)
    fall = of_torch.CosineAnnealingLR(optimizer, T_max=40, eta_min=1e-5)
    return of_torch.SequentialLR(optimizer, [rise, fall], milestones=[8])


# hyperparameters of ours, and torch's scheduler given the base rate
TWINS: dict[str, tuple[dict[str, Any], Callable[[float], Maker | None]]] = {
    "constant": ({}, lambda lr: None),
    "step": (
        {"step_size": 7, "gamma": 0.6},
        lambda lr: lambda o: of_torch.StepLR(o, step_size=7, gamma=0.6),
    ),
    "exponential": (
        {"gamma": 0.97},
        lambda lr: lambda o: of_torch.ExponentialLR(o, gamma=0.97),
    ),
    "inverse_time": (
        {"decay": 0.2},
        lambda lr: lambda o: of_torch.LambdaLR(o, lambda k: 1 / (1 + 0.2 * k)),
    ),
    "polynomial": (
        {"total_iters": 50, "power": 2.0},
        lambda lr: lambda o: of_torch.PolynomialLR(o, total_iters=50, power=2.0),
    ),
    "cosine": (
        {"T_max": 45, "eta_min": 1e-5},
        lambda lr: lambda o: of_torch.CosineAnnealingLR(o, T_max=45, eta_min=1e-5),
    ),
    "warmup_cosine": (
        {"warmup": 8, "start_factor": 0.2, "T_max": 40, "eta_min": 1e-5},
        lambda lr: _warm_cosine,
    ),
    "one_cycle": ({"div_factor": 5}, _one_cycle),
    "reduce_on_plateau": (
        {"factor": 0.5, "patience": 2, "cooldown": 1, "threshold": 0.05},
        lambda lr: (
            lambda o: of_torch.ReduceLROnPlateau(
                o, factor=0.5, patience=2, cooldown=1, threshold=0.05
            )
        ),
    ),
}


def test_every_schedule_has_a_twin() -> None:
    assert TWINS.keys() == SCHEDULES.keys()


# SequentialLR warns of its own steps.
@pytest.mark.filterwarnings("ignore:The epoch parameter in:UserWarning")
@pytest.mark.parametrize(
    ("name", "optimizer", "surface"),
    draws.grid(TWINS, ["sgd", "adam"], ["bowl", "himmelblau", "rosenbrock", "wave"], one_in=2),
)
def test_rates_and_path_are_those_of_torch(name: str, optimizer: str, surface: str) -> None:
    given, twin_of = TWINS[name]
    goal = OBJECTIVES[surface]
    lr = 2 * sane_rate(goal, optimizer)
    schedule = SCHEDULES[name].bind(**given)
    run = descend(surface, optimizer=optimizer, lr=lr, steps=STEPS, schedule=schedule)
    both = sweep(surface, optimizer=optimizer, lr=[lr / 2, lr], steps=STEPS, schedule=schedule)
    kind = OPTIMIZERS[optimizer].torch_class
    twin = torch_run(kind, goal, lr, STEPS, scheduler=twin_of(lr))
    np.testing.assert_allclose(run.lr, twin.lr, rtol=1e-10)
    assert apart(run.w, twin.w) <= 1e-9
    assert run.w.tobytes() == both[1].w.tobytes()
    assert run.settings.schedule == name


def test_a_plateau_is_watched_by_each_run_of_a_sweep_for_itself() -> None:
    schedule = SCHEDULES["reduce_on_plateau"].bind(patience=1)
    record = sweep("bowl", lr=[0.01, 0.49], steps=60, schedule=schedule, momentum=0.5)
    assert record.lr[0, -1] == 0.01
    assert record.lr[1, -1] < 0.49
    assert torch.isfinite(torch.tensor(record.lr)).all()
