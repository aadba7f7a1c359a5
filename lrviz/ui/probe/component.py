"""Mounting the probe, and what the browser says of it."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from lrviz.ui.server import plotly_url, script_url

__all__ = ["mount", "probe_request"]

HTML = """<div class="lr-probe" data-testid="probe" data-ready="false"></div>"""

CSS = """
.lr-probe { min-height: min(34rem, 80vh); }
"""

JS = """
const probes = import(new URL("{probe}", document.baseURI).href);
export default function (component) {{
  const at = new URL("{plotly}", document.baseURI).href;
  const root = component.parentElement.querySelector(".lr-probe");
  probes.then((module) => module.receive(component, at))
    .catch((error) => {{ root.textContent = "lrviz: " + error; }});
  return () => probes.then((module) => module.dispose(component));
}}
"""


@cache
def _component() -> ComponentRenderer:
    js = JS.format(probe=script_url("probe/probe.js"), plotly=plotly_url())
    return st.components.v2.component(
        "lrviz_probe", html=HTML, css=CSS, js=js, isolate_styles=False
    )


def mount(payload: bytes, *, key: str, on_ask: Callable[[], None]) -> None:
    """Put the probe on the page; ``on_ask`` runs before each answer."""
    _component()(data=payload, key=key, on_ask_change=on_ask)


def probe_request(key: str) -> Mapping[str, Any]:
    """What the browser said in the run under way: {} if nothing.

    ``{"kind": "point", "w": [...]}`` once a moved point has come to rest, ``{"kind": "angle",
    "angle": degrees}`` once a chosen direction has.
    """
    value = (st.session_state.get(key) or {}).get("ask")
    return value if isinstance(value, Mapping) else {}
