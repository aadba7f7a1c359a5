"""The loss as a program: its value and gradient in JavaScript are autograd's."""

from typing import Any

import numpy as np
import pytest
import torch

import lrviz
from lrviz.analysis.backprop.flow import backpropagate
from lrviz.analysis.backprop.graph import graph_of
from lrviz.film.program import program
from lrviz.objectives.base import autograd
from lrviz.objectives.formula import Formula
from tests.js.node import Modules

TYPED = [
    "x^y + 2^x", "max(x, y, 1) min(x, y)", "sigmoid(x) softplus(y) + relu(x - y)", "x / (1 + y^2)",
    "sqrt(x^2 + y^2 + 1)", "tanh(x) sinh(y) - cosh(x y)", "abs(x - y) + sign(x) y", "tan(x) / e^y",
    "log2(x + 1) log10(y + 1) + log1p(x) expm1(y)", "atan2(y, x) + atan(x) asinh(y) + acosh(x + 2)",
    "asin(x/9) acos(y/9) + atanh(x/9)", "erf(x) erfc(y) + erf(9x) + erfc(3y)",
    "sinc(x) + cbrt(y - 3)",
    "floor(x) y + ceil(y) x + round(3x) y", "elu(x - 2) + gelu(y) + mish(x) + mod(x, 2)",
]  # fmt: skip


def played(modules: Modules, loss: Formula, points: Any) -> list[dict[str, Any]]:
    """ℓ and its gradient at every point, as the browser computes them."""
    found: list[dict[str, Any]] = modules(
        "lib/program",
        "return x.points.map((w) => ({ ...m.slopes(x.program, w), again: m.loss(x.program, w) }));",
        {"program": program(graph_of(loss)), "points": points},
    )
    return found


@pytest.mark.parametrize("objective", [*lrviz.OBJECTIVES, *TYPED])
def test_the_browsers_gradient_is_autograds(modules: Modules, objective: str) -> None:
    loss = lrviz.objective(objective) if objective in lrviz.OBJECTIVES else lrviz.formula(objective)
    assert isinstance(loss, Formula)
    low, high = np.array(loss.domain).T
    points = np.random.default_rng(5).uniform(low, high, (40, loss.dim))
    if objective in TYPED:
        points = np.abs(points)
    found = played(modules, loss, points.tolist())
    w = torch.tensor(points)
    assert [each["loss"] for each in found] == pytest.approx(
        loss.loss(w).tolist(), rel=1e-9, abs=1e-9
    )
    assert [each["again"] for each in found] == [each["loss"] for each in found]
    wanted = autograd(loss.loss, w).numpy()
    gradients = np.array([each["gradient"] for each in found])
    assert gradients == pytest.approx(wanted, rel=1e-9, abs=1e-11 * np.abs(wanted).max())


def test_at_kinks_the_browser_takes_the_slopes_of_the_engine(modules: Modules) -> None:
    for text, at in [("abs(x)", 0.0), ("relu(x)", 0.0), ("max(x, 2x)", 0.0), ("sqrt(x^2)", 0.0)]:
        loss = lrviz.formula(text)
        assert isinstance(loss, Formula)
        (found,) = played(modules, loss, [[at]])
        assert found["gradient"] == backpropagate(graph_of(loss), [at]).gradient.tolist()
