"""Back leads to where a person came from, not to an older address of the same page."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import WHOLE, OpenPage
from tests.browser.stage import Stage


def test_back_leaves_the_page_however_often_its_settings_have_changed(
    open_page: OpenPage, server_url: str
) -> None:
    page = open_page(None)
    page.goto(f"{server_url}/_stcore/health")
    stage = Stage.on(page)
    stage.until_query("lr=")
    for _ in range(2):
        before = stage.query["lr"]
        page.keyboard.press("]")
        page.wait_for_function("(lr) => !location.search.includes(`lr=${lr}&`)", arg=before)
    assert page.evaluate("history.length") <= 4  # blank, where we came from, the page
    page.go_back()
    if "health" not in page.url:  # Streamlit wrote the first address before the stage had come
        page.wait_for_function("location.search.includes('lr=')")
        page.go_back()
    page.wait_for_url("**/_stcore/health")


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
  if (sign === "popstate") dispatchEvent(new PopStateEvent("popstate"));
  else link.click();
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


def test_going_back_at_once_shows_the_page_one_came_from(page: Page) -> None:
    page.goto("/compare")
    reel = page.get_by_test_id("reel-compare_rates")
    # At once; once the stage's first question is on its way; when all are answered.
    moments = ("true", BEGUN, f"{BEGUN} && !({ASKING})")
    for moment in moments if WHOLE else moments[:1]:
        expect(reel).to_have_attribute("data-ready", "true", timeout=60_000)
        page.get_by_role("link", name="Descent").click()
        page.wait_for_selector("[data-testid='stage'][data-ready='true']", timeout=60_000)
        page.wait_for_function(moment, timeout=60_000)
        page.go_back()
    expect(reel).to_have_attribute("data-ready", "true", timeout=60_000)
