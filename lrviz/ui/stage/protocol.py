"""What the stage's browser asks, and which answer it gets: the same on every page with a stage.

The questions, as known.js lists them, with what they carry beside ``asked`` (their number),
``turn`` and ``stands``:

    film    another film: ``lr`` and the looks; ``start`` where it was moved, ``live`` while it is,
            with ``serial``; ``between`` two rates, for more rates there; ``scene`` that is known
    slopes  the gradients of the film ``id``
    view    nothing but word of what is shown: ``lr``, ``step`` and the looks
    stands  nothing but word that the stage has been drawn
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

import streamlit as st

from lrviz.film import answer
from lrviz.film.answer import Floats
from lrviz.film.exact import Exact
from lrviz.film.film import Film
from lrviz.settings.config import RunConfig

__all__ = ["Staged", "answered"]

Request = Mapping[str, Any]


class Staged(ABC):
    """What a page puts on its stage, as its settings are now."""

    key: str  # the stage's on the page

    @abstractmethod
    def turn(self) -> int:
        """How often the surface has changed."""

    @abstractmethod
    def shown(self) -> RunConfig:
        """The record that the stage shows: rate, step, view and looks."""

    @abstractmethod
    def identity(self) -> object:
        """What asks for another film or scene when it changes: all but the rate and the looks."""

    @abstractmethod
    def film(self) -> Film:
        """The whole film, on an axis of its own."""

    @abstractmethod
    def film_on(self, axis: Floats) -> Film:
        """The film on these rates and the one in use."""

    @abstractmethod
    def exact(self) -> Exact | None:
        """The run in use to the last digit; None where that takes long."""

    @abstractmethod
    def at_good_rate(self, film: Film) -> Film | None:
        """The film with a good rate in use, where one is wanted in place of the person's."""

    @abstractmethod
    def whole(self, film: Film, known: str, *, fresh: bool) -> bytes:
        """The whole film as it is sent to a browser that knows the scene ``known``."""

    def precisely(self) -> bool:
        """Whether the run in use is sent to the last digit."""
        return True


def answered(staged: Staged, request: Request) -> bytes:
    """The answer to what the browser asks, or the first film where it asks nothing.

    Raises:
        ValueError: the engine's own sentence, where the settings cannot be run.
    """
    axis, kind = st.session_state.get(_key(staged, "axis")), request.get("kind")
    if kind == "film" and axis is not None and request.get("live"):
        return _light(staged, request, axis)
    if kind == "film" and axis is not None and request.get("between"):
        return _finer(staged, request, axis)
    known = _known(staged, request)
    if kind == "slopes" and axis is not None and known:
        film = staged.film_on(axis)
        return answer.slopes(film, staged.shown().lr, precisely=staged.precisely())
    if kind != "film" and known:
        rested = staged.exact() if kind == "view" else None
        return answer.same(st.session_state[_key(staged, "film")], request, rested)
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
    return staged.identity(), staged.turn()


def _light(staged: Staged, request: Request, axis: Floats) -> bytes:
    """A film of few rates, while the start is moved."""
    shown = staged.shown()
    film = staged.film_on(answer.light_axis(axis, shown.lr))
    scene = answer.scene_for(shown, film)
    return answer.live_film(film, shown, scene, int(request.get("serial", 0)))


def _finer(staged: Staged, request: Request, axis: Floats) -> bytes:
    """The same runs with more rates between two of them."""
    film = staged.film_on(answer.finer_axis(axis, request["between"]))
    _note(staged, film)
    return answer.payload(
        film,
        staged.shown(),
        known=str(request.get("scene", "")),
        turn=staged.turn(),
        precisely=staged.precisely(),
    )


def _whole(staged: Staged, request: Request) -> bytes:
    film = staged.film()
    good = staged.at_good_rate(film)
    film = good or film
    _note(staged, film)
    return staged.whole(film, str(request.get("scene", "")), fresh=good is not None)


def _note(staged: Staged, film: Film) -> None:
    """Remember what the browser is sent."""
    st.session_state[_key(staged, "axis")] = film.sweep.base_lr
    st.session_state[_key(staged, "sent")] = _sent(staged)
    scene = answer.scene_for(staged.shown(), film)
    st.session_state[_key(staged, "film")] = film.id + scene.id
