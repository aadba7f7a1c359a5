"""Critical and best rates of a rule: closed forms, numpy's eigenvalues, and long plain runs."""

from itertools import product
from typing import Any

import numpy as np
import pytest
import torch

from lrviz.analysis.iteration import (
    is_linear,
    iteration_matrices,
    spectral_radius,
    worst_radius,
)
from lrviz.analysis.stability import best_lr, best_rates, critical_lr
from lrviz.descent.optimizers import OPTIMIZERS

MOMENTA = (0.1, 0.5, 0.9, 0.99)
SPECTRA = ([2.0], [2.0, 4.0], [0.2, 4.0], [1e-3, 1.0, 250.0])
RULES: tuple[dict[str, Any], ...] = (
    {},
    {"weight_decay": 0.1},
    {"momentum": 0.9},
    {"momentum": 0.5, "dampening": 0.3},
    {"momentum": 0.9, "nesterov": True},
    {"momentum": 0.5, "nesterov": True, "weight_decay": 0.7},
)


def textbook(rule: dict[str, Any], largest: float) -> float:
    """The textbooks' bound: λ counts the decay, heavy ball takes (1 − dampening) of a gradient."""
    beta, bend = rule.get("momentum", 0.0), largest + rule.get("weight_decay", 0.0)
    if rule.get("nesterov"):
        return float(2 * (1 + beta) / ((1 + 2 * beta) * bend))
    return float(2 * (1 + beta) / ((1 - rule.get("dampening", 0.0)) * bend))


@pytest.mark.parametrize("rule", RULES, ids=str)
def test_the_critical_rate_is_the_closed_form(rule: dict[str, Any]) -> None:
    for spectrum in SPECTRA:
        assert critical_lr("sgd", rule, spectrum) == pytest.approx(
            textbook(rule, spectrum[-1]), rel=1e-12
        )


def test_the_audits_three_bounds_are_computed() -> None:
    """Audit A11 and A12: the bowl has λ = 2 and 4, the parabola 2."""
    nesterov = critical_lr("sgd", {"momentum": 0.9, "nesterov": True}, [2, 4])
    assert nesterov == pytest.approx(0.339, abs=5e-4)
    assert critical_lr("sgd", {"weight_decay": 0.1}, [2.0]) == pytest.approx(0.952, abs=5e-4)
    assert critical_lr("sgd", {"momentum": 0.9}, [2, 4]) == pytest.approx(0.95, rel=1e-12)


def torchs(rule: dict[str, Any], lr: float) -> tuple[torch.Tensor, Any]:
    """One parameter at 1, and torch's own optimizer of it."""
    w = torch.ones(1, dtype=torch.float64, requires_grad=True)
    return w, torch.optim.SGD([w], lr=lr, **rule)


def _far(rule: dict[str, Any], lr: float, eigenvalue: float, steps: int) -> float:
    """How far torch's own optimizer is from the minimum, over its start."""
    w, optimizer = torchs(rule, lr)
    for _ in range(steps):
        w.grad = eigenvalue * w.detach()
        optimizer.step()
    return float(w.detach().abs())


@pytest.mark.parametrize("rule", RULES, ids=str)
def test_torch_shrinks_below_the_critical_rate_and_grows_above(rule: dict[str, Any]) -> None:
    edge = critical_lr("sgd", rule, [4.0])
    assert edge is not None
    assert _far(rule, 0.98 * edge, 4.0, 600) < 0.1
    assert _far(rule, 1.02 * edge, 4.0, 600) > 10


@pytest.mark.parametrize("rule", RULES, ids=str)
def test_the_matrix_makes_torchs_steps(rule: dict[str, Any]) -> None:
    lr, eigenvalue = 0.21, 1.7
    w, optimizer = torchs(rule, lr)
    found = iteration_matrices("sgd", rule, [lr], [eigenvalue])
    assert found is not None
    matrix = found[0, 0]

    def state() -> np.ndarray[Any, Any]:
        memory = optimizer.state[w].get("momentum_buffer")
        held = [] if memory is None else [memory.item()]
        return np.array([w.item(), *held])

    for step in range(12):
        before = state() if step else None
        w.grad = eigenvalue * w.detach()
        optimizer.step()
        if before is not None:  # torch fills its memory at the first step
            np.testing.assert_allclose(state(), matrix @ before, rtol=1e-12, atol=1e-15)


def test_the_radius_is_that_of_numpys_eigenvalues() -> None:
    rates, spectrum = np.geomspace(1e-3, 2, 23), np.array([0.2, 1.0, 4.0])
    for rule in RULES:
        matrices = iteration_matrices("sgd", rule, rates, spectrum)
        assert matrices is not None
        expected = np.abs(np.linalg.eigvals(matrices)).max(-1)
        found = spectral_radius("sgd", rule, rates, spectrum)
        assert found is not None
        np.testing.assert_allclose(found, expected, rtol=1e-7)
        worst = worst_radius("sgd", rule, rates, spectrum)
        assert worst is not None
        np.testing.assert_allclose(worst, expected.max(-1), rtol=1e-7)


def test_the_best_rate_of_plain_descent_is_the_textbooks() -> None:
    for spectrum in SPECTRA:
        for decay in (0.0, 0.3):
            expected = 2 / (spectrum[0] + spectrum[-1] + 2 * decay)
            assert best_lr("sgd", {"weight_decay": decay}, spectrum) == pytest.approx(
                expected, rel=1e-9
            )


@pytest.mark.parametrize("rule", RULES, ids=str)
@pytest.mark.parametrize("spectrum", SPECTRA[1:], ids=str)
def test_no_rate_has_a_smaller_worst_radius(rule: dict[str, Any], spectrum: list[float]) -> None:
    found, critical = best_rates("sgd", rule, spectrum), critical_lr("sgd", rule, spectrum)
    assert found is not None
    assert critical is not None
    ends = worst_radius("sgd", rule, found, spectrum)
    anywhere = worst_radius("sgd", rule, critical * np.geomspace(1e-7, 1, 20_001), spectrum)
    assert ends is not None
    assert anywhere is not None
    np.testing.assert_allclose(ends, ends[0], rtol=0, atol=1e-7)  # at a double root
    assert ends.max() <= anywhere.min() + 1e-7
    beyond = np.array([found[0] * 0.98, min(found[1] * 1.02, critical)])
    outside = worst_radius("sgd", rule, beyond, spectrum)
    assert outside is not None
    assert (outside > ends.max()).all()


@pytest.mark.parametrize(("beta", "high"), [*product(MOMENTA, (2.0, 4.0))])
def test_heavy_ball_shares_its_radius_over_a_stretch(beta: float, high: float) -> None:
    """From (1 − √β)²/λ_min to (1 + √β)²/λ_max every root is complex, of size √β."""
    low, root = 2.0, np.sqrt(beta)
    stretch = (1 - root) ** 2 / low, (1 + root) ** 2 / high
    found = best_rates("sgd", {"momentum": beta}, [low, high])
    assert found == pytest.approx(stretch, rel=1e-6)
    assert best_lr("sgd", {"momentum": beta}, [low, high]) is None


def test_what_bends_down_lies_flat_or_is_no_linear_rule_has_no_such_rate() -> None:
    assert critical_lr("sgd", {}, [-2.0, 2.0]) is None
    assert critical_lr("sgd", {}, [0.0, 0.0]) is None
    assert critical_lr("sgd", {"momentum": 1.0}, [2.0]) is None
    assert critical_lr("sgd", {}, [0.0, 4.0]) == pytest.approx(0.5)
    assert best_lr("sgd", {}, [0.0, 4.0]) is None
    assert critical_lr("sgd", {"weight_decay": 3.0}, [-2.0, 2.0]) == pytest.approx(0.4)
    for name in OPTIMIZERS:
        assert is_linear(name, {}) == (name == "sgd")
        if name != "sgd":
            assert critical_lr(name, {}, [1.0]) is None
            assert best_rates(name, {}, [1.0]) is None
            assert spectral_radius(name, {}, [0.1], [1.0]) is None
