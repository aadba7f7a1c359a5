"""How a component of lrviz/ui/web stands on a page, and what its browser says."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from lrviz.ui import session
from lrviz.ui.addresses import plotly_url, script_url
from lrviz.ui.streamlit_internals.late_reports import take_opened

__all__ = ["Component"]

JS = """
const component = import(new URL("{module}", document.baseURI).href);
export default function (call) {{
  const plotly = new URL("{plotly}", document.baseURI).href;
  const root = call.parentElement.querySelector(".{root}");
  component.then((module) => module.receive(call, plotly))
    .catch((error) => {{ root.textContent = "lrviz: " + error; }});
  return () => component.then((module) => module.dispose(call));
}}
"""


@dataclass(frozen=True)
class Component:
    """A component: the folder of its modules, and what holds its place until they have come.

    Attributes:
        name: the folder below lrviz/ui/web, with a module and a stylesheet of the same name.
        root: the class of the root, the element that the module fills.
        html: the root, as long as nothing fills it.
        css: the root's height before there is anything in it.
    """

    name: str
    root: str
    html: str
    css: str

    def mount(self, payload: bytes, *, key: str, on_ask: Callable[[], None] | None = None) -> None:
        """Put it on the page and hand it ``payload``; ``on_ask`` runs before each answer."""
        if session.whole_run_wanted() or take_opened():
            st.rerun()
        _renderer(self)(data=payload, key=key, on_ask_change=on_ask or _nobody_hears)

    def request(self, key: str) -> Mapping[str, Any]:
        """What the browser asked or said in the run under way: {} if nothing."""
        value = (st.session_state.get(key) or {}).get("ask")
        return value if isinstance(value, Mapping) else {}


@cache
def _renderer(component: Component) -> ComponentRenderer:
    name = component.name
    module = script_url(f"{name}/{name}.js")
    js = JS.format(module=module, plotly=plotly_url(), root=component.root)
    return st.components.v2.component(
        f"lrviz_{name}", html=component.html, css=component.css, js=js, isolate_styles=False
    )


def _nobody_hears() -> None:
    """Streamlit wants somebody to hear every trigger."""
