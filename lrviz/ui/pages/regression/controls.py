"""The settings of a regression as widgets: the data, the scale, the loss, the batches."""

from dataclasses import replace

import streamlit as st

from lrviz.objectives.data import DATASETS
from lrviz.objectives.regression import CONVENTIONS
from lrviz.regression.recipe import CSV, Recipe, most_epochs, moves_stay, updates
from lrviz.regression.task import Task
from lrviz.settings.fields import MAX_BATCH, MAX_STEPS, whole
from lrviz.states.regression import DEFAULTS, passed_over
from lrviz.text import say
from lrviz.ui import session
from lrviz.ui.number_field import number_field
from lrviz.ui.pages.regression.advanced_controls import advanced_controls, rows_left
from lrviz.ui.pages.regression.answer import turn_on, want_fresh_rate
from lrviz.ui.pages.regression.data import RUN, runs
from lrviz.ui.pages.regression.settings import SETTINGS, own_table, recipe

# So many features can be chosen, at most: with the bias as many parameters as an address holds.
MOST_FEATURES = 9
TRUE_W = ("true_w_0", "true_w_1")  # Fields of their own for the two numbers of one setting.


def settings_row(made: Task | None, language: str) -> None:
    """One row that wraps on a phone."""
    _mistakes(made, language)
    wanted = recipe()
    with st.container(key="regression_settings", horizontal=True, vertical_alignment="bottom"):
        _data(wanted, language)
        if made is not None:
            _features(wanted, language)
            _standardise(wanted, language)
            if made.model == "linear":
                _loss(wanted, language)
            _batch(wanted, made, language)
            advanced_controls(wanted, made, language)
        elif not runs():
            rows_left(wanted, language)


def _mistakes(made: Task | None, language: str) -> None:
    """What cannot be, of the address and of the fields, what cannot be run, and what these data
    do not have."""
    names = (*(each.name for each in SETTINGS.settings), *TRUE_W)
    said = [session.mistake(f"regression.{name}") for name in names]
    said.append(session.mistake(RUN))
    if made is not None and runs():
        now = SETTINGS.now()
        said += [each.sentence(language) for each in passed_over(now, made, own_table())]
    for sentence in filter(None, said):
        st.error(session.plain(sentence), icon=":material/error:")


def title_of(name: str, language: str) -> str:
    """What a person calls a data set."""
    if name == CSV:
        return say("regression.own_data", language)
    return say(f"data.{name}.title", language)


def _data(wanted: Recipe, language: str) -> None:
    st.selectbox(
        say("regression.data", language),
        [*DATASETS, CSV],
        format_func=lambda name: title_of(name, language),
        key=session.bind("regression_data", wanted.data),
        on_change=_take_data,
        width=200,
    )


def _take_data() -> None:
    name = st.session_state["regression_data"]
    if name in (*DATASETS, CSV) and name != recipe().data:
        choose_data(name)


def choose_data(name: str) -> None:
    """Another data set begins with its own settings and a good rate."""
    kept = ("loss", "view", "log_loss", "squares", "fan", "rings", "plane")
    fresh = {key: value for key, value in DEFAULTS.items() if key not in kept}
    fresh |= {"data": name, "model": "logistic" if _labelled(name) else "linear"}
    if name == "textbook":  # the notes' own run
        fresh |= {"batch": 10, "epochs": 3, "standardised": False, "lr": 0.03}
        turn_on()
    else:
        want_fresh_rate()
    SETTINGS.change(**fresh)


def _labelled(name: str) -> bool:
    return name in DATASETS and DATASETS[name].labels


def _features(wanted: Recipe, language: str) -> None:
    names, _ = wanted.names(own_table())
    chosen = list(wanted.chosen(len(names)))
    st.multiselect(
        say("regression.features", language),
        range(len(names)),
        format_func=lambda i: wanted.label(names[i], language),
        key=session.bind("regression_features", chosen),
        on_change=_take_features,
        max_selections=MOST_FEATURES,
        placeholder=say("ui.widget.choose", language),
        width=260,
    )


def _take_features() -> None:
    given = st.session_state["regression_features"]
    wanted = recipe()
    count = len(wanted.names(own_table())[0])
    known = tuple(i for i in given if isinstance(i, int) and i < count)
    if known and known != wanted.chosen(count):
        if not moves_stay(wanted, replace(wanted, features=known), own_table()):
            SETTINGS.change(moved=())
        SETTINGS.change(features=known, start=(), axes=(0, 1), step=0)
        want_fresh_rate()


def _standardise(wanted: Recipe, language: str) -> None:
    st.toggle(
        say("regression.standardise", language),
        key=session.bind("regression_std", wanted.standardised),
        on_change=_take_flag,
        help=say("regression.standardise_help", language),
    )


def _take_flag() -> None:
    """The rate stays: what it does to the other surface is the lesson."""
    value = bool(st.session_state["regression_std"])
    if value != recipe().standardised:
        SETTINGS.change(standardised=value, start=(), window="", step=0)
        turn_on()


def _loss(wanted: Recipe, language: str) -> None:
    st.selectbox(
        say("regression.loss", language),
        [*CONVENTIONS],
        format_func=lambda name: say(f"regression.conventions.{name}", language),
        key=session.bind("regression_loss", wanted.loss),
        on_change=_take_loss,
        help=say("regression.loss_help", language),
        width=170,
    )


def _take_loss() -> None:
    name = st.session_state["regression_loss"]
    if name in CONVENTIONS and name != recipe().loss:
        SETTINGS.change(loss=name, step=0)
        turn_on()


def _batch(wanted: Recipe, made: Task, language: str) -> None:
    size, an_epoch, _ = updates(wanted, len(made.fit))
    number_field(
        "regression.batch",
        say("regression.batch", language, rows=len(made.fit)),
        size,
        key="regression_batch",
        read=whole,
        limits=(1, min(len(made.fit), MAX_BATCH)),
        take=_take_batch,
        args=(len(made.fit),),
        width=150,
        help=say("regression.batch_help", language),
    )
    number_field(
        "regression.epochs",
        say("regression.epochs", language),
        min(wanted.epochs, most_epochs(an_epoch)),
        key="regression_epochs",
        read=whole,
        limits=(1, most_epochs(an_epoch)),
        take=_take_epochs,
        width=130,
        help=say("regression.epochs_help", language, updates=an_epoch, most=MAX_STEPS),
    )


def _take_batch(size: int, rows: int) -> None:
    SETTINGS.change(batch=0 if size >= rows else size, step=0)
    turn_on()


def _take_epochs(epochs: int) -> None:
    SETTINGS.change(epochs=epochs, step=0)
    turn_on()
