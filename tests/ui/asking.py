"""One request to an ASGI app, without a server."""

import asyncio
from typing import Any

from starlette.datastructures import Headers
from starlette.types import ASGIApp


class Answer:
    """An HTTP response as it was sent."""

    def __init__(self, messages: list[dict[str, Any]]) -> None:
        self.status: int = messages[0]["status"]
        self.headers = Headers(raw=messages[0]["headers"])
        self.body = b"".join(message.get("body", b"") for message in messages[1:])


def ask(app: ASGIApp, path: str, method: str = "GET", **headers: str) -> Answer:
    """The answer to one request; ``accept_encoding="gzip"`` is a header."""
    where, _, query = path.partition("?")
    scope = {
        "type": "http",
        "method": method,
        "path": where,
        "root_path": "",
        "query_string": query.encode(),
        "headers": [
            (name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()
        ],
    }
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(dict(message))

    asyncio.run(app(scope, receive, send))
    return Answer(sent)
