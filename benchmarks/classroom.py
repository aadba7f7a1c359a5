"""A class of 300 on one server, a hostile client beside it; and on two with Redis and nginx."""

import asyncio
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np

from benchmarks.browser import ROOT, browsing, serving, visit, wait_for
from benchmarks.class_client import HOSTILE, Lecturer, Line, Student, attacked
from benchmarks.measure import machine, milliseconds, table

STUDENTS = 300
TURNS = 4  # of votes with and without a hostile client
COMING, VOTING = 10.0, 3.0  # seconds over which they come, and vote
WORDS = ("crawls", "converges", "oscillates", "diverges")
PLAY = """async (seconds) => {
  const stage = document.querySelector("[data-testid='stage']");
  const speed = stage.querySelector("[data-testid='stage-speed']");
  speed.value = "60";
  speed.dispatchEvent(new Event("change"));
  stage.querySelector("[data-testid='stage-reset']").click();
  stage.querySelector("[data-testid='stage-play']").click();
  const [first, begun] = [Number(stage.dataset.redraws), performance.now()];
  await new Promise((done) => setTimeout(done, 1000 * seconds));
  stage.querySelector("[data-testid='stage-play']").click();
  return 1000 * (Number(stage.dataset.redraws) - first) / (performance.now() - begun);
}"""


@dataclass
class Round:
    """What was measured in one vote."""

    votes: Sequence[float]
    late: float  # seconds after the last vote until the lecturer's count is right


class Hall:
    """A room with students in it."""

    def __init__(self, url: str) -> None:
        self.url, self.desk = url, Lecturer(url)
        self.students: list[Student] = []
        self.following: list[asyncio.Task[None]] = []

    async def fill(self, count: int = STUDENTS) -> list[float]:
        """All come within COMING seconds; how long each waited."""
        await self.desk.open()
        self.students = [
            Student(self.url, self.desk.code, f"?t={self.desk.ticket}") for _ in range(count)
        ]
        await asyncio.gather(*(self._come(each) for each in self.students))
        refused = [s for each in self.students for s in each.statuses if s != 200]
        assert not refused, refused
        await self.desk.until("here", count)
        return [each.waits[0] for each in self.students]

    async def _come(self, student: Student) -> None:
        await asyncio.sleep(random.uniform(0, COMING))
        await student.come()
        self.following.append(asyncio.create_task(student.follow()))

    async def vote(self, name: str) -> Round:
        """All vote within VOTING seconds."""
        ended: list[float] = []

        async def one(student: Student) -> float:
            await asyncio.sleep(random.uniform(0, VOTING))
            took = await student.vote(name, random.choice(WORDS))
            ended.append(time.perf_counter())
            return took

        counting = asyncio.create_task(self.desk.until("answered", len(self.students)))
        votes = await asyncio.gather(*(one(each) for each in self.students))
        await counting
        return Round(votes, time.perf_counter() - max(ended))

    async def close(self) -> None:
        """All leave."""
        for task in self.following:
            task.cancel()
        await asyncio.gather(*self.following, return_exceptions=True)
        await asyncio.gather(*(each.close() for each in (*self.students, self.desk)))


def main() -> None:
    """Print the tables."""
    print("\n## classroom\n")
    print(machine(streamlit=version("streamlit"), starlette=version("starlette")), "\n", sep="\n")
    header = ("what", "median", "95 %", "longest")
    with serving(ROOT / "app.py") as url:
        rows, played = _beside_a_stage(url)
    print(table(header, rows))
    with _own_core() as url:
        rows = asyncio.run(_beside_hostile(url))
    print("\nThe server with one core to itself, a hostile client beside the class in turns:\n")
    print(table(header, rows))
    alone, *meanwhile = played
    print(
        f"\nThe stage beside it: {alone:.0f} frames a second alone, {min(meanwhile):.0f} or more."
    )
    if shutil.which("redis-server") and shutil.which("nginx"):
        print("\nTwo processes and Redis behind nginx, one killed between the votes:\n")
        print(table(header, asyncio.run(two_servers())))


@contextmanager
def _own_core() -> Iterator[str]:
    """A server on a core of its own, and whoever asks it on the others: a hostile client and a
    class are then slow by what the server does, not by each other."""
    cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, cores[:1])
    try:
        with serving(ROOT / "app.py") as url:
            os.sched_setaffinity(0, cores[1:] or cores)
            yield url
    finally:
        os.sched_setaffinity(0, cores)


def _beside_a_stage(url: str) -> tuple[list[tuple[str, ...]], list[float]]:
    """The rows of one server, and the frames a second that a stage plays alone and beside it."""
    rows: list[tuple[str, ...]] = []
    with browsing() as browser, visit(browser) as seen:
        seen.page.goto(url)
        seen.page.wait_for_selector("[data-testid='stage'][data-ready='true']")
        seen.page.wait_for_timeout(1500)  # what the page still loads is not the class's doing
        played = [seen.page.evaluate(PLAY, VOTING)]
        hall = threading.Thread(target=lambda: rows.extend(asyncio.run(_one_server(url))))
        hall.start()
        while hall.is_alive():
            played.append(seen.page.evaluate(PLAY, VOTING))
        hall.join()
    return rows, played


async def _one_server(url: str) -> list[tuple[str, ...]]:
    """They come, vote, and vote again."""
    floor = await _floor(url)
    hall = Hall(url)
    rows = [_row("an empty answer of this server", floor), _row("300 come", await hall.fill())]
    await hall.desk.step("ask", stop="just-below")
    first = await hall.vote("1.1")
    rows += [_row("300 vote", first.votes), ("the count is right after", *_one(first.late))]
    await hall.desk.step("close")
    await hall.desk.step("again")
    second = await hall.vote("1.2")
    rows.append(_row("300 vote again", second.votes))
    await hall.desk.step("close")
    await hall.close()
    return rows


async def _beside_hostile(url: str) -> list[tuple[str, ...]]:
    """Votes without and with a hostile client, in turns, since the machine has other work too:
    how long all of either took, and by how much the one is slower."""
    hall = Hall(url)
    await hall.fill()
    token = Student(hall.url, hall.desk.code, f"?t={hall.desk.ticket}")
    await token.come()
    sent: Counter[int] = Counter()
    waits: dict[bool, list[float]] = {False: [], True: []}  # by whether it is hostile
    taken = {False: 0.0, True: 0.0}  # seconds of a core, by the server
    lasted = 0.0  # seconds beside it
    for turn in range(1, 1 + TURNS):
        for vote in (1, 2):
            if vote == 1:
                await hall.desk.step("ask", stop="just-below")
            else:
                await hall.desk.step("again")
            loud = (turn + vote) % 2 == 0  # each comes first as often as the other
            with attacked(hall.url, hall.desk.code, token.cookie, sent) if loud else nullcontext():
                used, begun = _server_time(), time.perf_counter()
                waits[loud] += (await hall.vote(f"{turn}.{vote}")).votes
                taken[loud] += _server_time() - used
                lasted += loud * (time.perf_counter() - begun)
            await hall.desk.step("close")
    await asyncio.gather(token.close(), hall.close())
    return [*_slower(waits, sent), *_cost(taken, sent, lasted)]


def _slower(waits: Mapping[bool, Sequence[float]], sent: Counter[int]) -> list[tuple[str, ...]]:
    """The rows of both, and by how much the one is slower in the mean and in the median."""
    mean, median = (f(waits[True]) / f(waits[False]) - 1 for f in (np.mean, np.median))
    return [
        _row(f"{TURNS} votes of 300, alone", waits[False]),
        _row("the same beside a hostile client", waits[True]),
        (f"slower in the mean by (statuses {sorted(sent)})", f"{100 * mean:.0f} %", "", ""),
        ("slower in the median by", f"{100 * median:.0f} %", "", ""),
    ]


def _cost(taken: Mapping[bool, float], sent: Counter[int], lasted: float) -> list[tuple[str, ...]]:
    """What hostile requests take of a core."""
    each = (taken[True] - taken[False]) / sent.total()
    return [
        ("a hostile request takes of a core", milliseconds(each), "", ""),
        (f"{HOSTILE} a second take of a core", f"{100 * HOSTILE * each:.0f} %", "", ""),
        ("hostile requests a second", f"{sent.total() / lasted:.0f}", "", ""),
    ]


def _server_time() -> float:
    """Seconds of a core that the server has used: it is a child of this process."""
    for found in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has just ended
            fields = (found / "stat").read_text().rpartition(") ")[2].split()
            ours = int(fields[1]) == os.getpid()
            if ours and b"streamlit" in (found / "cmdline").read_bytes():
                return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return float("nan")  # no such system, or the server is somebody else's


async def two_servers(count: int = STUDENTS) -> list[tuple[str, ...]]:
    """The same through nginx; one of the two processes is killed between the votes, and no vote
    is lost or counted twice."""
    with _cluster() as (url, processes):
        hall = Hall(url)
        rows = [_row(f"{count} come", await hall.fill(count))]
        await hall.desk.step("ask", stop="just-below")
        first = await hall.vote("1.1")
        rows += [
            _row(f"{count} vote", first.votes),
            ("the count is right after", *_one(first.late)),
        ]
        await hall.desk.step("close")
        processes[0].send_signal(signal.SIGKILL)
        await hall.desk.step("again")
        second = await hall.vote("1.2")
        rows += [_row(f"{count} vote again, one process gone", second.votes)]
        await hall.desk.step("close")
        await hall.desk.look()
        assert [sum(bar["count"] for bar in bars) for bars in hall.desk.seen["wall"]["bars"]] == [
            count,
            count,
        ]
        await hall.close()
    return rows


async def _floor(url: str) -> list[float]:
    """What 300 answers with nothing in them take, one a connection, over the same time."""

    async def one() -> float:
        await asyncio.sleep(random.uniform(0, VOTING))
        line, begun = Line(url), time.perf_counter()
        await line.ask("GET", "/_stcore/health", {})
        line.close()
        return time.perf_counter() - begun

    return list(await asyncio.gather(*(one() for _ in range(STUDENTS))))


@contextmanager
def _cluster() -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """Redis, two processes of the app, and nginx before them."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        redis = f"{folder}/redis.sock"
        _started(stack, "redis-server", "--port", "0", "--unixsocket", redis, "--save", "")
        os.environ["LRVIZ_REDIS_URL"] = f"unix://{redis}"
        stack.callback(os.environ.pop, "LRVIZ_REDIS_URL")
        ports, front = [_free_port(), _free_port()], _free_port()
        command = (sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py"), "--server.port")
        apps = [_started(stack, *command, str(port)) for port in ports]
        for port in ports:
            wait_for(f"http://127.0.0.1:{port}/_stcore/health")
        servers = "".join(f"server 127.0.0.1:{port};" for port in ports)
        config = Path(folder) / "nginx.conf"
        config.write_text(NGINX.format(folder=folder, servers=servers, port=front))
        _started(stack, "nginx", "-c", str(config), "-p", folder)
        wait_for(f"http://127.0.0.1:{front}/_stcore/health")
        yield f"http://127.0.0.1:{front}", apps


def _started(stack: ExitStack, *command: str) -> subprocess.Popen[bytes]:
    """A program that ends with the stack."""
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    stack.callback(_ended, process)
    return process


def _ended(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:  # it is still starting, and hears of nothing
        process.kill()
        process.wait()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def _row(what: str, seconds: Sequence[float]) -> tuple[str, ...]:
    quantiles = np.quantile(seconds, (0.5, 0.95, 1.0)).tolist()
    return (what, *map(milliseconds, quantiles))


def _one(seconds: float) -> tuple[str, str, str]:
    return "", "", milliseconds(seconds)


NGINX = """
daemon off; pid {folder}/nginx.pid; error_log stderr; worker_processes 1;
worker_rlimit_nofile 8192;
events {{ worker_connections 4096; }}
http {{
  access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  upstream lrviz {{ {servers} keepalive 64; }}
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://lrviz; proxy_http_version 1.1;
      proxy_set_header Connection ""; proxy_next_upstream error timeout non_idempotent;
       proxy_set_header Host $http_host;
    }}
  }}
}}
"""

if __name__ == "__main__":
    main()
