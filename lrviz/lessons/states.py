"""A live state of a page as the engine runs it: the address the page writes, read without it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

import numpy as np
import torch
from numpy.typing import NDArray

from lrviz.analysis.diagnosis import Diagnosis, diagnose
from lrviz.analysis.landscape import on_plane
from lrviz.descent.engine import descend
from lrviz.descent.trajectory import Trajectory
from lrviz.objectives import Objective
from lrviz.objectives.network import Network
from lrviz.regression.recipe import CSV, Recipe, shared_task
from lrviz.regression.task import Task
from lrviz.settings.config import RunConfig
from lrviz.states.address import AddressSettings
from lrviz.states.network import NETWORK, OWN, build, data_of, most_steps
from lrviz.states.regression import REGRESSION, axes_of, recipe_of
from lrviz.text.notices import ConfigError, Notice

__all__ = ["PAGES", "Floats", "State", "StateError", "merged", "reason", "settings_of", "state"]

Floats = NDArray[np.float64]

PAGES = ("descent", "compare", "regression", "gradient", "network")
MAPS = ("descent", "regression", "gradient")  # A run of these pages may have a map.


class StateError(ValueError):
    """A state that does not run, and why.

    Attributes:
        page, query: the state.
        error: what stands in its way.
    """

    def __init__(self, page: str, query: str, error: Exception) -> None:
        super().__init__(f"the state {page}?{query} does not run: {error}")
        self.page, self.query, self.error = page, query, error

    def reason(self, language: str) -> str:
        """Why, as a sentence; in ``language`` where there is one in it."""
        return reason(self.error, language)


def reason(error: Exception, language: str) -> str:
    """The sentence of an error, in ``language`` where the error has one in it."""
    found = error if isinstance(error, StateError) else error.__cause__
    if isinstance(found, StateError):
        return found.reason(language)
    if isinstance(error, ConfigError):
        return error.notice.sentence(language)
    worded = getattr(error, "in_language", None)
    return worded(language) if worded else str(error)


def merged(query: str, changes: str) -> str:
    """A query with some of its keys changed, in the order of the first.

    >>> merged("lr=0.1&steps=30", "steps=40&step=2")
    'lr=0.1&steps=40&step=2'
    """
    pairs = dict(parse_qsl(query, keep_blank_values=True))
    pairs |= dict(parse_qsl(changes, keep_blank_values=True))
    return urlencode(pairs, safe=",", quote_via=quote)


@dataclass(frozen=True, kw_only=True, eq=False)
class State:
    """A state of a page, and what the engine makes of it, each when it is first asked for.

    Attributes:
        page: a name in PAGES.
        query: its address.
        objective: what is descended.
        arguments: the others of ``lrviz.descend``.
        recipe, task: of the Regression page.
        held: the rows a network never sees, (X, y).
    """

    page: str
    query: str
    objective: Objective
    arguments: Mapping[str, Any]
    recipe: Recipe | None = None
    task: Task | None = None
    held: tuple[Floats, Floats] | None = None

    @cached_property
    def run(self) -> Trajectory:
        """The run of this state."""
        return descend(self.objective, **self.arguments)

    @cached_property
    def mapped(self) -> Trajectory | None:
        """The run as the map of its page shows it, over two parameters; None without a map."""
        if self.page not in MAPS or self.objective.dim == 1:
            return None
        if self.task is None:
            return self.run if self.objective.dim == 2 else None
        plane = self.task.map(axes_of(settings_of(REGRESSION, self.query), self.task))
        return self.run if plane is None else on_plane(self.run, plane)

    @cached_property
    def diagnosis(self) -> Diagnosis:
        """The verdict on it."""
        return diagnose(self.run)

    @property
    def lr(self) -> float:
        """The learning rate η."""
        return float(self.arguments["lr"])

    @property
    def network(self) -> Network:
        """The objective of a state of the Network page."""
        if not isinstance(self.objective, Network):
            raise TypeError(type(self.objective).__name__)
        return self.objective

    @property
    def fitted(self) -> tuple[Recipe, Task]:
        """The recipe and the task of a state of the Regression page."""
        if self.recipe is None or self.task is None:
            raise TypeError(f"{self.page} fits no data")
        return self.recipe, self.task

    def other(self, changes: str) -> "State":
        """The same state with some keys of its address changed."""
        return state(self.page, merged(self.query, changes))

    @torch.no_grad()
    def loss(self, w: Floats) -> Floats:
        """ℓ at ``(..., dim)``."""
        return np.asarray(self.objective.loss(torch.from_numpy(np.array(w))).numpy())

    def gradient(self, w: Floats) -> Floats:
        """∂ℓ/∂w at ``(..., dim)``."""
        return self.objective.gradient(torch.from_numpy(np.array(w))).numpy()


@lru_cache(maxsize=256)
def state(page: str, query: str) -> State:
    """The state of ``page`` at the address ``query``.

    Raises:
        ValueError: a page that does not exist.
        StateError: an address that does not run; it names both.
    """
    made = {"regression": _regression, "network": _network}.get(page, _surface)
    if page not in PAGES:
        raise ValueError(f"`page` must be one of {', '.join(PAGES)}; got {page!r}")
    try:
        return made(page, query)
    except (ValueError, KeyError, OSError) as error:
        raise StateError(page, query, error) from error


def settings_of(known: AddressSettings, query: str) -> dict[str, Any]:
    """The values that an address has for the settings of its page.

    Raises:
        ConfigError: one of them cannot be.
    """
    values, refused = known.read(dict(parse_qsl(query, keep_blank_values=True)))
    if refused:
        raise ConfigError(next(iter(refused.values())))
    return values


def _surface(page: str, query: str) -> State:
    config = RunConfig.from_query(query)
    if config.notes:
        raise ConfigError(replace(config.notes[0], used=None))
    arguments = config.descend_arguments()
    return State(page=page, query=query, objective=arguments.pop("objective"), arguments=arguments)


def _regression(page: str, query: str) -> State:
    recipe = recipe_of(settings_of(REGRESSION, query))
    if recipe.data == CSV:
        raise ConfigError(Notice("lesson.own_table"))
    task = shared_task(recipe, "en")
    arguments = {"lr": recipe.lr, **recipe.arguments(task)}
    return State(
        page=page,
        query=query,
        objective=task.objective,
        arguments=arguments,
        recipe=recipe,
        task=task,
    )


def _network(page: str, query: str) -> State:
    values = settings_of(NETWORK, query)
    if values["data"] == OWN:
        raise ConfigError(Notice("lesson.own_table"))
    data = data_of(values)
    made = build(values, data)
    arguments = {
        "optimizer": values["optimizer"],
        "lr": values["lr"],
        "steps": min(values["steps"], most_steps(made)),
        "batch_size": min(values["batch"], made.rows) or None,
        "seed": values["seed"],
    }
    return State(page=page, query=query, objective=made, arguments=arguments, held=data.held)
