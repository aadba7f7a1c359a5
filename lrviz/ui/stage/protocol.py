"""What the stage's browser asks, and which answer it gets: the same on every page with a stage.

The questions, as known.js lists them, with what they carry beside ``asked`` (their number),
``turn`` and ``stands``:

    film    another film: ``lr`` and the looks; ``start`` where it was moved, ``live`` while it is,
            with ``serial``; ``between`` two rates, for more rates there; ``scene`` that is known
    slopes  the gradients of the film ``id``
    view    nothing but word of what is shown: ``lr``, ``step`` and the looks
    stands  nothing but word that the stage has been drawn

The answers to slopes and view bring the run in use to the last digit, ``exact``, or say of its rate
that it does not come, ``inexact``: with neither, a view is told again.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from lrviz.film import answer, jobs
from lrviz.film.answer import Asked
from lrviz.film.asking import Progress
from lrviz.film.jobs import OpeningFilms, SentFilm, Shot
from lrviz.film.veil import withholds_run
from lrviz.ui import session
from lrviz.ui.veils import stage_veils
from lrviz.ui.waiting import awaited

__all__ = ["Staged", "answered"]

Request = Mapping[str, Any]


class Staged(ABC):
    """What a page puts on its stage, as its settings are now."""

    key: str  # the stage's on the page

    @abstractmethod
    def turn(self) -> int:
        """How often the surface has changed."""

    @abstractmethod
    def shot(self) -> Shot:
        """What the film is of, and what is shown of it."""

    @abstractmethod
    def identity(self) -> object:
        """What asks for another film or scene when it changes: all but the rate and the looks."""

    @abstractmethod
    def wants_good_rate(self) -> bool:
        """Whether a good rate is wanted in place of the person's."""

    def wants_usable_rate(self) -> bool:
        """Whether one is wanted where the person's is none for the rule."""
        return False

    @abstractmethod
    def take_good_rate(self, lr: float) -> None:
        """The film of this rate is there, which was wanted."""

    def waits(self) -> bool:
        """Whether the rest of the page waits until the browser says that the stage stands."""
        return False

    def still(self, known: str) -> str:
        """The theme of the still picture that is wanted until plotly has come; "" for none.

        ``known``: the scene that the browser has; "" where it has none.
        """
        return "" if session.stage_drawn() else st.context.theme.type or "light"

    def begun(self) -> OpeningFilms | None:
        """The films that the page has played since before this visit began, if it has."""
        return None

    def long(self) -> bool:
        """Whether a whole film takes seconds."""
        return False

    def tell(self) -> Progress | None:
        """Who shows how far a whole film is."""
        return None


def answered(staged: Staged, request: Request) -> bytes:
    """The answer to what the browser asks, or the first film where it asks nothing.

    Raises:
        ValueError: the engine's own sentence, where the settings cannot be run.
    """
    axis, kind = st.session_state.get(_key(staged, "axis")), request.get("kind")
    if kind == "film" and axis is not None and request.get("live"):
        serial = int(request.get("serial", 0))
        moved = (staged.shot(), axis, serial, stage_veils())
        light: bytes = awaited(jobs.light, *moved, keep=False)
        return light
    if kind == "film" and axis is not None and request.get("between"):
        between = answer.asked_between(request["between"])
        return _noted(
            staged, awaited(jobs.finer, staged.shot(), axis, between, _asked(staged, request))
        )
    first = not request and axis is None and not stage_veils()
    if first and (begun := staged.begun()) is not None:
        return _taken_over(staged, begun)
    known = _known(staged, request)
    if kind == "slopes" and axis is not None and known and not withholds_run(stage_veils()):
        slopes: bytes = awaited(jobs.slopes, staged.shot(), axis)
        return slopes
    if kind != "film" and known:
        return _same(staged, request)
    return _whole(staged, request)


def _key(staged: Staged, what: str) -> str:
    return f"{staged.key}_{what}"


def _known(staged: Staged, request: Request) -> bool:
    """Whether the question is about the film on show: one that comes in one run with a changed
    setting is about another; so is one that was asked before the present film arrived. A
    setting that was changed and changed back is another turn, which the browser must hear of.
    """
    now = str(st.session_state.get(_key(staged, "film"), ""))
    meant = now.startswith(str(request.get("id", "")))
    return meant and st.session_state.get(_key(staged, "sent")) == _sent(staged)


def _sent(staged: Staged) -> tuple[object, int]:
    return (staged.identity(), stage_veils()), staged.turn()


def _same(staged: Staged, request: Request) -> bytes:
    """Nothing new; where a hand has come to rest, the run in use to the last digit."""
    film, number = st.session_state[_key(staged, "film")], request.get("asked")
    number = number if isinstance(number, int) else None
    if request.get("kind") != "view" or withholds_run(stage_veils()):
        return answer.same(film, number)
    rested: bytes = awaited(jobs.rested, staged.shot(), film, number, keep=False)
    return rested


def _asked(staged: Staged, request: Request, *, fresh: bool = False) -> Asked:
    known = str(request.get("scene", ""))
    return Asked(
        known=known,
        turn=staged.turn(),
        fresh=fresh,
        waits=staged.waits(),
        still=staged.still(known),
        veils=stage_veils(),
    )


def _whole(staged: Staged, request: Request) -> bytes:
    fresh = staged.wants_good_rate()
    asked = _asked(staged, request, fresh=fresh)
    asked = replace(asked, usable=staged.wants_usable_rate())
    film = awaited(jobs.whole, staged.shot(), asked, long=staged.long(), tell=staged.tell())
    if fresh or asked.usable:
        staged.take_good_rate(film.lr)
    return _noted(staged, film)


def _taken_over(staged: Staged, films: OpeningFilms) -> bytes:
    """Word that the film stands that the page has played so far."""
    if staged.wants_good_rate():
        staged.take_good_rate(films.lr)
    _note(staged, films)
    return answer.same(films.id, None)


def _noted(staged: Staged, film: SentFilm) -> bytes:
    """What the browser is sent, remembered."""
    _note(staged, film)
    return film.payload


def _note(staged: Staged, film: SentFilm | OpeningFilms) -> None:
    st.session_state[_key(staged, "axis")] = film.axis
    st.session_state[_key(staged, "sent")] = _sent(staged)
    st.session_state[_key(staged, "film")] = film.id
