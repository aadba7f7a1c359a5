"""What the gradient page says of one weight where its slope is infinite, as at the tip of √x."""

import re
from decimal import Decimal
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
from tests.js.printed import half_units, value
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


UPDATE = re.compile(r"</i>. = (.+) = <b>(.+)</b>; .* from (\S+) to (\S+)\.$")


@pytest.mark.parametrize(
    ("formula", "w"),
    [
        ("10^8 + x^2 + 10y^2", (1.0, -2.0)),
        ("10^12 (x-1000)^2 + sin(y)", (1000 + 4e-10, 0.123456789)),
        ("x^3 + 1.2345678y", (0.98765432, 7.0)),
        ("5x^2 + 4.9999999y^2", (0.7, 3.3)),
    ],
)
def test_the_printed_update_adds_up_and_the_losses_are_told_apart(
    modules: Modules, formula: str, w: tuple[float, ...]
) -> None:
    objective = lrviz.formula(formula)
    run = lrviz.descend(objective, lr=0.1, steps=1, start=w)
    said = shown(modules, formula, w)
    for i, line in enumerate(said["readouts"]):
        found = UPDATE.search(line)
        assert found, line
        left, end, *losses = found.groups()
        ((total,), (printed,)) = value(left), value(end)
        near = half_units(end)[0] + Decimal(2**-50 * abs(w[i]))
        assert abs(total.low - printed.low) <= near
        assert float(printed.low) == pytest.approx(run.w[1][i], rel=6e-4, abs=1e-15)
        (before,), (after,) = map(value, losses)
        alone = list(w)
        alone[i] = run.w[1][i]
        known = objective.loss(torch.tensor([w, alone], dtype=torch.float64)).tolist()
        assert float(after.low - before.low) == pytest.approx(known[1] - known[0], rel=0.1)
