"""The finer settings of a regression: what a first visitor does not need."""

from collections.abc import Callable

import numpy as np
import streamlit as st

from lrviz.regression.data import labels
from lrviz.regression.recipe import NOISE, ROWS, Recipe
from lrviz.regression.task import MODELS, Task
from lrviz.settings.fields import MAX_SEED, finite, whole
from lrviz.states.regression import HELD, MAX_ROWS, SHARES, within
from lrviz.text import say
from lrviz.ui import session
from lrviz.ui.choice import segments
from lrviz.ui.number_field import number_field
from lrviz.ui.pages.regression.answer import turn_on, want_fresh_rate
from lrviz.ui.pages.regression.settings import SETTINGS, axes, recipe


def advanced_controls(wanted: Recipe, made: Task, language: str) -> None:
    """A popover with the model, the map's axes, the rows kept back and how data are drawn."""
    label = say("ui.tuning", language)
    with st.popover(label, key="regression_more", on_change="rerun") as popover:
        if popover.open:
            with st.container(key="regression_more_body"):
                _finer(wanted, made, language)


def rows_left(wanted: Recipe, language: str) -> None:
    """How many rows there are to fit, where a link leaves none and nothing can be drawn."""
    _share(wanted, language)
    if wanted.data in ROWS:
        _rows(wanted, language)


def _finer(wanted: Recipe, made: Task, language: str) -> None:
    _model(wanted, made, language)
    if made.objective.dim > 2:
        _axes(made, language)
    if made.objective.dim > 2 and made.model == "linear":
        _held(language)
    _share(wanted, language)
    _whole("seed", wanted.seed, language, most=MAX_SEED)
    if wanted.data in ROWS:
        _generator(wanted, language)
    if wanted.moved:
        back = say("regression.put_back", language)
        st.button(back, key="regression_put_back", on_click=_put_back)


def _model(wanted: Recipe, made: Task, language: str) -> None:
    if not labels(np.concatenate([made.fit.y, made.held.y])):
        st.caption(say("regression.only_linear", language))
        return
    st.segmented_control(
        say("regression.model", language),
        MODELS,
        format_func=lambda name: say(f"data.{name}_regression", language),
        key=session.bind("regression_model", wanted.model),
        on_change=_take_model,
        required=True,
    )


def _take_model() -> None:
    name = st.session_state["regression_model"]
    if name in MODELS and name != SETTINGS.now()["model"]:
        SETTINGS.change(model=name, start=(), step=0)
        want_fresh_rate()


def _axes(made: Task, language: str) -> None:
    """Which two parameters are the map's axes."""
    names = made.objective.parameter_names
    pairs = [(i, j) for i in range(len(names)) for j in range(i + 1, len(names))]
    st.selectbox(
        say("regression.axes", language),
        pairs,
        format_func=lambda pair: ", ".join(_plain(names[i]) for i in pair if i < len(names)),
        key=session.bind("regression_axes", _sorted(axes(made))),
        on_change=_take_axes,
    )


def _held(language: str) -> None:
    segments(
        SETTINGS,
        "held",
        HELD,
        key="regression_held",
        label=say("regression.held", language),
        word=lambda name: say(f"regression.held_at.{name}", language),
        labelled=True,
    )


def _plain(name: str) -> str:
    """w₁ of w_1, as a menu can show it."""
    return name.translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")).replace("_", "")


def _sorted(pair: tuple[int, int]) -> tuple[int, int]:
    return min(pair), max(pair)


def _take_axes() -> None:
    pair = st.session_state["regression_axes"]
    if isinstance(pair, tuple) and session.touched("regression_axes"):
        SETTINGS.change(axes=pair, window="")
        turn_on()


def _generator(wanted: Recipe, language: str) -> None:
    st.caption(say("regression.generator", language))
    with st.container(horizontal=True, key="regression_generator"):
        _rows(wanted, language)
        if wanted.data in NOISE:
            noise = wanted.noise if wanted.noise >= 0 else NOISE[wanted.data]
            _number("noise", noise, language, low=0.0, high=1e6)
        if wanted.data == "textbook":
            for part in range(len(wanted.true_w)):
                _true_weight(part, wanted, language)
            _number("true_b", wanted.true_b, language, low=-1e6, high=1e6)
        _whole("data_seed", wanted.data_seed, language, most=MAX_SEED)


def _share(wanted: Recipe, language: str) -> None:
    _number("share", wanted.share, language, low=SHARES[0], high=SHARES[1], step=0.1)


def _rows(wanted: Recipe, language: str) -> None:
    _whole("rows", wanted.rows or ROWS[wanted.data], language, low=2, most=MAX_ROWS)


def _true_weight(part: int, wanted: Recipe, language: str) -> None:
    number_field(
        f"regression.true_w_{part}",
        say("regression.true_w", language, name=_plain(f"w_{part + 1}")),
        wanted.true_w[part],
        key=f"regression_true_w_{part}",
        read=finite,
        take=_take_true,
        args=(part,),
    )


def _take_true(weight: float, part: int) -> None:
    now = recipe().true_w
    _take((*now[:part], weight, *now[part + 1 :]), "true_w")


def _whole(name: str, value: int, language: str, *, low: int = 0, most: int) -> None:
    _field(name, value, language, whole, (low, most), 1)


def _number(
    name: str, value: float, language: str, *, low: float, high: float, step: float = 1
) -> None:
    _field(name, value, language, within, (low, high), step)


def _field(
    name: str,
    value: float,
    language: str,
    read: Callable[..., Callable[[object], float]],
    limits: tuple[float, float],
    step: float,
) -> None:
    number_field(
        f"regression.{name}",
        say(f"regression.{name}", language),
        value,
        key=f"regression_{name}",
        read=read,
        limits=limits,
        take=_take,
        args=(name,),
        step=step,
        width=150,
    )


def _take(value: object, name: str) -> None:
    SETTINGS.change(**{name: value})
    turn_on()


def _put_back() -> None:
    SETTINGS.change(moved=())
    turn_on()
