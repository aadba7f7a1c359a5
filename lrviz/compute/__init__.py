"""Where a question that costs more than a few milliseconds is answered, and in which order.

A question is a pure job of its settings, so any process may answer it: a thread of this one, as
in tests and on the command line; worker processes; or a cluster. ``submit`` is the one way in.
"""

from collections.abc import Callable, Hashable, Mapping
from concurrent.futures import Future
from threading import Lock
from typing import Any

from lrviz.compute.error import JobError
from lrviz.compute.job_queue import JobQueue, Progress
from lrviz.compute.workers import ThreadWorker

__all__ = ["JobError", "close", "figures", "place", "submit", "use"]

_lock = Lock()
_queues: list[JobQueue] = []  # at most one


def submit(
    job: Callable[..., Any],
    *settings: Hashable,
    visitor: Hashable = None,
    long: bool = False,
    progress: Progress | None = None,
    keep: bool = True,
    since: float | None = None,
) -> "Future[Any]":
    """The answer to come of ``job(*settings)``.

    The future stays pending until its answer is there, so that ``cancel`` works while the job
    waits and while it runs: a job that nobody waits for any more is ended where it next tells
    its progress.

    Args:
        job: a function of a module, which any process can import.
        settings: what it depends on, all of it; equal questions share one job and its answer,
            which nobody may change.
        visitor: who asks. A visitor's older question that has no answer yet is cancelled.
        long: whether it takes seconds: such a job leaves a worker to the others.
        progress: hears ``(done, whole)`` now and then, in a thread of its own. The job is called
            with a ``progress=`` of its own to tell; where all who ask return False, that returns
            False, and the job answers with what it has.
        keep: whether the answer is worth keeping, within a bound, where it knows its size.
        since: by ``time.monotonic``, when the visitor began to wait, where that was before: a
            question that follows from another stands where that one stood.

    Raises (from the future):
        JobError: no worker could answer; anything else is the job's own.
    """
    return _current().submit(
        job, settings, visitor=visitor, long=long, progress=progress, keep=keep, since=since
    )


def place(answer: "Future[Any]") -> int:
    """How many questions are to begin before the one of ``answer``, it included; 0 once begun."""
    return _current().place(answer)


def figures() -> Mapping[str, float]:
    """Numbers for whoever runs the server: what waits, runs, was answered, and how fast."""
    return _current().figures()


def use(queue: JobQueue) -> None:
    """Answer by the workers of ``queue`` from now on; those before it are let go."""
    _replace(queue, 0)


def close(patience: float = 0) -> None:
    """Let go of the workers: what runs has ``patience`` seconds left, what waits is cancelled."""
    _replace(None, patience)


def _replace(queue: JobQueue | None, patience: float) -> None:
    with _lock:
        before = _queues.copy()
        _queues[:] = [] if queue is None else [queue]
    for each in before:
        each.close(patience)


def _current() -> JobQueue:
    with _lock:
        if not _queues:
            _queues.append(JobQueue([ThreadWorker()]))
        return _queues[0]
