"""What the address of a stop holds beside the settings of its live page."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl

import streamlit as st

from lrviz.lessons import STOPS, PageState, SetList, Stop, read_list, scored, stop, trouble
from lrviz.panel.content import WAIVED, answer_of, state_of
from lrviz.text.notices import ConfigError, Notice
from lrviz.ui import session, veils

__all__ = [
    "OpenList",
    "begin",
    "begin_at",
    "begin_item",
    "leave_list",
    "note",
    "noted",
    "open_later",
    "open_list",
    "publish_stop",
]

STOP, SAID, LIST, NTH = "stop", "said", "list", "nth"  # Keys of the address.
_NOTE, _LIST, _LATER = "lesson_note", "lesson_list", "lesson_later"


@dataclass(frozen=True)
class OpenList:
    """A set list that a visit pages through.

    Attributes:
        text: as the address has it; found: the list.
        at: the item on show, from 0.
    """

    text: str
    found: SetList
    at: int

    @property
    def item(self) -> Stop | PageState:
        """What is on show."""
        return self.found.items[self.at]


def open_list() -> OpenList | None:
    """The list of this visit; None where it has none."""
    found: OpenList | None = st.session_state.get(_LIST)
    return found


def begin() -> None:
    """Open the stop that the address names, at the state that it says; the first where it names
    none. What cannot be is noted: without a stop the page shows the overview."""
    given = st.session_state.pop(_LATER, None) or st.query_params.to_dict()
    leave_list()
    if LIST in given:
        _begin_list(given)
        return
    try:
        chosen = stop(given[STOP]) if STOP in given else STOPS[0]
    except ConfigError as error:
        note(error.notice)
        return
    begin_at(chosen, given.get(SAID), given)


def open_later(text: str, nth: int, query: str) -> None:
    """The page, when it is next opened, begins at this item of a list, in the state of ``query``;
    at a stop it asks, whatever its state was.

    Raises:
        ConfigError: what is no list.
    """
    items = read_list(text).items
    at = min(max(nth, 1), len(items))
    kept = dict(parse_qsl(query)) if isinstance(items[at - 1], PageState) else {}
    st.session_state[_LATER] = {**kept, LIST: text, NTH: str(at)}


def leave_list() -> None:
    """From now on the course alone is paged through."""
    st.session_state.pop(_LIST, None)


def _begin_list(given: Mapping[str, str]) -> None:
    try:
        found = read_list(given[LIST])
    except ConfigError as error:
        note(error.notice)
        return
    nth = int(given.get(NTH, "1")) if given.get(NTH, "1").isdecimal() else 1
    at = min(max(nth, 1), len(found.items)) - 1
    st.session_state[_LIST] = OpenList(given[LIST], found, at)
    begin_item(at, given.get(SAID), given)


def begin_item(at: int, said: str | None = None, given: Mapping[str, str] | None = None) -> None:
    """Show an item of the list; ``given`` differs from its own state."""
    now = open_list()
    if now is None or not 0 <= at < len(now.found.items):
        return
    now = st.session_state[_LIST] = replace(now, at=at)
    if not isinstance(now.item, PageState):
        begin_at(now.item, said, given)
        return
    note(trouble(at + 1, now.item, session.config().language))
    veils.close()
    session.begin({**dict(parse_qsl(now.item.query, keep_blank_values=True)), **(given or {})})
    publish_stop()


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
    now, of = veils.now_open(), open_list()
    listed = {} if of is None else {LIST: of.text, NTH: str(of.at + 1)}
    named = {} if now is None else {STOP: now.stop.id}
    said = {} if now is None or now.said is None else {SAID: now.said}
    session.stand_beside({**listed, **named, **said})


def note(notice: Notice | None) -> None:
    """Keep what is wrong with a link or an answer; None once it is right."""
    st.session_state[_NOTE] = notice


def noted(language: str) -> str:
    """What is wrong, in one sentence; "" for nothing."""
    notice: Notice | None = st.session_state.get(_NOTE)
    return notice.sentence(language) if notice else ""
