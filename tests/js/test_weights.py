"""What the gradient page says of one weight where its slope is infinite, as at the tip of √x."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch

import lrviz
from lrviz.film.gradient.probe import payload
from lrviz.settings.config import RunConfig
from lrviz.text import say
from tests.js.node import Modules
from tests.ui.payloads import Payload

SHOWN = """const { scene, w, lr, value, gradient } = x;
const known = Number.isFinite(value) && gradient.every(m.isSlope);
const next = w.map((each, i) => each - lr * gradient[i]);
const now = { w, lr, value, gradient, known, next };
const probe = { scene, now, scale: [1, 1], steady: (_, range) => range };
const { readouts, sides, map } = m.weights(probe);
return { readouts, map, points: sides.map(({ data }) => [data.point.x, data.tangent.x]) };"""


def shown(modules: Modules, formula: str, w: tuple[float, ...]) -> Any:
    objective, point = lrviz.formula(formula), torch.tensor(w, dtype=torch.float64)
    at = SimpleNamespace(
        objective=objective,
        w=np.array(w),
        axes=tuple(range(len(w))),
        config=RunConfig(lr=0.1),
        language="en",
        angle=0,
    )
    scene = Payload.of(payload(at, "weights")).header
    slopes = {"value": float(objective.loss(point)), "gradient": objective.gradient(point).tolist()}
    return modules("probe/weights", SHOWN, {"scene": scene, "w": list(w), "lr": 0.1, **slopes})


@pytest.mark.parametrize("formula", ["sqrt(x) + y^2", "y^2 - 0.001 x^0.5", "y^2 + 3 x^0.3"])
def test_an_infinite_slope_is_called_so_and_draws_no_tangent(
    modules: Modules, formula: str
) -> None:
    found = shown(modules, formula, (0.0, 2.0))
    assert found["readouts"][0] == say("probe.steep", name="<i>x</i>", loss="4")
    assert found["readouts"][1].startswith("∂ℓ/∂<i>y</i> = 4 is <b>positive</b>")
    assert found["map"] == ""
    (at, no_tangent), (beside, tangent) = found["points"]
    assert (at, beside) == ([0], [2])
    assert None in no_tangent
    assert None not in tangent


def test_the_tip_of_a_cone_is_level_and_a_steep_slope_a_number(modules: Modules) -> None:
    cone = shown(modules, "sqrt(x^2 + y^2)", (0.0, 0.0))
    assert "= 0: level" in cone["readouts"][0]
    steep = shown(modules, "1e99 x^3 + y", (1e20, 0.0))
    assert "3×10¹³⁹ is <b>positive</b>" in steep["readouts"][0]


def test_outside_the_domain_there_is_no_value(modules: Modules) -> None:
    assert shown(modules, "log(x)", (-1.0,))["readouts"] == [say("probe.nowhere")]
