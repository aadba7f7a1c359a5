"""A browser of each engine behind one small interface: go to a page, ask it, move its pointer.

Chromium is driven by playwright, Firefox through WebDriver BiDi, WebKit by WebKitGTK's driver.
Pointer and keys are the real ones of the engine: W3C actions, not events made up by a script.
"""

import json
import urllib.error
import urllib.request
from collections.abc import Sequence
from typing import Any, Protocol

from playwright.sync_api import Page
from websockets.sync.client import ClientConnection

__all__ = ["HEIGHT", "PATIENCE", "WIDTH", "Chromium", "Engine", "Firefox", "Point", "WebKit"]

WIDTH, HEIGHT = 1400, 900
PATIENCE = 300  # seconds: a busy machine may take so long for anything; it decides no test
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
        while (answer := json.loads(self.socket.recv(PATIENCE))).get("id") != self.number:
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
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
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
