"""What a browser still says of a widget that the server has changed undoes nothing.

Every message of the browser carries the values of all widgets as it has them. While a changed
page is on its way to it, these are the values of before. A question of a fragment, such as the
stage's, is no word about widgets outside it: what differs there is old, and Streamlit would
call the widget's callback as if a person had changed it back.

A menu or a section is opened by a person alone. Where that happens in the moment in which the stage
asks, the browser says both in one message, as if it were of the stage's fragment: it is heard, and
all of the page is to be drawn for it.
"""

from collections.abc import Container
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner_utils.script_run_context import get_script_run_ctx
from streamlit.runtime.state.session_state import SessionState, WStates

__all__ = ["FILLED_WHEN_OPENED", "fits", "install", "take_opened"]

# Menus and sections that are filled when they are opened, by their keys, with which the ids of
# their widgets end.
FILLED_WHEN_OPENED = (
    *("-take_home", "-tuning", "-regression_more"),
    *("-formulas", "-theory", "-share"),
    *("-regression_section_scale", "-regression_section_solution", "-regression_section_code"),
)
_OPENED = "opened_beside_a_question"
_called = getattr(SessionState, "_call_callbacks", None)


def fits() -> bool:
    """Whether Streamlit is made as this module takes it to be."""
    state = SessionState()
    return (
        callable(_called)
        and callable(getattr(state, "_widget_changed", None))
        and isinstance(getattr(state, "_new_widget_state", None), WStates)
        and isinstance(getattr(state, "_old_state", None), dict)
    )


def install() -> None:
    """Let every visit forget late reports before callbacks run."""
    setattr(SessionState, "_call_callbacks", _without_late_reports)  # noqa: B010


def _without_late_reports(state: SessionState, **given: Any) -> None:
    context = get_script_run_ctx()
    running = context.fragment_ids_this_run if context else None
    if running and forget(state, running):
        st.session_state[_OPENED] = True
    assert _called is not None
    _called(state, **given)


def take_opened() -> bool:
    """Whether one of them, outside the fragment that runs, has been opened or closed; once."""
    return bool(st.session_state.pop(_OPENED, False))


def forget(state: SessionState, running: Container[str]) -> bool:
    """Drop the new value of every widget that stands outside the fragments ``running``, but for
    what is filled when it is opened; whether one of those has been opened or closed."""
    new, opened = state._new_widget_state, False
    for widget in [*new]:
        metadata = new.widget_metadata.get(widget)
        if metadata is None or metadata.fragment_id in running:
            continue
        if widget not in state._old_state or not state._widget_changed(widget):
            continue
        if widget.endswith(FILLED_WHEN_OPENED):
            opened = True
        else:
            new.set_from_value(widget, state._old_state[widget])
    return opened
