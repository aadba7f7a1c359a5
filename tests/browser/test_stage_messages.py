"""What the stage tells the server, and when: nothing while a hand is moving."""

from playwright.sync_api import Page

from tests.browser.stage import Run, Stage, assert_is

BOWL = Run()
SWEEP = """async (root, name) => {
  const slider = root.querySelector(`[data-testid='stage-${name}']`);
  const last = Number(slider.max);
  for (let i = 0; i <= 60; i += 1) {
    slider.value = Math.round((i * last) / 60);
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    await new Promise((done) => requestAnimationFrame(done));
  }
  slider.dispatchEvent(new Event("change", { bubbles: true }));
}"""


def test_scrubbing_sends_nothing_until_it_has_settled_and_then_once(page: Page) -> None:
    stage = Stage.on(page)
    page.wait_for_function("document.querySelectorAll('.lr-equation .lr-num').length === 4")
    page.wait_for_timeout(700)
    for name in ("lr", "step"):
        before = len(stage.sent)
        stage.root.evaluate(SWEEP, name)
        assert len(stage.sent) == before
        stage.until_sent(before)
        page.wait_for_timeout(700)
        assert len(stage.sent) == before + 1
    assert_is(stage, BOWL, step=stage.last)
    assert float(stage.query["lr"]) == stage.lr
    assert int(stage.query["step"]) == stage.step


def test_playing_sends_nothing_until_it_is_paused(page: Page) -> None:
    stage = Stage.on(page)
    page.wait_for_function("document.querySelectorAll('.lr-equation .lr-num').length === 4")
    page.wait_for_timeout(700)
    before = len(stage.sent)
    stage["speed"].select_option("20")
    stage.press("play")
    page.wait_for_timeout(900)
    assert stage.step > 5
    assert len(stage.sent) == before
    stage.press("play")
    stage.until_sent(before)
    stage.until_query(f"step={stage.step}(&|$)")
    assert_is(stage, BOWL)


def test_looks_alone_ask_nothing_of_the_server_but_the_link(page: Page) -> None:
    stage = Stage.on(page)
    page.wait_for_function("document.querySelectorAll('.lr-equation .lr-num').length === 4")
    page.wait_for_timeout(700)
    before = len(stage.sent)
    stage.root.evaluate(
        """(root) => {
          for (const name of ["ghosts", "parts", "log"]) {
            root.querySelector(`[data-testid='stage-${name}']`).click();
          }
        }"""
    )
    assert len(stage.sent) == before
    stage.until_query("log=1")
    page.reload()
    stage.ready()
    assert stage["log"].is_checked()
    assert_is(stage, BOWL)
