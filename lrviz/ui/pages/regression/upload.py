"""A table of one's own: uploaded, read, previewed; its target, its gaps and what was left out."""

import math
from typing import Any

import streamlit as st

from lrviz.compute import JobError
from lrviz.objectives.tables import TableError
from lrviz.objectives.tables.decoding import LIMIT
from lrviz.objectives.tables.reading import Table
from lrviz.regression.data import FEWEST_COLUMNS, FEWEST_ROWS, first_choice, first_features, lacking
from lrviz.regression.recipe import CSV, Recipe
from lrviz.text import say
from lrviz.ui import session
from lrviz.ui.pages.regression.answer import want_fresh_rate
from lrviz.ui.pages.regression.controls import choose_data
from lrviz.ui.pages.regression.dialect import begin, given, menu
from lrviz.ui.pages.regression.reader import forget_reading, is_kept, read, read_again
from lrviz.ui.pages.regression.settings import SETTINGS, own_table, recipe

PREVIEW = 6  # So many rows are shown of a table.
PREVIEW_COLUMNS = 12  # So many columns are shown of a table, those in use first.
# The session counts under it the tables taken: each upload has a field of its own.
_COUNT = "own_table_count"
_TAKEN = "own_table_taken"  # The session keeps the id of the last file under it.


def upload(language: str) -> None:
    """The field for a file, and the table it gave."""
    with st.container(key="regression_upload"):
        if sentence := session.mistake("regression.table"):
            st.error(session.plain(sentence), icon=":material/error:")
        _field(language)
        table = own_table()
        if isinstance(table, Table):
            _about(table, language)
        else:
            st.caption(say("regression.no_table", language))
        if is_kept() or isinstance(table, Table):
            menu(language, _read_again)


def _field(language: str) -> None:
    """Where a file is given.

    Once it is read only its numbers stay; the field is made anew, which lets go of it.
    """
    file = st.file_uploader(
        say("regression.upload", language, limit=LIMIT // 10**6),
        key=f"own_table_file_{st.session_state.get(_COUNT, 0)}",
        max_upload_size=LIMIT // 10**6,
    )
    # The browser may report a file once more under the name of the new field.
    if file is None or file.file_id == st.session_state.get(_TAKEN):
        forget_reading()
        return
    try:
        st.session_state["own_table_file_name"] = file.name
        table = read(file, say("regression.reading", language), _given(file.file_id))
    except ValueError as error:
        session.note_mistake("regression.table", _sentence(error, language))
    else:
        _take_table(table, file.name, language)
    st.session_state[_TAKEN] = file.file_id
    st.session_state[_COUNT] = st.session_state.get(_COUNT, 0) + 1
    forget_reading()
    st.rerun()


def _given(file_id: str) -> dict[str, Any]:
    """What was chosen of a file's form, the same through all runs that wait for its reading."""
    if st.session_state.get("own_table_form") != file_id:
        st.session_state["own_table_form"] = file_id
        begin()
    return given()


def _read_again() -> None:
    """The last file in the form that was chosen now; where that is none, the last table stays."""
    language = session.config().language
    try:
        table = read_again(given())
    except ValueError as error:
        session.note_mistake("regression.table", _sentence(error, language))
        return
    if table is not None:
        _take_table(table, str(st.session_state.get("own_table_file_name", "")), language)


def _sentence(error: ValueError, language: str) -> str:
    """What was wrong with a file, or that nobody could read it."""
    return error.in_language(language) if isinstance(error, TableError | JobError) else str(error)


def _take_table(table: Table, name: str, language: str) -> None:
    wrong = _too_small(table, language)
    session.note_mistake("regression.table", wrong)
    if wrong is None:
        st.session_state["own_table"] = table
        st.session_state["own_table_name"] = name
        choose_data(CSV)
        target, features = first_choice(table) or (-1, ())
        _choose_columns(table, target, features)
        SETTINGS.change(model=_model(table, target))


def _model(table: Table, target: int) -> str:
    """Words such as yes and no are what logistic regression is for."""
    return "logistic" if table.names[target] in table.labels else "linear"


def _too_small(table: Table, language: str) -> str | None:
    """Why no regression can be made of a table; None where one can."""
    rows, columns = table.values.shape
    if rows < FEWEST_ROWS or columns < FEWEST_COLUMNS:
        return say("regression.table_small", language, rows=rows, columns=columns)
    return None if first_choice(table) else say("regression.table_gaps", language)


def _choose_columns(table: Table, target: int, features: tuple[int, ...]) -> None:
    """Take a target and features; features that it has anyway are not written into the link."""
    usual, chosen = (
        Recipe(data=CSV, target=target),
        Recipe(data=CSV, target=target, features=features),
    )
    if chosen.used(table) == usual.used(table):
        features = ()
    if target == len(table.names) - 1:
        target = -1
    SETTINGS.change(target=target, features=features)


def _about(table: Table, language: str) -> None:
    """What was read, in words and in a few rows, and which column is the target."""
    rows, columns = table.values.shape
    name = session.plain(str(st.session_state.get("own_table_name", "")))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _target(table, language)
        said = say("regression.table_read", language, name=name, rows=rows, columns=columns)
        st.caption(said)
    _gaps(table, language)
    for note in table.notes:
        st.caption(session.plain(note.sentence(language)))
    with st.expander(say("regression.preview", language)):
        _preview(table)


def _preview(table: Table) -> None:
    """The first rows; of many columns those in use and the first others."""
    used = recipe().used(table)
    places = [*dict.fromkeys((*used, *range(len(table.names))))][:PREVIEW_COLUMNS]
    places = sorted(places)
    head = [session.plain(table.names[k]) for k in places]
    shown = [[_shown(x) for x in row] for row in table.values[:PREVIEW, places].tolist()]
    lines = [" | ".join(row) for row in (head, ["---"] * len(places), *shown)]
    st.markdown("\n".join(f"| {line} |" for line in lines))


def _shown(x: float) -> str:
    return "—" if math.isnan(x) else f"{x:.6g}"


def _gaps(table: Table, language: str) -> None:
    """How many rows the columns in use leave, and which of them cost how many."""
    now = recipe()
    used = now.used(table)
    gaps = lacking(table, used)
    if not gaps:
        return
    counts = ", ".join(f"{session.plain(table.names[i])} {count}" for i, count in gaps.items())
    said = say(
        "regression.complete",
        language,
        complete=now.count(table),
        rows=len(table.values),
        gaps=counts,
    )
    if len(used) > FEWEST_COLUMNS and set(gaps) & set(used[:-1]):
        said = say("regression.take_out", language, said=said)
    st.caption(said)


def _target(table: Table, language: str) -> None:
    chosen = recipe().target % len(table.names)
    st.selectbox(
        say("regression.target", language),
        range(len(table.names)),
        format_func=table.names.__getitem__,
        key=session.bind("regression_target", chosen),
        on_change=_take_target,
        width=220,
    )


def _take_target() -> None:
    place = st.session_state["regression_target"]
    table = own_table()
    if not isinstance(table, Table) or not isinstance(place, int):
        return
    if session.touched("regression_target"):
        SETTINGS.change(start=(), moved=(), model=_model(table, place), step=0)
        _choose_columns(table, place, first_features(table, place))
        want_fresh_rate()
