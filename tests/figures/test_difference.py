"""The pictures of difference quotients hold the numbers of their analysis."""

import json

import numpy as np
import pytest

import lrviz
from lrviz.analysis.derivatives import difference_errors
from lrviz.figures.difference import error_spec
from lrviz.figures.encode import Spec, figure, untyped
from lrviz.figures.probe import above_spec, below_spec, direction_spec, slice_spec
from lrviz.figures.secant import secant_spec
from lrviz.figures.theme import DARK, LIGHT, Theme
from lrviz.text import LANGUAGES


def trace(spec: Spec, name: str) -> Spec:
    (found,) = [each for each in spec["data"] if each["name"] == name]
    return found


@pytest.mark.parametrize("name", lrviz.OBJECTIVES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_error_is_cut_off_and_the_best_h_is_marked(name: str, language: str) -> None:
    objective = lrviz.objective(name)
    errors = difference_errors(objective, objective.start, 0)
    spec = error_spec(errors, theme=LIGHT, language=language)
    low, high = spec["layout"]["yaxis"]["range"]
    for way in ("central", "forward"):
        values = untyped(trace(spec, f"{way}_dots")["y"])
        shown = values[np.isfinite(values)]
        assert np.all((np.log10(shown) >= low) & (np.log10(shown) <= high))
        assert np.sum(getattr(errors, way) > 0) == shown.size
    marked = trace(spec, "best")["x"]
    assert marked == ([] if errors.best is None else [errors.best])
    json.dumps(spec)
    assert len(figure(spec).data) == len(spec["data"])


def test_errors_of_zero_are_told() -> None:
    errors = difference_errors(lrviz.objective("beale"), (1.0, 1.0), 0)
    spec = error_spec(errors, theme=LIGHT)
    zeros = int(np.sum(errors.central == 0) + np.sum(errors.forward == 0))
    notes = [each["text"] for each in spec["layout"]["annotations"] if each["name"] == "note"]
    assert notes
    assert str(zeros) in notes[0]


def test_a_quadratic_has_no_line_for_truncation_and_no_expectation() -> None:
    errors = difference_errors(lrviz.objective("booth"), (-8.0, -4.0), 0)
    spec = error_spec(errors, theme=LIGHT)
    assert untyped(trace(spec, "truncation")["x"]).size == 0
    assert trace(spec, "expected")["x"] == []
    assert untyped(trace(spec, "forward_truncation")["x"]).size > 0


def test_the_secants_picture_has_the_curve_and_the_tangent() -> None:
    objective = lrviz.objective("rosenbrock")
    spec = secant_spec(objective, (-1.2, 1.0), 0, -215.6, theme=DARK)
    curve = trace(spec, "curve")
    x, y = untyped(curve["x"]), untyped(curve["y"])
    assert y == pytest.approx((1 - x) ** 2 + 100 * (1 - x**2) ** 2)
    tangent = trace(spec, "tangent")
    (x0, x1), (y0, y1) = untyped(tangent["x"]), untyped(tangent["y"])
    assert (y1 - y0) / (x1 - x0) == pytest.approx(-215.6)
    assert (y0 + y1) / 2 == pytest.approx(24.2)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda each: each.name)
@pytest.mark.parametrize("part", ["weights", "directions"])
def test_both_layers_of_the_map_share_their_frame(part: str, theme: Theme) -> None:
    objective = lrviz.objective("himmelblau")
    below = below_spec(objective, objective.domain, theme=theme, field=part == "directions")
    above = above_spec(below, part, theme)
    for name in ("xaxis", "yaxis"):
        assert above["layout"][name]["range"] == below["layout"][name]["range"]
    assert above["layout"]["margin"] == below["layout"]["margin"]
    fields = [each for each in below["data"] if each["name"] == "field"]
    assert len(fields) == (part == "directions")
    assert not any("contour" in each["type"] for each in above["data"])


def test_arrows_of_the_field_are_drawn_against_the_gradient() -> None:
    objective = lrviz.objective("bowl")
    arrows = trace(below_spec(objective, objective.domain, theme=LIGHT, field=True), "field")
    x, y = untyped(arrows["x"]).reshape(-1, 3), untyped(arrows["y"]).reshape(-1, 3)
    middle = np.stack([x[:, :2].mean(axis=1), y[:, :2].mean(axis=1)], axis=1)
    moves = np.stack([x[:, 1] - x[:, 0], y[:, 1] - y[:, 0]], axis=1)
    wanted = -middle * [2, 4]  # −∂ℓ/∂w of x² + 2y²
    cross = moves[:, 0] * wanted[:, 1] - moves[:, 1] * wanted[:, 0]
    assert cross == pytest.approx(0, abs=1e-9)
    assert np.all(np.sum(moves * wanted, axis=1) > 0)


def test_the_pictures_beside_the_map_speak_both_languages() -> None:
    english, chinese = (direction_spec(theme=LIGHT, language=each) for each in LANGUAGES)
    assert english["layout"]["xaxis"]["title"] != chinese["layout"]["xaxis"]["title"]
    spec = slice_spec("w_1", (-1.0, 2.0), theme=LIGHT)
    assert spec["layout"]["xaxis"]["title"]["text"] == "<i>w</i><sub>1</sub>"
    assert spec["layout"]["xaxis"]["range"] == [-1.0, 2.0]
