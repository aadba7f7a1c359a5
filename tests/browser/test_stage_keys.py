"""The keys of the stage, and where they are not commands."""

import pytest

from tests.browser.conftest import WHOLE
from tests.browser.stage import Run, Stage, assert_is

BOWL = Run()
REGIMES = ("crawls", "converges", "oscillates", "diverges")


def test_the_space_bar_plays_and_pauses(desktop: Stage) -> None:
    desktop["speed"].select_option("1")  # it shall not come to its end meanwhile
    desktop.page.evaluate("document.activeElement.blur()")
    desktop.page.keyboard.press(" ")
    desktop.until_step(1)
    desktop.page.keyboard.press(" ")
    assert desktop.root.get_attribute("data-playing") == "false"
    assert_is(desktop, BOWL)


def test_the_arrow_keys_step(desktop: Stage) -> None:
    for key, step in [("ArrowRight", 1), ("ArrowRight", 2), ("ArrowLeft", 1)]:
        desktop.page.keyboard.press(key)
        assert_is(desktop, BOWL, step=step)


def test_the_brackets_change_the_rate_by_one_notch(desktop: Stage) -> None:
    desktop.page.keyboard.press("]")  # 0.1 is none of the axis, and leaves it
    desktop.frames()
    before = desktop.index_of(desktop.lr)
    for key, index in [("]", before + 1), ("]", before + 2), ("[", before + 1), ("[", before)]:
        desktop.page.keyboard.press(key)
        desktop.frames()
        assert desktop.index_of(desktop.lr) == index
        assert_is(desktop, BOWL)


@pytest.mark.parametrize("key", ["r", "R"] if WHOLE else ["R"])
def test_r_restarts_and_asks_nothing_of_the_server(desktop: Stage, key: str) -> None:
    desktop.scrub("step", 12)
    sent = desktop.until_quiet()  # the link has been brought up to date
    desktop.page.keyboard.press(key)
    assert_is(desktop, BOWL, step=0)
    # The link is told, as after every rest, and nothing else: Streamlit's own r would ask first.
    assert desktop.until_quiet() == sent + 1


def test_a_figure_shows_its_regime(desktop: Stage) -> None:
    for key, verdict in zip("1234", REGIMES, strict=True):
        desktop.page.keyboard.press(key)
        desktop.frames()
        assert desktop.verdict == verdict
        assert_is(desktop, BOWL)


@pytest.mark.parametrize("key", ["Control+r", *(["Meta+1", "Alt+ArrowLeft"] if WHOLE else [])])
def test_a_key_of_the_browser_is_not_taken(desktop: Stage, key: str) -> None:
    desktop.scrub("step", 3)
    before = desktop.snapshot()["data"]
    *held, last = key.split("+")
    desktop.page.evaluate(
        """([held, key]) => document.body.dispatchEvent(new KeyboardEvent("keydown", {
          key, bubbles: true, ctrlKey: held === "Control", metaKey: held === "Meta",
          altKey: held === "Alt" }))""",
        [held[0], last],
    )
    after = desktop.snapshot()["data"]
    assert (after["lr"], after["step"]) == (before["lr"], before["step"])


def test_typing_in_a_field_is_no_command(desktop: Stage) -> None:
    for field in (desktop["lr-number"], desktop.page.get_by_role("textbox").last):
        field.focus()
        desktop.page.keyboard.type("r 1234[]")
        desktop.page.keyboard.press("ArrowLeft")
        assert_lr_and_step(desktop, 0.1, 0)
        field.fill("")
        desktop.page.keyboard.press("Tab")
    desktop.frames()
    assert desktop["lr-number"].input_value() == "0.1"


def assert_lr_and_step(stage: Stage, lr: float, step: int) -> None:
    stage.frames()
    assert (stage.lr, stage.step) == (lr, step)
    assert stage.root.get_attribute("data-playing") != "true"


def test_the_space_bar_plays_right_after_a_click_on_a_button(desktop: Stage) -> None:
    desktop["speed"].select_option("1")  # it shall not come to its end meanwhile
    for name in ("tiny", "good", "large", "forward", "2d"):
        desktop.press(name)
        chosen = desktop.lr
        desktop.page.keyboard.press(" ")
        assert desktop.root.get_attribute("data-playing") == "true"
        desktop.page.keyboard.press(" ")
        assert desktop.root.get_attribute("data-playing") == "false"
        assert_is(desktop, BOWL, lr=chosen)


def test_the_space_bar_presses_the_button_reached_with_the_tab_key(desktop: Stage) -> None:
    desktop["lr-number"].focus()
    for _ in range(4):  # past the slider, the finer rates and the first regime
        desktop.page.keyboard.press("Tab")
    focused = desktop.page.evaluate("document.activeElement.dataset.testid")
    assert focused == "stage-good"
    desktop.page.keyboard.press(" ")
    desktop.frames()
    assert "good" in desktop.snapshot()["pressed"]
    assert desktop.root.get_attribute("data-playing") != "true"


def test_the_sliders_keep_their_own_arrow_keys(desktop: Stage) -> None:
    desktop["lr"].focus()
    rates = desktop.snapshot()["final"]["x"]
    desktop.page.keyboard.press("ArrowRight")
    assert desktop.lr == min(rate for rate in rates if rate > 0.1)
    assert_is(desktop, BOWL, step=0)
    desktop["step"].focus()
    desktop.page.keyboard.press("ArrowRight")
    desktop.page.keyboard.press("ArrowRight")
    assert_is(desktop, BOWL, step=2)


def test_the_space_bar_plays_while_a_slider_has_the_focus(desktop: Stage) -> None:
    desktop["speed"].select_option("1")  # it shall not come to its end meanwhile
    desktop["lr"].focus()
    desktop.page.keyboard.press(" ")
    assert desktop.root.get_attribute("data-playing") == "true"
    desktop.page.keyboard.press(" ")
    assert_is(desktop, BOWL)


ACTIONS = {
    " ": "play",
    "ArrowRight": "forward",
    "ArrowLeft": "back",
    "[": "slower",
    "]": "faster",
    "r": "reset",
    "R": "reset",
    "1": "tiny",
    "2": "good",
    "3": "large",
    "4": "too_large",
    "ArrowUp": None,
    "Enter": None,
}
KEPT = {
    "<input>": {*ACTIONS},
    "<input type=number>": {*ACTIONS},
    "<textarea></textarea>": {*ACTIONS},
    "<select></select>": {*ACTIONS},
    "<div contenteditable></div>": {*ACTIONS},
    "<div role=combobox></div>": {*ACTIONS},
    "<div role=tablist></div>": {*ACTIONS},
    "<input type=range>": {"ArrowLeft", "ArrowRight", "ArrowUp"},
    "<input type=checkbox>": set(),
    "<button></button>": set(),
    "<p></p>": set(),
}
OWNED = """async ([keys, controls]) => {
  const { action } = await import(new URL("lrviz-static/lib/keys.js", document.baseURI).href);
  const holder = document.createElement("div");
  document.body.append(holder);
  const found = controls.map((html) => {
    holder.innerHTML = html;
    return keys.map((key) => action({ key, target: holder.firstChild }));
  });
  holder.remove();
  return found;
}"""


def test_a_control_keeps_the_keys_it_needs(desktop: Stage) -> None:
    found = desktop.page.evaluate(OWNED, [[*ACTIONS], [*KEPT]])
    for (html, kept), actions in zip(KEPT.items(), found, strict=True):
        wanted = [None if key in kept else action for key, action in ACTIONS.items()]
        assert actions == wanted, html
