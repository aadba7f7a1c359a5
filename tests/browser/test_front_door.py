"""`streamlit run app.py` answers, lightly, and with nobody else's help."""

from typing import Any

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


class Wire:
    """What a page has the server send: the address of each answer and its bytes, 0 where the
    browser had it and did not ask.
    """

    def __init__(self, page: Page) -> None:
        self.answers: list[tuple[str, float]] = []
        self.names: dict[str, str] = {}
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.requestWillBeSent", self._begun)
        session.on("Network.loadingFinished", self._ended)

    def _begun(self, event: dict[str, Any]) -> None:
        self.names[event["requestId"]] = event["request"]["url"].partition("?")[0]

    def _ended(self, event: dict[str, Any]) -> None:
        self.answers.append((self.names[event["requestId"]], event["encodedDataLength"]))

    @property
    def bytes(self) -> float:
        return sum(size for _, size in self.answers)


@pytest.mark.whole
def test_the_page_is_not_wider_than_a_phone(hand: Tab) -> None:
    standing(hand)
    assert hand.page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_cold_visit_is_light_and_a_second_one_fetches_almost_nothing(
    open_page: OpenPage,
) -> None:
    page = open_page(None)
    wire = Wire(page)
    opened(page).wait_for_load_state("networkidle")
    assert 1_000_000 < wire.bytes < (COLD_FLAT_BYTES if cartesian() else COLD_VISIT_BYTES)
    expect(page.get_by_test_id("stException")).to_have_count(0)
    assert page.locator("script[src*='plotly']").count() == 1
    plots = [url for url in wire.names.values() if "plotly" in url and url.endswith(".min.js")]
    assert len(plots) <= 2  # the preload, and its use
    page.goto("about:blank")
    wire.answers.clear()
    opened(page).wait_for_load_state("networkidle")
    assert wire.bytes < 100_000
    files = {url: size for url, size in wire.answers if url.endswith((".js", ".css"))}
    assert len(files) > 50
    assert not any(files.values())  # none is as much as asked for again
