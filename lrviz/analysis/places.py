"""The place each run is drawn to: a minimum, a saddle, a plateau, or none at all."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from lrviz.analysis.minimum import (
    FLAT,
    as_number,
    bends,
    beside_kinks,
    better,
    lengths,
    newton_descent,
    newton_step,
    trials,
    width,
)
from lrviz.analysis.rays import never_rises
from lrviz.analysis.runs import ROUNDING, Runs
from lrviz.objectives.base import Objective

__all__ = ["Places", "lowest_known", "places"]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

_BENT = 1e-7  # of the largest curvature: what decides, where trial steps need not
_SETTLED = 1e-6  # of the fall so far: what one more Newton step may still promise
_RUNNING = 0.95  # of the step before: Newton steps that do not shrink lead to no minimum
_SEEDS = {1: 129, 2: 33}  # a grid, points per axis, where a loss is searched for its lowest
_DRAWN = 512  # points, where it has more parameters
_BEST = 8  # of them are followed down


@dataclass(frozen=True, kw_only=True, eq=False)
class Places:
    """Where Newton's steps lead from the end of each run, one entry per run.

    Attributes:
        w: the place ``(R, dim)``.
        loss: its loss; NaN where there is none.
        minimum: it is one: nothing lower near by, and not flat all round.
        lower: whether something lower is near it.
        higher: whether something higher is.
        lowest_curvature, curvature: the Hessian's smallest and largest eigenvalue there.
        endless: from there the loss falls on and on towards a bound it never reaches.
        flat: projector ``(R, dim, dim)`` on the directions that are no floor of a valley.
    """

    w: Floats
    loss: Floats
    minimum: Bools
    lower: Bools
    higher: Bools
    lowest_curvature: Floats
    curvature: Floats
    endless: Bools
    across: Floats

    def distance(self, points: Floats) -> Floats:
        """How far points ``(R, …, dim)`` are from the place, or from the floor it is part of."""
        shape = (len(self.w),) + (1,) * (points.ndim - 2) + self.w.shape[1:]
        off = points - self.w.reshape(shape)
        return np.asarray(np.linalg.norm(np.einsum("rij,r...j->r...i", self.across, off), axis=-1))


@torch.no_grad()
def places(runs: Runs, wanted: Bools) -> Places:
    """The places of the runs ``wanted``; NaN and False for the others."""
    count, dim = len(runs.last), runs.objective.dim
    found = {
        "w": np.full((count, dim), np.nan),
        "loss": np.full(count, np.nan),
        "lowest_curvature": np.full(count, np.nan),
        "curvature": np.full(count, np.nan),
        "across": np.broadcast_to(np.eye(dim), (count, dim, dim)).copy(),
        **{name: np.zeros(count, bool) for name in ("minimum", "lower", "higher", "endless")},
    }
    which = np.flatnonzero(wanted)
    if len(which):
        for name, values in _found(runs, which).items():
            found[name][which] = values.numpy()
    return Places(**found)


def _found(runs: Runs, which: NDArray[np.int64]) -> dict[str, Tensor]:
    goal = runs.objective
    w = torch.tensor(runs.at_end(runs.w)[which])
    loss = torch.tensor(runs.at_end(runs.loss)[which])
    reach = torch.tensor(runs.reach[which])
    longest = torch.maximum(reach, 0.25 * width(goal).max())
    hessian = goal.constant_hessian
    if hessian is None:
        place, low = newton_descent(goal, w, loss, longest)
        place, low = beside_kinks(goal, place, low)
    else:
        place = _stationary(goal, w, hessian)
        low = as_number(goal.loss(place))
    step = newton_step(goal, place, longest)
    promised = -(goal.gradient(place) * step).sum(-1) / 2
    scale = torch.tensor(np.nanmax(runs.loss[which], axis=1)) - low
    settled = ~(promised > _SETTLED * scale.clamp(min=0) + ROUNDING * low.abs())
    running = _running(goal, place, step, longest) if hessian is None else ~settled
    kinked = hessian is None and ~settled & ~running
    values, vectors = bends(goal, place)
    around = _Around(goal, place, low, values, _reference(runs, which, values))
    stands = (settled & ~running) | torch.as_tensor(kinked)
    endless = running & never_rises(goal, place, step)
    return {
        "w": place,
        "loss": low,
        "minimum": stands & ~around.lower & (around.higher | around.bent_up),
        "lower": around.lower | ~stands,
        "higher": around.higher,
        "lowest_curvature": values[:, 0],
        "curvature": values[:, -1],
        "endless": endless,
        "across": _across(goal, place, low, values, vectors, longest),
    }


def _stationary(goal: Objective, w: Tensor, hessian: Tensor) -> Tensor:
    """Where the gradient of a quadratic vanishes, the nearest such point to w ``(R, dim)``."""
    inverse = torch.linalg.pinv(hessian, hermitian=True, rtol=FLAT)
    for _ in range(2):  # the second takes back what rounding left
        w = w - goal.gradient(w) @ inverse
    return w


def _running(goal: Objective, place: Tensor, step: Tensor, longest: Tensor) -> Tensor:
    """Whether Newton's steps still do not shrink after so many of them."""
    length = lengths(step)
    before = lengths(newton_step(goal, place - step, longest))
    far = length > 1e-6 * longest
    return far & (length >= _RUNNING * before)


def _reference(runs: Runs, which: NDArray[np.int64], values: Tensor) -> Tensor:
    """The largest curvature at the place or at the start ``(n,)``: what others are compared with."""
    starts = runs.w[which, 0]
    one = len(starts) > 1 and bool((starts == starts[0]).all())
    at_start = bends(runs.objective, torch.tensor(starts[:1] if one else starts))[0]
    return torch.maximum(values.abs().amax(-1), at_start.abs().amax(-1))


class _Around:
    """What lies near stationary points ``(n, dim)``: curvature decides, or trial steps."""

    def __init__(
        self, goal: Objective, place: Tensor, loss: Tensor, values: Tensor, reference: Tensor
    ) -> None:
        tried = goal.loss(trials(goal, place)).nan_to_num(torch.inf, torch.inf, -torch.inf)
        slack = ROUNDING * loss.abs()
        self.bent_up = values[:, 0] > _BENT * reference
        bent_down = values[:, 0] < -_BENT * reference
        self.lower = (bent_down | (tried < loss - slack).any(0)) & ~self.bent_up
        self.higher = (values[:, -1] > _BENT * reference) | (tried > loss + slack).any(0)


def _across(
    goal: Objective, place: Tensor, loss: Tensor, values: Tensor, vectors: Tensor, far: Tensor
) -> Tensor:
    """The projector ``(n, dim, dim)`` that leaves out directions along which nothing changes."""
    eye = torch.eye(place.shape[-1], dtype=place.dtype)
    if place.shape[-1] == 1:
        return eye.expand(len(place), 1, 1)
    flat = values.abs() <= FLAT * values.abs().amax(-1, keepdim=True)
    if not flat.any():
        return eye.expand(len(place), *eye.shape)
    ways = vectors.permute(2, 0, 1) * (0.1 * far)[:, None]
    slack = ROUNDING * loss.abs() + 1e-13 * (values.abs().amax(-1) * far.square())
    same = [
        (goal.loss(place + sign * ways) - loss).abs().nan_to_num(torch.inf) <= slack
        for sign in (1, -1)
    ]
    floor = flat & (same[0] & same[1]).T
    kept = torch.where(floor, 0.0, 1.0)
    return (vectors * kept[:, None, :]) @ vectors.mT


@lru_cache(64)
@torch.no_grad()
def lowest_known(objective: Objective) -> float:
    """The lowest minimum in the domain: the one known, or the best that a search finds.

    From the lowest points of a grid (drawn at random for three parameters or more) down;
    ∞ where none of them leads to a minimum.
    """
    if objective.minimum_loss is not None:
        return objective.minimum_loss
    points = _seeds(objective)
    loss = as_number(objective.loss(points))
    best = loss.argsort()[:_BEST]
    w, low = newton_descent(objective, points[best], loss[best], 0.25 * width(objective).max())
    w, low = beside_kinks(objective, w, low)
    step = newton_step(objective, w)
    promised = -(objective.gradient(w) * step).sum(-1)
    tried = as_number(objective.loss(trials(objective, w)))
    rests = ~(promised > 1e-9 * (loss[torch.isfinite(loss)].max() - low)) & ~(tried < low).any(0)
    low = torch.where(rests, low, torch.inf)
    return float(low.min())


def _seeds(objective: Objective) -> Tensor:
    if objective.dim in _SEEDS:
        axes = [
            torch.linspace(low, high, _SEEDS[objective.dim], dtype=torch.float64)
            for low, high in objective.domain
        ]
        return torch.stack([each.ravel() for each in torch.meshgrid(*axes, indexing="ij")], dim=-1)
    generator = torch.Generator().manual_seed(0)
    share = torch.rand(_DRAWN, objective.dim, generator=generator, dtype=torch.float64)
    low = torch.tensor([pair[0] for pair in objective.domain], dtype=torch.float64)
    return low + share * width(objective)
