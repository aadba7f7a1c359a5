"""The first page is sent with its picture: rings and run are seen before any script has run.

Streamlit's page is empty until its scripts have come, have opened a websocket and have had an
answer: a second or two. All that the picture depends on is in the address, so it is drawn
when the page is asked for, from the very film that the visit will ask for next.
"""

import asyncio
import logging
import re
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from html import unescape

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from lrviz.ui.html_answer import HEAD, Change, HtmlAnswer
from lrviz.ui.letters import fetched_first
from lrviz.ui.link_preview import preview
from lrviz.ui.streamlit_internals import base_address
from lrviz.ui.streamlit_internals.preloads import STREAMLIT, element_scripts

__all__ = ["Opening", "drawn"]

_LOG = logging.getLogger(__name__)
PATIENCE = 0.8  # Seconds that the page waits for its picture; a long formula's comes later.
MOST_WAITING = 8  # So many pictures may still have to be drawn; further pages come without.
MOST_KEPT = 64  # A process keeps so many pictures.
ROOT = b'<div id="root">'
FIRST = "descent"  # The page that has a picture of its own.
EARLY = b" data-early"  # A picture has it that plays before Streamlit has come.
# What Streamlit's page asks for at once.
SCRIPTS = re.compile(
    rb'<script type="module"[^>]*></script>|<link\b[^>]*\brel="modulepreload"[^>]*>'
)
ELEMENT = '<link rel="modulepreload" fetchpriority="low" href="./static/js/{}">'
WORDS = re.compile(r'data-words="([^"]*)"')  # It finds the picture's words.


def drawn(query: str) -> str:
    """The picture of a query's run, as HTML; "" where there is none."""
    # It loads the engine, which a server does in time.
    from lrviz.ui.stage.prerender import prerendered

    return prerendered(query)


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
        page = HtmlAnswer(scope, send, change)
        return await self.app(page.asked, receive, page.send)

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
        picture = self.kept.get(query, "")
        words = WORDS.search(picture)
        head = preview(unescape(words[1]), "", FIRST, scope) if words else b""
        return partial(pictured, picture.encode(), head)

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


def pictured(picture: bytes, head: bytes, page: bytes) -> bytes:
    """The first page with its picture before its root."""
    page = page.replace(HEAD, HEAD + head, 1)
    if SCRIPTS.search(page):  # it is Streamlit's
        early, page = EARLY in picture, fetched_first(page)
        page = deferred(page) if early else page.replace(ROOT, _elements() + ROOT, 1)
    return page.replace(ROOT, picture + ROOT, 1)


def addressed(page: bytes) -> bytes:
    """Another page of Streamlit's, told where its server is."""
    if not SCRIPTS.search(page):
        return page
    told = HEAD + f"<script>{base_address.SCRIPT}</script>".encode()
    return fetched_first(page).replace(HEAD, told, 1)


def deferred(page: bytes) -> bytes:
    """Streamlit's page with its scripts, and those that its elements will need, in a template
    before the root: what plays before them needs the line."""
    waiting = b"".join([*SCRIPTS.findall(page), _elements()])
    template = b'<template id="lr-late">' + waiting + b"</template>"
    return SCRIPTS.sub(b"", page).replace(ROOT, template + ROOT, 1)


@cache
def _elements() -> bytes:
    names = element_scripts(STREAMLIT)
    return "".join(ELEMENT.format(name) for name in names).encode()
