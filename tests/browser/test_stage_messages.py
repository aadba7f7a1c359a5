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


def test_scrubbing_sends_nothing_until_it_has_settled_and_then_once(desktop: Stage) -> None:
    for name in ("lr", "step"):
        before = desktop.until_quiet()
        desktop.root.evaluate(SWEEP, name)
        assert desktop.sent == before
        desktop.until_sent(before)
        assert desktop.until_quiet() == before + 1
    assert_is(desktop, BOWL, step=desktop.last)
    assert float(desktop.query["lr"]) == desktop.lr
    assert int(desktop.query["step"]) == desktop.step


def test_playing_sends_nothing_until_it_is_paused(desktop: Stage) -> None:
    before = desktop.until_quiet()
    desktop["speed"].select_option("20")
    desktop.press("play")
    desktop.until_step(20)  # a second, and a rest is told after half of one
    assert desktop.sent == before
    desktop.press("play")
    desktop.until_sent(before)
    desktop.until_query(f"step={desktop.step}(&|$)")
    assert_is(desktop, BOWL)


def test_looks_alone_ask_nothing_of_the_server_but_the_link(page: Page) -> None:
    stage = Stage.on(page)
    stage.until_slopes()
    before = stage.until_quiet()
    stage.root.evaluate(
        """(root) => {
          for (const name of ["ghosts", "parts", "log"]) {
            root.querySelector(`[data-testid='stage-${name}']`).click();
          }
        }"""
    )
    assert stage.sent == before
    assert stage.until_quiet() == before + 1
    stage.until_query("log=1")
    page.reload()
    stage.ready()
    assert stage["log"].is_checked()
    assert_is(stage, BOWL)
