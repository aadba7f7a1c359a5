"""A loss of many parameters, seen over two of them while the others are held."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from lrviz.objectives.base import Objective

__all__ = ["CoordinatePlane", "plane"]


@dataclass(frozen=True, kw_only=True, eq=False)
class CoordinatePlane(Objective):
    """ℓ(u) = whole(w) with w[axes] = u and every other parameter as in ``at``.

    Attributes:
        whole: the loss of all parameters.
        axes: which two of them vary.
        at: where the others are held, one number per parameter of ``whole``.
    """

    whole: Objective
    axes: tuple[int, int]
    at: tuple[float, ...]

    def lift(self, u: Tensor) -> Tensor:
        """The points of ``whole`` that u stands for: ``(..., 2)`` to ``(..., whole.dim)``."""
        held = torch.tensor(self.at, dtype=u.dtype)
        w = held.expand(*u.shape[:-1], len(self.at)).clone()
        w[..., list(self.axes)] = u
        return w

    def loss(self, w: Tensor) -> Tensor:
        """ℓ at points of the plane: ``(..., 2)`` to ``(...)``."""
        return self.whole.loss(self.lift(w))

    def gradient(self, w: Tensor) -> Tensor:
        """The two derivatives along the plane: ``(..., 2)`` to ``(..., 2)``."""
        return self.whole.gradient(self.lift(w))[..., list(self.axes)]

    def hessian(self, w: Tensor) -> Tensor:
        """The second derivatives along the plane: ``(..., 2)`` to ``(..., 2, 2)``."""
        full = self.whole.hessian(self.lift(w))
        return full[..., list(self.axes), :][..., list(self.axes)]


def plane(
    objective: Objective, axes: Sequence[int], at: Sequence[float] | None = None
) -> CoordinatePlane:
    """``objective`` over two of its parameters.

    Args:
        objective: with two parameters or more.
        axes: which two are the axes.
        at: where the others are held; the first known minimum if None, else the start.

    Raises:
        ValueError: axes that are not two different parameters, or an ``at`` of another length.

    >>> from lrviz.objectives import objective
    >>> plane(objective("bowl"), (1, 0)).parameter_names
    ('y', 'x')
    """
    first, second = (int(a) for a in axes) if len(axes) == 2 else (-1, -1)
    if first == second or not {first, second} <= set(range(objective.dim)):
        raise ValueError(f"`axes` must be two of 0 … {objective.dim - 1}; got {tuple(axes)}")
    where = at if at is not None else (objective.minima or (objective.start,))[0]
    if len(where) != objective.dim:
        raise ValueError(f"`at` must be {objective.dim} numbers; got {len(where)}")
    held = tuple(float(x) for x in where)
    best = held in objective.minima
    return CoordinatePlane(
        name=objective.name,
        title=objective.title,
        latex=objective.latex,
        parameter_names=tuple(objective.parameter_names[a] for a in (first, second)),
        domain=tuple(objective.domain[a] for a in (first, second)),
        start=tuple(objective.start[a] for a in (first, second)),
        minima=((held[first], held[second]),) if best else (),
        minimum_loss=objective.minimum_loss if best else None,
        reference=objective.reference,
        whole=objective,
        axes=(first, second),
        at=held,
    )
