"""Rooms in the memory of this process: gone with it."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from lrviz.classroom.rooms import Room
from lrviz.classroom.store import MOST_ROOMS, MOST_STUDENTS, UNUSED, Counts

__all__ = ["MemoryStore"]


@dataclass
class _Kept:
    """A room, since when, who was seen when, and the answers of each vote."""

    room: Room
    since: float
    seen: dict[str, float] = field(default_factory=dict)
    votes: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def last(self) -> float:
        """When somebody was last here."""
        return max(self.seen.values(), default=self.since)


class MemoryStore:
    """See ``Store``; nothing here waits, so that each method is atomic in an event loop."""

    lasting = False

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._kept: dict[str, _Kept] = {}

    async def create(self, room: Room) -> bool:
        for code in [*self._kept]:
            self._alive(code)
        if len(self._kept) >= MOST_ROOMS:
            unused = self._clock() - UNUSED
            self._kept = {code: kept for code, kept in self._kept.items() if kept.last > unused}
        if room.code in self._kept or len(self._kept) >= MOST_ROOMS:
            return False
        self._kept[room.code] = _Kept(room, self._clock())
        return True

    async def room(self, code: str) -> Room | None:
        kept = self._alive(code)
        return kept.room if kept else None

    async def change(self, code: str, step: Callable[[Room], Room]) -> Room | None:
        kept = self._alive(code)
        if kept is None:
            return None
        kept.room = step(kept.room)
        return kept.room

    async def end(self, code: str) -> None:
        self._kept.pop(code, None)

    async def arrive(self, code: str, token: str, now: float) -> bool:
        kept = self._alive(code)
        if kept is None or (token not in kept.seen and len(kept.seen) >= MOST_STUDENTS):
            return False
        kept.seen[token] = now
        return True

    async def knows(self, code: str, token: str) -> bool:
        kept = self._alive(code)
        return kept is not None and token in kept.seen

    async def seat(self, code: str, token: str, now: float) -> tuple[Room | None, bool]:
        known = await self.knows(code, token)
        if known:
            self._kept[code].seen[token] = now
        return await self.room(code), known

    async def vote(self, code: str, name: str, token: str, answer: str) -> bool:
        kept = self._alive(code)
        if kept is None or not name or kept.room.open_name != name or token not in kept.seen:
            return False
        kept.votes.setdefault(name, {})[token] = answer
        return True

    async def votes(self, code: str, name: str) -> Mapping[str, str]:
        kept = self._alive(code)
        return dict(kept.votes.get(name, {})) if kept else {}

    async def answer(self, code: str, name: str, token: str) -> str | None:
        kept = self._alive(code)
        return kept.votes.get(name, {}).get(token) if kept else None

    async def counts(self, code: str, since: float) -> Counts | None:
        kept = self._alive(code)
        if kept is None:
            return None
        room, here = kept.room, sum(at >= since for at in kept.seen.values())
        name = room.name_of(room.now.vote) if room.now else ""
        return Counts(room.version, here, len(kept.votes.get(name, ())))

    async def close(self) -> None:
        """Nothing is held."""

    def _alive(self, code: str) -> _Kept | None:
        kept = self._kept.get(code)
        if kept and kept.room.ends <= self._clock():
            del self._kept[code]
            return None
        return kept
