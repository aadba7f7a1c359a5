"""A training on the page: progress where it takes longer, a button that stops it."""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

import streamlit as st

from lrviz.compute import submit
from lrviz.film.network.training import Training, TrainingFilm, train
from lrviz.text import say
from lrviz.ui.waiting import LatestProgress, awaited_answer, once_late, visitor

__all__ = ["Waiting", "trained"]

_ASKED = "net_asked"  # The session keeps the training under way under it.


class Waiting:
    """A bar and a button that appear when a wait has lasted for a moment."""

    def __init__(self, language: str, stop: Callable[[], None] | None = None) -> None:
        self._place: Any = st.empty()
        self._bar: Any = None
        self._language, self._stop = language, stop
        self.tell = once_late(self._show)

    def _show(self, done: float, whole: float) -> None:
        if self._bar is None:
            self._begin()
        key = "network.training" if done < whole else "network.judging"
        text = say(key, self._language, done=int(done), steps=int(whole))
        self._bar.progress(done / whole, text)

    def done(self) -> None:
        """Take everything away."""
        self._place.empty()

    def _begin(self) -> None:
        with self._place.container(horizontal=True, vertical_alignment="center"):
            self._bar = st.empty()
            if self._stop is not None:
                st.button(say("network.stop", self._language), key="net_stop", on_click=self._stop)


@dataclass(eq=False)
class _UnderWay:
    """A training that has been asked for, which a newer run of the script may take over."""

    training: Training
    told: LatestProgress
    answer: "Future[TrainingFilm]"


def trained(training: Training, language: str) -> tuple[TrainingFilm, bool]:
    """The film, made now if need be, and whether a person has stopped it early."""
    asked = _asked(training.deciding)
    waiting = Waiting(language, lambda: _stop(asked))
    film: TrainingFilm = awaited_answer(asked.answer, asked.told, waiting.tell)
    waiting.done()
    if not film.stopped:
        del st.session_state[_ASKED]  # it is kept for all, within a bound
    return film, film.stopped


def _asked(wanted: Training) -> _UnderWay:
    """The question under way, where it is of this training; otherwise a new one."""
    known: _UnderWay | None = st.session_state.get(_ASKED)
    if known is not None and known.training == wanted and not known.answer.cancelled():
        return known
    if known is not None:
        known.answer.cancel()
    told = LatestProgress()
    answer = submit(train, wanted, visitor=visitor(), long=True, progress=told.hear)
    asked = st.session_state[_ASKED] = _UnderWay(wanted, told, answer)
    return asked


def resume_training() -> None:
    """Forget that the training was stopped."""
    st.session_state.pop(_ASKED, None)


def _stop(asked: _UnderWay) -> None:
    asked.told.enough = True
