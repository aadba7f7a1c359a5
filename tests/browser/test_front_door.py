"""`streamlit run app.py` answers, lightly, and with nobody else's help."""

import pytest
from playwright.sync_api import Page, expect

from lrviz.text import say
from lrviz.ui.addresses import cartesian
from tests.browser.conftest import OpenPage, Tab, standing
from tests.browser.walk import rest

COLD_VISIT_BYTES = 4_500_000  # with the whole plotly.js, 1.5 MB by gzip
COLD_FLAT_BYTES = 3_400_000  # with that of flat pictures alone


def opened(page: Page) -> Page:
    """The page after its script has run to the end, with what comes below the stage."""
    page.goto("/")
    expect(page.get_by_test_id("stAppViewContainer")).to_be_visible()
    for key in ("settings", "share", "in_course"):
        expect(page.locator(f".st-key-{key}")).to_be_visible()
    expect(page.get_by_label(say("ui.steps"), exact=True).first).to_be_visible()
    rest(page)  # the line may well be idle before all is drawn, and more fetched then
    return page


@pytest.mark.whole
def test_the_page_is_not_wider_than_a_phone(hand: Tab) -> None:
    standing(hand)
    assert hand.page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_cold_visit_is_light_and_a_second_one_fetches_almost_nothing(
    open_page: OpenPage,
) -> None:
    page = open_page(None)
    wire: list[float] = []
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: wire.append(event["encodedDataLength"]))
    opened(page).wait_for_load_state("networkidle")
    cold = sum(wire)
    assert 1_000_000 < cold < (COLD_FLAT_BYTES if cartesian() else COLD_VISIT_BYTES)
    expect(page.get_by_test_id("stException")).to_have_count(0)
    assert page.locator("script[src*='plotly']").count() == 1
    assert (
        len([url for url in asked if "plotly" in url and url.partition("?")[0].endswith(".min.js")])
        <= 2
    )  # the preload, and its use
    page.goto("about:blank")
    wire.clear()
    opened(page).wait_for_load_state("networkidle")
    assert sum(wire) < 100_000
