"""Visits that come in one moment, and the rounds of the loop between them."""

import asyncio
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send

from lrviz.ui.arrivals import MOST, Arrivals

MANY = 40


async def connected() -> Message:
    return {"type": "websocket.connect"}


async def unheard(_message: Message) -> None:
    """Nobody listens."""


async def together(arrivals: Arrivals, kind: str) -> list[Any]:
    asked = (arrivals({"type": kind}, connected, unheard) for _ in range(MANY))
    return await asyncio.gather(*asked, return_exceptions=True)


def test_a_few_begin_in_each_round_and_whoever_stays_keeps_nobody_out() -> None:
    rounds = [0]

    async def visited(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        rounds[-1] += 1
        await receive()  # from here on it has begun
        while sum(rounds) < MANY:
            await asyncio.sleep(0)

    async def counted() -> None:
        while True:
            rounds.append(0)
            await asyncio.sleep(0)

    async def main() -> None:
        counting = asyncio.create_task(counted())
        await together(Arrivals(visited), "websocket")
        counting.cancel()

    asyncio.run(main())
    assert sum(rounds) == MANY
    assert max(rounds) == MOST


@pytest.mark.parametrize("kind", ["websocket", "http"])
def test_one_that_fails_gives_its_place_to_the_next(kind: str) -> None:
    async def refused(scope: Scope, receive: Receive, send: Send) -> None:
        raise PermissionError(scope["type"])

    found = asyncio.run(together(Arrivals(refused), kind))
    assert [str(each) for each in found] == [kind] * MANY
