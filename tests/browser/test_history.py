"""Back leads to where a person came from, not to an older address of the same page."""

from playwright.sync_api import Page

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
