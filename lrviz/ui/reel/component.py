"""Mounting a reel, and what the browser says of it."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from lrviz.ui import session
from lrviz.ui.reel.reel import Reel
from lrviz.ui.server import plotly_url, script_url

HTML = """<div class="lr-reel" data-ready="false"></div>"""

CSS = """
.lr-reel { min-height: 12rem; }
"""

JS = """
const reels = import(new URL("{reel}", document.baseURI).href);
export default function (component) {{
  const at = new URL("{plotly}", document.baseURI).href;
  const root = component.parentElement.querySelector(".lr-reel");
  reels.then((module) => module.receive(component, at))
    .catch((error) => {{ root.textContent = "lrviz: " + error; }});
  return () => reels.then((module) => module.dispose(component));
}}
"""


@cache
def _component() -> ComponentRenderer:
    js = JS.format(reel=script_url("reel/reel.js"), plotly=plotly_url())
    return st.components.v2.component("lrviz_reel", html=HTML, css=CSS, js=js, isolate_styles=False)


def reel(
    show: Reel,
    *,
    key: str,
    language: str,
    frame: int = 0,
    speed: int = 0,
    on_ask: Callable[[], None] | None = None,
) -> None:
    """Put a reel on the page, at ``frame``; ``on_ask`` runs before each answer.

    A rerun with the same reel neither stops its clock nor draws it anew, and what a hand has done
    that the server has not heard yet stays. ``speed`` is in frames a second, 0 for the reel's own.
    """
    asks, turn = on_ask is not None, session.turn()
    payload = show.payload(key, language, frame=frame, speed=speed, turn=turn, asks=asks)
    _component()(data=payload, key=key, on_ask_change=on_ask or _nothing)


def reel_request(key: str) -> Mapping[str, Any]:
    """What the browser said in the run under way: {} if nothing.

    ``{"kind": "pick", "plot", "x", "y", "trace", "point", "custom"}`` for a click, x and y in
    data coordinates; ``{"kind": "frame", "frame", "turn", "speed"}`` once the clock has come to
    rest, the speed where a hand has changed it. What was said of another run is not heard.
    """
    value = (st.session_state.get(key) or {}).get("ask")
    if not isinstance(value, Mapping) or value.get("turn", session.turn()) != session.turn():
        return {}
    return value


def _nothing() -> None:
    """Streamlit wants somebody to hear every trigger."""
