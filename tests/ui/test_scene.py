"""The scene: what the film plays on, light and dark, in both languages."""

import json
from typing import Any
from xml.etree import ElementTree

import pytest

import lrviz
from lrviz.analysis.diagnosis import Verdict
from lrviz.film.film import Film, shoot
from lrviz.film.payload import differences
from lrviz.film.scene import Scene, scene_of, texts
from lrviz.text import LANGUAGES, catalog


def film(name: str = "bowl", **settings: Any) -> Film:
    return shoot(lrviz.objective(name), None, 24, {"steps": 20, **settings})


def patched(spec: Any, patches: list[tuple[list[str | int], Any]]) -> Any:
    """The light spec with the dark one's differences put in."""
    copy = json.loads(json.dumps(spec))
    for path, value in patches:
        at = copy
        for key in path[:-1]:
            at = at[key]
        at[path[-1]] = value
    return copy


@pytest.mark.parametrize("name", ["bowl", "wave", "goldstein_price"])
def test_the_dark_pictures_are_the_light_ones_with_the_differences(name: str) -> None:
    scene = scene_of(film(name), "en")
    content = json.loads(json.dumps(scene.content()))
    dark = json.loads(json.dumps(scene._specs(lrviz_dark())))
    for key, light in content["specs"].items():
        assert content["dark"][key]
        assert patched(light, content["dark"][key]) == dark[key]


def lrviz_dark() -> Any:
    from lrviz.figures.theme import DARK

    return DARK


def test_the_rings_are_drawn_only_once_and_the_path_s_traces_are_empty() -> None:
    specs = scene_of(film(), "en").content()["specs"]
    assert [trace["type"] for trace in specs["rings"]["data"]].count("contour") == 1
    assert "contour" not in [trace["type"] for trace in specs["path"]["data"]]
    assert {"future", "path", "edge", "step", "point", "names"} <= {
        trace["name"] for trace in specs["path"]["data"]
    }
    assert specs["rings"]["layout"]["xaxis"]["range"] == specs["path"]["layout"]["xaxis"]["range"]


def test_the_surface_in_space_is_sent_only_when_asked_for() -> None:
    assert "solid" not in scene_of(film(), "en").content()["specs"]
    assert "solid" in scene_of(film(), "en", solid=True).content()["specs"]
    assert "solid" not in scene_of(film("wave"), "en", solid=True).content()["specs"]


def test_the_same_pictures_have_the_same_identity_and_others_another() -> None:
    def identity(name: str = "bowl", language: str = "en", **settings: Any) -> str:
        return scene_of(film(name, **settings), language).id

    assert identity() == identity(start=(1.0, 1.0)) == identity(steps=30)
    others = [identity("booth"), identity(language="zh"), identity(start=(30.0, 1.0))]
    assert len({identity(), *others}) == 4


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_stage_has_every_text_it_asks_for(language: str) -> None:
    found, all_texts = texts(language), catalog(language)
    for verdict in Verdict:
        assert found[f"verdict_{verdict}"] == all_texts[f"verdict.{verdict}.word"]
    for name in lrviz.OPTIMIZERS:
        assert found[f"why_{name}"]


@pytest.mark.parametrize("theme", ["light", "dark", None, "sepia"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_still_picture_is_an_image_with_a_description(theme: str | None, language: str) -> None:
    scene = scene_of(film(), language)
    still = scene.still(0.1, 3, theme)
    root = ElementTree.fromstring(still)
    assert root.tag.endswith("svg")
    assert root.get("role") == "img"
    assert root.get("aria-label") or root.find("{http://www.w3.org/2000/svg}title") is not None
    assert "script" not in still


def test_what_has_no_map_has_no_still_picture() -> None:
    assert scene_of(film("wave"), "en").still(0.1, 0, "light") == ""


def test_a_scene_says_what_it_shows() -> None:
    scene: Scene = scene_of(film("booth"), "en")
    content = scene.content()
    assert "Booth" in content["alt"]
    assert content["box"] == scene.box
    assert content["name"] == "booth"


@pytest.mark.parametrize(
    ("light", "dark", "expected"),
    [
        (1, 1, []),
        (1, 2, [([], 2)]),
        ({"a": 1, "b": {"c": [1, 2]}}, {"a": 1, "b": {"c": [1, 3]}}, [(["b", "c", 1], 3)]),
        ([{"x": None}], [{"x": "y"}], [([0, "x"], "y")]),
    ],
)
def test_differences_name_the_place_and_the_value(light: Any, dark: Any, expected: Any) -> None:
    assert differences(light, dark) == expected
