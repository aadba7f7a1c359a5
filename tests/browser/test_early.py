"""The stage plays before Streamlit has come, and Streamlit goes on with it."""

import pytest
from playwright.sync_api import Page, Request, Route, expect

from tests.browser.conftest import OpenPage
from tests.browser.opening import with_its_picture
from tests.browser.stage import SERVER_SECONDS, Run, Stage

EARLY = "[data-testid='stage'][data-ready='true'][data-early]"
PLACES = """(root) => ['contour', 'play', 'step', 'lr', 'loss'].map((name) => {
  const { x, y, width, height } = root.querySelector(`[data-testid=stage-${name}]`)
    .getBoundingClientRect();
  return [x, y, width, height];
})"""


class Held:
    """A page whose scripts of Streamlit's are held back until they are let go."""

    def __init__(self, page: Page, path: str) -> None:
        self.page, self.stage = page, Stage(page)
        self.routes: list[Route] | None = []
        self.films: list[str] = []
        page.route("**/static/js/**", self._hear)
        page.on("request", self._note)
        page.goto(with_its_picture(page, path, "data-early"), wait_until="commit")
        page.wait_for_selector(EARLY, timeout=1000 * SERVER_SECONDS)

    def _hear(self, route: Route) -> None:
        if self.routes is None:
            route.continue_()
        else:
            self.routes.append(route)

    def _note(self, request: Request) -> None:
        if "/lrviz-static/film/" in request.url:
            self.films.append(request.url.rpartition("/")[2].partition("?")[0])

    def release(self) -> None:
        held, self.routes = self.routes or [], None
        assert held
        for route in held:
            route.continue_()
        self.stage.ready()


def test_it_plays_scrubs_and_steps_before_streamlit_which_takes_it_over_as_it_is(
    open_page: OpenPage,
) -> None:
    page = open_page(None)
    received: list[int] = []
    page.on("websocket", lambda line: line.on("framereceived", lambda m: received.append(len(m))))
    held = Held(page, "/?objective=bowl&lr=0.1&steps=100")
    stage = held.stage
    page.wait_for_function(
        "document.querySelector('[data-testid=stage]').lrviz.film.lr.length > 99"
    )
    stage.press("play")
    expect(stage.root).not_to_have_attribute("data-step", "0")
    page.keyboard.press("Space")
    stage.scrub("step", 37)
    page.keyboard.press("]")
    page.keyboard.press("ArrowRight")
    seen = stage.snapshot()
    run = Run().engine(stage.lr)
    assert stage.step == 38
    assert stage.lr > 0.1
    assert seen["point"]["x"] == pytest.approx([run.w[38][0]], rel=1e-5)
    stage.root.evaluate("(root) => { root.begun = true; }")
    places = stage.root.evaluate(PLACES)
    held.release()
    assert stage.root.count() == 1
    assert stage.root.evaluate("(root) => root.begun") is True  # the very element
    assert (stage.step, stage.lr) == (38, float(seen["data"]["lr"]))
    assert stage.root.evaluate(PLACES) == [pytest.approx(each, abs=2) for each in places]
    expect(page.get_by_test_id("stExpander").first).to_be_visible()
    stage.until_quiet()
    assert stage.query["step"] == "38"  # what was done is told
    assert held.films == ["light", "whole"]
    assert max(received) < 200_000  # its slopes, and no film


@pytest.mark.whole
@pytest.mark.parametrize("path", ["/?lr=0.1&lang=zh", "/?lr=0.1&present=1", "/?lr=0.1&embed=1"])
@pytest.mark.parametrize("phone", [False, True], ids=["1400", "390"])
@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_nothing_jumps_when_it_is_taken_over(
    open_page: OpenPage, path: str, phone: bool, color_scheme: str
) -> None:
    held = Held(open_page(None, phone=phone), path)
    stage = held.stage
    stage.press("play")
    stage.press("play")
    step, places = stage.step, stage.root.evaluate(PLACES)
    ground = "(root) => getComputedStyle(root).getPropertyValue('--st-background-color')"
    paper = stage.root.evaluate(ground).strip()
    assert {"light": "#fbfaf7", "dark": "#1b1a18"}[color_scheme] == paper
    held.release()
    assert stage.root.evaluate(PLACES) == [pytest.approx(each, abs=2) for each in places]
    assert stage.step == step
    assert stage.root.evaluate(ground).strip() == paper


@pytest.mark.whole
def test_a_hand_that_holds_the_slider_is_not_let_go(open_page: OpenPage) -> None:
    held = Held(open_page(None), "/?lr=0.1")
    page, stage = held.page, held.stage
    box = stage["step"].bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 60, box["y"] + box["height"] / 2)
    routes, held.routes = held.routes or [], None
    for route in routes:
        route.continue_()
    page.wait_for_selector(".st-key-header", timeout=1000 * SERVER_SECONDS, state="attached")
    before = stage.root.get_attribute("data-step")
    page.mouse.move(box["x"] + 120, box["y"] + box["height"] / 2)
    expect(page.locator(EARLY)).not_to_have_attribute("data-step", str(before))
    page.mouse.up()
    stage.ready()


@pytest.mark.whole
def test_without_streamlit_it_plays_on(open_page: OpenPage) -> None:
    held = Held(open_page(None), "/?lr=0.1")
    held.stage.press("forward")
    expect(held.stage.root).to_have_attribute("data-step", "1")


@pytest.mark.whole
def test_without_its_films_the_page_comes_as_it_used_to(open_page: OpenPage) -> None:
    page = open_page(None)
    page.route("**/lrviz-static/film/**", lambda route: None)  # never answered
    assert Stage.on(page, "/?lr=0.11").lr == pytest.approx(0.11)
