"""The form of an own table, where a person knows it better: encoding, separator, names, marks."""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from lrviz.objectives.tables.encodings import called
from lrviz.text import say
from lrviz.ui import session
from lrviz.ui.pages.regression.reader import KEPT, is_kept

__all__ = ["begin", "given", "menu"]

# The session keeps what was chosen under it, by the name that read_table has for it.
_GIVEN = "own_table_given"
# The session keeps under it whether that is for a file that is still to come.
_NEXT = "own_table_given_next"
_AS_FOUND = "auto"
ENCODINGS = (
    "utf-8", "utf-16", "gb18030", "big5", "cp932", "euc_jp", "cp949", "cp1252", "cp1250", "cp1251",
    "koi8-r", "cp866", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp874", "mac-roman",
)  # fmt: skip
SIGNS = {
    ",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe", " ": "blanks", "fixed": "fixed",
    "": "none",
}  # fmt: skip
MOST_ROWS = 30  # One of so many rows may hold the names.


def given() -> dict[str, Any]:
    """What was chosen of the form of the table, as ``read_table`` takes it."""
    chosen: dict[str, Any] = st.session_state.get(_GIVEN, {})
    return chosen


def begin() -> dict[str, Any]:
    """The same for a new file: what was chosen for another one does not hold for it."""
    if not st.session_state.pop(_NEXT, False):
        st.session_state[_GIVEN] = {}
    return given()


def menu(language: str, again: Callable[[], object]) -> None:
    """The form of the last file, to be chosen; ``again`` reads it so, and the preview follows."""
    with st.expander(say("table.menu.title", language)):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            _choice("encoding", ENCODINGS, called, language, again)
            _choice("separator", [*SIGNS], _sign(language), language, again)
            _choice("header", range(MOST_ROWS + 1), _row(language), language, again)
            _choice("decimal", ".,", _mark(language), language, again)
        if st.session_state.get(_NEXT):
            st.caption(say("table.menu.again", language, limit=KEPT // 10**6))


def _choice(
    name: str,
    options: Sequence[Any],
    words: Callable[[Any], str],
    language: str,
    again: Callable[[], object],
) -> None:
    key = f"own_table_{name}"
    st.selectbox(
        say(f"table.menu.{name}", language),
        [_AS_FOUND, *options],
        format_func=lambda each: (
            say("table.menu.as_found", language) if each == _AS_FOUND else words(each)
        ),
        key=session.bind(key, given().get(name, _AS_FOUND)),
        on_change=_take,
        args=(name, key, options, again),
        width=190,
    )


def _take(name: str, key: str, options: Sequence[Any], again: Callable[[], object]) -> None:
    value = st.session_state[key]
    if not session.touched(key) or (value != _AS_FOUND and value not in options):
        return
    others = {other: chosen for other, chosen in given().items() if other != name}
    st.session_state[_GIVEN] = others if value == _AS_FOUND else {**others, name: value}
    if is_kept():
        again()
    else:
        st.session_state[_NEXT] = True


def _sign(language: str) -> Callable[[str], str]:
    return lambda sign: say(f"table.menu.sign.{SIGNS[sign]}", language)


def _row(language: str) -> Callable[[int], str]:
    return lambda row: str(row) if row else say("table.menu.no_header", language)


def _mark(language: str) -> Callable[[str], str]:
    return lambda mark: say(f"table.menu.{'point' if mark == '.' else 'comma'}", language)
