"""The rates that a sweep's pictures name: only those that hold for its rule, schedule, batches."""

from typing import Any

import numpy as np
import pytest

import lrviz
from lrviz import OBJECTIVES, SCHEDULES, linear_regression
from lrviz.analysis.marks import batch_critical_lr, rate_marks
from lrviz.analysis.theory import sharpness
from lrviz.descent.optimizers import OPTIMIZERS

RATES = np.geomspace(0.001, 2, 9)


def marks(name: str, good: int | None = None, **given: Any) -> dict[str, float]:
    return rate_marks(lrviz.sweep(name, lr=RATES, steps=20, **given), good)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, {"critical": 2 / 4, "best": 2 / 6}),
        ({"weight_decay": 0.5}, {"critical_decay": 2 / 4.5, "best": 2 / 7}),
        ({"momentum": 0.9}, {"critical_momentum": 0.95}),  # a stretch of rates is equally good
        ({"momentum": 0.5, "weight_decay": 1.0}, {"critical_rule": 3 / 5}),
        ({"momentum": 0.5, "dampening": 0.5}, {"critical_rule": 3 / 2}),
    ],
    ids=str,
)
def test_a_quadratic_has_the_marks_of_its_rule(
    given: dict[str, Any], expected: dict[str, float]
) -> None:
    assert marks("bowl", **given) == pytest.approx(expected)


def test_nesterovs_mark_is_the_closed_form() -> None:
    found = marks("bowl", momentum=0.9, nesterov=True)
    assert found["critical_nesterov"] == pytest.approx(2 * 1.9 / (2.8 * 4))
    assert 0 < found["best"] < found["critical_nesterov"]


@pytest.mark.parametrize("schedule", [name for name in SCHEDULES if name != "constant"])
def test_under_a_schedule_nothing_is_marked(schedule: str) -> None:
    assert marks("bowl", schedule=schedule) == {}
    assert marks("himmelblau", 3, schedule=schedule) == {}


@pytest.mark.parametrize("optimizer", [name for name in OPTIMIZERS if name != "sgd"])
def test_a_rule_that_is_not_linear_has_no_marks(optimizer: str) -> None:
    assert marks("bowl", optimizer=optimizer) == {}
    assert marks("himmelblau", 3, optimizer=optimizer) == {}


def test_where_a_direction_bends_down_nothing_is_marked() -> None:
    assert marks("saddle") == {}


@pytest.mark.parametrize(("given", "stretch"), [({}, 1.0), ({"momentum": 0.9}, 1.9)])
def test_elsewhere_the_bound_is_measured_on_the_good_run(
    given: dict[str, Any], stretch: float
) -> None:
    record = lrviz.sweep("himmelblau", lr=[1e-4, 1e-3], steps=30, **given)
    bound = 2 * stretch / sharpness(record[1]).max()
    assert rate_marks(record, 1) == pytest.approx({"critical_path": bound})
    assert rate_marks(record, None) == {}


def _data(rows: int, features: int) -> lrviz.Objective:
    draw = np.random.default_rng(4).standard_normal
    return linear_regression(draw((rows, features)), draw(rows))


@pytest.mark.parametrize("size", [1, 4, 7])
def test_the_bound_of_minibatches_is_that_of_the_sharpest(size: int) -> None:
    goal = _data(30, 2)
    record = lrviz.sweep(goal, lr=[0.01, 0.1], steps=70, batch_size=size)
    assert record.batch_index is not None
    design = goal.design.numpy()  # type: ignore[attr-defined]
    each = [
        np.linalg.eigvalsh(design[rows].T @ design[rows] / len(rows))[-1]
        for rows in record.batch_index
    ]
    assert rate_marks(record, None) == pytest.approx({"critical_batch": 2 / max(each)})
    whole = lrviz.sweep(goal, lr=[0.01, 0.1], steps=70)
    assert rate_marks(whole, None)["critical"] > 2 / max(each)


def test_below_the_batches_bound_no_step_moves_away_from_its_batchs_line() -> None:
    """One row's error is multiplied by 1 − η·x², so that beyond 2/x² it grows."""
    goal = linear_regression([1.0, 2.0, 3.0], [2.0, 4.0, 6.0], bias=False)
    batches = tuple(np.array([i]) for i in range(3))
    bound = batch_critical_lr(goal, batches)
    assert bound == pytest.approx(2 / 9)
    runs = lrviz.sweep(goal, lr=[0.99 * bound, 1.01 * bound], steps=3, batch_size=1, start=[1.0])
    far = np.abs(runs.w[:, :, 0] - 2)
    assert (np.diff(far[0]) < 0).all()
    assert (np.diff(far[1]) > 0).any()


def test_with_momentum_the_bound_of_one_batch_is_not_drawn() -> None:
    assert rate_marks(lrviz.sweep(_data(30, 2), lr=[0.01], steps=9, batch_size=5), None)
    run = lrviz.sweep(_data(30, 2), lr=[0.01], steps=9, batch_size=5, momentum=0.9)
    assert rate_marks(run, None) == {}
    whole = lrviz.sweep(_data(30, 2), lr=[0.01], steps=9, batch_size=30)
    assert "critical" in rate_marks(whole, None)


@pytest.mark.parametrize("name", ["bowl", "ravine", "parabola", "booth", "matyas"])
@pytest.mark.parametrize("given", [{}, {"momentum": 0.9}, {"weight_decay": 1.0}], ids=str)
def test_runs_on_both_sides_of_the_mark_go_both_ways(name: str, given: dict[str, Any]) -> None:
    """Long runs in plain numpy about the balance point, where the gradient with decay is zero."""
    goal, start = OBJECTIVES[name], np.array(OBJECTIVES[name].start)
    found = rate_marks(lrviz.sweep(goal, lr=[0.01], steps=1, **given), None)
    critical = next(rate for mark, rate in found.items() if mark.startswith("critical"))
    assert goal.constant_hessian is not None
    H = goal.constant_hessian.numpy() + given.get("weight_decay", 0.0) * np.eye(goal.dim)
    for share, grows in ((0.99, False), (1.01, True)):
        error, velocity = start.copy(), np.zeros(goal.dim)
        for _ in range(1500):
            velocity = given.get("momentum", 0.0) * velocity + H @ error
            error = error - share * critical * velocity
        assert (np.abs(error).max() > np.abs(start).max()) == grows
