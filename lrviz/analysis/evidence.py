"""The figures a verdict rests on, for a whole sweep at once."""

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lrviz.analysis import motion
from lrviz.analysis.ending import endings
from lrviz.analysis.floor import CONVERGED_GAP, floor_of, gaps, levels, slack_of
from lrviz.analysis.noise import still_falls
from lrviz.analysis.rest import at_rest
from lrviz.analysis.runs import Bools, Floats, Ints, Runs
from lrviz.descent.threads import few_threads
from lrviz.descent.trajectory import Sweep, Trajectory

__all__ = ["CONVERGED_GAP", "Evidence"]

Objects = NDArray[np.object_]


class Evidence:
    """What is found for all the runs of a record together; see Diagnosis.evidence.

    Attributes:
        runs: the record as a batch.
        ends: the word and case of each run that met a value that is not finite.
        falls: which runs fall without end along their last move ``(R,)``.
        floor: what each comes down to.
        rests: which are at rest ``(R,)``.
        above: which ended above their start ``(R,)``.
        pulled: which decay draws towards 0 over their last half ``(R,)``.
        grows: which of those grow for good ``(R,)``.
    """

    @np.errstate(all="ignore")
    def __init__(self, record: Trajectory | Sweep, *, deep: bool = True) -> None:
        self.runs = Runs(record)
        with few_threads(record.objective):
            self._find(deep)

    def _find(self, deep: bool) -> None:
        runs = self.runs
        self.ends = endings(runs)
        self.falls = motion.falling(runs, ~runs.blown)
        self.floor = floor_of(runs, self.falls, deep=deep)
        self.rests = at_rest(runs, self.floor.flat)
        self.bound = motion.critical(runs)
        start, end = runs.loss[:, 0], runs.at_end(runs.loss)
        self.above: Bools = ~runs.blown & (end > start + slack_of(runs, start, self.floor.bottom))
        far = runs.distances
        nearer = runs.at_end(far) < far[runs.run, runs.last // 2]
        self.pulled: Bools = nearer & (runs.hyperparameter("weight_decay") > 0)
        moving = ~self.rests & ~self.floor.there & ~self.falls
        self.grows = motion.growing(runs, self.above & moving & ~self.pulled, self.bound)

    @cached_property
    @np.errstate(all="ignore")
    def figures(self) -> dict[str, list[Any]]:
        """What Diagnosis.evidence holds, one list per figure."""
        with few_threads(self.runs.objective):
            return {**self._of_the_path(), **self._of_the_floor()}

    @cached_property
    def turning(self) -> Floats:
        """The share of late moves that turn back ``(R,)``."""
        return motion.reversals(self.runs)

    @cached_property
    def upturns(self) -> Ints:
        """How often the loss turned upward late ``(R,)``."""
        return motion.upturns(self.runs)

    @cached_property
    def rises(self) -> Floats:
        """On which share of the late steps the loss rose ``(R,)``."""
        return motion.rises(self.runs)

    def of_run(self, i: int) -> dict[str, Any]:
        """The figures of run i as plain Python values."""
        return dict(zip(self.figures, self._rows[i], strict=True))

    @cached_property
    def _rows(self) -> list[tuple[Any, ...]]:
        return list(zip(*self.figures.values(), strict=True))

    def _of_the_path(self) -> dict[str, list[Any]]:
        runs = self.runs
        largest = runs.steepest
        zigzag = (self.turning > motion.MANY_REVERSALS) & (not runs.minibatch)  # which is noise
        return {
            "steps": runs.last.tolist(),
            "loss_start": runs.loss[:, 0].tolist(),
            "loss_end": runs.at_end(runs.loss).tolist(),
            "reversals": self.turning.tolist(),
            "zigzag": zigzag.tolist(),
            "upturns": self.upturns.tolist(),
            "rises": self.rises.tolist(),
            "grad_ratio": np.where(largest > 0, runs.at_end(runs.slope) / largest, 0.0).tolist(),
            "blow_up": self._blow_up(),
        }

    def _blow_up(self) -> list[int | None]:
        """The first row that is not finite, where there is one: the start, or after the last."""
        runs = self.runs
        begun = np.isfinite(runs.at_end(runs.loss)) & np.isfinite(runs.at_end(runs.grad)).all(-1)
        rows = (runs.last + begun).tolist()
        return [row if over else None for row, over in zip(rows, runs.blown, strict=True)]

    def _of_the_floor(self) -> dict[str, list[Any]]:
        runs, floor = self.runs, self.floor
        found = levels(runs, floor, (self.rests | floor.there) & ~runs.blown)
        minimum = np.array([each.loss for each in found])
        none = np.isnan(minimum)
        left = gaps(runs, floor, minimum)
        kinds = [each.kind for each in found]
        falling: Objects = np.full(len(minimum), None)
        if runs.minibatch:
            enough = np.where(none, -np.inf, left["enough"])
            gap = np.where(none[:, None], runs.loss, runs.loss - minimum[:, None])
            falling[:] = [still_falls(gap[i, : runs.last[i] + 1], enough[i]) for i in runs.run]
        return {
            "minimum_loss": _or_none(minimum, ~none),
            "minimum_kind": kinds,
            "lowest_known": [each.lowest for each in found],
            "estimate": [kind not in ("known", "none") for kind in kinds],
            "probed": [kind == "probed" for kind in kinds],
            **{name: _or_none(left[name], ~none) for name in ("gap_start", "gap_end", "gap_ratio")},
            "way_left": _or_none(left["way_left"], ~none & ~np.isnan(left["way_left"])),
            "settled": _or_none(left["settled"], ~none & (left["settled"] >= 0)),
            "falling": falling.tolist(),
        }


def _or_none(values: NDArray[Any], where: Bools) -> list[Any]:
    pairs = zip(values.tolist(), where.tolist(), strict=True)
    return [value if there else None for value, there in pairs]
