"""Every page runs on a plotly.js that has renamed one of the members it does not promise."""

import re

import pytest
from playwright.sync_api import Route

from lrviz.ui.streamlit_internals.plotly_members import NAMED, said
from tests.browser.conftest import OpenPage

READY = "[data-testid='{}'][data-ready='true'], .lr-reel[data-ready='true']"
SHOWN = {
    "/": "stage",
    "/regression?data=textbook": "stage",
    "/gradient": "probe",
    "/compare": "",
    "/network": "",
}


@pytest.mark.whole
@pytest.mark.parametrize("name", sorted(said(NAMED.read_text("utf-8"))))
def test_the_pages_are_drawn_without(name: str, open_page: OpenPage) -> None:
    def renamed(route: Route) -> None:
        answer = route.fetch()
        body = re.sub(rf"\b{name}\b", f"{name}_", answer.text())
        route.fulfill(body=body, content_type="text/javascript")

    for path, shown in SHOWN.items():
        page = open_page(None)
        page.route("**/plotly*.min.js*", renamed)
        page.goto(path)
        page.wait_for_selector(READY.format(shown), timeout=300_000)
        if shown == "stage":
            page.get_by_test_id("stage-too-large").click()
            page.wait_for_selector("[data-testid='stage'][data-verdict='diverges']")
        page.context.close()
