"""Backpropagation on the Gradient page: the formula's graph, and what has arrived."""

import streamlit as st

from lrviz.film.gradient.graph import KEY, arrived, graph_reel, least_width, picture_at
from lrviz.film.gradient.place import Place
from lrviz.text import say
from lrviz.ui import session
from lrviz.ui.pages.gradient.settings import SETTINGS
from lrviz.ui.pages.gradient.style import at_least
from lrviz.ui.reel.component import reel, reel_request
from lrviz.ui.veils import veiled

__all__ = ["graph_part"]


def graph_part(at: Place) -> None:
    """The graph with its clock, and what has arrived beside what autograd says."""
    language = at.language
    picture, forward = picture_at(at), veiled("graph", "slopes")
    st.caption(say("gradient.flow.intro", language))
    st.html(at_least(least_width(picture)))
    with st.container(key="graph"):
        show, speed = graph_reel(at, picture, forward=forward), SETTINGS.now()["pace"]
        frame = min(SETTINGS.now()["beat"], show.frames - 1)
        reel(show, key=KEY, language=language, frame=frame, speed=speed, on_ask=_hear)
    if picture.folded:
        st.caption(say("gradient.flow.folded", language, count=picture.folded))
    if not forward:
        st.markdown("\n".join(f"- {session.plain(line)}" for line in arrived(at, picture)))


def _hear() -> None:
    request = reel_request(KEY)
    if request.get("kind") == "frame":
        SETTINGS.change(beat=request["frame"], pace=request.get("speed", SETTINGS.now()["pace"]))
