"""The direction that the gradient page's probe shows."""

import math

import pytest

from tests.js.node import Modules

SHOWN = """const { axes, gradient, angle } = x;
return m.direction({ scene: { axes }, now: { gradient }, angle });"""


@pytest.mark.parametrize("gradient", [[3.0, 0.0], [0.0, -2.0], [-1.0, 1.0], [1e-9, 4.0]])
def test_untouched_it_is_the_steepest_way_down(modules: Modules, gradient: list[float]) -> None:
    angle = modules(
        "probe/directions", SHOWN, {"axes": [0, 1], "gradient": gradient, "angle": None}
    )
    way = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    slope = gradient[0] * way[0] + gradient[1] * way[1]
    assert 0 <= angle < 360
    assert slope == pytest.approx(-math.hypot(*gradient))


def test_a_direction_in_hand_stays_and_a_flat_place_has_none(modules: Modules) -> None:
    given = {"axes": [1, 0], "gradient": [3.0, 4.0], "angle": 77.0}
    assert modules("probe/directions", SHOWN, given) == 77.0
    flat = {"axes": [0, 1], "gradient": [0.0, 0.0], "angle": None}
    assert modules("probe/directions", SHOWN, flat) == 0


def test_the_angle_of_the_way_to_a_point(modules: Modules) -> None:
    found = modules(
        "probe/directions",
        "return x.map((at) => m.toward([1, 1], at))",
        [[2, 1], [1, 3], [0, 1], [1, 0]],
    )
    assert found == pytest.approx([0, 90, 180, 270])
