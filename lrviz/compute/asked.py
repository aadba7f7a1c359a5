"""What the environment asks of the workers. The front door reads this file before anything of
lrviz is loaded: it has no import of lrviz."""

import os
from collections.abc import Mapping

__all__ = ["MOST", "SCHEDULER", "WORKERS", "count", "processes", "scheduler"]

# Worker processes, 0 for a thread of the server itself; with a cluster, how many questions it is
# asked at a time.
WORKERS = "LRVIZ_WORKERS"
SCHEDULER = "LRVIZ_SCHEDULER"  # The address of a Dask scheduler, tcp://….
MOST = 61  # Windows can wait for no more processes at once.


def scheduler(environment: Mapping[str, str]) -> str:
    """The address of the cluster that is asked for; "" for none."""
    return environment.get(SCHEDULER, "").strip()


def count(environment: Mapping[str, str]) -> int | None:
    """The number of workers that is asked for; None where none is named.

    Raises:
        ValueError: what is no number of workers.
    """
    given = environment.get(WORKERS, "")
    if not given.strip():
        return None
    if not given.strip().isdecimal() or int(given) > MOST:
        raise ValueError(f"`{WORKERS}` must be a whole number, 0 to {MOST}; got {given!r}")
    return int(given)


def processes(environment: Mapping[str, str]) -> int:
    """How many worker processes this machine is to have.

    Raises:
        ValueError: what is no number of workers.
    """
    if scheduler(environment):
        return 0
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    asked = count(environment)
    return min(cores or 1, MOST) if asked is None else asked
