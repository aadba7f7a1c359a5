"""Jobs on a Dask cluster: as many at a time as it has threads, through its own executor."""

import importlib
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from threading import Lock, Thread
from typing import Any

from lrviz.compute.in_worker import run
from lrviz.compute.workers import Worker

__all__ = ["ClusterWorker", "cluster_workers"]

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


class ClusterWorker(Worker):
    """One of as many jobs as the cluster runs at a time. It tells nothing before its answer."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._work: Future[Any] | None = None

    def start(
        self, job: Callable[..., Any], settings: tuple[Any, ...], told: bool, long: bool = False
    ) -> "Future[Any]":
        answer: Future[Any] = Future()
        # A scheduler that is away is waited for, by nobody who has other things to do.
        Thread(target=self._begin, args=(answer, job, settings, told), daemon=True).start()
        return answer

    def _begin(
        self, answer: "Future[Any]", job: Callable[..., Any], settings: tuple[Any, ...], told: bool
    ) -> None:
        try:
            work = self._cluster.executor().submit(run, job, settings, _untold if told else None)
        except Exception as error:
            answer.set_exception(BrokenExecutor(str(error)))
            return
        self._work = work
        work.add_done_callback(lambda work: _hand_on(work, answer))

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


def _untold(_done: float, _whole: float) -> bool:
    return True


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
