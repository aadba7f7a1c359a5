"""A field for one number, typed as people write numbers; the same on every page."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from lrviz.text.notices import ConfigError
from lrviz.ui import session

__all__ = ["number_field"]

Reader = Callable[[object], Any]
# What a class of the page cannot be written with; lrviz/ui/web/lib/stepping.js reads it again.
_SIGNS = str.maketrans({"-": "m", ".": "p", "+": None})


def number_field(
    setting: str,
    label: str,
    value: float,
    *,
    key: str,
    read: Callable[..., Reader],
    take: Callable[..., None],
    args: tuple[Any, ...] = (),
    limits: tuple[float, float] | None = None,
    step: float = 1,
    width: int = 120,
    help: str | None = None,
) -> None:
    """A field that shows ``value`` and hands what is typed to ``take``, once it has been read.

    What is refused stays in the field; the sentence is ``session.mistake(setting)``. The arrow keys
    change the number by ``step`` within the limits.

    Args:
        setting: what the mistake is kept under.
        read: makes the reader of the setting from its name and limits, as ``fields.whole`` does.
        take: is called with the number, then ``args``.
    """
    numbers = "-".join(f"{each:.10g}".translate(_SIGNS) for each in (step, *(limits or ())))
    own = f"{key}-by-{numbers}"
    reader = read(label, *(limits or ()))
    text = session.typed(setting, own, _shown(value))
    st.text_input(
        label,
        text,  # or the field is empty, and only then shows the number
        key=session.bind(own, text),
        on_change=_hear,
        args=(setting, own, reader, take, args),
        width=width,
        help=help,
    )


def _shown(value: float) -> str:
    """Whole numbers in full, others to six digits."""
    return str(value) if isinstance(value, int) else f"{value:.6g}"


def _hear(
    setting: str, key: str, reader: Reader, take: Callable[..., None], args: tuple[Any, ...]
) -> None:
    if not session.touched(key):
        return
    text = st.session_state[key]
    session.note_typed(setting, key, text)
    try:
        value = reader(text)
    except ConfigError as error:
        session.note_mistake(setting, error.notice.sentence(session.config().language))
    else:
        session.note_mistake(setting, None)
        take(value, *args)
