"""A reel as it is sent: every frame of every trace, in both themes, and nothing twice."""

import numpy as np
import pytest

from lrviz.figures.encode import Spec
from lrviz.figures.theme import DARK, LIGHT, Theme
from lrviz.film.reel import Grow, Motion, Plot, Reel, Swap
from tests.ui.payloads import Payload

PATH = np.arange(12.0).reshape(6, 2)


def picture(theme: Theme) -> Spec:
    return {"data": [{"name": "run", "line": {"color": theme.path}}], "layout": {}}


def reel(motion: Motion, frames: int = 6) -> Reel:
    plot = Plot(name="map", spec=picture, alt="A map", moving={"run": motion})
    return Reel(plots=[plot], frames=frames)


def test_a_growing_path_arrives_whole() -> None:
    sent = Payload.of(reel(Grow(points=PATH)).payload("demo", "en"))
    np.testing.assert_array_equal(sent.doubles["map/run/points"], PATH)


def test_a_path_far_from_zero_and_one_beyond_single_precision_keep_every_digit() -> None:
    path = np.array([[1000, 1e8], [1000 + 1e-9, 1e8 + 1e-7], [-1e200, 3e300]])
    sent = Payload.of(reel(Grow(points=path), frames=3).payload("demo", "en"))
    np.testing.assert_array_equal(sent.doubles["map/run/points"], path)


def test_exchanged_values_arrive_row_by_row() -> None:
    motion = Swap(x=np.arange(3.0), y=PATH, text=[["a"]] * 6)
    sent = Payload.of(reel(motion).payload("demo", "en"))
    np.testing.assert_array_equal(sent.doubles["map/run/x"], [np.arange(3.0)])
    np.testing.assert_array_equal(sent.doubles["map/run/y"], PATH)
    assert sent.header["plots"][0]["moving"]["run"] == {"kind": "swap", "text": [["a"]] * 6}


def test_the_dark_picture_differs_where_its_colours_do() -> None:
    (plot,) = Payload.of(reel(Grow(points=PATH)).payload("demo", "en")).header["plots"]
    assert plot["spec"] == picture(LIGHT)
    assert plot["dark"] == [[["data", 0, "line", "color"], DARK.path]]


def test_the_same_reel_has_the_same_name_whatever_frame_is_asked_for() -> None:
    names = [
        Payload.of(reel(Grow(points=PATH)).payload("demo", language, frame=k)).header["id"]
        for language, k in [("en", 0), ("en", 3), ("zh", 0)]
    ]
    assert names[0] == names[1] != names[2]
    other = Payload.of(reel(Grow(points=PATH + 1)).payload("demo", "en")).header["id"]
    assert other != names[0]


def test_every_text_of_the_player_comes_along() -> None:
    header = Payload.of(reel(Grow(points=PATH)).payload("demo", "zh")).header
    assert header["texts"]["play"].startswith("播放")


def test_a_trace_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match=r"`map\.run` must have 1 or 9 frames; got 6"):
        reel(Grow(points=PATH), frames=9)


def test_a_motion_without_a_trace_is_refused() -> None:
    plot = Plot(name="map", spec=picture, alt="A map", moving={"walk": Grow(points=PATH)})
    with pytest.raises(ValueError, match="has no trace walk"):
        Reel(plots=[plot], frames=6).payload("demo", "en")
