"""A page at an address, as it is taken home: what it is about, and the run it shows."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

import numpy as np

from lrviz.analysis.diagnosis import Diagnosis, diagnose
from lrviz.descent.engine import descend
from lrviz.descent.trajectory import Trajectory
from lrviz.export.errors import ExportError
from lrviz.film import regression as films
from lrviz.film.answer import bad_start, good_rate, run_of, whole_film
from lrviz.film.film import Film
from lrviz.film.gradient.place import point_of
from lrviz.objectives.base import Objective
from lrviz.objectives.network import Network
from lrviz.regression.data import Columns
from lrviz.regression.recipe import CSV, Recipe
from lrviz.regression.task import Task
from lrviz.settings.config import RunConfig
from lrviz.settings.fields import write
from lrviz.settings.links import leaves_rate_open, parsed
from lrviz.states import network as nets
from lrviz.states.compare import COMPARE
from lrviz.states.gradient import GRADIENT
from lrviz.states.pages import PAGES
from lrviz.states.regression import axes_of, recipe_of
from lrviz.text.notices import ConfigError, shown

__all__ = ["PAGES", "Snapshot", "snapshot"]


@dataclass(frozen=True, kw_only=True, eq=False)
class Snapshot:
    """A page at an address; each record is made when it is first asked for.

    Attributes:
        page: a name in PAGES.
        config: the run, and how it is looked at.
        values: the page's own settings.
        table: a table of one's own, for the pages that fit data.
        data: what a network is trained on in the place of the named data.
        setlist: the set list that is paged through, as ``lrviz.lessons.read_list`` takes it.
        nth: the item of it on show, from 1.
    """

    page: str
    config: RunConfig
    values: Mapping[str, Any] = field(default_factory=dict)
    table: Columns | None = None
    data: nets.Data | None = None
    setlist: str = ""
    nth: int = 1

    @property
    def language(self) -> str:
        """The reader's."""
        return self.config.language

    @property
    def query(self) -> str:
        """The whole address, without the question mark: this very state again."""
        settings = known.settings if (known := PAGES[self.page]) else ()
        own = [(each.key, write(self.values[each.name])) for each in settings]
        pairs = parse_qsl(self.config.to_query(), keep_blank_values=True) + own
        return urlencode(pairs, safe=",", quote_via=quote)

    @property
    def short_query(self) -> str:
        """The address with what differs from the defaults alone, and the rate."""
        known = PAGES[self.page]
        usual = Snapshot(page=self.page, config=RunConfig(), values=known.defaults if known else {})
        kept = {"lr", *(() if self.config.language == "en" else ("lang",))}
        same = {*parse_qsl(usual.query, keep_blank_values=True)}
        pairs = parse_qsl(self.query, keep_blank_values=True)
        short = [pair for pair in pairs if pair[0] in kept or pair not in same]
        return urlencode(short, safe=",", quote_via=quote)

    @cached_property
    def recipe(self) -> Recipe:
        """The recipe of the Regression page."""
        return recipe_of(self.values)

    @cached_property
    def task(self) -> Task:
        """The task of the Regression page."""
        return self.recipe.build(self.table, self.language)

    @cached_property
    def trained_on(self) -> nets.Data:
        """The data of the Network page."""
        return nets.data_of(self.values, self.data)

    @cached_property
    def objective(self) -> Objective:
        """What is descended.

        Raises:
            FormulaError: the formula cannot be read.
        """
        if self.page == "regression":
            return self.task.objective
        if self.page == "network":
            return nets.build(self.values, self.trained_on)
        return self.config.build_objective()

    @property
    def net(self) -> Network:
        """The objective of the Network page."""
        assert isinstance(self.objective, Network)
        return self.objective

    @property
    def lr(self) -> float:
        """The learning rate η."""
        if self.page == "regression":
            return self.recipe.lr
        return float(self.values["lr"]) if self.page == "network" else self.config.lr

    @property
    def step(self) -> int:
        """The step on show."""
        wanted = self.values["step"] if self.page == "regression" else self.config.step
        return int(min(wanted, self.run.steps))

    @cached_property
    def arguments(self) -> Mapping[str, Any]:
        """Those of ``lrviz.descend`` but the objective and the rate."""
        if self.page == "regression":
            return self.recipe.arguments(self.task)
        if self.page == "network":
            values, net = self.values, self.net
            return {
                "optimizer": values["optimizer"],
                "steps": min(values["steps"], nets.most_steps(net)),
                "batch_size": min(values["batch"], net.rows) or None,
                "seed": values["seed"],
            }
        given = self.config.descend_arguments()
        return {name: each for name, each in given.items() if name not in ("objective", "lr")}

    @cached_property
    def run(self) -> Trajectory:
        """The run on show.

        Raises:
            ExportError: the settings cannot be run.
        """
        try:
            return descend(self.objective, lr=self.lr, **self.arguments)
        except ValueError as error:
            raise ExportError("cannot_run", reason=str(error)) from error

    @cached_property
    def diagnosis(self) -> Diagnosis:
        """The verdict on it."""
        return diagnose(self.run)

    @cached_property
    def film(self) -> Film:
        """The sweep that the page plays; of the pages with a stage.

        Raises:
            ExportError: the settings cannot be run.
        """
        try:
            if self.page == "regression":
                return films.film(self.recipe, self.task, self.axes)
            return whole_film(run_of(self.config))
        except ValueError as error:
            raise ExportError("cannot_run", reason=str(error)) from error

    @property
    def axes(self) -> tuple[int, int]:
        """The two parameters on the map of a regression."""
        return axes_of(self.values, self.task)

    @property
    def point(self) -> np.ndarray:
        """Where the Gradient page looks: w ``(dim,)``."""
        return point_of(self.config, self.objective)


def snapshot(
    page: str, query: str, table: Columns | None = None, data: nets.Data | None = None
) -> Snapshot:
    """The page at the address ``query``: what follows the question mark, or a whole link.

    Raises:
        ExportError: a page that does not exist, or a table that is not there.
        ConfigError: a setting that cannot be used.
        FormulaError: a formula that cannot be read.
    """
    if page not in PAGES:
        raise ExportError("no_page", given=shown(page), allowed=", ".join(PAGES))
    given, _ = parsed(query)
    config = RunConfig.from_query(query)
    goal = config.build_objective() if page not in ("regression", "network") else None
    if config.notes:
        raise ConfigError(replace(config.notes[0], used=None))
    if goal is not None and (refusal := bad_start(config, goal)):
        raise ConfigError(refusal)
    known = PAGES[page]
    values, refused = known.read(given) if known else ({}, {})
    for notice in refused.values():
        raise ConfigError(notice)
    if values.get("data") == CSV and table is None and data is None:
        raise ExportError("no_table")
    made = Snapshot(page=page, config=config, values=values, table=table, data=data)
    fresh = known in (None, COMPARE, GRADIENT) and leaves_rate_open(given)
    return _at_good_rate(made) if fresh else made


def _at_good_rate(made: Snapshot) -> Snapshot:
    """A link that names a surface and no rate is shown at a good one, here as on the page."""
    config = made.config.replace(lr=good_rate(made.film), step=0)
    return replace(made, config=config)
