"""A person's own table for the Network page: two or three columns of a CSV."""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from lrviz.objectives import Table, TableError, read_table
from lrviz.regression.data import complete, first_features, labels
from lrviz.states.network import Data, own_data
from lrviz.text import say
from lrviz.ui import session

__all__ = ["own_table"]

_TABLE = "net_table"
FEWEST, MOST = 8, 1000  # A person's table has so many rows, at least and at most.
FEATURES = 2  # A network has at most so many inputs, the axes of its picture.


def own_table(language: str) -> Data | None:
    """The uploader, what is wrong with what it holds, and the last table that could be used."""
    file = st.file_uploader(
        say("network.own_table", language), key="net_file", help=say("network.own_help", language)
    )
    st.caption(say("network.own_help", language))
    if file is not None and st.session_state.get(f"{_TABLE}_id") != file.file_id:
        st.session_state[f"{_TABLE}_id"] = file.file_id
        _take(file.getvalue(), language)
    if (read := st.session_state.get(f"{_TABLE}_read")) is not None:
        _choose(read, language)
    if wrong := st.session_state.get(f"{_TABLE}_error"):
        st.error(session.plain(wrong), icon=":material/error:")
    table: Data | None = st.session_state.get(_TABLE)
    if table is None:
        instead = say("data.pieces.title", language)
        st.info(say("network.own_before", language, data=instead), icon=":material/info:")
    return table


def _take(raw: bytes, language: str) -> None:
    """Read a file, or say why it cannot be read; the columns are chosen anew."""
    st.session_state[f"{_TABLE}_error"] = None
    try:
        table = read_table(raw, gaps="keep")
    except TableError as error:
        st.session_state[f"{_TABLE}_error"] = error.in_language(language)
        return
    st.session_state[f"{_TABLE}_read"] = table
    target = _first_target(table)
    others = _others(table, target)
    first = [others[i] for i in first_features(table, target)] if len(others) else []
    both = len(others) == FEATURES and _labelled(table, target)
    chosen = others if both else first[: _most(table, target)]
    st.session_state[f"{_TABLE}_columns"] = target, chosen


def _choose(table: Table, language: str) -> None:
    """The columns of a table, where there is a choice, and what was set right in it."""
    columns = range(len(table.names))
    target, features = st.session_state[f"{_TABLE}_columns"]
    if len(table.names) > FEATURES:
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.selectbox(
                say("regression.target", language),
                columns,
                format_func=table.names.__getitem__,
                key=session.bind("net_target", target),
                on_change=_take_columns,
                width=220,
            )
            st.multiselect(
                say("regression.features", language),
                columns,
                format_func=table.names.__getitem__,
                key=session.bind("net_features", features),
                on_change=_take_columns,
                max_selections=FEATURES,
                placeholder=say("ui.widget.choose", language),
                width=260,
            )
    for note in table.notes:
        st.caption(session.plain(note.sentence(language)))
    _use(table, [i for i in features if i != target], target, language)


def _take_columns() -> None:
    """Other columns, kept apart from their widgets, which go with the page."""
    if session.touched("net_target", "net_features"):
        chosen = st.session_state["net_target"], list(st.session_state["net_features"])
        st.session_state[f"{_TABLE}_columns"] = chosen


def _use(table: Table, features: Sequence[int], target: int, language: str) -> None:
    """Take these columns, as long as they are other ones, or say what is wrong with them."""
    chosen = (id(table), tuple(features), target)
    if st.session_state.get(f"{_TABLE}_chosen") == chosen:
        return
    st.session_state[f"{_TABLE}_chosen"] = chosen
    used = [*features, target]
    values = table.values[complete(table, used)][:, used]
    rows, columns = values.shape
    fits = columns == 2 or (columns == 3 and set(values[:, -1].tolist()) <= {0.0, 1.0})
    if not fits or not FEWEST <= rows <= MOST:
        wrong = say("network.own_wrong", language, columns=columns, rows=rows, most=MOST)
        st.session_state[f"{_TABLE}_error"] = wrong
        return
    st.session_state[f"{_TABLE}_error"] = None
    names = tuple(table.names[i] for i in used)
    st.session_state[_TABLE] = own_data(values[:, :-1], values[:, -1], names)


def _first_target(table: Table) -> int:
    """The last column of labels where words were read as such; else the last column."""
    words = [i for i, name in enumerate(table.names) if name in table.labels]
    return words[-1] if words else len(table.names) - 1


def _others(table: Table, target: int) -> list[int]:
    return [i for i in range(len(table.names)) if i != target]


def _labelled(table: Table, target: int) -> bool:
    column = table.values[:, target]
    return labels(column[np.isfinite(column)])


def _most(table: Table, target: int) -> int:
    """How many features a target allows: two need the labels 0 and 1."""
    return FEATURES if _labelled(table, target) else 1
