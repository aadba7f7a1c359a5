"""A class without a network: requests handed to the app as a server would hand them."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from starlette.applications import Starlette
from starlette.types import Message

from lrviz.classroom import routes
from lrviz.classroom.store import Store

JSON = {"accept": "application/json"}


@dataclass(frozen=True)
class Answered:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.body)


async def request(
    app: Starlette, method: str, address: str, headers: Mapping[str, str], body: bytes = b""
) -> Answered:
    """One request, its body in one piece."""
    path, _, query = address.partition("?")
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method,
        "scheme": "http", "path": path, "raw_path": path.encode(), "root_path": "",
        "query_string": query.encode(), "client": ("127.0.0.1", 1), "server": ("testserver", 80),
        "headers": [(k.encode(), v.encode("latin-1")) for k, v in headers.items()],
    }  # fmt: skip
    sent: list[Message] = []

    asked = iter([{"type": "http.request", "body": body, "more_body": False}])

    async def receive() -> Message:
        for message in asked:
            return message
        return await asyncio.Future()  # the client waits

    async def send(message: Message) -> None:
        sent.append(message)

    await app(scope, receive, send)
    start, *parts = sent
    found = {k.decode(): v.decode("latin-1") for k, v in start["headers"]}
    return Answered(start["status"], found, b"".join(each.get("body", b"") for each in parts))


@dataclass
class Student:
    """A page: its cookie, once it has one."""

    app: Starlette
    code: str
    cookie: str = ""
    version: int = -1
    headers: dict[str, str] = field(default_factory=dict)

    async def get(self, part: str = "", **more: str) -> Answered:
        return await self._request("GET", part, {**self.headers, **more})

    async def enter(self, query: str = "") -> Answered:
        answer = await self.get(query)
        if "set-cookie" in answer.headers:
            self.cookie = answer.headers["set-cookie"].partition(";")[0]
        return answer

    async def news(self, seen: int) -> Answered:
        return await self.get(f"/now?seen={seen}", **JSON)

    async def vote(self, name: str, *, plain: bool = False, **form: str) -> Answered:
        body = urlencode({"vote": name, **form}).encode()
        headers = {**self.headers, **({} if plain else JSON)}
        return await self._request("POST", "/vote", headers, body)

    async def _request(
        self, method: str, part: str, headers: Mapping[str, str], body: bytes = b""
    ) -> Answered:
        given = {**headers, "cookie": self.cookie} if self.cookie else headers
        return await request(self.app, method, f"/class/{self.code}{part}", given, body)


@dataclass
class Lecturer:
    """A lecturer's page, with its key."""

    app: Starlette
    code: str
    key: str
    ticket: str

    async def look(self, seen: str = "", language: str = "en") -> Any:
        return (await self.get(f"/desk?seen={seen}&lang={language}")).json

    async def get(self, part: str) -> Answered:
        headers = {"authorization": f"Bearer {self.key}", **JSON}
        return await request(self.app, "GET", f"/class/{self.code}{part}", headers)

    async def step(self, name: str, **given: str) -> Answered:
        headers = {
            "authorization": f"Bearer {self.key}", "content-type": "application/json", **JSON
        }  # fmt: skip
        path = f"/class/{self.code}/desk/{name}"
        return await request(self.app, "POST", path, headers, json.dumps(given).encode())

    def student(self, **headers: str) -> Student:
        return Student(self.app, self.code, headers=headers)


def class_app(store: Store | None = None) -> Starlette:
    return Starlette(routes=routes("", store))


async def opened(app: Starlette) -> Lecturer:
    headers = {"content-type": "application/json"}
    answer = await request(app, "POST", "/class", headers, b"{}")
    assert answer.status == 201
    return Lecturer(app, answer.json["code"], answer.json["key"], answer.json["ticket"])


async def seated(lecturer: Lecturer, count: int) -> list[Student]:
    students = [lecturer.student() for _ in range(count)]
    await asyncio.gather(*(each.enter() for each in students))
    return students
