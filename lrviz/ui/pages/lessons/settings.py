"""What the address of a stop holds beside the settings of its live page."""

from collections.abc import Mapping
from urllib.parse import parse_qsl

import streamlit as st

from lrviz.lessons import STOPS, Stop, scored, stop
from lrviz.lessons.questions import OrderQuestion
from lrviz.lessons.states import merged
from lrviz.text.notices import ConfigError, Notice
from lrviz.ui import session, veils

__all__ = ["WAIVED", "answer_of", "begin", "begin_at", "note", "noted", "publish_stop", "state_of"]

STOP, SAID = "stop", "said"  # keys of the address
WAIVED = "-"  # an answer that was not given
_NOTE = "lesson_note"


def begin() -> None:
    """Open the stop that the address names, at the state that it says; the first where it names
    none. What cannot be is noted: without a stop the page shows the overview."""
    given = st.query_params.to_dict()
    try:
        chosen = stop(given[STOP]) if STOP in given else STOPS[0]
    except ConfigError as error:
        note(error.notice)
        return
    begin_at(chosen, given.get(SAID), given)


def begin_at(chosen: Stop, said: str | None, given: Mapping[str, str] | None = None) -> None:
    """Open a stop with or without an answer; ``given`` differs from its own state."""
    note(None)
    if said is not None and said != WAIVED:
        try:
            scored(chosen, answer_of(chosen, said))
        except ConfigError as error:
            note(error.notice)
            said = None
    veils.open_up(chosen, said)
    session.begin({**dict(parse_qsl(state_of(chosen, said))), **(given or {})})
    publish_stop()


def publish_stop() -> None:
    """Let every address name the stop and what was answered."""
    now = veils.now_open()
    if now is None:
        session.stand_beside({})
    else:
        said = {} if now.said is None else {SAID: now.said}
        session.stand_beside({STOP: now.stop.id, **said})


def state_of(chosen: Stop, said: str | None) -> str:
    """The address of the live page: the stop's own state, after the answer the revealed one."""
    return chosen.query if said is None else merged(chosen.query, chosen.reveal)


def answer_of(chosen: Stop, said: str) -> object:
    """An answer as the address writes it, as plain data."""
    return said.split(",") if isinstance(chosen.question, OrderQuestion) else said


def note(notice: Notice | None) -> None:
    """Keep what is wrong with a link or an answer; None once it is right."""
    st.session_state[_NOTE] = notice


def noted(language: str) -> str:
    """What is wrong, in one sentence; "" for nothing."""
    notice: Notice | None = st.session_state.get(_NOTE)
    return notice.sentence(language) if notice else ""
