"""A real server, a real Chromium, and pages that must stay free of errors and foreign hosts."""

import asyncio
import os
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    expect,
    sync_playwright,
)

from tests.browser.server import SHARED, serving, wait_until_healthy
from tools import chromium

for module in ("stage", "regression"):  # so that they say what they compared
    pytest.register_assert_rewrite(f"tests.browser.{module}")

from tests.browser.stage import Stage  # noqa: E402

expect.set_options(timeout=300_000)  # how long to wait decides no test
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
# Whether all of the matrix is run: both widths, every surface, rule and language of a question
# that is not about them, and the tests marked ``whole``. ``make verify PARTS=browser`` does.
WHOLE = bool(os.environ.get("LRVIZ_WHOLE"))

Scheme = Literal["light", "dark"]
OpenPage = Callable[..., Page]
FAILED = pytest.StashKey[bool]()
# In every page: how many messages it has sent to the server, or would have, had the line not
# been cut (lrHeld is a list then).
COUNTED = """(() => {
  const { send } = WebSocket.prototype;
  Object.assign(window, { lrSent: 0, lrHeld: null });
  WebSocket.prototype.send = function (message) {
    window.lrSent += 1;
    if (window.lrHeld) window.lrHeld.push(() => send.call(this, message));
    else send.call(this, message);
  };
})()"""
FORGET = "() => { localStorage.clear(); sessionStorage.clear(); }"
playwright_loops: list[asyncio.AbstractEventLoop] = []  # of this process: none, or one


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that share a page stand together: a worker opens it once, and has few kinds of tab."""
    places = [n for n, item in enumerate(items) if item.path.is_relative_to(Path(__file__).parent)]
    for n, item in zip(places, sorted((items[n] for n in places), key=_tab_of), strict=True):
        item.add_marker("browser")
        items[n] = item


def _tab_of(item: pytest.Item) -> int:
    """Where a test stands: the stage, what else the wide tab holds, blank pages, touch, others."""
    names = {*getattr(item, "fixturenames", ())}
    if "hand" in names or "[390" in item.nodeid:
        return 4
    if names & {"stage", "desktop"}:
        return 0
    if names & {"tab", "usual", "either"}:
        return 1
    if "page" in names:
        return 3 if "other" in names else 2
    return 5 if "browser" in names else 1  # what asks for its tab by a parameter names none


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Playwright leaves its loop marked as running between its calls, as long as it lives. The
    other tests of the process have loops of their own, so it is so marked in these tests alone.
    """
    _mark(playwright_loops if item.get_closest_marker("browser") else [])
    try:
        return (yield)
    finally:
        _mark([])


def _mark(running: list[asyncio.AbstractEventLoop]) -> None:
    asyncio._set_running_loop(running[0] if running else None)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


@pytest.fixture(scope="session")
def server_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the app, started as a person starts it, ready to answer; or that of one
    which runs already, where LRVIZ_SERVER names it.
    """
    if shared := os.environ.get(SHARED):
        wait_until_healthy(shared)
        yield shared
        return
    with serving("app.py", tmp_path_factory.mktemp("server") / "log.txt") as url:
        yield url


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The path of a Chromium; without one every browser test fails with one sentence."""
    path = chromium.find()
    if path is None:
        pytest.fail(chromium.MISSING, pytrace=False)
    return path


@pytest.fixture(scope="session")
def browser(chromium_path: str) -> Iterator[Browser]:
    """One Chromium for all the tests of a process."""
    with sync_playwright() as playwright:
        playwright_loops.append(asyncio.get_running_loop())
        browser = playwright.chromium.launch(
            executable_path=chromium_path, args=FLAGS, timeout=300_000
        )
        yield browser
        _mark(playwright_loops)  # the last test of the process may be another
        browser.close()
    playwright_loops.clear()


@pytest.fixture
def color_scheme() -> Scheme:
    """Light, unless a test says ``parametrize("color_scheme", ["light", "dark"])``."""
    return "light"


@pytest.fixture
def open_page(browser: Browser, server_url: str, color_scheme: Scheme) -> Iterator[OpenPage]:
    """Opens a path of the app in a fresh context; every page is checked when the test ends.

    ``open_page("/?lang=zh", phone=True)``; further options go to ``browser.new_context``. It
    takes three times as long as a page on a tab that is there: it is for tests that ask what a
    visitor gets who has never been here, and for those that listen to the page's traffic.
    """
    with opening(browser, server_url, color_scheme) as open_one:
        yield open_one


@contextmanager
def opening(browser: Browser, server_url: str, color_scheme: Scheme) -> Iterator[OpenPage]:
    contexts: list[BrowserContext] = []
    troubles: list[str] = []

    def open_one(path: str | None = "/", *, phone: bool = False, **options: Any) -> Page:
        page = new_page(browser, server_url, phone=phone, color_scheme=color_scheme, **options)
        contexts.append(page.context)
        _watch(page, server_url, troubles)
        if path is not None:
            page.goto(path)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert not troubles, "\n".join(troubles)


def new_page(browser: Browser, server_url: str, *, phone: bool, **options: Any) -> Page:
    """A page in a context of its own."""
    settings: dict[str, Any] = {
        "viewport": PHONE if phone else DESKTOP,
        "has_touch": phone,
        "is_mobile": phone,
        "base_url": server_url,
    }
    context = browser.new_context(**(settings | options))
    context.add_init_script(COUNTED)
    context.set_default_timeout(300_000)
    return context.new_page()


def _watch(page: Page, server_url: str, troubles: list[str]) -> None:
    """Note every console error, every uncaught error and every request to a foreign host."""
    home = urlsplit(server_url).netloc

    def console(message: ConsoleMessage) -> None:
        if message.type == "error":
            troubles.append(f"console: {message.text} ({message.location.get('url')})")

    def requested(url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc != home:
            troubles.append(f"foreign host: {url}")

    page.on("console", console)
    page.on("pageerror", lambda error: troubles.append(f"uncaught: {error}"))
    page.on("request", lambda request: requested(request.url))
    page.on("websocket", lambda websocket: requested(websocket.url))


class Tab:
    """A page that is kept for all the tests of a process, one after the other.

    A page in a new context has a new process that reads and compiles all scripts anew; on a tab
    that is there, another address opens in a third of the time. ``blank`` gives the tab to a
    test that opens its own address; ``held`` and ``taken`` to tests that share what is opened.
    """

    def __init__(self, browser: Browser, server_url: str, phone: bool) -> None:
        self.phone = phone
        self.page = new_page(browser, server_url, phone=phone)
        self.page.goto("/lrviz-static/stage/stage.css")  # of the app, and light
        self.troubles: list[str] = []
        _watch(self.page, server_url, self.troubles)
        self.key: object = None
        self.thing: Any = None

    def blank(self, color_scheme: Scheme = "light") -> Page:
        """The page as a first visitor's: nothing stored, no look but the one asked for."""
        self.key = self.thing = None
        self.page.context.clear_cookies()
        self.page.evaluate(FORGET)
        self.page.emulate_media(color_scheme=color_scheme, reduced_motion="no-preference")
        self.page.set_viewport_size(PHONE if self.phone else DESKTOP)
        return self.page

    def held(self, key: object, make: Callable[[Page], Any]) -> Any:
        """What ``make`` opened on the page when it was first asked for under this key."""
        if self.key != key:
            self.thing = make(self.blank())
            self.key = key
        return self.thing

    def taken(self, key: object, make: Callable[[Page], Any]) -> Any:
        """The same for a test that leaves it in another state, the last of those that share it."""
        thing = self.held(key, make)
        self.key = None
        return thing


@pytest.fixture(scope="session")
def desktop_tab(browser: Browser, server_url: str) -> Tab:
    return Tab(browser, server_url, phone=False)


@pytest.fixture(scope="session")
def blank_tab(browser: Browser, server_url: str) -> Tab:
    return Tab(browser, server_url, phone=False)


@pytest.fixture(scope="session")
def second_tab(browser: Browser, server_url: str) -> Tab:
    return Tab(browser, server_url, phone=False)


@pytest.fixture(scope="session")
def phone_tab(browser: Browser, server_url: str) -> Tab:
    return Tab(browser, server_url, phone=True)


@pytest.fixture
def tab(desktop_tab: Tab, request: pytest.FixtureRequest) -> Iterator[Tab]:
    """The tab at 1400×900."""
    yield from _lent(desktop_tab, request)


@pytest.fixture
def hand(phone_tab: Tab, request: pytest.FixtureRequest) -> Iterator[Tab]:
    """The touch tab at 390×844."""
    yield from _lent(phone_tab, request)


def _lent(tab: Tab, request: pytest.FixtureRequest) -> Iterator[Tab]:
    """The tab for one test, which answers for what the page complained of meanwhile."""
    tab.troubles.clear()
    yield tab
    if request.node.stash.get(FAILED, False):
        tab.key = None  # whatever it left is not what the next test expects
    assert not tab.troubles, "\n".join(tab.troubles)


@pytest.fixture
def other(second_tab: Tab, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A second visitor's page at 1400×900, for what is to be compared with the first's."""
    for tab in _lent(second_tab, request):
        yield tab.blank()


@pytest.fixture
def page(blank_tab: Tab, color_scheme: Scheme, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page at 1400×900 beside what is held; ``page.goto("/")`` opens the app."""
    for tab in _lent(blank_tab, request):
        yield tab.blank(color_scheme)


@pytest.fixture
def phone(hand: Tab, color_scheme: Scheme) -> Page:
    """The touch page at 390×844."""
    return hand.blank(color_scheme)


@pytest.fixture(params=["1400", "390"])
def either(request: pytest.FixtureRequest) -> Tab:
    """Both tabs, one after the other: for what has to do with room or with touch."""
    found: Tab = request.getfixturevalue({"1400": "tab", "390": "hand"}[request.param])
    return found


@pytest.fixture(params=["1400", "390"] if WHOLE else ["1400"])
def usual(request: pytest.FixtureRequest) -> Tab:
    """The tab at 1400×900, in the whole matrix the touch tab too."""
    found: Tab = request.getfixturevalue({"1400": "tab", "390": "hand"}[request.param])
    return found


@pytest.fixture
def stage(usual: Tab) -> Stage:
    """The stage at its start: bowl, η = 0.1, step 0, every option off."""
    return standing(usual)


@pytest.fixture
def desktop(tab: Tab) -> Stage:
    """The stage at 1400×900, likewise."""
    return standing(tab)


def standing(tab: Tab) -> Stage:
    found: Stage = tab.held("stage", Stage.on)
    found.until_quiet()
    return found.afresh()
