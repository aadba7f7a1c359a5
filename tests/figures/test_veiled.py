"""The map before the answer holds nothing of what comes after it."""

from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pytest

import lrviz
from lrviz.figures.theme import LIGHT
from lrviz.figures.veiled import veiled_map


@pytest.mark.parametrize("step", [0, 3])
def test_the_picture_depends_on_no_row_after_the_step(step: int) -> None:
    run = lrviz.descend("himmelblau", lr=0.01, steps=20, start=(0.5, 4))
    w, loss, grad = run.w.copy(), run.loss.copy(), run.grad.copy()
    for array in (w, loss, grad[1:]):
        array[step + 1 :] = np.nan
    grad[step:] = np.nan
    blinded = replace(run, w=w, loss=loss, grad=grad)
    assert veiled_map(blinded, step, theme=LIGHT).svg == veiled_map(run, step, theme=LIGHT).svg


def test_it_shows_the_run_so_far_where_the_canvas_says() -> None:
    run = lrviz.descend("bowl", lr=0.1, steps=20, start=(-5, -2))
    drawn = veiled_map(run, 2, theme=LIGHT)
    tree = ElementTree.fromstring(drawn.svg)
    (dot,) = tree.iter("{http://www.w3.org/2000/svg}circle")
    at = float(dot.attrib["cx"]), float(dot.attrib["cy"])
    x, y = (-5 * 0.8**2, -2 * 0.6**2)  # w ← w − 0.1·(2x, 4y), twice
    box, canvas = drawn.canvas.box, drawn.canvas
    assert box == ((-6, 6), (-4, 4))
    wanted = (x + 6) / 12 * canvas.width, (4 - y) / 8 * canvas.height
    assert at == pytest.approx(wanted, abs=0.06)


def test_veils_take_the_rings_and_the_minima_away() -> None:
    run = lrviz.descend("bowl", lr=0.1, steps=5)
    whole = veiled_map(run, theme=LIGHT).svg
    assert whole.count("minimum") >= 2  # the cross and its word
    assert LIGHT.ring in whole
    bare = veiled_map(run, veils=("rings", "minimum", "path"), theme=LIGHT).svg
    assert "minimum" not in bare
    assert LIGHT.ring not in bare


def test_only_a_run_over_two_parameters_has_a_map() -> None:
    with pytest.raises(ValueError, match="two parameters"):
        veiled_map(lrviz.descend("parabola", lr=0.1, steps=5), theme=LIGHT)
