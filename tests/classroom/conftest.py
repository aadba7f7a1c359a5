"""Both stores; Debian's redis-server is started for the tests that need one."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lrviz.classroom.memory import MemoryStore
from lrviz.classroom.store import Store

MakeStore = Callable[[Callable[[], float]], Store]


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Redis of our own, which keeps nothing on the disk."""
    server = shutil.which("redis-server")
    if server is None:
        pytest.skip("there is no redis-server; Debian's package has that name")
    folder = tmp_path_factory.mktemp("redis")
    with redis_server(server, folder) as url:
        yield url


class redis_server:  # noqa: N801 - a context manager, read as a verb
    """``with redis_server(path, folder) as url``."""

    def __init__(self, server: str, folder: Path) -> None:
        self.socket = folder / "redis.sock"
        command = [server, "--port", "0", "--unixsocket", str(self.socket), "--save", ""]
        self.process = subprocess.Popen([*command, "--dir", str(folder)], stdout=subprocess.PIPE)

    def __enter__(self) -> str:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if b"eady to accept connections" in line:
                return f"unix://{self.socket}"
        raise RuntimeError("redis-server has ended")

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.communicate(timeout=30)


@pytest.fixture(params=["memory", "redis"])
def make_store(request: pytest.FixtureRequest) -> MakeStore:
    """Makes a store that reads the given clock."""
    if request.param == "memory":
        return MemoryStore
    from lrviz.classroom.redis_store import RedisStore

    url = request.getfixturevalue("redis_url")
    return lambda clock: RedisStore(url, clock)
