"""Waiting for news of a room: one look at it a quarter of a second, however many wait."""

import asyncio
import signal
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from types import FrameType

from lrviz.classroom.store import Counts, StoreError

__all__ = ["EVERY", "Gone", "Watchers", "end_with_the_process", "is_ending"]

# Seconds between two looks at a room's version, one look for all pages that wait for it.
EVERY = 0.25
ENDING = threading.Event()  # It is set once the process is asked to end.

Look = Callable[[str], Awaitable[Counts | None]]
Gone = Callable[[], Awaitable[None]]
News = Callable[[Counts | None], bool]


def end_with_the_process() -> None:
    """From now on nobody waits once the process is asked to end: a server that ends waits for
    its answers. Whoever listened to the signals before hears them as before."""
    if threading.current_thread() is not threading.main_thread():
        return
    for number in (signal.SIGINT, signal.SIGTERM):
        before = signal.getsignal(number)
        if callable(before):
            signal.signal(number, _also(before))


def is_ending() -> bool:
    """Whether the process was asked to end."""
    return ENDING.is_set()


def _also(before: Callable[[int, FrameType | None], object]) -> Callable[..., None]:
    def heard(number: int, frame: FrameType | None) -> None:
        ENDING.set()
        before(number, frame)

    return heard


@dataclass(eq=False)
class _Watched:
    """A room that somebody waits for."""

    waiting: dict["asyncio.Future[None]", News] = field(default_factory=dict)
    task: "asyncio.Task[None] | None" = None


class Watchers:
    """Everybody who waits in this process, by room."""

    def __init__(self, look: Look, every: float = EVERY) -> None:
        self._look, self._every = look, every
        self._watched: dict[str, _Watched] = {}

    async def until(self, code: str, news: News, seconds: float, gone: Gone | None = None) -> None:
        """Until a look at a room is news, or the time is over, or nobody asks any more."""
        if ENDING.is_set():
            return
        watched = self._watched.setdefault(code, _Watched())
        told: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        watched.waiting[told] = news
        if watched.task is None:
            watched.task = asyncio.create_task(self._watch(code, watched))
        left = asyncio.ensure_future(gone()) if gone is not None else None
        try:
            ends = [told] if left is None else [told, left]
            await asyncio.wait(ends, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            watched.waiting.pop(told, None)
            if left is not None:
                left.cancel()

    async def _watch(self, code: str, watched: _Watched) -> None:
        """Look as long as somebody waits; the last one out leaves nothing."""
        while watched.waiting:
            await asyncio.sleep(self._every)
            try:
                found = await self._look(code)
            except StoreError:
                continue
            for told, news in [*watched.waiting.items()]:
                if not told.done() and (news(found) or ENDING.is_set()):
                    told.set_result(None)
        watched.task = None
        if self._watched.get(code) is watched:
            del self._watched[code]
