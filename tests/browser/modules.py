"""The served modules of the components, called from a test on a page of their own origin."""

import base64
import json
import math
from typing import Any

import numpy as np
from playwright.sync_api import Page


class Modules:
    """Calls exported functions of the served modules on a page of the same origin."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def __call__(self, module: str, body: str, argument: Any = None) -> Any:
        """The value of ``body`` with the module's exports as ``m`` and the argument as ``x``.

        ``module`` is a module of the stage, or "component/module" for one of another component.
        JSON as Python writes it has NaN and Infinity, which JavaScript's has not: both go
        across as text.
        """
        path = f"/lrviz-static/{module if '/' in module else f'stage/{module}'}.js"
        script = f"""async (text) => {{
          const m = await import(new URL("{path}", location.origin).href);
          const odd = {{ NaN, Infinity, "-Infinity": -Infinity }};
          const x = JSON.parse(text, (_, v) => (v?.odd ? odd[v.odd] : v));
          const result = await (async () => {{ {body} }})();
          return JSON.stringify(result ?? null);
        }}"""
        return json.loads(self.page.evaluate(script, json.dumps(guarded(argument))))


def guarded(value: Any) -> Any:
    """What JSON cannot say, as {"odd": name}."""
    if isinstance(value, dict):
        return {key: guarded(each) for key, each in value.items()}
    if isinstance(value, list | tuple | np.ndarray):
        return [guarded(each) for each in value]
    if isinstance(value, float) and not math.isfinite(value):
        name = "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
        return {"odd": name}
    return value.item() if isinstance(value, np.generic) else value


def sent(payload: bytes) -> str:
    """Bytes as they go to ``received``."""
    return base64.b64encode(payload).decode()


# JavaScript that turns ``x.film``, and ``x.slopes`` if given, into a decoded ``film``.
RECEIVED = """
const { decode } = await import(new URL("/lrviz-static/stage/film.js", location.origin).href);
const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
const film = decode(bytes(x.film));
if (x.slopes) film.slopes = decode(bytes(x.slopes));
"""
