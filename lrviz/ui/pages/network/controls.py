"""The settings of the Network page as widgets: nine in sight, the rest behind a button."""

from collections.abc import Callable, Iterable, Sequence

import streamlit as st

from lrviz.descent.optimizers import OPTIMIZERS
from lrviz.objectives.examples import EXAMPLES
from lrviz.objectives.initialise import INITIALISATIONS
from lrviz.objectives.layers import ACTIVATIONS
from lrviz.objectives.network import MAX_DEPTH, MAX_WIDTH
from lrviz.settings.fields import MAX_SEED, MAX_STEPS, whole
from lrviz.states.network import OWN, RATES, SIGMAS
from lrviz.text import say
from lrviz.text.numbers import number
from lrviz.ui import choice, session
from lrviz.ui.number_field import number_field
from lrviz.ui.pages.network.settings import SETTINGS

__all__ = ["controls", "menu", "whole_field"]


def controls(language: str) -> None:
    """One row that wraps on a telephone."""
    _mistakes()
    with st.container(key="net_settings", horizontal=True, vertical_alignment="bottom"):
        menu("data", (*EXAMPLES, OWN), _data_title, language, 190)
        menu("activation", ACTIVATIONS, _named("activation"), language, 140)
        _slide("depth", 1, MAX_DEPTH, language)
        _slide("width", 1, MAX_WIDTH, language)
        menu("init", INITIALISATIONS, _named("init"), language, 150)
        menu("optimizer", OPTIMIZERS, _optimizer_title, language, 170)
        _rate("lr", RATES, language)
        with st.popover(say("network.more", language), key="net_more"):
            _more(language)


def _more(language: str) -> None:
    _rate("sigma", SIGMAS, language)
    st.caption(say("network.sigma_help", language))
    whole_field("steps", 1, MAX_STEPS, language, step=100)
    whole_field("batch", 0, 512, language)
    st.caption(say("network.batch_help", language))
    if SETTINGS.now()["data"] != OWN:  # whose rows are what they are
        whole_field("rows", 8, 512, language, step=8)
        whole_field("noise", 0, 100, language, step=5)
    whole_field("seed", 0, MAX_SEED, language)


def _mistakes() -> None:
    SETTINGS.now()  # reads the address, which may ask for what cannot be
    for setting in SETTINGS.settings:
        if sentence := session.mistake(f"{SETTINGS.page}.{setting.name}"):
            st.error(session.plain(sentence), icon=":material/error:")


def _data_title(name: str, language: str) -> str:
    return say("network.own_table" if name == OWN else f"data.{name}.title", language)


def _optimizer_title(name: str, language: str) -> str:
    return say(f"optimizer.{name}.title", language)


def _named(kind: str) -> Callable[[str, str], str]:
    return lambda name, language: say(f"network.{kind}.{name}", language)


def menu(
    name: str,
    known: Iterable[str],
    title: Callable[[str, str], str],
    language: str,
    width: int | None = None,
) -> None:
    """A menu of names."""
    choice.menu(
        SETTINGS,
        name,
        known,
        key=_key(name),
        label=say(f"network.setting.{name}", language),
        word=lambda each: title(each, language),
        width=width,
    )


def _slide(name: str, low: int, high: int, language: str) -> None:
    st.slider(
        say(f"network.setting.{name}", language),
        low,
        high,
        SETTINGS.now()[name],  # or it stands at its end, and only then at the value
        key=session.bind(_key(name), SETTINGS.now()[name]),
        on_change=_take,
        args=(name,),
        width=150,
    )


def _rate(name: str, known: Sequence[float], language: str) -> None:
    """A slider of rates on a log axis; one that a link names and the axis lacks is added."""
    value: float = SETTINGS.now()[name]
    st.select_slider(
        say(f"network.setting.{name}", language),
        sorted({*known, value}),
        value,  # likewise
        format_func=number,
        key=session.bind(_key(name), value),
        on_change=_take,
        args=(name,),
        width=200,
    )


def whole_field(name: str, low: int, high: int, language: str, *, step: int = 1) -> None:
    """A whole number to be typed."""
    number_field(
        f"{SETTINGS.page}.{name}",
        say(f"network.setting.{name}", language),
        min(max(SETTINGS.now()[name], low), high),
        key=_key(name),
        read=whole,
        limits=(low, high),
        take=_take_number,
        args=(name,),
        step=step,
        width=170,
    )


def _key(name: str) -> str:
    return f"net_{name}"


def _take_number(value: int, name: str) -> None:
    SETTINGS.change(**{name: value})


def _take(name: str) -> None:
    value = st.session_state[_key(name)]
    if value != SETTINGS.now()[name]:
        SETTINGS.change(**{name: value})
