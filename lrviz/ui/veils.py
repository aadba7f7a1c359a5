"""Which stop of the course this visit has open, and what it veils until it is answered.

A page asks ``veiled`` before it draws, writes or sends what a question may be about; what is
veiled is left out of all three. Outside the lessons nothing is.
"""

from dataclasses import dataclass

import streamlit as st

from lrviz.film.veil import OPEN, Veils, of_question
from lrviz.lessons.record import VEILS, Stop
from lrviz.text import say

__all__ = [
    "OpenStop",
    "close",
    "now_open",
    "open_up",
    "present_veils",
    "questioned",
    "stage_veils",
    "veiled",
    "veiled_line",
]

_OPEN = "open_stop"


@dataclass(frozen=True)
class OpenStop:
    """A stop that a visit looks at.

    Attributes:
        stop: the record.
        said: the answer as the address writes it, "" where it was waived; None until then.
    """

    stop: Stop
    said: str | None = None


def open_up(stop: Stop, said: str | None = None) -> None:
    """From now on this visit looks at ``stop``, with or without an answer."""
    st.session_state[_OPEN] = OpenStop(stop, said)


def close() -> None:
    """This visit has left the lessons."""
    st.session_state.pop(_OPEN, None)


def now_open() -> OpenStop | None:
    """The stop that is open; None outside the lessons."""
    found: OpenStop | None = st.session_state.get(_OPEN)
    return found


def questioned() -> bool:
    """Whether a stop is open whose question is neither answered nor waived: a page then offers
    no other settings than those the picture itself has."""
    now = now_open()
    return now is not None and now.said is None


def present_veils() -> frozenset[str]:
    """All names of VEILS that are veiled now: a key for what depends on them."""
    now = now_open()
    return frozenset(now.stop.veils) if now is not None and now.said is None else frozenset()


def stage_veils() -> Veils:
    """What a stage veils: with any open question its verdict too."""
    return of_question(present_veils()) if questioned() else OPEN


def veiled(*names: str) -> bool:
    """Whether the open stop veils one of these names of VEILS until it is answered or waived.

    Raises:
        ValueError: a name that is none of VEILS.
    """
    if strange := [name for name in names if name not in VEILS]:
        raise ValueError(f"`names` must be of {', '.join(VEILS)}; got {strange}")
    return not present_veils().isdisjoint(names)


def veiled_line(language: str) -> None:
    """The quiet line that stands where a page offers its settings when nothing is asked."""
    with st.container(key="veiled"):
        st.caption(say("course.veiled", language))
