"""Mounting the stage: what the browser asks, and what it is sent."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, NoReturn

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from lrviz.ui.server import plotly_url, script_url

HTML = """<div class="lr-stage" data-testid="stage" data-ready="false">
<div class="lr-skeleton"></div></div>"""

# The skeleton holds the stage's place until its own stylesheet has come.
CSS = """
.lr-stage { min-height: min(46rem, 88vh); }
.lr-skeleton { min-height: min(46rem, 88vh); border-radius: 4px;
  background: var(--st-secondary-background-color); opacity: 0.5; }
"""

JS = """
const stage = import(new URL("{stage}", document.baseURI).href);
const failed = (component, error) => {{
  const root = component.parentElement.querySelector(".lr-stage");
  root.textContent = "lrviz: " + error;
}};
export default function (component) {{
  const at = new URL("{plotly}", document.baseURI).href;
  stage.then((module) => module.receive(component, at)).catch((error) => failed(component, error));
  return () => stage.then((module) => module.dispose(component));
}}
"""


@cache
def _component() -> ComponentRenderer:
    js = JS.format(stage=script_url("stage/stage.js"), plotly=plotly_url())
    return st.components.v2.component(
        "lrviz_stage", html=HTML, css=CSS, js=js, isolate_styles=False
    )


def stage_request(key: str) -> Mapping[str, Any]:
    """What the browser asked in the run under way: {} if nothing."""
    value = (st.session_state.get(key) or {}).get("ask")
    return value if isinstance(value, Mapping) else {}


def take_request(key: str) -> tuple[Mapping[str, Any], bool]:
    """What is to be answered in the run under way, and whether it was asked in this very run,
    not put off by the one before.
    """
    left = st.session_state.pop(f"{key}_put_off", {})
    asked = stage_request(key)
    return (asked, True) if asked or not left else (left, False)


def put_off(key: str, request: Mapping[str, Any]) -> NoReturn:
    """Leave a question to a run of the whole page, which begins at once.

    An answer given before would be lost: what a run has to send and has not sent yet is
    dropped when another takes its place.
    """
    st.session_state[f"{key}_put_off"] = request
    st.rerun()


def mount(payload: bytes, *, key: str, on_ask: Callable[[], None]) -> None:
    """Put the stage on the page and hand it ``payload``; ``on_ask`` runs before each answer."""
    _component()(data=payload, key=key, on_ask_change=on_ask)
