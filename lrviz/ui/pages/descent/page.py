"""The Descent page: the stage, what sets it up, and what theory says beside it."""

import streamlit as st

from lrviz.ui import session
from lrviz.ui.pages.descent.answer import KEY, RERUN, hear, payload
from lrviz.ui.pages.descent.controls import settings_row
from lrviz.ui.pages.descent.explain import explain, explaining
from lrviz.ui.pages.descent.settings import SETTINGS
from lrviz.ui.stage.component import STAGE, put_off, take_request
from lrviz.ui.veils import questioned


def page() -> None:
    """Draw the page; what stands below the stage comes once the stage itself is drawn."""
    _stage()
    config, objective = session.runnable()
    if session.stage_drawn() and not questioned():
        settings_row()
        explain(config, objective)
    SETTINGS.publish()


@st.fragment
def _stage() -> None:
    """The stage: the only part that answers while a person plays."""
    request, new = take_request(KEY)
    settled = request.get("kind") in ("view", "film") and not request.get("live")
    news = st.session_state.pop(RERUN, False) or (settled and explaining())
    if new and news:
        put_off(KEY, request)
    STAGE.mount(payload(request), key=KEY, on_ask=hear)
    if settled:
        SETTINGS.publish()
