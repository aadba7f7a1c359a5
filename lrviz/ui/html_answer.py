"""A page on its way out, held until it is whole, changed, and sent on."""

import asyncio
import gzip
from collections.abc import Callable
from functools import lru_cache

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import Message, Scope, Send

from lrviz.ui.assets import brotli, encodings

__all__ = ["HEAD", "Change", "HtmlAnswer"]

Change = Callable[[bytes], bytes]  # of a page on its way out

HEAD = b"<head>"
# What the inner answer must not heed: it is to come whole, and as plain text.
PRIVATE = frozenset([b"accept-encoding", b"if-none-match", b"if-modified-since", b"range"])
QUALITY = 6  # Brotli's quality, of 11 at most: a page is packed while its visitor waits.


@lru_cache(maxsize=32)  # a class opens the same page together
def _packed(body: bytes, encoding: str) -> bytes:
    """Brotli finds the light picture again in the dark one; gzip does not look back so far."""
    if encoding == "br":
        return bytes(brotli.compress(body, quality=QUALITY))
    return gzip.compress(body, compresslevel=6, mtime=0)


class HtmlAnswer:
    """The answer to the request ``scope``, sent on to ``send`` as ``change`` makes it."""

    def __init__(self, scope: Scope, send: Send, change: Change) -> None:
        self.scope, self.forward, self.change = scope, send, change
        self.start: Message = {}
        self.body = b""

    @property
    def asked(self) -> Scope:
        """The request that the page is to answer."""
        kept = [(name, value) for name, value in self.scope["headers"] if name not in PRIVATE]
        return {**self.scope, "headers": kept}

    async def send(self, message: Message) -> None:
        """Take a part of the answer."""
        if message["type"] == "http.response.start":
            self.start = message
            return
        self.body += message.get("body", b"")
        if not message.get("more_body"):
            await self._finish()

    async def _finish(self) -> None:
        headers, body = MutableHeaders(scope=self.start), self.change(self.body)
        for name in ("etag", "last-modified", "accept-ranges"):
            del headers[name]
        taken = encodings(Headers(scope=self.scope))
        packed = [each for each in (["br"] if brotli else []) + ["gzip"] if each in taken]
        if packed:
            # by a thread: the loop has other visitors, and both leave the interpreter free
            body = await asyncio.to_thread(_packed, body, packed[0])
            headers["Content-Encoding"] = packed[0]
        headers["Vary"] = "Accept-Encoding"
        headers["Content-Length"] = str(len(body))
        await self.forward(self.start)
        await self.forward({"type": "http.response.body", "body": body})
