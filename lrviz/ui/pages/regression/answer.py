"""What the stage of the Regression page is sent, and what is taken of what its browser says."""

from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lrviz.film import regression as films
from lrviz.film.asking import Progress
from lrviz.film.regression import TaskShot
from lrviz.regression.recipe import CSV, Recipe
from lrviz.regression.task import Task
from lrviz.settings.config import RunConfig
from lrviz.text import say
from lrviz.ui import session
from lrviz.ui.pages.regression.explain import explaining
from lrviz.ui.pages.regression.settings import SETTINGS, axes, recipe
from lrviz.ui.stage.component import STAGE, put_off, take_request
from lrviz.ui.stage.protocol import Staged, answered
from lrviz.ui.waiting import once_late

KEY = "regression_stage"
_TURN, _FRESH = "regression_turn", "regression_fresh"
TASK = "regression_task"  # The session keeps the task on show under it.
MOVED = "regression_moved"  # The session keeps under it that a point of the data has been moved.
TOLD = "regression_told"  # The session keeps under it that the address has something new to say.


def want_fresh_rate() -> None:
    """The next run takes a good rate; what the browser still says is about another run."""
    st.session_state[_FRESH] = True
    SETTINGS.change(window="")
    turn_on()


def turn_on() -> None:
    """What the browser says from now on is about another run than what is still on its way."""
    st.session_state[_TURN] = int(st.session_state.get(_TURN, 0)) + 1


def _turn() -> int:
    return int(st.session_state.get(_TURN, 0)) + session.openings()


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
    staged = OfTask(made, waiting)
    STAGE.mount(answered(staged, request), key=KEY, on_ask=_hear)
    if staged.late:
        waiting.empty()
    take_up()


def take_up() -> None:
    """What a question leaves to be done. Of questions to both fragments of the page that come at
    once Streamlit hears both and runs one: each does what the other would have done.
    """
    if st.session_state.pop(MOVED, False):
        st.rerun()
    if st.session_state.pop(TOLD, False):
        SETTINGS.publish()


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


class OfTask(Staged):
    """The runs of a task on the stage; ``waiting`` is the place of a bar."""

    key = KEY

    def __init__(self, made: Task, waiting: DeltaGenerator) -> None:
        self.made, self.waiting, self.axes = made, waiting, axes(made)
        self.late = False  # whether a bar has been shown

    def turn(self) -> int:
        return _turn()

    def shot(self) -> TaskShot:
        wanted, language = recipe(), session.config().language
        own = self.made if wanted.data == CSV else None
        return TaskShot(wanted, own, self.axes, _shown(self.made, wanted), language)

    def identity(self) -> object:
        return replace(recipe(), lr=1.0), self.made, self.axes, session.config().language

    def wants_good_rate(self) -> bool:
        # Until the film is there: a click on its bar ends this run, and the next one asks.
        return bool(st.session_state.get(_FRESH, False))

    def take_good_rate(self, lr: float) -> None:
        st.session_state.pop(_FRESH, None)
        SETTINGS.change(lr=lr, step=0)

    def long(self) -> bool:
        return films.slow(recipe(), self.made)

    def tell(self) -> Progress | None:
        """A bar where a film takes its time."""
        words = say("regression.running", session.config().language)

        def tell(done: float, of: float) -> None:
            self.late = True
            self.waiting.progress(done / of, words)

        return once_late(tell)


def _shown(made: Task, wanted: Recipe) -> RunConfig:
    """What the stage shows of the film, in the record that its answers take."""
    now, every = SETTINGS.now(), session.config()
    steps = wanted.arguments(made)["steps"]
    view = now["view"] if made.objective.dim == 2 else "2d"
    return films.viewed_of(now, every, lr=wanted.lr, steps=steps, view=view, window=now["window"])
