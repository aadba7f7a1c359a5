"""No page does what its content security policy forbids, what is injected stays text, and no page
fetches letters in vain."""

import pytest
from playwright.sync_api import ConsoleMessage, Page, Response

from tests.browser.conftest import WHOLE
from tests.browser.walk import rest

INJECTED = "<img src=x onerror=alert(1)>"
# The first is the one that is tempted most; a page that breaks its policy says so on the console,
# which no test of the suite lets pass.
PAGES = (
    f"/?formula={INJECTED}&lr={INJECTED}",
    "/?view=3d",
    "/compare?tab=optimizers&view=3d",
    "/regression",
    "/gradient",
    "/network?nsteps=40&tab=landscape",
)


def test_no_page_breaks_its_policy_and_injected_markup_stays_text(page: Page) -> None:
    refused: list[str] = []
    plain: list[str] = []
    letters = set[str]()

    def hear(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            refused.append(message.text)

    def look(response: Response) -> None:
        if "content-security-policy" not in response.headers and response.status == 200:
            plain.append(response.url)
        if "/media/" in response.url:
            letters.add(response.url.rpartition("/")[2].partition(".")[0])

    page.on("console", hear)
    page.on("response", look)
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    for path in PAGES if WHOLE else PAGES[:1]:
        page.goto(path)
        rest(page)
    assert not refused
    assert not [url for url in plain if not url.startswith(("blob:", "data:"))]
    assert page.locator("img[src='x']").count() == 0
    assert "latin" in letters
    assert "SourceSansVF-Upright" not in letters  # the rest of that face, 170 kB
