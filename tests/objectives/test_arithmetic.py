"""Tapes of plain arithmetic give the same bits by numpy as by torch."""

import numpy as np
import pytest
import torch

from lrviz import OBJECTIVES, formula
from lrviz.objectives.arithmetic import LARGEST
from lrviz.objectives.formula import Formula
from lrviz.objectives.tape import OperationTape

PLAIN = ["rosenbrock", "beale", "himmelblau", "styblinski_tang", "goldstein_price", "two_wells"]


def by_torch(tape: OperationTape, w: torch.Tensor) -> list[torch.Tensor]:
    """What torch makes of it: it plays whatever autograd follows."""
    return [value.detach() for value in tape(w.clone().requires_grad_(True))]


def tapes(goal: object) -> list[OperationTape]:
    assert isinstance(goal, Formula)
    found = (goal.tapes.loss, goal.tapes.gradient, goal.tapes.hessian)
    return [tape for tape in found if tape is not None]


@pytest.mark.parametrize("shape", [(), (1,), (3,), (257,), (5, 3, 2)])
@pytest.mark.parametrize("name", [*PLAIN, "monkey_saddle", "ackley", "wave"])
def test_both_ways_give_the_same_bits(name: str, shape: tuple[int, ...]) -> None:
    goal = OBJECTIVES[name]
    generator = torch.Generator().manual_seed(0)
    w = torch.randn(*shape, goal.dim, dtype=torch.float64, generator=generator) * 10
    for tape in tapes(goal):
        for ours, theirs in zip(tape(w), by_torch(tape, w), strict=True):
            assert ours.dtype == torch.float64
            assert torch.equal(ours, theirs)


def test_overflow_and_division_by_zero_are_silent_and_alike() -> None:
    goal = formula("1/x + x^8/y")
    w = torch.tensor([[0.0, 1.0], [1e200, 1.0], [-1e200, 0.0], [np.nan, 1.0]], dtype=torch.float64)
    for tape in tapes(goal):
        for ours, theirs in zip(tape(w), by_torch(tape, w), strict=True):
            np.testing.assert_array_equal(ours.numpy(), theirs.numpy())


@pytest.mark.filterwarnings("ignore:.*torch.jit.script:DeprecationWarning")
def test_what_autograd_or_torch_func_follow_stays_with_torch() -> None:
    goal = OBJECTIVES["beale"]
    w = torch.tensor([0.3, -0.7], dtype=torch.float64)
    torch.testing.assert_close(torch.func.grad(goal.loss)(w), goal.gradient(w))
    torch.testing.assert_close(torch.func.hessian(goal.loss)(w), goal.hessian(w))
    together = torch.func.vmap(goal.loss)(w.expand(4, 2))
    torch.testing.assert_close(together, goal.loss(w).expand(4))


def test_large_batches_agree_with_small_ones() -> None:
    goal = OBJECTIVES["himmelblau"]
    w = torch.randn(LARGEST, 2, dtype=torch.float64, generator=torch.Generator().manual_seed(2))
    assert torch.equal(goal.loss(w)[:50], goal.loss(w[:50]))
    assert torch.equal(goal.gradient(w)[:50], goal.gradient(w[:50]))


@pytest.mark.parametrize("runs", [1, 3, 257])
@pytest.mark.parametrize(
    "goal",
    [*OBJECTIVES, "sin(x) + y^2", "sqrt(x) y", "max(x, y) x^3", "x^2 + x", "1/x + x^8/y", "3x"],
)
def test_a_loop_has_the_same_gradient_and_each_step_its_own(goal: str, runs: int) -> None:
    surface = OBJECTIVES[goal] if goal in OBJECTIVES else formula(goal, ("x", "y"))
    generator = torch.Generator().manual_seed(1)
    shape = 3, runs, surface.dim
    points = torch.randn(shape, dtype=torch.float64, generator=generator) * 10
    with np.errstate(all="ignore"):
        steps = [surface.step_gradient(runs)] * 3
        found = [step(w.numpy()) for step, w in zip(steps, points, strict=True)]
    for ours, w in zip(found, points, strict=True):
        np.testing.assert_array_equal(ours, surface.gradient(w).numpy())


def test_the_results_are_no_views_of_w() -> None:
    goal = formula("x y + x", ("x", "y"))
    w = torch.ones(3, 2, dtype=torch.float64)
    before = goal.gradient(w), goal.loss(w)
    w.fill_(7.0)
    assert before[0].tolist() == [[2.0, 1.0]] * 3
    assert before[1].tolist() == [2.0] * 3
