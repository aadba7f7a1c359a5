"""What is written of a step, with its numbers put in, is where the engine went."""

from typing import Any

import numpy as np
import pytest

import lrviz
from lrviz.descent.rules.writing import value
from tests import draws

VARIANTS: dict[str, list[dict[str, Any]]] = {
    "sgd": [
        {},
        {"weight_decay": 0.3},
        {"momentum": 0.9},
        {"momentum": 0.8, "dampening": 0.5, "weight_decay": 0.1},
        {"momentum": 0.9, "nesterov": True},
        {"momentum": 0.7, "nesterov": True, "weight_decay": 0.2},
    ],
    "adagrad": [{}, {"lr_decay": 0.1, "weight_decay": 0.2, "initial_accumulator_value": 0.5}],
    "rmsprop": [
        {},
        {"momentum": 0.6, "weight_decay": 0.1},
        {"centered": True, "alpha": 0.7},
        {"centered": True, "momentum": 0.5, "eps": 0.01},
    ],
    "adadelta": [{}, {"weight_decay": 0.2, "rho": 0.5}],
    "adam": [
        {},
        {"amsgrad": True, "weight_decay": 0.2},
        {"weight_decay": 0.3, "decoupled_weight_decay": True},
        {"betas": (0.0, 0.9)},
    ],
    "adamw": [{}, {"weight_decay": 0.5, "amsgrad": True}, {"weight_decay": 0.0}],
    "adamax": [{}, {"weight_decay": 0.2, "betas": (0.5, 0.8)}],
    "nadam": [
        {},
        {"weight_decay": 0.2, "decoupled_weight_decay": True},
        {"weight_decay": 0.2, "momentum_decay": 0.1},
    ],
    "radam": [{}, {"betas": (0.8, 0.7)}, {"weight_decay": 0.2, "decoupled_weight_decay": True}],
    "rprop": [{}, {"etas": (0.4, 1.7)}],
}
CASES = [(name, given) for name, all_given in VARIANTS.items() for given in all_given]


def test_every_rule_is_tried() -> None:
    assert set(VARIANTS) == set(lrviz.OPTIMIZERS)


@pytest.mark.parametrize(
    ("case", "schedule"), draws.grid(CASES, lrviz.SCHEDULES, one_in=2), ids=str
)
def test_a_step_as_written_ends_where_the_engine_s_does(
    case: tuple[str, dict[str, Any]], schedule: str
) -> None:
    name, given = case
    run = lrviz.descend(
        "himmelblau", optimizer=name, lr=0.013, steps=23, schedule=schedule, **given
    )
    values = run.settings.hyperparameters
    written = lrviz.OPTIMIZERS[name].written(values, run.steps)
    before, after = (
        {entry: rows[part] for entry, rows in run.state.items()}
        for part in (slice(None, -1), slice(1, None))
    )
    t = np.arange(1.0, run.steps + 1)[:, None]
    known: dict[str, Any] = {"w": run.w[:-1], "g": run.grad[:-1], "lr": run.lr[:, None]}
    known |= written.terms(before, after, t)
    known |= {key: np.reshape(each, (-1, 1)) for key, each in written.numbers.items()}
    firsts = [stage.first for stage in written.stages]
    assert firsts[0] == 1
    assert firsts == sorted(set(firsts))
    for stage, end in zip(written.stages, [*firsts[1:], run.steps + 1], strict=True):
        rows = slice(stage.first - 1, end - 1)
        ends = np.broadcast_to(value(stage.step, known), run.w[1:].shape)
        np.testing.assert_allclose(ends[rows], run.w[1:][rows], rtol=1e-12, atol=1e-13)


def test_a_plain_step_is_the_gradient_alone() -> None:
    values = lrviz.descend("bowl", steps=1).settings.hyperparameters
    (stage,) = lrviz.OPTIMIZERS["sgd"].written(values, 1).stages
    assert stage.step == ("−", "w", ("·", "lr", "g"))
    assert stage.direction == "g"
