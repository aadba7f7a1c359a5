"""Kill -9 of a worker, and of the server, under a crowd: ready again when, and every state back."""

import asyncio
import os
import signal
import tempfile
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from importlib.metadata import version
from pathlib import Path

import websockets

from benchmarks.browser import wait_for
from benchmarks.crowd import CROWDS, Crowd
from benchmarks.measure import machine, table
from benchmarks.ports import free_ports
from benchmarks.server_load import workers
from benchmarks.services import Service
from benchmarks.visitor import Visitor
from lrviz.ui import packed

PAUSE = 0.2  # seconds until a page that has lost its server asks for it again
FORMULAS, STARTS = CROWDS[:2]


def main() -> None:
    """Print the table; SystemExit where a state is lost."""
    [port] = free_ports(1)
    url = f"http://127.0.0.1:{port}"
    said = {"LRVIZ_WORKERS": "2", "LRVIZ_CACHE": str(packed.folder().parent)}
    with tempfile.TemporaryDirectory() as folder:
        server = Service(f"lrviz@{port}", {}, said, Path(folder) / "log.txt")
        try:
            wait_for(f"{url}/_stcore/health")
            rows = [asyncio.run(_worker(FORMULAS, url)), asyncio.run(_server(STARTS, url, server))]
        finally:
            server.end()
    print("\n## kills\n")
    print(machine(streamlit=version("streamlit"), torch=version("torch")), "\n", sep="\n")
    print(table(("killed under", "states back", "ready", "half back", "all back"), rows))
    if lost := [row[0] for row in rows if row[1] != f"{FORMULAS.count} of {FORMULAS.count}"]:
        raise SystemExit(f"lost states: {lost}")


async def _worker(crowd: Crowd, url: str) -> tuple[str, ...]:
    """All open a page at once; when the first is answered, a worker at work is killed."""
    visitors = _visitors(crowd, url)
    waiting = [asyncio.create_task(_until_open(each)) for each in visitors]
    await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    os.kill(workers(url)[0], signal.SIGKILL)
    killed, back = time.perf_counter(), sum(each.done() for each in waiting)
    ended = await asyncio.gather(*waiting)
    return _row(f"a worker, {crowd.name}", crowd, visitors, sorted(ended)[back:], killed)


async def _server(crowd: Crowd, url: str, server: Service) -> tuple[str, ...]:
    """All have their page open when the server is killed; each comes back by its address."""
    async with AsyncExitStack() as stack:
        before = _visitors(crowd, url)
        for each in before:
            await stack.enter_async_context(each)
        await asyncio.gather(*(each.open() for each in before))
        killed = time.perf_counter()
        server.kill()
        await asyncio.gather(*(each.lost() for each in before))
    visitors = _visitors(crowd, url)
    ended = await asyncio.gather(*map(_until_open, visitors))
    return _row(f"the server, {crowd.name}", crowd, visitors, sorted(ended), killed)


def _visitors(crowd: Crowd, url: str) -> list[Visitor]:
    return [Visitor(url, crowd.page, crowd.query(i)) for i in range(crowd.count)]


async def _until_open(visitor: Visitor) -> float:
    """When the page is there, however often its server has to be asked."""
    while True:
        try:
            async with visitor:
                await visitor.open()
                return time.perf_counter()
        except (OSError, websockets.WebSocketException):
            await asyncio.sleep(PAUSE)


def _row(
    name: str, crowd: Crowd, visitors: Sequence[Visitor], ended: Sequence[float], killed: float
) -> tuple[str, ...]:
    """Seconds from the kill to the first answer, half of them and all."""
    own = [not each.errors and crowd.mine(i, each.payload) for i, each in enumerate(visitors)]
    told = [f"{ended[i] - killed:.2f} s" for i in (0, len(ended) // 2, -1)]
    return (f"{crowd.count} visitors: {name}", f"{sum(own)} of {crowd.count}", *told)


if __name__ == "__main__":
    main()
