"""The first page as it is sent, with the picture of its run."""

import time

from playwright.sync_api import Page

from tests.browser.stage import SERVER_SECONDS


def with_its_picture(page: Page, path: str, mark: str = 'id="lr-first"') -> str:
    """The path, once its page is sent with the picture, or with ``mark``: who comes to a busy
    server before it is drawn is sent none, and the next visitor has it."""
    end = time.monotonic() + SERVER_SECONDS
    while mark not in page.request.get(path).text():
        assert time.monotonic() < end
    return path
