"""The app as a person starts it, for the tests; ``python -m tests.browser.server COMMAND …`` runs a
command, such as pytest with several workers, whose tests share one server.
"""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
START_SECONDS = 600  # seconds; on an idle machine it is five
SHARED = "LRVIZ_SERVER"  # names the address of a server that runs already


@contextmanager
def serving(app: str, log: Path) -> Iterator[str]:
    """An app of this house on a free port, from when it answers."""
    with starting(app, log) as (url, process):
        wait_until_healthy(url, process, log)
        yield url


@contextmanager
def starting(app: str, log: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The same from the beginning, which is seconds before it answers."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", app, "--server.port", str(port)]
    paths = {**os.environ, "PYTHONPATH": str(ROOT)}
    with log.open("w") as out:
        process = subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=out, env=paths)
    try:
        yield f"http://localhost:{port}", process
    finally:
        process.terminate()
        process.wait(timeout=300)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def wait_until_healthy(
    url: str, process: subprocess.Popen[bytes] | None = None, log: Path | None = None
) -> None:
    """Until the server answers; RuntimeError with what it printed if it has ended instead."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and (process is None or process.poll() is None):
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"The app did not start:\n{log.read_text() if log else url}")


def main(command: Sequence[str]) -> int:
    """The exit code of a command that is told where the server is."""
    log = ROOT / ".pytest_cache" / "server.txt"
    log.parent.mkdir(exist_ok=True)
    with starting("app.py", log) as (url, _):
        return subprocess.call([sys.executable, *command], env={**os.environ, SHARED: url})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
