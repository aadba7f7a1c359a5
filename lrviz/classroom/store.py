"""Where rooms are kept: one protocol, in memory or in Redis, with the same behaviour."""

from collections.abc import Callable, Mapping
from typing import NamedTuple, Protocol

from lrviz.classroom.rooms import Room

__all__ = ["MOST_ROOMS", "MOST_STUDENTS", "UNUSED", "Counts", "Store", "StoreError"]

MOST_ROOMS = 2000  # A store holds at most so many rooms; beyond, unused ones make way.
UNUSED = 3600.0  # A room without a student for so many seconds makes way for a new one.
MOST_STUDENTS = 2000  # A room has at most so many students, who are tokens to it.


class StoreError(OSError):
    """The store does not answer."""


class Counts(NamedTuple):
    """A look at a room: its version, how many are here, how many have answered this vote."""

    version: int
    here: int
    answered: int


class Store(Protocol):
    """What is kept of rooms. Every method is atomic; StoreError where the store is out of reach.

    A room that has ended, by a click or by its time, is as if it had never been.
    """

    lasting: bool  # whether a restart of this process loses nothing

    async def create(self, room: Room) -> bool:
        """Keep a new room; False where its code is taken, or there are MOST_ROOMS in use.

        Of as many as that, those make way in which nobody has been for UNUSED seconds: a
        stranger who opens rooms and leaves them keeps nobody from opening one.
        """

    async def room(self, code: str) -> Room | None:
        """The room; None where there is none."""

    async def change(self, code: str, step: Callable[[Room], Room]) -> Room | None:
        """Take a step in a room; what ``step`` raises is raised, and nothing has changed."""

    async def end(self, code: str) -> None:
        """Leave nothing of a room."""

    async def arrive(self, code: str, token: str, now: float) -> bool:
        """Note that a student is here; False where the room is gone or holds MOST_STUDENTS."""

    async def knows(self, code: str, token: str) -> bool:
        """Whether this student has arrived in this room."""

    async def seat(self, code: str, token: str, now: float) -> tuple[Room | None, bool]:
        """The room, and whether this student has arrived in it, who is then seen now: what
        every question of a page begins with."""

    async def vote(self, code: str, name: str, token: str, answer: str) -> bool:
        """Cast or change a vote; False where it is not open, or the student has not arrived."""

    async def votes(self, code: str, name: str) -> Mapping[str, str]:
        """Every answer of a vote, by token."""

    async def answer(self, code: str, name: str, token: str) -> str | None:
        """A student's own answer."""

    async def counts(self, code: str, since: float) -> Counts | None:
        """The room's counts; here is who has been seen since then. None where there is none."""

    async def close(self) -> None:
        """Let go of connections."""
