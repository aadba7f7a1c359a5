"""The Classroom page: the lecturer's desk, and beside it the live page of what is on the wall."""

from collections.abc import Callable

import streamlit as st

from lrviz.ui import session, veils
from lrviz.ui.pages.classroom.answer import payload
from lrviz.ui.pages.classroom.component import DESK, KEY
from lrviz.ui.pages.classroom.live_wall import close, now_live, show
from lrviz.ui.pages.classroom.style import LIVE, LIVE_LECTURE

__all__ = ["page"]


def page(live: Callable[[str], None]) -> None:
    """Draw the page; ``live`` draws the page of the question.

    Room and votes happen in the browser and its routes. The desk stays where it is, whether or
    not there is a picture before it: taken away it would lose its room.
    """
    beside = now_live()
    if beside is None:
        veils.close()
    looks = LIVE + (LIVE_LECTURE if session.config().present else "") if beside else ""
    st.html(f"<style>{looks} </style>")
    with st.container(key="class_frame"):
        picture = st.container(key="class_live")
        with st.container(key="desk"):
            DESK.mount(payload(session.config().language), key=KEY, on_ask=_hear)
        if beside is not None:
            with picture:
                live(beside.page)
    session.publish()


def _hear() -> None:
    """Take which question is to stand live, before anything is drawn."""
    request = DESK.request(KEY)
    session.want_whole_run()
    if request.get("kind") == "live":
        show(request)
    elif request.get("kind") == "alone":
        close()
