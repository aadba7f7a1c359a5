"""What runs in a worker: a job, told of by its signals."""

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import torch

from lrviz.compute.memory import give_back
from lrviz.compute.signals import Signals

__all__ = ["begin", "run", "run_here"]

LOW = 5  # This niceness gives a thread a third of what others have who want the same core.
_shared: list[Signals] = []  # of this process; `begin` brings them


def begin(signals: Signals) -> None:
    """Make a process ready for its jobs."""
    _shared[:] = [signals]
    signals.process = os.getpid()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the one that asks
    torch.set_num_threads(1)  # more only hurt at these sizes, and its fellows have the other cores
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with suppress(OSError):  # where memory runs out, a worker goes before the server
        Path("/proc/self/oom_score_adj").write_text("500")


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def run(
    job: Callable[..., Any], settings: tuple[Any, ...], tell: Callable[[float, float], bool] | None
) -> Any:
    """What the job answers."""
    return job(*settings) if tell is None else job(*settings, progress=tell)


def run_here(
    job: Callable[..., Any], settings: tuple[Any, ...], told: bool, long: bool = False
) -> Any:
    """``run`` in a process of its own; a ``long`` job leaves the cores to whoever else wants one.

    Linux has a priority for each thread. What a thread has given up it has no right to take
    back, so the thread is the job's own.
    """
    _shared[0].begin()
    tell = _shared[0].tell if told else None
    if not long or sys.platform != "linux":
        return run(job, settings, tell)
    try:
        with ThreadPoolExecutor(1, initializer=_give_way) as thread:
            return thread.submit(run, job, settings, tell).result()
    finally:
        give_back()


def _give_way() -> None:
    os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), LOW)
