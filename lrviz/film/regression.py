"""The stage's films of a regression: the same protocol, a task in place of a surface."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np

from lrviz.analysis.axis import rate_axis, rates_for
from lrviz.descent.engine import descend
from lrviz.film import answer
from lrviz.film.answer import Floats, good_rate
from lrviz.film.asking import Progress
from lrviz.film.exact import Exact, exact
from lrviz.film.film import Film, nearest, shoot
from lrviz.film.jobs import Shot
from lrviz.objectives.base import Objective
from lrviz.objectives.logistic import logistic_regression
from lrviz.objectives.regression import linear_regression
from lrviz.regression.recipe import Recipe, shared_task
from lrviz.regression.task import Task
from lrviz.settings.config import RunConfig

FEWEST_SLOW = 8  # A film that takes long has at least so many rates.
SAMPLE = 2000  # Of more rows a sample of about so many finds the axis.
# The page keeps these settings under keys of its own.
OWN = ("lr", "step", "view", "window", "log_loss")
WORK = 2e8  # A film of more margins than these has fewer rates.
SLOW = 1e8  # A film and the trials that find its axis are slow from so many margins on.
TRIED = 280  # A film and those trials have about so many rates.

_SWEEPS = 3  # A film takes so many sweeps: two that find its rates, and its own.


@dataclass(frozen=True)
class TaskShot(Shot):
    """The film of a regression.

    Attributes:
        recipe: the settings.
        own: the task on data of one's own; None where everybody has the data.
        axes: the two parameters of the map.
        viewed: the record that the stage shows.
        language: of the names in the task.
    """

    recipe: Recipe
    own: Task | None
    axes: tuple[int, int]
    viewed: RunConfig
    language: str

    @property
    def shown(self) -> RunConfig:
        return self.viewed

    @property
    def task(self) -> Task:
        """What is fitted."""
        return self.own or shared_task(self.recipe, self.language)

    def film(self, progress: Progress | None = None) -> Film:
        if self.own is not None or slow(self.recipe, self.task):
            return film(self.recipe, self.task, self.axes, progress)
        return shared_film(self.recipe, self.task, self.axes)

    def film_on(self, axis: Floats) -> Film:
        return film_on(self.recipe, self.task, self.axes, axis)

    def exact(self) -> Exact | None:
        return exact_numbers(self.recipe, self.task)

    def at_good_rate(self) -> "tuple[TaskShot, Film]":
        made = self.film()
        rate = calm_rate(made)
        viewed = self.viewed.replace(lr=rate, step=0)
        return replace(self, recipe=replace(self.recipe, lr=rate), viewed=viewed), made

    @property
    def precisely(self) -> bool:
        return not slow(self.recipe, self.task)


def viewed_of(
    values: Mapping[str, Any],
    every: RunConfig,
    *,
    lr: float,
    steps: int,
    view: str = "2d",
    window: str = "",
) -> RunConfig:
    """What the stage shows of a task, in the record that its answers take.

    Args:
        values: the page's own settings.
        every: the run of the address, for what all stages share.
        lr, steps: of the run in view.
        view, window: as in ``RunConfig``.
    """
    return RunConfig(
        ghosts=every.ghosts,
        apart=every.apart,
        trail=every.trail,
        speed=every.speed,
        language=every.language,
        log_loss=values["log_loss"],
        step=min(values["step"], steps),
        lr=lr,
        steps=steps,
        view=view,
        window=window,
    )


def film(
    recipe: Recipe, made: Task, axes: tuple[int, int], progress: Progress | None = None
) -> Film:
    """The film on an axis of its own, the rate in use among its rates.

    ``progress`` hears of the search for the axis, too.

    Raises:
        ValueError: the engine's own sentence, where the settings cannot be run.
    """
    size, search = count(recipe, made), _sweep_by_sweep(progress, 0)
    if slow(recipe, made):
        axis = sampled_axis(recipe, made, size, search)
    else:
        axis = rate_axis(made.objective, count=size, **arguments(recipe, made, search))
    return film_on(recipe, made, axes, axis, _sweep_by_sweep(progress, _SWEEPS - 1))


def _sweep_by_sweep(progress: Progress | None, past: int) -> Progress | None:
    """The progress of a film from that of its sweeps, of which ``past`` are over."""
    if progress is None:
        return None
    last = 0.0

    def tell(done: float, of: float) -> object:
        nonlocal past, last
        past += done <= last  # the next sweep has begun
        last = done
        return progress(past + done / of, _SWEEPS)

    return tell


def sampled_axis(recipe: Recipe, made: Task, size: int, progress: Progress | None = None) -> Floats:
    """An axis of rates found on some of the rows, where finding it on all would take minutes."""
    rows = slice(None, None, -(-len(made.fit) // SAMPLE))
    X, y = made.used(made.fit.X)[rows], made.fit.y[rows]
    if made.model == "logistic":
        some: Objective = logistic_regression(X, y)
    else:
        some = linear_regression(X, y, loss=recipe.loss)
    given = arguments(recipe, made, progress)
    batch = given["batch_size"]
    given["batch_size"] = None if batch is None or batch >= len(y) else batch
    return rate_axis(some, count=size, **given)


@lru_cache(maxsize=16)  # films of data that everybody has are read-only, and shared
def shared_film(recipe: Recipe, made: Task, axes: tuple[int, int]) -> Film:
    """``film``, once for all who open the same link."""
    return film(recipe, made, axes)


def film_on(
    recipe: Recipe,
    made: Task,
    axes: tuple[int, int],
    rates: Floats,
    progress: Progress | None = None,
) -> Film:
    """The film on given rates and the one in use."""
    settings, plane = arguments(recipe, made, progress), made.map(axes)
    return shoot(made.objective, rates, len(rates), settings, plane, also=recipe.lr)


def exact_numbers(recipe: Recipe, made: Task) -> Exact | None:
    """The run that has come to rest, alone and to the last digit; None where that takes long."""
    if slow(recipe, made):
        return None
    return exact(descend(made.objective, lr=recipe.lr, **arguments(recipe, made)), recipe.lr)


def calm_rate(film: Film) -> float:
    """The rate that new data are first shown at: it converges, in steps that can be followed.

    Halfway, in log η, between the good rate and the lowest of its band that converges.
    """
    good, rates = film.presets["good"], film.sweep.base_lr
    if good is None or film.diagnoses[good].verdict != "converges":
        return good_rate(film)
    low = good
    while low and film.diagnoses[low - 1].verdict == "converges":
        low -= 1
    return float(rates[nearest(rates, float(np.sqrt(rates[low] * rates[good])))])


def arguments(recipe: Recipe, made: Task, progress: Progress | None = None) -> dict[str, Any]:
    """The arguments of ``sweep`` but the objective and the rates."""
    given = recipe.arguments(made)
    return given if progress is None else {**given, "progress": progress}


def count(recipe: Recipe, made: Task) -> int:
    """How many rates a film has: fewer for long runs and for many rows."""
    steps = recipe.arguments(made)["steps"]
    rates = rates_for(steps)
    affordable = int(WORK / work(recipe, made))
    return rates if affordable >= rates else max(FEWEST_SLOW, affordable)


def work(recipe: Recipe, made: Task) -> float:
    """The margins that one rate of a film computes; next to none where rows do not matter."""
    given = recipe.arguments(made)
    rows = given["batch_size"] or (len(made.fit) if made.model == "logistic" else 1)
    after = len(made.fit) if made.model == "logistic" else 1  # the losses of the record
    return float(given["steps"] * (rows + after))


def slow(recipe: Recipe, made: Task) -> bool:
    """Whether a film takes so long that its rates are found on some of the rows."""
    return TRIED * work(recipe, made) > SLOW


def with_start(recipe: Recipe, made: Task, axes: tuple[int, int], start: object) -> Recipe:
    """The recipe with the start that was dragged to on the map; itself where that is no point."""
    if not isinstance(start, list) or len(start) != 2:
        return recipe
    if not all(isinstance(x, int | float) and abs(x) < 1e100 for x in start):
        return recipe
    known = recipe.start if len(recipe.start) == made.objective.dim else made.objective.start
    whole = list(known)
    for axis, value in zip(axes, start, strict=True):
        whole[axis] = float(value)
    return replace(recipe, start=tuple(whole))


def shown_settings(request: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the stage reports of its view: this page's own settings, and those of every stage."""
    viewed = answer.viewed(request)
    own = {name: value for name, value in viewed.items() if name in OWN}
    return own, {name: value for name, value in viewed.items() if name not in OWN}
