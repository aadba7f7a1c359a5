"""Waiting for news: one look at a room, however many wait; and an end to it."""

import asyncio
import signal
import threading

import pytest

from lrviz.classroom import watching
from lrviz.classroom.store import Counts
from lrviz.classroom.watching import Watchers, end_with_the_process

FOREVER = 3600.0  # seconds; no test waits for them


class Room:
    """A room whose version changes after so many looks."""

    def __init__(self, changes_after: float) -> None:
        self.looks, self.changes_after = 0, changes_after

    async def look(self, _code: str) -> Counts:
        self.looks += 1
        return Counts(int(self.looks >= self.changes_after), 0, 0)


def is_news(now: Counts | None) -> bool:
    return now is None or now.version == 1


def test_a_hundred_who_wait_cost_one_look_at_a_time() -> None:
    async def whole() -> None:
        room = Room(5)
        watchers = Watchers(room.look, every=0)
        await asyncio.gather(*(watchers.until("K7MPT", is_news, FOREVER) for _ in range(100)))
        assert 5 <= room.looks < 10

    asyncio.run(whole())


def test_nobody_looks_for_who_has_gone() -> None:
    async def whole() -> None:
        room, leave = Room(float("inf")), asyncio.Event()

        async def gone() -> None:
            await leave.wait()

        watchers = Watchers(room.look, every=0)
        waiting = asyncio.create_task(watchers.until("K7MPT", is_news, FOREVER, gone))
        while room.looks < 3:
            await asyncio.sleep(0)
        leave.set()
        await waiting
        while watchers._watched:
            await asyncio.sleep(0)
        looks = room.looks
        for _ in range(10):
            await asyncio.sleep(0)
        assert room.looks == looks

    asyncio.run(whole())


def test_nobody_waits_once_the_process_is_asked_to_end(monkeypatch: pytest.MonkeyPatch) -> None:
    ending, heard = threading.Event(), []
    monkeypatch.setattr(watching, "ENDING", ending)
    before = {each: signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)}

    async def whole() -> None:
        room = Room(float("inf"))
        waiting = asyncio.create_task(Watchers(room.look, every=0).until("K", is_news, FOREVER))
        while room.looks < 3:
            await asyncio.sleep(0)
        assert not waiting.done()
        signal.raise_signal(signal.SIGTERM)
        await waiting

    try:
        signal.signal(signal.SIGTERM, lambda number, _frame: heard.append(number))
        end_with_the_process()
        asyncio.run(whole())
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    assert heard == [signal.SIGTERM]
    assert ending.is_set()
