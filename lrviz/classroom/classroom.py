"""What can happen in a class: one method each, between the wire and the store."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

from lrviz.classroom import asking
from lrviz.classroom.answers import read_answer
from lrviz.classroom.codes import clean, digest, matches, new_code, new_key, new_ticket
from lrviz.classroom.limits import Limits
from lrviz.classroom.rooms import HOURS, Ballot, Poll, Room, asked
from lrviz.classroom.showing import picture, shown, told
from lrviz.classroom.store import Counts, Store
from lrviz.classroom.watching import Gone, Watchers
from lrviz.text import LANGUAGES
from lrviz.text.notices import ConfigError, Notice

__all__ = ["Classroom", "Opened", "RefusedError", "Seat"]

PRESENT = 45.0  # A page that has asked nothing for so many seconds is no longer here.
PATIENCE = 20.0  # A page waits so many seconds for news before it asks again.
MOST_PREPARED = 100  # So many questions are kept prepared: fewer than the caches behind them hold.
MOST_TRIES = 20  # A room's code is drawn so many times, should the first ones be taken.


class RefusedError(Exception):
    """What cannot be, with the status of HTTP that says so and one sentence."""

    def __init__(self, status: int, key: str, **values: object) -> None:
        super().__init__(key)
        self.status, self.notice = status, Notice(key, values)


class Opened(NamedTuple):
    """A room just opened; the key is given out this once."""

    room: Room
    key: str


class Seat(NamedTuple):
    """A student in a room."""

    room: Room
    token: str
    new: bool  # whether the token was made just now


class Classroom:
    """The rooms of this server.

    Args:
        store: where they are kept.
        clock: seconds of the epoch.
    """

    def __init__(self, store: Store, clock: Callable[[], float] = time.time) -> None:
        self.store, self._clock = store, clock
        self.limits = Limits(clock)
        self.watchers = Watchers(self._look)
        self._prepared: dict[tuple[Poll, bool], None] = {}
        # One thread answers what the engine is asked, so that a lecture leaves the rest its cores.
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="classroom")

    async def open(self) -> Opened:
        """A room with a code of its own."""
        if not self.limits.spend("open"):
            raise RefusedError(429, "class.refused.many_rooms")
        key, ends = new_key(), self._clock() + 3600 * HOURS
        for _ in range(MOST_TRIES):
            room = Room(code=new_code(), key_digest=digest(key), ticket=new_ticket(), ends=ends)
            if await self.store.create(room):
                return Opened(room, key)
        raise RefusedError(503, "class.refused.many_rooms")

    async def enter(self, typed: str, token: str, ticket: str) -> Seat:
        """Take a seat, or take it again.

        While more codes are missed than anybody mistypes, a code alone opens no door to a
        newcomer, right or wrong, so that codes cannot be tried in bulk; who has scanned the
        address, or is in, notices nothing. What is looked up is the same for every code.
        """
        code = clean(typed)
        room = await self.store.room(code)
        known = bool(token) and await self.store.knows(code, token)
        scanned = matches(ticket, room.ticket if room else new_ticket())
        if not (known or scanned) and not self.limits.left("miss"):
            raise RefusedError(429, "class.refused.many_misses")
        if room is None:
            self.limits.spend("miss")
            raise RefusedError(404, "class.refused.no_room")
        return await self._seated(room, token if known else "")

    async def _seated(self, room: Room, token: str) -> Seat:
        if token:
            self._spend_token(room.code, token)
        elif not self.limits.spend("join", room.code):
            raise RefusedError(429, "class.refused.busy")
        seat = Seat(room, token or new_key(), not token)
        if not await self.store.arrive(room.code, seat.token, self._clock()):
            raise RefusedError(429, "class.refused.full")
        return seat

    async def student(self, typed: str, token: str) -> Seat:
        """A student who has a seat and is here; RefusedError for everybody else."""
        code = clean(typed)
        room, known = await self.store.seat(code, token, self._clock())
        if room is None or not known:
            if not self.limits.spend("miss"):
                raise RefusedError(429, "class.refused.many_misses")
            raise RefusedError(
                404, "class.refused.no_room" if room is None else "class.refused.old"
            )
        self._spend_token(code, token)
        return Seat(room, token, False)

    async def news(self, seat: Seat, seen: int, gone: Gone | None = None) -> Seat:
        """The same seat once its room has another version than ``seen``, or after PATIENCE."""
        code = seat.room.code
        if seat.room.version != seen:
            return seat

        def is_news(now: Counts | None) -> bool:
            return now is None or now.version != seen

        await self.watchers.until(code, is_news, PATIENCE, gone)
        room = await self.store.room(code)
        if room is None:
            raise RefusedError(404, "class.refused.no_room")
        return Seat(room, seat.token, False)

    async def vote(self, seat: Seat, name: str, form: dict[str, str]) -> str:
        """Cast or change a vote; what is kept of it. ConfigError for what is no answer."""
        room, ballot = seat.room, seat.room.now
        if not self.limits.spend("vote", f"{room.code}{seat.token}"):
            raise RefusedError(429, "class.refused.fast")
        if ballot is None or name not in room.vote_names():
            raise RefusedError(409, "class.refused.old")
        if name != room.name_of(ballot.vote):
            raise RefusedError(409, "class.refused.old_question")
        if not room.open_name:
            raise RefusedError(409, "class.refused.closed_already")
        await self.prepared(ballot)
        answer = read_answer(ballot.poll, form)
        if not await self.store.vote(room.code, name, seat.token, answer):
            raise RefusedError(409, "class.refused.closed_already")
        return answer

    async def own_answer(self, seat: Seat) -> str | None:
        """What this student has answered in the vote that is open."""
        now = seat.room.now
        if now is None or now.step != "open":
            return None
        return await self.store.answer(seat.room.code, seat.room.name_of(now.vote), seat.token)

    async def lecturer(self, typed: str, key: str) -> Room:
        """The room of this key; a wrong key and a wrong code are told alike."""
        code = clean(typed)
        room = await self.store.room(code)
        right = matches(digest(key), room.key_digest if room else digest(""))
        if room is None or not right:
            if not self.limits.spend("miss"):
                raise RefusedError(429, "class.refused.many_misses")
            raise RefusedError(404, "class.refused.no_desk")
        if not self.limits.spend("desk", code):
            raise RefusedError(429, "class.refused.fast")
        return room

    async def ask(self, room: Room, poll: Poll) -> Room:
        """Put a question; ConfigError where it has no one answer."""
        if not self.limits.spend("ask", room.code):
            raise RefusedError(429, "class.refused.fast")
        await self.prepared(Ballot(poll=poll))
        await self.aside(asking.ready, poll)
        return await self.change(room, lambda now: asked(now, poll))

    async def change(self, room: Room, step: Callable[[Room], Room]) -> Room:
        """Take a step in the room; ConfigError where it cannot be taken now."""
        changed = await self.store.change(room.code, step)
        if changed is None:
            raise RefusedError(404, "class.refused.no_desk")
        return changed

    async def prepared(self, ballot: Ballot) -> None:
        """Until all that a ballot shows is in this process's memory, in every language."""
        known = ballot.poll, ballot.step == "revealed"
        if known not in self._prepared:
            await self.aside(_prepare, *known)
            self._prepared[known] = None
            while len(self._prepared) > MOST_PREPARED:
                del self._prepared[next(iter(self._prepared))]

    async def aside(self, function: Callable[..., Any], *given: Any) -> Any:
        """What ``function`` gives, computed where no other answer waits for it."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, function, *given)

    async def counted(
        self, code: str, seen: Counts | None, gone: Gone | None = None
    ) -> Counts | None:
        """The counts of a room as soon as they differ from those seen."""
        now = await self._look(code)
        if now == seen:
            await self.watchers.until(code, lambda found: found != seen, PATIENCE, gone)
            now = await self._look(code)
        return now

    async def _look(self, code: str) -> Counts | None:
        return await self.store.counts(code, self._clock() - PRESENT)

    def _spend_token(self, code: str, token: str) -> None:
        if not self.limits.spend("token", f"{code}{token}"):
            raise RefusedError(429, "class.refused.fast")


def _prepare(poll: Poll, revealed: bool) -> None:
    asking.stop_of(poll)
    for language in LANGUAGES:
        shown(poll, language)
        picture(poll, language)
        if revealed:
            told(poll, language)


def refusal(error: RefusedError | ConfigError, language: str) -> tuple[int, str]:
    """The status and the sentence of what was refused."""
    status = error.status if isinstance(error, RefusedError) else 422
    return status, error.notice.sentence(language)
