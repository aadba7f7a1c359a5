"""The first page is sent with its picture: rings and run are seen before any script has run.

Streamlit's page is empty until its scripts have come, have opened a websocket and have had an
answer: a second or two. All that the picture depends on is in the address, so it is drawn
when the page is asked for, from the very film that the visit will ask for next.
"""

import asyncio
import gzip
import logging
import re
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache, lru_cache, partial
from html import escape, unescape

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from lrviz.ui.addresses import FOLDER
from lrviz.ui.streamlit_internals import base_address
from lrviz.ui.streamlit_internals.preloads import STATIC, element_scripts

__all__ = ["Opening", "drawn", "drawn_before"]

_LOG = logging.getLogger(__name__)
PATIENCE = 0.8  # seconds that the page waits for its picture; a long formula's comes later
MOST_WAITING = 8  # pictures that are still to be drawn; further pages come without
MOST_KEPT = 64
MOST_DRAWN = 4096
Change = Callable[[bytes], bytes]  # of a page on its way out
ROOT = b'<div id="root">'
HEAD = b"<head>"
EARLY = b" data-early"  # of a picture that plays before Streamlit has come
# What Streamlit's page asks for at once.
SCRIPTS = re.compile(
    rb'<script type="module"[^>]*></script>|<link\b[^>]*\brel="modulepreload"[^>]*>'
)
ELEMENT = '<link rel="modulepreload" fetchpriority="low" href="./static/js/{}">'
WORDS = re.compile(r'data-words="([^"]*)"')  # of the picture


def drawn(query: str) -> str:
    """The picture of a query's run, as HTML; "" where there is none."""
    # It loads the engine, which a server does in time.
    from lrviz.ui.stage.prerender import prerendered

    return prerendered(query)


_drawn: OrderedDict[str, None] = OrderedDict()  # queries whose pages came with their picture


def drawn_before(query: str) -> bool:
    """Whether a page of this query came with its picture, and not long ago."""
    return query in _drawn


def _remember(query: str) -> None:
    _drawn[query] = None
    while len(_drawn) > MOST_DRAWN:
        _drawn.popitem(last=False)


class Opening:
    """Puts the picture into the first page on its way out, and into the others of Streamlit where
    their server is; all else passes as it is.

    One thread draws, and what it has drawn is kept: a heavy formula in one link keeps nobody
    else's page waiting longer than ``PATIENCE``.
    """

    def __init__(self, app: ASGIApp, path: str) -> None:
        self.app, self.path = app, path
        self.pool = ThreadPoolExecutor(1, thread_name_prefix="opening")
        self.kept: dict[str, str] = {}
        self.waiting = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET" or not self._is_page(scope):
            return await self.app(scope, receive, send)
        change = await self._opened(scope) if scope["path"] == self.path else addressed
        page = Page(change, send, small="gzip" in Headers(scope=scope).get("accept-encoding", ""))
        asked = [(name, value) for name, value in scope["headers"] if name not in PRIVATE]
        return await self.app({**scope, "headers": asked}, receive, page.send)

    def _is_page(self, scope: Scope) -> bool:
        """Whether it is the first page, or may be another: one name below it, looked at."""
        before, _, name = scope["path"].rpartition("/")
        looked = "text/html" in Headers(scope=scope).get("accept", "")
        return before == self.path[:-1] and (not name or looked)

    async def _opened(self, scope: Scope) -> Change:
        """What the first page becomes: with the picture of its query, where there is one."""
        query = scope["query_string"].decode("latin-1")
        if query not in self.kept and self.waiting < MOST_WAITING:
            await self._draw(query)
        if picture := self.kept.get(query, ""):
            _remember(query)
        return partial(
            pictured, picture.encode(), preview(picture, query, Headers(scope=scope), scope)
        )

    async def _draw(self, query: str) -> None:
        """Draw and keep a picture; one that is late is there for the next visitor."""
        self.waiting += 1
        drawing = asyncio.get_running_loop().run_in_executor(self.pool, drawn, query)
        drawing.add_done_callback(partial(self._keep, query))
        await asyncio.wait([drawing], timeout=PATIENCE)

    def _keep(self, query: str, drawing: "asyncio.Future[str]") -> None:
        self.waiting -= 1
        if error := drawing.exception():  # the page comes without, and says itself what is wrong
            _LOG.error(repr(error), exc_info=error)
        else:
            self.kept[query] = drawing.result()
        if len(self.kept) > MOST_KEPT:
            del self.kept[next(iter(self.kept))]


# What the inner answer must not heed: it is to come whole, and as plain text.
PRIVATE = frozenset([b"accept-encoding", b"if-none-match", b"if-modified-since", b"range"])


@lru_cache(maxsize=32)  # a class opens the same page together
def _packed(body: bytes) -> bytes:
    return gzip.compress(body, compresslevel=6, mtime=0)


def preview(picture: str, query: str, asked: Headers, scope: Scope) -> bytes:
    """What a chat shows of the link: its title says the verdict, its image is the picture."""
    words = WORDS.search(picture)
    if words is None:
        return b""
    scheme = asked.get("x-forwarded-proto", scope.get("scheme", "http")).split(",")[0].strip()
    folder = f"{scheme}://{asked.get('host', '')}{scope['path']}{FOLDER}"
    image = f"{folder}/preview.png?{query}"
    said = {"title": unescape(words[1]), "type": "website", "image": image}
    metas = "".join(
        f'<meta property="og:{name}" content="{escape(text)}">' for name, text in said.items()
    )
    return metas.encode()


def pictured(picture: bytes, head: bytes, page: bytes) -> bytes:
    """The first page with its picture before its root."""
    page = page.replace(HEAD, HEAD + head, 1)
    if SCRIPTS.search(page):  # it is Streamlit's
        early = EARLY in picture
        page = deferred(page) if early else page.replace(ROOT, _elements() + ROOT, 1)
    return page.replace(ROOT, picture + ROOT, 1)


def addressed(page: bytes) -> bytes:
    """Another page of Streamlit's, told where its server is."""
    if not SCRIPTS.search(page):
        return page
    return page.replace(HEAD, HEAD + f"<script>{base_address.SCRIPT}</script>".encode(), 1)


def deferred(page: bytes) -> bytes:
    """Streamlit's page with its scripts, and those that its elements will need, in a template
    before the root: what plays before them needs the line."""
    waiting = b"".join([*SCRIPTS.findall(page), _elements()])
    template = b'<template id="lr-late">' + waiting + b"</template>"
    return SCRIPTS.sub(b"", page).replace(ROOT, template + ROOT, 1)


@cache
def _elements() -> bytes:
    names = element_scripts(STATIC)
    return "".join(ELEMENT.format(name) for name in names).encode()


class Page:
    """An HTML answer that is held until it is whole, changed, and sent on."""

    def __init__(self, change: Change, send: Send, *, small: bool) -> None:
        self.change, self.forward, self.small = change, send, small
        self.start: Message = {}
        self.body = b""

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.start = message
            return
        self.body += message.get("body", b"")
        if not message.get("more_body"):
            await self._finish()

    async def _finish(self) -> None:
        headers = MutableHeaders(scope=self.start)
        body = self.change(self.body)
        for name in ("etag", "last-modified", "accept-ranges"):
            del headers[name]
        if self.small:
            body = _packed(body)
            headers["Content-Encoding"] = "gzip"
        headers["Vary"] = "Accept-Encoding"
        headers["Content-Length"] = str(len(body))
        await self.forward(self.start)
        await self.forward({"type": "http.response.body", "body": body})
