"""Lecture mode on a projector: legible from the last row, and only what a link leaves there."""

import pytest
from playwright.sync_api import Page, expect

from lrviz.text import say
from tests.browser.stage import Run, Stage, assert_is
from tests.browser.walk import rest

PROJECTOR = {"width": 1920, "height": 1080}
# Every text that is seen, smaller than 18 pixels: its size and itself.
SMALL = """() => {
  const found = [];
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const aside = "style, script, dialog, [data-part='still'], [data-testid='stIconMaterial']";
  const index = "sub, sup, msub, msup, mfrac, munderover, tspan[dy]"; // is smaller than its line
  while (words.nextNode()) {
    const { parentElement: node, data } = words.currentNode;
    if (!data.trim() || node.closest(`${aside}, ${index}`)) continue;
    if (!node.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    const { width, height } = node.getBoundingClientRect();
    const size = Number.parseFloat(getComputedStyle(node).fontSize);
    if (size < 17.95 && size > 0 && width > 1 && height > 1) found.push([size, data.trim()]);
  }
  return found;
}"""
# The formula lies below the name of the surface's upright axis.
SOLID = "[data-part='solid']"
CLEAR = f"""() => {{
  const [name, formula] = ["{SOLID} .annotation", "[data-testid='stage-formula']"]
    .map((each) => document.querySelector(each)?.getBoundingClientRect());
  return name?.width > 0 && formula?.width > 0 && name.bottom <= formula.top + 1;
}}"""
NETWORK = "/network?nsteps=60&nwidth=6"
PAGES = [
    "/",
    "/compare?steps=60",
    "/compare?compare=optimizers&steps=60",
    "/compare?compare=basins&objective=himmelblau&lr=0.01&steps=60",
    "/compare?compare=momentum",
    "/regression",
    "/regression?data=textbook",
    *(f"/gradient?part={part}" for part in ("weights", "directions", "ways", "graph")),
    *(f"{NETWORK}&tab={tab}" for tab in ("bends", "landscape", "health", "general", "cost")),
    "/lessons",
    "/lessons?stop=squares",
    "/classroom",
]


@pytest.mark.parametrize(
    "path", [PAGES[0], *(pytest.param(p, marks=pytest.mark.whole) for p in PAGES[1:])]
)
def test_nothing_is_smaller_than_18_pixels(page: Page, path: str) -> None:
    page.set_viewport_size(PROJECTOR)
    page.goto(f"{path}{'&' if '?' in path else '?'}present=1")
    rest(page)
    assert page.evaluate(SMALL) == []
    if path == "/":
        keeps_the_stage_and_its_keys(page)


def keeps_the_stage_and_its_keys(page: Page) -> None:
    stage = Stage(page)
    expect(page.get_by_label(say("ui.formula"), exact=True)).to_have_count(0)
    page.keyboard.press("4")
    stage.frames()
    assert stage.verdict == "diverges"
    assert_is(stage, Run())


@pytest.mark.whole
def test_the_map_fills_the_screen_and_the_formula_and_the_rule_are_in_view(page: Page) -> None:
    page.set_viewport_size(PROJECTOR)
    stage = Stage.on(page, "/?present=1&lr=0.1")
    rest(page)
    area = stage["contour"].bounding_box()
    assert area is not None
    assert area["width"] * area["height"] > 0.38 * 1920 * 1080
    for part in ("formula", "setting", "update"):
        expect(stage[part]).to_be_in_viewport()
    page.get_by_text("What theory expects").click()
    expect(page.get_by_text("critical rate 2/λmax")).to_be_visible()
    stage.press("3d")
    page.wait_for_selector(f"{SOLID} canvas", timeout=300_000)
    page.wait_for_function(CLEAR, timeout=300_000)


@pytest.mark.whole
def test_a_link_leaves_single_controls_away_and_a_key_brings_a_spotlight(page: Page) -> None:
    stage = Stage.on(page, "/?hide=finer,sweep,menu")
    for name in ("finer", "sweep"):
        expect(stage[name]).to_be_hidden()
    expect(stage["good"]).to_be_visible()
    expect(page.get_by_role("link", name="Compare")).to_be_hidden()
    page.keyboard.press("l")
    page.mouse.move(300, 200)
    light = page.get_by_test_id("spotlight")
    expect(light).to_be_attached()
    assert "300px" in str(light.get_attribute("style"))
    page.keyboard.press("l")
    expect(light).to_have_count(0)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
