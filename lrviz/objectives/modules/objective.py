"""The loss of a torch.nn.Module as a function of all its parameters at once."""

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property
from math import prod
from threading import RLock
from typing import Any

import numpy as np
import torch
from numpy.typing import ArrayLike
from torch import Tensor
from torch.func import functional_call, vmap

from lrviz.objectives.base import (
    DataObjective,
    autograd,
    autograd_hessian,
    autograd_hessian_product,
)
from lrviz.objectives.design_matrix import is_everything

__all__ = ["Criterion", "ModuleObjective"]

Criterion = Callable[[Any, Tensor], Tensor]  # (what the net puts out, y) -> one number
Values = Callable[[Tensor], Tensor]

_AT_ONCE = 2**20  # So many numbers are kept for the way back at a time: 8 MB.
_H = 1e-5  # The step, as a share of w, of a second derivative that torch has no formula for.
# A module holds the parameters of its pass in itself, so passes take turns.
_ONE_AT_A_TIME = RLock()


@dataclass(frozen=True, kw_only=True, eq=False)
class ModuleObjective(DataObjective):
    """ℓ(θ) = L(f_θ(X), y) of a torch.nn.Module f and a loss L, as a function of θ.

    θ is one vector in the order of ``net.named_parameters()``. Many θ are one pass by
    ``torch.func.vmap``, or one pass after the other where the module does what vmap cannot.
    A module that raises at some θ has no value there: NaN.

    Attributes:
        net: a copy of the module in float64; its own parameters are never looked at.
        criterion: L: the output of the net and y to one number.
        X: what the net is given; its first axis counts the rows. Not to be written to.
        y: the target, a row for each of X; not to be written to.
        shapes: the shape of each parameter that is trained, by its name.
        reduction: "mean" or "sum" where ℓ is that of its rows, None where it is neither.
        vectorised: whether vmap takes many θ at once.
        twice: whether torch differentiates it twice; else second derivatives are central
            differences of the gradient.
        stored: how many numbers one θ keeps for the way back.
    """

    net: torch.nn.Module
    criterion: Criterion
    X: Tensor
    y: Tensor
    shapes: Mapping[str, tuple[int, ...]]
    reduction: str | None = None
    vectorised: bool = False
    twice: bool = True
    stored: int = 1

    @property
    def multiplies_runs(self) -> bool:
        """No: each θ is parameters of its own."""
        return False

    @property
    def divisible(self) -> bool:
        """Whether ℓ is a mean or a sum over rows."""
        return self.reduction is not None

    def __getstate__(self) -> dict[str, Any]:
        """Itself on its way to another process.

        Raises:
            ValueError: a class or a function that cannot be found again there.
        """
        for each in (self.criterion, *map(type, self.net.modules())):
            name = getattr(each, "__qualname__", "")
            if "<" in name:
                raise ValueError(
                    f"an objective is sent to another process by the names of its parts, and "
                    f"{name} has none there: define it at the top of a file, with def or class"
                )
        return super().__getstate__()

    def loss(self, w: Tensor) -> Tensor:
        """ℓ(θ): ``(..., dim)`` to ``(...)``."""
        return self._in_pieces(lambda part: self.values(part, self.X, self.y), w)

    def gradient(self, w: Tensor) -> Tensor:
        """∂ℓ/∂θ by torch's backward: ``(..., dim)`` to ``(..., dim)``."""
        return self._gradient(w, self.X, self.y)

    def hessian(self, w: Tensor) -> Tensor:
        """∂²ℓ/∂θ²: ``(..., dim)`` to ``(..., dim, dim)``."""
        if self.twice:
            return self._in_pieces(lambda part: autograd_hessian(self._all_rows, part), w, self.dim)
        columns = [self.hessian_product(w, axis) for axis in torch.eye(self.dim, dtype=w.dtype)]
        found = torch.stack(columns, -1)
        return (found + found.mT) / 2

    def hessian_product(self, w: Tensor, v: Tensor) -> Tensor:
        """(∂²ℓ/∂θ²)·v: ``(..., dim)`` to ``(..., dim)``."""
        if self.twice:
            return autograd_hessian_product(self._all_rows, w, v)
        size = v.abs().amax(-1, keepdim=True).clamp(min=torch.finfo(w.dtype).tiny)
        h = _H * (1 + w.abs().amax(-1, keepdim=True)) / size
        return (self.gradient(w + h * v) - self.gradient(w - h * v)) / (2 * h)

    def batch_loss(self, w: Tensor, index: Tensor) -> Tensor:
        """ℓ on the rows ``index`` alone: ``(..., dim)`` to ``(...)``."""
        if is_everything(index, self.rows):
            return self.loss(w)
        X, y = self.X[index], self.y[index]
        return self._in_pieces(lambda part: self.values(part, X, y), w)

    def batch_gradient(self, w: Tensor, index: Tensor) -> Tensor:
        """The gradient of ``batch_loss``: ``(..., dim)`` to ``(..., dim)``."""
        if is_everything(index, self.rows):
            return self.gradient(w)
        return self._gradient(w, self.X[index], self.y[index])

    def by_name(self, w: Tensor) -> dict[str, Tensor]:
        """θ ``(..., dim)`` as the parameters it holds, each ``(..., *shape)``: views."""
        sizes = [prod(shape) for shape in self.shapes.values()]
        parts = zip(self.shapes.items(), w.split(sizes, -1), strict=True)  # type: ignore[no-untyped-call]
        return {name: part.reshape((*w.shape[:-1], *shape)) for (name, shape), part in parts}

    def filters(self, w: Tensor) -> list[Tensor]:
        """The weights that lead into each unit, ``(..., units, numbers)``: views of θ.

        Where no parameter has units, each is one.
        """
        parts, units = self.by_name(w), [name for name in self.shapes if self._has_units(name)]
        if not units:
            return [part.reshape((*w.shape[:-1], 1, -1)) for part in parts.values()]
        return [parts[name].flatten(w.dim()) for name in units]

    def module(self, w: ArrayLike) -> torch.nn.Module:
        """A copy of the net with the parameters of θ ``(dim,)``, to be used on its own.

        Raises:
            ValueError: ``w`` is not ``dim`` numbers.
        """
        try:
            point = torch.from_numpy(np.array(w, dtype=np.float64))
        except (TypeError, ValueError):
            point = torch.empty(0)
        if point.shape != (self.dim,):
            raise ValueError(f"`w` must be {self.dim} numbers, one for each parameter; got {w!r}")
        found = deepcopy(self.net)
        found.load_state_dict(self.by_name(point), strict=False)
        for name in self.shapes:
            found.get_parameter(name).requires_grad_()
        return found

    def output(self, parameters: Mapping[str, Tensor], X: Tensor) -> Any:
        """What the net puts out for some rows, with these parameters."""
        shared = {name: parameters[first] for name, first in self._ties.items()}
        with _ONE_AT_A_TIME:
            return functional_call(self.net, {**parameters, **shared}, (X,), tie_weights=False)

    def value(self, parameters: Mapping[str, Tensor], X: Tensor, y: Tensor) -> Tensor:
        """ℓ on some rows, as the module and the loss give it."""
        return self.criterion(self.output(parameters, X), y)

    def values(self, w: Tensor, X: Tensor, y: Tensor) -> Tensor:
        """ℓ on some rows at points ``(P, dim)``: ``(P,)``; NaN where the module raises."""
        if not len(w):
            return w.sum(-1)
        if self.vectorised and len(w) > 1:
            try:
                return self.all_at_once(w, X, y)
            except Exception:  # at one of the points there is no value: each by itself
                pass
        return torch.stack([self._number_or_nan(point, X, y) for point in w])

    def all_at_once(self, w: Tensor, X: Tensor, y: Tensor) -> Tensor:
        """The same in one pass, by vmap."""
        found: Tensor = vmap(self._number, in_dims=(0, None, None))(w, X, y)
        return found

    @cached_property
    def _ties(self) -> dict[str, str]:
        """The other names of parameters that are shared, and the name they go by."""
        first = {self.net.get_parameter(name): name for name in self.shapes}
        every = self.net.named_parameters(remove_duplicate=False)
        return {name: first[each] for name, each in every if first.get(each, name) != name}

    def _has_units(self, name: str) -> bool:
        return len(self.shapes[name]) > 1

    def _number(self, w: Tensor, X: Tensor, y: Tensor) -> Tensor:
        return self.value(self.by_name(w), X, y).reshape(())

    def _number_or_nan(self, w: Tensor, X: Tensor, y: Tensor) -> Tensor:
        try:
            return self._number(w, X, y)
        except Exception:  # a module may refuse what it is given, as BCELoss refuses NaN
            return w.sum() * torch.nan

    def _all_rows(self, w: Tensor) -> Tensor:
        return self.values(w.reshape(-1, self.dim), self.X, self.y).reshape(w.shape[:-1])

    def _gradient(self, w: Tensor, X: Tensor, y: Tensor) -> Tensor:
        return self._in_pieces(
            lambda part: autograd(lambda point: self.values(point, X, y), part), w
        )

    def _in_pieces(self, function: Values, w: Tensor, times: int = 1) -> Tensor:
        """``function`` on θ ``(..., dim)``, so many at a time that memory stays bounded."""
        points, size = w.reshape(-1, self.dim), max(1, _AT_ONCE // (self.stored * times))
        found = list(_each(function, points, size))
        whole = found[0] if len(found) == 1 else torch.cat(found)
        return whole.reshape((*w.shape[:-1], *whole.shape[1:]))


def _each(function: Values, points: Tensor, size: int) -> Iterator[Tensor]:
    for first in range(0, max(1, len(points)), size):
        yield function(points[first : first + size])
