"""The Network page: a small network trained, and looked at from five sides."""

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType

import streamlit as st

from lrviz.analysis.diagnosis import Verdict
from lrviz.analysis.health import GradientFlow, health
from lrviz.figures.theme import MARKS
from lrviz.film.reel import Reel
from lrviz.states.network import LAST_FRAME, OWN, PLANES, TABS, Data, most_steps
from lrviz.text import say
from lrviz.text.numbers import number
from lrviz.ui import session
from lrviz.ui.pages.network import bends, generalisation, landscape
from lrviz.ui.pages.network import health as vitals
from lrviz.ui.pages.network.controls import controls, menu, whole_field
from lrviz.ui.pages.network.own_table import own_table
from lrviz.ui.pages.network.rates import rates
from lrviz.ui.pages.network.recipe import recipe
from lrviz.ui.pages.network.settings import SETTINGS
from lrviz.ui.pages.network.training import Training, TrainingFilm
from lrviz.ui.pages.network.waiting import Waiting, resume_training, trained
from lrviz.ui.reel.component import reel, reel_request

STUCK = {Verdict.STALLS, Verdict.HELD, Verdict.CRAWLS, Verdict.HOVERS, Verdict.DIVERGES}


def page() -> None:
    """Draw the page."""
    language = session.config().language
    if not session.config().present:
        controls(language)
    values = SETTINGS.now()
    table = own_table(language) if values["data"] == OWN else None
    training = Training(values=values, table=table)
    SETTINGS.publish()
    film, stopped = trained(training, language)
    _verdict(film, language, stopped=stopped)
    _tabs(language)
    _look(film, table, language)


def _verdict(film: TrainingFilm, language: str, *, stopped: bool) -> None:
    found = film.diagnosis
    word = f"{MARKS[found.verdict]} **{session.plain(found.word(language))}**"
    st.markdown(f"{word} — {session.plain(found.sentence(language))}")
    notes = [*_short(film, language, stopped=stopped), *_reasons(film, language)]
    st.caption(session.plain(" ".join([*notes, found.basis(language)])))
    if stopped:
        st.button(say("network.again", language), key="net_again", on_click=resume_training)


def _short(film: TrainingFilm, language: str, *, stopped: bool) -> list[str]:
    """Why there are fewer steps than asked for."""
    if film.made == film.asked:
        return []
    counts = {"made": film.made, "asked": film.asked}
    if film.diagnosis.evidence["blow_up"] is not None:
        return [say("network.blown", language, **counts)]
    most = most_steps(film.net)
    limit = [say("network.limited", language, most=most)] if most < film.asked else []
    told = [say("network.stopped", language)] if stopped else limit
    return [*told, say("network.held", language, **counts)]


def _reasons(film: TrainingFilm, language: str) -> list[str]:
    """Why a run gets nowhere, where the way back of the error says so."""
    if film.diagnosis.verdict not in STUCK:
        return []
    found = health(film.net, film.w[:1])
    flow = found.flow()
    if flow is GradientFlow.LEVEL:
        return []
    share = {} if flow is GradientFlow.ZERO else {"share": number(found.returned(), 3)}
    return [say(f"network.reason.{flow}", language, depth=film.net.depth, **share)]


def _tabs(language: str) -> None:
    st.segmented_control(
        say("network.views", language),
        TABS,
        format_func=lambda name: say(f"network.tab.{name}", language),
        key=session.bind("net_tab", SETTINGS.now()["tab"]),
        on_change=_take_tab,
        required=True,
        label_visibility="collapsed",
    )


def _take_tab() -> None:
    if st.session_state["net_tab"] in TABS:
        SETTINGS.change(tab=st.session_state["net_tab"])


@st.fragment
def _look(film: TrainingFilm, table: Data | None, language: str) -> None:
    """The view asked for: all that answers while its clock or its own widgets move."""
    training = Training(values=SETTINGS.now(), table=table)
    _VIEWS[training.values["tab"]](film, training, language)
    SETTINGS.publish()


def _bends(film: TrainingFilm, training: Training, language: str) -> None:
    _show(bends.bends(film, language), film, "network", language)
    if _opened("compare_rates", language):
        waiting = Waiting(language)
        show = rates(film, training, language, waiting.tell)
        waiting.done()
        reel(show, key="rates", language=language)
    if film.data.flat and _opened("by_hand", language):
        st.caption(say("network.by_hand_note", language))
        show, frame, speed = recipe(language), SETTINGS.now()["piece"], SETTINGS.now()["pace"]
        reel(show, key="recipe", language=language, frame=frame, speed=speed, on_ask=_hear_recipe)


def _landscape(film: TrainingFilm, training: Training, language: str) -> None:
    with st.container(key="net_plane_row", horizontal=True, vertical_alignment="bottom"):
        menu("plane", PLANES, lambda name, lang: say(f"network.planes.{name}", lang), language, 270)
        if training.values["plane"] == "weights":
            for name in ("axis1", "axis2"):
                whole_field(name, 1, film.net.dim, language)
        whole_field("other", 0, 10_000, language)
    waiting = Waiting(language)
    show = landscape.landscape(film, training, language, waiting.tell)
    waiting.done()
    _show(show, film, "landscape", language)


def _health(film: TrainingFilm, training: Training, language: str) -> None:
    waiting = Waiting(language)
    show = vitals.health(film, training, language, waiting.tell)
    waiting.done()
    _show(show, film, "health", language)


def _general(film: TrainingFilm, training: Training, language: str) -> None:
    _show(generalisation.general(film, language), film, "general", language)
    st.caption(say("network.general_hint", language))
    if _opened("compare_widths", language):
        waiting = Waiting(language)
        show = generalisation.widths(film, training, language, waiting.tell)
        waiting.done()
        reel(show, key="widths", language=language)


def _cost(film: TrainingFilm, training: Training, language: str) -> None:
    reel(generalisation.costs(film, training, language), key="cost", language=language)


def _show(show: Reel, film: TrainingFilm, key: str, language: str) -> None:
    """A reel whose clock is in the address."""
    frame = min(SETTINGS.now()["frame"], film.frames - 1)
    speed, hear = SETTINGS.now()["pace"], partial(_hear, key, film.frames)
    reel(show, key=key, language=language, frame=frame, speed=speed, on_ask=hear)


def _hear(key: str, frames: int) -> None:
    request = reel_request(key)
    if request.get("kind") == "frame":
        frame = int(request["frame"])
        frame = LAST_FRAME if frame == frames - 1 else min(frame, LAST_FRAME)
        SETTINGS.change(frame=frame, pace=request.get("speed", SETTINGS.now()["pace"]))


def _hear_recipe() -> None:
    request = reel_request("recipe")
    if request.get("kind") == "frame":
        piece = min(int(request["frame"]), LAST_FRAME)
        SETTINGS.change(piece=piece, pace=request.get("speed", SETTINGS.now()["pace"]))


def _opened(name: str, language: str) -> bool:
    """A section that costs nothing until it is opened; what follows stands below its line."""
    key = session.bind(f"net_{name}", SETTINGS.now()[name])
    st.toggle(say(f"network.{name}", language), key=key, on_change=_take_toggle, args=(name,))
    return bool(SETTINGS.now()[name])


def _take_toggle(name: str) -> None:
    SETTINGS.change(**{name: st.session_state[f"net_{name}"]})


View = Callable[[TrainingFilm, Training, str], None]
_VIEWS: Mapping[str, View] = MappingProxyType(
    {
        "bends": _bends,
        "landscape": _landscape,
        "health": _health,
        "general": _general,
        "cost": _cost,
    }
)
