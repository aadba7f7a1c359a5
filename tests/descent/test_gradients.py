"""Three ways to a gradient: by formula, by autograd, by central differences."""

import numpy as np
import pytest
import torch

from lrviz import OBJECTIVES, descend
from lrviz.descent.gradients import GRADIENTS, central_difference, gradient_function
from tests.descent.oracle import apart
from tests.descent.toy import line


def points(name: str) -> torch.Tensor:
    """A hundred points of the domain."""
    low, high = torch.tensor(OBJECTIVES[name].domain, dtype=torch.float64).unbind(-1)
    generator = torch.Generator().manual_seed(0)
    shape = (100, len(low))
    return low + (high - low) * torch.rand(shape, generator=generator, dtype=torch.float64)


@pytest.mark.parametrize("name", OBJECTIVES)
def test_all_three_agree_everywhere(name: str) -> None:
    goal, w = OBJECTIVES[name], points(name)
    by_formula, by_autograd, by_steps = (gradient_function(goal, how)(w) for how in GRADIENTS)
    scale = by_formula.abs().max()
    torch.testing.assert_close(by_formula / scale, by_autograd / scale, rtol=1e-11, atol=1e-13)
    torch.testing.assert_close(by_formula / scale, by_steps / scale, rtol=1e-4, atol=1e-7)


@pytest.mark.parametrize("name", ["bowl", "parabola", "himmelblau", "two_wells"])
def test_all_three_walk_the_same_path(name: str) -> None:
    by_formula, by_autograd, by_steps = (
        descend(name, lr=0.005, steps=60, momentum=0.5, gradient=how) for how in GRADIENTS
    )
    assert apart(by_autograd.w, by_formula.w) <= 1e-11
    assert apart(by_steps.w, by_formula.w) <= 1e-6
    assert by_steps.settings.gradient == "numeric"


def test_the_error_of_central_differences_is_that_of_the_textbook() -> None:
    """h²·ℓ‴/6 while h is large, about ε·|ℓ|/h once it is small."""
    w = torch.tensor([0.7], dtype=torch.float64)
    exact = torch.exp(w)

    def error(h: float) -> float:
        return float((central_difference(lambda v: v.exp().sum(-1), w, h) - exact).abs())

    for h in (1e-1, 1e-2, 1e-3):
        assert error(h) == pytest.approx(h**2 * float(exact) / 6, rel=0.01)
    assert error(1e-11) > 100 * error(1e-5)


def test_the_step_of_the_differences_can_be_chosen() -> None:
    exact = descend("himmelblau", lr=0.005, steps=10)
    coarse, fine = (
        descend("himmelblau", lr=0.005, steps=10, gradient="numeric", h=h) for h in (1e-1, 1e-5)
    )
    assert apart(fine.w, exact.w) < 1e-6 < apart(coarse.w, exact.w)
    assert coarse.settings.h == 0.1


@pytest.mark.parametrize("how", GRADIENTS)
def test_a_gradient_keeps_the_shape_of_any_batch(how: str) -> None:
    for goal in (OBJECTIVES["beale"], OBJECTIVES["wave"], line(9, 3)):
        gradient = gradient_function(goal, how)
        for shape in ((), (1,), (4,), (3, 1, 2), (0,)):
            w = torch.ones(*shape, goal.dim, dtype=torch.float64)
            assert gradient(w).shape == w.shape
            assert not gradient(w).requires_grad


def test_numeric_gradients_of_a_sweep_are_those_of_each_point() -> None:
    w = points("beale")
    together = gradient_function(OBJECTIVES["beale"], "numeric")(w)
    one_by_one = [gradient_function(OBJECTIVES["beale"], "numeric")(each) for each in w]
    np.testing.assert_array_equal(together.numpy(), torch.stack(one_by_one).numpy())
