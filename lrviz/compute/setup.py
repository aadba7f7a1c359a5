"""The workers that the environment asks for."""

import os
from collections.abc import Mapping

from lrviz.compute.cluster import cluster_workers
from lrviz.compute.job_queue import JobQueue
from lrviz.compute.workers import ProcessWorker, ThreadWorker, Worker

__all__ = ["SCHEDULER", "WORKERS", "started"]

# Worker processes, 0 for a thread of the server itself; with a cluster, how many questions it is
# asked at a time.
WORKERS = "LRVIZ_WORKERS"
SCHEDULER = "LRVIZ_SCHEDULER"  # The address of a Dask scheduler, tcp://….
MOST = 61  # Windows can wait for no more processes at once.


def started(environment: Mapping[str, str], modules: tuple[str, ...] = ()) -> JobQueue:
    """A queue for the workers that ``environment`` names: a cluster; or as many processes as
    cores, unless it says otherwise, each with ``modules`` loaded. One begins only while long jobs
    hold all the others.

    Raises:
        ValueError: what is no number of workers, or a cluster that is not there.
    """
    if address := environment.get(SCHEDULER, "").strip():
        said = environment.get(WORKERS, "").strip()
        found = cluster_workers(address, _count(said) if said else None)
        return JobQueue(found, spare=1 if len(found) > 1 else 0)
    count = _count(environment.get(WORKERS, ""))
    if not count:
        return JobQueue([ThreadWorker()])
    workers: list[Worker] = [ProcessWorker(modules) for _ in range(count + 1)]
    for worker in workers:
        worker.start(os.getpid, (), False)  # which starts its process
    return JobQueue(workers, spare=1)


def _count(given: str) -> int:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    if not given.strip():
        return min(cores or 1, MOST)
    if not given.strip().isdecimal() or int(given) > MOST:
        raise ValueError(f"`{WORKERS}` must be a whole number, 0 to {MOST}; got {given!r}")
    return int(given)
