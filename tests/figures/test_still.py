"""Marching squares, and the picture made of them."""

import re
import time
from xml.etree import ElementTree

import numpy as np
import pytest

from lrviz.analysis.landscape import grid
from lrviz.descent.engine import descend
from lrviz.figures import DARK, LIGHT, still_svg
from lrviz.figures.isolines import isolines, regions
from lrviz.figures.layout import MARGIN, ticks
from lrviz.objectives import OBJECTIVES, formula
from tests.figures.pictures import bowl_run

PLANE = [name for name, each in OBJECTIVES.items() if each.dim == 2]
NAMESPACE = "{http://www.w3.org/2000/svg}"
X, Y = np.linspace(-6, 6, 121), np.linspace(-4, 4, 81)
BOWL = X**2 + 2 * Y[:, None] ** 2


def area(loop: np.ndarray) -> float:
    x, y = loop.T
    return float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]) / 2)


@pytest.mark.parametrize("level", [0.5, 4.0, 17.3, 30.0])
def test_an_iso_line_of_the_bowl_is_the_ellipse(level: float) -> None:
    (ring,) = isolines(X, Y, BOWL, level)
    losses = ring[:, 0] ** 2 + 2 * ring[:, 1] ** 2
    cell = 0.1
    assert np.abs(losses - level).max() <= 2 * cell**2  # of linear interpolation: f″h²/8 ≤ 0.005
    assert np.array_equal(ring[0], ring[-1])
    assert abs(area(ring)) == pytest.approx(np.pi * level / np.sqrt(2), rel=0.01)


def test_the_high_ground_is_on_the_left() -> None:
    (ring,) = isolines(X, Y, BOWL, 4.0)
    assert area(ring) < 0  # clockwise around the low middle
    (hill,) = isolines(X, Y, -BOWL, -4.0)
    assert area(hill) > 0


def test_a_line_that_leaves_the_grid_ends_at_its_border() -> None:
    (line,) = isolines(X, Y, np.broadcast_to(X, BOWL.shape), 1.23)
    assert np.allclose(line[:, 0], 1.23)
    assert sorted([line[0, 1], line[-1, 1]]) == [-4, 4]


def test_the_region_above_a_level_has_the_area_it_should() -> None:
    loops = regions(X, Y, BOWL, 8.0)
    inside = sum(area(np.clip(loop, [-6, -4], [6, 4])) for loop in loops)
    assert inside == pytest.approx(96 - np.pi * 8 / np.sqrt(2), rel=0.01)


def test_two_wells_at_a_saddle_make_separate_loops() -> None:
    x = np.linspace(-2, 2, 41)
    z = (x**2 - 1) ** 2 + x[:, None] ** 2
    assert len(isolines(x, x, z, 0.9)) == 2
    assert len(isolines(x, x, z, 1.1)) == 1


def test_holes_are_outside_every_region() -> None:
    z = BOWL.copy()
    z[30:50, 50:70] = np.nan
    whole = regions(X, Y, z, -np.inf)
    assert len(whole) == 2


@pytest.mark.parametrize("name", PLANE)
def test_the_still_picture_is_small_quick_wellformed_and_titled(name: str) -> None:
    run = descend(name, lr=1e-3, steps=20)
    still_svg(run.objective, run, theme=LIGHT)
    started = time.thread_time()
    svg = still_svg(run.objective, run, theme=LIGHT)
    spent = time.thread_time() - started
    root = ElementTree.fromstring(svg)
    assert root.get("role") == "img"
    assert root.find(f"{NAMESPACE}title") is not None
    assert len(svg.encode()) < 30_000
    assert spent < 0.2  # some 0.015 s when nothing else runs


def test_the_still_picture_has_the_data_range_and_margins_of_plotlys_map() -> None:
    root = ElementTree.fromstring(still_svg(bowl_run().objective, bowl_run(), theme=LIGHT))
    _, _, width, height = map(float, root.get("viewBox").split())
    assert width / height == pytest.approx(12 / 8, rel=1e-3)
    assert width == pytest.approx(860 - MARGIN["l"] - MARGIN["r"], abs=0.1)
    padding = " ".join(f"{MARGIN[side]}px" for side in "trbl")
    assert f"padding:{padding}" in root.get("style")


def test_points_stand_where_the_run_was() -> None:
    run = bowl_run()
    svg = still_svg(run.objective, run, 0, theme=LIGHT, width=660, height=468)
    scale = 600 / 12
    (circle,) = ElementTree.fromstring(svg).iter(f"{NAMESPACE}circle")
    assert float(circle.get("cx")) == pytest.approx((-5 + 6) * scale, abs=0.06)
    assert float(circle.get("cy")) == pytest.approx((4 + 2) * scale, abs=0.06)


def positions(loop: str) -> np.ndarray:
    """The points of a path in relative whole numbers."""
    x, y, *steps = map(int, re.findall(r"-?\d+", loop))
    return np.cumsum([[x, y], *np.reshape(steps, (-1, 2))], axis=0)


def test_rings_of_the_still_picture_have_the_loss_of_their_level() -> None:
    run = bowl_run()
    svg = still_svg(run.objective, run, theme=LIGHT, width=660, height=468)
    outline = re.findall(r'<path d="(M[^"]*)" fill="#[0-9a-f]{6}" vector', svg)[3]
    points = np.concatenate([positions(loop) for loop in outline.split("z")[:-1]]) / 5 / 50
    losses = (points[:, 0] - 6) ** 2 + 2 * (4 - points[:, 1]) ** 2
    inner = losses[(points > 0).all(axis=1) & (points < [12, 8]).all(axis=1)]
    assert len(inner) > 20
    assert np.ptp(inner) < 0.06 * inner.mean()


def test_names_and_the_true_value_of_points_off_the_map_are_written() -> None:
    run = bowl_run(lr=0.7, steps=6)
    svg = still_svg(run.objective, run, 4, theme=DARK)
    assert 'w</tspan><tspan dy="4" font-size="75%">0' in svg
    assert "w₄ = (" in svg


def test_what_a_person_typed_is_escaped() -> None:
    typed = formula("max(x, 0)^2 + y^2 + (x - 1)^2*0.5")
    object.__setattr__(typed, "title", '<script>"&')
    svg = still_svg(typed, descend(typed, lr=0.1, steps=3), theme=LIGHT)
    assert "<script>" not in svg
    assert "&lt;script&gt;" in svg


def test_a_blown_up_run_and_a_loss_with_holes_are_drawn() -> None:
    wild = bowl_run(lr=9.0, steps=2000)
    ElementTree.fromstring(still_svg(wild.objective, wild, theme=LIGHT))
    holed = formula("log(x) + y^2")
    run = descend(holed, lr=0.01, steps=3, start=(1.0, 1.0))
    ElementTree.fromstring(still_svg(holed, run, theme=LIGHT))
    assert not np.isfinite(grid(holed).z).all()


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(-6, 6, [-6, -4, -2, 0, 2, 4, 6]), (0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1.0]), (1e5, 1.1e5, None)],
)
def test_ticks_are_round_and_inside(low: float, high: float, expected: list[float] | None) -> None:
    found = ticks(low, high, 7)
    assert expected is None or found == pytest.approx(expected)
    assert low <= min(found) < max(found) <= high
