"""What lies over the plots stays in its place when the window changes."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from lrviz.regression.recipe import Recipe, shared_task
from tests.browser.conftest import DESKTOP
from tests.browser.regression import LINE, Pair, run_of
from tests.browser.stage import Run, Stage, assert_is
from tests.browser.walk import assert_same, rest

SMALL, LARGE = {"width": 1100, "height": 760}, {"width": 1300, "height": 880}
NARROW = {"width": 480, "height": 800}
DATA = "[data-testid='data-plot'] [data-part='base']"

FITS = """(selector) => {
  const div = [...document.querySelectorAll(selector)].at(-1);
  const { width, height } = div._fullLayout;
  return Math.abs(width - div.clientWidth) < 2 && Math.abs(height - div.clientHeight) < 2;
}"""
OVER = """([name, selector, x, y]) => {
  const div = [...document.querySelectorAll(selector)].at(-1);
  const { xaxis, yaxis } = div._fullLayout;
  const { left, top } = div.getBoundingClientRect();
  const box = document.querySelector(`[data-testid='${name}']`).getBoundingClientRect();
  const across = box.x + box.width / 2 - (left + xaxis._offset + xaxis.d2p(x));
  return Math.hypot(across, box.y + box.height / 2 - (top + yaxis._offset + yaxis.d2p(y))) < 1.5;
}"""


def part(name: str) -> str:
    return f"[data-part='{name}']"


def resize(page: Page, size: Any, *plots: str) -> None:
    """Change the window and wait until the plots have taken their new room."""
    page.set_viewport_size(size)
    for plot in plots:
        page.wait_for_function(FITS, arg=plot)


def until_over(page: Page, name: str, plot: str, x: float, y: float) -> None:
    """Wait until the middle of an element is over a point of a plot."""
    page.wait_for_function(OVER, arg=[name, plot, x, y], timeout=300_000)


def test_the_start_stays_under_its_handle(desktop: Stage) -> None:
    page = desktop.page
    for size in (NARROW, SMALL, DESKTOP):
        resize(page, size, part("path"))
        until_over(page, "stage-start", part("path"), -5, -2)


@pytest.mark.whole
def test_a_view_that_was_hidden_meanwhile_is_fitted_when_it_is_shown(page: Page) -> None:
    page.set_viewport_size({"width": 760, "height": 560})  # the processor draws every pixel
    stage = Stage.on(page)
    stage.press("3d")
    expect(stage.part("solid")).to_be_visible()
    resize(page, NARROW, part("solid"))
    stage.press("2d")
    resize(page, {"width": 620, "height": 620}, part("rings"), part("path"))
    assert_is(stage, Run())
    stage.press("3d")
    resize(page, {"width": 620, "height": 620}, part("solid"))


@pytest.mark.whole
def test_the_model_stays_on_its_data(page: Page) -> None:
    Pair(page, "/regression?at=6")
    w, b = shared_task(Recipe(), "en").original(run_of(Recipe()).w[6])
    for size in (SMALL, NARROW, LARGE):
        resize(page, size, DATA, part("path"))
        page.wait_for_function(
            f"([w, b]) => ({LINE})('model').every(([x, y]) => Math.abs(y - w * x - b) < 2)",
            arg=[w, b],
            timeout=300_000,
        )


@pytest.mark.whole
def test_the_point_of_the_gradient_page_stays_under_its_handle(page: Page) -> None:
    plot = "[data-testid='probe-map'] .js-plotly-plot"
    page.goto("/gradient?objective=bowl&start=-2,1")
    page.wait_for_selector("[data-testid='probe'][data-ready='true']")
    expect(page.get_by_test_id("probe-handle")).to_be_visible()
    for size in (SMALL, NARROW, LARGE):
        resize(page, size, plot)
        until_over(page, "probe-handle", plot, -2, 1)


@pytest.mark.whole
@pytest.mark.parametrize(
    "path",
    [
        "/?apart=1",
        "/?objective=rosenbrock&optimizer=adam",
        "/regression?data=textbook",
        "/compare?steps=40",
        "/gradient",
        "/network?nsteps=60&nwidth=6",
    ],
)
def test_a_window_that_has_grown_shows_what_a_new_one_shows(
    page: Page, other: Page, path: str
) -> None:
    page.set_viewport_size(SMALL)
    page.goto(path)
    rest(page)
    page.set_viewport_size(DESKTOP)
    rest(page)
    other.goto(page.url)
    rest(other)
    for each in (page, other):
        each.mouse.move(2, 2)
    assert_same(page, other)
