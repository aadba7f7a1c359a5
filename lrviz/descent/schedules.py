"""The registry of learning-rate schedules."""

from collections.abc import Mapping
from types import MappingProxyType

from lrviz.descent.rates.base import Schedule
from lrviz.descent.rates.curves import (
    CONSTANT,
    COSINE,
    EXPONENTIAL,
    INVERSE_TIME,
    POLYNOMIAL,
    STEP,
    WARMUP_COSINE,
)
from lrviz.descent.rates.one_cycle import ONE_CYCLE
from lrviz.descent.rates.plateau import REDUCE_ON_PLATEAU

__all__ = ["SCHEDULES", "Schedule", "resolve_schedule"]

_ALL = (
    CONSTANT,
    STEP,
    EXPONENTIAL,
    INVERSE_TIME,
    POLYNOMIAL,
    COSINE,
    WARMUP_COSINE,
    ONE_CYCLE,
    REDUCE_ON_PLATEAU,
)

SCHEDULES: Mapping[str, Schedule] = MappingProxyType({each.name: each for each in _ALL})


def resolve_schedule(schedule: str | Schedule | None) -> Schedule:
    """The schedule meant: None is a constant rate, a name is looked up.

    Raises:
        ValueError: a name that is not in SCHEDULES.

    >>> resolve_schedule("exponential").bind(gamma=0.5).factors(3).tolist()
    [1.0, 0.5, 0.25]
    """
    if schedule is None:
        return CONSTANT
    if isinstance(schedule, Schedule):
        return schedule
    if not isinstance(schedule, str) or schedule not in SCHEDULES:
        raise ValueError(f"`schedule` must be one of {', '.join(SCHEDULES)}; got {schedule!r}")
    return SCHEDULES[schedule]
