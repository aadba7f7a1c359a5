"""A slow network: answers that come late, all at once, are still understood."""

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.browser.conftest import OpenPage

TABS = ("Optimizers", "Basins", "Momentum", "Learning rates")


class Line:
    """The way from the server to the page, which can be held up."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.held: list[bytes | str] | None = None
        self.ended = 0
        page.expose_function("lrEnded", lambda: self.ended)
        page.route_web_socket("**/_stcore/stream", self._open)

    def _open(self, browser: WebSocketRoute) -> None:
        self.browser, server = browser, browser.connect_to_server()
        browser.on_message(server.send)
        server.on_message(self._hear)

    def _hear(self, message: bytes | str) -> None:
        if self.held is None:
            self.browser.send(message)
            return
        self.held.append(message)
        if isinstance(message, bytes):
            self.ended += ForwardMsg.FromString(message).HasField("script_finished")

    def wait(self, runs: int) -> None:
        """Until so many runs have ended, held up all of them."""
        self.page.wait_for_function(
            "async (runs) => await window.lrEnded() >= runs", arg=runs, timeout=300_000
        )

    def release(self) -> None:
        held, self.held = self.held or [], None
        for message in held:
            self.browser.send(message)


@pytest.mark.whole
def test_what_the_page_said_it_has_it_still_has_when_the_answer_comes(
    open_page: OpenPage,
) -> None:
    page = open_page(None)
    line = Line(page)
    page.goto("/compare")
    reel = page.get_by_test_id("reel-compare_rates")
    expect(reel).to_have_attribute("data-ready", "true", timeout=300_000)
    line.held = []
    for count, tab in enumerate(TABS, 1):
        page.get_by_role("radio", name=tab).click(force=True)
        line.wait(count)
    line.release()
    expect(reel).to_have_attribute("data-ready", "true", timeout=300_000)
    page.get_by_role("radio", name=TABS[0]).click()  # when this is answered, so is all before it
    expect(page.get_by_test_id("reel-compare_race")).to_have_attribute(
        "data-ready", "true", timeout=300_000
    )
    expect(page.get_by_role("dialog")).to_have_count(0)
