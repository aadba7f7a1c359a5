"""Back leads to where a person came from, not to an older address of the same page."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.stage import Stage


def test_back_leaves_the_page_however_often_its_settings_have_changed(
    page: Page, server_url: str
) -> None:
    page.goto(f"{server_url}/_stcore/health")
    stage = Stage.on(page)
    stage.until_query("lr=")
    for _ in range(3):
        before = stage.query["lr"]
        page.keyboard.press("]")
        page.wait_for_function("(lr) => !location.search.includes(`lr=${lr}&`)", arg=before)
    assert page.evaluate("history.length") <= 4  # blank, where we came from, the page
    page.go_back()
    if "health" not in page.url:  # Streamlit wrote the first address before the stage had come
        page.wait_for_function("location.search.includes('lr=')")
        page.go_back()
    page.wait_for_url("**/_stcore/health")


ASKED = """async (sign) => {
  const { asker } = await import(new URL("lrviz-static/stage/history.js", document.baseURI).href);
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
  ask("while leaving");
  asker(component, old)("still leaving");
  await new Promise((done) => setTimeout(done, 20));
  asker(component, next)("the next page");
  link.remove();
  return heard;
}"""


@pytest.mark.parametrize("sign", ["popstate", "/compare"])
def test_a_page_that_is_being_left_asks_nothing_any_more(page: Page, sign: str) -> None:
    assert Stage.on(page).page.evaluate(ASKED, sign) == ["before", "the next page"]


def test_a_link_to_the_same_page_leaves_nothing(page: Page) -> None:
    heard = Stage.on(page).page.evaluate(ASKED, "/?lr=0.2")
    assert heard == ["before", "while leaving", "still leaving", "the next page"]


def test_going_back_at_once_shows_the_page_one_came_from(page: Page) -> None:
    page.goto("/compare")
    reel = page.get_by_test_id("reel-compare_rates")
    for wait in (0, 60, 110, 125, 140):  # the stage asks for its gradients after 120 ms
        expect(reel).to_have_attribute("data-ready", "true", timeout=20_000)
        page.get_by_role("link", name="Descent").click()
        page.wait_for_selector("[data-testid='stage'][data-ready='true']", timeout=20_000)
        page.wait_for_timeout(wait)
        page.go_back()
    expect(reel).to_have_attribute("data-ready", "true", timeout=20_000)
