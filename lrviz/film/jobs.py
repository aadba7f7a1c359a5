"""What a stage asks, as jobs of settings alone: any process can answer them."""

import gzip
from abc import ABC, abstractmethod
from dataclasses import dataclass, replace

import numpy as np

from lrviz.compute.kept import KeptAnswer
from lrviz.figures.alt import called
from lrviz.film import answer
from lrviz.film.answer import Asked, Floats
from lrviz.film.asking import Progress
from lrviz.film.exact import Exact
from lrviz.film.film import Film, nearest, thinned
from lrviz.film.veil import OPEN, Veils
from lrviz.settings.config import RunConfig
from lrviz.text.numbers import number

__all__ = [
    "OpeningFilms",
    "Pictures",
    "RunShot",
    "SentFilm",
    "Shot",
    "finer",
    "first_pictures",
    "light",
    "opening_films",
    "rested",
    "sent",
    "slopes",
    "whole",
]

Axis = tuple[float, ...]
FIRST_RATES = 16  # A page can play so many rates while the whole film is on its way.
LEVEL = 6  # The level of gzip: at higher ones numbers hardly shrink more.


class Shot(ABC):
    """What a film is of and what is shown of it; hashable, equal where the film is the same."""

    @property
    @abstractmethod
    def shown(self) -> RunConfig:
        """The record that the stage shows: rate, step, view and looks."""

    @abstractmethod
    def film(self, progress: Progress | None = None) -> Film:
        """The whole film, on an axis of its own."""

    @abstractmethod
    def film_on(self, axis: Floats) -> Film:
        """The film on these rates and the one in use."""

    @abstractmethod
    def exact(self) -> Exact | None:
        """The run in use to the last digit; None where that takes long."""

    @abstractmethod
    def at_good_rate(self) -> "tuple[Shot, Film]":
        """The same at step 0 of a good rate, and its whole film."""

    @property
    def precisely(self) -> bool:
        """Whether the run in use is sent to the last digit."""
        return True


@dataclass(frozen=True)
class RunShot(Shot):
    """The film of a record."""

    config: RunConfig

    @property
    def shown(self) -> RunConfig:
        return self.config

    def film(self, progress: Progress | None = None) -> Film:
        return answer.whole_film(answer.run_of(self.config))

    def film_on(self, axis: Floats) -> Film:
        return answer.film_on(self.config, axis)

    def exact(self) -> Exact | None:
        return answer.exact_numbers(self.config)

    def at_good_rate(self) -> "tuple[RunShot, Film]":
        rate, film = answer.good_film(answer.run_of(self.config))
        return RunShot(self.config.replace(lr=rate, step=0)), film


@dataclass(frozen=True, kw_only=True, eq=False)
class SentFilm(KeptAnswer):
    """A film as it is sent, and what the page must remember of it.

    Attributes:
        payload: the bytes for the browser.
        axis: its rates.
        id: of the film and of its scene.
        lr: the rate in use.
    """

    payload: bytes
    axis: Axis
    id: str
    lr: float


def whole(shot: Shot, asked: Asked, progress: Progress | None = None) -> SentFilm:
    """The whole film.

    Raises:
        ValueError: the engine's own sentence, where the settings cannot be run.
    """
    if asked.fresh:
        shot, film = shot.at_good_rate()
        return sent(shot, film, asked)
    film = shot.film(progress)
    if asked.usable and not answer.usable(film, shot.shown.lr):
        shot, film = shot.at_good_rate()
        asked = replace(asked, fresh=True)
    return sent(shot, film, asked)


def sent(shot: Shot, film: Film, asked: Asked) -> SentFilm:
    """A film as it is sent."""
    scene = answer.scene_for(shot.shown, film, asked.veils)
    return SentFilm(
        payload=answer.payload(film, shot.shown, asked, scene, precisely=shot.precisely),
        axis=tuple(film.sweep.base_lr.tolist()),
        id=film.id + scene.id,
        lr=shot.shown.lr,
    )


def finer(shot: Shot, axis: Axis, between: tuple[float, float], asked: Asked) -> SentFilm:
    """The same runs with more rates between two of them."""
    return sent(shot, shot.film_on(answer.finer_axis(np.array(axis), between)), asked)


def light(shot: Shot, axis: Axis, serial: int, veils: Veils = OPEN) -> bytes:
    """A film of few rates, while the start is moved."""
    film = shot.film_on(answer.light_axis(np.array(axis), shot.shown.lr))
    scene = answer.scene_for(shot.shown, film, veils)
    return answer.live_film(film, shot.shown, scene, serial, veils)


def slopes(shot: Shot, axis: Axis) -> bytes:
    """The gradients of the film on these rates."""
    film = shot.film_on(np.array(axis))
    return answer.slopes(film, shot.shown.lr, precisely=shot.precisely)


def rested(shot: Shot, film_id: str, number: int | None) -> bytes:
    """Nothing new but the run in use, which has come to rest, to the last digit, or word that it
    does not come."""
    exact = shot.exact()
    return answer.same(film_id, number, exact, inexact=None if exact else shot.shown.lr)


@dataclass(frozen=True)
class Pictures(KeptAnswer):
    """A run before any script has drawn it: still pictures, and width over height of its map."""

    light: str
    dark: str
    aspect: float
    words: str = ""  # what it shows: the surface, the rate, the verdict


def first_pictures(config: RunConfig, fresh: bool) -> Pictures:
    """What the page of a record is sent with; ``fresh``: at a good rate. Empty without a map.

    Raises:
        ValueError: as ``whole``.
    """
    shot: Shot = RunShot(config)
    shot, film = shot.at_good_rate() if fresh else (shot, shot.film())
    scene = answer.scene_for(shot.shown, film)
    light, dark = (scene.still(shot.shown.lr, shot.shown.step, name) for name in ("light", "dark"))
    found = film.diagnoses[nearest(film.sweep.base_lr, shot.shown.lr)]
    title = called(scene.film.sweep.objective, config.language)
    rate = f"η = {number(shot.shown.lr)}"
    words = f"{title}, {rate}: {found.word(config.language)}"
    return Pictures(light, dark, scene.aspect, words)


@dataclass(frozen=True, kw_only=True, eq=False)
class OpeningFilms(KeptAnswer):
    """What a page plays before its other scripts have come.

    Attributes:
        light: a film of few rates with its scene, packed with gzip.
        whole: the whole film without the scene, likewise.
        axis, id, lr: as of the ``SentFilm`` of the whole one.
    """

    light: bytes
    whole: bytes
    axis: Axis
    id: str
    lr: float


def opening_films(config: RunConfig, fresh: bool) -> OpeningFilms:
    """The films of a record's page; ``fresh``: at a good rate.

    Raises:
        ValueError: as ``whole``.
    """
    shot: Shot = RunShot(config)
    shot, film = shot.at_good_rate() if fresh else (shot, shot.film())
    scene, shown = answer.scene_for(shot.shown, film), shot.shown
    few = shot.film_on(thinned(film.sweep.base_lr, FIRST_RATES, shown.lr))
    light = answer.payload(few, shown, Asked(waits=True), scene)
    whole = answer.payload(film, shown, Asked(known=scene.id, waits=True), scene)
    return OpeningFilms(
        light=gzip.compress(light, LEVEL, mtime=0),
        whole=gzip.compress(whole, LEVEL, mtime=0),
        axis=tuple(film.sweep.base_lr.tolist()),
        id=film.id + scene.id,
        lr=shown.lr,
    )
