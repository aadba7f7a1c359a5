"""The Network page in a real browser: it plays, answers, explains, stops, keeps its address."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from playwright.sync_api import Page, expect

from lrviz.analysis.planes import pca_plane, shadow
from lrviz.film.network.training import Training, TrainingFilm, film_of
from lrviz.objectives.examples import CURVES
from lrviz.text import say
from lrviz.ui.pages.network.settings import SETTINGS
from tests.browser.conftest import Tab
from tests.browser.stage import QUIET

SLOW = 300_000  # a loaded machine
SMALL = "/network?nsteps=60&nwidth=6"  # the same network for all: trained once, opened once
STEPS, WIDTH = 60, 6
DRAWN = "[data-testid='reel-{key}'][data-ready='true']"
TRACE = """([plot, name]) => {
  const divs = [...document.querySelector(`[data-testid='reel-plot-${plot}']`).children];
  const found = divs.flatMap((div) => div.data ?? []).find((each) => each.name === name);
  return { x: [...found.x], y: [...found.y] };
}"""


def film(**changes: object) -> TrainingFilm:
    return film_of(Training(values={**SETTINGS.defaults, **changes}))


def ready(page: Page, key: str = "network") -> None:
    page.wait_for_selector(DRAWN.format(key=key), timeout=SLOW)


def trace(page: Page, plot: str, name: str) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate(TRACE, [plot, name])
    return found


def go(page: Page, key: str, k: int) -> None:
    root = page.get_by_test_id(f"reel-{key}")
    root.get_by_test_id("reel-step").fill(str(k))
    expect(root).to_have_attribute("data-frame", str(k), timeout=SLOW)


def opened(page: Page, path: str, key: str = "network") -> Page:
    page.goto(path)
    ready(page, key)
    return page


def small(page: Page) -> Page:
    return opened(page, SMALL)


def test_the_fit_the_units_and_the_loss_move_on_one_clock_within_the_page(usual: Tab) -> None:
    page: Page = usual.held("network", small)
    known = film(steps=STEPS, width=WIDTH)
    for k in (0, 24, STEPS):
        go(page, "network", k)
        fit = trace(page, "fit", "fit")
        rows = torch.tensor(np.array(fit["x"])[:, None])
        expected = known.net.predict(torch.tensor(known.w[k]), rows)
        np.testing.assert_allclose(fit["y"], expected, atol=1e-5)
        mark = trace(page, "loss", "loss_now")
        assert mark["x"] == [known.steps[k]]
        np.testing.assert_allclose(mark["y"], [known.loss[known.steps[k]]], rtol=1e-5)
        said = page.get_by_test_id("reel-caption-fit")
        expect(said).to_contain_text(f"Step {known.steps[k]} of {STEPS}")
    wide = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    assert page.evaluate(wide)


@pytest.mark.whole
def test_playing_goes_from_the_start_to_the_end(tab: Tab) -> None:
    page: Page = tab.held("network", small)
    root = page.get_by_test_id("reel-network")
    root.get_by_test_id("reel-speed").select_option("60")
    go(page, "network", 0)
    root.get_by_test_id("reel-play").click()
    expect(root).to_have_attribute("data-frame", str(STEPS), timeout=SLOW)
    expect(root).to_have_attribute("data-playing", "false", timeout=SLOW)


@pytest.mark.whole
def test_the_page_in_chinese_keeps_every_setting(tab: Tab) -> None:
    page: Page = tab.held("network", small)
    go(page, "network", 12)
    fit = page.get_by_test_id("reel-caption-fit")
    page.get_by_text("中文", exact=True).click()
    expect(page.get_by_text(say("network.tab.bends", "zh"), exact=True)).to_be_visible(timeout=SLOW)
    expect(fit).to_contain_text(f"{WIDTH} 个单元", timeout=SLOW)
    page.get_by_text("English", exact=True).click()
    expect(fit).to_contain_text(f"{WIDTH} units", timeout=SLOW)
    expect(fit).to_contain_text(f"Step 12 of {STEPS}")


@pytest.mark.parametrize(
    ("view", "plot"),
    [("landscape", "plane"), ("health", "sharpness"), ("general", "loss"), ("cost", "by_depth")],
)
def test_every_view_is_drawn(tab: Tab, view: str, plot: str) -> None:
    page: Page = tab.held("network", small)
    page.get_by_text(say(f"network.tab.{view}"), exact=True).click()
    ready(page, view)
    page.wait_for_url(f"**tab={view}**", timeout=SLOW)
    expect(page.get_by_test_id(f"reel-plot-{plot}").locator(".main-svg").first).to_be_visible()


def test_another_view_begins_where_the_clock_stands(tab: Tab) -> None:
    page: Page = tab.held("network", small)
    page.get_by_text(say("network.tab.bends"), exact=True).click()
    ready(page)
    go(page, "network", 0)
    page.wait_for_url("**nframe=0&**", timeout=SLOW)
    page.wait_for_function(QUIET)
    go(page, "network", 24)
    page.get_by_text(say("network.tab.landscape"), exact=True).click()  # it has not rested yet
    ready(page, "landscape")
    landscape = page.get_by_test_id("reel-landscape")
    expect(landscape).to_have_attribute("data-frame", "24")
    page.wait_for_url("**nframe=24&**", timeout=SLOW)


def test_the_path_on_the_plane_is_the_shadow_of_the_run(tab: Tab) -> None:
    page: Page = tab.held("network", small)
    page.get_by_text(say("network.tab.landscape"), exact=True).click()
    ready(page, "landscape")
    go(page, "landscape", STEPS)  # a clock that had not rested may have left it elsewhere
    known = film(steps=STEPS, width=WIDTH)
    cast = shadow(known.net, pca_plane(known.path), known.w, known.path)
    path = trace(page, "plane", "path")
    np.testing.assert_allclose(np.column_stack([path["x"], path["y"]]), cast.coordinates, atol=1e-4)


def test_a_changed_setting_and_where_the_clock_stands_are_in_the_address(tab: Tab) -> None:
    page: Page = tab.taken("network", small)
    if not page.get_by_test_id("reel-network").count():  # another view is on show
        page.get_by_text(say("network.tab.bends"), exact=True).click()
        ready(page)
    page.wait_for_function(QUIET)
    slider = page.get_by_role("slider", name=say("network.setting.width"))
    slider.focus()
    slider.press("ArrowRight")
    page.wait_for_url(f"**nwidth={WIDTH + 1}**", timeout=SLOW)
    fit = page.get_by_test_id("reel-caption-fit")
    expect(fit).to_contain_text(f"{WIDTH + 1} units", timeout=SLOW)
    ready(page)
    go(page, "network", 13)
    page.wait_for_url("**nframe=13**", timeout=SLOW)
    page.reload()
    ready(page)
    expect(page.get_by_test_id("reel-network")).to_have_attribute("data-frame", "13", timeout=SLOW)
    expect(fit).to_contain_text(f"{WIDTH + 1} units")
    expect(fit).to_contain_text(f"Step 13 of {STEPS}")


@pytest.mark.whole
def test_the_recipe_opens_and_ends_at_the_curve(page: Page) -> None:
    opened(page, f"{SMALL}&nhand=1", "recipe")
    go(page, "recipe", 18)
    total = trace(page, "recipe", "sum")
    known = CURVES["pieces"].truth(np.array(total["x"]))
    np.testing.assert_allclose(total["y"], known, atol=1e-6)


def test_a_table_of_ones_own_is_trained_on_and_a_wrong_one_is_explained(
    page: Page, tmp_path: Path
) -> None:
    opened(page, "/network?ndata=csv&nsteps=40&nwidth=6")
    wrong, right = tmp_path / "wrong.csv", tmp_path / "right.csv"
    wrong.write_text("size\n" + "".join(f"{x}\n" for x in range(20)))
    right.write_text("size,price\n" + "".join(f"{x},{3 * x + 1}\n" for x in range(40)))
    upload = page.locator("input[type=file]")
    upload.set_input_files(wrong)
    expect(page.get_by_text("This table has 1 column of numbers")).to_be_visible(timeout=SLOW)
    upload.set_input_files(right)
    expect(page.get_by_text("This table has 1 column of numbers")).to_be_hidden(timeout=SLOW)
    page.wait_for_function(
        """() => document.querySelector("[data-testid='reel-plot-fit'] .js-plotly-plot")
          ?._fullData?.find((each) => each.name === "data")?._length === 30""",
        timeout=SLOW,
    )


@pytest.mark.whole
def test_classes_are_shown_as_a_map_that_moves(page: Page) -> None:
    opened(page, "/network?ndata=rings&nact=tanh&nsteps=60&nwidth=6")
    heat = """() => document.querySelector("[data-testid='reel-plot-fit'] .js-plotly-plot").data
      .find((each) => each.name === "probability").z"""
    go(page, "network", 0)
    before = page.evaluate(heat)
    go(page, "network", STEPS)
    page.wait_for_function(f"JSON.stringify(({heat})()) !== JSON.stringify({before})")
    known = film(data="rings", activation="tanh", steps=STEPS, width=WIDTH)
    right = ((known.net.predict(torch.tensor(known.w[-1])) > 0) == (known.net.y == 1)).double()
    share = f"{100 * float(right.mean()):.3g}%"
    expect(page.get_by_test_id("reel-caption-fit")).to_contain_text(share)


def test_a_long_training_shows_how_far_it_is_and_can_be_stopped(page: Page) -> None:
    # As much work as a training may be: many steps of many thin layers.
    slow = "ndata=rings&nrows=512&ndepth=12&nwidth=19&nact=tanh&nsteps=2000&nopt=adam"
    page.goto(f"/network?{slow}&nseed=4711")
    stop = page.get_by_role("button", name=say("network.stop"))
    stop.dispatch_event("click", timeout=SLOW)  # at once: a busy browser aims for seconds
    expect(page.get_by_text(say("network.stopped"))).to_be_visible(timeout=2 * SLOW)
    ready(page)
    expect(page.get_by_role("button", name=say("network.again"))).to_be_visible()
