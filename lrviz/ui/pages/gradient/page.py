"""The Gradient page: where the gradient comes from, one idea at a time."""

import streamlit as st

from lrviz.film import answer
from lrviz.ui import session
from lrviz.ui.controls import mistakes
from lrviz.ui.pages.gradient.answer import directions_part, weights_part
from lrviz.ui.pages.gradient.controls import own_mistakes, part_field, settings_row
from lrviz.ui.pages.gradient.graph import graph_part
from lrviz.ui.pages.gradient.place import place
from lrviz.ui.pages.gradient.settings import SETTINGS
from lrviz.ui.pages.gradient.style import LECTURE, STYLE
from lrviz.ui.pages.gradient.ways import ways_part
from lrviz.ui.veils import questioned, veiled_line
from lrviz.ui.waiting import prepared

__all__ = ["page"]

SHOWN = {
    "weights": weights_part,
    "directions": directions_part,
    "ways": ways_part,
    "graph": graph_part,
}


def page() -> None:
    """Draw the page."""
    st.html(f"<style>{STYLE}{LECTURE if session.config().present else ''}</style>")
    _fresh_rate()
    at = place()
    own_mistakes()
    if questioned():
        veiled_line(at.language)
    else:
        part_field(at.language)
    SHOWN[SETTINGS.now()["part"]](at)
    if session.config().present or questioned():
        mistakes()
    else:
        settings_row(at)
    SETTINGS.publish()


def _fresh_rate() -> None:
    """A surface just chosen is first looked at with a rate that is good for it."""
    config, _ = session.runnable()
    try:
        if not session.good_rate_wanted(
            lambda: bool(prepared(answer.known_rates, answer.run_of(config)).usable)
        ):
            return
        rate = prepared(answer.known_rates, answer.run_of(config)).good
    except ValueError:  # the point is said to be no good where it stands
        return
    finally:
        session.fresh_rate_taken()
    session.change(lr=rate)
    session.changed_behind("lr")
