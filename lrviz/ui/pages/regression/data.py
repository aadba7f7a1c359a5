"""The data side of the Regression page: the task of the settings, and the view of its rows."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import streamlit as st

from lrviz.film.data_view import DisplayOptions, view_payload
from lrviz.objectives.logistic import LogisticRegression
from lrviz.objectives.tables import TableError
from lrviz.regression.data import moved
from lrviz.regression.recipe import (
    CSV,
    Recipe,
    collinear,
    constant,
    nearly_collinear,
    shared_task,
    stride,
)
from lrviz.regression.task import Task
from lrviz.states.regression import MAX_MOVES
from lrviz.text import say
from lrviz.text.notices import ConfigError
from lrviz.text.numbers import number
from lrviz.ui import session
from lrviz.ui.pages.regression.answer import MOVED, TASK, TOLD, take_up, turn_on
from lrviz.ui.pages.regression.component import DATA
from lrviz.ui.pages.regression.settings import SETTINGS, axes, own_table, recipe
from lrviz.ui.veils import stage_veils

KEY = "regression_data_view"
RUN = "regression.run"  # What is wrong with the settings together is kept under it.
LOOKS = ("squares", "fan", "rings", "plane")
# The session keeps under it what a person's task was made from, and the task.
_MADE = "regression_made"


def current_task(language: str) -> Task | None:
    """The task of the settings; the last good one where they cannot be run, see ``runs``.

    None where a table of one's own is wanted and has not been given.
    """
    wanted, table = recipe(), own_table()
    if wanted.data == CSV and table is None:
        return None
    try:
        made = _own_task(wanted, language) if wanted.data == CSV else shared_task(wanted, language)
    except ValueError as error:
        session.note_mistake(RUN, say("ui.cannot_run", language, reason=_reason(error, language)))
        return st.session_state.get(TASK)
    session.note_mistake(RUN, None)
    st.session_state[TASK] = made
    return made


def _reason(error: ValueError, language: str) -> str:
    if isinstance(error, ConfigError):
        return error.notice.sentence(language)
    return error.in_language(language) if isinstance(error, TableError) else str(error)


def runs() -> bool:
    """Whether the task on show is that of the settings; a sentence says why not."""
    return session.mistake(RUN) is None


def _own_task(wanted: Recipe, language: str) -> Task:
    """The task on this visit's own table, kept until something it depends on changes."""
    table = own_table()
    basis = (replace(wanted, lr=0.1, start=(), batch=0, epochs=1), table)
    known = st.session_state.get(_MADE)
    if known is None or known[0] != basis:
        known = st.session_state[_MADE] = (basis, wanted.build(table, language))
    made: Task = known[1]
    return made


@st.fragment
def data_view() -> None:
    """The data with the model on them; it follows the stage in the browser."""
    made: Task = st.session_state[TASK]
    language, now = session.config().language, SETTINGS.now()
    look = DisplayOptions(
        axes=axes(made),
        held=now["held"],
        squares=now["squares"],
        fan=now["fan"],
        rings=now["rings"],
        plane=now["plane"],
        language=language,
    )
    DATA.mount(view_payload(recipe(), made, look, stage_veils()), key=KEY, on_ask=_hear)
    take_up()


def _hear() -> None:
    request = DATA.request(KEY)
    st.session_state[TOLD] = True
    if request.get("kind") == "look":
        SETTINGS.change(**{name: request[name] for name in LOOKS if name in request})
    if request.get("kind") == "move":
        _move(request.get("row"), request.get("x"), request.get("y"))


def _move(row: object, x: object, y: object) -> None:
    """A point has been moved by hand: its features on the picture, and its target."""
    made: Task = st.session_state[TASK]
    values = [*x, y] if isinstance(x, list) else []
    good = all(isinstance(v, int | float) and abs(v) < 1e100 for v in values)
    fits = runs() and len(values) == len(made.features) + 1
    if not isinstance(row, int | float) or not good or not fits:
        return
    new = _replaced(int(row), values, made)
    kept = {(r, c): v for r, c, v in recipe().moved if (r, c) not in new}
    flat = [n for (r, c), v in {**kept, **new}.items() for n in (float(r), float(c), v)]
    SETTINGS.change(moved=tuple(flat[-3 * MAX_MOVES :]))
    st.session_state[MOVED] = True
    turn_on()


def _replaced(row: int, values: Sequence[float], made: Task) -> dict[tuple[int, int], float]:
    """What differs of a row, by its place in all of the table and by column (−1: the target)."""
    names, X, _, y = recipe().columns(own_table())
    X, y = moved(X, y, recipe().moved)
    place, chosen = row * stride(made.model, len(y)), recipe().chosen(len(names))
    if not 0 <= place < len(y):
        return {}
    before = np.append(X[place, list(chosen)], y[place])
    columns = zip((*chosen, -1), values, before.tolist(), strict=True)
    return {(place, column): float(v) for column, v, old in columns if v != old}


def remarks(made: Task, language: str) -> None:
    """What must be known of these data: columns that others replace, labels one can separate."""
    same = constant(made)
    twins = tuple(name for name in collinear(made) if name not in same)
    scaled = "" if made.scale is None else "_scaled"
    for key, found in (("constant", same), ("collinear", twins)):
        if found:
            names = session.plain(", ".join(found))
            st.warning(say(f"regression.{key}{scaled}", language, names=names))
    if nearly_collinear(made):
        st.warning(say("regression.nearly_collinear", language))
    every = stride(made.model, recipe().count(own_table()))
    if every > 1:
        st.info(say("regression.thinned", language, every=every))
    if isinstance(made.objective, LogisticRegression) and made.objective.separable:
        infimum = made.objective.infimum or 0.0
        key = "regression.quasi_separable" if infimum else "regression.separable"
        st.info(say(key, language, **({"infimum": number(infimum)} if infimum else {})))
