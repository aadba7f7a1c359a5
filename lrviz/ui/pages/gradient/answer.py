"""The two parts of the Gradient page that ask, as a hand moves: weights apart, and directions."""

import streamlit as st

from lrviz.film.answer import asked_start
from lrviz.film.gradient.place import Place
from lrviz.film.gradient.probe import STEP, intro, payload
from lrviz.text import say
from lrviz.ui import session
from lrviz.ui.pages.gradient.component import PROBE
from lrviz.ui.pages.gradient.settings import SETTINGS
from lrviz.ui.veils import present_veils, veiled

__all__ = ["directions_part", "weights_part"]

KEY = "probe"


def weights_part(at: Place) -> None:
    """The loss along each weight with its tangent, and the step as the sum of their moves."""
    st.caption(intro(at.objective, "weights", at.language))
    PROBE.mount(payload(at, "weights", present_veils()), key=KEY, on_ask=_hear)


def directions_part(at: Place) -> None:
    """The field over the rings, and the slope in the direction under the pointer."""
    if at.objective.dim == 1:
        st.info(say("gradient.one_weight", at.language))
        return
    if veiled(*STEP):  # nothing of it would be left
        return
    st.caption(intro(at.objective, "directions", at.language))
    PROBE.mount(payload(at, "directions"), key=KEY, on_ask=_hear)


def _hear() -> None:
    request = PROBE.request(KEY)
    if request.get("kind") == "angle":
        SETTINGS.change(angle=request.get("angle"))
    if request.get("kind") != "point":
        return
    start = asked_start({"start": request.get("w")}, session.runnable()[1].dim)
    if start is not None:
        session.change(start=start)
        session.changed_behind("start")
