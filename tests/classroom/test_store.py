"""Rooms and votes are kept the same way in memory and in Redis."""

import asyncio
import itertools
import time
from collections.abc import Awaitable, Callable

import pytest

from lrviz.classroom.codes import digest, new_code, new_ticket
from lrviz.classroom.memory import MemoryStore
from lrviz.classroom.rooms import Poll, Room, again, asked, closed, revealed
from lrviz.classroom.store import MOST_ROOMS, MOST_STUDENTS, UNUSED, Counts, Store, StoreError
from lrviz.text.notices import ConfigError
from tests.classroom.conftest import MakeStore

POLL = Poll(stop="one-step")


class Clock:
    """A clock that is set by hand; it begins now, since Redis has its own."""

    def __init__(self) -> None:
        self.now = time.time()

    def __call__(self) -> float:
        return self.now


def fresh(clock: Clock, seconds: float = 3600) -> Room:
    return Room(
        code=new_code(), key_digest=digest("k"), ticket=new_ticket(), ends=clock() + seconds
    )


def played(make: MakeStore, play: Callable[[Store, Clock], Awaitable[None]]) -> None:
    async def whole() -> None:
        clock = Clock()
        store = make(clock)
        try:
            await play(store, clock)
        finally:
            await store.close()

    asyncio.run(whole())


def test_votes_are_counted_once_and_may_change_until_the_vote_closes(
    make_store: MakeStore,
) -> None:
    async def play(store: Store, clock: Clock) -> None:
        room = fresh(clock)
        assert await store.create(room)
        assert not await store.create(room)
        assert await store.room(room.code) == room
        assert not await store.vote(room.code, "1.1", "a", "early")
        for token in ("a", "b", "c"):
            assert not await store.knows(room.code, token)
            assert await store.arrive(room.code, token, clock())
            assert await store.knows(room.code, token)
        assert await store.counts(room.code, clock()) == Counts(0, 3, 0)
        now = await store.change(room.code, lambda old: asked(old, POLL))
        assert now is not None
        assert await store.room(room.code) == now
        for token, answer in (("a", "x"), ("b", "y"), ("a", "y"), ("a", "z")):
            assert await store.vote(room.code, "1.1", token, answer)
        assert not await store.vote(room.code, "1.1", "stranger", "x")
        assert not await store.vote(room.code, "1.2", "a", "x")
        assert not await store.vote(room.code, "", "a", "x")
        assert await store.votes(room.code, "1.1") == {"a": "z", "b": "y"}
        assert await store.answer(room.code, "1.1", "a") == "z"
        assert await store.answer(room.code, "1.1", "c") is None
        assert await store.counts(room.code, clock()) == Counts(1, 3, 2)
        await store.change(room.code, closed)
        assert not await store.vote(room.code, "1.1", "a", "late")
        await store.change(room.code, again)
        assert await store.counts(room.code, clock()) == Counts(3, 3, 0)
        assert not await store.vote(room.code, "1.1", "a", "late")
        assert await store.vote(room.code, "1.2", "a", "second")
        assert await store.votes(room.code, "1.1") == {"a": "z", "b": "y"}
        assert await store.votes(room.code, "1.2") == {"a": "second"}

    played(make_store, play)


def test_a_refused_step_changes_nothing(make_store: MakeStore) -> None:
    async def play(store: Store, clock: Clock) -> None:
        room = fresh(clock)
        await store.create(room)
        for step in (closed, again, revealed):
            with pytest.raises(ConfigError):
                await store.change(room.code, step)
        assert await store.room(room.code) == room
        assert await store.change("NOONE", closed) is None

    played(make_store, play)


def test_of_many_at_once_every_step_and_every_vote_counts(make_store: MakeStore) -> None:
    async def play(store: Store, clock: Clock) -> None:
        room = fresh(clock)
        await store.create(room)
        await asyncio.gather(
            *(store.change(room.code, lambda old: asked(old, POLL)) for _ in range(20))
        )
        now = await store.room(room.code)
        assert now is not None
        assert (now.version, len(now.ballots)) == (20 + 19, 20)  # each closes the one before
        tokens = [f"t{i}" for i in range(100)]
        await asyncio.gather(*(store.arrive(room.code, each, clock()) for each in tokens))
        votes = [(each, str(i)) for each, i in itertools.product(tokens, range(3))]
        took = await asyncio.gather(*(store.vote(room.code, "20.1", *each) for each in votes))
        assert all(took)
        counts = await store.counts(room.code, clock())
        assert counts == Counts(39, 100, 100)

    played(make_store, play)


def test_nothing_is_left_of_a_room_that_has_ended(make_store: MakeStore) -> None:
    async def play(store: Store, clock: Clock) -> None:
        by_click, by_time = fresh(clock), fresh(clock, seconds=5)
        for room in (by_click, by_time):
            await store.create(room)
            await store.arrive(room.code, "a", clock())
            await store.change(room.code, lambda old: asked(old, POLL))
            assert await store.vote(room.code, "1.1", "a", "x")
        await store.end(by_click.code)
        assert not await store.votes(by_click.code, "1.1")
        clock.now += 6
        for room in (by_click, by_time):
            assert await store.room(room.code) is None
            assert await store.change(room.code, closed) is None
            assert not await store.arrive(room.code, "b", clock())
        assert not await store.vote(by_click.code, "1.1", "a", "x")
        assert await store.counts(by_click.code, 0) is None
        assert await store.create(by_click)  # the code is free again, and its room empty
        assert not await store.knows(by_click.code, "a")
        assert await store.counts(by_click.code, 0) == Counts(0, 0, 0)

    played(make_store, play)


def test_who_has_been_silent_is_not_counted_as_here(make_store: MakeStore) -> None:
    async def play(store: Store, clock: Clock) -> None:
        room = fresh(clock)
        await store.create(room)
        for token, at in (("a", 0), ("b", 10), ("c", 20), ("a", 30)):
            await store.arrive(room.code, token, clock() + at)
        found = [await store.counts(room.code, clock() + since) for since in (0, 15, 25, 31)]
        assert [each and each.here for each in found] == [3, 2, 1, 0]
        assert await store.seat(room.code, "b", clock() + 40) == (room, True)
        assert await store.seat(room.code, "d", clock() + 40) == (room, False)
        assert await store.seat("NOONE", "a", clock() + 40) == (None, False)
        assert await store.counts(room.code, clock() + 35) == Counts(0, 1, 0)
        clock.now += 3601
        assert await store.seat(room.code, "a", clock()) == (None, False)

    played(make_store, play)


def test_the_students_of_a_room_are_bounded(make_store: MakeStore) -> None:
    async def play(store: Store, clock: Clock) -> None:
        room = fresh(clock)
        await store.create(room)
        came = await asyncio.gather(
            *(store.arrive(room.code, f"t{i}", clock()) for i in range(MOST_STUDENTS + 5))
        )
        assert sum(came) == MOST_STUDENTS
        assert await store.arrive(room.code, "t0", clock())  # who is in stays in
        await store.end(room.code)

    played(make_store, play)


@pytest.mark.whole
def test_rooms_are_bounded_and_those_that_nobody_uses_make_way(make_store: MakeStore) -> None:
    async def play(store: Store, clock: Clock) -> None:
        clock.now += 10_000 * 3600  # whatever other tests have left has ended
        rooms = [fresh(clock, seconds=12 * 3600) for _ in range(MOST_ROOMS + 1)]
        made = [await store.create(each) for each in rooms]
        assert sum(made) == MOST_ROOMS
        assert not made[-1]
        clock.now += UNUSED - 10
        used = rooms[7]
        await store.arrive(used.code, "a", clock())
        assert not await store.create(fresh(clock))
        clock.now += 11
        assert await store.create(rooms[-1])
        assert await store.room(used.code) == used
        assert await store.room(rooms[0].code) is None
        for room in (used, rooms[-1]):
            await store.end(room.code)

    played(make_store, play)


def test_a_restart_with_redis_loses_nothing_and_without_says_so(redis_url: str) -> None:
    from lrviz.classroom.redis_store import RedisStore

    async def play() -> None:
        room, first = fresh(Clock()), RedisStore(redis_url)
        await first.create(room)
        await first.arrive(room.code, "a", 1.0)
        await first.change(room.code, lambda old: asked(old, POLL))
        assert await first.vote(room.code, "1.1", "a", "x")
        await first.close()
        second = RedisStore(redis_url)
        assert await second.votes(room.code, "1.1") == {"a": "x"}
        assert await second.vote(room.code, "1.1", "a", "y")
        await second.close()
        gone = RedisStore("redis://127.0.0.1:1/0")
        with pytest.raises(StoreError):
            await gone.room(room.code)

    asyncio.run(play())
    assert RedisStore.lasting
    assert not MemoryStore.lasting
