"""Losses of more parameters than a Hessian has room for: H·v, its spectrum's ends, L*."""

from dataclasses import dataclass, replace

import numpy as np
import pytest
import torch
from torch import Tensor

from lrviz import OBJECTIVES, descend, diagnose
from lrviz.analysis.krylov import extreme_eigenvalues
from lrviz.analysis.minimum import MANY, polished_loss
from lrviz.descent.gradients import central_difference
from lrviz.objectives.base import Objective

DIM = 90


@dataclass(frozen=True, kw_only=True, eq=False)
class Wells(Objective):
    """¼·Σ(wᵢ² − 1)² + ½·Σ cᵢwᵢ²: a quartic whose Hessian is diagonal and known."""

    def loss(self, w: Tensor) -> Tensor:
        return ((w.square() - 1).square() / 4 + self.weights * w.square() / 2).sum(-1)

    @property
    def weights(self) -> Tensor:
        return torch.linspace(0, 4, self.dim, dtype=torch.float64)


@dataclass(frozen=True, kw_only=True, eq=False)
class Shelf(Objective):
    """A bowl around zero, and far from it a shelf of height one with next to no slope."""

    def loss(self, w: Tensor) -> Tensor:
        return 1 - torch.exp(-w.square().sum(-1) / 2)


def of_many(kind: type[Objective], dim: int = DIM, start: float = 0.5) -> Objective:
    return kind(
        name="many",
        title="many",
        latex="",
        parameter_names=tuple(f"w_{i}" for i in range(dim)),
        domain=((-5.0, 5.0),) * dim,
        start=(start,) * dim,
    )


@pytest.mark.parametrize("name", ["rosenbrock", "himmelblau", "ackley", "wave"])
def test_a_product_with_the_hessian_is_the_hessian_times_the_vector(name: str) -> None:
    goal = OBJECTIVES[name]
    generator = torch.Generator().manual_seed(1)
    w, v = torch.randn(2, 3, 5, goal.dim, generator=generator, dtype=torch.float64)
    expected = (goal.hessian(w) @ v.unsqueeze(-1)).squeeze(-1)
    torch.testing.assert_close(goal.hessian_product(w, v), expected, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("dim", [1, 2, 7, DIM])
def test_the_ends_of_the_spectrum_are_those_of_the_hessian(dim: int) -> None:
    goal = of_many(Wells, dim)
    w = torch.linspace(-0.9, 0.8, dim, dtype=torch.float64)
    known = 3 * w.square() - 1 + goal.weights  # type: ignore[attr-defined]
    found = extreme_eigenvalues(goal, w, rounds=dim)
    np.testing.assert_allclose(found, (known.min(), known.max()), rtol=1e-9)


def test_a_spectrum_that_is_no_number_is_said_to_be_none() -> None:
    w = torch.full((DIM,), torch.inf, dtype=torch.float64)
    assert np.isnan(extreme_eigenvalues(of_many(Wells), w)).all()


def test_the_lowest_loss_of_many_parameters_is_found() -> None:
    goal = of_many(Wells)
    assert goal.dim > MANY
    bottom = (1 - goal.weights).clamp(min=0)  # type: ignore[attr-defined]
    lowest = ((bottom - 1).square() / 4 + goal.weights * bottom / 2).sum()  # type: ignore[attr-defined]
    found = polished_loss(goal, torch.full((2, DIM), 0.7, dtype=torch.float64))
    np.testing.assert_allclose(found, [lowest, lowest], rtol=1e-6)


def test_a_run_stuck_on_a_shelf_has_not_converged_where_a_probe_knows_better() -> None:
    stuck = of_many(Shelf, start=3.0)
    run = descend(stuck, lr=0.1, steps=50)
    assert diagnose(run).evidence["minimum_loss"] == pytest.approx(1.0)
    probed = diagnose(descend(replace(stuck, probes=((0.2,) * DIM,)), lr=0.1, steps=50))
    assert probed.evidence["minimum_loss"] == pytest.approx(0.0, abs=1e-9)
    assert (probed.verdict, probed.case) == ("held", "rounding")
    assert "L-BFGS" in probed.basis()


def test_a_saddle_of_many_parameters_is_called_one() -> None:
    found = diagnose(descend(of_many(Wells), lr=0.3, steps=100, start=[1.5] + [0.0] * (DIM - 1)))
    assert (found.verdict, found.case) == ("stalls", "saddle")
    assert found.evidence["lowest_curvature"] == pytest.approx(-1 + 4 / (DIM - 1))


def test_central_differences_of_many_parameters_take_them_a_few_at_a_time() -> None:
    goal = of_many(Wells, 1500)
    w = torch.linspace(-1, 1, 3000, dtype=torch.float64).reshape(2, 1500)
    sizes: list[int] = []

    def loss(points: Tensor) -> Tensor:
        sizes.append(points.numel())
        return goal.loss(points)

    torch.testing.assert_close(central_difference(loss, w), goal.gradient(w), rtol=1e-5, atol=1e-5)
    assert max(sizes) <= 2**22
