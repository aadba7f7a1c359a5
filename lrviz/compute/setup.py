"""The workers that the environment asks for."""

import os
from collections.abc import Mapping

from lrviz.compute import asked
from lrviz.compute.cluster import cluster_workers
from lrviz.compute.job_queue import JobQueue
from lrviz.compute.workers import ProcessWorker, ThreadWorker, Worker

__all__ = ["started"]


def started(environment: Mapping[str, str], modules: tuple[str, ...] = ()) -> JobQueue:
    """A queue for the workers that ``environment`` names: a cluster; or as many processes as
    cores, unless it says otherwise, each with ``modules`` loaded. One begins only while long jobs
    hold all the others.

    Raises:
        ValueError: what is no number of workers, or a cluster that is not there.
    """
    if address := asked.scheduler(environment):
        found = cluster_workers(address, asked.count(environment))
        return JobQueue(found, spare=1 if len(found) > 1 else 0)
    many = asked.processes(environment)
    if not many:
        return JobQueue([ThreadWorker()])
    workers: list[Worker] = [ProcessWorker(modules) for _ in range(many + 1)]
    for worker in workers:
        worker.start(os.getpid, (), False)  # which starts its process
    return JobQueue(workers, spare=1)
