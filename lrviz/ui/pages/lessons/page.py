"""The Lessons page: the panel of a stop, and beside it the live page that the stop is about."""

from collections.abc import Callable

import streamlit as st

from lrviz.ui import session, veils
from lrviz.ui.pages.lessons.answer import hear, payload
from lrviz.ui.pages.lessons.component import KEY, LESSON
from lrviz.ui.pages.lessons.settings import begin, open_list, publish_stop
from lrviz.ui.pages.lessons.style import LECTURE, STYLE
from lrviz.ui.take_home import TAKEN, take_home

__all__ = ["page"]


def page(live: Callable[[str], None]) -> None:
    """Draw the page; ``live`` draws the page of the stop.

    The panel stands after the picture, so that on a phone it comes below it, but is drawn first:
    the question is there while a long run is still being made.
    """
    if veils.now_open() is None and not session.beside():
        begin()
    publish_stop()
    language, beside = session.config().language, _beside()
    st.html(f"<style>{STYLE}{LECTURE if session.config().present else ''}</style>")
    with st.container(key="lesson_frame" if beside else "lesson_overview"):
        picture = st.container(key="lesson_live")
        with st.container(key="lesson_panel"):
            LESSON.mount(payload(language), key=KEY, on_ask=hear)
            if beside in TAKEN and not (session.config().present or veils.questioned()):
                take_home(beside, now=open_list())
        if beside:
            with picture:
                live(beside)


def _beside() -> str | None:
    """The page that the panel stands beside; None for the overview."""
    now, listed = veils.now_open(), open_list()
    if now is not None:
        return now.stop.page
    return listed.item.page if listed is not None else None
