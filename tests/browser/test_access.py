"""Pages for everybody: axe-core finds nothing, fingers find targets, readers their language."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import WHOLE, Scheme
from tests.browser.stage import Stage
from tests.browser.walk import rest

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RUN = """async () => {
  const { violations } = await axe.run(document, { resultTypes: ["violations"] });
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}"""
PAGES = [
    "/?lr=0.1",
    "/compare?steps=40",
    "/regression?data=houses",
    "/gradient?part=weights",
    "/network?nsteps=60&nwidth=6",
    "/lessons?stop=squares",
    "/classroom?lr=0.1",
]
MATRIX = [(scheme, lang) for scheme in ("light", "dark") for lang in ("en", "zh")]
# What a finger has to hit, where it is smaller than 40 pixels.
TIGHT = """() => [...document.querySelectorAll(
  `[data-testid='stage'] :is(button, select, .lr-options label, [type='range']),
   .lr-reel :is(button, select), .lr-data :is(button, label),
   [data-testid='stButtonGroup'] button, [data-testid='stCheckbox'] label`)]
  .filter((each) => each.checkVisibility() && !each.closest("dialog"))
  .map((each) => [each.dataset.testid ?? each.textContent, each.getBoundingClientRect()])
  .filter(([, { width, height }]) => Math.min(width, height) < 39.5)
  .map(([name, { width, height }]) => `${name}: ${width} x ${height}`)"""


@pytest.mark.parametrize(("scheme", "language"), MATRIX if WHOLE else MATRIX[:1])
def test_axe_finds_nothing(page: Page, scheme: Scheme, language: str) -> None:
    page.emulate_media(color_scheme=scheme)
    for path in PAGES if WHOLE else PAGES[:1]:
        page.goto(f"{path}&lang={language}")
        page.wait_for_selector(f"html[data-lr-paper='{scheme}']", state="attached")
        rest(page)
        page.evaluate(AXE.read_text("utf-8"))
        assert page.evaluate(RUN) == [], path


@pytest.mark.whole
def test_a_finger_finds_its_targets(phone: Page) -> None:
    for path in ("/", *PAGES[1:5]):
        phone.goto(path)
        rest(phone)
        assert phone.evaluate(TIGHT) == [], path


FADED = "(element) => getComputedStyle(element).maskImage"


@pytest.mark.whole
def test_what_scrolls_sideways_on_a_phone_fades_where_there_is_more(phone: Page) -> None:
    phone.goto("/network?nsteps=60&nwidth=6&lang=en")
    rest(phone)
    link = phone.locator(".st-key-menu a", has_text="Network").bounding_box()
    assert link is not None
    assert link["x"] > 0
    assert link["x"] + link["width"] < 390
    phone.goto("/compare?steps=40&lang=en")
    rest(phone)
    tabs = phone.locator("[data-testid='stButtonGroup'] [data-can-scroll-end]").first
    for row in (phone.locator(".st-key-menu"), tabs):
        assert row.evaluate("(element) => element.scrollWidth > element.clientWidth + 20")
        assert "to left, rgba(0, 0, 0, 0)" in row.evaluate(FADED)
    menu = phone.locator(".st-key-menu")
    menu.evaluate("(element) => { element.scrollLeft = element.scrollWidth; }")
    rest(phone)
    assert "to right, rgba(0, 0, 0, 0)" in menu.evaluate(FADED)
    assert menu.evaluate(FADED).count("rgba(0, 0, 0, 0)") == 1


# Whether the first line of help is seen on the map, and what of the map's words it lies over.
COVERED = """() => {
  const map = document.querySelector("[data-part='map']");
  const [guide, path] = ["guide", "path"].map((part) => map.querySelector(`[data-part='${part}']`));
  const box = (each) => {
    const range = document.createRange();
    range.selectNodeContents(each);
    return range.getBoundingClientRect();
  };
  const [own, whole] = [box(guide), path.getBoundingClientRect()];
  const covers = ({ width, left, right, top, bottom }) => width > 0
    && own.left < right && left < own.right && own.top < bottom && top < own.bottom;
  const words = [...map.querySelectorAll("text, .lr-formula")]
    .filter((each) => each.textContent.trim() && covers(box(each)));
  const seen = own.width > 0 && getComputedStyle(guide).visibility === "visible"
    && own.left > whole.left && own.right < whole.right;
  return [seen, ...words.map((each) => each.textContent)];
}"""
FIRST = ("/?objective=rosenbrock", "/?objective=himmelblau", "/regression?data=textbook")
WIDTHS = {"1400": (1400, 900), "1024": (1024, 768), "390": (390, 844)}


@pytest.mark.whole
@pytest.mark.parametrize("width", WIDTHS)
def test_the_first_line_of_help_covers_nothing_that_is_written_on_the_map(
    page: Page, width: str
) -> None:
    across, tall = WIDTHS[width]
    page.set_viewport_size({"width": across, "height": tall})
    for path in FIRST:
        for language in ("en", "zh"):
            page.goto(f"{path}{'&' if '?' in path else '?'}lang={language}")
            rest(page)
            page.wait_for_function("document.querySelector(\"[data-part='guide']\").style.top")
            assert page.evaluate(COVERED) == [True], (path, language)


@pytest.mark.whole
def test_the_first_line_of_help_speaks_of_the_map_alone(page: Page) -> None:
    stage = Stage.on(page)
    for view, seen in (("3d", False), ("2d", True)):
        stage.press(view)
        expect(stage["guide"]).to_be_visible(visible=seen)


@pytest.mark.whole
def test_the_page_says_its_language_and_each_plot_what_it_shows_now(page: Page) -> None:
    for language, said in (("zh", "zh-Hans"), ("en", "en")):
        stage = Stage.on(page, f"/?lang={language}&lr=0.1")
        rest(page)
        assert page.evaluate("document.documentElement.lang") == said
    before = stage["contour"].get_attribute("aria-label")
    stage.scrub("step", 7)
    stage.frames(3)
    for name in ("contour", "loss"):
        words = str(stage[name].get_attribute("aria-label"))
        assert "step 7 of 100" in words
        assert words != before
    assert "0.1, converges" in str(stage["sweep"].get_attribute("aria-label"))
