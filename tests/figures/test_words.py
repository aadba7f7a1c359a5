"""Pictures in words, arrays on the wire, and names as they are set."""

import json

import numpy as np
import pytest

from lrviz.figures import describe, describe_objective, describe_sweep
from lrviz.figures.alt import PICTURES
from lrviz.figures.encode import typed, untyped
from lrviz.figures.layout import name_of
from lrviz.objectives import OBJECTIVES
from lrviz.text import LANGUAGES, catalog, say
from tests.figures.pictures import bowl_run


@pytest.mark.parametrize("picture", PICTURES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_picture_is_described_with_its_numbers(picture: str, language: str) -> None:
    text = describe(bowl_run(), picture=picture, step=1, language=language)
    assert "(−5, −2)" in text
    assert "(−4, −1.2)" in text
    assert "18.88" in text
    assert "{" not in text
    assert "<" not in text


def test_an_unknown_picture_is_refused() -> None:
    with pytest.raises(ValueError, match="`picture` must be one of map, ball, surface"):
        describe(bowl_run(), picture="film")


def test_points_off_the_map_are_told() -> None:
    assert "arrows at its edge: 3" in describe(bowl_run(lr=3.0, steps=3))
    assert "edge" not in describe(bowl_run())


@pytest.mark.parametrize("name", [n for n, each in OBJECTIVES.items() if each.dim == 2])
@pytest.mark.parametrize("language", LANGUAGES)
def test_rings_are_described_for_every_surface(name: str, language: str) -> None:
    called = say(f"objective.{name}.title", language)
    assert called in describe_objective(OBJECTIVES[name], language=language)


def test_a_sweep_is_described_regime_by_regime() -> None:
    verdicts = ["crawls", "crawls", "converges", "diverges"]
    text = describe_sweep([0.01, 0.02, 0.1, 3.0], verdicts)
    assert "from 0.01 to 0.02 it crawls, from 0.1 to 0.1 it converges, from 3 to 3" in text


@pytest.mark.parametrize("dtype", ["f8", "f4", "i4"])
@pytest.mark.parametrize("shape", [(0,), (5,), (3, 4), (2, 3, 4)])
def test_arrays_survive_the_wire(dtype: str, shape: tuple[int, ...]) -> None:
    values = np.arange(np.prod(shape), dtype=dtype).reshape(shape)
    assert np.array_equal(untyped(json.loads(json.dumps(typed(values, dtype)))), values)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("x", "<i>x</i>"),
        ("w_1", "<i>w</i><sub>1</sub>"),
        ("w12", "<i>w</i><sub>12</sub>"),
        ("size", "size"),
        ("theta2", "theta<sub>2</sub>"),
        ("<b>", "&lt;b&gt;"),
        ("$y^2$", "&#36;y^2&#36;"),
    ],
)
def test_names_of_parameters_are_set_plainly(name: str, text: str) -> None:
    assert name_of(name) == text


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_browser_fills_in_has_no_word_that_depends_on_the_number(language: str) -> None:
    hovers = {key: text for key, text in catalog(language).items() if key.endswith("hover")}
    assert "figure.basins.hover" in hovers
    assert not [key for key, text in hovers.items() if "|" in text]
