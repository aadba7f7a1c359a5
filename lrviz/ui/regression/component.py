"""Mounting the data view, and what the browser says of it."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from lrviz.ui.server import plotly_url, script_url

HTML = """<div class="lr-data" data-testid="data" data-ready="false"></div>"""

CSS = """
.lr-data { min-height: min(34rem, 70vh); }
"""

JS = """
const view = import(new URL("{view}", document.baseURI).href);
export default function (component) {{
  const at = new URL("{plotly}", document.baseURI).href;
  const root = component.parentElement.querySelector(".lr-data");
  view.then((module) => module.receive(component, at))
    .catch((error) => {{ root.textContent = "lrviz: " + error; }});
  return () => view.then((module) => module.dispose(component));
}}
"""


@cache
def _component() -> ComponentRenderer:
    js = JS.format(view=script_url("regression/regression.js"), plotly=plotly_url())
    return st.components.v2.component("lrviz_data", html=HTML, css=CSS, js=js, isolate_styles=False)


def data_request(key: str) -> Mapping[str, Any]:
    """What the browser said of the data in the run under way: {} if nothing.

    ``{"kind": "look", "squares", "fan", "rings", "plane"}`` for what is drawn, and
    ``{"kind": "move", "row", "x", "y"}`` for a point that a hand has moved: its features, all of
    them, and its target.
    """
    value = (st.session_state.get(key) or {}).get("ask")
    return value if isinstance(value, Mapping) else {}


def mount(payload: bytes, *, key: str, on_ask: Callable[[], None]) -> None:
    """Put the data view on the page and hand it ``payload``; ``on_ask`` runs before each answer."""
    _component()(data=payload, key=key, on_ask_change=on_ask)
