"""Where to look at a typed formula: its box, a start, and its minimum if it is a quadratic."""

import itertools
from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import Tensor

from lrviz.objectives.base import Box
from lrviz.objectives.feasible import inside
from lrviz.objectives.formula_error import FormulaError
from lrviz.objectives.nearest_minimum import nearest_minimum
from lrviz.objectives.quadratic import Quadratic
from lrviz.objectives.tape import OperationTape

_HALF = 5.0  # Half the width of the domain that a formula is first given.
# Where a start is tried, as shares of that half, alternately for the axes.
_PLACES = ((-0.8, 0.6), (0.8, 0.6), (0.4, 0.3), (0.1, 0.2), (-0.4, -0.3), (0.9, 0.95))
_SCALES = (1.0, 10.0, 100.0)  # Where the loss has no value there, so many times as far away.


class FoundDomain(NamedTuple):
    """Where a formula is looked at, where its runs begin, and its minimum where that is known."""

    domain: Box
    start: tuple[float, ...]
    minima: tuple[tuple[float, ...], ...] = ()
    minimum_loss: float | None = None


def find_domain(
    loss: OperationTape,
    known: Quadratic | None,
    dim: int,
    limits: Callable[[], OperationTape | None],
) -> FoundDomain:
    """A box around the origin, wide enough for a quadratic's minimum, and a start in it.

    The start is the first of a few places off the centre where the loss is finite; the
    box grows tenfold, twice, for a loss that is finite nowhere in it. It is widened to hold the
    minimum that the start leads to. Where the region with
    values is too small for that, it is searched for, by what must be at least 0 in it, and
    the box is drawn around it. Raises FormulaError if that does not help.
    """
    lowest = known.minimiser() if known else None
    if found := _placed(loss, lowest or (0.0,) * dim):
        if lowest:
            return FoundDomain(*found, (lowest,), float(_value(loss, lowest)))
        return FoundDomain(_with_minimum(loss, *found), found[1])
    bounds = limits()
    small = inside(
        lambda w: _played(loss, w)[0],
        None if bounds is None else lambda w: _played(bounds, w),
        dim,
    )
    if small is None:
        raise FormulaError("nowhere", limit=f"{_HALF * _SCALES[-1]:g}")
    return FoundDomain(*small)


def _placed(loss: OperationTape, centre: tuple[float, ...]) -> tuple[Box, tuple[float, ...]] | None:
    """A box that holds the origin and ``centre``, and a start in it; None without a value there."""
    for scale, place in itertools.product(_SCALES, _PLACES):
        half = _HALF * scale
        domain = tuple((min(-half, c - half), max(half, c + half)) for c in centre)
        start = tuple(_between(low, high, place[i % 2]) for i, (low, high) in enumerate(domain))
        if torch.isfinite(_value(loss, start)):
            return domain, start
    return None


def _with_minimum(loss: OperationTape, domain: Box, start: tuple[float, ...]) -> Box:
    """The box, wider where it has no room for the minimum that the start leads to."""
    lowest = nearest_minimum(lambda w: loss(w)[0], start)
    if lowest is None or max(map(abs, lowest)) > _HALF * _SCALES[-1]:
        return domain
    if all(low < x < high for x, (low, high) in zip(lowest, domain, strict=True)):
        return domain
    centre = [float(f"{x:.2g}") for x in lowest]
    return tuple((min(-_HALF, c - _HALF), max(_HALF, c + _HALF)) for c in centre)


def _played(tape: OperationTape, w: Tensor) -> tuple[Tensor, ...]:
    """A tape's results at w ``(n, dim)``, each ``(n,)``."""
    return tuple(each.expand(w.shape[:-1]) for each in tape(w))


def _between(low: float, high: float, share: float) -> float:
    return (low + high) / 2 + share * (high - low) / 2


def _value(loss: OperationTape, point: tuple[float, ...]) -> Tensor:
    (value,) = loss(torch.tensor(point, dtype=torch.float64))
    return value
