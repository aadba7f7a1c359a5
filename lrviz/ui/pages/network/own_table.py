"""A person's own table for the Network page: two or three columns of a CSV."""

import streamlit as st

from lrviz.objectives import TableError, read_table
from lrviz.text import say
from lrviz.ui import session
from lrviz.ui.pages.network.settings import Data, own_data

__all__ = ["own_table"]

_TABLE = "net_table"
FEWEST, MOST = 8, 1000  # rows


def own_table(language: str) -> Data | None:
    """The uploader, what is wrong with what it holds, and the last table that could be used."""
    file = st.file_uploader(
        say("network.own_table", language), key="net_file", help=say("network.own_help", language)
    )
    st.caption(say("network.own_help", language))
    if file is not None and st.session_state.get(f"{_TABLE}_id") != file.file_id:
        st.session_state[f"{_TABLE}_id"] = file.file_id
        st.session_state[f"{_TABLE}_error"] = None
        try:
            st.session_state[_TABLE] = _read(file.getvalue(), language)
        except ValueError as error:
            sentence = error.in_language(language) if isinstance(error, TableError) else str(error)
            st.session_state[f"{_TABLE}_error"] = sentence
    if wrong := st.session_state.get(f"{_TABLE}_error"):
        st.error(session.plain(wrong), icon=":material/error:")
    table: Data | None = st.session_state.get(_TABLE)
    return table


def _read(raw: bytes, language: str) -> Data:
    table = read_table(raw)
    rows, columns = table.values.shape
    X, y = table.values[:, :-1], table.values[:, -1]
    labels = set(y.tolist()) <= {0.0, 1.0}
    if columns not in (2, 3) or (columns == 3 and not labels) or not FEWEST <= rows <= MOST:
        raise ValueError(say("network.own_wrong", language, columns=columns, rows=rows, most=MOST))
    return own_data(X, y, table.names)
