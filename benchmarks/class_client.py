"""A hall of students, its lecturer and a hostile client, each speaking plain HTTP/1.1."""

import asyncio
import json
import multiprocessing
import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

JSON = {"accept": "application/json"}
PATIENCE = 30  # seconds
LARGEST_STATUS = 599
HOSTILE = 600  # requests a second


class Line:
    """One connection that is kept; opened again when it is lost."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.host, self.port = parts.hostname or "", parts.port or 80
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(
        self, method: str, path: str, headers: dict[str, str], body: bytes = b""
    ) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body of one answer; ConnectionError where the line is lost.

        A line that the server has let go meanwhile is opened anew, as browsers do.
        """
        if self._streams is not None:
            try:
                return await self._ask(method, path, headers, body)
            except ConnectionError:
                self.close()
        self._streams = await asyncio.open_connection(self.host, self.port)
        return await self._ask(method, path, headers, body)

    async def _ask(
        self, method: str, path: str, headers: dict[str, str], body: bytes
    ) -> tuple[int, dict[str, str], bytes]:
        assert self._streams is not None
        reader, writer = self._streams
        head = {"host": f"{self.host}:{self.port}", "content-length": str(len(body)), **headers}
        lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
        try:
            writer.write(f"{method} {path} HTTP/1.1\r\n{lines}\r\n".encode() + body)
            async with asyncio.timeout(PATIENCE):
                return await self._answer(reader)
        except (OSError, asyncio.IncompleteReadError, TimeoutError) as error:
            self.close()
            raise ConnectionError(str(error)) from error

    async def _answer(self, reader: asyncio.StreamReader) -> tuple[int, dict[str, str], bytes]:
        first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {
            name.lower(): value.strip()
            for name, _, value in (line.partition(":") for line in lines if line)
        }
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        return int(first.split()[1]), headers, body

    def close(self) -> None:
        """Hang up."""
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None

    async def closed(self) -> None:
        """Hang up, and wait until that is so."""
        streams = self._streams
        self.close()
        if streams is not None:
            with suppress(OSError):  # the other side has gone already
                await streams[1].wait_closed()


@dataclass
class Student:
    """A page: it comes, follows what is on the wall, and votes."""

    url: str
    code: str
    query: str = ""
    cookie: str = ""
    version: int = 0
    waits: list[float] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.line, self.poll = Line(self.url), Line(self.url)

    async def come(self) -> None:
        """Open the page, as a telephone does."""
        begun = time.perf_counter()
        path = f"/class/{self.code}{self.query}"
        status, headers, _ = await self.line.ask("GET", path, {"accept-encoding": "gzip"})
        self.waits.append(time.perf_counter() - begun)
        self.statuses.append(status)
        self.cookie = headers.get("set-cookie", "").partition(";")[0]

    async def follow(self) -> None:
        """Ask what is on the wall, again and again; a lost line comes back with a jitter."""
        while True:
            try:
                path = f"/class/{self.code}/now?seen={self.version}"
                _, _, body = await self.poll.ask("GET", path, {**JSON, "cookie": self.cookie})
                self.version = json.loads(body).get("version", self.version)
            except (ConnectionError, ValueError):
                await asyncio.sleep(random.uniform(0.5, 1.5))
            await asyncio.sleep(random.uniform(0, 0.4))

    async def vote(self, name: str, answer: str) -> float:
        """Cast a vote; the seconds until it is in, tries included."""
        body = urlencode({"vote": name, "answer": answer}).encode()
        begun = time.perf_counter()
        while True:
            try:
                path = f"/class/{self.code}/vote"
                given = {**JSON, "cookie": self.cookie}
                status, _, _ = await self.line.ask("POST", path, given, body)
            except ConnectionError:
                status = 0
            self.statuses.append(status)
            if status == 200:
                return time.perf_counter() - begun
            await asyncio.sleep(0.5)

    async def close(self) -> None:
        """Leave."""
        await asyncio.gather(self.line.closed(), self.poll.closed())


class Lecturer:
    """A room and its key."""

    def __init__(self, url: str) -> None:
        self.url, self.code, self.key, self.ticket = url, "", "", ""
        self.line, self.poll = Line(url), Line(url)
        self.seen: dict[str, Any] = {"seen": "", "here": 0, "answered": 0}

    async def open(self) -> None:
        """Open the room."""
        given = {**JSON, "content-type": "application/json"}
        _, _, body = await self.line.ask("POST", "/class", given, b"{}")
        found = json.loads(body)
        self.code, self.key, self.ticket = found["code"], found["key"], found["ticket"]

    async def step(self, name: str, **given: str) -> None:
        """Ask, close, vote again, reveal."""
        headers = {**self._headers(), "content-type": "application/json"}
        path, body = f"/class/{self.code}/desk/{name}", json.dumps(given).encode()
        while True:
            try:
                status, _, said = await self.line.ask("POST", path, headers, body)
            except ConnectionError:
                await asyncio.sleep(0.3)
                continue
            if status != 200:
                raise RuntimeError(f"{name}: {status} {said!r}")
            return

    async def look(self) -> None:
        """The counts as soon as they are other than seen."""
        path = f"/class/{self.code}/desk?seen={self.seen['seen']}"
        try:
            status, _, body = await self.poll.ask("GET", path, self._headers())
            if status == 200:
                self.seen = json.loads(body)
        except ConnectionError:
            await asyncio.sleep(0.3)

    async def until(self, name: str, count: int) -> None:
        """Look until a count is right."""
        while self.seen[name] != count:
            await self.look()

    async def close(self) -> None:
        """Leave; the room stays open."""
        await asyncio.gather(self.line.closed(), self.poll.closed())

    def _headers(self) -> dict[str, str]:
        return {**JSON, "authorization": f"Bearer {self.key}"}


@contextmanager
def attacked(url: str, code: str, token: str, sent: Counter[int]) -> Iterator[None]:
    """A hostile client in a process of its own, so that those who are measured do not wait for its
    sending; ``sent`` has the statuses that it was answered with."""
    spawning = multiprocessing.get_context("spawn")
    counts: Any = spawning.Array("i", LARGEST_STATUS + 1)
    process = spawning.Process(target=_attack, args=(url, code, token, counts), daemon=True)
    process.start()
    try:
        while not any(counts):
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.join()
        sent.update({status: count for status, count in enumerate(counts) if count})


def _attack(url: str, code: str, token: str, counts: Any) -> None:
    os.nice(10)  # it may be late; those who are measured may not
    asyncio.run(hostile(url, code, token, counts))


async def hostile(url: str, code: str, token: str, counts: Any) -> None:
    """Code guesses at 300 a second, and between them random bodies, wrong keys, and a flood.

    ``counts[status]`` goes up with each answer, ``counts[0]`` with each that never came.
    """
    draw = random.Random(18)
    lines = [Line(url) for _ in range(24)]
    letters = "2345679ACDEFGHJKMNPQRTVWXYZ"

    async def one(line: Line, number: int) -> None:
        kind, own = number % 6, f"/class/{code}"
        guess = "".join(draw.choices(letters, k=5))
        noise = draw.randbytes(draw.randrange(1, 4000))
        asks = {
            3: ("POST", f"{own}/vote", {"cookie": token}, noise),
            4: ("POST", f"{own}/desk/reveal", {"authorization": f"Bearer {guess}"}, b"{}"),
            5: ("GET", f"{own}/now?seen=-1", {"cookie": token}, b""),
        }
        method, path, headers, body = asks.get(kind, ("GET", f"/class/{guess}", {}, b""))
        try:
            status, _, _ = await line.ask(method, path, {**JSON, **headers}, body)
        except ConnectionError:
            status = 0
        counts[status] += 1

    async def worker(line: Line, first: int) -> None:
        number, begun = first, time.perf_counter()
        while True:
            await one(line, number)
            number += len(lines)
            await asyncio.sleep(max(0.0, begun + number / HOSTILE - time.perf_counter()))

    try:
        await asyncio.gather(*(worker(line, i) for i, line in enumerate(lines)))
    finally:
        for line in lines:
            line.close()
