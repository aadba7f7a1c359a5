"""What the stage tells the server, and when: nothing while a hand is moving."""

import pytest
from playwright.sync_api import Page, expect

from lrviz.ui.addresses import script_url
from tests.browser.stage import Run, Stage, assert_is

BOWL = Run()
# Sixty moves with no rest between them; how many messages they made.
SWEEP = """async (root, name) => {
  const slider = root.querySelector(`[data-testid='stage-${name}']`);
  const [last, before] = [Number(slider.max), window.lrSent];
  for (let i = 0; i <= 60; i += 1) {
    slider.value = Math.round((i * last) / 60);
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    await null;
  }
  slider.dispatchEvent(new Event("change", { bubbles: true }));
  return window.lrSent - before;
}"""
LOOKS = """(root) => {
  const before = window.lrSent;
  for (const name of ["ghosts", "parts", "log"]) {
    root.querySelector(`[data-testid='stage-${name}']`).click();
  }
  return window.lrSent - before;
}"""


def test_scrubbing_sends_nothing_until_it_has_settled_and_then_once(desktop: Stage) -> None:
    for name in ("lr", "step"):
        before = desktop.until_quiet()
        assert desktop.root.evaluate(SWEEP, name) == 0
        desktop.until_sent(before)
        assert desktop.until_quiet() == before + 1
    assert_is(desktop, BOWL, step=desktop.last)
    assert float(desktop.query["lr"]) == desktop.lr
    assert int(desktop.query["step"]) == desktop.step


def test_playing_sends_nothing_until_it_is_paused(desktop: Stage) -> None:
    desktop["speed"].select_option("20")
    before = desktop.until_quiet()
    desktop.press("play")
    # after a second; a rest is told after half of one
    assert desktop.played_until(20) == before
    desktop.until_sent(before)
    desktop.until_query(f"step={desktop.step}(&|$)")
    assert_is(desktop, BOWL)


def test_looks_alone_ask_nothing_of_the_server_but_the_link(desktop: Stage) -> None:
    stage = desktop
    stage.until_slopes()
    before = stage.until_quiet()
    assert stage.root.evaluate(LOOKS) == 0
    assert stage.until_quiet() == before + 1
    stage.until_query("log=1")
    assert_is(stage, BOWL)


# What Streamlit calls for a call of the component that the next one has overtaken, and when the
# component leaves the page.
OVERTAKEN = """async (root, stage) => {
  const { dispose } = await import(new URL(stage, document.baseURI).href);
  dispose({ parentElement: root.parentElement });
}"""


def test_an_overtaken_call_takes_nothing_of_the_stage_away(desktop: Stage) -> None:
    stands = desktop.part("handle").element_handle()
    desktop.root.evaluate(OVERTAKEN, script_url("stage/stage.js"))
    assert desktop.root.get_attribute("data-ready") == "true"
    desktop.press("forward")
    assert_is(desktop, BOWL, step=1)
    assert stands.evaluate("(handle) => handle.isConnected")


@pytest.mark.whole
def test_a_stage_that_has_left_the_page_is_ready_no_more(page: Page) -> None:
    left = Stage.on(page).root.element_handle()
    page.get_by_role("link", name="Compare").click()
    expect(page.get_by_test_id("reel-compare_rates")).to_have_attribute("data-ready", "true")
    page.wait_for_function("(root) => root.dataset.ready === 'false'", arg=left)
