"""The settings of a run as widgets, each with its own sentence when it is not right."""

import math
import random

import streamlit as st
import torch

from lrviz.descent.checks import random_point
from lrviz.descent.optimizers import OPTIMIZERS
from lrviz.film import answer
from lrviz.objectives import OBJECTIVES, Objective
from lrviz.settings.config import RunConfig
from lrviz.settings.fields import MAX_STEPS, finite, whole
from lrviz.text import say
from lrviz.ui import session
from lrviz.ui.number_field import number_field
from lrviz.ui.tuning import tuning

MAPPED = 2  # A loss of at most so many parameters has a map, or a curve.
MAX_FIELDS = 4  # So many start values get a field; more are set by a link or at random.


def settings_row(config: RunConfig, *, rule: bool = True) -> None:
    """Surface or formula, optimizer, steps and start, in one row that wraps on a phone; without
    the ``rule`` where the page has rules of its own."""
    shown, objective = session.runnable()
    mistakes()
    with st.container(key="settings", horizontal=True, vertical_alignment="bottom"):
        surface_field(config)
        formula_field(config)
        if config.formula.strip() and objective.dim <= MAPPED:
            _window(config)
        if rule:
            _optimizer(config)
        tuning(config, rule=rule)
        _steps(config)
        for i, name in enumerate(objective.parameter_names[:MAX_FIELDS]):
            start = shown.start if isinstance(shown.start, tuple) else objective.start
            label = say("ui.start", config.language, name=name)
            coordinate_field(label, tuple(map(float, start)), i, step=0.5)
        st.button(
            say("ui.random", config.language), key="random", on_click=random_start, width="content"
        )


def mistakes() -> None:
    """One sentence for each setting that cannot be used, above the row, where it is seen."""
    parts = (f"start_{i}" for i in range(MAX_FIELDS))
    for name in ("formula", "window", "start", *parts, "steps", "optimizer"):
        if sentence := session.mistake(name):
            st.error(session.plain(sentence), icon=":material/error:")
    if good := _picture_before():
        st.caption(session.plain(say("ui.picture_before", session.config().language, loss=good)))


def _picture_before() -> str:
    """What the picture is still of, where a formula was refused; "" where it is what was typed."""
    if not session.mistake("formula"):
        return ""
    return session.runnable()[1].title


def bad_start(config: RunConfig, objective: Objective) -> str | None:
    """What is wrong with a start, in the reader's language; None for a good one."""
    found = answer.bad_start(config, objective)
    return None if found is None else found.sentence(config.language)


def surface_field(config: RunConfig) -> None:
    """The menu of named surfaces."""
    key = session.field("objective")
    st.selectbox(
        say("ui.surface", config.language),
        [*OBJECTIVES],
        format_func=lambda name: say(f"objective.{name}.title", config.language),
        index=None if config.formula.strip() else 0,
        placeholder=say("ui.own_formula", config.language),
        key=session.bind(key, None if config.formula.strip() else config.objective),
        on_change=_take_surface,
        args=(key,),
        width=190,
    )


def formula_field(config: RunConfig) -> None:
    """The field of a formula of one's own."""
    key = session.field("formula")
    st.text_input(
        say("ui.formula", config.language),
        key=session.bind(key, config.formula),
        placeholder=say("ui.formula_example", config.language),
        on_change=_take_formula,
        args=(key,),
        width=230,
    )


def _window(config: RunConfig) -> None:
    """The part of the map that is shown, as four numbers; empty for all of it."""
    language = config.language
    used = ", ".join(f"{end:g}" for end in config.window) if config.window else ""
    key = session.field("window")
    st.text_input(
        say("ui.window", language),
        key=session.bind(key, session.typed("window", key, used)),
        placeholder=say("ui.window_example", language),
        help=say("ui.window_help", language),
        on_change=_take_window,
        args=(key,),
        width=170,
    )


def _optimizer(config: RunConfig) -> None:
    st.selectbox(
        say("ui.optimizer", config.language),
        [*OPTIMIZERS],
        format_func=lambda name: say(f"optimizer.{name}.title", config.language),
        key=session.bind("optimizer", config.optimizer),
        on_change=_take_optimizer,
        width=205,
    )


def _steps(config: RunConfig) -> None:
    number_field(
        "steps",
        say("ui.steps", config.language),
        config.steps,
        key="steps",
        read=whole,
        limits=(1, MAX_STEPS),
        take=_take_steps,
        step=10,
    )


def coordinate_field(label: str, w: tuple[float, ...], i: int, *, step: float) -> None:
    """The field of one coordinate of the start; ``w`` is all of the start in use."""
    number_field(
        f"start_{i}",
        label,
        w[i],
        key=session.field("start", i),
        read=finite,
        take=_take_coordinate,
        args=(w, i),
        step=step,
    )


def _take_surface(key: str) -> None:
    name = st.session_state[key]
    if session.touched(key) and name in OBJECTIVES:
        session.change(objective=name, formula="", start="")
        session.changed_behind("formula", "start")
        session.want_fresh_rate()


def _take_formula(key: str) -> None:
    text = st.session_state[key].strip()
    if session.touched(key) and session.differs(formula=text):
        session.change(formula=text, start="")
        session.changed_behind("objective", "start")
        session.want_fresh_rate()


def _take_window(key: str) -> None:
    text = st.session_state[key]
    if session.touched(key):
        session.note_typed("window", key, text)
        session.change(window=text.strip())
        session.turn_on()


def _take_optimizer() -> None:
    name = st.session_state["optimizer"]
    if name in OPTIMIZERS and session.differs(optimizer=name):
        session.change(optimizer=name)
        session.want_usable_rate()


def _take_steps(steps: int) -> None:
    session.change(steps=steps)


def _take_coordinate(x: float, w: tuple[float, ...], i: int) -> None:
    """The others are as they are by now: two fields may be heard in one run of the page."""
    start = session.config().start
    now = start if isinstance(start, tuple) else w
    session.change(start=(*now[:i], x, *now[i + 1 :]))


def random_start() -> None:
    """A new point each time, written into the settings as numbers so that a link keeps it."""
    objective = session.runnable()[1]
    for seed in random.sample(range(2**31), 20):
        size = min(high - low for low, high in objective.domain)
        digits = max(3, 3 - math.floor(math.log10(size)))  # a small domain needs more of them
        point = [round(x, digits) for x in random_point(objective, seed).tolist()]
        if torch.isfinite(objective.loss(torch.tensor(point, dtype=torch.float64))):
            session.change(start=tuple(point))
            session.changed_behind("start")
            return
