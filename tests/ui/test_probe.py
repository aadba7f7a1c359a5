"""What the probe is sent: the loss as a program, and pictures that stay while w moves."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import lrviz
from lrviz.analysis.backprop.graph import graph_of
from lrviz.film.gradient.probe import payload
from lrviz.film.program import program
from lrviz.objectives.formula import Formula
from lrviz.settings.config import RunConfig
from tests.ui.payloads import Payload


def place(objective: lrviz.Objective, w: Any, axes: tuple[int, ...], **more: Any) -> Any:
    """A page's place without a page."""
    point = np.array(w, dtype=float)
    own = {"objective": objective, "w": point, "axes": axes, "config": RunConfig(lr=0.3)}
    return SimpleNamespace(**(own | {"language": "en", "angle": 37} | more))


def sent(at: Any, part: str = "weights") -> dict[str, Any]:
    return Payload.of(payload(at, part)).header


def test_only_the_point_changes_while_it_moves() -> None:
    bowl = lrviz.objective("bowl")
    first, second = (sent(place(bowl, w, (0, 1))) for w in [(-5, -2), (1, 2)])
    assert first["id"] == second["id"]
    assert (first["w"], second["w"]) == ([-5, -2], [1, 2])
    assert (first["lr"], first["angle"]) == (0.3, 37)


@pytest.mark.parametrize(
    "other", [{"language": "zh"}, {"axes": (1, 0)}, {"w": np.array([-50.0, 0.0])}]
)
def test_another_picture_is_another_scene(other: dict[str, Any]) -> None:
    bowl = lrviz.objective("bowl")
    at = place(bowl, (-5, -2), (0, 1))
    moved = SimpleNamespace(**(vars(at) | other))
    assert sent(moved)["id"] != sent(at)["id"]
    assert sent(at, "directions")["id"] != sent(at)["id"]


def test_a_held_weight_changes_the_rings() -> None:
    cube = lrviz.formula("x^2 + y^2 + x y z")
    near, far = (place(cube, (1.0, 1.0, z), (0, 1)) for z in (0.5, 1.5))
    assert sent(near)["id"] != sent(far)["id"]
    assert sent(near)["id"] == sent(place(cube, (2.0, -1.0, 0.5), (0, 1)))["id"]


def test_the_map_has_the_axes_that_were_asked_for() -> None:
    layout = sent(place(lrviz.objective("bowl"), (-5, -2), (1, 0)))["specs"]["below"]["layout"]
    assert layout["xaxis"]["title"]["text"] == "<i>y</i>"
    assert layout["xaxis"]["range"] == [-4, 4]


def test_one_weight_has_a_curve_and_no_map() -> None:
    wave = sent(place(lrviz.objective("wave"), (9.5,), (0,)))
    assert set(wave["specs"]) == {"side_0"}
    assert set(sent(place(lrviz.objective("bowl"), (1, 1), (0, 1)))["specs"]) == {
        "below", "above", "side_0", "side_1",
    }  # fmt: skip


def test_the_program_is_the_graph() -> None:
    loss = lrviz.formula("x^2 + 2y^2")
    assert isinstance(loss, Formula)
    told = program(graph_of(loss))
    assert told["dim"] == 2
    assert [kind for kind, _, _ in told["nodes"]] == [
        "variable", "variable", "power", "power", "product", "sum",
    ]  # fmt: skip
    assert told["output"] == 5
