"""Read from theory and from comparisons: critical rates, condition numbers, who is first."""

from functools import lru_cache

from lrviz.analysis.comparison import ENTRANTS, Trial, shared_axis, trial
from lrviz.analysis.theory import curvature
from lrviz.lessons.readings.base import registry
from lrviz.lessons.readings.paths import steps_to
from lrviz.lessons.states import State, state

__all__ = ["READINGS"]


def critical(x: State) -> float:
    """2/λmax, beyond which plain descent on all the data diverges."""
    return curvature(x.objective).critical_lr


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
