"""The settings of the Gradient page: the surface, the point, the rate, which weights are shown."""

import streamlit as st

from lrviz.film.gradient.place import Place, sign_of
from lrviz.settings.fields import positive
from lrviz.states.gradient import PARTS
from lrviz.text import say
from lrviz.ui import session
from lrviz.ui.choice import segments
from lrviz.ui.controls import (
    MAX_FIELDS,
    coordinate_field,
    formula_field,
    mistakes,
    random_start,
    surface_field,
)
from lrviz.ui.number_field import number_field
from lrviz.ui.pages.gradient.settings import SETTINGS

__all__ = ["along_field", "own_mistakes", "part_field", "settings_row"]


def settings_row(at: Place) -> None:
    """Surface or formula, the point and the rate, in one row that wraps on a phone."""
    config = session.config()
    mistakes()
    with st.container(key="settings", horizontal=True, vertical_alignment="bottom"):
        surface_field(config)
        formula_field(config)
        names = at.objective.parameter_names
        for i in range(min(len(names), MAX_FIELDS)):
            coordinate_field(sign_of(at, i), tuple(at.w.tolist()), i, step=0.1)
        _rate(at)
        st.button(say("gradient.random", at.language), key="random", on_click=random_start)
        if len(names) > 2:
            _axes(at)


def part_field(language: str) -> None:
    """The menu of the page's parts."""
    segments(
        SETTINGS,
        "part",
        PARTS,
        key="gradient_part",
        label=say("gradient.parts", language),
        word=lambda name: say(f"gradient.part.{name}", language),
    )


def own_mistakes() -> None:
    """What the address asked for of this page and could not have."""
    for each in SETTINGS.settings:
        if sentence := session.mistake(f"{SETTINGS.page}.{each.name}"):
            st.warning(session.plain(sentence), icon=":material/link_off:")


def along_field(at: Place) -> None:
    """Which weight the difference quotients move; nothing for an objective of one."""
    if at.objective.dim == 1:
        return
    st.segmented_control(
        say("gradient.along", at.language),
        range(at.objective.dim),
        format_func=lambda i: sign_of(at, i),
        key=session.bind("gradient_along", at.along),
        on_change=_take_along,
        required=True,
    )


def _rate(at: Place) -> None:
    number_field(
        "lr",
        say("gradient.rate", at.language),
        at.config.lr,
        key=session.field("lr"),
        read=positive,
        take=_take_rate,
        step=0.01,
    )
    if sentence := session.mistake("lr"):
        st.error(session.plain(sentence), icon=":material/error:")


def _axes(at: Place) -> None:
    """The two weights of the map where there are more."""
    for name, now in zip(("across", "upward"), at.axes, strict=True):
        st.selectbox(
            say(f"gradient.{name}", at.language),
            range(at.objective.dim),
            format_func=lambda i: sign_of(at, i),
            key=session.bind(f"gradient_{name}", now),
            on_change=_take_axis,
            args=(name, at.axes),
            width=100,
        )


def _take_along() -> None:
    if isinstance(st.session_state["gradient_along"], int):
        SETTINGS.change(along=st.session_state["gradient_along"])


def _take_axis(name: str, axes: tuple[int, int]) -> None:
    """The chosen weight; where the other axis has it, the two change places."""
    chosen = st.session_state[f"gradient_{name}"]
    if not isinstance(chosen, int):
        return
    pair = dict(zip(("across", "upward"), axes, strict=True))
    other = "upward" if name == "across" else "across"
    if pair[other] == chosen:
        pair[other] = pair[name]
    SETTINGS.change(**(pair | {name: chosen}))


def _take_rate(lr: float) -> None:
    session.change(lr=lr)
