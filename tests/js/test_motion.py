"""What a reel's traces show at a frame: a picture per frame, or a path as far as it has come."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from tests.js.node import Modules

BOX = [[0.0, 10.0], [0.0, 10.0]]
PATH = [[1.0, 1.0], [4.0, 2.0], [9.0, 5.0], [14.0, 5.0]]
FRAME = """const flat = (rows) => {
  const [count, width] = [rows.length, rows[0].length];
  return { values: Float64Array.from(rows.flat()), shape: [count, width] };
};
const arrays = {};
for (const [name, rows] of Object.entries(x.arrays)) arrays[name] = flat(rows);
const motion = { name: "run", words: x.words, arrays };
if (arrays.points) motion.length = m.lengths(arrays.points);
return x.frames.map((k) => m.frameData(motion, k, x.box, [false, false], false));"""


def frames(
    modules: Modules,
    words: Mapping[str, Any],
    arrays: Mapping[str, Sequence[Sequence[float]]],
    shown: Sequence[int],
) -> list[dict[str, Any]]:
    given = {"words": words, "arrays": arrays, "frames": shown, "box": BOX}
    found: list[dict[str, Any]] = modules("reel/motion", FRAME, given)
    return found


def test_each_frame_has_its_own_picture_and_one_alone_serves_all(modules: Modules) -> None:
    arrays = {"x": [[0.0, 1.0]], "y": [[5.0, 6.0], [7.0, 8.0]]}
    words = {"kind": "swap", "text": [["a", "b"], ["c", "d"]]}
    first, last, after = (each["run"] for each in frames(modules, words, arrays, [0, 1, 5]))
    assert first == {"x": [0, 1], "y": [5, 6], "text": ["a", "b"]}
    assert last == {"x": [0, 1], "y": [7, 8], "text": ["c", "d"]}
    assert after == last


def test_a_path_has_come_as_far_as_its_frame_with_its_head_at_the_end(modules: Modules) -> None:
    for k, found in enumerate(
        frames(modules, {"kind": "grow", "head": True}, {"points": PATH}, [0, 1, 2])
    ):
        assert found["run"] == {
            "x": [p[0] for p in PATH[: k + 1]],
            "y": [p[1] for p in PATH[: k + 1]],
        }
        assert found["run:head"] == {"x": [PATH[k][0]], "y": [PATH[k][1]]}
        assert found["run:edge"]["text"] == [""]


def test_off_the_map_an_arrow_with_the_true_value_takes_the_heads_place(modules: Modules) -> None:
    (found,) = frames(modules, {"kind": "grow", "head": True}, {"points": PATH}, [3])
    assert found["run:head"] == {"x": [None], "y": [None]}
    assert (found["run:edge"]["x"], found["run:edge"]["y"]) == ([10], [5])
    assert found["run:edge"]["text"] == ["(14, 5)"]
    assert found["run:edge"]["marker"]["angle"] == pytest.approx(90)


def test_a_path_ends_before_its_first_point_that_is_no_number(modules: Modules) -> None:
    broken = [*PATH[:2], [float("nan"), 1.0], PATH[2]]
    (found,) = frames(modules, {"kind": "grow", "head": True}, {"points": broken}, [3])
    assert found["run"]["x"] == [1, 4]


def test_what_is_off_the_map_by_more_than_single_precision_is_drawn_as_what_it_is(
    modules: Modules,
) -> None:
    path = [[1.0, 5.0], [1e300, 5.0], [5.0, 5.0], [1e200, 1e250]]
    (over,) = frames(modules, {"kind": "grow", "head": True}, {"points": path}, [1])
    assert over["run"] == {"x": [1, 40], "y": [5, 5]}
    assert over["run:edge"]["text"] == ["(10³⁰⁰, 5)"]
    (far,) = frames(modules, {"kind": "grow", "head": True}, {"points": path}, [3])
    assert far["run"]["x"][-1] == pytest.approx(5)  # straight up: 10⁵⁰ times as far as across
    assert far["run"]["y"][-1] == pytest.approx(40)


PICTURE = """const layout = { margin: { l: 66, r: 14, t: 24, b: 42 }, yaxis: { range: x } };
const plot = { name: "loss", spec: { data: [], layout }, dark: [], moving: {} };
const show = { layout: [], doubles: {} };
return new m.Picture(null, null, plot, show, false, null).top.layout.margin.l;"""


def test_long_numbers_of_an_upright_axis_have_room_and_short_ones_take_none(
    modules: Modules,
) -> None:
    letters = len("1.00000025×108")  # at about six pixels each
    assert modules("reel/picture", PICTURE, [1e8, 1e8 + 25]) > 6 * letters
    assert modules("reel/picture", PICTURE, [-5.0, 5.0]) == 66
