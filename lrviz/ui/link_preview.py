"""What a chat shows of a link: its title, which says the verdict, a sentence, and the picture.

The first page has them with its picture. Of the others they are found for whoever is no browser:
a browser says that it navigates, and shows none of it.
"""

import asyncio
from html import escape

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from lrviz import compute
from lrviz.compute import JobError
from lrviz.export.link_words import link_words
from lrviz.export.snapshot import PAGES
from lrviz.states.address import LONGEST_QUERY
from lrviz.ui.addresses import FOLDER
from lrviz.ui.html_answer import HEAD, HtmlAnswer

__all__ = ["LinkPreviews", "preview"]

PATIENCE = 3.0  # Seconds that a chat is kept waiting: they give up after five or so.


def preview(title: str, sentence: str, page: str, scope: Scope) -> bytes:
    """The words and the picture of a page, as markup for its head."""
    asked, query = Headers(scope=scope), scope["query_string"].decode("latin-1")
    scheme = asked.get("x-forwarded-proto", scope.get("scheme", "http")).split(",")[0].strip()
    folder = scope["path"].rpartition("/")[0]
    image = f"{scheme}://{asked.get('host', '')}{folder}/{FOLDER}/preview/{page}.png?{query}"
    said = {"title": title, "description": sentence, "type": "website", "image": image}
    metas = "".join(
        f'<meta property="og:{name}" content="{escape(text)}">'
        for name, text in said.items()
        if text
    )
    return f'{metas}<meta name="twitter:card" content="summary_large_image">'.encode()


class LinkPreviews:
    """Puts into the pages after the first what a chat shows of their links."""

    def __init__(self, app: ASGIApp, base: str) -> None:
        self.app = app
        self.pages = {f"{base}/{name}": name for name in PAGES}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        name = self.pages.get(scope["path"]) if scope["type"] == "http" else None
        if name is None or scope["method"] != "GET" or _navigates(scope):
            return await self.app(scope, receive, send)
        found = await _words(name, scope["query_string"].decode("latin-1"))
        head = preview(*found, name, scope) if found else b""
        page = HtmlAnswer(scope, send, lambda body: body.replace(HEAD, HEAD + head, 1))
        return await self.app(page.asked, receive, page.send)


def _navigates(scope: Scope) -> bool:
    return Headers(scope=scope).get("sec-fetch-mode") == "navigate"


async def _words(name: str, query: str) -> tuple[str, str] | None:
    """The title and the sentence; None where there is no run, or its words come too late."""
    if len(query) > LONGEST_QUERY:
        return None
    try:
        answer = asyncio.wrap_future(compute.submit(link_words, name, query))
        said = await asyncio.wait_for(answer, PATIENCE)
    except (ValueError, JobError, TimeoutError):  # the page itself says why
        return None
    title, _, sentence = said.decode().partition("\n")
    return title, sentence
