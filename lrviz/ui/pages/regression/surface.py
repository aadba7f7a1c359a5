"""The loss surface of the Regression page: the stage, on a task."""

from collections.abc import Mapping
from dataclasses import replace
from time import monotonic
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lrviz.config import RunConfig
from lrviz.regression_recipe import CSV, Recipe
from lrviz.regression_task import Task
from lrviz.text import say
from lrviz.ui import session
from lrviz.ui.pages.regression import films
from lrviz.ui.pages.regression.explain import explaining
from lrviz.ui.pages.regression.settings import SETTINGS, axes, recipe
from lrviz.ui.stage import answer
from lrviz.ui.stage.component import STAGE, put_off, take_request
from lrviz.ui.stage.film import Film

KEY = "regression_stage"
PATIENCE = 0.3  # seconds before a bar shows: a shorter wait needs none
_AXIS, _SENT, _FILM, _TURN, _FRESH = (
    f"regression_{name}" for name in ("axis", "sent", "film", "turn", "fresh")
)
TASK = "regression_task"  # where the session keeps the task on show
MOVED = "regression_moved"  # likewise, that a point of the data has been moved
TOLD = "regression_told"  # likewise, that the address has something new to say


def want_fresh_rate() -> None:
    """The next run takes a good rate; what the browser still says is about another run."""
    st.session_state[_FRESH] = True
    turn_on()


def turn_on() -> None:
    """What the browser says from now on is about another run than what is still on its way."""
    st.session_state[_TURN] = _turn() + 1


@st.fragment
def surface() -> None:
    """The stage: it answers alone while a person plays."""
    made: Task = st.session_state[TASK]
    request, new = take_request(KEY)
    waiting = st.empty()  # always there, so that the stage is never drawn anew for a bar's sake
    settled = request.get("kind") in ("view", "film") and not request.get("live")
    moved = st.session_state.pop(MOVED, False)
    if new and (moved or (settled and explaining())):
        put_off(KEY, request)
    STAGE.mount(_payload(request, made, waiting), key=KEY, on_ask=_hear)
    take_up()


def take_up() -> None:
    """What a question leaves to be done. Of questions to both fragments of the page that come at
    once Streamlit hears both and runs one: each does what the other would have done.
    """
    if st.session_state.pop(MOVED, False):
        st.rerun()
    if st.session_state.pop(TOLD, False):
        SETTINGS.publish()


def _turn() -> int:
    return int(st.session_state.get(_TURN, 0))


def _hear() -> None:
    """Take what the browser asks into the settings, before anything is drawn."""
    request = STAGE.request(KEY)
    if request.get("turn", 0) != _turn() or TASK not in st.session_state:
        return
    if request.get("kind") in ("view", "film"):
        own, every = films.shown_settings(request)
        SETTINGS.change(**own)
        session.change(**every)
        st.session_state[TOLD] = not request.get("live")
    if request.get("kind") == "film" and "start" in request:
        made: Task = st.session_state[TASK]
        new = films.with_start(recipe(), made, axes(made), request["start"])
        SETTINGS.change(start=new.start)


def _payload(request: Mapping[str, Any], made: Task, waiting: DeltaGenerator) -> bytes:
    wanted, pair = recipe(), axes(made)
    axis, kind = st.session_state.get(_AXIS), request.get("kind")
    if kind == "film" and request.get("live") and axis is not None:
        film = films.film_on(wanted, made, pair, answer.light_axis(axis, wanted.lr))
        show = _show(made, wanted)
        scene = answer.scene_for(show, film)
        return answer.live_film(film, show, scene, int(request.get("serial", 0)))
    if kind == "film" and request.get("between") and axis is not None:
        finer = answer.finer_axis(axis, request["between"])
        st.session_state[_SENT] = _essence(wanted, made, pair)
        return _sent(films.film_on(wanted, made, pair, finer), request, made, fresh=False)
    # A question that comes in one run with a changed setting is about another film; so is one
    # that was asked before the present film arrived.
    meant = str(st.session_state.get(_FILM, "")).startswith(str(request.get("id", "")))
    known = meant and st.session_state.get(_SENT) == _essence(wanted, made, pair)
    if kind == "slopes" and axis is not None and known:
        precisely = not films.slow(wanted, made)
        film = films.film_on(wanted, made, pair, axis)
        return answer.slopes(film, wanted.lr, precisely=precisely)
    if kind != "film" and known:
        rested = films.exact_numbers(wanted, made) if kind == "view" else None
        return answer.same(st.session_state[_FILM], request, rested)
    return _fresh(request, made, waiting)


def _fresh(request: Mapping[str, Any], made: Task, waiting: DeltaGenerator) -> bytes:
    pair = axes(made)
    film = _film(recipe(), made, pair, waiting)
    fresh = bool(st.session_state.pop(_FRESH, False))  # only now: a bar can end the run
    if fresh:
        SETTINGS.change(lr=films.calm_rate(film), step=0)
    st.session_state[_SENT] = _essence(recipe(), made, pair)
    return _sent(film, request, made, fresh=fresh)


def _film(wanted: Recipe, made: Task, pair: tuple[int, int], waiting: DeltaGenerator) -> Film:
    """The film, with a bar where it takes its time and nobody has waited for it before."""
    if wanted.data != CSV and not films.slow(wanted, made):
        return films.shared_film(wanted, made, pair)
    words, began = say("regression.running", session.config().language), monotonic()
    late = False

    def tell(done: float, of: float) -> bool:
        nonlocal late
        late = monotonic() - began > PATIENCE
        return bool(waiting.progress(done / of, words)) if late else True

    film = films.film(wanted, made, pair, tell)
    if late:
        waiting.empty()
    return film


def _sent(film: Film, request: Mapping[str, Any], made: Task, *, fresh: bool) -> bytes:
    show = _show(made, recipe())
    st.session_state[_AXIS] = film.sweep.base_lr
    st.session_state[_FILM] = film.id + answer.scene_for(show, film).id
    return answer.payload(
        film,
        show,
        known=str(request.get("scene", "")),
        fresh=fresh,
        turn=_turn(),
        theme=st.context.theme.type,
        precisely=not films.slow(recipe(), made),
    )


def _show(made: Task, wanted: Recipe) -> RunConfig:
    """What the stage shows of the film, in the record that its answers take."""
    now, every = SETTINGS.now(), session.config()
    steps = wanted.arguments(made)["steps"]
    return RunConfig(
        ghosts=every.ghosts,
        apart=every.apart,
        trail=every.trail,
        speed=every.speed,
        lr=wanted.lr,
        steps=steps,
        step=min(now["step"], steps),
        view=now["view"] if made.objective.dim == 2 else "2d",
        log_loss=now["log_loss"],
        language=every.language,
    )


def _essence(wanted: Recipe, made: Task, pair: tuple[int, int]) -> tuple[object, ...]:
    """What asks for another film or scene when it changes; the rate is among its rates."""
    return replace(wanted, lr=1.0), made, pair, session.config().language
