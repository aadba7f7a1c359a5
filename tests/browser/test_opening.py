"""The picture that comes with the page: there before any script, and where the live one will be."""

from collections.abc import Mapping

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from lrviz.figures.theme import THEMES
from tests.browser.conftest import WHOLE, OpenPage, Tab
from tests.browser.opening import with_its_picture
from tests.browser.stage import Stage

FIRST = "#lr-first"
PLACE = """(svg) => {
  const box = svg.getBoundingClientRect();
  return { x: box.x, y: box.y, width: box.width, height: box.height };
}"""


def without_scripts(page: Page, path: str = "/") -> Page:
    """The page as far as it comes when its scripts never do."""
    page.route("**/*.js*", lambda route: None)
    page.goto(with_its_picture(page, path), wait_until="commit")
    page.wait_for_selector("#root", state="attached")
    return page


def place(found: Locator) -> Mapping[str, float]:
    where: dict[str, float] = found.evaluate(PLACE)
    return where


PATHS = ["/?objective=rosenbrock&lr=0.001", "/", "/?present=1"]


@pytest.mark.parametrize("path", PATHS if WHOLE else PATHS[:1])
def test_it_is_seen_without_a_script_in_the_place_of_the_live_one(
    either: Tab, open_page: OpenPage, path: str
) -> None:
    stage = Stage.on(either.blank(), path)
    expect(stage.page.locator(FIRST)).to_have_count(0)
    live = place(stage["contour"])
    page = without_scripts(open_page(None, phone=either.phone), path)
    picture = page.locator(f"{FIRST} svg.still:visible")
    expect(picture).to_have_count(1)
    expect(picture.locator("title")).to_contain_text("at step 0 of")
    assert place(picture) == pytest.approx(live, abs=2)


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_it_is_drawn_for_the_paper_that_the_page_will_have(
    open_page: OpenPage, color_scheme: str
) -> None:
    page = without_scripts(open_page(None))
    ground = page.locator(FIRST).evaluate("(first) => getComputedStyle(first).backgroundColor")
    assert ground == {"light": "rgb(251, 250, 247)", "dark": "rgb(27, 26, 24)"}[color_scheme]
    picture = page.locator(f"{FIRST} svg.still:visible")
    expect(picture).to_have_count(1)
    assert picture.get_attribute("fill") == THEMES[color_scheme].ink


def test_without_scripting_the_picture_is_there(open_page: OpenPage) -> None:
    page = open_page(None, java_script_enabled=False)
    page.goto(with_its_picture(page, "/"))
    expect(page.locator(f"{FIRST} svg.still").first).to_be_visible()


@pytest.mark.parametrize("sign", ["Escape", "click", "wheel"])
def test_a_picture_that_will_not_play_gives_way_to_a_hand(open_page: OpenPage, sign: str) -> None:
    page = without_scripts(open_page(None), "/?view=3d")
    expect(page.locator(FIRST)).to_be_attached()
    if sign == "click":
        page.mouse.click(300, 300)
    elif sign == "wheel":
        page.mouse.move(300, 300)
        page.mouse.wheel(0, 50)
    else:
        page.keyboard.press(sign)
    expect(page.locator(FIRST)).to_have_count(0)


def test_it_does_not_hide_what_the_page_has_to_say(page: Page) -> None:
    page.goto("/?lr=nonsense")
    expect(page.get_by_test_id("stAlert").first).to_be_visible()
    expect(page.locator(FIRST)).to_have_count(0)


@pytest.mark.whole
def test_a_plotly_that_comes_empty_is_asked_for_again(open_page: OpenPage) -> None:
    page, empty = open_page(None), list[Route]()

    def once(route: Route) -> None:
        if empty:
            route.continue_()
        else:
            empty.append(route)
            route.fulfill(status=200, body="", content_type="text/javascript")

    page.route("**/plotly*.min.js*", once)
    Stage.on(page)
    assert empty


def test_what_stands_below_the_stage_comes_as_soon_as_it_is_drawn(page: Page) -> None:
    stage = Stage.on(page)
    expect(page.get_by_test_id("stSelectbox").first).to_be_visible()
    expect(page.get_by_test_id("stExpander")).to_have_count(3)
    redraws = int(stage.root.get_attribute("data-redraws") or 0)
    stage.until_quiet()
    assert stage.root.get_attribute("data-ready") == "true"
    assert int(stage.root.get_attribute("data-redraws") or 0) <= redraws + 2
