"""The Descent page: the stage, what sets it up, and what theory says beside it."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from lrviz.config import RunConfig
from lrviz.text import say
from lrviz.ui import session
from lrviz.ui.controls import bad_start, settings_row
from lrviz.ui.pages.descent.explain import explain, explaining
from lrviz.ui.stage import answer
from lrviz.ui.stage.answer import Floats
from lrviz.ui.stage.component import STAGE, put_off, take_request

KEY = "stage"
_AXIS, _SENT, _FILM, _RERUN = "stage_axis", "stage_sent", "stage_film", "stage_rerun"


def page() -> None:
    """Draw the page; what stands below the stage comes once the stage itself is drawn."""
    _stage()
    config, objective = session.runnable()
    if not config.present and session.stage_stands():
        settings_row(session.config())
        explain(config, objective)
    session.publish()


@st.fragment
def _stage() -> None:
    """The stage: the only part that answers while a person plays."""
    request, new = take_request(KEY)
    settled = request.get("kind") in ("view", "film") and not request.get("live")
    news = st.session_state.pop(_RERUN, False) or (settled and explaining())
    if new and news:
        put_off(KEY, request)
    STAGE.mount(_payload(request), key=KEY, on_ask=_hear)
    if settled:
        session.publish()


def _hear() -> None:
    """Take what the browser asks into the record, before anything is drawn."""
    request = STAGE.request(KEY)
    kind = request.get("kind")
    if request.get("stands") and session.note_stage_stands():
        st.session_state[_RERUN] = True
    if request.get("turn", 0) != session.turn():
        return
    if kind == "view":
        session.change(**answer.viewed(request))
    if kind == "film":
        start = answer.asked_start(request, session.runnable()[1].dim)
        if start is not None:
            session.change(start=start)
            session.changed_behind("start")
        session.change(**answer.viewed(request))
        if start is not None and not request.get("live"):
            st.session_state[_RERUN] = True


def _payload(request: Mapping[str, Any]) -> bytes:
    """The answer; settings that cannot be run keep the last good picture and say why."""
    config, objective = session.runnable()
    problem = bad_start(config, objective)
    if problem is None:
        try:
            payload = _answer(request, config)
        except ValueError as error:
            problem = say("ui.cannot_run", config.language, reason=error)
    session.note_mistake("start", problem)
    if problem is None:
        return payload
    good = session.last_good() or config.replace(start="")
    return _answer(request, good)


def _answer(request: Mapping[str, Any], config: RunConfig) -> bytes:
    axis, kind = st.session_state.get(_AXIS), request.get("kind")
    if kind == "film" and request.get("live") and axis is not None:
        film = answer.film_on(config, answer.light_axis(axis, config.lr))
        scene = answer.scene_for(config, film)
        return answer.live_film(film, config, scene, int(request.get("serial", 0)))
    if kind == "film" and request.get("between") and axis is not None:
        return _finer_film(request, config, axis)
    # A question that comes in one run with a changed setting is about another film; so is one
    # that was asked before the present film arrived.
    meant = str(st.session_state.get(_FILM, "")).startswith(str(request.get("id", "")))
    known = meant and st.session_state.get(_SENT) == _essence(config)
    if kind == "slopes" and axis is not None and known:
        return answer.slopes(answer.film_on(config, axis), config.lr)
    if kind != "film" and known:
        rested = answer.exact_numbers(config) if kind == "view" else None
        return answer.same(st.session_state[_FILM], request, rested)
    return _fresh_film(request, config)


def _fresh_film(request: Mapping[str, Any], config: RunConfig) -> bytes:
    film = answer.whole_film(answer.run_of(config))
    fresh = session.fresh_rate_wanted()
    if fresh:
        good = {"lr": answer.good_rate(film), "step": 0}
        session.change(**good)
        config = config.replace(**good)
        film = answer.whole_film(answer.run_of(config))
    session.worked(config)
    st.session_state[_AXIS] = film.sweep.base_lr
    st.session_state[_SENT] = _essence(config)
    st.session_state[_FILM] = film.id + answer.scene_for(config, film).id
    known = str(request.get("scene", ""))
    return answer.whole_payload(
        config, known, fresh, session.turn(), st.context.theme.type, not session.stage_stands()
    )


def _finer_film(request: Mapping[str, Any], config: RunConfig, axis: Floats) -> bytes:
    """The same runs with more rates near the one in use."""
    finer = answer.finer_axis(axis, request["between"])
    st.session_state[_AXIS], st.session_state[_SENT] = finer, _essence(config)
    film = answer.film_on(config, finer)
    st.session_state[_FILM] = film.id + answer.scene_for(config, film).id
    return answer.payload(film, config, known=str(request.get("scene", "")), turn=session.turn())


def _essence(config: RunConfig) -> RunConfig:
    """The settings whose change asks for another film or scene; the rate is among its rates."""
    return config.unshown().replace(lr=1.0)
