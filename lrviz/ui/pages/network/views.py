"""The five views of a training, each with what it offers to look into further."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import streamlit as st

from lrviz.film.network import bends, generalisation, landscape
from lrviz.film.network import health as vitals
from lrviz.film.network.rates import rates
from lrviz.film.network.recipe import recipe
from lrviz.film.network.training import Maker, Training, TrainingFilm
from lrviz.film.reel import Reel
from lrviz.states.network import OWN, PLANES, Data
from lrviz.text import say
from lrviz.ui.choice import toggle
from lrviz.ui.pages.network.answer import clocked, hear_recipe
from lrviz.ui.pages.network.controls import menu, whole_field
from lrviz.ui.pages.network.settings import SETTINGS
from lrviz.ui.pages.network.waiting import Waiting
from lrviz.ui.reel.component import reel
from lrviz.ui.veils import present_veils, questioned, veiled
from lrviz.ui.waiting import awaited

__all__ = ["look"]


@st.fragment
def look(film: TrainingFilm, table: Data | None, language: str) -> None:
    """The view asked for: all that answers while its clock or its own widgets move."""
    training = Training(values=SETTINGS.now(), table=table)
    _VIEWS[training.values["tab"]](film, training, language)
    SETTINGS.publish()


def _bends(film: TrainingFilm, training: Training, language: str) -> None:
    clocked(bends.bends(film, language, present_veils()), film, "network", language)
    if questioned():
        return
    if _opened("compare_rates", language):
        reel(_waited(rates, film, training, language), key="rates", language=language)
    if film.data.flat and _opened("by_hand", language):
        st.caption(say("network.by_hand_note", language))
        show, frame, speed = recipe(language), SETTINGS.now()["piece"], SETTINGS.now()["pace"]
        reel(show, key="recipe", language=language, frame=frame, speed=speed, on_ask=hear_recipe)


def _landscape(film: TrainingFilm, training: Training, language: str) -> None:
    if present_veils():  # every number in it tells of the run
        return
    with st.container(key="net_plane_row", horizontal=True, vertical_alignment="bottom"):
        menu("plane", PLANES, lambda name, lang: say(f"network.planes.{name}", lang), language, 270)
        if training.values["plane"] == "weights":
            for name in ("axis1", "axis2"):
                whole_field(name, 1, film.net.dim, language)
        whole_field("other", 0, 10_000, language)
    show = _waited(landscape.landscape, film, training, language)
    clocked(show, film, "landscape", language)


def _health(film: TrainingFilm, training: Training, language: str) -> None:
    if veiled("health", "curves"):
        reel(vitals.at_output(film, language), key="health", language=language)
        return
    clocked(_waited(vitals.health, film, training, language), film, "health", language)


def _general(film: TrainingFilm, training: Training, language: str) -> None:
    show = generalisation.general(film, language, present_veils())
    clocked(show, film, "general", language)
    if questioned():
        return
    if training.values["data"] != OWN:
        st.caption(say("network.general_hint", language))
    if _opened("compare_widths", language):
        show = _waited(generalisation.widths, film, training, language)
        reel(show, key="widths", language=language)


def _cost(film: TrainingFilm, training: Training, language: str) -> None:
    if veiled("cost"):
        st.markdown(generalisation.one_layer(film, language))
        return
    reel(generalisation.costs(film, training, language, awaited), key="cost", language=language)


def _waited(make: Maker, film: TrainingFilm, training: Training, language: str) -> Reel:
    """What ``make`` shows, with a bar where it takes its time."""
    waiting = Waiting(language)
    show = make(film, training, language, waiting.tell, awaited)
    waiting.done()
    return show


def _opened(name: str, language: str) -> bool:
    """A section that costs nothing until it is opened; what follows stands below its line."""
    toggle(SETTINGS, name, key=f"net_{name}", label=say(f"network.{name}", language))
    return bool(SETTINGS.now()[name])


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
