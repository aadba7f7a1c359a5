"""The first map of a formula holds its start and the minimum that the start leads to."""

import math

import pytest

from lrviz import formula

# formula, and where its minimum lies, which is far from where a formula is first looked at
FAR = [
    ("(x-30)^4 + (y-20)^4", (30, 20)),
    ("(x+60)^4 + x", (-60 - 0.25 ** (1 / 3),)),
    ("abs(x-20) + abs(y+30)", (20, -30)),
    ("cosh(x-12) + y^2", (12, 0)),
    ("log(1 + (x-40)^2)", (40,)),
]


@pytest.mark.parametrize(("text", "minimum"), FAR)
def test_a_far_minimum_is_on_the_map(text: str, minimum: tuple[float, ...]) -> None:
    read = formula(text)
    for point in (read.start, minimum):
        for x, (low, high) in zip(point, read.domain, strict=True):
            assert low + 1 < x + 1e-9
            assert x < high - 1 + 1e-9
    widest = max(map(abs, minimum)) + 5
    assert all(max(-low, high) <= math.ceil(1.02 * widest) for low, high in read.domain)


@pytest.mark.parametrize(
    "text", ["x^2*y^2 + x^2 + y^4", "3x + y", "exp(-x)", "x*y", "-x^4", "floor(x)", "x^4 - 2x^2"]
)
def test_where_there_is_none_or_a_near_one_the_map_is_the_usual_one(text: str) -> None:
    assert set(formula(text).domain) == {(-5.0, 5.0)}
