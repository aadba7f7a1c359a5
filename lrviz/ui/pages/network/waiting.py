"""A training on the page: progress where it takes longer, a button that stops it."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from lrviz.text import say
from lrviz.ui.pages.network.training import InterruptedTraining, Training, TrainingFilm, film_of

__all__ = ["Waiting", "trained"]

_JOBS = "net_desk"
OFTEN = 0.15  # seconds between two signs of progress


class Waiting:
    """A bar and a button that appear when they are first needed.

    Every sign of progress is also where Streamlit ends a script that a newer wish has
    overtaken, so a training never outlives its question.
    """

    def __init__(self, language: str, stop: Callable[[], None] | None = None) -> None:
        self._place: Any = st.empty()
        self._bar: Any = None
        self._language, self._stop, self._told = language, stop, 0.0

    def tell(self, done: int, whole: int) -> None:
        """So many steps are done."""
        if self._bar is None:
            self._begin()
        elif done < whole and time.monotonic() - self._told < OFTEN:
            return
        self._told = time.monotonic()
        key = "network.training" if done < whole else "network.judging"
        text = say(key, self._language, done=done, steps=whole)
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
class _TrainingJobs:
    """What the runs of one visit leave for each other: Streamlit begins a new one before the
    one it ends has come to a sign of progress."""

    busy: set[object] = field(default_factory=set)
    halted: object = None
    parts: dict[object, Callable[[], TrainingFilm]] = field(default_factory=dict)

    def part(self, key: object) -> Callable[[], TrainingFilm] | None:
        """What a training that is being stopped had made; None if it came to its end."""
        while key in self.busy and key not in self.parts:
            time.sleep(0.02)
        return self.parts.get(key)


def trained(training: Training, language: str) -> tuple[TrainingFilm, bool]:
    """The film, made now if need be, and whether a person has stopped it early."""
    jobs: _TrainingJobs = st.session_state.setdefault(_JOBS, _TrainingJobs())
    key = training.key
    part = jobs.part(key) if jobs.halted == key else None
    if part is not None:
        film = part()
        jobs.parts[key] = lambda: film
        return film, True
    jobs.halted = None
    waiting = Waiting(language, lambda: _halt(jobs, key))
    jobs.busy.add(key)
    try:
        film = film_of(training, waiting.tell)
    except InterruptedTraining as ended:
        jobs.parts = {key: ended.film}
        raise ended.reason from None
    finally:
        jobs.busy.discard(key)
    jobs.parts = {}
    waiting.done()
    return film, False


def resume_training() -> None:
    """Forget that the training was stopped."""
    st.session_state[_JOBS].halted = None


def _halt(jobs: _TrainingJobs, key: object) -> None:
    jobs.halted = key
