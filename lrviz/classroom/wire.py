"""What comes over the wire, bounded and read, and how it is answered."""

import gzip
import json
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response

from lrviz.text import LANGUAGES

__all__ = ["HEADERS", "body_of", "form_of", "gone", "html", "json_answer", "json_of", "language_of"]

LARGEST_FORM = 2_000  # A form of more bytes is not read.
# An object of more bytes is not read; a question's query alone may have LONGEST_QUERY characters.
LARGEST_JSON = 8_000
MOST_FIELDS = 20  # A form has at most so many fields; more are not parsed.
NOTHING: Mapping[str, str] = MappingProxyType({})
HEADERS: Mapping[str, str] = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


async def body_of(request: Request, largest: int) -> bytes | None:
    """The body; None once it is longer than allowed, and no more of it is read."""
    found = b""
    async for part in request.stream():
        found += part
        if len(found) > largest:
            return None
    return found


async def gone(request: Request) -> None:
    """Until nobody waits for the answer any more."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def form_of(request: Request) -> dict[str, str] | None:
    """The fields of a plain form; None for what is none."""
    body = await body_of(request, LARGEST_FORM)
    if body is None:
        return None
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError:
        return None


async def json_of(request: Request) -> dict[str, str] | None:
    """An object of short texts; None for what is none."""
    body = await body_of(request, LARGEST_JSON)
    try:
        found = json.loads(body or b"{}") if body is not None else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or not all(isinstance(each, str) for each in found.values()):
        return None
    return found


def language_of(request: Request) -> str:
    """The language asked for in the address, or the browser's."""
    asked = request.query_params.get("lang", "")
    if asked in LANGUAGES:
        return asked
    wanted = request.headers.get("accept-language", "").lower()
    return next((each for each in LANGUAGES if wanted.startswith(each)), "en")


def html(
    page: str, request: Request, status: int = 200, headers: Mapping[str, str] = NOTHING
) -> Response:
    """A page."""
    return _packed(page.encode(), "text/html; charset=utf-8", request, status, headers)


def json_answer(value: Any, request: Request, status: int = 200) -> Response:
    """A JSON value."""
    text = json.dumps(value, ensure_ascii=False).encode()
    return _packed(text, "application/json", request, status, NOTHING)


@lru_cache(maxsize=64)  # a class is told the same at the same moment
def _small(body: bytes) -> bytes:
    return gzip.compress(body, compresslevel=6, mtime=0)


def _packed(
    body: bytes, kind: str, request: Request, status: int, more: Mapping[str, str]
) -> Response:
    headers = {**HEADERS, **more, "Vary": "Accept-Encoding"}
    if len(body) > 1000 and "gzip" in request.headers.get("accept-encoding", ""):
        body = _small(body)
        headers["Content-Encoding"] = "gzip"
    return Response(body, status, headers, media_type=kind)
