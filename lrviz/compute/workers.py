"""Who runs jobs, one at a time each: a thread of this process, or a process of its own."""

import multiprocessing
import os
import signal
from abc import ABC, abstractmethod
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import suppress
from functools import cache
from multiprocessing import spawn
from multiprocessing.context import BaseContext
from typing import Any

from lrviz.compute import in_worker
from lrviz.compute.in_worker import run
from lrviz.compute.signals import Signals

__all__ = ["ProcessWorker", "ThreadWorker", "Worker", "worker_context"]

ENGINE = ("torch", "sympy", "lrviz")  # They are loaded before workers are forked.


class Worker(ABC):
    """Runs one job at a time on an executor."""

    @abstractmethod
    def start(
        self, job: Callable[..., Any], settings: tuple[Any, ...], told: bool, long: bool = False
    ) -> "Future[Any]":
        """Begin ``job(*settings)``, with a ``progress=`` of its own where it is ``told``; a
        ``long`` one gives way to the others.
        """

    @abstractmethod
    def heard(self) -> tuple[float, float] | None:
        """How far the job is, where it has told."""

    def has_begun(self) -> bool:
        """Whether the job it was last given has begun, as far as that is known."""
        return True

    @abstractmethod
    def end_early(self) -> None:
        """The job is to answer with what it has."""

    @abstractmethod
    def give_up(self) -> None:
        """The job is to end when it next tells its progress."""

    @abstractmethod
    def kill(self) -> None:
        """End whatever runs, at once, where that is possible."""

    @abstractmethod
    def renew(self) -> None:
        """After its executor has broken: the next job has a new one."""

    @abstractmethod
    def close(self) -> None:
        """No job comes any more."""


class _LocalWorker(Worker):
    """A worker of this machine, whose signals are numbers in memory."""

    executor: Executor
    signals: Signals

    def heard(self) -> tuple[float, float] | None:
        return self.signals.heard()

    def end_early(self) -> None:
        self.signals.end_early()

    def give_up(self) -> None:
        self.signals.give_up()

    def close(self) -> None:
        self.executor.shutdown(wait=False, cancel_futures=True)


class ThreadWorker(_LocalWorker):
    """A thread of this process."""

    def __init__(self) -> None:
        self.executor = ThreadPoolExecutor(1, thread_name_prefix="compute")
        self.signals = Signals([0.0] * Signals.SIZE)

    def start(
        self, job: Callable[..., Any], settings: tuple[Any, ...], told: bool, long: bool = False
    ) -> "Future[Any]":
        self.signals.clear()
        tell = self.signals.tell if told else None
        return self.executor.submit(run, job, settings, tell)

    def kill(self) -> None:
        """A thread ends by itself alone."""

    def renew(self) -> None:
        """A thread does not break."""


class ProcessWorker(_LocalWorker):
    """A process of its own. An executor of one process, so that it is known which job it was
    that took a process with it.

    ``modules``: what all workers have loaded before they begin, sharing its memory.
    """

    def __init__(self, modules: tuple[str, ...] = ()) -> None:
        self._context = worker_context(modules)
        self.signals = Signals(self._context.RawArray("d", Signals.SIZE))
        self.renew()

    def start(
        self, job: Callable[..., Any], settings: tuple[Any, ...], told: bool, long: bool = False
    ) -> "Future[Any]":
        self.signals.clear()
        return self.executor.submit(in_worker.run_here, job, settings, told, long)

    def has_begun(self) -> bool:
        return self.signals.begun

    def kill(self) -> None:
        if self.signals.process:
            with suppress(ProcessLookupError):
                os.kill(self.signals.process, getattr(signal, "SIGKILL", signal.SIGTERM))

    def renew(self) -> None:
        self.signals.process = 0
        self.executor = ProcessPoolExecutor(
            1, mp_context=self._context, initializer=in_worker.begin, initargs=(self.signals,)
        )

    def close(self) -> None:
        super().close()
        self.kill()


@cache
def worker_context(modules: tuple[str, ...] = ()) -> BaseContext:
    """How workers start: forked from a clean process that has loaded the engine, where there is
    such. A plain fork would copy torch's threads as they stand, and their locks.
    """
    setattr(spawn, "get_preparation_data", _without_main(spawn.get_preparation_data))  # noqa: B010
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([*ENGINE, *modules, "lrviz.compute.freeze"])
    return context


def _without_main(prepared: Callable[[str], dict[str, Any]]) -> Callable[[str], dict[str, Any]]:
    """A process that is started imports the program again that started it. No job is in it, and
    within a visit Streamlit passes off a page's script as the program.
    """

    def prepare(name: str) -> dict[str, Any]:
        return {k: v for k, v in prepared(name).items() if not k.startswith("init_main")}

    return prepare
