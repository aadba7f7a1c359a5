"""Jobs for the tests: a worker process imports them."""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from lrviz.compute.memo import memo


def square(x: float) -> float:
    """x²."""
    return x * x


@memo(2)
def cube(x: float) -> tuple[float, int]:
    """x³, and who found it."""
    return x**3, os.getpid()


def process(_number: int) -> int:
    """The id of the process that answers."""
    return os.getpid()


def loaded(names: tuple[str, ...]) -> list[str]:
    """Which of these modules the process has loaded."""
    return [name for name in names if name in sys.modules]


def priority() -> int:
    """How much the thread that answers gives way to others: 0 not, 19 most."""
    return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())


def refuse(text: str) -> None:
    """Raises what a job may raise."""
    raise ValueError(text)


def die() -> None:
    """Ends the worker, as a system does that is out of memory."""
    os.kill(os.getpid(), signal.SIGKILL)


def die_at_first(times: int, log: str) -> int:
    """The same as often as that; then how often it has been asked."""
    write_down("asked", log)
    asked = len(Path(log).read_text().split())
    if asked <= times:
        die()
    return asked


def write_down(name: str, log: str) -> str:
    """Says in a file that it has begun."""
    with Path(log).open("a") as file:
        file.write(f"{name}\n")
    return name


def wait_for(gate: str, progress: Callable[[float, float], bool] | None = None) -> int:
    """Runs until a file is there, or until it is told to end early; how often it looked."""
    seen = 0
    while not Path(gate).exists():
        seen += 1
        if progress is not None and not progress(min(seen, 99), 100):
            break
        time.sleep(0.005)
    return seen


def hang() -> None:
    """Never ends, and hears nothing."""
    while True:
        time.sleep(60)


def zeros(count: int) -> bytes:
    """So many bytes."""
    return bytes(count)
