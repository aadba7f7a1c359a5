"""What is said of difference quotients where no trial step, or no law of theory, is the best."""

import math

import numpy as np
import pytest

from lrviz.analysis.derivatives import difference_errors, gradients_at
from lrviz.film.gradient import ways
from lrviz.film.gradient.place import Place, place_at
from lrviz.objectives.formula import formula
from lrviz.settings.config import RunConfig
from lrviz.states.gradient import GRADIENT
from lrviz.text import LANGUAGES, say


def place(start: tuple[float, ...], along: int = 0, language: str = "en", **kind: str) -> Place:
    """The Gradient page at ``start`` on a ``formula`` or an ``objective``."""
    config = RunConfig(start=start, **kind)  # type: ignore[arg-type]
    shown = {**GRADIENT.defaults, "along": along}
    return place_at(config, config.build_objective(), shown, language)


def told(at: Place) -> str:
    """What is said of the curve of the errors."""
    reel = ways.ways_reel(at, ways.errors_at(at))
    (caption,) = reel.plots[1].captions
    return caption


CASES = [
    # The central difference looks where x^1.5 and its kin have no value.
    ("one_sided", "x^1.5", (0.0,), 0),
    ("one_sided", "x*sqrt(x)", (0.0,), 0),
    ("one_sided", "x^2.5", (0.0,), 0),
    ("one_sided", "(1 - x)^1.5", (1.0,), 0),
    ("one_sided", "(x - 3)^1.5 + y", (3.0, 1.0), 0),  # where the smallest h are lost in rounding
    # 2 = floor(2), but floor is 1 just before: the forward difference is (2² rises with slope 4).
    ("jump_before", "x^2 + floor(x)", (2.0,), 0),
    ("jump_before", "round(x)", (1.5,), 0),
    ("jump_before", "atan2(y, x)", (-1.0, 0.0), 1),
    ("jump", "x^2 + ceil(x)", (2.0,), 0),
    ("jump", "sign(x)", (0.0,), 0),
    # ((1 + h − 1)² − (1 − h − 1)²)/2h is off by what 1 ± h are rounded by, whatever h is.
    ("level", "(x - 1)^2", (1.0,), 0),
    ("level", "100 (x - 1)^2", (1.0,), 0),
    ("exact", "x^2", (0.0,), 0),
    ("exact", "abs(x)", (0.0,), 0),
    ("exact", "x^2 - 6x + 9", (3.0,), 0),  # a sum whose rounding is no jump
    # 10¹⁷ + 1 is 10¹⁷ again; and 10⁻¹⁶ is a long way from 10⁻⁴⁰.
    ("no_h", "x^2", (1e17,), 0),
    ("no_h", "sin(x)", (1e17,), 0),
    ("no_h", "1/x", (1e-40,), 0),
    # Across a pole the loss differs by more the nearer one looks, which is no jump.
    ("no_h", "1/x", (1e-17,), 0),
    ("no_h", "tan(x)", (math.pi / 2,), 0),
]


@pytest.mark.parametrize(("key", "text", "start", "along"), CASES)
def test_where_no_h_is_best_the_reason_is_said(
    key: str, text: str, start: tuple[float, ...], along: int
) -> None:
    for language in LANGUAGES:
        at = place(start, along, language, formula=text)
        name = "xy"[along]
        assert told(at) == say(f"gradient.ways.{key}", language, name=name)
    assert ways.errors_at(at).best is None


def test_at_the_minimum_of_rosenbrock_no_h_along_y_is_best() -> None:
    assert told(place((1.0, 1.0), 1, objective="rosenbrock")) == say(
        "gradient.ways.level", name="y"
    )


def test_near_a_pole_the_best_h_is_that_of_its_third_derivative() -> None:
    """Of 1/x at 10⁻⁹ it is 6·10³⁶, and the loss of 10⁹ is rounded by 10⁻⁷."""
    best = ways.errors_at(place((1e-9,), formula="1/x")).best
    assert best == pytest.approx((3 * 1e-7 / 6e36) ** (1 / 3), rel=0.5)


@pytest.mark.parametrize("text", ["2x + 1", "x^2", "x^2 + y"])
def test_rounding_that_falls_with_h_is_still_said_to(text: str) -> None:
    at = place((3.0, 1.0) if "y" in text else (3.0,), formula=text)
    assert "the larger h the better" in told(at)


def test_what_is_said_of_a_jump_before_the_point_is_measured() -> None:
    found = difference_errors(formula("x^2 + floor(x)"), (2.0,), 0)
    small = (found.h > 1e-9) & (found.h < 1e-6)
    assert (found.central[small] > 1e5).all()
    np.testing.assert_allclose(found.forward[small], found.h[small], atol=1e-6)  # 2h²/2 over h


def test_a_quotient_without_a_value_is_off_by_nothing() -> None:
    """Of a slope of 0, and of 10⁶, where one of the two points has no logarithm."""
    for start, text in ((0.0, "x^1.5"), (1e-6, "log(x)")):
        at = place((start,), formula=text)
        table = ways.table(at, gradients_at(at.objective, at.w))
        assert '<td class="lr-num">NaN</td><td>–</td>' in table
        assert "off by NaN" not in table


def test_a_steep_slope_is_a_slope() -> None:
    """Of exp at 300 it is e³⁰⁰ ≈ 1.94·10¹³⁰, and the best h that of theory, ε^⅓ and so."""
    errors = ways.errors_at(place((300.0,), formula="exp(x)"))
    assert ways.sloped(errors)
    assert errors.best is not None
    assert 3e-6 < errors.best < 3e-4
    for root in ("sqrt(x)", "x^0.3", "cbrt(x)", "sqrt(x - 0)"):
        assert not ways.sloped(ways.errors_at(place((0.0,), formula=root)))
