"""Widgets of a page's own settings, each of which takes one of a few values."""

from collections.abc import Callable, Iterable
from typing import Any

import streamlit as st

from lrviz.ui import session
from lrviz.ui.page_settings import PageSettings

__all__ = ["menu", "segments", "toggle"]


def segments(
    settings: PageSettings,
    name: str,
    known: Iterable[Any],
    *,
    key: str,
    label: str,
    word: Callable[[Any], str],
    labelled: bool = False,
) -> None:
    """All the values side by side, one of them chosen.

    Args:
        settings: the page's, which hold ``name``.
        name: the setting.
        known: its values, in the order shown.
        key: of the widget.
        label: what it is called; written above it where ``labelled``, else only spoken.
        word: what each value is called.
    """
    known = tuple(known)
    st.segmented_control(
        label,
        known,
        format_func=word,
        key=session.bind(key, settings.now()[name]),
        on_change=_take,
        args=(settings, name, key, known),
        required=True,
        label_visibility="visible" if labelled else "collapsed",
    )


def menu(
    settings: PageSettings,
    name: str,
    known: Iterable[Any],
    *,
    key: str,
    label: str,
    word: Callable[[Any], str],
    width: int | None = None,
) -> None:
    """The values in a menu, ``width`` pixels wide or as wide as there is room; see ``segments``."""
    known = tuple(known)
    st.selectbox(
        label,
        known,
        format_func=word,
        key=session.bind(key, settings.now()[name]),
        on_change=_take,
        args=(settings, name, key, known),
        width=width or "stretch",
    )


def toggle(
    settings: PageSettings, name: str, *, key: str, label: str, help: str | None = None
) -> None:
    """A setting that is on or off."""
    st.toggle(
        label,
        key=session.bind(key, settings.now()[name]),
        help=help,
        on_change=_take,
        args=(settings, name, key, (True, False)),
    )


def _take(settings: PageSettings, name: str, key: str, known: Iterable[Any]) -> None:
    """Take what a widget says. A menu whose words change with the language may report a word of
    the other one, which is no value, or the value that it has."""
    value = st.session_state[key]
    if value in known and value != settings.now()[name]:
        settings.change(**{name: value})
