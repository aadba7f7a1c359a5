"""A live state of a page as the engine runs it: the address the page writes, read without it.

The keys are those of the pages' own settings; a test compares every one of them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

import numpy as np
import torch
from numpy.typing import NDArray

from lrviz.analysis.diagnosis import Diagnosis, diagnose
from lrviz.descent.engine import descend
from lrviz.descent.trajectory import Trajectory
from lrviz.objectives import Objective
from lrviz.objectives.examples import EXAMPLES
from lrviz.objectives.network import Network, network
from lrviz.regression.data import Move
from lrviz.regression.recipe import Recipe, shared_task
from lrviz.regression.task import Task
from lrviz.settings.config import RunConfig
from lrviz.settings.fields import MAX_SEED, as_floats

__all__ = [
    "NETWORK",
    "PAGES",
    "RECIPE",
    "Floats",
    "State",
    "merged",
    "network_values",
    "recipe_of",
    "state",
]

Floats = NDArray[np.float64]
Reader = Callable[[str], Any]

PAGES = ("descent", "compare", "regression", "gradient", "network")
HELD_OUT = 200  # fresh rows of a network's simulated data, as on its page


def _flag(text: str) -> bool:
    return text in ("1", "true")


def _floats(text: str) -> tuple[float, ...]:
    return as_floats(text) or ()


def _places(text: str) -> tuple[int, ...]:
    return tuple(int(x) for x in _floats(text))


def _moves(text: str) -> tuple[Move, ...]:
    flat = [float(part) for part in text.split(",") if part]
    return tuple((int(r), int(c), v) for r, c, v in zip(*[iter(flat)] * 3, strict=True))


# Key in the address of the Regression page -> field of Recipe, and how it is read.
RECIPE: Mapping[str, tuple[str, Reader]] = MappingProxyType(
    {
        "data": ("data", str),
        "rows": ("rows", int),
        "noise": ("noise", float),
        "tw": ("true_w", _floats),
        "tb": ("true_b", float),
        "draw": ("data_seed", int),
        "features": ("features", _places),
        "target": ("target", int),
        "model": ("model", str),
        "loss": ("loss", str),
        "std": ("standardised", _flag),
        "rb": ("batch", int),
        "epochs": ("epochs", int),
        "shuffle": ("seed", int),
        "share": ("share", float),
        "eta": ("lr", float),
        "from": ("start", _floats),
        "moved": ("moved", _moves),
    }
)
# Key in the address of the Network page -> its default; what decides a training.
NETWORK: Mapping[str, Any] = MappingProxyType(
    {
        "ndata": "pieces",
        "nact": "relu",
        "ndepth": 1,
        "nwidth": 12,
        "ninit": "torch",
        "nsigma": 0.01,
        "nlr": 0.05,
        "nsteps": 1000,
        "nopt": "adam",
        "nbatch": 0,
        "nrows": 64,
        "nnoise": 0,
        "nseed": 2,
    }
)


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
        ValueError: a page that does not exist, or an address that does not run; it names both.
    """
    made = {"regression": _regression, "network": _network}.get(page, _surface)
    if page not in PAGES:
        raise ValueError(f"`page` must be one of {', '.join(PAGES)}; got {page!r}")
    try:
        return made(page, query)
    except (ValueError, KeyError, OSError) as error:
        raise ValueError(f"the state {page}?{query} does not run: {error}") from error


def _surface(page: str, query: str) -> State:
    config = RunConfig.from_query(query)
    if config.notes:
        raise ValueError(config.notes[0].sentence())
    arguments = config.descend_arguments()
    return State(page=page, query=query, objective=arguments.pop("objective"), arguments=arguments)


def recipe_of(query: str) -> Recipe:
    """The recipe of an address of the Regression page; other keys are left alone."""
    given = dict(parse_qsl(query, keep_blank_values=True))
    known = {key: RECIPE[key] for key in given if key in RECIPE}
    return Recipe(**{name: read(given[key]) for key, (name, read) in known.items()})


def _regression(page: str, query: str) -> State:
    recipe = recipe_of(query)
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


def network_values(query: str) -> dict[str, Any]:
    """The settings of an address of the Network page, by key; other keys are left alone."""
    given = dict(parse_qsl(query, keep_blank_values=True))
    return {
        key: type(default)(given[key]) if key in given else default
        for key, default in NETWORK.items()
    }


def _network(page: str, query: str) -> State:
    values = network_values(query)
    chosen = EXAMPLES[values["ndata"]]
    drawn = {"rows": values["nrows"], "noise": values["nnoise"] / 100, "seed": values["nseed"]}
    X, y = chosen.load(**drawn)
    held = chosen.load(**{**drawn, "rows": HELD_OUT, "seed": values["nseed"] + MAX_SEED})
    made = network(
        X,
        y,
        hidden=(values["nwidth"],) * values["ndepth"],
        activation=values["nact"],
        loss="log_loss" if chosen.labels else "mse",
        init=values["ninit"],
        sigma=values["nsigma"],
        seed=values["nseed"],
    )
    arguments = {
        "optimizer": values["nopt"],
        "lr": values["nlr"],
        "steps": values["nsteps"],
        "batch_size": min(values["nbatch"], made.rows) or None,
        "seed": values["nseed"],
    }
    return State(page=page, query=query, objective=made, arguments=arguments, held=held)
