"""Back and Forward undo and redo settings, and then lead to where a person came from."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import WHOLE
from tests.browser.stage import Stage
from tests.browser.walk import rest


def state(stage: Stage) -> tuple[str | None, ...]:
    """The rate, the window and the rule, as the stage and the address have them."""
    rest(stage.page)
    told = stage.query
    assert float(told["lr"]) == stage.lr
    return told["lr"], told.get("window"), told["optimizer"]


REACHED = """([lr, shown, optimizer]) => {
  const told = new URLSearchParams(location.search);
  const root = document.querySelector("[data-testid='stage']");
  return told.get("lr") === lr && Number(root?.dataset.lr) === Number(lr)
    && (told.get("window") || null) === shown && told.get("optimizer") === optimizer;
}"""


def reached(stage: Stage, wanted: tuple[str | None, ...]) -> bool:
    """Whether stage and address come to be as wanted, and stay so."""
    stage.page.wait_for_function(REACHED, arg=[*wanted])
    return state(stage) == wanted


def test_back_undoes_one_setting_after_another_and_then_leaves(page: Page) -> None:
    page.goto("/_stcore/health")
    stage = Stage.on(page)
    states = [state(stage)]
    for pressed in ("4", "+", "[") if WHOLE else ("4", "+"):
        page.keyboard.press(pressed)
        states.append(state(stage))
    assert len(set(states)) == len(states)
    page.keyboard.press("ArrowRight")  # a step is no setting
    rest(page)
    page.keyboard.press("Control+z")
    assert reached(stage, states[-2])
    page.go_back()
    assert reached(stage, states[-3])
    page.keyboard.press("Control+Shift+z")
    assert reached(stage, states[-2])
    for before in reversed(states[:-2]):
        page.keyboard.press("Control+z")
        assert reached(stage, before)
    page.keyboard.press("Control+z")  # there is nothing left to undo, and it leaves nothing
    assert reached(stage, states[0])
    page.go_back()
    page.wait_for_url("**/_stcore/health")


@pytest.mark.whole
def test_a_formula_is_undone_in_its_field_too(page: Page) -> None:
    stage = Stage.on(page, "/?formula=x^2%2By^4&lr=0.05")
    rest(page)
    field = page.get_by_label("or your own formula")
    field.fill("x^4 + y^2")
    field.press("Enter")
    stage.until_query("formula=x%5E4")
    rest(page)
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Control+z")
    stage.until_query("formula=x%5E2%2By%5E4")
    rest(page)
    expect(field).to_have_value("x^2+y^4")
    assert stage.lr == 0.05


ASKING = "document.querySelector(\"[data-testid='stage']\").dataset.asking === 'true'"
BEGUN = "document.querySelector(\"[data-testid='stage']\").dataset.asking !== undefined"
ASKED = """async (sign) => {
  const { asker } = await import(new URL("/lrviz-static/lib/history.js", location.origin).href);
  const heard = [];
  const component = { setTriggerValue: (name, value) => heard.push(value) };
  const [old, next] = [document.createElement("div"), document.createElement("div")];
  const ask = asker(component, old);
  ask("before");
  const link = Object.assign(document.createElement("a"), { href: sign });
  document.body.append(link);
  link.addEventListener("click", (event) => event.preventDefault());
  if (sign === "popstate") {
    History.prototype.pushState.call(history, null, "", "/compare");
    dispatchEvent(new PopStateEvent("popstate"));
  } else link.click();
  const began = performance.now();
  ask("while leaving");
  asker(component, old)("still leaving");
  while (performance.now() <= began) await null; // the next page is made later than it is left
  asker(component, next)("the next page");
  link.remove();
  return heard;
}"""


@pytest.mark.parametrize("sign", ["popstate", "/compare"])
def test_a_page_that_is_being_left_asks_nothing_any_more(page: Page, sign: str) -> None:
    page.goto("/lrviz-static/stage/stage.css")
    assert page.evaluate(ASKED, sign) == ["before", "the next page"]


def test_a_link_to_the_same_page_leaves_nothing(page: Page) -> None:
    page.goto("/lrviz-static/stage/stage.css")
    heard = page.evaluate(ASKED, "?lr=0.2")
    assert heard == ["before", "while leaving", "still leaving", "the next page"]


@pytest.mark.whole
def test_going_back_at_once_shows_the_page_one_came_from(page: Page) -> None:
    page.goto("/compare")
    reel = page.get_by_test_id("reel-compare_rates")
    # At once; once the stage's first question is on its way; when all are answered.
    moments = ("true", BEGUN, f"{BEGUN} && !({ASKING})")
    for moment in moments if WHOLE else moments[:1]:
        expect(reel).to_have_attribute("data-ready", "true", timeout=300_000)
        page.get_by_role("link", name="Descent").click()
        page.wait_for_selector("[data-testid='stage'][data-ready='true']", timeout=300_000)
        page.wait_for_function(moment, timeout=300_000)
        page.go_back()
    expect(reel).to_have_attribute("data-ready", "true", timeout=300_000)
