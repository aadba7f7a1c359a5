"""The data's picture: which one, what is on it, and that it holds what it should."""

import numpy as np
import pytest

from lrviz.figures.encode import untyped
from lrviz.figures.regression import MOST_POINTS, data_picture, data_spec
from lrviz.figures.theme import DARK, LIGHT
from lrviz.regression.task import Task, task

rng = np.random.default_rng(0)
ONE, TWO, THREE = (rng.normal(size=(60, d)) for d in (1, 2, 3))
LABELS = (np.arange(60) % 2).astype(float)
TASKS = {
    "line": task(ONE, ONE[:, 0] * 3 + 50, share=0.2),
    "plane": task(TWO * [9, 1] + [400, 0], TWO @ [1.0, 2.0] + 30, share=0.2),
    "fit": task(THREE, THREE @ [1.0, 2.0, 3.0]),
    "curve": task(ONE, LABELS, model="logistic"),
    "groups": task(TWO, LABELS, model="logistic", share=0.2),
}


def spec_of(made: Task) -> dict:
    return data_spec(made, data_picture(made), theme=LIGHT, language="en")


@pytest.mark.parametrize("kind", TASKS)
def test_the_picture_follows_the_model_and_its_features(kind: str) -> None:
    assert data_picture(TASKS[kind]).kind == kind


@pytest.mark.parametrize("kind", ["line", "curve", "groups"])
def test_every_row_is_a_point_and_those_kept_back_are_open(kind: str) -> None:
    made = TASKS[kind]
    traces = {trace["name"]: trace for trace in spec_of(made)["data"]}
    for name, rows in (("fit", made.fit), ("held", made.held)):
        if not len(rows):
            assert name not in traces
            continue
        upright = rows.X[:, 1] if kind == "groups" else rows.y
        assert untyped(traces[name]["x"]).tolist() == rows.X[:, 0].tolist()
        assert untyped(traces[name]["y"]).tolist() == upright.tolist()
    if made.held_objective:
        assert "open" in str(traces["held"]["marker"]["symbol"])


@pytest.mark.parametrize("kind", ["fit", "plane"])
def test_predictions_move_so_only_the_perfect_line_stands_still(kind: str) -> None:
    (line,) = spec_of(TASKS[kind])["data"]
    assert untyped(line["x"]).tolist() == untyped(line["y"]).tolist()


def test_a_plane_can_be_changed_for_its_predictions_against_the_true_values() -> None:
    made = TASKS["plane"]
    assert data_picture(made).flat == "fit"
    assert spec_of(made)["layout"]["xaxis"]["title"]["text"] == made.target


@pytest.mark.parametrize("kind", TASKS)
def test_only_a_plane_has_a_box_and_it_holds_every_point(kind: str) -> None:
    picture = data_picture(TASKS[kind])
    assert len(picture.box) == (3 if kind == "plane" else 0)
    for rows in (picture.fit, picture.held):
        for values, (low, high) in zip((*rows.X.T, rows.y), picture.box, strict=False):
            assert ((values > low) & (values < high)).all()


def test_the_floor_of_a_box_is_at_the_start_s_prediction_where_that_is_near() -> None:
    near, far = (data_picture(task(TWO, TWO[:, 0] + away)).box for away in (3, 3000))
    assert near[2][0] < 0 < near[2][1]
    assert far[2][0] > 2000


@pytest.mark.parametrize("kind", TASKS)
def test_the_axes_hold_every_point(kind: str) -> None:
    picture = data_picture(TASKS[kind])
    for rows in (picture.fit, picture.held):
        across = rows.y if kind in ("fit", "plane") else rows.X[:, 0]
        upright = rows.X[:, 1] if kind == "groups" else rows.y
        for values, (low, high) in ((across, picture.x_range), (upright, picture.y_range)):
            assert ((values > low) & (values < high)).all()


def test_the_start_s_prediction_widens_the_axis_only_where_it_is_near() -> None:
    near = data_picture(task(ONE, ONE[:, 0] + 5))
    far = data_picture(task(ONE, ONE[:, 0] + 5000))
    assert near.y_range[0] < 0 < near.y_range[1]
    assert far.y_range[0] > 4000


def test_a_single_constant_row_can_be_drawn() -> None:
    picture = data_picture(task([3.0], [0.0]))
    assert picture.x_range[0] < 3 < picture.x_range[1]
    assert picture.y_range[0] < 0 < picture.y_range[1]


def test_many_rows_are_drawn_evenly_in_part() -> None:
    X = np.arange(100_000.0)
    picture = data_picture(task(X, X))
    assert len(picture.fit) == MOST_POINTS
    assert (picture.fit.number[0], picture.fit.number[-1]) == (0, 99_999)
    assert np.ptp(np.diff(picture.fit.number)) <= 1


def test_the_name_of_a_column_is_text_and_no_markup() -> None:
    made = task(ONE, ONE[:, 0], names=["<b>$x$ & y"], target="t" * 200)
    layout = spec_of(made)["layout"]
    assert layout["xaxis"]["title"]["text"] == "&lt;b&gt;&#36;x&#36; &amp; y"
    assert len(layout["annotations"][0]["text"]) == 60


def test_light_and_dark_have_the_same_shape() -> None:
    made = TASKS["groups"]
    dark = data_spec(made, data_picture(made), theme=DARK, language="en")
    assert [trace["name"] for trace in dark["data"]] == [t["name"] for t in spec_of(made)["data"]]
    assert dark["layout"].keys() == spec_of(made)["layout"].keys()


@pytest.mark.parametrize("start", [1.7e9, 1e17, -4e6])
@pytest.mark.parametrize("span", [1.0, 1e4, 3e-3])
def test_the_numbers_of_an_axis_have_room_beside_it_and_below_it(start: float, span: float) -> None:
    """Unix times, ids: what tells a tick from the next is its eighth digit."""
    x = start + np.linspace(0, span, 20)
    layout = spec_of(task(x, x))["layout"]
    low, high = layout["xaxis"]["range"]
    size, apart = max(abs(low), abs(high)), (high - low) / layout["yaxis"]["nticks"]
    digits = next(n for n in range(30) if abs(float(f"{size:.{n}e}") - size) <= apart)
    pixels = 6 * len(f"{size:.{digits}e}".replace("e+", "×"))  # at the least
    assert layout["margin"]["l"] >= pixels
    assert 2 <= layout["xaxis"]["nticks"] <= max(2, 300 / pixels)
    assert layout["xaxis"]["tickangle"] == 0


def test_an_axis_of_short_numbers_is_as_it_was() -> None:
    layout = spec_of(TASKS["line"])["layout"]
    assert layout["xaxis"]["nticks"] == 7
    assert layout["margin"]["l"] == 66
