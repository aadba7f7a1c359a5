"""Back and Forward: the settings of another address of the page are taken up again."""

from urllib.parse import parse_qsl

import streamlit as st

from lrviz.film.payload import pack
from lrviz.text import say
from lrviz.ui import session
from lrviz.ui.component import Component

__all__ = ["undoing"]

KEY, TOLD = "address", "address_told"
THEIRS = "en"  # The language of Streamlit's own words.
NAMED = "{}"  # A widget's own name stands here.
WIDGET_WORDS = (
    "ui.widget.help",
    "ui.widget.remove",
    "ui.widget.open",
    "ui.widget.clear",
    "ui.widget.values",
)
LONGEST = 20_000  # An address of more characters is no state to go back to.
ADDRESS = Component("address", root="lr-address", html='<div class="lr-address"></div>', css="")


def undoing() -> None:
    """Hear which address a person has gone back to; nothing is seen of it."""
    told = st.session_state.get(TOLD, 0)
    language = say("language.html", session.config().language)
    said = {"kind": "address", "told": told, "language": language, "words": _words()}
    with st.container(key="address_heard"):
        ADDRESS.mount(pack(said, {}), key=KEY, on_ask=_hear)


def _words() -> dict[str, str]:
    """What Streamlit says to readers of the screen, in English alone, and what it is here."""
    language = session.config().language
    if language == THEIRS:
        return {}
    return {say(key, THEIRS, name=NAMED): say(key, language, name=NAMED) for key in WIDGET_WORDS}


def _hear() -> None:
    request = ADDRESS.request(KEY)
    query = request.get("query")
    st.session_state[TOLD] = request.get("told", 0)
    if isinstance(query, str) and len(query) <= LONGEST:
        session.return_to(dict(parse_qsl(query.lstrip("?"), keep_blank_values=True)))
