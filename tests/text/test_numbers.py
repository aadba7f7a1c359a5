"""How numbers are written."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrviz.text.numbers import exact, number, subscript, vector

UNDO = str.maketrans("−⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "--0123456789")


def read(text: str) -> float:
    """A written number as a float again."""
    if text.lstrip("−").startswith("10") and any(c in "⁻⁰¹²³⁴⁵⁶⁷⁸⁹" for c in text):
        text = text.replace("10", "1×10", 1)
    return float(text.translate(UNDO).replace("×10", "e"))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (-5.0, "−5"),
        (-1.2, "−1.2"),
        (0.1 + 0.2, "0.3"),
        (1234.56, "1235"),
        (9999.9, "10⁴"),
        (24203.0, "2.42×10⁴"),
        (-1e100, "−10¹⁰⁰"),
        (0.0001, "0.0001"),
        (0.00001234567, "1.235×10⁻⁵"),
        (1e-5, "10⁻⁵"),
        (math.inf, "∞"),
        (-math.inf, "−∞"),
        (math.nan, "NaN"),
        (12345, "12345"),
        (-7, "−7"),
        (10**400, "∞"),
        (np.float64(0.5), "0.5"),
        (np.int64(3), "3"),
    ],
)
def test_a_number_is_written_with_four_digits_and_a_true_minus(value: float, text: str) -> None:
    assert number(value) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_written_number_is_within_half_a_unit_of_its_last_digit(value: float) -> None:
    if abs(value) < 1.79e308:
        assert read(number(value)) == pytest.approx(value, rel=5.0001e-4, abs=5e-324)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_exact_text_reads_back_as_the_same_number(value: float) -> None:
    assert float(exact(value).replace("−", "-")) == value


def test_vectors_are_bracketed_unless_they_have_one_coordinate() -> None:
    assert vector((-5, -2)) == "(−5, −2)"
    assert vector(np.array([-4.0, -1.2000000000000002])) == "(−4, −1.2)"
    assert vector([2.5]) == "2.5"


def test_indices_are_written_below_the_line() -> None:
    assert subscript(120) == "₁₂₀"


def test_a_zero_has_no_sign() -> None:
    assert exact(-0.0) == number(-0.0) == "0"
    assert vector([-0.0, 1.0]) == "(0, 1)"
