"""L*: the minimum loss of each run, known, found from it, or none; and what is left above it."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from lrviz.analysis.krylov import extreme_eigenvalues
from lrviz.analysis.minimum import MANY, polished_loss
from lrviz.analysis.places import Places, places
from lrviz.analysis.rest import negligible
from lrviz.analysis.runs import ROUNDING, STILL, Runs
from lrviz.analysis.survey import lowest_known
from lrviz.objectives.base import Objective

__all__ = [
    "CONVERGED_GAP",
    "Level",
    "LossFloor",
    "floor_of",
    "gaps",
    "levels",
    "lowest_curvature",
    "slack_of",
]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

# A run is there only where no more than this share of the gap at the start is left.
CONVERGED_GAP = 1e-3
# A run is there only where no more than this share of the distance at the start is left.
CONVERGED_WAY = 0.05
# A place is this one's within these shares of the largest distance and of the domain's width.
_NEAR = (0.05, 0.01)
_ROUNDED = 1e-10  # A place nearer than this share of the domain's width has a gradient of rounding.
# Two minima are as low as each other that differ by less than this share of the losses.
_SAME = 1e-9
# A place is flat with less than this share of the curvature where the gradient was largest.
_FLAT_CURVATURE = 1e-4


@dataclass(frozen=True, kw_only=True, eq=False)
class LossFloor:
    """What each run comes down to, one entry per run.

    Attributes:
        known: whether the objective's own minimum holds: the run never got below it.
        bottom: the lowest minimum known or found; NaN where there is none.
        place: where Newton's steps lead from the end; None for losses of too many parameters.
        flat: whether the gradient at the end is negligible.
        there: whether the run is within a thousandth of the first gap, and of its minimum.
        near: whether the place is where the run ends.
        way: the distance to the place at every row ``(R, k+1)``; None without places.
    """

    known: Bools
    bottom: Floats
    place: Places | None
    flat: Bools
    there: Bools
    near: Bools
    way: Floats | None


def searched(objective: Objective) -> bool:
    """Whether a Hessian would cost too much, so that L-BFGS searches instead."""
    return objective.dim > MANY or bool(objective.probes)


def slack_of(runs: Runs, loss: Floats, minimum: Floats | float) -> Floats:
    """By how much losses may differ that ought to be equal.

    At the least, twice what the loss at a known minimiser differs from the known minimum.
    """
    slack = ROUNDING * np.maximum(np.abs(loss), np.nan_to_num(np.abs(minimum)))
    return np.asarray(np.maximum(slack, 2 * runs.missed))


def floor_of(runs: Runs, falls: Bools, *, deep: bool = True) -> LossFloor:
    """The floor of every run; the runs that fall without end have none. Without ``deep`` its
    ``bottom`` may be missing."""
    known = _knows(runs)
    wanted = ~runs.blown & ~falls
    if searched(runs.objective):
        return _searched(runs, known, wanted)
    place = places(runs, wanted, deep=deep)
    return _placed(runs, known, place)


def _knows(runs: Runs) -> Bools:
    known = runs.objective.minimum_loss
    if known is None:
        return np.zeros(len(runs.last), dtype=bool)
    return np.asarray(runs.lowest >= known - slack_of(runs, runs.lowest, known))


def _placed(runs: Runs, known: Bools, place: Places) -> LossFloor:
    way = place.distance(runs.w)
    end, start = runs.at_end(way), way[:, 0]
    width = max(high - low for low, high in runs.objective.domain)
    low = _low(runs, place.loss)
    bent = np.maximum(np.abs(place.curvature), np.abs(place.lowest_curvature))
    rounding = runs.at_end(runs.slope) <= 10 * bent * _ROUNDED * width
    flat = negligible(runs) | (place.smooth & low & rounding & (end <= _ROUNDED * width))
    here = np.maximum(runs.at_end(runs.distances), runs.distances[:, 0])
    close = end <= CONVERGED_WAY * start + STILL * here
    there = place.minimum & close & low
    near = end <= np.maximum(_NEAR[0] * np.minimum(runs.reach, width), _NEAR[1] * width)
    goal = runs.objective.minimum_loss
    bottom = np.where(known, np.nan if goal is None else goal, place.bottom)
    return LossFloor(
        known=known, bottom=bottom, place=place, flat=flat, there=there, near=near, way=way
    )


def _searched(runs: Runs, known: Bools, wanted: Bools) -> LossFloor:
    """Losses of many parameters: the loss alone decides, for their minima are no points."""
    goal = runs.objective.minimum_loss
    bottom = np.full(len(runs.last), np.nan if goal is None else goal)
    asked = wanted & ~known & (runs.objective.infimum is None)
    bottom[~known & ~asked] = np.nan
    if asked.any():
        points = torch.tensor(runs.w[runs.run, runs.best][asked])
        bottom[asked] = polished_loss(runs.objective, points).numpy()
    flat = negligible(runs)
    there = ~np.isnan(bottom) & _low(runs, bottom)
    return LossFloor(
        known=known, bottom=bottom, place=None, flat=flat, there=there & wanted,
        near=np.ones(len(bottom), bool), way=None,
    )  # fmt: skip


def first_gap(runs: Runs, minimum: Floats) -> Floats:
    """The gap at the start, or the largest on the way where that one is not positive ``(R,)``."""
    start = runs.loss[:, 0] - minimum
    largest = runs.highest - minimum
    return np.where(start > slack_of(runs, runs.loss[:, 0], minimum), start, largest)


def _low(runs: Runs, minimum: Floats) -> Bools:
    slack = slack_of(runs, runs.loss[:, 0], minimum)
    gap = runs.at_end(runs.loss) - minimum
    return np.asarray(gap <= CONVERGED_GAP * np.maximum(first_gap(runs, minimum), 0) + slack)


def same(a: float, b: float, gap: float) -> bool:
    """Whether two minima are as low as each other, beside the losses on the way."""
    return abs(a - b) <= _SAME * (abs(a) + abs(b) + abs(gap))


@dataclass(frozen=True, kw_only=True)
class Level:
    """L* of one run: its loss (NaN without one), how it is known, and the lowest known."""

    loss: float
    kind: str
    lowest: float | None


def levels(runs: Runs, floor: LossFloor, resting: Bools) -> list[Level]:
    """L* of every run: the one known or found, or a local one where the run rests in it."""
    return [_level(runs, floor, int(i), bool(resting[i])) for i in runs.run]


def _level(runs: Runs, floor: LossFloor, i: int, resting: bool) -> Level:
    bottom, goal, place = float(floor.bottom[i]), runs.objective, floor.place
    found = "probed" if goal.probes else "found"
    lowest = [goal.minimum_loss if floor.known[i] else bottom]
    if runs.blown[i] or place is None or not (resting and place.minimum[i] and floor.near[i]):
        kind = "none" if np.isnan(bottom) else "known" if floor.known[i] else found
        return Level(loss=bottom, kind=kind, lowest=_least(lowest))
    here = float(place.loss[i])
    if not floor.known[i]:
        lowest += [here, lowest_known(goal)]
    least = _least(lowest)
    assert least is not None
    if least < here and not same(here, least, runs.loss[i, 0] - least):
        return Level(loss=here, kind="local", lowest=least)
    return Level(loss=bottom if floor.known[i] else here, kind="known" if floor.known[i] else found,
                 lowest=least)  # fmt: skip


def _least(losses: list[float | None]) -> float | None:
    return min((each for each in losses if each is not None and np.isfinite(each)), default=None)


def gaps(runs: Runs, floor: LossFloor, minimum: Floats) -> dict[str, NDArray[Any]]:
    """What is left above ``minimum`` ``(R,)``, and of the way there, and since when so little."""
    gap = runs.loss - minimum[:, None]
    first, slack = first_gap(runs, minimum), slack_of(runs, runs.loss[:, 0], minimum)
    end = runs.at_end(gap)
    enough = CONVERGED_GAP * np.maximum(first, 0) + slack
    outside = gap > enough[:, None]
    left = np.full(len(end), np.nan)
    if floor.way is not None and floor.place is not None:
        start = floor.way[:, :1]
        far = floor.way > CONVERGED_WAY * start + STILL * runs.distances
        outside = outside | (far & floor.place.minimum[:, None])
        left = np.where(start[:, 0] > 0, runs.at_end(floor.way) / start[:, 0], np.nan)
        left = np.where(floor.place.minimum, left, np.nan)
    outside &= runs.row <= runs.last[:, None]
    since = np.where(outside.any(1), runs.row[-1] - outside[:, ::-1].argmax(1) + 1, 0)
    above = np.maximum(end, 0.0)  # below a known minimum a loss is but by rounding
    ratio = np.where(first > slack, above / first, np.where(end > slack, np.inf, 0.0))
    return {
        "gap_start": gap[:, 0], "gap_end": end, "gap_ratio": ratio, "way_left": left,
        "settled": np.where(since <= runs.last, since, -1), "enough": enough,
    }  # fmt: skip


def lowest_curvature(runs: Runs, i: int) -> float:
    """The smallest Hessian eigenvalue at the end of run i; 0 where the loss bends next to
    nothing, compared with where its gradient was largest."""
    steepest = runs.slope[i, : runs.last[i] + 1].argmax()
    end, before = (
        np.array(extreme_eigenvalues(runs.objective, torch.tensor(runs.w[i, row])))
        for row in (runs.last[i], steepest)
    )
    largest = np.nanmax(np.abs([*before, *end]), initial=0.0)
    flat = not abs(end[0]) > _FLAT_CURVATURE * largest
    return 0.0 if flat else float(end[0])
