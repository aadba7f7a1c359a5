"""The live page of the question on the wall, beside the desk: veiled as long as it is open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import streamlit as st

from lrviz.classroom.asking import stop_of
from lrviz.classroom.rooms import Poll
from lrviz.classroom.showing import stage_query
from lrviz.panel.content import WAIVED
from lrviz.text.notices import ConfigError
from lrviz.ui import session, veils
from lrviz.ui.pages.classroom.in_view import in_view

__all__ = ["LiveWall", "close", "leave", "now_live", "show"]

_LIVE, _BEFORE = "live_wall", "before_live_wall"


@dataclass(frozen=True)
class LiveWall:
    """What stands live beside the desk.

    Attributes:
        poll: the question on the wall.
        revealed: whether its run may be seen.
    """

    poll: Poll
    revealed: bool

    @property
    def page(self) -> str:
        """The page that is drawn."""
        return stop_of(self.poll).page


def now_live() -> LiveWall | None:
    """What stands live in this visit; None for nothing."""
    found: LiveWall | None = st.session_state.get(_LIVE)
    return found


def show(given: Mapping[str, Any]) -> None:
    """Put the question that the desk names live beside it; for one without a stage nothing."""
    names = ("stop", "ask", "page", "query")
    poll = Poll(**{name: str(given.get(name, "")) for name in names})
    wall = LiveWall(poll, bool(given.get("revealed")))
    if wall == now_live():
        return
    query = _query(wall)
    if query is None:
        close()
        return
    before = st.session_state.setdefault(_BEFORE, in_view())
    st.session_state[_LIVE] = wall
    veils.open_up(stop_of(poll), WAIVED if wall.revealed else None)
    _begin([*(own for page, own in before.items() if page != wall.page), query])


def _query(wall: LiveWall) -> str | None:
    try:
        return stage_query(wall.poll, revealed=wall.revealed)
    except ConfigError:
        return None


def _begin(queries: Sequence[str]) -> None:
    session.begin(dict(parse_qsl("&".join(queries), keep_blank_values=True)))


def close() -> None:
    """Nothing stands live any more: in view is again what was before the first question."""
    before = st.session_state.get(_BEFORE)
    leave()
    if before is not None:
        _begin([*before.values()])


def leave() -> None:
    """The lecturer goes on to another page, with what stood live in view."""
    st.session_state.pop(_BEFORE, None)
    if st.session_state.pop(_LIVE, None) is not None:
        veils.close()
