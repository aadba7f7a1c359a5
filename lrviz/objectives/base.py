"""The contract of everything that can be minimised."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from lrviz.objectives.portable import Portable

Floats = NDArray[np.float64]
Box = tuple[tuple[float, float], ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class Objective(Portable, ABC):
    """A loss ℓ: ℝᵈ → ℝ with what is needed to descend it and to draw it.

    ``loss`` maps a float64 tensor ``(..., dim)`` to ``(...)`` and works on any batch
    shape, so one function serves a step, a sweep and a contour grid. Outside the
    loss's own domain it returns NaN or infinity; it never raises. It can be pickled, so that
    other processes can descend it too.

    Attributes:
        name: identifier, unique in a registry.
        title: what a person calls it.
        latex: the loss as LaTeX, without dollar signs.
        parameter_names: one name per coordinate of w.
        domain: a box ((low, high), ...) worth drawing, one pair per coordinate.
        start: where a run begins when nobody says otherwise.
        minima: the known global minimisers; may be empty.
        minimum_loss: the loss at the minimum L*, or None when it is unknown or -∞.
        probes: where else to search for L*, for a loss with many basins and plateaus: the
            bottom of the basin a run ended in says little there.
        reference: where the objective comes from.
    """

    name: str
    title: str
    latex: str
    parameter_names: tuple[str, ...]
    domain: Box
    start: tuple[float, ...]
    minima: tuple[tuple[float, ...], ...] = ()
    minimum_loss: float | None = None
    probes: tuple[tuple[float, ...], ...] = ()
    reference: str = ""

    @property
    def dim(self) -> int:
        """The number of parameters d."""
        return len(self.parameter_names)

    @property
    def infimum(self) -> float | None:
        """The bound that a loss without a minimum comes ever nearer to and never reaches; None
        where there is a minimum, and where nothing is known."""
        return None

    @property
    def constant_hessian(self) -> Tensor | None:
        """The Hessian ``(dim, dim)`` of a quadratic, None for anything else."""
        return None

    @abstractmethod
    def loss(self, w: Tensor) -> Tensor:
        """ℓ(w): ``(..., dim)`` to ``(...)``."""

    def gradient(self, w: Tensor) -> Tensor:
        """∂ℓ/∂w: ``(..., dim)`` to ``(..., dim)``; by autograd unless overridden."""
        return autograd(self.loss, w)

    def step_gradient(self, runs: int) -> Callable[[Floats], Floats]:
        """``gradient`` of numpy's arrays ``(runs, dim)``, step after step in one thread where numpy
        is silent, to the same bits.

        It may keep what is the same for all steps.
        """
        return lambda w: self.gradient(torch.from_numpy(w)).numpy()

    def hessian(self, w: Tensor) -> Tensor:
        """∂²ℓ/∂w²: ``(..., dim)`` to ``(..., dim, dim)``; by autograd unless overridden."""
        return autograd_hessian(self.loss, w)

    def hessian_product(self, w: Tensor, v: Tensor) -> Tensor:
        """(∂²ℓ/∂w²)·v, both ``(..., dim)``, for the price of two gradients and no matrix.

        Source: Pearlmutter, Fast exact multiplication by the Hessian, Neural Computation 6
        (1994) 147-160.
        """
        return autograd_hessian_product(self.loss, w, v)


@dataclass(frozen=True, kw_only=True, eq=False)
class DataObjective(Objective):
    """An objective that is a mean (or sum) over rows of data, so that it has minibatches.

    Attributes:
        rows: the number of data rows N; a batch is a tensor of row indices ``(B,)``.
    """

    rows: int = 0

    @property
    def multiplies_runs(self) -> bool:
        """Whether all runs at once are multiplied by one matrix of data."""
        return True

    @property
    def divisible(self) -> bool:
        """Whether some rows alone make a loss of the same kind, so that there are minibatches."""
        return True

    @property
    def work(self) -> int:
        """How many numbers are multiplied for ℓ at one w."""
        return self.rows * self.dim

    @abstractmethod
    def batch_loss(self, w: Tensor, index: Tensor) -> Tensor:
        """The loss on the rows ``index`` alone: ``(..., dim)`` to ``(...)``."""

    def batch_gradient(self, w: Tensor, index: Tensor) -> Tensor:
        """The gradient of ``batch_loss``: ``(..., dim)`` to ``(..., dim)``."""
        return autograd(lambda point: self.batch_loss(point, index), w)


def autograd(function: Callable[[Tensor], Tensor], w: Tensor) -> Tensor:
    """The derivative of ``function``, ``(..., dim)`` to ``(...)``, at every row of w."""
    with torch.enable_grad():
        point = w.detach().requires_grad_(True)
        return _derivative(function(point), point)


def autograd_hessian(function: Callable[[Tensor], Tensor], w: Tensor) -> Tensor:
    """∂²/∂w² by differentiating the autograd gradient, one coordinate at a time."""
    with torch.enable_grad():
        point = w.detach().requires_grad_(True)
        gradient = _derivative(function(point), point, create_graph=True)
        rows = [_derivative(gradient[..., i], point) for i in range(w.shape[-1])]
    return torch.stack(rows, dim=-2)


def autograd_hessian_product(function: Callable[[Tensor], Tensor], w: Tensor, v: Tensor) -> Tensor:
    """(∂²/∂w²)·v: the derivative of ⟨gradient, v⟩, with v held."""
    with torch.enable_grad():
        point = w.detach().requires_grad_(True)
        gradient = _derivative(function(point), point, create_graph=True)
        return _derivative((gradient * v).sum(-1), point)


def _derivative(values: Tensor, point: Tensor, *, create_graph: bool = False) -> Tensor:
    if not values.requires_grad:  # a constant
        return torch.zeros_like(point)
    (row,) = torch.autograd.grad(
        values.sum(), point, create_graph=create_graph, retain_graph=True, materialize_grads=True
    )
    return row if create_graph else row.detach()
