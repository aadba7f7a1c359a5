"""Jobs on a Dask cluster: as many at a time as it has threads, through its own executor."""

import importlib
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Future
from typing import Any

from lrviz.compute.in_worker import run
from lrviz.compute.workers import Worker

__all__ = ["ClusterWorker", "cluster_workers"]

PATIENCE = "10s"  # until a scheduler that does not answer is given up
MOST = 256


class ClusterWorker(Worker):
    """One of as many jobs as the cluster runs at a time. It tells nothing before its answer."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._work: Future[Any] | None = None
        self.renew()

    def start(
        self, job: Callable[..., Any], settings: tuple[Any, ...], told: bool, long: bool = False
    ) -> "Future[Any]":
        answer: Future[Any] = Future()
        self._work = self._executor.submit(run, job, settings, _untold if told else None)
        self._work.add_done_callback(lambda work: _hand_on(work, answer))
        return answer

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
        self._executor = self._client.get_executor(pure=False)

    def close(self) -> None:
        self.give_up()


def cluster_workers(address: str) -> list[Worker]:
    """A worker for each thread of the cluster whose scheduler is at ``address``.

    Raises:
        ValueError: no Dask, or no scheduler there.
    """
    try:
        distributed: Any = importlib.import_module("distributed")
        client = distributed.Client(address, timeout=PATIENCE, set_as_default=False)
    except ImportError:
        raise ValueError("a Dask cluster needs the extra: pip install 'lrviz[cluster]'") from None
    except (OSError, ValueError) as error:
        raise ValueError(f"no Dask scheduler answers at {address}: {error}") from None
    threads = sum(client.nthreads().values())
    return [ClusterWorker(client) for _ in range(max(1, min(threads, MOST)))]


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
