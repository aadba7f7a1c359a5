"""The app that the engines open is the one of the browser tests."""

from tests.browser.conftest import server_url

__all__ = ["server_url"]
