"""Jobs on a Dask cluster: as many at a time as it has threads, through its own executor."""

import importlib
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from threading import Lock, Thread
from typing import Any
from uuid import uuid4

from lrviz.compute.in_worker import run
from lrviz.compute.workers import Worker

__all__ = ["ClusterWorker", "cluster_workers"]

BEGUN = "lrviz-begun"  # Under this name the scheduler hears which jobs have begun.
PATIENCE = "10s"  # A scheduler that has not answered by then is given up.
MOST = 256  # A cluster is asked at most so many questions at a time, however many threads it has.


class Cluster:
    """The scheduler at an address. A client that has lost it for longer than it tries to come back
    is followed by another: the scheduler may be begun again.

    Raises:
        ValueError: no Dask, or no scheduler there.
    """

    def __init__(self, address: str) -> None:
        self._address = address
        self._lock = Lock()
        self._client = _connected(address)
        self.threads = sum(self._client.nthreads().values())

    def executor(self) -> Executor:
        """Its executor as it is now; ValueError where no scheduler answers."""
        with self._lock:
            if self._client.status not in {"running", "connecting"}:
                self._client = _connected(self._address)
            executor: Executor = self._client.get_executor(pure=False)
            return executor

    def has_begun(self, number: str) -> bool:
        """Whether the scheduler has heard that this job has begun; so it is taken where none is
        there to ask."""
        try:
            heard = self._client.get_events(BEGUN) or ()
        except Exception:
            return True
        return any(said == number for _, said in heard)


class ClusterWorker(Worker):
    """One of as many jobs as the cluster runs at a time. It tells nothing before its answer."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._work: Future[Any] | None = None
        self._number, self._begun = "", True

    def start(
        self, job: Callable[..., Any], settings: tuple[Any, ...], told: bool, long: bool = False
    ) -> "Future[Any]":
        answer: Future[Any] = Future()
        self._number, self._begun = uuid4().hex, True
        # A scheduler that is away is waited for, by nobody who has other things to do.
        Thread(target=self._begin, args=(answer, job, settings, told), daemon=True).start()
        return answer

    def _begin(
        self, answer: "Future[Any]", job: Callable[..., Any], settings: tuple[Any, ...], told: bool
    ) -> None:
        try:
            tell = _untold if told else None
            work = self._cluster.executor().submit(_run_there, self._number, job, settings, tell)
        except Exception as error:
            answer.set_exception(BrokenExecutor(str(error)))
            return
        self._work = work
        work.add_done_callback(lambda work: self._ended(work, answer))

    def _ended(self, work: "Future[Any]", answer: "Future[Any]") -> None:
        if not _took_workers(work):
            _hand_on(work, answer)
            return

        def look() -> None:
            self._begun = self._cluster.has_begun(self._number)
            _hand_on(work, answer)

        Thread(target=look, daemon=True).start()  # the thread that hears of it cannot ask

    def has_begun(self) -> bool:
        """Workers that are gone take with them what waits for them, too."""
        return self._begun

    def heard(self) -> tuple[float, float] | None:
        return None

    def end_early(self) -> None:
        """It is not heard there: the job goes on to its end."""

    def give_up(self) -> None:
        if self._work is not None:
            self._work.cancel()

    def kill(self) -> None:
        self.give_up()

    def renew(self) -> None:
        """The cluster is asked for its executor each time."""

    def close(self) -> None:
        self.give_up()


def cluster_workers(address: str, count: int | None = None) -> list[Worker]:
    """``count`` workers on the cluster whose scheduler is at ``address``, one for each of its
    threads where none is said.

    Raises:
        ValueError: no Dask, or no scheduler there.
    """
    cluster = Cluster(address)
    most = count or max(1, min(cluster.threads, MOST))
    return [ClusterWorker(cluster) for _ in range(most)]


def _connected(address: str) -> Any:
    """A client that has found its scheduler."""
    try:
        distributed: Any = importlib.import_module("distributed")
        return distributed.Client(address, timeout=PATIENCE, set_as_default=False)
    except ImportError:
        raise ValueError("a Dask cluster needs the extra: pip install 'lrviz[cluster]'") from None
    except (OSError, ValueError) as error:
        raise ValueError(f"no Dask scheduler answers at {address}: {error}") from None


def _run_there(
    number: str,
    job: Callable[..., Any],
    settings: tuple[Any, ...],
    tell: Callable[[float, float], bool] | None,
) -> Any:
    """``run`` on a worker of the cluster, whose scheduler hears first that the job has begun."""
    distributed: Any = importlib.import_module("distributed")
    worker = distributed.get_worker()
    distributed.utils.sync(worker.loop, worker.scheduler.log_event, topic=BEGUN, msg=number)
    return run(job, settings, tell)


def _untold(_done: float, _whole: float) -> bool:
    return True


def _took_workers(work: "Future[Any]") -> bool:
    """Whether a job has ended because the workers that had it are gone."""
    error = None if work.cancelled() else work.exception()
    return type(error).__name__ == "KilledWorker"


def _hand_on(work: "Future[Any]", answer: "Future[Any]") -> None:
    """What the cluster answers; that it has lost the job, as an executor says that it is broken."""
    if not answer.set_running_or_notify_cancel():
        return
    error = BrokenExecutor() if work.cancelled() else work.exception()
    if error is None:
        answer.set_result(work.result())
    elif type(error).__module__.partition(".")[0] == "distributed":
        answer.set_exception(BrokenExecutor(str(error)))
    else:
        answer.set_exception(error)
