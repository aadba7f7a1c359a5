"""A loss of many parameters over two of them."""

import numpy as np
import pytest
import torch

import lrviz
from lrviz.objectives.plane import plane

X = np.random.default_rng(0).normal(size=(40, 3))
GOAL = lrviz.linear_regression(X, X @ [1.0, -2.0, 0.5] + 3)


@pytest.mark.parametrize("axes", [(0, 1), (3, 1)])
def test_loss_and_derivatives_are_those_of_the_whole_on_the_plane(axes: tuple[int, int]) -> None:
    at = (0.3, -1.0, 2.0, 0.7)
    seen = plane(GOAL, axes, at)
    u = torch.tensor([[1.5, -0.5], [0.0, 2.0]], dtype=torch.float64)
    whole = torch.tensor(at, dtype=torch.float64).repeat(2, 1)
    for n in range(2):
        whole[n, axes[0]], whole[n, axes[1]] = u[n]
    assert seen.loss(u).tolist() == pytest.approx(GOAL.loss(whole).tolist(), rel=1e-14)
    expected = GOAL.gradient(whole)[:, list(axes)]
    assert torch.allclose(seen.gradient(u), expected, rtol=1e-14)
    step = torch.eye(2, dtype=torch.float64) * 1e-4
    for row in range(2):
        slope = (seen.gradient(u + step[row]) - seen.gradient(u - step[row])) / 2e-4
        assert torch.allclose(seen.hessian(u)[:, row], slope, rtol=1e-6, atol=1e-9)


def test_held_at_the_minimum_the_plane_has_it_too() -> None:
    seen = plane(GOAL, (2, 0))
    assert seen.parameter_names == ("w_3", "w_1")
    (best,) = seen.minima
    assert best == pytest.approx((0.5, 1.0))
    assert float(seen.loss(torch.tensor(best, dtype=torch.float64))) == pytest.approx(
        float(seen.minimum_loss or 0.0), abs=1e-12
    )


def test_held_elsewhere_the_plane_claims_no_minimum() -> None:
    seen = plane(GOAL, (0, 1), (0, 0, 0, 0))
    assert (seen.minima, seen.minimum_loss) == ((), None)


@pytest.mark.parametrize("axes", [(0, 0), (0, 4), (-1, 0), (0,), (0, 1, 2)])
def test_axes_that_are_no_two_parameters_are_refused(axes: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="`axes` must be two of 0 … 3"):
        plane(GOAL, axes)


def test_a_point_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="`at` must be 4 numbers; got 2"):
        plane(GOAL, (0, 1), (1.0, 2.0))
