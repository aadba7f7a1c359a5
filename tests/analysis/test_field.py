"""Arrows down the slope, and two parameters of several."""

import numpy as np
import pytest
import torch

import lrviz
from lrviz.analysis.field import gradient_field
from lrviz.analysis.landscape import around
from lrviz.objectives.formula import formula
from lrviz.objectives.plane import plane

PLANES = [name for name, each in lrviz.OBJECTIVES.items() if each.dim == 2]


@pytest.mark.parametrize("name", PLANES)
def test_arrows_point_down_the_slope_and_stay_in_their_cells(name: str) -> None:
    objective = lrviz.objective(name)
    field = gradient_field(objective, objective.domain)
    along = np.sum(field.arrows * field.gradient, axis=1)
    sizes = np.hypot(*field.arrows.T) * np.hypot(*field.gradient.T)
    assert along == pytest.approx(-sizes, rel=1e-9)
    cells = np.array([np.diff(np.unique(field.points[:, j].round(9))).min() for j in (0, 1)])
    assert np.all(np.abs(field.arrows) <= 0.86 * cells)


def test_steeper_is_longer() -> None:
    field = gradient_field(lrviz.objective("bowl"), ((-6.0, 6.0), (-4.0, 4.0)))
    steep, length = np.hypot(*field.gradient.T), np.max(np.abs(field.arrows), axis=1)
    order = np.argsort(steep)
    assert np.all(np.diff(length[order]) > -0.01)  # equal slopes may differ by a rank
    assert length[order[-1]] > 2 * length[order[0]]


def test_where_there_is_no_slope_there_is_no_arrow() -> None:
    field = gradient_field(formula("log(x) + y"), ((-1.0, 1.0), (-1.0, 1.0)))
    assert len(field.points) > 0
    assert np.all(field.points[:, 0] > 0)
    flat = gradient_field(formula("0 x y + 1", ("x", "y")), ((-1.0, 1.0), (-1.0, 1.0)))
    assert len(flat.points) == 0


@pytest.mark.parametrize("axes", [(0, 1), (2, 0), (1, 2)])
def test_a_plane_is_the_loss_with_the_others_held(axes: tuple[int, int]) -> None:
    whole = formula("x^2 + 2y^2 + 3z^2 + x y z")
    at = torch.tensor([1.0, -2.0, 0.5], dtype=torch.float64)
    part = plane(whole, axes, at.tolist())
    rows = torch.rand(7, 2, dtype=torch.float64)
    full = at.repeat(7, 1)
    full[:, axes[0]], full[:, axes[1]] = rows[:, 0], rows[:, 1]
    assert torch.equal(part.loss(rows), whole.loss(full))
    torch.testing.assert_close(part.gradient(rows), whole.gradient(full)[:, list(axes)])
    assert part.parameter_names == tuple("xyz"[i] for i in axes)


def test_the_map_is_widened_to_hold_the_point() -> None:
    bowl = lrviz.objective("bowl")
    assert around(bowl, (1.0, 1.0)) == bowl.domain
    (low, high), upward = around(bowl, (-20.0, 0.0))
    assert low < -20 < high == 6.0
    assert upward == (-4.0, 4.0)
