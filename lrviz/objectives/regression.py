"""Linear regression: the course's first model, with its exact solution."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any

import numpy as np
import torch
from torch import Tensor

from lrviz.objectives.base import DataObjective
from lrviz.objectives.design_matrix import (
    Floats,
    box_around,
    checked_bias,
    checked_data,
    design_matrix,
    feature_names,
    is_everything,
    parameter_names,
)
from lrviz.objectives.least_squares import LeastSquares, least_squares
from lrviz.text import say

__all__ = ["CONVENTIONS", "Convention", "LinearRegression", "linear_regression"]


@dataclass(frozen=True)
class Convention:
    """What the sum of squares over B rows is multiplied by: a factor, over B for a mean.

    Attributes:
        factor: 1 over a whole number.
        mean: whether it is divided by the number of rows.
    """

    factor: float
    mean: bool

    def scale(self, rows: int) -> float:
        """c of c·Σ over so many rows."""
        return self.factor / rows if self.mean else self.factor

    @property
    def divisor(self) -> int:
        """1/factor."""
        return round(1 / self.factor)

    @property
    def latex(self) -> str:
        """c over n rows; nothing where it is 1."""
        under = (str(self.divisor) if self.divisor > 1 else "") + ("n" if self.mean else "")
        return rf"\frac{{1}}{{{under}}}" if under else ""


# The pages, the scripts and the browser all take theirs from here.
CONVENTIONS: Mapping[str, Convention] = MappingProxyType(
    {
        "half_mse": Convention(1 / 2, mean=True),
        "mse": Convention(1.0, mean=True),
        "sse": Convention(1.0, mean=False),
    }
)


@dataclass(frozen=True, kw_only=True, eq=False)
class LinearRegression(DataObjective):
    """c·Σ(⟨w, xᵢ⟩ + b − yᵢ)² over n rows, with c = 1/(2n), 1/n or 1.

    On all the data a step costs the same whatever n is: the loss is ℓ* + c·‖F(w − w*)‖²,
    the gradient H(w − w*). Only minibatches look at rows.

    Attributes:
        convention: "half_mse", "mse" or "sse".
        features: what the columns of X are called.
        collinear: the features that a linear combination of others, or of the bias,
            replaces exactly; then many w are equally good, and ``minima`` holds the one of
            least norm.
        design: X with its column of ones ``(n, dim)``; not to be written to.
        target: y ``(n,)``; not to be written to.
        solution: the exact solution and what the loss is computed from.
    """

    convention: str
    features: tuple[str, ...]
    collinear: tuple[str, ...]
    design: Tensor
    target: Tensor
    solution: LeastSquares

    @property
    def condition_number(self) -> float:
        """λ_max/λ_min of the Hessian; ∞ where columns are collinear."""
        return self.solution.condition_number

    @property
    def work(self) -> int:
        """How many numbers are multiplied for ℓ at one w, whatever n is."""
        return self.dim * self.dim

    @property
    def constant_hessian(self) -> Tensor:
        """2c·XᵀX ``(dim, dim)``, the column of ones included."""
        return self._hessian.clone()

    def loss(self, w: Tensor) -> Tensor:
        """ℓ(w): ``(..., dim)`` to ``(...)``, at a cost that does not depend on n."""
        return (self._from_minimum(w) @ self._factor.T).square().sum(-1) + self._lowest

    def gradient(self, w: Tensor) -> Tensor:
        """H(w − w*): ``(..., dim)`` to ``(..., dim)``, at a cost that does not depend on n."""
        return self._from_minimum(w) @ self._hessian

    def hessian(self, w: Tensor) -> Tensor:
        """H at every w: ``(..., dim)`` to ``(..., dim, dim)``."""
        return self._hessian.expand(*w.shape[:-1], self.dim, self.dim)

    def batch_loss(self, w: Tensor, index: Tensor) -> Tensor:
        """The loss on the rows ``index`` alone: ``(..., dim)`` to ``(...)``."""
        if is_everything(index, self.rows):
            return self.loss(w)
        residual = w @ self.design[index].T - self.target[index]
        return CONVENTIONS[self.convention].scale(len(index)) * residual.square().sum(-1)

    def batch_gradient(self, w: Tensor, index: Tensor) -> Tensor:
        """2c·Σ(⟨w, xᵢ⟩ + b − yᵢ)·xᵢ over the rows ``index``: ``(..., dim)`` to itself."""
        if is_everything(index, self.rows):
            return self.gradient(w)
        rows = self.design[index]
        residual = w @ rows.T - self.target[index]
        return 2 * CONVENTIONS[self.convention].scale(len(index)) * (residual @ rows)

    def _from_minimum(self, w: Tensor) -> Tensor:
        return (w - self._minimiser) - self._rest

    @cached_property
    def _minimiser(self) -> Tensor:
        return torch.from_numpy(self.solution.minimiser)

    @cached_property
    def _rest(self) -> Tensor:
        return torch.from_numpy(self.solution.rest)

    @cached_property
    def _factor(self) -> Tensor:
        scale = CONVENTIONS[self.convention].scale(self.rows)
        return torch.from_numpy(np.sqrt(scale) * self.solution.factor)

    @cached_property
    def _hessian(self) -> Tensor:
        return 2 * self._factor.T @ self._factor

    @cached_property
    def _lowest(self) -> float:
        return CONVENTIONS[self.convention].scale(self.rows) * self.solution.residual


def linear_regression(
    X: Any,
    y: Any,
    *,
    bias: bool = True,
    loss: str = "half_mse",
    names: Sequence[str] | None = None,
) -> LinearRegression:
    """c·Σ(⟨w, xᵢ⟩ + b − yᵢ)²: the squared error of a linear model as a function of w and b.

    The convention changes what a given learning rate does: "mse" doubles every step of
    "half_mse", and "sse" multiplies it by 2n.

    Args:
        X: features ``(n, d)``, or ``(n,)`` for one; an array, a list or a tensor.
        y: target ``(n,)``.
        bias: whether there is a b, the last parameter.
        loss: "half_mse" (1/(2n)·Σ), "mse" (1/n·Σ, torch's MSELoss) or "sse" (Σ); on a
            minibatch n is the number of its rows.
        names: what the columns are called; x_1, x_2, … if None.

    Returns:
        An objective with the parameters w_1, …, w_d, then b, starting at zero; its
        ``minima`` holds the exact solution (XᵀX)⁻¹Xᵀy, found by QR.

    Raises:
        ValueError: shapes that do not fit, no rows, an entry that is not finite (with its
            row and column), an unknown convention.

    Source: Gauss, Theoria motus (1809), §§ 175-179; the stable form is Björck, Numerical
    Methods for Least Squares Problems (1996), ch. 2.

    >>> line = linear_regression([0.0, 1.0, 2.0], [1.0, 3.0, 5.0])
    >>> [round(x, 6) for x in line.minima[0]]
    [2.0, 1.0]
    """
    if loss not in CONVENTIONS:
        raise ValueError(f"`loss` must be one of {', '.join(CONVENTIONS)}; got {loss!r}")
    bias = checked_bias(bias)
    features, target = checked_data(X, y)
    count = features.shape[1]
    called = feature_names(names, count)
    solved = least_squares(features, target, bias=bias)
    start = np.zeros(count + bias)
    return LinearRegression(
        name="linear_regression",
        title=say("data.linear_regression"),
        latex=_latex(loss, bias),
        parameter_names=parameter_names(count, bias),
        domain=box_around(solved.minimiser, start, _reach(solved, start)),
        start=tuple(start.tolist()),
        minima=(tuple((solved.minimiser + 0.0).tolist()),),
        minimum_loss=CONVENTIONS[loss].scale(len(target)) * solved.residual,
        reference="Gauss, Theoria motus corporum coelestium (1809), §§ 175-179.",
        rows=len(target),
        convention=loss,
        features=called,
        collinear=tuple(called[i] for i in solved.dependent),
        design=design_matrix(features, bias),
        target=torch.from_numpy(target),
        solution=solved,
    )


def _reach(solved: LeastSquares, start: Floats) -> Floats:
    """How far from w* each coordinate alone may go until the loss is that of the start."""
    rise = np.linalg.norm(solved.factor @ (start - solved.minimiser))
    columns = np.linalg.norm(solved.factor, axis=0)
    reach: Floats = np.divide(rise, columns, out=np.zeros_like(columns), where=columns > 0)
    return reach


def _latex(loss: str, bias: bool) -> str:
    model = r"\langle w, x_i\rangle" + (" + b" if bias else "")
    return rf"{CONVENTIONS[loss].latex}\sum_{{i=1}}^{{n}}\left({model} - y_i\right)^2"
