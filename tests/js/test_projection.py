"""The arithmetic of the box of two features, against rotations and samples of numpy."""

import math
from typing import Any

import numpy as np
import pytest

from tests.js.node import Modules

MODULE = "regression/projection"
MARGIN = {"left": 54, "right": 40, "top": 26, "bottom": 46}
FRAMES = [(440, 470), (360, 320), (900, 300)]
ANGLES = [(32, 22), (-58, 22), (0, 4), (90, 62), (-179, 40), (122, 10)]
CORNERS = np.array([[u, v, z] for u in (-1, 1) for v in (-1, 1) for z in (-1, 1)], dtype=float)
rng = np.random.default_rng(3)
PLANES = [
    *rng.normal(size=(12, 3)),
    *rng.normal(size=(12, 3)) * 6,
    *rng.normal(size=(4, 3)) * 1e30,
    np.array([0.0, 0.0, 0.4]),
    np.array([0.0, 0.0, 5.0]),
    np.array([2.0, 0.0, 0.0]),
]


def seen(modules: Modules, angles: tuple[float, float], frame: tuple[int, int]) -> dict[str, Any]:
    body = """const c = m.camera({ azimuth: x[0][0], elevation: x[0][1] }, x[1], x[2]);
    return { ...c, at: x[3].map(c.place) };"""
    points = [[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1], *CORNERS.tolist()]
    found: dict[str, Any] = modules(MODULE, body, [angles, frame, MARGIN, points])
    at = np.array(found["at"])
    found |= {"origin": at[0], "axes": (at[1:4] - at[0]).T, "corners": at[4:]}
    return found


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("angles", ANGLES)
def test_the_box_is_rotated_about_its_upright_axis_and_then_tilted(
    modules: Modules, angles: tuple[float, float], frame: tuple[int, int]
) -> None:
    found = seen(modules, angles, frame)
    a, e = np.radians(angles)
    about = np.array([[np.cos(a), np.sin(a), 0], [-np.sin(a), np.cos(a), 0], [0, 0, 1]])
    # The screen's upright axis, of what is (across, away, upward) for the reader.
    screen = np.array([[1, 0, 0], [0, np.sin(e), np.cos(e)]])
    scale = np.hypot(*found["axes"][0, :2])
    tall = found["lift"] / scale / np.cos(e)
    expected = scale * screen @ about @ np.diag([1, 1, tall])
    assert found["axes"] * [[1], [-1]] == pytest.approx(expected, abs=1e-9)
    assert found["corners"] == pytest.approx(found["origin"] + CORNERS @ found["axes"].T)


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("angles", ANGLES)
def test_the_whole_box_is_in_the_frame_however_it_is_turned(
    modules: Modules, angles: tuple[float, float], frame: tuple[int, int]
) -> None:
    x, y = seen(modules, angles, frame)["corners"].T
    assert MARGIN["left"] - 1e-9 <= x.min() < x.max() <= frame[0] - MARGIN["right"] + 1e-9
    assert MARGIN["top"] - 1e-9 <= y.min() < y.max() <= frame[1] - MARGIN["bottom"] + 1e-9


@pytest.mark.parametrize("angles", ANGLES)
def test_what_moves_toward_the_reader_stays_on_its_pixel(
    modules: Modules, angles: tuple[float, float]
) -> None:
    found = seen(modules, angles, FRAMES[0])
    toward = np.array(found["toward"])
    assert found["axes"] @ toward == pytest.approx([0, 0], abs=1e-9)
    assert toward[2] > 0  # the reader looks down on the box


def test_a_pull_turns_the_near_side_with_the_hand_and_stays_within_bounds(modules: Modules) -> None:
    body = (
        "return x.map(([azimuth, elevation, dx, dy]) => m.turned({ azimuth, elevation }, dx, dy));"
    )
    pulls = [
        [32, 22, 40, 0],
        [179, 22, -40, 0],
        [-170, 22, 40, 0],
        [0, 22, 0, 1e5],
        [0, 22, 0, -1e5],
    ]
    found = [(each["azimuth"], each["elevation"]) for each in modules(MODULE, body, pulls)]
    for (azimuth, elevation), (before, *_) in zip(found, pulls, strict=True):
        assert -180 <= azimuth < 180
        assert 0 < elevation < 90
        apart = (azimuth - before + 180) % 360 - 180
        assert abs(apart) <= 40
    near = np.array([0.4, -1, -1])  # of the sides, that at v = −1 is the reader's here
    before, after = (seen(modules, each, FRAMES[0]) for each in ((32, 22), found[0]))
    assert (after["axes"] @ near)[0] > (before["axes"] @ near)[0]


def test_a_model_is_the_same_heights_in_the_box(modules: Modules) -> None:
    box = [[12.0, 180.0], [-3.0, 60.0], [-40.0, 500.0]]
    for w1, w2, b in rng.normal(size=(6, 3)) * [3, 2, 100]:
        p, q, r = modules(MODULE, "return m.tilt(...x);", [[w1, w2, b], box])
        for u, v in rng.uniform(-1, 1, size=(5, 2)):
            x1, x2 = (np.interp(at, [-1, 1], box[j]) for j, at in enumerate((u, v)))
            height = w1 * x1 + w2 * x2 + b
            expected = 2 * (height - box[2][0]) / (box[2][1] - box[2][0]) - 1
            assert p * u + q * v + r == pytest.approx(expected, rel=1e-9, abs=1e-9)


def test_a_value_and_its_place_on_an_axis_are_each_other_s(modules: Modules) -> None:
    body = (
        "return x.map(([at, range]) => [m.normal(at, range), m.value(m.normal(at, range), range)]);"
    )
    cases = [[12.0, [12.0, 180.0]], [180.0, [12.0, 180.0]], [-7.0, [-20.0, 6.0]]]
    assert modules(MODULE, body, cases) == [[-1, 12], [1, 180], [0, -7]]


@pytest.mark.parametrize("plane", PLANES, ids=str)
def test_a_clipped_plane_is_the_part_of_it_that_is_in_the_box(
    modules: Modules, plane: np.ndarray
) -> None:
    ring = np.array(modules(MODULE, "return m.clipped(x);", plane)).reshape(-1, 3)
    u, v = np.meshgrid(*[np.linspace(-1, 1, 801)] * 2)
    inside = np.abs(plane[0] * u + plane[1] * v + plane[2]) <= 1
    assert (len(ring) > 2) == inside.any() or np.abs(plane).max() > 1e20
    if not len(ring):
        return
    x, y, z = ring.T
    area = 0.5 * abs(x @ np.roll(y, 1) - y @ np.roll(x, 1))
    assert area == pytest.approx(4 * inside.mean(), abs=0.02)
    assert np.abs(ring).max() <= 1
    slack = 1e-9 * max(1, np.abs(plane).max())
    assert z == pytest.approx(ring[:, :2] @ plane[:2] + plane[2], abs=slack)


@pytest.mark.parametrize("odd", [math.nan, math.inf, -math.inf])
def test_a_plane_that_is_no_number_is_nowhere_in_the_box(modules: Modules, odd: float) -> None:
    assert modules(MODULE, "return m.clipped(x);", [0.5, odd, 0.0]) == []


@pytest.mark.parametrize("axis", [0, 1])
@pytest.mark.parametrize("plane", PLANES, ids=str)
def test_a_line_of_the_mesh_is_the_part_of_it_that_is_in_the_box(
    modules: Modules, plane: np.ndarray, axis: int
) -> None:
    for at in (-0.6, 0.3):
        ends = modules(MODULE, "return m.strip(...x);", [plane, axis, at])
        other = np.linspace(-1, 1, 4001)
        u, v = (other, np.full_like(other, at)) if axis else (np.full_like(other, at), other)
        inside = np.abs(plane[0] * u + plane[1] * v + plane[2]) <= 1
        if ends is None:
            assert inside.mean() < 1e-3
            continue
        ends = np.array(ends)
        assert ends[:, axis] == pytest.approx([at, at])
        assert np.ptp(ends[:, 1 - axis]) == pytest.approx(2 * inside.mean(), abs=2e-3)
        assert np.abs(ends).max() <= 1 + 1e-12


@pytest.mark.parametrize("plane", PLANES[:12], ids=str)
def test_a_point_is_covered_where_the_plane_is_met_on_the_way_to_the_reader(
    modules: Modules, plane: np.ndarray
) -> None:
    points = rng.uniform(-1, 1, size=(30, 3))
    toward = np.array(seen(modules, ANGLES[0], FRAMES[0])["toward"])
    body = "const hides = m.covers(x[0], x[1]); return x[2].map((at) => hides(...at));"
    found = modules(MODULE, body, [plane, toward, points])
    way = np.linspace(0, 1e4, 200_001)[:, None]
    for point, hidden in zip(points, found, strict=True):
        along = point + way * toward
        above = along[:, 2] > along[:, :2] @ plane[:2] + plane[2]
        assert hidden == (above != above[0]).any()


@pytest.mark.parametrize(
    "plane", [(1, 0.2, 0), (-0.4, 2, 0), (0.7, -0.1, 0), (-1, -1, 0), (0, 0, 0)]
)
def test_a_plane_is_first_seen_from_above_it(modules: Modules, plane: tuple[float, ...]) -> None:
    body = """const angles = m.home(x[0]);
    const { toward } = m.camera(angles, x[1], x[2]);
    const hides = m.covers(x[0], toward);
    return [hides(0, 0, -0.1), hides(0, 0, 0.1), toward];"""
    below, above, toward = modules(MODULE, body, [plane, FRAMES[0], MARGIN])
    assert (below, above) == (True, False)
    assert np.dot(plane[:2], toward[:2]) <= 1e-12  # it rises away from the reader


@pytest.mark.parametrize("count", [4, 6])
@pytest.mark.parametrize(
    ("low", "high"),
    [(-4.2, 3.9), (12, 181), (0.013, 0.0172), (-1e6, 4e6), (1e9, 1e9 + 3), (-0.7, -0.2)],
)
def test_ticks_are_round_numbers_in_the_range(
    modules: Modules, low: float, high: float, count: int
) -> None:
    found = np.array(modules(MODULE, "return m.ticks(...x);", [[low, high], count]))
    step = np.diff(found).mean()
    assert np.diff(found) == pytest.approx(step)
    power = 10 ** np.floor(np.log10(step) + 1e-9)
    assert min(abs(step / power - each) for each in (1, 2, 5)) < 1e-6
    assert 2 <= len(found) <= 1.6 * count + 1
    slack = 1e-6 * step
    assert low - slack <= found[0] < low + step + slack
    assert high - step - slack < found[-1] <= high + slack
