"""Two processes of lrviz behind nginx, and a cluster of a scheduler and two workers that answers
their questions, as deploy/ has them; what is killed is nobody's loss.
"""

import asyncio
import urllib.request
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from benchmarks.services import NGINX, Fleet, Service, fleet
from benchmarks.visitor import Visitor, header_of

pytestmark = [
    pytest.mark.whole,
    pytest.mark.skipif(not Path(NGINX).exists(), reason="nginx is not installed"),
]
SECONDS = 900  # until what must come has not come


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fleet]:
    pytest.importorskip("distributed")
    with fleet(tmp_path_factory.mktemp("fleet")) as made:
        yield made


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benchmarks.visitor.SECONDS", SECONDS)


async def trained(served: Fleet, first: int, killed: Service) -> None:
    """Six train a network of their own; as soon as one is done, something is killed."""
    async with AsyncExitStack() as stack, asyncio.timeout(SECONDS):
        visitors = []
        for i in range(first, first + 6):
            query, cookie = f"nsteps={i}&nseed={i}", f"lrviz_server={('one', 'two')[i % 2]}"
            visitors.append(Visitor(served.url, "network", query, cookie))
            await stack.enter_async_context(visitors[-1])
        waiting = [asyncio.create_task(each.open()) for each in visitors]
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        killed.kill()
        await asyncio.gather(*waiting)
        for i, visitor in enumerate(visitors, first):
            assert str(i) in str(header_of(visitor.payload))
            assert not visitor.errors


def figures(served: Fleet) -> dict[str, float]:
    """The metrics of both processes together."""
    total: dict[str, float] = {}
    for url in served.direct.values():
        with urllib.request.urlopen(f"{url}/lrviz-metrics", timeout=60) as told:
            for line in told.read().decode().splitlines():
                name, value = line.split()
                total[name] = total.get(name, 0.0) + float(value)
    return total


def test_a_worker_that_is_killed_costs_nobody_the_answer(served: Fleet) -> None:
    asyncio.run(trained(served, 300, served.workers[0]))
    asyncio.run(trained(served, 320, served.workers[1]))
    assert figures(served).get("lrviz_failed_total", 0) == 0


def test_a_scheduler_that_is_killed_costs_nobody_the_answer(served: Fleet) -> None:
    asyncio.run(trained(served, 340, served.scheduler))
    found = figures(served)
    assert found.get("lrviz_failed_total", 0) == 0
    assert found["lrviz_retried_total"] > 0
