"""A browser of each engine behind one small interface: go to a page, ask it, move its pointer.

Chromium is driven by playwright, Firefox through WebDriver BiDi, WebKit by WebKitGTK's driver.
Pointer and keys are the real ones of the engine: W3C actions, not events made up by a script.
"""

import json
import os
import re
import shutil
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Protocol

from playwright.sync_api import Page, sync_playwright
from websockets.sync.client import ClientConnection, connect

from tests.browser.conftest import FLAGS
from tests.browser.server import free_port
from tools import chromium

__all__ = ["ENGINES", "Engine", "Point", "missing", "opened"]

WIDTH, HEIGHT = 1400, 900
START_SECONDS = 60
PAGE_SECONDS = 300  # A busy machine may take so long to open a page; it decides no test.
Point = tuple[float, float]


class Engine(Protocol):
    """What a test asks of a browser."""

    def go(self, url: str) -> None:
        """Open an address."""

    def ask(self, expression: str) -> Any:
        """The value of a JavaScript expression, as JSON has it."""

    def drag(self, selector: str, moves: Sequence[Point] = ()) -> None:
        """Press in the middle of an element, wherever it is by then; move so far, and so far
        again; let go. Without moves it is a click."""

    def type(self, text: str) -> None:
        """Put ``text`` where the caret is, in place of what stands there, and press Enter."""


class Chromium:
    """Through playwright."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def go(self, url: str) -> None:
        self.page.goto(url)

    def ask(self, expression: str) -> Any:
        return self.page.evaluate(f"() => ({expression})")

    def drag(self, selector: str, moves: Sequence[Point] = ()) -> None:
        mouse = self.page.mouse
        self.page.locator(selector).first.hover(force=True)
        box = self.page.locator(selector).first.bounding_box()
        assert box is not None
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        mouse.down()
        for across, down in moves:
            x, y = x + across, y + down
            mouse.move(x, y)
        mouse.up()

    def type(self, text: str) -> None:
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)
        self.page.keyboard.press("Enter")


def _pointer(element: object, moves: Sequence[Point]) -> list[dict[str, Any]]:
    """W3C actions of a mouse that is pressed in the middle of an element and moved from there:
    the browser itself finds the place when it presses, so that no layout comes between."""
    press, release = ({"type": f"pointer{way}", "button": 0} for way in ("Down", "Up"))
    acts = [_move(element, 0, 0), press, *(_move("pointer", *move) for move in moves), release]
    return [
        {"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}, "actions": acts}
    ]


def _move(origin: object, x: float, y: float) -> dict[str, Any]:
    place = {"origin": origin, "x": round(x), "y": round(y)}
    return {"type": "pointerMove", "duration": 0 if origin != "pointer" else 40, **place}


def _keys(text: str) -> list[dict[str, Any]]:
    """W3C actions that take all that is in a field, write ``text`` in its place, and enter it."""
    control, enter = "\ue009", "\ue007"
    acts = [{"type": "keyDown", "value": control}, *_stroke("a")]
    acts.append({"type": "keyUp", "value": control})
    for key in (*text, enter):
        acts += _stroke(key)
    return [{"type": "key", "id": "keys", "actions": acts}]


def _stroke(key: str) -> list[dict[str, str]]:
    return [{"type": "keyDown", "value": key}, {"type": "keyUp", "value": key}]


class Firefox:
    """Through WebDriver BiDi, which Firefox speaks by itself."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.number = 0
        self.call("session.new", capabilities={})
        self.context = self.call("browsingContext.getTree")["contexts"][0]["context"]
        viewport = {"width": WIDTH, "height": HEIGHT}
        self.call("browsingContext.setViewport", context=self.context, viewport=viewport)

    def call(self, method: str, **given: Any) -> dict[str, Any]:
        """What the browser answers to a command."""
        self.number += 1
        self.socket.send(json.dumps({"id": self.number, "method": method, "params": given}))
        while (answer := json.loads(self.socket.recv())).get("id") != self.number:
            pass
        if answer["type"] == "error":
            raise RuntimeError(f"{method}: {answer['message']}")
        result: dict[str, Any] = answer["result"]
        return result

    def go(self, url: str) -> None:
        self.call("browsingContext.navigate", context=self.context, url=url, wait="complete")

    def ask(self, expression: str) -> Any:
        target = {"context": self.context}
        told = f"JSON.stringify({expression})"
        found = self.call("script.evaluate", expression=told, target=target, awaitPromise=True)
        if found["type"] == "exception":
            raise RuntimeError(found["exceptionDetails"]["text"])
        return json.loads(found["result"].get("value", "null"))

    def drag(self, selector: str, moves: Sequence[Point] = ()) -> None:
        target = {"context": self.context}
        sought = f"document.querySelector({selector!r})"
        found = self.call("script.evaluate", expression=sought, target=target, awaitPromise=False)
        element = {"type": "element", "element": {"sharedId": found["result"]["sharedId"]}}
        actions = _pointer(element, moves)
        self.call("input.performActions", context=self.context, actions=actions)

    def type(self, text: str) -> None:
        self.call("input.performActions", context=self.context, actions=_keys(text))


class WebKit:
    """Through the HTTP of WebKitGTK's driver."""

    def __init__(self, driver: str, browser: str) -> None:
        self.driver = driver
        wanted = {
            "browserName": "MiniBrowser",
            "webkitgtk:browserOptions": {"binary": browser, "args": ["--automation"]},
        }
        session = self.call("", capabilities={"alwaysMatch": wanted})
        self.driver += f"/{session['sessionId']}"
        self.call("/window/rect", width=WIDTH, height=HEIGHT)

    def call(self, path: str, **given: Any) -> Any:
        """What the driver answers to a command."""
        body = json.dumps(given).encode()
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(self.driver + path, data=body, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=START_SECONDS) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise RuntimeError(f"{path}: {error.read().decode()}") from error

    def go(self, url: str) -> None:
        self.call("/url", url=url)

    def ask(self, expression: str) -> Any:
        return self.call("/execute/sync", script=f"return {expression}", args=[])

    def drag(self, selector: str, moves: Sequence[Point] = ()) -> None:
        element = self.call("/element", using="css selector", value=selector)
        self.call("/actions", actions=_pointer(element, moves))

    def type(self, text: str) -> None:
        self.call("/actions", actions=_keys(text))


@contextmanager
def _process(command: Sequence[str], log: Path, **environment: str) -> Iterator[None]:
    with log.open("w") as out:
        process = subprocess.Popen(
            command, stdout=out, stderr=out, env={**os.environ, **environment}
        )
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)


def _until(found: Any, what: str) -> Any:
    """What ``found()`` comes to be, once it is something."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if value := found():
            return value
        time.sleep(0.05)
    raise RuntimeError(f"{what} did not start")


@contextmanager
def _chromium() -> Iterator[Engine]:
    with sync_playwright() as playwright:
        path = chromium.find()
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        page.set_default_timeout(1000 * PAGE_SECONDS)
        yield Chromium(page)
        browser.close()


@contextmanager
def _firefox() -> Iterator[Engine]:
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        log = Path(folder) / "log.txt"
        profile = Path(folder) / "profile"
        profile.mkdir()
        (profile / "user.js").write_text(PREFERENCES)
        command = [str(_path("firefox")), "--headless", "--profile", str(profile), "--no-remote"]
        stack.enter_context(_process([*command, "--remote-debugging-port", "0"], log))
        told = re.compile(r"WebDriver BiDi listening on (ws://\S+)")
        url = _until(lambda: told.search(log.read_text()), "Firefox")[1]
        yield Firefox(stack.enter_context(connect(f"{url}/session", max_size=None)))


@contextmanager
def _webkit() -> Iterator[Engine]:
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        port, screen = free_port(), f":{os.getpid() % 1000 + 100}"
        log = Path(folder) / "log.txt"
        size = f"{WIDTH}x{HEIGHT + 100}x24"
        stack.enter_context(_process([str(_path("Xvfb")), screen, "-screen", "0", size], log))
        _until(lambda: Path(f"/tmp/.X11-unix/X{screen[1:]}").exists(), "Xvfb")
        driver = [str(_path("WebKitWebDriver")), f"--port={port}"]
        stack.enter_context(_process(driver, log, DISPLAY=screen, LIBGL_ALWAYS_SOFTWARE="1"))
        url = f"http://127.0.0.1:{port}/session"
        _until(lambda: _listens(port), "WebKitWebDriver")
        engine = WebKit(url, str(_path("MiniBrowser")))
        yield engine
        urllib.request.urlopen(urllib.request.Request(engine.driver, method="DELETE"), timeout=30)


def _listens(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/status", timeout=5):
            return True
    except OSError:
        return False


# No first-run page, no updates, no address but the one that is asked for.
PREFERENCES = "".join(
    f'user_pref("{name}", {value});\n'
    for name, value in {
        "app.update.enabled": "false",
        "browser.shell.checkDefaultBrowser": "false",
        "browser.startup.page": "0",
        "datareporting.policy.dataSubmissionEnabled": "false",
        "toolkit.telemetry.reportingpolicy.firstRun": "false",
    }.items()
)
ENGINES: Mapping[str, Any] = {"chromium": _chromium, "firefox": _firefox, "webkit": _webkit}
# What each needs on the machine, and what Debian calls it.
NEEDED = {
    "chromium": {},
    "firefox": {"firefox": "firefox-esr"},
    "webkit": {"WebKitWebDriver": "webkit2gtk-driver", "MiniBrowser": "webkit2gtk-driver"}
    | {"Xvfb": "xvfb"},
}


def _path(name: str) -> str | None:
    """Where a program is; WebKitGTK's browser is on no PATH."""
    found = shutil.which(name) or shutil.which(f"{name}-esr")
    places = sorted(Path("/usr/lib").glob(f"*/webkit2gtk-4.*/{name}"))
    return found or (str(places[-1]) if places else None)


def missing(name: str) -> str | None:
    """What of Debian's an engine lacks here, in one sentence; None where it can be driven."""
    lacks = {package for program, package in NEEDED[name].items() if _path(program) is None}
    return f"{name} needs Debian's {', '.join(sorted(lacks))}" if lacks else None


def opened(name: str) -> Any:
    """A browser of an engine, as a context."""
    return ENGINES[name]()
