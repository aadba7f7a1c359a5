"""The stage as a component, and which run answers what its browser asks."""

from collections.abc import Mapping
from typing import Any, NoReturn

import streamlit as st

from lrviz.ui.component import Component
from lrviz.ui.streamlit_internals.late_reports import take_opened

__all__ = ["STAGE", "put_off", "take_request"]

# A skeleton holds the stage's place until its own stylesheet has come.
STAGE = Component(
    "stage",
    root="lr-stage",
    html="""<div class="lr-stage lr-descent" data-ready="false">
<div class="lr-skeleton"></div></div>""",
    css="""
.lr-stage { min-height: min(46rem, 88vh); }
.lr-skeleton { min-height: min(46rem, 88vh); border-radius: 4px;
  background: var(--st-secondary-background-color); opacity: 0.5; }
""",
)


def take_request(key: str) -> tuple[Mapping[str, Any], bool]:
    """What is to be answered in the run under way, and whether it was asked in this very run,
    not put off by the one before.
    """
    left = st.session_state.pop(f"{key}_put_off", {})
    asked = STAGE.request(key)
    if asked and take_opened():
        put_off(key, asked)
    return (asked, True) if asked or not left else (left, False)


def put_off(key: str, request: Mapping[str, Any]) -> NoReturn:
    """Leave a question to a run of the whole page, which begins at once.

    An answer given before would be lost: what a run has to send and has not sent yet is
    dropped when another takes its place.
    """
    st.session_state[f"{key}_put_off"] = request
    st.rerun()
