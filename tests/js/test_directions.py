"""The direction that the gradient page's probe shows."""

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import lrviz
from lrviz.film.gradient.probe import intro, payload
from lrviz.settings.config import RunConfig
from lrviz.text import LANGUAGES, say
from tests.js.node import Modules
from tests.ui.payloads import Payload

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


READ = """const { scene, w, gradient } = x;
const probe = { scene, now: { w, gradient, known: true }, angle: null };
const { map, readouts } = m.directions(probe);
return { map, readout: readouts[0] };"""


def read(modules: Modules, w: tuple[float, ...], axes: tuple[int, ...], language: str) -> Any:
    """What is said at w on x² + y² + z², whose gradient is 2w, or on x² + y²."""
    objective = lrviz.formula("x^2 + y^2 + z^2" if len(w) == 3 else "x^2 + y^2")
    config = RunConfig(lr=0.1)
    at = SimpleNamespace(
        objective=objective, w=np.array(w), axes=axes, config=config, language=language, angle=0
    )
    scene = Payload.of(payload(at, "directions")).header
    given = {"scene": scene, "w": list(w), "gradient": [2 * x for x in w]}
    return modules("probe/directions", READ, given)


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_three_weights_the_plane_is_spoken_of_and_not_the_gradient(
    modules: Modules, language: str
) -> None:
    for axes, steepest, pair in [
        ((0, 1), "4.472", "(∂ℓ/∂<i>x</i>, ∂ℓ/∂<i>y</i>)"),  # √(2² + 4²)
        ((2, 0), "6.325", "(∂ℓ/∂<i>z</i>, ∂ℓ/∂<i>x</i>)"),  # √(6² + 2²)
    ]:
        found = read(modules, (1.0, 2.0, 3.0), axes, language)
        assert "∂ℓ/∂w" not in found["map"] + found["readout"]
        assert f"‖{pair}‖ = {steepest}" in found["readout"]
        assert "100%" in found["readout"]
    level = read(modules, (0.0, 0.0, 3.0), (0, 1), language)  # where the gradient is (0, 0, 6)
    assert level["map"] == say("probe.plane.flat", language) != say("probe.flat", language)
    assert level["readout"].endswith(level["map"])


def test_of_two_weights_the_gradient_is_spoken_of(modules: Modules) -> None:
    found = read(modules, (1.0, 2.0), (0, 1), "en")
    assert found["map"] == say("probe.field")
    assert "100% of the steepest slope ‖∂ℓ/∂w‖ = 4.472" in found["readout"]
    assert read(modules, (0.0, 0.0), (0, 1), "en")["map"] == say("probe.flat")


def test_a_plane_of_three_weights_is_said_to_be_one() -> None:
    box, bowl = lrviz.formula("x^2 + y^2 + z^2"), lrviz.formula("x^2 + y^2")
    for language in LANGUAGES:
        assert intro(box, "directions", language) == say("gradient.intro.plane", language)
        assert intro(bowl, "directions", language) == say("gradient.intro.directions", language)
