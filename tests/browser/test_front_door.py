"""`streamlit run app.py` answers, lightly, and with nobody else's help."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, Tab, standing

COLD_VISIT_BYTES = 4_500_000  # Streamlit's own page is 1.9 MB this way, plotly.js 1.5 MB


def opened(page: Page) -> Page:
    """The page after its script has run to the end."""
    page.goto("/")
    expect(page.get_by_test_id("stAppViewContainer")).to_be_visible()
    expect(page.locator('[data-test-script-state="notRunning"]')).to_be_attached(timeout=30_000)
    return page


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_the_page_opens_on_its_paper_without_an_error(page: Page, color_scheme: str) -> None:
    ground = opened(page).evaluate("getComputedStyle(document.querySelector('.stApp')).background")
    assert {"light": "rgb(251, 250, 247)", "dark": "rgb(27, 26, 24)"}[color_scheme] in ground
    expect(page.get_by_test_id("stException")).to_have_count(0)


def test_the_page_is_not_wider_than_a_phone(hand: Tab) -> None:
    standing(hand)
    assert hand.page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_cold_visit_is_light_and_a_second_one_fetches_almost_nothing(
    open_page: OpenPage,
) -> None:
    page = open_page(None)
    wire: list[float] = []
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: wire.append(event["encodedDataLength"]))
    opened(page).wait_for_load_state("networkidle")
    cold = sum(wire)
    assert 1_000_000 < cold < COLD_VISIT_BYTES
    page.goto("about:blank")
    wire.clear()
    opened(page).wait_for_load_state("networkidle")
    assert sum(wire) < 100_000
