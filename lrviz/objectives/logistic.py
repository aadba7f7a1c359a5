"""Logistic regression: a second model on the same footing, without an exact solution."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
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
from lrviz.objectives.separation import (
    Separation,
    curvature,
    descended,
    log_loss,
    separation,
    slope,
)
from lrviz.text import say

__all__ = ["LogisticRegression", "logistic_regression"]

_LATEX = (
    r"\frac{1}{n}\sum_{i=1}^{n}\left[\log\left(1 + e^{z_i}\right) - y_i z_i\right],"
    r"\quad z_i = \langle w, x_i\rangle"
)
_AT_ONCE = 4_000_000  # So many margins are held in memory at a time, 32 MB.
_ROWS_FOR_A_BOX = 5_000  # The box of the map is found from about so many of the rows.


@dataclass(frozen=True, kw_only=True, eq=False)
class LogisticRegression(DataObjective):
    """The mean log loss of P(y = 1 | x) = 1/(1 + exp(−⟨w, x⟩ − b)).

    With the margins mᵢ = ±(⟨w, xᵢ⟩ + b), positive where row i is on its own side, the loss
    is the mean of log(1 + exp(−mᵢ)), which never overflows. It has no exact solution, so
    ``minima`` is empty and ``minimum_loss`` None.

    Attributes:
        features: what the columns of X are called.
        design: X with its column of ones ``(n, dim)``; not to be written to.
        target: y ``(n,)``, zeros and ones; not to be written to.
    """

    features: tuple[str, ...]
    design: Tensor
    target: Tensor

    @cached_property
    def separation(self) -> Separation:
        """Whether a plane parts the labels, with rows on it ("quasi") or without."""
        return separation(self._signed)

    @property
    def separable(self) -> bool:
        """Whether the loss has no minimum: it falls along some w for ever.

        Towards 0 where every row gets on its own side; where rows stay on the plane, towards
        the least mean log loss of these rows alone.
        """
        return self.separation is not Separation.NONE

    @cached_property
    def infimum(self) -> float | None:
        """What the loss of separable labels falls towards; None where it has a minimum.

        For quasi-separable ones it is the loss where Newton's method gets: there what the rows
        off the border still add is below rounding.
        """
        if not self.separable:
            return None
        if self.separation is Separation.COMPLETE:
            return 0.0
        size = self._signed.abs().amax(0).clamp(min=1e-300)
        return float(log_loss(descended(self._signed / size)[0], self._signed / size))

    def loss(self, w: Tensor) -> Tensor:
        """ℓ(w): ``(..., dim)`` to ``(...)``, a few million margins at a time."""
        return _in_pieces(lambda piece: log_loss(piece, self._signed), w, self.rows)

    def gradient(self, w: Tensor) -> Tensor:
        """Mean of (σ(zᵢ) − yᵢ)·xᵢ: ``(..., dim)`` to ``(..., dim)``."""
        return _in_pieces(lambda piece: slope(piece, self._signed), w, self.rows)

    def hessian(self, w: Tensor) -> Tensor:
        """Mean of σ(zᵢ)σ(−zᵢ)·xᵢxᵢᵀ: ``(..., dim)`` to ``(..., dim, dim)``."""
        return _in_pieces(lambda piece: curvature(piece, self._signed), w, self.rows * self.dim)

    def batch_loss(self, w: Tensor, index: Tensor) -> Tensor:
        """The mean log loss on the rows ``index`` alone: ``(..., dim)`` to ``(...)``."""
        if is_everything(index, self.rows):
            return self.loss(w)
        return log_loss(w, self._signed[index])

    def batch_gradient(self, w: Tensor, index: Tensor) -> Tensor:
        """The gradient of ``batch_loss``: ``(..., dim)`` to ``(..., dim)``."""
        if is_everything(index, self.rows):
            return self.gradient(w)
        return slope(w, self._signed[index])

    @cached_property
    def _signed(self) -> Tensor:
        """The rows, turned round where y = 0, so that a margin is one product."""
        return _turned(self.design, self.target)


def logistic_regression(
    X: Any, y: Any, *, bias: bool = True, names: Sequence[str] | None = None
) -> LogisticRegression:
    """1/n·Σ[log(1 + exp(zᵢ)) − yᵢzᵢ], zᵢ = ⟨w, xᵢ⟩ + b: the log loss of a yes-or-no model.

    Args:
        X: features ``(n, d)``, or ``(n,)`` for one; an array, a list or a tensor.
        y: labels ``(n,)``, each 0 or 1.
        bias: whether there is a b, the last parameter.
        names: what the columns are called; x_1, x_2, … if None.

    Returns:
        An objective with the parameters w_1, …, w_d, then b, starting at zero. Its
        minimum must be searched for; where ``separable`` there is none.

    Raises:
        ValueError: shapes that do not fit, no rows, an entry that is not finite, a label
            that is neither 0 nor 1.

    Source: Cox, The regression analysis of binary sequences, JRSS B 20 (1958) 215-242.

    >>> model = logistic_regression([-1.0, 0.0, 0.5, 2.0], [0, 1, 0, 1])
    >>> round(float(model.loss(torch.zeros(2, dtype=torch.float64))), 6)
    0.693147
    """
    bias = checked_bias(bias)
    features, labels = checked_data(X, y)
    strange = labels[(labels != 0) & (labels != 1)]
    if len(strange):
        raise ValueError(f"`y` must be made of the labels 0 and 1; got {strange[0]:g}")
    count = features.shape[1]
    design, target = design_matrix(features, bias), torch.from_numpy(labels)
    centre, reach = _place(design, target)
    return LogisticRegression(
        name="logistic_regression",
        title=say("data.logistic_regression"),
        latex=_LATEX + (" + b" if bias else ""),
        parameter_names=parameter_names(count, bias),
        domain=box_around(centre, np.zeros(count + bias), reach),
        start=(0.0,) * (count + bias),
        reference="Cox, The regression analysis of binary sequences, JRSS B 20 (1958) 215-242.",
        rows=len(labels),
        features=feature_names(names, count),
        design=design,
        target=target,
    )


def _turned(design: Tensor, target: Tensor) -> Tensor:
    return design * (2 * target - 1).unsqueeze(-1)


def _in_pieces(function: Callable[[Tensor], Tensor], w: Tensor, rows: int) -> Tensor:
    """``function`` on w ``(..., dim)``, so many points at a time that memory stays bounded."""
    size = max(1, _AT_ONCE // rows)
    points = w.reshape(-1, w.shape[-1])
    if len(points) <= size:
        return function(w)
    values = torch.cat([function(piece) for piece in _pieces(points, size)])
    return values.reshape(*w.shape[:-1], *values.shape[1:])


def _pieces(points: Tensor, size: int) -> Iterator[Tensor]:
    return (points[first : first + size] for first in range(0, len(points), size))


def _place(design: Tensor, target: Tensor) -> tuple[Floats, Floats]:
    """What to look at: about where the minimum is, and how far the loss stays below log 2."""
    signed = _turned(design, target)[:: max(1, len(design) // _ROWS_FOR_A_BOX)]
    size = signed.abs().amax(0).clamp(min=1e-300)
    w = descended(signed / size)[0] / size
    rise = np.log(2) - float(log_loss(w, signed))
    bend = torch.diagonal(curvature(torch.zeros_like(w), signed)).numpy()
    reach = np.sqrt(np.divide(2 * rise, bend, out=np.zeros_like(bend), where=bend > 0))
    return w.numpy(), reach
