"""What a person is used to: language, darkness, calm, reload, two tabs, keyboard, telephone."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from lrviz.text import say
from tests.browser.conftest import WHOLE, Tab, new_page, standing
from tests.browser.stage import QUIET, Run, Stage, assert_is

BOWL = Run()
MARK = "(rings) => { rings.querySelector('.contourlayer').dataset.mark = 'kept'; }"
KEPT = ".contourlayer[data-mark='kept']"
CHINESE = re.compile("[\u4e00-\u9fff]")


# The paper of the page, by light.
GROUND = {"light": "rgb(251, 250, 247)", "dark": "rgb(27, 26, 24)"}


@pytest.mark.whole
def test_the_page_is_chinese_when_the_link_says_so(page: Page) -> None:
    stage = Stage.on(page, "/?lang=zh")
    seen = stage.snapshot()
    assert say("verdict.converges.word", "zh") in seen["word"]
    assert CHINESE.search(seen["sentence"])
    assert stage["tiny"].inner_text() == say("stage.tiny", "zh")
    assert stage["play"].get_attribute("aria-label") == say("stage.play", "zh")
    assert seen["count"].startswith(say("stage.count", "zh").split("{")[0])


def test_switching_the_language_keeps_rate_and_step(desktop: Stage) -> None:
    stage, page = desktop, desktop.page
    stage.press("large")
    stage.scrub("step", 9)
    lr = stage.lr
    page.get_by_text("中文", exact=True).click()
    expect(stage["tiny"]).to_have_text(say("stage.tiny", "zh"), timeout=300_000)
    stage.ready()
    assert (stage.lr, stage.step) == (lr, 9)
    page.get_by_text("English", exact=True).click()
    expect(stage["tiny"]).to_have_text(say("stage.tiny"), timeout=300_000)
    stage.ready()
    assert_is(stage, BOWL, lr=lr, step=9)


OPEN = "(title) => title.closest('details').open"


def unfold(page: Page) -> None:
    """Close the three sections below the stage: what one of them shows moves the next."""
    for key in ("formulas", "theory", "share"):
        title = page.get_by_text(say(f"ui.{key}"), exact=True)
        was = title.evaluate(OPEN)
        title.click()
        page.wait_for_function(
            f"([e, was]) => ({OPEN})(e) !== was", arg=[title.element_handle(), was]
        )
        page.wait_for_function(QUIET)


@pytest.mark.whole
@pytest.mark.whole
def test_opening_the_sections_below_the_stage_neither_flickers_nor_stops_the_playing(
    desktop: Stage,
) -> None:
    stage, page = desktop, desktop.page
    stage.until_quiet()
    stage.part("rings").evaluate(MARK)
    stage["speed"].select_option("1")  # it shall not come to its end meanwhile
    stage.press("play")
    page.evaluate(
        """() => {
          const root = document.querySelector("[data-testid='stage']");
          window.steps = [];
          window.unready = 0;
          const look = () => {
            window.steps.push(Number(root.dataset.step));
            window.unready += root.dataset.ready !== "true" || !root.isConnected;
            if (root.dataset.playing === "true") requestAnimationFrame(look);
          };
          look();
        }"""
    )
    for key in ("formulas", "theory", "share"):
        section = page.get_by_test_id("stExpander").filter(has_text=say(f"ui.{key}"))
        section.get_by_text(say(f"ui.{key}"), exact=True).click()
        expect(section.locator(".katex, [data-testid='stMetric'], code").first).to_be_visible(
            timeout=300_000
        )
        page.wait_for_function(QUIET, timeout=300_000)
    stage.until_step(2)
    steps = page.evaluate("window.steps")
    assert stage.root.get_attribute("data-playing") == "true"
    assert steps == sorted(steps)
    assert steps[-1] > steps[0]
    assert page.evaluate("window.unready") == 0
    assert stage.part("rings").locator(KEPT).count() == 1
    stage.press("play")
    assert_is(stage, BOWL)
    expect(page.get_by_test_id("stMetric")).to_have_count(4)
    expect(page.get_by_test_id("stCode").first).to_contain_text("objective=bowl")
    stage.press("too-large")
    lr = repr(stage.lr)
    expect(page.get_by_test_id("stCode").first).to_contain_text(f"lr={lr}", timeout=300_000)
    unfold(page)


def luminance(colour: str) -> float:
    """Of #rrggbb or rgb(…), 0 to 1, near enough to tell ink on paper from ink on slate."""
    if colour.startswith("#"):
        parts = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    else:
        parts = [float(x) for x in re.findall(r"[\d.]+", colour)[:3]]
    return sum(parts) / (3 * 255)


def test_switching_to_the_dark_changes_the_plots_without_a_reload(desktop: Stage) -> None:
    stage, page = desktop, desktop.page
    stage.press("large")
    stage.scrub("step", 4)
    ink = """() => [...document.querySelectorAll("[data-part='rings'], [data-part='loss']")]
      .map((plot) => plot._fullLayout?.font.color)"""
    light = page.evaluate(ink)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"(light) => ({ink})().every((c) => c && c !== light)", arg=light[0])
    stage.ready()
    assert all(luminance(colour) < 0.4 for colour in light)
    assert all(luminance(colour) > 0.6 for colour in page.evaluate(ink))
    assert_is(stage, BOWL, step=4)
    page.emulate_media(color_scheme="light")
    page.wait_for_function(f"(light) => ({ink})().every((c) => c === light)", arg=light[0])
    stage.ready()
    assert_is(stage, BOWL, step=4)


@pytest.mark.whole
@pytest.mark.parametrize("color_scheme", ["dark"])
def test_a_dark_page_begins_dark(page: Page, color_scheme: str) -> None:
    stage = Stage.on(page)
    assert color_scheme == "dark"
    colour = stage.part("loss").evaluate("(e) => e._fullLayout.font.color")
    assert luminance(colour) > 0.6
    expect(page.locator(".stApp")).to_have_css("background-color", GROUND[color_scheme])
    assert_is(stage, BOWL)


SEEN = """(root) => new Promise((done) => {
  const seen = [];
  root.addEventListener("lrviz:show", ({ detail: { k } }) => {
    if (seen[seen.length - 1] !== k) seen.push(k);
    if (seen.length === 3) done(seen);
  });
})"""


def test_reduced_motion_plays_step_by_step(desktop: Stage) -> None:
    stage = desktop
    stage.page.emulate_media(reduced_motion="reduce")
    stage["speed"].select_option("60")
    stage.press("play")
    assert stage.root.get_attribute("data-playing") == "true"
    first, second, third = stage.root.evaluate(SEEN)  # at 60 a second frames leave steps out
    assert (second - first, third - second) == (1, 1)
    stage.press("play")
    assert stage.root.get_attribute("data-playing") != "true"
    stage.page.emulate_media(reduced_motion="no-preference")


@pytest.mark.whole
def test_without_plotly_the_page_says_so_and_still_shows_the_run(
    browser: Browser, server_url: str
) -> None:
    page = new_page(browser, server_url, phone=False)
    page.route("**/plotly*.min.js*", lambda route: route.abort())
    page.goto("/")
    stage = Stage(page)
    expect(stage.part("alert")).to_have_text(say("stage.no_plotly"), timeout=300_000)
    expect(stage.part("still").locator("svg").first).to_be_visible()
    expect(page.get_by_test_id("stSelectbox").first).to_be_visible()
    assert stage.verdict == BOWL.verdict(stage.lr)
    stage.press("too-large")
    expect(stage.part("word")).to_contain_text("diverges")
    assert stage.verdict == BOWL.verdict(stage.lr)
    stage.press("forward")
    assert stage.step == 1
    stage.until_slopes()
    page.context.close()


@pytest.mark.whole
def test_two_tabs_do_not_disturb_each_other(page: Page) -> None:
    one = Stage.on(page)
    two = Stage.on(page.context.new_page(), "/?objective=booth")
    two.press("tiny")
    page.bring_to_front()  # a tab in the back paints once a second
    one.press("large")
    two.page.bring_to_front()
    two.scrub("step", 11)
    page.bring_to_front()
    field = page.get_by_label(say("ui.steps"), exact=True).first
    field.fill("30")
    field.press("Enter")
    one.until("lastStep", 30)
    assert_is(one, Run(steps=30))
    two.page.bring_to_front()
    assert_is(two, Run(objective="booth", start=None), step=11)
    two.page.close()


@pytest.mark.whole
def test_a_reload_in_mid_play_opens_a_consistent_page(desktop: Stage) -> None:
    stage, page = desktop, desktop.page
    stage.press("large")
    stage.until_query("lr=0.49")
    lr = stage.lr
    stage["speed"].select_option("20")
    stage.press("play")
    stage.until_step(5)
    page.reload()
    stage.ready()
    assert_is(stage, BOWL, lr=lr)


def test_every_control_of_the_stage_has_a_name(desktop: Stage) -> None:
    nameless = desktop.root.evaluate(
        """(root) => [...root.querySelectorAll("button, input, select, [role]")]
          .filter((e) => !e.closest("svg, [role=alert]"))
          .filter((e) => !(e.getAttribute("aria-label") || e.textContent.trim()
            || [...(e.labels ?? [])].some((label) => label.textContent.trim())))
          .map((e) => e.outerHTML)"""
    )
    assert nameless == []
    assert desktop["verdict"].get_attribute("aria-live") == "polite"
    assert (
        say("objective.bowl.title").lower()
        in (desktop["contour"].get_attribute("aria-label") or "").lower()
    )


def test_the_tab_key_visits_the_controls_in_reading_order(desktop: Stage) -> None:
    desktop["2d"].focus()
    visited = []
    for _ in range(30):
        visited.append(desktop.page.evaluate("document.activeElement.dataset.testid ?? ''"))
        desktop.page.keyboard.press("Tab")
    expected = [
        f"stage-{name}"
        for name in "2d 3d start lr-number lr finer tiny good large too-large reset back play "
        "forward step speed trail log ghosts parts save-png save-svg".split()
    ]
    assert [name for name in visited if name in expected] == expected


def test_focus_is_seen(desktop: Stage) -> None:
    for name in ("lr-number", "step", "log"):
        desktop[name].focus()
        desktop.page.keyboard.press("Shift+Tab")
        style = desktop.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert style != "none"


LONG = "/?objective=goldstein_price&optimizer=adam"


@pytest.mark.whole
@pytest.mark.parametrize("path", ["/", "/?lang=zh", LONG] if WHOLE else ["/?lang=zh"])
def test_a_telephone_shows_no_more_than_its_width(phone: Page, path: str) -> None:
    stage = Stage.on(phone, path)
    stage["parts"].check()
    stage.frames()
    expect(phone.locator(".stApp")).to_have_css("background-color", GROUND["light"])
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    wide = phone.evaluate(
        """() => [...document.querySelectorAll(".lr-stage :is(button, input, select, p)")]
          .map((e) => [e.dataset.testid ?? e.className, e.getBoundingClientRect().right])
          .filter(([, right]) => right > 391)"""
    )
    assert wide == []


@pytest.mark.whole
def test_a_telephone_has_map_rate_player_verdict_and_curves_in_this_order(hand: Tab) -> None:
    stage = standing(hand)
    boxes = [stage[name].bounding_box() for name in ("contour", "lr", "play", "verdict", "loss")]
    tops = [box["y"] for box in boxes if box]
    assert len(tops) == 5
    assert tops == sorted(tops)


def test_the_picture_is_there_without_scrolling(desktop: Stage) -> None:
    boxes = {name: desktop[name].bounding_box() for name in ("contour", "loss", "sweep", "play")}
    assert all(box and box["y"] + box["height"] <= 900 for box in boxes.values())
    sizes = {name: box["width"] * box["height"] for name, box in boxes.items() if box}
    assert max(sizes, key=sizes.__getitem__) == "contour"
