"""Visits that come in one moment begin a few at a time, and the loop comes round to all else.

To begin one takes a millisecond in which nothing else is heard. Three hundred in a row would keep
everybody waiting for a third of a second, and whoever asks whether the server is well.
"""

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["Arrivals"]

MOST = 8  # So many visits begin in one round of the loop.
_BEGUN = 2  # A visit has begun once it listens for the second time; the first word opens the line.


class Arrivals:
    """Lets so many websockets at a time begin; what has begun, and all other requests, pass."""

    def __init__(self, app: ASGIApp) -> None:
        self.app, self._room = app, asyncio.Semaphore(MOST)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            return await self.app(scope, receive, send)
        heard = 0

        async def received() -> Message:
            nonlocal heard
            heard += 1
            if heard == _BEGUN:
                self._room.release()
            return await receive()

        await self._room.acquire()
        try:
            await asyncio.sleep(0)  # in the next round
            await self.app(scope, received, send)
        finally:
            if heard < _BEGUN:
                self._room.release()
