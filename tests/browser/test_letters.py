"""A picture whose letters come late is measured in them all the same."""

import pytest
from playwright.sync_api import Page, Route

from tests.browser.conftest import OpenPage
from tests.browser.picture import picture
from tests.browser.walk import assert_same, rest

PATH = "/gradient?part=weights&objective=bowl&start=-1,1&lr=0.1&lang=en"


@pytest.mark.whole
def test_letters_that_come_after_plotly_leave_no_trace(open_page: OpenPage, other: Page) -> None:
    other.goto(PATH)
    held: list[Route] | None = []
    page = open_page(None)
    page.route(
        "**/*SourceSansVF*", lambda route: route.continue_() if held is None else held.append(route)
    )
    page.goto(PATH, wait_until="commit")
    page.wait_for_function("window.Plotly !== undefined && document.querySelector('.lr-probe-map')")
    routes, held = held, None
    for route in routes:
        route.continue_()
    rest(page)
    rest(other)
    assert picture(page)
    assert_same(page, other)
