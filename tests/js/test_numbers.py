"""Numbers, edges and cut lines in the browser are those of Python."""

import math

import numpy as np
import pytest

from lrviz.figures.edges import cut, edge_arrow
from lrviz.text.numbers import number, subscript, vector
from tests.browser.stage import value_of
from tests.js.node import Modules

BOX = ((-6.0, 6.0), (-4.0, 4.0))


def awkward_numbers() -> list[float]:
    random = np.random.default_rng(1)
    bits = random.integers(0, 2**64, 3000, dtype=np.uint64).view(np.float64)
    sized = random.uniform(-10, 10, 3000) * 10.0 ** random.integers(-9, 9, 3000)
    ties = random.integers(-(2**20), 2**20, 3000) / 2.0 ** random.integers(0, 12, 3000)
    edges = [0.0, -0.0, 1e-4, 9.9995e-5, 9999.5, 9999.4999, 1e4, 1.0, -1.0, 0.5, 1e-5, -1e-5]
    return [*bits[np.isfinite(bits)], *sized, *ties, *edges, math.inf, -math.inf, math.nan]


@pytest.mark.parametrize("digits", [1, 3, 4, 7])
def test_numbers_are_written_as_in_python(modules: Modules, digits: int) -> None:
    values = [float(x) for x in awkward_numbers()]
    written = modules("lib/numbers", f"return x.map((v) => m.number(v, {digits}));", values)
    differ = [
        (value, text, number(value, digits))
        for value, text in zip(values, written, strict=True)
        if text != number(value, digits)
    ]
    assert not differ


def test_points_and_indices_are_written_as_in_python(modules: Modules) -> None:
    points = [[1.0], [-5.0, -2.0], [1e-9, 3.0, -2.5e7]]
    assert modules("lib/numbers", "return x.map((v) => m.vector(v));", points) == [
        *map(vector, points)
    ]
    assert modules("lib/numbers", "return x.map(m.subscript);", [0, 12, 987]) == [
        *map(subscript, [0, 12, 987])
    ]


def test_a_number_that_left_its_float32_is_said_to_be_beyond(modules: Modules) -> None:
    least = float(np.finfo(np.float32).smallest_subnormal)
    given = [math.inf, -math.inf, least, -least, 0.0, 2.5]
    expected = ["> 3.4×10³⁸", "< −3.4×10³⁸", "≈ 0", "≈ 0", "0", "2.5"]
    assert modules("lib/numbers", "return x.map((v) => m.beyond(v));", given) == expected


def test_what_is_written_reads_back_to_four_digits(modules: Modules) -> None:
    values = [float(x) for x in awkward_numbers() if math.isfinite(x) and 1e-300 < abs(x) < 1e300]
    written = modules("lib/numbers", "return x.map((v) => m.number(v));", values)
    assert [value_of(text) for text in written] == pytest.approx(values, rel=5.01e-4)


def points_around_the_map() -> list[list[float]]:
    random = np.random.default_rng(2)
    near = random.uniform(-9, 9, (1500, 2))
    far = random.uniform(-1, 1, (500, 2)) * 10.0 ** random.integers(0, 300, (500, 2))
    return [*near.tolist(), *far.tolist(), [6.0, 4.0], [-6.0, 0.0], [6.0001, 0.0], [1e308, -1e308]]


def test_edge_arrows_stand_where_pythons_stand(modules: Modules) -> None:
    points = points_around_the_map()
    arrows = modules("lib/edge", "return x[0].map((p) => m.edgeArrow(p, x[1]));", [points, BOX])
    for point, arrow in zip(points, arrows, strict=True):
        expected = edge_arrow(point, BOX)
        if expected is None:
            assert arrow is None
            continue
        assert tuple(arrow["at"]) == expected.at
        assert tuple(arrow["side"]) == expected.side
        assert arrow["textposition"] == expected.textposition
        across, up = expected.side
        assert arrow["angle"] == pytest.approx(math.degrees(math.atan2(across, up)))


def test_lines_are_cut_where_pythons_are(modules: Modules) -> None:
    points = points_around_the_map()
    starts = [list(p) for p in np.random.default_rng(3).uniform([-6, -4], [6, 4], (len(points), 2))]
    pairs = list(zip(starts, points, strict=True))
    cuts = modules("lib/edge", "return x[0].map(([a, b]) => m.cut(a, b, x[1]));", [pairs, BOX])
    for (start, end), found in zip(pairs, cuts, strict=True):
        expected = cut(start, end, BOX)
        assert (found is None) == (expected is None)
        if expected is not None:
            assert found == pytest.approx(expected, abs=1e-9)


def test_a_polyline_keeps_every_point_in_sight_and_draws_nothing_far_out(modules: Modules) -> None:
    random = np.random.default_rng(4)
    path = (random.uniform(-8, 8, (400, 2)) * 10.0 ** random.integers(0, 6, (400, 1))).tolist()
    drawn = modules("lib/edge", "return m.drawable(x[0], x[1]);", [path, BOX])
    kept = {index: point for point, index in drawn if index >= 0}
    for index, point in enumerate(path):
        if abs(point[0]) <= 6 and abs(point[1]) <= 4:
            assert kept[index] == point
    placed = np.array([point for point, _ in drawn if point is not None])
    assert np.all(np.abs(placed) <= np.array([6 + 3 * 12, 4 + 3 * 8]) * (1 + 1e-9))


def test_a_segment_across_the_map_is_drawn_though_both_its_ends_are_far_away(
    modules: Modules,
) -> None:
    ends = [[-1e9, -1e9 / 2], [1e9, 1e9 / 2]]
    drawn = [
        point for point, _ in modules("lib/edge", "return m.drawable(x[0], x[1]);", [ends, BOX])
    ]
    (a, b) = (point for point in drawn if point is not None)
    assert b[1] - a[1] == pytest.approx((b[0] - a[0]) / 2)
    assert a[1] - a[0] / 2 == pytest.approx(0, abs=1e-6)


def test_an_exact_number_reads_back_as_the_very_same(modules: Modules) -> None:
    values = [0.1, -2.0, 1 / 3, 1e-300, -6.02e23, 5e-324, 123456789.125, 0.0]
    for value, text in zip(
        values, modules("lib/numbers", "return x.map(m.exactly);", values), strict=True
    ):
        mantissa, _, power = text.replace("−", "-").partition("×10")
        if mantissa.startswith("10") and mantissa[2:3] in SUPERSCRIPTS:
            mantissa, power = "1", mantissa[2:]
        exponent = "".join(str("⁰¹²³⁴⁵⁶⁷⁸⁹".find(c)) if c != "⁻" else "-" for c in power)
        assert float(f"{mantissa}e{exponent or 0}") == value


SUPERSCRIPTS = set("⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
