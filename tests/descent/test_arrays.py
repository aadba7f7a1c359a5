"""A step by numpy is the step by torch, to the last bit."""

import math
from typing import Any

import numpy as np
import pytest
import torch

from lrviz import OPTIMIZERS, SCHEDULES, Sweep, formula, sweep
from lrviz.descent import launch
from lrviz.descent.optimizers import resolve
from lrviz.descent.rules.arrays import arrays_of, double, larger, like, root, signs, where
from lrviz.objectives.base import Objective
from lrviz.objectives.regression import linear_regression
from tests.descent.test_optimizers import PAIRS, PER_RUN

NAN = float("nan")
POINTS = torch.tensor([[1e-300, 0.3], [NAN, -2.0], [float("inf"), 0.0]], dtype=torch.float64)


def made(goal: Objective | str, **given: Any) -> list[bytes]:
    record: Sweep = sweep(goal, lr=np.geomspace(1e-3, 2.0, 7), steps=70, **given)
    arrays = [record.w, record.loss, record.grad, record.lr, *record.state.values()]
    return [array.tobytes() for array in arrays]


@pytest.fixture
def by_torch(monkeypatch: pytest.MonkeyPatch) -> Any:
    """What a sweep makes where every batch is too large for numpy."""

    def alike(goal: Objective | str, **given: Any) -> list[bytes]:
        with monkeypatch.context() as patch:
            patch.setattr(launch, "LARGEST", 0)
            return made(goal, **given)

    return alike


@np.errstate(invalid="ignore")
@pytest.mark.parametrize(("name", "given"), [*PAIRS, *PER_RUN])
def test_an_update_of_arrays_is_that_of_tensors(name: str, given: dict[str, Any]) -> None:
    rule, values = OPTIMIZERS[name], resolve(OPTIMIZERS[name], given, 3)
    w, *slopes = torch.randn(6, 3, 2, dtype=torch.float64, generator=torch.manual_seed(3))
    lr = torch.tensor([[0.1], [0.02], [3.0]], dtype=torch.float64)
    state = rule.init(w, values)
    array, memory = arrays_of(w), arrays_of(state)
    for step, grad in enumerate(slopes, start=1):
        w, state = rule.update(grad, state, w, lr, step, values)
        array, memory = rule.update(
            grad.numpy(), memory, array, lr.numpy(), step, arrays_of(values)
        )
        assert w.numpy().tobytes() == array.tobytes()
        assert state.keys() == memory.keys()
        for entry, value in state.items():
            assert value.numpy().tobytes() == memory[entry].tobytes(), entry


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("text", ["x^2 + 2y^2", "sin(x) + y^2/(1 + x^2)", "x^4 + x y + |y|"])
def test_a_run_by_numpy_is_the_run_by_torch(name: str, text: str, by_torch: Any) -> None:
    goal = formula(text)
    assert made(goal, optimizer=name) == by_torch(goal, optimizer=name)


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_so_under_every_schedule(schedule: str, by_torch: Any) -> None:
    given = {"schedule": schedule, "optimizer": "rmsprop", "momentum": 0.5}
    assert made("beale", **given) == by_torch("beale", **given)


@pytest.mark.parametrize("gradient", ["analytic", "autograd", "numeric"])
@pytest.mark.parametrize("batch_size", [None, 3])
def test_so_on_data(gradient: str, batch_size: int | None, by_torch: Any) -> None:
    rng = np.random.default_rng(0)
    X = rng.standard_normal((10, 2))
    goal = linear_regression(X, X @ [1.0, -2.0] + 0.1 * rng.standard_normal(10))
    given = {"gradient": gradient, "batch_size": batch_size, "optimizer": "adam"}
    assert made(goal, **given) == by_torch(goal, **given)


@np.errstate(invalid="ignore")
def test_each_operation_is_the_same_for_both() -> None:
    a, b = POINTS, POINTS.flip(0)
    for do in (root, signs, double):
        np.testing.assert_array_equal(do(a).numpy(), do(a.numpy()))
    np.testing.assert_array_equal(larger(a, b).numpy(), np.maximum(a.numpy(), b.numpy()))
    for pair in ((1.5, 0.5), (a, 1.0), (0.0, b)):
        ours = where(a > 0, *pair)
        assert ours.dtype == torch.float64
        np.testing.assert_array_equal(ours.numpy(), where(a.numpy() > 0, *arrays_of(pair)))
    single = torch.ones(3, 1)
    assert like(single, [1 / 3] * 3).dtype == torch.float32
    np.testing.assert_array_equal(like(single, [1 / 3] * 3), like(single.numpy(), [1 / 3] * 3))


def test_a_root_is_the_nearest_number() -> None:
    squares = torch.rand(1000, dtype=torch.float64, generator=torch.manual_seed(0))
    by_hand = list(map(math.sqrt, squares.tolist()))
    assert root(squares).tolist() == by_hand
    assert root(squares[:7]).tolist() == by_hand[:7]
