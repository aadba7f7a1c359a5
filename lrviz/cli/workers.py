"""Who runs the parts of a sweep: this process, workers of its own, or a cluster."""

import importlib
import multiprocessing
import signal
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.context import BaseContext
from typing import Any

from lrviz.cli.arguments import CommandError, Found, Option
from lrviz.settings.fields import whole
from lrviz.text.notices import shown

__all__ = ["OPTIONS", "executor_of"]

OPTIONS = (Option("--workers", "NUMBER"), Option("--scheduler", "ADDRESS"))
MOST = 61  # Windows can wait for no more processes at once.
PATIENCE = "10s"  # A scheduler that has not answered by then is given up.


@contextmanager
def executor_of(found: Found) -> Iterator[Executor | None]:
    """The executor that was asked for, None where none was; it ends with the block.

    Raises:
        ConfigError: a number of workers that is none.
        CommandError: workers and a scheduler, no Dask, or a scheduler that is not there.
    """
    if {"--workers", "--scheduler"} <= found.keys():
        raise CommandError("two_executors")
    if "--scheduler" in found:
        with _cluster(found["--scheduler"][-1]) as client:
            yield client.get_executor(pure=False)
    elif "--workers" in found:
        count = whole("workers", 1, MOST)(found["--workers"][-1])
        # Ctrl+C is for the one that asks, who then lets the workers go.
        ignore = (signal.SIGINT, signal.SIG_IGN)
        with ProcessPoolExecutor(
            count, mp_context=_context(), initializer=signal.signal, initargs=ignore
        ) as pool:
            yield pool
    else:
        yield None


def _context() -> BaseContext:
    """How workers start: from a clean process that has loaded torch, where there is such.

    A plain fork would copy torch's threads as they stand, and their locks.
    """
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["lrviz.descent.parts"])
    return context


def _cluster(address: str) -> Any:
    """A client of the Dask scheduler at ``address``."""
    try:
        distributed: Any = importlib.import_module("distributed")
    except ImportError:
        raise CommandError("no_dask") from None
    try:
        return distributed.Client(address, timeout=PATIENCE)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise CommandError("no_scheduler", address=shown(address), reason=reason) from None
