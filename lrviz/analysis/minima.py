"""The minima of a surface within a box: the known ones, and all that are found by trying."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from lrviz.analysis.minimum import newton_descent
from lrviz.analysis.rays import bottomless
from lrviz.descent.record import sealed
from lrviz.objectives.base import Box, Objective

__all__ = ["local_minima"]

Floats = NDArray[np.float64]

# A search begins on a grid with so many points per axis, by the number of parameters.
SEEDS = {1: 401, 2: 41}
BURSTS = 4  # Newton steps come in so many bursts.
MERGE = 0.01  # Points are one minimum that are nearer than this share of the domain's width.
_ZERO = 1e-12  # A coordinate smaller than this share of the width is zero but for rounding.
_RING = 32  # Each minimum is tried at so many points around it.
_RADII = (0.5 * MERGE, MERGE)
_ALONE = 1 / 12  # A point stands alone with values at no more than this share of its ring.
_CLOSE = 1e-6  # A pole is looked at from this share of the width, and ten and a hundred times it.


@torch.no_grad()
def local_minima(objective: Objective, box: Box | None = None) -> Floats:
    """The local minima in ``box`` (the domain if None), lowest first ``(m, dim)``.

    From a grid of seeds, safeguarded Newton steps go down to where the loss falls no more;
    what is lower than a ring of trial points around it is a minimum, of two nearer than
    ``MERGE`` of the width the lower one. The objective's known minima are taken as they are.

    Raises:
        ValueError: for an objective of more than two parameters.

    >>> from lrviz import objective
    >>> local_minima(objective("two_wells")).round(2).tolist()
    [[-2.09, 0.0], [1.9, 0.0]]
    """
    if objective.dim not in SEEDS:
        raise ValueError(f"`objective` must have one or two parameters; got {objective.dim}")
    frame = torch.tensor(box or objective.domain, dtype=torch.float64)
    width = frame[:, 1] - frame[:, 0]
    w, loss = _settled(objective, _seeds(frame))
    kept = torch.isfinite(loss) & _within(w, frame) & _is_lowest(objective, w, loss, width)
    known = torch.tensor(objective.minima, dtype=torch.float64).reshape(-1, objective.dim)
    known = known[_within(known, frame)]
    points = torch.cat([known, w[kept][loss[kept].argsort()]])
    found = _apart(points, width, len(known))
    return sealed(torch.where(found.abs() < _ZERO * width, 0.0, found).numpy())


def _seeds(frame: Tensor) -> Tensor:
    axes = [torch.linspace(low, high, SEEDS[len(frame)]).double() for low, high in frame.tolist()]
    return torch.stack([each.ravel() for each in torch.meshgrid(*axes, indexing="ij")], dim=-1)


def _settled(objective: Objective, w: Tensor) -> tuple[Tensor, Tensor]:
    loss = objective.loss(w).nan_to_num(torch.inf, torch.inf, torch.inf)
    for _ in range(BURSTS):
        w, loss = newton_descent(objective, w, loss)
    return w, loss


def _within(w: Tensor, frame: Tensor) -> Tensor:
    return ((w >= frame[:, 0]) & (w <= frame[:, 1])).all(-1)


def _is_lowest(objective: Objective, w: Tensor, loss: Tensor, width: Tensor) -> Tensor:
    """Whether a ring of points around each of w ``(R, dim)`` lies higher, beyond rounding; not
    where next to none of it has a value, nor where the loss falls without end towards w."""
    angle = torch.linspace(0, 2 * torch.pi, _RING + 1, dtype=w.dtype)[:-1]
    ways = torch.stack([angle.cos(), angle.sin()], dim=-1)[:, : w.shape[-1]]
    ways = torch.where(ways.abs() < _ZERO, 0.0, ways)  # along an axis means exactly so
    ways = ways[ways.abs().amax(-1) > 0.05] * width
    ring = torch.cat([w + radius * ways[:, None] for radius in _RADII])
    around = objective.loss(ring)
    higher = (around.nan_to_num(torch.inf) > loss + 1e-13 * (1 + loss.abs())).all(0)
    alone = torch.isfinite(around).double().mean(0) <= _ALONE
    pole = torch.stack([bottomless(objective, w, _CLOSE * way) for way in ways[::4]]).any(0)
    return higher & ~alone & ~pole


def _apart(points: Tensor, width: Tensor, known: int) -> Tensor:
    """The points with none near an earlier one; the first ``known`` stay in any case."""
    kept: list[Tensor] = list(points[:known])
    for point in points[known:]:
        if all(((point - other) / width).abs().max() > MERGE for other in kept):
            kept.append(point)
    return torch.stack(kept) if kept else points[:0]
