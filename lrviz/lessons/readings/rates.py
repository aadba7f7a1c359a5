"""Read from theory and from comparisons: critical rates, condition numbers, who is first."""

from functools import lru_cache

import numpy as np
import torch

from lrviz.analysis.comparison import ENTRANTS, Trial, shared_axis, trial
from lrviz.analysis.minimum import newton_descent
from lrviz.analysis.theory import curvature
from lrviz.lessons.readings.base import registry
from lrviz.lessons.readings.paths import steps_to
from lrviz.lessons.states import State, state
from lrviz.objectives.base import Objective

__all__ = ["READINGS", "critical_place"]

_SAME_EDGE = 1e-9  # Edges that differ by less than this share are one.
_FLAT = 1e-12  # A direction counts as flat whose curvature is less than this share of the largest.


def critical(x: State) -> float:
    """2/λmax at the minimum that the run settles in, beyond which plain descent on all the data
    leaves it.

    Raises:
        ValueError: no minimum is known, or several of different curvature and the run settles in
            none of them.
    """
    objective = x.objective
    if objective.constant_hessian is not None:
        if not _bounded(objective):
            raise ValueError(f"{objective.name} has no minimum")
        return curvature(objective).critical_lr
    settled = _settled(x)
    edges = [curvature(objective, w).critical_lr for w in settled]
    if not edges or max(edges) > min(edges) * (1 + _SAME_EDGE):
        raise ValueError(f"{len(edges)} minima may be meant, of different curvature or none")
    return edges[0]


def critical_place(x: State) -> tuple[float, ...]:
    """The minimum whose edge ``critical`` is; () for a quadratic, whose edge is the same anywhere,
    and where several have the same."""
    settled = () if x.objective.constant_hessian is not None else _settled(x)
    return settled[0] if len(settled) == 1 else ()


def _bounded(objective: Objective) -> bool:
    """Whether a quadratic has a minimum, or a valley of them: it bends down along no direction,
    and slopes along none where it is flat."""
    if objective.minima:
        return True
    found = curvature(objective)
    largest = float(np.abs(found.eigenvalues).max())
    flat = found.eigenvalues <= _FLAT * largest
    slope = objective.gradient(torch.zeros(objective.dim, dtype=torch.float64)).numpy()
    along = np.abs(slope @ found.eigenvectors[:, flat])
    level = bool((along <= _FLAT * max(1.0, float(np.abs(slope).max()))).all())
    return level and bool((found.eigenvalues >= -_FLAT * largest).all())


def _settled(x: State) -> tuple[tuple[float, ...], ...]:
    """The minimum that the run settles in; all that are known where it settles in none."""
    known, said = x.objective.minima, x.diagnosis
    if not known or said.verdict != "converges":
        return known
    end = x.run.w[-1]
    if said.evidence["minimum_kind"] == "known":
        return (min(known, key=lambda each: float(np.linalg.norm(end - each))),)
    point = torch.tensor(end[None])
    bottom, _ = newton_descent(x.objective, point, x.objective.loss(point))
    return (tuple(bottom[0].tolist()),)


def condition(x: State) -> float:
    """λmax/λmin."""
    return curvature(x.objective).condition_number


def curvature_ratio(x: State, changes: str) -> float:
    """λmax with these changes over λmax without them."""
    return critical(x) / critical(x.other(changes))


def steps_ratio(x: State, share: float, changes: str) -> float:
    """How many times as many steps to a ``share`` of the gap this run takes as the changed one."""
    return steps_to(x, share) / steps_to(x.other(changes), share)


def steps_of(x: State, entrant: str) -> int:
    """The steps to converge of a rule at the best rate of the Compare page's own search.

    Raises:
        ValueError: it does not converge.
    """
    settled = _trial(x.page, x.query, entrant).lane.settled
    if settled is None:
        raise ValueError(f"{entrant} does not converge at {x.query}")
    return settled


@lru_cache(maxsize=32)
def _trial(page: str, query: str, entrant: str) -> Trial:
    x = state(page, query)
    settings = {k: v for k, v in x.arguments.items() if k in ("steps", "start", "gradient", "seed")}
    axis = shared_axis(x.objective, settings["start"])
    return trial(x.objective, ENTRANTS[entrant], axis, **settings)


READINGS = registry(critical, condition, curvature_ratio, steps_ratio, steps_of)
