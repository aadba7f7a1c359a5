"""One parameter as a curve, two as a surface."""

import numpy as np
import pytest
import torch

from lrviz.descent.engine import descend
from lrviz.figures import LIGHT, ball_figure, contour_figure, surface_figure
from lrviz.objectives import OBJECTIVES, objective
from lrviz.text.numbers import vector
from tests.figures.pictures import bowl_run, trace

LINE = [name for name, each in OBJECTIVES.items() if each.dim == 1]


@pytest.mark.parametrize("name", LINE)
def test_the_curve_is_the_loss_and_the_ball_lies_on_it(name: str) -> None:
    run = descend(name, lr=0.05, steps=6)
    picture = ball_figure(run, 2, theme=LIGHT)
    curve, path, point = (trace(picture, part) for part in ("curve", "path", "point"))
    losses = OBJECTIVES[name].loss(torch.tensor(curve.x.copy())[:, None]).numpy()
    assert np.array_equal(curve.y, losses)
    assert np.array_equal(path.x, run.w[:3, 0])
    assert np.array_equal(path.y, run.loss[:3])
    assert (point.x[0], point.y[0]) == (run.w[2, 0], run.loss[2])


def test_the_tangent_has_the_slope_of_the_gradient() -> None:
    run = descend("parabola", lr=0.2, steps=6, start=(3.0,))
    tangent = trace(ball_figure(run, 1, theme=LIGHT), "tangent")
    slope = np.diff(tangent.y) / np.diff(tangent.x)
    assert slope[0] == pytest.approx(2 * run.w[1, 0])
    assert np.mean(tangent.x) == pytest.approx(run.w[1, 0])
    assert np.mean(tangent.y) == pytest.approx(run.loss[1])


def test_the_arrow_lies_along_w_and_a_line_leads_down_to_the_next_point() -> None:
    run = descend("parabola", lr=0.2, steps=6, start=(3.0,))
    picture = ball_figure(run, 1, theme=LIGHT)
    arrow, drop = trace(picture, "step"), trace(picture, "drop")
    assert arrow.x[-1] == pytest.approx(run.w[2, 0])
    assert set(arrow.y) == {run.loss[1]}
    assert drop.y.tolist() == [run.loss[1], run.loss[2]]


def test_a_ball_off_the_curve_is_an_arrow_with_its_true_place() -> None:
    run = descend("parabola", lr=1.2, steps=12)
    edge = trace(ball_figure(run, theme=LIGHT), "edge")
    assert any(vector((run.w[-1, 0], run.loss[-1])) in text for text in edge.text)


def test_a_curve_needs_one_parameter() -> None:
    with pytest.raises(ValueError, match="one parameter; got 2"):
        ball_figure(bowl_run(), theme=LIGHT)


def test_the_surface_is_the_loss_and_its_colours_are_those_of_the_map() -> None:
    bowl = objective("bowl")
    picture = surface_figure(bowl_run(), theme=LIGHT, shape=(9, 7))
    surface, rings = (
        trace(picture, "surface"),
        trace(contour_figure(bowl, theme=LIGHT, shape=(9, 7)), "rings"),
    )
    x, y = np.meshgrid(surface.x, surface.y)
    assert np.allclose(surface.z, x**2 + 2 * y**2, rtol=1e-14)
    assert np.array_equal(surface.surfacecolor, rings.z)
    assert surface.colorscale == rings.colorscale


def test_the_path_hangs_just_above_the_surface() -> None:
    run = bowl_run()
    path = trace(surface_figure(run, 9, theme=LIGHT), "path")
    assert np.array_equal(np.column_stack([path.x, path.y]), run.w[:10])
    above = path.z - run.loss[:10]
    assert np.all(above > 0)
    assert np.all(above < 0.02 * 68)


def test_equal_scales_of_the_map_are_equal_scales_in_space() -> None:
    scene = surface_figure(bowl_run(), theme=LIGHT).layout.scene
    assert scene.aspectratio.x / scene.aspectratio.y == pytest.approx(12 / 8)


def test_points_off_the_map_are_not_drawn_in_space() -> None:
    run = bowl_run(lr=0.7, steps=9)
    path = trace(surface_figure(run, theme=LIGHT), "path")
    off = (np.abs(run.w) > [6, 4]).any(axis=1)
    assert np.array_equal(np.isnan(path.z), off)
