"""A worker, then the server, ended as a machine out of memory ends them, under a class."""

import asyncio
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from websockets.exceptions import WebSocketException

from benchmarks.browser import wait_for
from benchmarks.ports import free_ports
from benchmarks.server_load import processes
from benchmarks.services import Service
from benchmarks.visitor import Visitor, header_of

__all__ = ["Recovery", "recoveries", "workers"]

OFTEN = 0.05  # Seconds between two tries to come back.
FORKED = "multiprocessing.forkserver"


@dataclass(frozen=True, kw_only=True)
class Recovery:
    """What a class saw of it.

    Attributes:
        ended: what was killed.
        ready: seconds until the server answered again; 0 where it never ceased to.
        back: how many visitors were sent their own film again, of ``count``.
        half, last: seconds until half of them were, and all.
    """

    ended: str
    ready: float
    count: int
    back: int
    half: float
    last: float

    @property
    def times(self) -> tuple[float, float, float]:
        """``ready``, ``half`` and ``last``."""
        return self.ready, self.half, self.last


def recoveries(count: int) -> Sequence[Recovery]:
    """Both, of ``count`` visitors with a start of their own each."""
    (port,) = free_ports(1)
    url = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log.txt"
        service = Service(f"lrviz@{port}", {}, {"LRVIZ_WORKERS": "2"}, log)
        try:
            wait_for(f"{url}/_stcore/health")
            return [
                asyncio.run(_worker_killed(url, count)),
                asyncio.run(_server_killed(url, count, service)),
            ]
        finally:
            service.end()


def workers(url: str) -> list[int]:
    """The processes that answer questions: forked, each by one of its kind."""
    listing = subprocess.run(
        ["ps", "-eo", "pid=,ppid=,args="], capture_output=True, text=True, check=True
    ).stdout
    parts = [line.split(None, 2) for line in listing.splitlines()]
    ours = processes(url)
    forked = {each[0] for each in parts if each[0] in ours and FORKED in each[-1]}
    return [int(each[0]) for each in parts if each[0] in forked and each[1] in forked]


async def _worker_killed(url: str, count: int) -> Recovery:
    """All drag their start at one moment; then the workers that have begun on it are killed."""
    async with AsyncExitStack() as stack:
        visitors = [Visitor(url, "", _query(_start(i))) for i in range(count)]
        for visitor in visitors:
            await stack.enter_async_context(visitor)
        await asyncio.gather(*(each.open() for each in visitors))
        for visitor in visitors:
            await visitor.ask({"kind": "stands", "turn": 0}, lambda _: True)
        begun = time.perf_counter()
        asked = [asyncio.create_task(_moved(i, each)) for i, each in enumerate(visitors)]
        await asyncio.wait(asked, return_when=asyncio.FIRST_COMPLETED)
        killed = time.perf_counter()
        for process in workers(url):
            os.kill(process, signal.SIGKILL)
        took = await asyncio.gather(*asked)
    return _found("a worker, and the next", 0.0, count, [begun - killed + each for each in took])


async def _moved(i: int, visitor: Visitor) -> float | None:
    start = [_start(i)[0], -1.5]
    question = {"kind": "film", "turn": 0, "start": start}
    took = await visitor.ask(question, lambda told: told.get("start", start) == start)
    return took if _is(visitor, start) and not visitor.errors else None


async def _server_killed(url: str, count: int, service: Service) -> Recovery:
    """All are on the page; the server is killed, and each comes back with its address."""
    queries = [_start(i) for i in range(count)]
    async with AsyncExitStack() as stack:
        for start in queries:
            visitor = await stack.enter_async_context(Visitor(url, "", _query(start)))
            await visitor.open()
        killed = time.perf_counter()
        service.kill()
        await asyncio.sleep(OFTEN)
    back = [asyncio.create_task(_came_back(url, start, killed)) for start in queries]
    await asyncio.to_thread(wait_for, f"{url}/_stcore/health")
    ready = time.perf_counter() - killed
    return _found("the server", ready, count, await asyncio.gather(*back))


async def _came_back(url: str, start: Sequence[float], since: float) -> float | None:
    """Seconds until a visitor who tries again and again has its film; None for another's."""
    while True:
        try:
            async with Visitor(url, "", _query(start)) as visitor:
                await visitor.open()
                own = _is(visitor, start) and not visitor.errors
                return time.perf_counter() - since if own else None
        except (OSError, WebSocketException):
            await asyncio.sleep(OFTEN)


def _start(i: int) -> tuple[float, float]:
    return -4 + i / 50, 1 + i / 100


def _query(start: Sequence[float]) -> str:
    return "objective=bowl&lr=0.1&start={:.6g},{:.6g}".format(*start)


def _is(visitor: Visitor, start: Sequence[float]) -> bool:
    told = header_of(visitor.payload).get("start")
    return told is not None and max(abs(a - b) for a, b in zip(told, start, strict=True)) < 1e-6


def _found(ended: str, ready: float, count: int, took: Sequence[float | None]) -> Recovery:
    times: list[float] = sorted(each for each in took if each is not None)
    half, last = (times[i] if times else float("nan") for i in (len(times) // 2, -1))
    return Recovery(
        ended=ended,
        ready=ready,
        count=count,
        back=len(times),
        half=half,
        last=last,
    )
