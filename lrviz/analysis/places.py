"""The place each run is drawn to: a minimum, a saddle, a plateau, or none at all."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from lrviz.analysis.down import SHARE_LOST, Down, beside
from lrviz.analysis.minimum import (
    FLAT,
    as_number,
    bends,
    better,
    trials,
    width,
)
from lrviz.analysis.runs import ROUNDING, Runs, norm
from lrviz.objectives.base import Objective

__all__ = ["Places", "around_end", "places", "steepens"]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


# Where the loss bends by less than this share of the curvature at the start, it is flat.
_BENT = 1e-4
# A way gets steeper that is so many times as steep in one of so many points as where it begins.
_STEEPER, _BETWEEN = 2.0, 33


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
        level: whether nothing near it is lower or higher, beyond rounding.
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
    level: Bools
    lowest_curvature: Floats
    curvature: Floats
    endless: Bools
    across: Floats
    bottom: Floats

    @cached_property
    def along_floor(self) -> Bools:
        """Whether each place is part of a valley's floor, along which the loss is the same."""
        eye = np.eye(self.across.shape[-1])
        return np.asarray((self.across != eye).any((-2, -1)))

    def distance(self, points: Floats) -> Floats:
        """How far points ``(R, dim)`` or ``(R, k, dim)`` are from the place, or from the floor
        of the valley that it is part of."""
        centre = self.w if points.ndim == 2 else self.w[:, None]
        off = points - centre
        if self.along_floor.any():
            off = np.einsum("rij,r...j->r...i", self.across, off)
        return norm(off)


@torch.no_grad()
def places(runs: Runs, wanted: Bools, *, deep: bool = True) -> Places:
    """The places of the runs ``wanted``; NaN and False for the others. Without ``deep`` no
    minimum is looked for past a saddle, or below a run's lowest point."""
    count, dim = len(runs.last), runs.objective.dim
    found = {
        "w": np.full((count, dim), np.nan),
        **{name: np.full(count, np.nan) for name in ("loss", "lowest_curvature", "curvature")},
        "bottom": np.full(count, np.nan),
        "across": np.broadcast_to(np.eye(dim), (count, dim, dim)).copy(),
        **{
            name: np.zeros(count, bool)
            for name in ("minimum", "smooth", "lower", "higher", "level", "endless")
        },
    }
    which = np.flatnonzero(wanted)
    if len(which):
        for name, values in _found(runs, which, deep).items():
            found[name][which] = values.numpy()
    return Places(**found)


@torch.no_grad()
def around_end(runs: Runs, i: int) -> tuple[bool, bool, float]:
    """Whether something lower, and something higher, is near the end of run i itself, and the
    lowest curvature there; neither where it bends next to nothing, so that all of it is slope."""
    goal, which = runs.objective, np.array([i])
    w, loss = (torch.tensor(runs.at_end(each)[which]) for each in (runs.w, runs.loss))
    bent = bends(goal, w)
    reference = _reference(runs, which, bent[0])
    lowest = float(bent[0][0, 0])
    if not float(bent[0].abs().amax()) > _BENT * float(reference):
        return False, False, lowest
    slack = ROUNDING * loss.abs() + SHARE_LOST * abs(runs.loss[i, 0] - loss)
    down, up = beside(goal, w, loss, bent, reference, slack)
    return bool(down), bool(up), lowest


@torch.no_grad()
def steepens(runs: Runs, i: int, place: Floats) -> bool:
    """Whether the straight way from the end of run i to ``place`` gets steeper than it begins: it
    leads off a saddle or a point of inflection, not only on and on towards a bound."""
    end = torch.tensor(runs.at_end(runs.w)[i])
    way = torch.tensor(place) - end
    share = torch.linspace(0, 1, _BETWEEN, dtype=way.dtype)[:, None]
    fall = -(runs.objective.gradient(end + share * way) @ way)
    return bool(fall.max() > _STEEPER * fall[0].abs())


def _found(runs: Runs, which: NDArray[np.int64], deep: bool) -> dict[str, Tensor]:
    goal = runs.objective
    ends, reach = torch.tensor(runs.at_end(runs.w)[which]), torch.tensor(runs.reach[which])
    start, highest = torch.tensor(runs.loss[which, 0]), torch.tensor(runs.highest[which])
    longest = torch.maximum(reach, 0.25 * width(goal).max())
    end = torch.tensor(runs.at_end(runs.loss)[which])
    fall = torch.where(start > end, start, highest) - end
    down = Down(goal, ends, fall, longest)
    reference = _reference(runs, which, down.values)
    lower, higher = down.around(goal, reference)
    minimum = down.stationary & ~lower & higher
    bottom = torch.where(minimum, down.loss, torch.nan)
    further = ~minimum & lower & down.stationary & deep
    if goal.constant_hessian is None and further.any():
        bottom[further] = _past_saddle(goal, down.w[further], fall[further], longest[further])
    lost = torch.tensor(runs.lowest[which]) < bottom - ROUNDING * bottom.abs()
    if deep and lost.any():
        w = torch.tensor(runs.w[which, runs.best[which]])[lost]
        bottom[lost] = _bottom(goal, w, fall[lost], longest[lost])
    return {
        "w": down.w,
        "loss": down.loss,
        "minimum": minimum,
        "smooth": down.smooth,
        "lower": lower | ~down.stationary,
        "higher": higher,
        "level": ~lower & ~higher,
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
    down = Down(goal, w, fall, longest)
    lower, higher = down.around(goal, down.values.abs().amax(-1))
    return torch.where(down.stationary & ~lower & higher, down.loss, torch.nan)


def _reference(runs: Runs, which: NDArray[np.int64], values: Tensor) -> Tensor:
    """The largest curvature at the place or at the start ``(n,)``, to compare others with."""
    starts = runs.w[which, 0]
    one = len(starts) > 1 and bool((starts == starts[0]).all())
    at_start = bends(runs.objective, torch.tensor(starts[:1] if one else starts))[0]
    return torch.maximum(values.abs().amax(-1), at_start.abs().amax(-1))


def _across(goal: Objective, down: Down, far: Tensor) -> Tensor:
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
