"""Three ways to a gradient on the Gradient page, and what the trial step h gets wrong."""

import streamlit as st

from lrviz.analysis.derivatives import gradients_at
from lrviz.film.gradient.place import Place, sign_of
from lrviz.film.gradient.ways import (
    KEY,
    errors_of,
    first_trial,
    place_of,
    sloped,
    table,
    ways_reel,
)
from lrviz.text import say
from lrviz.ui import session
from lrviz.ui.pages.gradient.controls import along_field
from lrviz.ui.pages.gradient.settings import SETTINGS
from lrviz.ui.reel.component import reel, reel_request
from lrviz.ui.veils import veiled
from lrviz.ui.waiting import prepared

__all__ = ["ways_part"]


def ways_part(at: Place) -> None:
    """The table of the gradients, then secant and error on one clock that shrinks h."""
    if veiled("errors", "slopes"):
        reel(first_trial(at), key=KEY, language=at.language)
        return
    with st.container(key="ways_table", horizontal=True, vertical_alignment="bottom", gap="medium"):
        st.html(table(at, gradients_at(at.objective, at.w)), width="content")
        along_field(at)
    try:
        errors = prepared(errors_of, place_of(at.config), at.along)
    except ValueError as error:
        st.error(session.plain(str(error)))
        return
    if not sloped(errors):
        st.info(say("gradient.ways.no_slope", at.language, name=sign_of(at, at.along)))
        return
    show, speed = ways_reel(at, errors), SETTINGS.now()["pace"]
    frame = min(SETTINGS.now()["trial"], show.frames - 1)
    reel(show, key=KEY, language=at.language, frame=frame, speed=speed, on_ask=_hear)
    st.caption(say("gradient.ways.legend", at.language))


def _hear() -> None:
    request = reel_request(KEY)
    if request.get("kind") == "frame":
        SETTINGS.change(trial=request["frame"], pace=request.get("speed", SETTINGS.now()["pace"]))
