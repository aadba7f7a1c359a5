"""A regression as one record: the rows to fit, those kept back, and the loss of the model."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray

from lrviz.objectives.design_matrix import Floats, checked_data, feature_names, sealed
from lrviz.objectives.logistic import LogisticRegression, logistic_regression
from lrviz.objectives.plane import CoordinatePlane, plane
from lrviz.objectives.regression import LinearRegression, linear_regression
from lrviz.objectives.standardise import Standardised, standardise
from lrviz.regression.data import Move
from lrviz.text.notices import ConfigError, Notice

__all__ = ["MODELS", "Rows", "Task", "held_out", "task"]

MODELS = ("linear", "logistic")
_NEWTON = 100  # The best logistic fit is searched in at most so many Newton steps.

Model = LinearRegression | LogisticRegression


@dataclass(frozen=True, kw_only=True, eq=False)
class Rows:
    """Some rows of the data: features ``(n, d)``, target, and where each comes from.

    Attributes:
        number: counted from 0, among all rows of the task.
        known: the number that a person knows the row by.
    """

    number: NDArray[np.int64]
    known: NDArray[np.int64]
    X: Floats
    y: Floats

    def __len__(self) -> int:
        return len(self.y)


@dataclass(frozen=True, kw_only=True, eq=False)
class Task:
    """What is fitted, in the coordinates the descent walks in.

    Attributes:
        model: "linear" or "logistic".
        features: what the columns of X are called.
        target: what y is called.
        fit: the rows that are fitted, in original units.
        held: the rows kept back, in original units; may be none.
        scale: how features were standardised, by the rows that are fitted; None if not.
        objective: the loss on ``fit``, over w_1 … w_d and b.
        held_objective: the loss on ``held`` over the same parameters; None without rows.
        moved: the moves by hand that hit a feature or the target of a row.
    """

    model: str
    features: tuple[str, ...]
    target: str
    fit: Rows
    held: Rows
    scale: Standardised | None
    objective: Model
    held_objective: Model | None
    moved: tuple[Move, ...] = ()

    @cached_property
    def best(self) -> tuple[float, ...] | None:
        """The minimiser: exact for a linear model, searched for a logistic one that has one."""
        if self.objective.minima:
            return self.objective.minima[0]
        if isinstance(self.objective, LogisticRegression) and not self.objective.separable:
            return _newton(self.objective)
        return None

    def map(self, axes: tuple[int, int]) -> CoordinatePlane | None:
        """The plane that a map shows, the others held at the optimum; None where w and b are all.

        Of a loss that has no optimum they are held at its start.
        """
        return None if self.objective.dim == 2 else plane(self.objective, axes, self.best)

    def original(self, w: ArrayLike) -> Floats:
        """Weights and b ``(..., d + 1)`` as those for features in their original units."""
        given = np.asarray(w, dtype=np.float64)
        return given if self.scale is None else self.scale.back(given)

    def used(self, X: Floats) -> Floats:
        """Features ``(n, d)`` as the model sees them."""
        return X if self.scale is None else (X - self.scale.mean) / self.scale.scale


def held_out(rows: int, share: float, seed: int) -> NDArray[np.bool_]:
    """Which rows are kept back ``(rows,)``: round(share·rows) of them, drawn by ``seed``.

    >>> held_out(4, 0.5, seed=0).sum()
    np.int64(2)
    """
    chosen = np.random.default_rng(seed).permutation(rows)[: round(share * rows)]
    kept = np.zeros(rows, dtype=bool)
    kept[chosen] = True
    return kept


def task(
    X: ArrayLike,
    y: ArrayLike,
    *,
    names: Sequence[str] | None = None,
    target: str = "y",
    numbers: ArrayLike | None = None,
    model: str = "linear",
    loss: str = "half_mse",
    standardised: bool = False,
    share: float = 0.0,
    seed: int = 0,
) -> Task:
    """The regression of y on X, with ``share`` of the rows kept back.

    Args:
        X: features ``(n, d)``; y: target ``(n,)``, zeros and ones for a logistic model.
        names: of the features; x_1, x_2, … if None.
        numbers: what a person calls the rows; 1, 2, … if None.
        model: "linear" or "logistic"; loss: the convention of a linear one.
        standardised: whether features have mean 0 and deviation 1 on the rows fitted.
        share: of the rows that are kept back, 0 to below 1; seed: draws them.

    Raises:
        ValueError: data that cannot be fitted; a ConfigError for a share that leaves no row.
    """
    if model not in MODELS:
        raise ValueError(f"`model` must be one of {', '.join(MODELS)}; got {model!r}")
    features, wanted = checked_data(X, y)
    called = feature_names(names, features.shape[1])
    kept = held_out(len(wanted), share, seed)
    if kept.all():
        raise ConfigError(Notice("regression.no_row", {"share": f"{share:g}", "rows": len(wanted)}))
    known = np.arange(1, len(wanted) + 1) if numbers is None else np.asarray(numbers)
    fit, held = (_rows(features, wanted, known, each) for each in (~kept, kept))
    scale = standardise(fit.X) if standardised else None

    def made(rows: Rows) -> Model:
        used = rows.X if scale is None else (rows.X - scale.mean) / scale.scale
        if model == "logistic":
            return logistic_regression(used, rows.y, names=called)
        return linear_regression(used, rows.y, loss=loss, names=called)

    return Task(
        model=model,
        features=called,
        target=target,
        fit=fit,
        held=held,
        scale=scale,
        objective=made(fit),
        held_objective=made(held) if len(held) else None,
    )


def _rows(X: Floats, y: Floats, known: NDArray[np.int64], chosen: NDArray[np.bool_]) -> Rows:
    return Rows(
        number=np.flatnonzero(chosen),
        known=known[chosen],
        X=sealed(X[chosen].copy()),
        y=sealed(y[chosen].copy()),
    )


def _newton(objective: LogisticRegression) -> tuple[float, ...]:
    """The minimiser of a log loss, by Newton's method with halved steps."""
    w = torch.zeros(objective.dim, dtype=torch.float64)
    for _ in range(_NEWTON):
        slope = objective.gradient(w)
        step = torch.linalg.pinv(objective.hessian(w), hermitian=True) @ slope
        while float(objective.loss(w - step)) > float(objective.loss(w)) and step.abs().max() > 0:
            step = step / 2
        w = w - step
        if float(slope @ step) <= 1e-24:
            break
    return tuple(w.tolist())
