"""Formulas that have a value in a small region only: it is found, and the run starts inside."""

import math

import numpy as np
import pytest
import torch

import lrviz
from lrviz import FormulaError, formula

# formula, centre and radius of the ball that is its domain
BALLS = [
    ("sqrt(1 - x^2 - y^2)", (0, 0), 1),
    ("-sqrt(1 - x^2 - y^2) + x", (0, 0), 1),
    ("log(1 - x^2 - y^2)", (0, 0), 1),
    ("(0.5 - x^2 - y^2)^1.5 + x", (0, 0), math.sqrt(0.5)),
    ("sqrt(0.01 - (x-3)^2 - (y+2)^2)", (3, -2), 0.1),
    ("sqrt(0.01 - (x-300)^2 - (y+200)^2)", (300, -200), 0.1),
    ("log(1e-6 - (x-3)^2 - (y+2)^2 - (z-1)^2)", (3, -2, 1), 1e-3),
    ("sqrt(x - 7) + sqrt(7.002 - x)", (7.001,), 1e-3),
]


@pytest.mark.parametrize(("text", "centre", "radius"), BALLS)
def test_a_small_domain_is_found_and_started_in(
    text: str, centre: tuple[float, ...], radius: float
) -> None:
    read = formula(text)
    away = np.linalg.norm(np.subtract(read.start, centre))
    assert 0.1 * radius < away < 0.9 * radius  # neither at its middle, where all is flat, nor edge
    w = torch.tensor(read.start, dtype=torch.float64)
    assert read.loss(w).isfinite()
    assert read.gradient(w).isfinite().all()
    for (low, high), middle in zip(read.domain, centre, strict=True):
        assert low < middle - 0.9 * radius < middle + 0.9 * radius < high
        assert high - low < 3 * radius


def test_what_is_free_is_looked_at_as_ever() -> None:
    read = formula("sqrt(x - 7) + sqrt(7.001 - x) + y^2")
    assert read.domain[1] == pytest.approx((-6.25, 6.25))
    assert abs(read.start[1]) < 5


def test_a_domain_within_another_one_is_found() -> None:
    read = formula("sqrt(sqrt(1 - x^2) - 2abs(y)) + log(y + 0.4) + log(1 - sqrt(z - 80))")
    assert read.loss(torch.tensor(read.start, dtype=torch.float64)).isfinite()


@pytest.mark.parametrize("text", ["sqrt(-1 - x^2 - y^2)", "log(x) + log(-x)", "log(-abs(x))"])
def test_no_domain_is_made_up(text: str) -> None:
    with pytest.raises(FormulaError, match="no finite real value"):
        formula(text)


@pytest.mark.parametrize("seed", range(8))
def test_a_random_start_has_a_value(seed: int) -> None:
    for text in ("sqrt(1 - x^2 - y^2)", "log(0.01 - (x - 3)^2 - (y + 2)^2)"):
        run = lrviz.descend(formula(text), lr=1e-6, steps=1, start="random", seed=seed)
        assert np.isfinite(run.loss[0])
