"""How often: floods and guesses are bounded, a class is not."""

import asyncio
import contextlib
import random
from collections.abc import Awaitable, Callable

import pytest

from lrviz.classroom.classroom import Classroom, Opened, RefusedError
from lrviz.classroom.codes import ALPHABET, LENGTH
from lrviz.classroom.limits import LIMITS, Limits, Rate
from lrviz.classroom.memory import MemoryStore


class Clock:
    """A clock that is set by hand."""

    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


def classroom(play: Callable[[Classroom, Opened, Clock], Awaitable[None]]) -> None:
    async def whole() -> None:
        clock = Clock()
        made = Classroom(MemoryStore(clock), clock)
        await play(made, await made.open(), clock)

    asyncio.run(whole())


def test_a_bucket_gives_its_burst_and_then_its_rate() -> None:
    clock = Clock()
    limits = Limits(clock, {"vote": Rate(5, 2)})
    assert [limits.spend("vote", "a") for _ in range(7)] == [True] * 5 + [False] * 2
    assert limits.spend("vote", "b")
    clock.now += 1.5
    assert [limits.spend("vote", "a") for _ in range(4)] == [True] * 3 + [False]
    clock.now += 1000
    assert sum(limits.spend("vote", "a") for _ in range(9)) == 5


def test_guessing_codes_is_bounded_and_shuts_out_nobody_who_is_in_or_has_scanned() -> None:
    draw = random.Random(18)

    async def play(made: Classroom, opened: Opened, clock: Clock) -> None:
        seat = await made.enter(opened.room.code, "", "")
        looked_up = 0
        for _ in range(20):
            clock.now += 1
            for _ in range(300):
                guess = "".join(draw.choices(ALPHABET, k=LENGTH))
                with pytest.raises(RefusedError) as refused:
                    await made.enter(guess, "", "")
                looked_up += refused.value.status == 404
            assert (await made.enter(opened.room.code, seat.token, "")).token == seat.token
            assert (await made.enter(opened.room.code, "", opened.room.ticket)).new
            with pytest.raises(RefusedError) as shut:  # right and wrong codes are told alike
                await made.enter(opened.room.code, "", "")
            assert shut.value.status == 429
        miss = LIMITS["miss"]
        assert looked_up <= miss.burst + 20 * miss.a_second
        clock.now += 60
        assert (await made.enter(opened.room.code, "", "")).new

    classroom(play)


def test_a_flood_from_one_token_is_refused_and_the_class_is_not() -> None:
    async def play(made: Classroom, opened: Opened, clock: Clock) -> None:
        code = opened.room.code
        flooder = await made.enter(code, "", "")
        others = [await made.enter(code, "", "") for _ in range(300)]
        refused = 0
        for _ in range(1000):
            try:
                await made.student(code, flooder.token)
            except RefusedError as error:
                refused += error.status == 429
        assert refused >= 1000 - LIMITS["token"].burst
        for each in others:
            assert (await made.student(code, each.token)).token == each.token

    classroom(play)


def test_each_process_bounds_a_token_also_after_another_was_killed() -> None:
    """Limits are a process's own: of two a flood gets at most twice as far, and where one is
    started anew once more; what is kept of votes does not change."""

    async def play(made: Classroom, opened: Opened, clock: Clock) -> None:
        code, burst = opened.room.code, LIMITS["token"].burst
        token = (await made.enter(code, "", "")).token
        through = 0
        for process in (made, Classroom(made.store, clock), Classroom(made.store, clock)):
            for _ in range(500):
                with contextlib.suppress(RefusedError):
                    await process.student(code, token)
                    through += 1
        assert through <= 3 * burst

    classroom(play)


def test_a_room_lives_twelve_hours() -> None:
    async def play(made: Classroom, opened: Opened, clock: Clock) -> None:
        clock.now += 12 * 3600 - 1
        assert (await made.lecturer(opened.room.code, opened.key)).code == opened.room.code
        clock.now += 2
        with pytest.raises(RefusedError):
            await made.lecturer(opened.room.code, opened.key)

    classroom(play)
