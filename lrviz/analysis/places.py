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
from lrviz.analysis.rays import never_rises, tends
from lrviz.analysis.runs import ROUNDING, Runs, norm
from lrviz.objectives.base import Objective

__all__ = ["Places", "lowest_known", "places"]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

_BENT = 1e-7  # of the largest curvature: what decides, where trial steps need not
_SETTLED = 1e-6  # of the fall so far: what one more Newton step may still promise
_RUNNING = 0.95  # of the step before: Newton steps that do not shrink lead to no minimum
_TAIL, _BOUND = 0.1, 0.01  # of the longest step, of the fall: a way out towards a bound
_LOST = 1e-18  # of the fall so far: losses that differ by less are alike
_SEEDS = {1: 129, 2: 33}  # a grid, points per axis, where a loss is searched for its lowest
_DRAWN = 512  # points, where it has more parameters
_BEST = 8  # of them are followed down


@dataclass(frozen=True, kw_only=True, eq=False)
class Places:
    """Where Newton's steps lead from the end of each run, one entry per run.

    Attributes:
        w: the place ``(R, dim)``; NaN where none was looked for.
        loss: its loss.
        minimum: whether it is one: nothing lower near by, and not flat all round.
        smooth: whether it is a point where the gradient vanishes.
        lower: whether something lower is near it, or it is no such point.
        higher: whether something higher is near it.
        lowest_curvature, curvature: the Hessian's smallest and largest eigenvalue there.
        endless: whether from there the loss falls on, towards a bound it never reaches.
        across: projector ``(R, dim, dim)`` on the directions along which the loss changes.
        bottom: the loss of the lowest minimum found going down, past saddles; NaN without one.
    """

    w: Floats
    loss: Floats
    minimum: Bools
    smooth: Bools
    lower: Bools
    higher: Bools
    lowest_curvature: Floats
    curvature: Floats
    endless: Bools
    across: Floats
    bottom: Floats

    def distance(self, points: Floats) -> Floats:
        """How far points ``(R, dim)`` or ``(R, k, dim)`` are from the place, or from the floor
        of the valley that it is part of."""
        centre = self.w if points.ndim == 2 else self.w[:, None]
        off = points - centre
        if not (self.across == np.eye(points.shape[-1])).all():
            off = np.einsum("rij,r...j->r...i", self.across, off)
        return norm(off)


@torch.no_grad()
def places(runs: Runs, wanted: Bools) -> Places:
    """The places of the runs ``wanted``; NaN and False for the others."""
    count, dim = len(runs.last), runs.objective.dim
    found = {
        "w": np.full((count, dim), np.nan),
        **{name: np.full(count, np.nan) for name in ("loss", "lowest_curvature", "curvature")},
        "bottom": np.full(count, np.nan),
        "across": np.broadcast_to(np.eye(dim), (count, dim, dim)).copy(),
        **{
            name: np.zeros(count, bool)
            for name in ("minimum", "smooth", "lower", "higher", "endless")
        },
    }
    which = np.flatnonzero(wanted)
    if len(which):
        for name, values in _found(runs, which).items():
            found[name][which] = values.numpy()
    return Places(**found)


class _Down:
    """The way down from points ``(n, dim)``, and what the place at its end is."""

    def __init__(self, goal: Objective, w: Tensor, fall: Tensor, longest: Tensor) -> None:
        loss = as_number(goal.loss(w))
        hessian = goal.constant_hessian
        if hessian is None:
            self.w, self.loss = newton_descent(goal, w, loss, longest)
            self.w, self.loss = beside_kinks(goal, self.w, self.loss)
        else:
            self.w = _stationary(goal, w, hessian)
            self.loss = as_number(goal.loss(self.w))
        step = newton_step(goal, self.w, longest)
        promised = -(goal.gradient(self.w) * step).sum(-1) / 2
        lost = promised <= ROUNDING * self.loss.abs()  # in the loss's own rounding
        settled = ~(promised > _SETTLED * fall.clamp(min=0)) | lost
        stopped = better(goal, self.w, self.loss, (self.w + step)[None])[1] >= self.loss
        running = _running(goal, self.w, step, longest) & (lost | ~stopped)
        self.values, self.vectors = bends(goal, self.w)
        tail = torch.zeros_like(running)
        if hessian is None:
            tail = _tail(goal, self, w, longest)
        else:
            settled = settled & _solvable(goal)
            running = ~settled
        self.smooth = ~running & ~tail & settled
        self.stands = ~running & ~tail & (settled | stopped)
        self.endless = tail
        if hessian is None:
            self.endless = tail | (running & tends(goal, self.w, step))
        self.slack = ROUNDING * self.loss.abs() + _LOST * fall.abs()

    def around(self, goal: Objective, reference: Tensor) -> tuple[Tensor, Tensor]:
        """Whether something lower, and something higher, is near each place: the curvature
        decides, and where it is next to none of ``reference`` small trial steps do."""
        least, most = self.values[:, 0], self.values[:, -1]
        if goal.constant_hessian is not None:
            return least < -FLAT * reference, most > 0
        tried = goal.loss(trials(goal, self.w)).nan_to_num(torch.inf, torch.inf, -torch.inf)
        down = (least < -_BENT * reference) | (tried < self.loss - self.slack).any(0)
        up = (most > _BENT * reference) | (tried > self.loss + self.slack).any(0)
        return down & ~(least > _BENT * reference), up


def _found(runs: Runs, which: NDArray[np.int64]) -> dict[str, Tensor]:
    goal = runs.objective
    ends, reach = torch.tensor(runs.at_end(runs.w)[which]), torch.tensor(runs.reach[which])
    start, highest = torch.tensor(runs.loss[which, 0]), torch.tensor(runs.highest[which])
    longest = torch.maximum(reach, 0.25 * width(goal).max())
    end = torch.tensor(runs.at_end(runs.loss)[which])
    fall = torch.where(start > end, start, highest) - end
    down = _Down(goal, ends, fall, longest)
    reference = _reference(runs, which, down.values)
    lower, higher = down.around(goal, reference)
    minimum = down.stands & ~lower & higher
    bottom = torch.where(minimum, down.loss, torch.nan)
    further = ~minimum & lower & down.stands
    if goal.constant_hessian is None and further.any():
        bottom[further] = _past_saddle(goal, down.w[further], fall[further], longest[further])
    lost = torch.tensor(runs.lowest[which]) < bottom - ROUNDING * bottom.abs()
    if lost.any():
        w = torch.tensor(runs.w[which, runs.best[which]])[lost]
        bottom[lost] = _bottom(goal, w, fall[lost], longest[lost])
    return {
        "w": down.w,
        "loss": down.loss,
        "minimum": minimum,
        "smooth": down.smooth,
        "lower": lower | ~down.stands,
        "higher": higher,
        "lowest_curvature": down.values[:, 0],
        "curvature": down.values[:, -1],
        "endless": down.endless,
        "across": _across(goal, down, longest),
        "bottom": bottom,
    }


def _past_saddle(goal: Objective, w: Tensor, fall: Tensor, longest: Tensor) -> Tensor:
    """The loss of the minimum below a saddle ``(n,)``, NaN where there is none."""
    loss = as_number(goal.loss(w))
    left, _ = better(goal, w, loss, trials(goal, w))
    return _bottom(goal, left, fall, longest)


def _bottom(goal: Objective, w: Tensor, fall: Tensor, longest: Tensor) -> Tensor:
    """The loss of the minimum down from each point ``(n,)``, NaN where there is none."""
    down = _Down(goal, w, fall, longest)
    lower, higher = down.around(goal, down.values.abs().amax(-1))
    return torch.where(down.stands & ~lower & higher, down.loss, torch.nan)


def _stationary(goal: Objective, w: Tensor, hessian: Tensor) -> Tensor:
    """Where the gradient of a quadratic vanishes, the nearest such point to w ``(R, dim)``."""
    inverse = torch.linalg.pinv(hessian, hermitian=True, rtol=FLAT)
    for _ in range(2):  # the second takes back what rounding left
        w = w - goal.gradient(w) @ inverse
    return w


def _solvable(goal: Objective) -> bool:
    """Whether the gradient of a quadratic vanishes anywhere."""
    corners = torch.tensor(goal.domain, dtype=torch.float64).T
    hessian = goal.constant_hessian
    assert hessian is not None
    rest = goal.gradient(_stationary(goal, corners, hessian))
    return bool(lengths(rest).max() <= 1e-9 * lengths(goal.gradient(corners)).max())


def _running(goal: Objective, place: Tensor, step: Tensor, longest: Tensor) -> Tensor:
    """Whether Newton's steps still do not shrink after so many of them."""
    length = lengths(step)
    before = lengths(newton_step(goal, place - step, longest))
    far = length > 1e-6 * longest
    return far & (length >= _RUNNING * before)


def _tail(goal: Objective, down: _Down, w: Tensor, longest: Tensor) -> Tensor:
    """Whether the way from w to the place leads on for ever, the loss already at its bound as
    far as numbers can tell: half of the way had taken off nearly all there was.

    Where the Hessian is flat in some directions only, of the way along these.
    """
    size = down.values.abs()
    curved = size > FLAT * size.amax(-1, keepdim=True)
    kept = torch.where(curved & ~curved.all(-1, keepdim=True), 0.0, 1.0)
    along = (down.vectors.mT @ (down.w - w).unsqueeze(-1)).squeeze(-1) * kept
    way = (down.vectors @ along.unsqueeze(-1)).squeeze(-1)
    far = (lengths(way) > _TAIL * longest) & never_rises(goal, down.w, way)
    if not far.any():
        return far
    end = goal.loss(down.w)
    fall, rest = goal.loss(down.w - way) - end, goal.loss(down.w - way / 2) - end
    return far & (fall > 0) & (rest < _BOUND * fall)


def _reference(runs: Runs, which: NDArray[np.int64], values: Tensor) -> Tensor:
    """The largest curvature at the place or at the start ``(n,)``, to compare others with."""
    starts = runs.w[which, 0]
    one = len(starts) > 1 and bool((starts == starts[0]).all())
    at_start = bends(runs.objective, torch.tensor(starts[:1] if one else starts))[0]
    return torch.maximum(values.abs().amax(-1), at_start.abs().amax(-1))


def _across(goal: Objective, down: _Down, far: Tensor) -> Tensor:
    """The projector ``(n, dim, dim)`` that leaves out directions along which nothing changes."""
    place, values, vectors = down.w, down.values, down.vectors
    eye = torch.eye(place.shape[-1], dtype=place.dtype)
    flat = values.abs() <= FLAT * values.abs().amax(-1, keepdim=True)
    if place.shape[-1] == 1 or not flat.any():
        return eye.expand(len(place), *eye.shape)
    ways = vectors.permute(2, 0, 1) * (0.1 * far)[:, None]
    slack = ROUNDING * down.loss.abs() + 1e-13 * (values.abs().amax(-1) * far.square())
    same = [
        (goal.loss(place + sign * ways) - down.loss).abs().nan_to_num(torch.inf) <= slack
        for sign in (1, -1)
    ]
    kept = torch.where(flat & (same[0] & same[1]).T, 0.0, 1.0)
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
