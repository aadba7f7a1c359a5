"""L* where nobody knows it: estimated from a run's best point."""

from dataclasses import dataclass, replace

import numpy as np
import pytest
import torch

from lrviz import OBJECTIVES, descend, diagnose, formula
from lrviz.analysis.minimum import curvature_of_two, polished_loss
from lrviz.objectives.base import Objective
from lrviz.objectives.surface_table import SURFACES
from tests import draws

TABLE = {surface.name: surface for surface in SURFACES}
BOUNDED = [name for name, goal in OBJECTIVES.items() if goal.minimum_loss is not None]

# A start from which the run goes to the known minimum, and a rate that takes it there.
RUNS: dict[str, tuple[tuple[float, ...], float]] = {
    "bowl": ((-5, -2), 0.1),
    "ravine": ((-5, -2), 0.4),
    "parabola": ((10,), 0.1),
    "wave": ((6.0,), 0.3),
    "rosenbrock": ((-1.2, 1.0), 0.0015),
    "beale": ((1.0, 1.0), 0.02),
    "himmelblau": ((0.5, 4.0), 0.01),
    "booth": ((-8, -4), 0.1),
    "matyas": ((-8, 5), 0.9),
    "rastrigin": ((0.3, -0.2), 0.002),
    "ackley": ((0.2, 0.1), 1e-4),
    "styblinski_tang": ((-2, -4), 0.01),
    "goldstein_price": ((0.3, -1.2), 2e-4),
    "two_wells": ((-3.5, 2.0), 0.05),
    "plateau": ((-2, -1), 0.5),
}


def typed(name: str) -> Objective:
    surface = TABLE[name]
    goal = formula(surface.text, surface.variables)
    return replace(goal, domain=surface.domain, minima=(), minimum_loss=None)


@dataclass(frozen=True, kw_only=True, eq=False)
class Bent(Objective):
    """½wᵀHw."""

    H: torch.Tensor

    def loss(self, w: torch.Tensor) -> torch.Tensor:
        return ((w @ self.H) * w).sum(-1) / 2


def test_every_surface_with_a_minimum_has_a_run() -> None:
    assert set(RUNS) == set(BOUNDED)


@pytest.mark.parametrize("name", draws.some(RUNS, one_in=2))
def test_the_estimate_from_a_converged_run_is_the_known_minimum(name: str) -> None:
    start, lr = RUNS[name]
    goal, known = typed(name), OBJECTIVES[name].minimum_loss
    steps = 12_000 if name == "rosenbrock" else 3000  # its valley takes that many
    run = descend(goal, start=start, lr=lr, steps=steps)
    found = diagnose(run)
    assert found.verdict == "converges"
    assert found.evidence["estimate"]
    tolerance = 1e-9 * max(1.0, abs(run.loss[0]))
    assert found.evidence["minimum_loss"] == pytest.approx(known, abs=tolerance)
    assert "estimate" in found.basis()


@pytest.mark.parametrize("name", draws.some(RUNS.keys() - {"ackley"}, one_in=2))
def test_the_estimate_is_as_good_from_a_run_that_has_only_come_near(name: str) -> None:
    start, lr = RUNS[name]
    goal, known = typed(name), OBJECTIVES[name].minimum_loss
    whole = descend(goal, start=start, lr=lr, steps=3000)
    near = int((whole.loss - known <= 1e-2 * (whole.loss[0] - known)).argmax())
    w = torch.tensor(whole.w[near : near + 1])
    best = polished_loss(goal, w)
    assert float(best) == pytest.approx(known, abs=1e-9 * max(1.0, abs(whole.loss[0])))


@pytest.mark.parametrize("name", draws.some(RUNS, one_in=4))
def test_known_or_estimated_the_verdict_is_the_same(name: str) -> None:
    start, lr = RUNS[name]
    for steps in (5, 3000):
        by_name = diagnose(descend(name, start=start, lr=lr, steps=steps))
        by_text = diagnose(descend(typed(name), start=start, lr=lr, steps=steps))
        assert by_name.verdict == by_text.verdict
        assert by_name.evidence["gap_ratio"] == pytest.approx(
            by_text.evidence["gap_ratio"], rel=1e-3, abs=1e-9
        )


def test_it_never_climbs_and_keeps_the_shape() -> None:
    for name in OBJECTIVES:
        goal = OBJECTIVES[name]
        low, high = torch.tensor(goal.domain, dtype=torch.float64).unbind(-1)
        generator = torch.Generator().manual_seed(1)
        w = low + (high - low) * torch.rand(40, goal.dim, generator=generator, dtype=low.dtype)
        polished = polished_loss(goal, w)
        assert polished.shape == (40,)
        assert (polished <= goal.loss(w)).all()
        assert torch.isfinite(polished).all()


@pytest.mark.parametrize("dim", [2, 3, 5, 10])
def test_a_saddle_is_left_whichever_way_it_bends_down(dim: int) -> None:
    """½wᵀHw with one negative eigenvalue along a random direction, standing on the saddle."""
    for seed in range(5):
        Q, _ = np.linalg.qr(np.random.default_rng(seed).normal(size=(dim, dim)))
        H = Q @ np.diag([-0.05, *np.linspace(1, 5, dim - 1)]) @ Q.T
        goal = Bent(
            name="bent",
            title="",
            latex="",
            parameter_names=tuple(f"w{i}" for i in range(dim)),
            domain=((-3.0, 3.0),) * dim,
            start=(1.0,) * dim,
            H=torch.tensor(H),
        )
        assert float(polished_loss(goal, torch.zeros(1, dim, dtype=torch.float64))) < -1e-3


def test_a_quadratic_is_solved_exactly() -> None:
    found = diagnose(descend(formula("(x - 3)^2 + 2(y + 1)^2 + x y + 7"), lr=0.001, steps=3))
    H, c = np.array([[2.0, 1.0], [1.0, 4.0]]), np.array([-6.0, 4.0])
    best = np.linalg.solve(H, -c)
    exact = (best[0] - 3) ** 2 + 2 * (best[1] + 1) ** 2 + best[0] * best[1] + 7
    assert found.evidence["minimum_loss"] == pytest.approx(exact, rel=1e-14)
    assert not found.evidence["estimate"]
    valley = diagnose(descend(formula("(x - y)^2", ("x", "y")), start=(3, 1), lr=0.1, steps=3))
    assert valley.evidence["minimum_loss"] == pytest.approx(0, abs=1e-20)


def test_curvature_of_two_parameters_in_closed_form_is_that_of_lapack() -> None:
    """Over two hundred decades, diagonal, singular and round matrices among them."""
    generator = torch.Generator().manual_seed(0)
    hessians = torch.randn(500, 2, 2, generator=generator, dtype=torch.float64)
    hessians *= 10 ** (200 * torch.rand(500, 1, 1, generator=generator, dtype=torch.float64) - 100)
    hessians += hessians.mT.clone()
    hessians[:50, 0, 1] = hessians[:50, 1, 0] = 0
    hessians[50], hessians[51] = 0, 3 * torch.eye(2)
    values, vectors = curvature_of_two(hessians)
    size = hessians.abs().amax((-2, -1)).clamp(min=1e-300)
    expected = torch.linalg.eigvalsh(hessians)
    assert ((values - expected).abs() <= 1e-15 * size[:, None]).all()
    left = hessians @ vectors - vectors * values[:, None]
    assert (left.abs() <= 1e-15 * size[:, None, None]).all()
    assert torch.allclose(vectors.mT @ vectors, torch.eye(2, dtype=torch.float64).expand(500, 2, 2))
    flat = curvature_of_two(torch.diag(torch.tensor([2.6e-18, 2.0], dtype=torch.float64)))[0]
    assert flat.tolist() == [2.6e-18, 2.0]  # a small one keeps its digits
