"""The Classroom page: the lecturer's desk; all of it happens in the browser and its routes."""

import streamlit as st

from lrviz.ui import session
from lrviz.ui.pages.classroom.answer import payload
from lrviz.ui.pages.classroom.component import DESK, KEY

__all__ = ["page"]


def page() -> None:
    """Draw the page."""
    with st.container(key="desk"):
        DESK.mount(payload(session.config().language), key=KEY)
    session.publish()
