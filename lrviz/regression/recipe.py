"""Every setting of a regression as one frozen record: what a link, the page and a script share."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lrviz.objectives.data import DATASETS
from lrviz.objectives.design_matrix import Floats
from lrviz.objectives.regression import LinearRegression
from lrviz.objectives.standardise import standardise
from lrviz.regression.data import Columns, Move, complete, hits, labels, moved, parted, rows_of
from lrviz.regression.task import Task, task
from lrviz.settings.fields import MAX_STEPS
from lrviz.text import say

__all__ = [
    "CSV",
    "FIRST_FEATURES",
    "ROWS",
    "Recipe",
    "collinear",
    "constant",
    "most_epochs",
    "moves_stay",
    "nearly_collinear",
    "shared_task",
    "stride",
    "updates",
]

CSV = "csv"  # The name of a person's own table.
# What a data set is first fitted on, by column: one feature where it makes a line.
FIRST_FEATURES: Mapping[str, tuple[int, ...]] = {"houses": (0,), "tips": (0,)}
ROWS: Mapping[str, int] = {"textbook": 1000, "houses": 200, "two_groups": 200}
NOISE: Mapping[str, float] = {"textbook": 0.01, "houses": 12.0}
_SAME = 1e-14  # Numbers are the same that differ by less than this share of the largest: rounding.
# Features nearly replace one another whose least eigenvalue is below this share of the largest.
_ROUGH = 1e-12
MOST_LOGISTIC = 5_000  # A logistic model is fitted to about so many rows at most.


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """One regression run.

    Attributes:
        data: a name in DATASETS, or "csv" for a table of one's own.
        rows: of simulated data, 0 for the set's own number; noise: likewise, below 0.
        true_w, true_b: the line that the textbook data come from.
        data_seed: draws simulated data.
        features: which columns are fitted on; empty for the set's first choice.
        target: which column of an own table is fitted.
        model: "linear" or "logistic", which needs a target of zeros and ones.
        loss: the convention of a linear model.
        standardised: whether features have mean 0 and deviation 1.
        batch: rows per update, 0 for all of them.
        epochs: how often the rows are gone through.
        seed: shuffles the batches and draws the rows kept back.
        share: of the rows that are kept back.
        lr: the learning rate; start: w and b at step 0, empty for zeros.
        moved: the points that a hand has moved.
    """

    data: str = "houses"
    rows: int = 0
    noise: float = -1.0
    true_w: tuple[float, ...] = (2.0, -3.4)
    true_b: float = 4.2
    data_seed: int = 0
    features: tuple[int, ...] = ()
    target: int = -1
    model: str = "linear"
    loss: str = "half_mse"
    standardised: bool = True
    batch: int = 0
    epochs: int = 40
    seed: int = 0
    share: float = 0.0
    lr: float = 0.1
    start: tuple[float, ...] = ()
    moved: tuple[Move, ...] = ()

    def names(self, table: Columns | None = None) -> tuple[list[str], str]:
        """Names of all features, and of the target; no number is touched.

        Raises:
            ValueError: an own table that is not there.
        """
        if self.data == CSV:
            table, place, others = parted(table, self.target)
            return [table.names[i] for i in others], table.names[place]
        return list(DATASETS[self.data].features), DATASETS[self.data].target

    def columns(self, table: Columns | None = None) -> tuple[list[str], Floats, str, Floats]:
        """Names of all features, X ``(n, all)``, name of the target, y ``(n,)``.

        Of an own table the rows with a number in the target and in every feature that is
        fitted on; X has NaN where another feature has none.

        Raises:
            ValueError: an own table that is not there, or that has fewer than two such rows.
        """
        names, target = self.names(table)
        if self.data == CSV:
            table, place, others = parted(table, self.target)
            rows = rows_of(table, self.used(table))
            X = table.values[np.ix_(rows, np.array(others, dtype=np.int64))]
            return names, X, target, table.values[rows, place]
        X, y = DATASETS[self.data].load(**self.generator())
        return names, X, target, y

    def used(self, table: Columns | None) -> tuple[int, ...]:
        """The columns of an own table that must be complete: the features, then the target."""
        _, place, others = parted(table, self.target)
        return (*(others[i] for i in self.chosen(len(others))), place)

    def count(self, table: Columns | None = None) -> int:
        """How many rows ``columns`` has, however few."""
        if self.data == CSV:
            return int(complete(parted(table, self.target)[0], self.used(table)).sum())
        return len(self.columns()[3])

    def numbers(self, table: Columns | None, rows: int) -> NDArray[np.int64]:
        """What a person calls the ``rows`` of ``columns``: their row in the file, or 1, 2, …"""
        if self.data == CSV:
            table, _, _ = parted(table, self.target)
            return table.rows[rows_of(table, self.used(table))]
        return np.arange(1, rows + 1)

    def generator(self) -> dict[str, Any]:
        """The settings of simulated data; nothing for a table that is read."""
        if self.data not in ROWS:
            return {}
        made: dict[str, Any] = {"rows": self.rows or ROWS[self.data], "seed": self.data_seed}
        if self.data in NOISE:
            made["noise"] = self.noise if self.noise >= 0 else NOISE[self.data]
        if self.data == "textbook":
            made |= {"w": self.true_w, "b": self.true_b}
        return made

    def chosen(self, count: int) -> tuple[int, ...]:
        """Which of ``count`` features are fitted on."""
        wanted = tuple(i for i in self.features if i < count)
        return wanted or FIRST_FEATURES.get(self.data, tuple(range(min(count, 2))))

    def build(self, table: Columns | None = None, language: str = "en") -> Task:
        """The task of this recipe; features and target called as a person calls them.

        Raises:
            ValueError: data that cannot be fitted.
        """
        names, X, target, y = self.columns(table)
        X, y = moved(X, y, self.moved)
        chosen = self.chosen(len(names))
        model = self.fitting(y)
        some = slice(None, None, stride(model, len(y)))
        made = task(
            X[some][:, chosen],
            y[some],
            names=[self.label(names[i], language) for i in chosen],
            target=self.label(target, language),
            numbers=self.numbers(table, len(y))[some],
            model=model,
            loss=self.loss,
            standardised=self.standardised,
            share=self.share,
            seed=self.seed,
        )
        return replace(made, moved=hits(self.moved, len(y), chosen))

    def label(self, column: str, language: str = "en") -> str:
        """What a person calls a column."""
        if self.data == CSV:
            return column
        return say(f"data.{self.data}.{column}", language)

    def fitting(self, y: Floats) -> str:
        """The model that these targets allow."""
        return self.model if self.model == "linear" or labels(y) else "linear"

    def arguments(self, made: Task) -> dict[str, Any]:
        """What ``lrviz.descend`` takes for this run but the objective and the rate."""
        size, _, steps = updates(self, len(made.fit))
        fits = len(self.start) == made.objective.dim
        return {
            "optimizer": "sgd",
            "steps": steps,
            "batch_size": None if size == len(made.fit) else size,
            "seed": self.seed,
            "start": self.start if fits else None,
        }


def stride(model: str, rows: int) -> int:
    """Every how many rows one is fitted: a log loss goes through all of them at every step.

    >>> stride("linear", 200_000), stride("logistic", 200_000), stride("logistic", 300)
    (1, 40, 1)
    """
    return -(-rows // MOST_LOGISTIC) if model == "logistic" else 1


def updates(recipe: Recipe, rows: int) -> tuple[int, int, int]:
    """The batch size, the updates an epoch, and those of the whole run, 2000 at most.

    >>> updates(Recipe(batch=10, epochs=3), 1000)
    (10, 100, 300)
    """
    size = min(recipe.batch or rows, rows)
    an_epoch = -(-rows // size)
    return size, an_epoch, min(recipe.epochs * an_epoch, MAX_STEPS)


def most_epochs(an_epoch: int) -> int:
    """How many epochs of so many updates a run has at most, the last one perhaps cut off.

    >>> most_epochs(29)
    69
    """
    return -(-MAX_STEPS // an_epoch)


def moves_stay(before: Recipe, after: Recipe, table: Columns | None) -> bool:
    """Whether moved points are still the same points: moves count the rows that are complete."""
    if not before.moved or before.data != CSV or table is None:
        return True
    was, now = (complete(table, each.used(table)) for each in (before, after))
    return np.array_equal(was, now)


def shared_task(recipe: Recipe, language: str) -> Task:
    """The task of a recipe on data that everybody has."""
    return _shared_task(replace(recipe, lr=0.1, start=(), batch=0, epochs=1), language)


@lru_cache(maxsize=24)  # a class opens the same link together; data of one's own are not shared
def _shared_task(recipe: Recipe, language: str) -> Task:
    return recipe.build(None, language)


def collinear(made: Task) -> tuple[str, ...]:
    """The features that others replace exactly; none for a logistic model."""
    goal = made.objective
    return goal.collinear if isinstance(goal, LinearRegression) else ()


def constant(made: Task) -> tuple[str, ...]:
    """Of ``collinear`` those of one value, which b alone replaces."""
    X = made.fit.X
    same = np.ptp(X, axis=0) <= _SAME * np.abs(X).max(0)
    return tuple(name for name, one in zip(made.features, same, strict=True)
                 if one and name in collinear(made))  # fmt: skip


def nearly_collinear(made: Task) -> bool:
    """Whether features come so near to replacing one another that the weights of the exact
    solution are known only roughly; False where they do so exactly.

    By the condition number of the standardised features, whatever the model is fitted on: the
    solution is computed about the means, and no offset costs it a digit.
    """
    if not isinstance(made.objective, LinearRegression) or collinear(made):
        return False
    X = (made.scale or standardise(made.fit.X)).values
    size = np.linalg.eigvalsh(X.T @ X)
    return bool(size[0] < _ROUGH * size[-1])
