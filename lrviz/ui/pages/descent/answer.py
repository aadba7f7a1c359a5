"""What the stage of the Descent page is sent, and what is taken of what its browser says."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from lrviz.film import answer
from lrviz.film.jobs import OpeningFilms, RunShot
from lrviz.settings.config import RunConfig
from lrviz.text import say
from lrviz.ui import session
from lrviz.ui.controls import bad_start
from lrviz.ui.opening_films import begun_on_first_page, films_of_visit, given_before, plays_early
from lrviz.ui.stage.component import STAGE
from lrviz.ui.stage.protocol import Staged, answered
from lrviz.ui.streamlit_internals.query import sent_query

__all__ = ["KEY", "RERUN", "hear", "payload"]

KEY = "stage"
RERUN = "stage_rerun"  # The session keeps under it that the rest of the page has something to say.


class OfRun(Staged):
    """The run of a record on the stage."""

    key = KEY

    def __init__(self, config: RunConfig) -> None:
        self.config = config

    def turn(self) -> int:
        return session.turn()

    def shot(self) -> RunShot:
        return RunShot(self.config)

    def identity(self) -> RunConfig:
        return self.config.rateless()

    def wants_good_rate(self) -> bool:
        return session.fresh_rate_wanted()

    def wants_usable_rate(self) -> bool:
        return session.usable_rate_wanted()

    def take_good_rate(self, lr: float) -> None:
        stays = not session.fresh_rate_wanted() and lr == self.config.lr
        session.fresh_rate_taken()
        if not stays:
            session.change(lr=lr, step=0)
            self.config = self.config.replace(lr=lr, step=0)

    def waits(self) -> bool:
        return not session.stage_drawn()

    def still(self, known: str) -> str:
        # The page itself comes with the first; where it was late, plotly is there before the film.
        return super().still(known) if known else ""

    def begun(self) -> OpeningFilms | None:
        early = begun_on_first_page() and given_before(sent_query())
        if not early or not plays_early(self.config):
            return None
        return films_of_visit(self.config, fresh=session.fresh_rate_wanted())


def hear() -> None:
    """Take what the browser asks into the record, before anything is drawn."""
    request = STAGE.request(KEY)
    kind = request.get("kind")
    if request.get("drawn") and session.note_stage_drawn():
        st.session_state[RERUN] = True
    if request.get("turn", 0) != session.turn():
        return
    if kind == "view":
        _view(request)
    if kind == "film":
        start = answer.asked_start(request, session.runnable()[1].dim)
        if start is not None:
            session.change(start=start)
            session.changed_behind("start")
        _view(request)
        if start is not None and not request.get("live"):
            st.session_state[RERUN] = True


def _view(request: Mapping[str, Any]) -> None:
    """Take what is shown; the part of the map also stands in a field of the page."""
    before = session.config().window
    session.change(**answer.viewed(request))
    if session.config().window != before:
        session.changed_behind("window")
        st.session_state[RERUN] = True


def payload(request: Mapping[str, Any]) -> bytes:
    """The answer; settings that cannot be run keep the last good picture and say why."""
    config, objective = session.runnable()
    problem, staged = bad_start(config, objective), OfRun(config)
    if problem is None:
        try:
            answer_now = answered(staged, request)
            session.worked(staged.config)
        except ValueError as error:
            problem = say("ui.cannot_run", config.language, reason=error)
    session.note_mistake("start", problem)
    if problem is None:
        return answer_now
    good = session.last_good() or config.replace(start="")
    return answered(OfRun(good), request)
