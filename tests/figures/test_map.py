"""Rings, run, and both."""

import json
import math

import numpy as np
import pytest
import torch

from lrviz.descent.engine import descend
from lrviz.figures import LIGHT, THEMES, contour_figure, descent_figure, path_figure, path_spec
from lrviz.figures.map import contour_spec, descent_spec
from lrviz.objectives import OBJECTIVES, formula, objective
from lrviz.text import LANGUAGES
from lrviz.text.numbers import vector
from tests.figures.pictures import bowl_run, texts, trace

PLANE = [name for name, each in OBJECTIVES.items() if each.dim == 2]


@pytest.mark.parametrize("name", PLANE)
def test_the_rings_rest_on_the_losses_of_the_grid(name: str) -> None:
    rings = trace(contour_figure(OBJECTIVES[name], theme=LIGHT, shape=(9, 7)), "rings")
    x, y = np.meshgrid(rings.x, rings.y)
    points = torch.tensor(np.stack([x, y], axis=-1))
    assert np.array_equal(rings.customdata, OBJECTIVES[name].loss(points).numpy())


@pytest.mark.parametrize("name", PLANE)
def test_ring_i_passes_where_the_loss_is_level_i(name: str) -> None:
    rings = trace(contour_figure(OBJECTIVES[name], theme=LIGHT), "rings")
    assert (rings.contours.start, rings.contours.size) == (0, 1)
    assert rings.contours.end == len(rings.meta) - 1
    for i, level in enumerate(rings.meta):
        assert np.array_equal(rings.z > i, rings.customdata.astype(np.float64) > level) or (
            np.abs(rings.customdata - level)[(rings.z > i) != (rings.customdata > level)].max()
            < 1e-6 * np.abs(rings.meta).max()
        )


def test_the_path_is_the_trajectory() -> None:
    run = bowl_run()
    picture = path_figure(run, 7, theme=LIGHT)
    path, future, point = (trace(picture, name) for name in ("path", "future", "point"))
    assert np.array_equal(np.column_stack([path.x, path.y]), run.w[:8])
    assert np.array_equal(np.column_stack([future.x, future.y]), run.w[7:])
    assert (point.x[0], point.y[0]) == tuple(run.w[7])


def test_hovering_a_point_tells_step_w_loss_and_gradient_with_every_digit() -> None:
    run = bowl_run()
    path = trace(path_figure(run, theme=LIGHT), "path")
    assert path.customdata[7].tolist() == [7, *run.w[7], run.loss[7], *run.grad[7]]
    assert all(f"%{{customdata[{i}]}}" in path.hovertemplate for i in range(6))


def test_the_first_points_and_the_current_one_carry_their_names() -> None:
    run = bowl_run(lr=0.3)
    names = trace(path_figure(run, 1, theme=LIGHT), "names")
    assert {"<i>w</i><sub>0</sub>", "<i>w</i><sub>1</sub>"} <= set(names.text)
    i = names.text.index("<i>w</i><sub>1</sub>")
    assert (names.x[i], names.y[i]) == tuple(run.w[1])


def test_the_current_point_is_named_however_crowded() -> None:
    names = trace(path_figure(bowl_run(lr=1e-4, steps=500), 400, theme=LIGHT), "names")
    assert "<i>w</i><sub>400</sub>" in names.text


def test_the_arrow_goes_from_w_along_minus_eta_times_the_gradient() -> None:
    run = bowl_run()
    arrow = trace(path_figure(run, 3, theme=LIGHT), "step")
    head = run.w[3] - 0.1 * run.grad[3]
    assert np.allclose([arrow.x[0], arrow.y[0]], run.w[3], atol=0)
    assert np.allclose([arrow.x[-1], arrow.y[-1]], head, rtol=1e-15)


def test_an_arrow_that_leaves_the_map_is_cut_at_the_edge_and_tells_where_it_leads() -> None:
    run = bowl_run(lr=2.0, steps=3)
    arrow = trace(path_figure(run, 0, theme=LIGHT), "step")
    assert (arrow.x[-1] == 6.0) or (arrow.y[-1] == 4.0)
    assert arrow.text[-1] == f"→ {vector(run.w[1])}"


def test_the_step_of_momentum_is_not_the_arrow() -> None:
    run = bowl_run(momentum=0.9)
    arrow = trace(path_figure(run, 5, theme=LIGHT), "step")
    assert not np.allclose([arrow.x[-1], arrow.y[-1]], run.w[6])
    assert np.allclose([arrow.x[-1], arrow.y[-1]], run.w[5] - 0.1 * run.grad[5])


@pytest.mark.parametrize("step", [2, 5, 40])
def test_a_point_off_the_map_is_an_arrow_at_the_edge_with_its_true_value(step: int) -> None:
    run = bowl_run(lr=0.7, steps=40)
    edge = trace(path_figure(run, step, theme=LIGHT), "edge")
    text = f"<i>w</i><sub>{step}</sub> = {vector(run.w[step])}"
    i = edge.text.index(text)
    assert abs(edge.x[i]) == 6 or abs(edge.y[i]) == 4
    assert edge.customdata[i].tolist()[:3] == [step, *run.w[step]]
    assert edge.marker.opacity[i] == 1


def test_a_run_to_the_end_of_the_numbers_is_drawn_with_its_true_last_point() -> None:
    run = bowl_run(lr=5.0, steps=2000)
    assert np.abs(run.w).max() > 1e100
    picture = path_figure(run, theme=LIGHT)
    assert any(vector(run.w[-1]) in text for text in texts(picture))
    drawn = trace(picture, "path")
    assert not np.nanmax(np.abs(drawn.x)) > 1e6
    assert (drawn.x[0], drawn.y[0]) == tuple(run.w[0])


def test_the_layers_share_margins_and_ranges() -> None:
    run = bowl_run(start=(9, 3))
    path = path_spec(run, theme=LIGHT)["layout"]
    below = descent_spec(run, theme=LIGHT)["layout"]
    for key in ("margin", "xaxis", "yaxis"):
        assert path[key] == below[key]
    assert path["xaxis"]["range"][1] > 9


def test_the_path_layer_is_scatter_alone_with_the_same_traces_at_every_step() -> None:
    run = bowl_run(lr=0.7)
    layers = [path_spec(run, k, theme=LIGHT)["data"] for k in range(len(run.w))]
    assert {each["type"] for layer in layers for each in layer} == {"scatter"}
    assert len({tuple(each["name"] for each in layer) for layer in layers}) == 1


@pytest.mark.parametrize("name", PLANE)
def test_both_axes_have_one_scale_or_the_picture_says_that_they_have_not(name: str) -> None:
    picture = contour_figure(OBJECTIVES[name], theme=LIGHT)
    says_so = any("stretched" in text for text in texts(picture))
    assert (picture.layout.yaxis.scaleanchor == "x") != says_so


def test_a_long_box_is_stretched_and_says_so() -> None:
    box = ((-10.0, 10.0), (-1.0, 1.0))
    layout = contour_spec(objective("bowl"), theme=LIGHT, box=box)["layout"]
    assert "scaleanchor" not in layout["yaxis"]
    assert any("stretched" in each["text"] for each in layout["annotations"])


@pytest.mark.parametrize("name", [n for n in PLANE if OBJECTIVES[n].minima])
def test_known_minima_are_crosses(name: str) -> None:
    crosses = trace(contour_figure(OBJECTIVES[name], theme=LIGHT), "minima")
    assert np.allclose(np.column_stack([crosses.x, crosses.y]), OBJECTIVES[name].minima, atol=0)
    assert "minimum" in crosses.text
    assert crosses.marker.symbol == "x-thin-open"


def test_axes_carry_the_names_of_the_parameters() -> None:
    picture = contour_figure(formula("w_1^2 + 3*w_2^2"), theme=LIGHT)
    assert picture.layout.xaxis.title.text == "<i>w</i><sub>1</sub>"
    assert "<i>w</i><sub>2</sub>" in texts(picture)


def test_a_map_of_one_parameter_is_refused() -> None:
    with pytest.raises(ValueError, match="two parameters; got 1"):
        contour_spec(objective("parabola"), theme=LIGHT)


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_map_is_transparent_json_without_colour_bar_or_legend(theme, language) -> None:  # noqa: ANN001
    spec = descent_spec(descend("himmelblau", lr=0.01), theme=theme, language=language)
    json.dumps(spec, allow_nan=False)
    assert spec["layout"]["paper_bgcolor"] == spec["layout"]["plot_bgcolor"] == "rgba(0,0,0,0)"
    assert spec["layout"]["dragmode"] is False
    assert not spec["layout"]["showlegend"]
    assert not spec["data"][0]["showscale"]


def test_a_figure_holds_what_its_spec_holds() -> None:
    run = bowl_run()
    figure, spec = descent_figure(run, 4, theme=LIGHT), descent_spec(run, 4, theme=LIGHT)
    assert [each.name for each in figure.data] == [each["name"] for each in spec["data"]]


def test_losses_without_a_value_are_holes() -> None:
    rings = trace(contour_figure(formula("log(x) + y^2"), theme=LIGHT), "rings")
    holes = ~np.isfinite(rings.customdata)
    assert holes.any()
    assert np.array_equal(np.isnan(rings.z), holes)


def test_negative_and_early_steps_count_from_either_end() -> None:
    run = bowl_run()
    for given, meant in ((None, 20), (-1, 20), (99, 20), (0, 0)):
        point = trace(path_figure(run, given, theme=LIGHT), "point")
        assert math.isclose(point.x[0], run.w[meant, 0])
