"""The Compare page in a real browser: films, race, basins, momentum; clicks open the stage."""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

import lrviz
from lrviz.figures.theme import MARKS
from lrviz.text import say
from lrviz.text.numbers import number
from tests.browser.conftest import Tab
from tests.browser.stage import QUIET

SLOW = 300_000
RATES = (0.01, 0.1, 0.49, 0.6)
STRIP = "/compare?compare=rates&objective=bowl&start=-5,-2&steps=40&lr=0.1&rates=0.01,0.1,0.49,0.6"
TRACE = """([plot, name]) => {
  const divs = [...document.querySelector(`[data-testid='reel-plot-${plot}']`).children];
  const found = divs.flatMap((div) => div._fullData ?? []).find((each) => each.name === name);
  return found && { x: [...(found.x ?? [])], y: [...(found.y ?? [])], text: found.text ?? null };
}"""
SPOT = """([plot, x, y]) => {
  const div = document.querySelector(`[data-testid='reel-plot-${plot}']`).lastElementChild;
  div.scrollIntoView({ block: "center" });
  const { xaxis, yaxis } = div._fullLayout;
  const area = div.getBoundingClientRect();
  return [area.left + xaxis._offset + xaxis.d2p(x), area.top + yaxis._offset + yaxis.d2p(y)];
}"""
MARK = """(key) => document.querySelectorAll(`[data-testid='${key}'] .contourlayer`)
  .forEach((each) => { each.dataset.mark = "kept"; })"""


def reel(page: Page, name: str) -> Locator:
    """The reel of that name, drawn."""
    found = page.get_by_test_id(f"reel-compare_{name}")
    expect(found).to_have_attribute("data-ready", "true", timeout=SLOW)
    return found


def trace(page: Page, plot: str, name: str) -> dict[str, Any]:
    page.wait_for_function(TRACE, arg=[plot, name], timeout=SLOW)
    found: dict[str, Any] = page.evaluate(TRACE, [plot, name])
    return found


def click_on(page: Page, plot: str, x: float, y: float) -> None:
    """Click on a point of a plot, once nothing that still comes can push it elsewhere."""
    page.wait_for_function(QUIET)
    page.mouse.click(*page.evaluate(SPOT, [plot, x, y]))


def go(page: Page, name: str, k: int) -> None:
    reel(page, name).get_by_test_id("reel-step").fill(str(k))
    expect(page.get_by_test_id(f"reel-compare_{name}")).to_have_attribute("data-frame", str(k))


def query(page: Page) -> dict[str, str]:
    return {key: values[-1] for key, values in parse_qs(urlsplit(page.url).query).items()}


def until_query(page: Page, part: str) -> None:
    expect(page).to_have_url(re.compile(re.escape(part)), timeout=SLOW)


def on_stage(page: Page) -> Locator:
    """The stage and what stands below it, once the click has opened them."""
    stage = page.get_by_test_id("stage")
    expect(stage).to_have_attribute("data-ready", "true", timeout=SLOW)
    expect(page.get_by_test_id("stExpander").first).to_be_visible(timeout=SLOW)
    return stage


def rows(page: Page) -> list[list[str]]:
    body = page.get_by_test_id("compare-table").locator("tbody tr")
    return [row.locator("td").all_inner_texts() for row in body.all()]


def open_films(page: Page) -> Page:
    page.goto(STRIP)
    reel(page, "rates")
    return page


@pytest.fixture
def films(tab: Tab) -> Page:
    """Four films, drawn."""
    found: Page = tab.held("films", open_films)
    return found


def test_films_and_table_say_what_diagnose_says(usual: Tab) -> None:
    both_films: Page = usual.held("films", open_films)
    expect(both_films.get_by_test_id("compare-table")).to_be_visible(timeout=SLOW)
    shown = rows(both_films)
    go(both_films, "rates", 40)
    for i, lr in enumerate(RATES):
        run = lrviz.descend("bowl", lr=lr, steps=40, start=(-5, -2))
        found = lrviz.diagnose(run)
        word = f"{MARKS[found.verdict]} {found.word()}"
        plot = both_films.get_by_test_id(f"reel-plot-film_{i}")
        expect(plot.locator("xpath=..")).to_contain_text(f"η = {number(lr)} · {word}")
        way = trace(both_films, f"film_{i}", f"{i}:future")
        np.testing.assert_allclose(np.column_stack([way["x"], way["y"]])[:20], run.w[:20])
        assert shown[i][:2] == [number(lr), word]
        assert shown[i][3] == number(float(run.loss[-1]))
        caption = both_films.get_by_test_id(f"reel-caption-film_{i}")
        expect(caption).to_have_text(say("compare.loss_now", loss=number(float(run.loss[-1]))))
    assert both_films.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_one_clock_moves_every_film_and_leaves_the_rings_alone(films: Page) -> None:
    films.evaluate(MARK, "reel-compare_rates")
    for k in (3, 8):
        go(films, "rates", k)
        for i, lr in enumerate(RATES[:3]):
            run = lrviz.descend("bowl", lr=lr, steps=40, start=(-5, -2))
            path = trace(films, f"film_{i}", str(i))
            seen = np.column_stack([path["x"], path["y"]])
            np.testing.assert_allclose(seen, run.w[: k + 1], rtol=1e-12)
    until_query(films, "step=8&")
    wild = trace(films, "film_3", "3:edge")
    end = lrviz.descend("bowl", lr=0.6, steps=8, start=(-5, -2)).w[-1]
    assert f"{end[1]:.4g}".replace("-", "−") in wild["text"][0]
    kept = films.locator("[data-testid='reel-compare_rates'] .contourlayer[data-mark='kept']")
    expect(kept).to_have_count(4)


def test_playing_ends_at_the_last_frame_with_everything_drawn(films: Page) -> None:
    show = reel(films, "rates")
    go(films, "rates", 0)
    show.get_by_test_id("reel-speed").select_option("60")
    show.get_by_test_id("reel-play").click()
    expect(show).to_have_attribute("data-frame", "40", timeout=SLOW)
    expect(show).to_have_attribute("data-playing", "false", timeout=SLOW)
    path = trace(films, "film_1", "1")
    assert len(path["x"]) == 41


def test_a_click_on_a_film_opens_its_run_on_the_stage(usual: Tab) -> None:
    films: Page = usual.held("films", open_films)
    click_on(films, "film_2", 2, 1)
    stage = on_stage(films)
    run = lrviz.descend("bowl", lr=0.49, steps=40, start=(-5, -2))
    expect(stage).to_have_attribute("data-verdict", lrviz.diagnose(run).verdict)
    assert float(str(stage.get_attribute("data-lr"))) == pytest.approx(0.49)
    until_query(films, "lr=0.49&")
    assert "/compare" not in films.url
    films.go_back()
    expect(films).to_have_url(re.compile("/compare"), timeout=SLOW)
    reel(films, "rates")


def test_rates_of_ones_own_are_taken_and_nonsense_is_said(tab: Tab) -> None:
    page: Page = tab.held("films", open_films)
    field = page.get_by_label(say("compare.rates"), exact=True)
    field.fill("0.05, 0.2")
    field.press("Enter")
    until_query(page, "rates=0.05%2C0.2")
    expect(page.get_by_test_id("reel-plot-film_2")).to_have_count(0, timeout=SLOW)
    field.fill("<b>x</b>")
    field.press("Enter")
    expect(page.get_by_test_id("stAlert")).to_contain_text("<b>x</b>", timeout=SLOW)
    assert field.input_value() == "<b>x</b>"
    assert page.get_by_test_id("reel-plot-film_1").count() == 1
    page.get_by_role("button", name=say("compare.four_regimes")).click()
    expect(page.get_by_test_id("stAlert")).to_have_count(0, timeout=SLOW)
    expect(page.get_by_test_id("reel-plot-film_3")).to_have_count(1, timeout=SLOW)


def test_every_part_is_in_the_address_and_survives_a_reload_and_the_language(tab: Tab) -> None:
    page: Page = tab.taken("films", open_films)
    page.get_by_role("radio", name=say("compare.tab.momentum")).click()
    until_query(page, "compare=momentum")
    reel(page, "phase")
    page.reload()
    reel(page, "phase")
    page.get_by_role("radio", name="中文").click()
    until_query(page, "lang=zh")
    expect(page.get_by_text(say("compare.nesterov", "zh"))).to_be_visible(timeout=SLOW)
    assert query(page)["compare"] == "momentum"


RACE = "/compare?compare=optimizers&objective=himmelblau&steps=60&lr=0.01&racers=sgd,momentum,adam"


def open_race(page: Page) -> Page:
    page.goto(RACE)
    reel(page, "race")
    reel(page, "sweeps")
    return page


def test_a_race_shows_every_runner_the_finish_and_the_sweeps(usual: Tab) -> None:
    page: Page = usual.held("race", open_race)
    places = rows(page)
    steps = [int(place[3]) for place in places if place[3] != "–"]
    assert steps == sorted(steps)
    assert len(places) == 3
    go(page, "race", 12)
    for place in places:
        title = place[0].split(" ", 1)[1]
        name = {"SGD": "sgd", "SGD, momentum 0.9": "momentum"}.get(title, "adam")
        assert len(trace(page, "race", name)["x"]) >= 2
    assert len(trace(page, "race", "goal")["x"]) == 4
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_click_on_a_sweep_opens_that_optimizer_at_that_rate(tab: Tab) -> None:
    page: Page = tab.taken("race", open_race)
    click_on(page, "sweep_momentum", 0.005, 1)
    stage = on_stage(page)
    assert float(str(stage.get_attribute("data-lr"))) == pytest.approx(0.005, rel=0.12)
    until_query(page, "h.momentum=0.9")
    assert query(page)["optimizer"] == "sgd"


@pytest.mark.whole
def test_the_race_in_space_moves_its_runners(page: Page) -> None:
    page.set_viewport_size({"width": 620, "height": 480})  # the processor draws every pixel
    page.goto(f"{RACE}&view=3d")
    reel(page, "race")
    before = trace(page, "race", "runners")
    go(page, "race", 20)
    page.wait_for_function(
        f"(before) => String(({TRACE})(['race', 'runners']).x) !== String(before)",
        arg=before["x"],
        timeout=SLOW,
    )
    assert len(trace(page, "race", "runners")["x"]) == 3


BASINS = "/compare?compare=basins&objective=two_wells&steps=100&lr=0.3"


def open_basins(page: Page) -> Page:
    page.goto(BASINS)
    reel(page, "basins")
    return page


def test_the_map_of_starts_is_what_the_table_counts(usual: Tab) -> None:
    page: Page = usual.held("basins", open_basins)
    labels = np.array(trace(page, "basins", "basins")["text"])
    assert labels.shape == (100, 100)
    shares = {place[0][0]: place[2] for place in rows(page)}
    assert shares["A"] == f"{number(100 * float((labels == 'A').mean()), 3)}%"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_map_follows_the_rate_and_the_shade(tab: Tab) -> None:
    page: Page = tab.held("basins", open_basins)
    before = rows(page)
    field = page.get_by_label(say("compare.rate"), exact=True)
    field.fill("2.0")
    field.press("Enter")
    until_query(page, "lr=2.0&")
    expect(page.get_by_test_id("compare-table")).not_to_contain_text(before[0][2], timeout=SLOW)
    page.get_by_role("radio", name=say("compare.shades.steps")).click()
    until_query(page, "shade=steps")
    reel(page, "basins")
    trace(page, "basins", "steps")


def test_a_click_on_the_map_opens_the_run_from_there(tab: Tab) -> None:
    page: Page = tab.taken("basins", open_basins)
    click_on(page, "basins", 2.5, -1.0)
    on_stage(page)
    x, y = map(float, query(page)["start"].split(","))
    assert (x, y) == pytest.approx((2.5, -1.0), abs=0.15)
    for at, (low, high) in zip((x, y), lrviz.objective("two_wells").domain, strict=True):
        assert at in np.linspace(low, high, 100)  # the start of a cell, to its last digit


@pytest.mark.whole
def test_a_long_map_can_be_cancelled_and_made_again(page: Page) -> None:
    page.goto("/compare?compare=basins&objective=himmelblau&steps=2000&lr=0.01&starts=200")
    page.get_by_role("button", name=say("compare.cancel")).click(timeout=SLOW)
    expect(page.get_by_text(say("compare.cancelled"))).to_be_visible(timeout=SLOW)
    field = page.get_by_label(say("ui.steps"), exact=True)
    field.fill("30")
    field.press("Enter")
    reel(page, "basins")
    expect(page.get_by_text(say("compare.cancelled"))).to_have_count(0)


@pytest.mark.whole
def test_a_click_on_the_diagram_opens_that_pair(page: Page) -> None:
    page.goto("/compare?compare=momentum&objective=ravine&lr=0.1")
    reel(page, "phase")
    click_on(page, "phase", 0.4, 0.6)
    stage = on_stage(page)
    assert float(str(stage.get_attribute("data-lr"))) == pytest.approx(0.4, abs=0.02)
    until_query(page, "h.momentum=")
    assert float(query(page)["h.momentum"]) == pytest.approx(0.6, abs=0.02)
