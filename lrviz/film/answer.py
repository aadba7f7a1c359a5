"""What the stage is sent in answer to what it asked: a film, its slopes, or "the same"."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import isfinite
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from lrviz.analysis.axis import OVER, rates_for
from lrviz.analysis.choice import FEW, excursion
from lrviz.compute.memo import memo
from lrviz.descent.engine import descend
from lrviz.film.exact import Exact, exact
from lrviz.film.film import (
    RATES_DRAGGED,
    Film,
    film_payload,
    nearest,
    shoot,
    slopes_payload,
    thinned,
)
from lrviz.film.payload import pack
from lrviz.film.scene import Scene, scene_of
from lrviz.film.veil import OPEN, Veils, withholds_run
from lrviz.objectives.base import Objective
from lrviz.settings.config import RunConfig
from lrviz.text.notices import Notice
from lrviz.text.numbers import number, vector

Floats = NDArray[np.float64]
# What the browser shows, and tells of when it changes: its own name to the field of RunConfig.
VIEWED: Mapping[str, str] = {
    "lr": "lr",
    "step": "step",
    "view": "view",
    "window": "window",
    "log": "log_loss",
    "ghosts": "ghosts",
    "split": "apart",
    "trail": "trail",
    "speed": "speed",
}
MORE, MAX_RATES = 7, 320  # "Finer" adds so many rates, and there may be so many in all.


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What an answer depends on beside the shot.

    Attributes:
        known: the id of the scene that the browser has.
        turn: how often the surface has changed; the browser says it back.
        fresh: whether a good rate is wanted in place of the one in use.
        usable: whether one is wanted where the one in use is none for the rule.
        waits: whether the rest of the page waits until the browser says that the stage stands.
        still: "light" or "dark" for a still picture until plotly has come; "" for none.
        veils: what an open question asks about, and so is not sent.
    """

    known: str = ""
    turn: int = 0
    fresh: bool = False
    usable: bool = False
    waits: bool = False
    still: str = ""
    veils: Veils = OPEN


def same(
    film_id: str, number: int | None, shown: Exact | None = None, *, inexact: float | None = None
) -> bytes:
    """Nothing new but the run ``shown``: the browser has the film of this id, or asks again.
    ``inexact`` is the rate of a run of which no more digits come.

    The question's number is said back: of two answers that are the same to the byte, Streamlit
    would hand on the first alone, and the second question would seem unanswered.
    """
    known = {} if number is None else {"asked": number}
    rested: dict[str, Any] = {} if inexact is None else {"inexact": inexact}
    if shown:
        rested["exact"] = {"lr": shown.lr}
    doubles = shown.arrays if shown else {}
    return pack({"kind": "same", "id": film_id, **known, **rested}, {}, doubles)


def exact_numbers(config: RunConfig) -> Exact | None:
    """The run that has come to rest, alone and to the last digit."""
    objective = config.build_objective()
    return exact(descend(objective, lr=config.lr, **_settings(config)), config.lr)


@lru_cache(maxsize=16)  # a class opens the same link together: films are read-only, and shared
def whole_film(run: RunConfig) -> Film:
    """The film of a run's settings on an axis of its own, the rate in use among its rates.

    Raises:
        ValueError: the engine's own sentence, where the settings cannot be run.
    """
    return shoot(run.build_objective(), None, rates_for(run.steps), _settings(run), also=run.lr)


@lru_cache(maxsize=16)
def good_film(run: RunConfig) -> tuple[float, Film]:
    """The good rate of a run's settings, whatever its own, and the whole film of that rate.

    Raises:
        ValueError: as ``whole_film``.
    """
    film = shoot(run.build_objective(), None, rates_for(run.steps), _settings(run))
    return good_rate(film), film  # which has the rate on its axis


@dataclass(frozen=True, kw_only=True)
class KnownRates:
    """What the film of a run's settings tells of rates, without the film.

    Attributes:
        good: the rate it is first shown at.
        usable: whether the rate in use can stay with another rule.
        regimes: the rate of each regime that there is, by its name.
    """

    good: float
    usable: bool
    regimes: Mapping[str, float]


@memo(64)
def known_rates(run: RunConfig) -> KnownRates:
    """The rates of interest of a run's settings.

    Raises:
        ValueError: as ``whole_film``.
    """
    film = whole_film(run)
    rates = film.sweep.base_lr
    regimes = {name: float(rates[i]) for name, i in film.presets.items() if i is not None}
    return KnownRates(good=good_rate(film), usable=usable(film, run.lr), regimes=regimes)


def film_on(run: RunConfig, axis: Floats) -> Film:
    """The film on the rates of ``axis`` and the one in use."""
    return shoot(run.build_objective(), axis, len(axis), _settings(run), also=run.lr)


def asked_between(between: object) -> tuple[float, float]:
    """The two rates that the browser asks for more between; nowhere where they are none."""
    if not isinstance(between, list) or len(between) != 2:
        return 0.0, 0.0
    low, high = (float(x) if isinstance(x, int | float) else 0.0 for x in between)
    return low, high


def finer_axis(axis: Floats, between: tuple[float, float]) -> Floats:
    """The rates of ``axis`` with MORE new ones in ``between``, evenly in log η; the axis as it
    is where that is no stretch of it, or where it is full."""
    low, high = between
    if len(axis) + MORE > MAX_RATES:
        return axis
    if not axis[0] <= low < high <= axis[-1]:
        return axis
    return np.unique(np.append(axis, np.geomspace(low, high, MORE + 2)[1:-1]))


def run_of(config: RunConfig) -> RunConfig:
    """What the film of these settings depends on, and nothing else."""
    return config.unshown().replace(language="en")


def _settings(run: RunConfig) -> dict[str, Any]:
    """The arguments of ``sweep`` but the objective and the rates."""
    given = run.descend_arguments()
    return {name: given[name] for name in given if name not in ("objective", "lr")}


def usable(film: Film, lr: float) -> bool:
    """Whether a rate in use can stay with another rule: it lies on the axis of the film, where what
    it does is worth seeing, or it does not blow up."""
    own = film.sweep.base_lr if film.extra is None else np.delete(film.sweep.base_lr, film.extra)
    verdict = film.diagnoses[nearest(film.sweep.base_lr, lr)].verdict
    return bool(own[0] <= lr <= own[-1]) or verdict not in OVER


def good_rate(film: Film) -> float:
    """The rate a surface is first shown at: its good one, else one near the middle of the axis at
    which the path stays in sight and the loss never stands above its start, as it does where a step
    leaps over a pole."""
    index = film.presets["good"]
    return float(film.sweep.base_lr[_falling(film) if index is None else index])


def _falling(film: Film) -> int:
    """Of the runs that stay below their start the nearest to the middle of the axis, of those
    within the map where there are any, or within its width; else the one there."""
    loss = film.sweep.loss
    above = (np.fmax.reduce(loss, axis=1) > loss[:, 0]).tolist()
    axis = [i for i in range(len(loss)) if i != film.extra]
    middle = axis[len(axis) // 2]
    calm = (i for i in axis if not above[i] and film.diagnoses[i].verdict not in OVER)
    out = np.searchsorted((0.0, FEW), excursion(film.sweep)).tolist()
    return min(calm, key=lambda i: (out[i], abs(i - middle)), default=middle)


def payload(
    film: Film, config: RunConfig, asked: Asked, scene: Scene, *, precisely: bool = True
) -> bytes:
    """The film with what to show; its scene too where the browser knows another one.

    ``config`` has the settings of the run and of what is shown; ``precisely``: whether the run in
    use comes to the last digit.
    """
    show = {key: getattr(config, name) for key, name in VIEWED.items()}
    show |= {"fresh": asked.fresh, "turn": asked.turn, "waits": asked.waits}
    extra: dict[str, Any] = {"scene": scene.id, "show": show}
    if asked.known != scene.id:
        extra["scene_data"] = scene.content()
        pictured = asked.still and not asked.veils
        extra["still"] = scene.still(config.lr, config.step, asked.still) if pictured else ""
    precisely = precisely and not withholds_run(asked.veils)
    shown = _in_use(film, config.lr) if precisely else None
    return film_payload(film, config.language, shown, veils=asked.veils, lr=config.lr, **extra)


def live_film(
    film: Film, config: RunConfig, scene: Scene, serial: int, veils: Veils = OPEN
) -> bytes:
    """A light film while the start is dragged."""
    told: dict[str, Any] = {"scene": scene.id, "live": True, "serial": serial}
    return film_payload(film, config.language, veils=veils, lr=config.lr, **told)


def light_axis(axis: Floats, keep: float) -> Floats:
    """The rates of a light film: some of the whole one's, and the one in use."""
    return thinned(axis, RATES_DRAGGED, keep)


def slopes(film: Film, lr: float, *, precisely: bool = True) -> bytes:
    """The gradients that belong to a film already sent, and the run in use to the last digit, or
    word that it does not come."""
    shown = _in_use(film, lr) if precisely else None
    return slopes_payload(film, shown, **({} if shown else {"inexact": lr}))


def _in_use(film: Film, lr: float) -> Exact | None:
    return exact(film.sweep[nearest(film.sweep.base_lr, lr)], lr)


def viewed(request: Mapping[str, Any]) -> dict[str, Any]:
    """What the browser says that it shows, as fields of RunConfig."""
    return {VIEWED[key]: value for key, value in request.items() if key in VIEWED}


def scene_for(config: RunConfig, film: Film, veils: Veils = OPEN) -> Scene:
    """The pictures that do not move with the rate."""
    window = config.window if isinstance(config.window, tuple) else None
    solid = config.view == "3d" and not veils
    return scene_of(film, config.language, solid=solid, window=window, veils=veils)


def asked_start(request: Mapping[str, Any], dim: int) -> tuple[float, ...] | None:
    """The start the browser asks for; None where it is no point."""
    start = request.get("start")
    if not isinstance(start, list) or len(start) != dim:
        return None
    if not all(isinstance(x, int | float) and abs(x) < 1e100 for x in start):
        return None
    return tuple(float(x) for x in start)


def bad_start(config: RunConfig, objective: Objective) -> Notice | None:
    """What is wrong with a start where the loss is no number; None for a good one."""
    if not isinstance(config.start, tuple):
        return None
    loss = float(objective.loss(torch.tensor(config.start, dtype=torch.float64)))
    if isfinite(loss):
        return None
    return Notice("ui.bad_start", {"point": vector(config.start), "loss": number(loss)})
