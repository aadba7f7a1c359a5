"""What the stage of the Regression page is sent, and what is taken of what its browser says."""

from dataclasses import replace
from time import monotonic

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lrviz.film import answer
from lrviz.film import regression as films
from lrviz.film.answer import Floats
from lrviz.film.exact import Exact
from lrviz.film.film import Film
from lrviz.regression.recipe import CSV, Recipe
from lrviz.regression.task import Task
from lrviz.settings.config import RunConfig
from lrviz.text import say
from lrviz.ui import session
from lrviz.ui.pages.regression.explain import explaining
from lrviz.ui.pages.regression.settings import SETTINGS, axes, recipe
from lrviz.ui.stage.component import STAGE, put_off, take_request
from lrviz.ui.stage.protocol import Staged, answered

KEY = "regression_stage"
PATIENCE = 0.3  # seconds before a bar shows: a shorter wait needs none
_TURN, _FRESH = "regression_turn", "regression_fresh"
TASK = "regression_task"  # where the session keeps the task on show
MOVED = "regression_moved"  # likewise, that a point of the data has been moved
TOLD = "regression_told"  # likewise, that the address has something new to say


def want_fresh_rate() -> None:
    """The next run takes a good rate; what the browser still says is about another run."""
    st.session_state[_FRESH] = True
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
    STAGE.mount(answered(OfTask(made, waiting), request), key=KEY, on_ask=_hear)
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

    @property
    def recipe(self) -> Recipe:
        """The settings as they are now."""
        return recipe()

    def turn(self) -> int:
        return _turn()

    def shown(self) -> RunConfig:
        return _shown(self.made, self.recipe)

    def identity(self) -> object:
        return replace(self.recipe, lr=1.0), self.made, self.axes, session.config().language

    def film(self) -> Film:
        return _film(self.recipe, self.made, self.axes, self.waiting)

    def film_on(self, axis: Floats) -> Film:
        return films.film_on(self.recipe, self.made, self.axes, axis)

    def exact(self) -> Exact | None:
        return films.exact_numbers(self.recipe, self.made)

    def at_good_rate(self, film: Film) -> Film | None:
        # Asked once the film is there: a click on its bar ends this run, and the next one asks.
        if not st.session_state.pop(_FRESH, False):
            return None
        SETTINGS.change(lr=films.calm_rate(film), step=0)
        return film

    def precisely(self) -> bool:
        return not films.slow(self.recipe, self.made)

    def whole(self, film: Film, known: str, *, fresh: bool) -> bytes:
        return answer.payload(
            film,
            self.shown(),
            known=known,
            fresh=fresh,
            turn=self.turn(),
            theme=st.context.theme.type,
            precisely=self.precisely(),
        )


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


def _shown(made: Task, wanted: Recipe) -> RunConfig:
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
