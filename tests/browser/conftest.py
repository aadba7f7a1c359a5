"""A real server, a real Chromium, and pages that must stay free of errors and foreign hosts."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from tools import chromium

pytest.register_assert_rewrite("tests.browser.stage")  # so that it says what it compared

from tests.browser.stage import Stage  # noqa: E402

ROOT = Path(__file__).parents[2]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP = {"width": 1400, "height": 900}
PHONE = {"width": 390, "height": 844}
START_SECONDS = 120
# Console errors that are nobody's fault, as patterns of "text (address)", each with its reason.
HARMLESS: tuple[str, ...] = (
    # On a page's own address Streamlit looks for its server below that address first.
    r"404 \(Not Found\) \(\S+/\w+/_stcore/(health|host-config)\)",
)

Scheme = Literal["light", "dark"]
OpenPage = Callable[..., Page]
Visit = Callable[[bool], Stage]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker("browser")


@pytest.fixture(scope="session")
def server_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the app, started as a person starts it, ready to answer."""
    with serving("app.py", tmp_path_factory.mktemp("server") / "log.txt") as url:
        yield url


@contextmanager
def serving(app: str, log: Path) -> Iterator[str]:
    """An app of this house on a free port, from when it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://localhost:{port}"
    command = [sys.executable, "-m", "streamlit", "run", app, "--server.port", str(port)]
    paths = {**os.environ, "PYTHONPATH": str(ROOT)}
    with log.open("w") as out:
        process = subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=out, env=paths)
    try:
        _wait_until_healthy(url, process, log)
        yield url
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_until_healthy(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    pytest.fail(f"The app did not start:\n{log.read_text()}", pytrace=False)


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The path of a Chromium; without one every browser test fails with one sentence."""
    path = chromium.find()
    if path is None:
        pytest.fail(chromium.MISSING, pytrace=False)
    return path


@pytest.fixture(scope="module")
def browser(chromium_path: str) -> Iterator[Browser]:
    """One Chromium for the tests of a file."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def color_scheme() -> Scheme:
    """Light, unless a test says ``parametrize("color_scheme", ["light", "dark"])``."""
    return "light"


@pytest.fixture
def open_page(browser: Browser, server_url: str, color_scheme: Scheme) -> Iterator[OpenPage]:
    """Opens a path of the app in a fresh context; every page is checked when the test ends.

    ``open_page("/?lang=zh", phone=True)``; further options go to ``browser.new_context``.
    """
    with opening(browser, server_url, color_scheme) as open_one:
        yield open_one


@contextmanager
def opening(browser: Browser, server_url: str, color_scheme: Scheme) -> Iterator[OpenPage]:
    contexts: list[BrowserContext] = []
    troubles: list[str] = []

    def open_one(path: str | None = "/", *, phone: bool = False, **options: Any) -> Page:
        settings: dict[str, Any] = {
            "viewport": PHONE if phone else DESKTOP,
            "has_touch": phone,
            "is_mobile": phone,
            "color_scheme": color_scheme,
            "base_url": server_url,
        }
        contexts.append(browser.new_context(**(settings | options)))
        page = contexts[-1].new_page()
        _watch(page, server_url, troubles)
        if path is not None:
            page.goto(path)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert not troubles, "\n".join(troubles)


def _watch(page: Page, server_url: str, troubles: list[str]) -> None:
    """Note every console error, every uncaught error and every request to a foreign host."""
    home = urlsplit(server_url).netloc

    def console(message: ConsoleMessage) -> None:
        said = f"{message.text} ({message.location.get('url')})"
        if message.type == "error" and not any(re.search(known, said) for known in HARMLESS):
            troubles.append(f"console: {said}")

    def requested(url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc != home:
            troubles.append(f"foreign host: {url}")

    page.on("console", console)
    page.on("pageerror", lambda error: troubles.append(f"uncaught: {error}"))
    page.on("request", lambda request: requested(request.url))
    page.on("websocket", lambda websocket: requested(websocket.url))


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """A blank page at 1400×900; ``page.goto("/")`` opens the app."""
    return open_page(None)


@pytest.fixture
def phone(open_page: OpenPage) -> Page:
    """A blank touch page at 390×844."""
    return open_page(None, phone=True)


@pytest.fixture(scope="module")
def visit(browser: Browser, server_url: str) -> Iterator[Visit]:
    """The live stage at a width, opened once for all tests of a file that ask for it."""
    with opening(browser, server_url, "light") as open_one:

        @cache
        def stage(phone: bool) -> Stage:
            return Stage.on(open_one(None, phone=phone))

        yield stage


@pytest.fixture(params=[False, True], ids=["1400", "390"])
def stage(visit: Visit, request: pytest.FixtureRequest) -> Stage:
    """The stage at both widths, at its start: bowl, η = 0.1, step 0, every option off."""
    return visit(request.param).afresh()


@pytest.fixture
def desktop(visit: Visit) -> Stage:
    """The stage at 1400×900, likewise."""
    return visit(False).afresh()
