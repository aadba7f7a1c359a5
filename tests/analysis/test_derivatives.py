"""Three ways to a gradient agree, and trial steps are as wrong as theory says."""

import math
from decimal import Decimal, localcontext

import numpy as np
import pytest
import torch

import lrviz
from lrviz.analysis.derivatives import (
    derivatives_along,
    difference_errors,
    gradients_at,
    right_digits,
)
from lrviz.analysis.secants import REACH, secants
from lrviz.analysis.truncation import EXACT, Term, terms
from lrviz.objectives.formula import formula

BENT = {  # surfaces with a third derivative at their start, along this parameter
    "wave": 0, "rosenbrock": 0, "himmelblau": 0, "beale": 1, "rastrigin": 0, "ackley": 1,
    "styblinski_tang": 1, "goldstein_price": 0, "two_wells": 0, "plateau": 0, "monkey_saddle": 0,
}  # fmt: skip


@pytest.mark.parametrize(("name", "axis"), BENT.items())
def test_the_best_h_is_within_a_factor_of_ten_of_theory(name: str, axis: int) -> None:
    objective = lrviz.objective(name)
    errors = difference_errors(objective, objective.start, axis)
    assert errors.best is not None
    assert errors.expected is not None
    assert 0.1 < errors.best / errors.expected < 10


@pytest.mark.parametrize("name", ["rosenbrock", "himmelblau", "ackley", "beale", "plateau"])
def test_theory_holds_wherever_one_looks(name: str) -> None:
    objective = lrviz.objective(name)
    low, high = np.array(objective.domain).T
    for point in np.random.default_rng(11).uniform(low, high, (12, objective.dim)):
        for axis in range(objective.dim):
            errors = difference_errors(objective, point, axis)
            if errors.expected is not None:
                assert errors.best is not None
                assert 0.1 < errors.best / errors.expected < 10


@pytest.mark.parametrize(("name", "axis"), BENT.items())
def test_the_error_has_the_two_slopes_of_theory(name: str, axis: int) -> None:
    """On log axes: 2 where truncation rules, −1 where rounding does, 1 for forward steps."""
    objective = lrviz.objective(name)
    errors = difference_errors(objective, objective.start, axis)
    best, forward = errors.best, errors.h[np.nanargmin(errors.typical_forward)]
    assert best is not None
    h = errors.h

    def slope(values: np.ndarray, low: float, high: float) -> float:
        ok = (h > low) & (h < high)
        found, _ = np.polyfit(np.log10(h[ok]), np.log10(values[ok]), 1)
        return float(found)

    assert slope(errors.typical_central, 20 * best, 1e-2) == pytest.approx(2, abs=0.1)
    assert slope(errors.typical_central, 1e-11, best / 10) == pytest.approx(-1, abs=0.12)
    assert slope(errors.typical_forward, 30 * forward, 1e-3) == pytest.approx(1, abs=0.1)


@pytest.mark.parametrize(("name", "axis"), BENT.items())
def test_truncation_is_what_the_errors_tend_to(name: str, axis: int) -> None:
    objective = lrviz.objective(name)
    errors = difference_errors(objective, objective.start, axis)
    near = int(np.argmin(np.abs(errors.h - 10**-3.5)))
    assert errors.central[near] == pytest.approx(errors.truncation[near], rel=0.05)
    assert errors.forward[near] == pytest.approx(errors.forward_truncation[near], rel=0.05)
    lost = (errors.h > 1e-12) & (errors.h < 1e-9)
    ratio = errors.typical_central[lost] / errors.rounding[lost]
    assert 0.05 < float(np.exp(np.mean(np.log(ratio)))) < 20


@pytest.mark.parametrize("name", ["bowl", "ravine", "booth"])
def test_a_quadratic_has_no_truncation_and_no_best_h_of_theory(name: str) -> None:
    objective = lrviz.objective(name)
    errors = difference_errors(objective, objective.start, 0)
    assert errors.expected is None
    assert errors.best is not None
    assert errors.best > 0.1


def test_where_nothing_is_wrong_no_h_is_best() -> None:
    flat = difference_errors(lrviz.objective("beale"), (1.0, 1.0), 0)  # level along x
    assert flat.best is None


def test_beyond_the_formulas_domain_there_is_no_error_to_show() -> None:
    errors = difference_errors(formula("log(x)"), (0.01,), 0)
    assert np.isnan(errors.central[errors.h > 0.01]).all()
    assert np.isfinite(errors.central[errors.h < 0.009]).all()


@pytest.mark.parametrize("name", lrviz.OBJECTIVES)
def test_the_three_ways_agree_on_every_surface(name: str) -> None:
    objective = lrviz.objective(name)
    found = gradients_at(objective, objective.start)
    assert found.autograd == pytest.approx(found.symbolic, rel=1e-12, abs=1e-12)
    size = abs(found.loss) + np.abs(found.symbolic).max() + 1
    assert found.central == pytest.approx(found.symbolic, abs=1e-6 * size)
    assert found.forward == pytest.approx(found.symbolic, abs=1e-2 * size)
    assert not found.central.flags.writeable


def test_the_gradients_of_the_bowl_by_hand() -> None:
    found = gradients_at(lrviz.objective("bowl"), (-5.0, -2.0))
    assert found.symbolic.tolist() == [-10.0, -8.0]
    assert found.loss == 33.0
    assert found.forward == pytest.approx([-10 + 1e-5, -8 + 2e-5], abs=1e-8)


@pytest.mark.parametrize(
    ("text", "at", "expected"),
    [
        ("x^4", 2.0, (32.0, 48.0, 48.0)),
        ("sin(x)", 0.5, (math.cos(0.5), -math.sin(0.5), -math.cos(0.5))),
        ("exp(2x)", 0.0, (2.0, 4.0, 8.0)),
        ("x^2", 3.0, (6.0, 2.0, 0.0)),
        ("abs(x)", -1.0, (-1.0, 0.0, 0.0)),
    ],
)
def test_derivatives_along_a_parameter(text: str, at: float, expected: tuple[float, ...]) -> None:
    assert derivatives_along(formula(text), (at,), 0) == pytest.approx(expected, abs=1e-12)


def test_the_best_step_makes_the_sum_of_both_errors_least() -> None:
    noise = 3e-16
    for power in (1, 2, 4):
        best = Term(1.2, power).best(noise)
        assert best is not None

        def total(h: float, power: int = power) -> float:
            return 1.2 * h**power + noise / h

        assert total(best) < min(total(best * 1.02), total(best / 1.02))
    for term in (EXACT, Term(1.0, 0), Term(1.0, -1), Term(math.nan, 2)):
        assert term.best(noise) is None
    assert Term(1.0, 2).best(0.0) is None


LEADING = [  # formula, where, (size, power) of the central and of the forward difference's error
    ("relu(x) + 1", 0, (0.5, 0), (1, 0)),
    ("(x - 1)^5 + x", 1, (1, 4), (1, 4)),
    ("abs(x)", 0, EXACT, (1, 0)),
    ("abs(x) + x^3", 0, (1, 2), (1, 0)),
    ("x abs(x)", 0, (1, 1), (1, 1)),
    ("relu(x)^2 + x", 0, (0.5, 1), (1, 1)),
    ("x^2 abs(x) + 5x", 0, EXACT, (1, 2)),
    ("max(x, 2x)", 0, EXACT, (0.5, 0)),
    ("sign(x)", 0, (1, -1), (1, -1)),
    ("relu(sign(x))", 0, (0.5, -1), (1, -1)),
    ("3x + 1", 2, EXACT, EXACT),
    ("x^2", 3, EXACT, (1, 1)),
    ("x^3", 1, (1, 2), (3, 1)),
    ("x^3", 0, (1, 2), (1, 2)),
    ("x^4", 0, EXACT, (1, 3)),
    ("x^4 + x^5", 0, (1, 4), (1, 3)),
    ("x^7", 0, (1, 6), (1, 6)),
    ("cos(x)", 0, EXACT, (0.5, 1)),
    ("sin(x)", 0, (1 / 6, 2), (1 / 6, 2)),
    ("exp(x)", 1, (math.e / 6, 2), (math.e / 2, 1)),
]


@pytest.mark.parametrize(("text", "at", "central", "forward"), LEADING)
def test_the_error_that_leads_is_that_of_taylors_series_on_both_sides(
    text: str, at: float, central: tuple[float, int], forward: tuple[float, int]
) -> None:
    goal = formula(text)
    slope = float(goal.gradient(torch.tensor([at], dtype=torch.float64)))
    for found, (size, power) in zip(terms(goal, (at,), 0, slope), (central, forward), strict=True):
        assert found == (pytest.approx(size, rel=1e-6), power)


@pytest.mark.parametrize(("text", "at", "central", "forward"), LEADING)
def test_the_measured_error_is_the_one_that_leads(
    text: str, at: float, central: tuple[float, int], forward: tuple[float, int]
) -> None:
    errors = difference_errors(formula(text), (at,), 0)
    near = (errors.h > 0.9e-3) & (errors.h < 1.1e-3)
    for found, (size, power) in ((errors.central, central), (errors.forward, forward)):
        known = size * errors.h[near] ** float(power)
        assert found[near] == pytest.approx(known, rel=5e-3, abs=20 * errors.noise / 1e-3 + 1e-14)
    assert errors.rounds_only == (central == EXACT)
    if central[1] <= 0:
        assert errors.best is None


def test_a_loss_so_flat_that_no_power_leads_is_not_called_exact() -> None:
    errors = difference_errors(formula("x^9 + x"), (0.0,), 0)
    assert errors.leading == EXACT
    assert not errors.rounds_only


@pytest.mark.parametrize(
    ("found", "true", "digits"),
    [
        ("1", "1", 17), ("-10.00000001", "-10", 9), ("9.9999", "10", 5), ("0.5", "1", 0),
        ("3.14", "3.14159265358979", 3), ("-1", "1", 0), ("123456789.1", "123456789.2", 9),
    ],
)  # fmt: skip
def test_right_digits_count_the_relative_error(found: str, true: str, digits: int) -> None:
    assert right_digits(float(found), float(true)) == digits
    if 0 < digits < 17:  # the definition, in decimal arithmetic
        with localcontext() as context:
            context.prec = 30
            error = abs(Decimal(found) / Decimal(true) - 1)
            assert -error.log10() >= digits - Decimal("1e-6")


def test_nothing_is_right_about_what_is_no_number() -> None:
    assert right_digits(math.nan, 1.0) == 0
    assert right_digits(math.inf, 1.0) == 0
    assert right_digits(1e-9, 0.0) == 0
    assert right_digits(0.0, 0.0) == 17


@pytest.mark.parametrize("central", [True, False])
def test_secants_go_through_the_curve_and_have_the_quotients_slope(central: bool) -> None:
    objective, w = lrviz.objective("himmelblau"), (0.5, 4.0)
    h = np.array([1.0, 0.1, 1e-3])
    lines = secants(objective, w, 1, h, central=central)
    rows = np.stack([np.full_like(lines.x, 0.5), lines.x], axis=-1)
    assert lines.y == pytest.approx(objective.loss(torch.from_numpy(rows)).numpy())
    assert lines.slope == pytest.approx(np.diff(lines.y)[:, 0] / np.diff(lines.x)[:, 0], rel=1e-9)
    x, y = lines.ends
    assert x == pytest.approx(np.broadcast_to([4 - REACH, 4 + REACH], x.shape))
    on_line = y[:, 0] + lines.slope * (lines.x[:, 0] - x[:, 0])
    assert on_line == pytest.approx(lines.y[:, 0])
