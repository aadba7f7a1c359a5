"""The data side of the Regression page: the task of the settings, and the view of its rows."""

from dataclasses import replace

import streamlit as st

from lrviz.objectives.tables import TableError
from lrviz.regression_recipe import CSV, Recipe, collinear, shared_task, stride
from lrviz.regression_task import Task
from lrviz.text import say
from lrviz.ui import session
from lrviz.ui.regression.component import data_request, mount
from lrviz.ui.regression.settings import MAX_MOVES, PAGE, axes, own_table, recipe
from lrviz.ui.regression.surface import TASK, turn_on
from lrviz.ui.regression.view import Look, view_payload

KEY = "regression_data_view"
_MADE = "regression_made"  # (what the task was made from, the task)


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
        reason = error.in_language(language) if isinstance(error, TableError) else error
        sentence = say("ui.cannot_run", language, reason=reason)
        session.note_mistake("regression.data", sentence)
        return st.session_state.get(TASK)
    session.note_mistake("regression.data", None)
    st.session_state[TASK] = made
    return made


def runs() -> bool:
    """Whether the task on show is that of the settings; a sentence says why not."""
    return session.mistake("regression.data") is None


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
    language, now = session.config().language, PAGE.now()
    look = Look(
        axes=axes(made),
        held=now["held"],
        squares=now["squares"],
        fan=now["fan"],
        rings=now["rings"],
        language=language,
    )
    mount(view_payload(recipe(), made, look), key=KEY, on_ask=_hear)
    if st.session_state.pop("regression_moved", False):
        st.rerun()
    if data_request(KEY):
        PAGE.publish()


def _hear() -> None:
    request = data_request(KEY)
    if request.get("kind") == "look":
        PAGE.change(**{name: request.get(name) for name in ("squares", "fan", "rings")})
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
    names, _ = recipe().names(own_table())
    columns = [*recipe().chosen(len(names)), -1]
    place = int(row) * stride(made.model, recipe().count(own_table()))  # among all complete rows
    new = {(place, column): float(v) for column, v in zip(columns, values, strict=True)}
    kept = {(r, c): v for r, c, v in recipe().moved if (r, c) not in new}
    flat = [n for (r, c), v in {**kept, **new}.items() for n in (float(r), float(c), v)]
    PAGE.change(moved=tuple(flat[-3 * MAX_MOVES :]))
    st.session_state["regression_moved"] = True
    turn_on()


def remarks(made: Task, language: str) -> None:
    """What must be known of these data: columns that others replace, labels one can separate."""
    twins = collinear(made)
    if twins:
        st.warning(say("regression.collinear", language, names=session.plain(", ".join(twins))))
    every = stride(made.model, recipe().count(own_table()))
    if every > 1:
        st.info(say("regression.thinned", language, every=every))
    if made.best is None:
        st.info(say("regression.separable", language))
