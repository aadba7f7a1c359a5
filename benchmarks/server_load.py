"""What a server takes while it is visited: its processes' memory and processor time, its health.

Run as a program with the address of a server, it asks for its health ten times a second until its
own input ends, and prints the longest time that an answer took. A process of its own: the clients
of a crowd keep theirs too busy to look at a clock.
"""

import os
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["memory", "processes", "processor_seconds", "watched", "workers"]

OFTEN = 0.1  # seconds between two questions
SECONDS = 120.0  # until one is given up


def processes(url: str) -> set[str]:
    """The ids of the server that listens at ``url``, and of all that it has begun."""
    return {process for process, _, _ in _begun(url)}


def workers(url: str) -> list[int]:
    """The ids of its worker processes, the busiest first: a clean process forks them."""
    listed = _begun(url)
    clean = {process for process, _, command in listed if "forkserver" in command}
    found = [process for process, parent, _ in listed if parent in clean]
    return [int(each) for each in sorted(found, key=_taken, reverse=True)]


def _begun(url: str) -> list[tuple[str, str, str]]:
    """Process, parent and command of the server and of all that it has begun."""
    port = url.rpartition(":")[2]
    command = ["ps", "-eo", "pid=,ppid=,args="]
    listing = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    parts = [(*line.split(None, 2), "")[:3] for line in listing.splitlines()]
    ours = {each[0] for each in parts if "streamlit" in each[2] and port in each[2]}
    for _ in range(3):
        ours |= {each[0] for each in parts if each[1] in ours}
    return [(process, parent, said) for process, parent, said in parts if process in ours]


def memory(url: str) -> float:
    """Bytes of the server's processes together, shared pages counted once."""
    return sum(map(_proportional, processes(url)))


def _proportional(pid: str) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(1024 * float(line.split()[1]) for line in lines if line.startswith("Pss:"))


def processor_seconds(url: str) -> float:
    """Seconds of a core that the server's processes have taken so far. Other work on the machine
    lengthens the time of an answer many times over; this it leaves nearly as it is."""
    return sum(map(_taken, processes(url))) / os.sysconf("SC_CLK_TCK")


def _taken(pid: str) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return float(fields[11]) + float(fields[12])  # in user mode and in the system


@contextmanager
def watched(url: str) -> Iterator[list[float]]:
    """While it lasts the server's health is asked for; then the list holds the longest answer."""
    command = [sys.executable, "-m", "benchmarks.server_load", url]
    found: list[float] = []
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as one:
        try:
            yield found
        finally:
            found.append(float(one.communicate()[0] or "nan"))


def main(url: str) -> None:
    """Ask until the input ends."""
    ended, worst = threading.Event(), 0.0
    threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
    while not ended.wait(OFTEN):
        begun = time.perf_counter()
        with urllib.request.urlopen(f"{url}/_stcore/health", timeout=SECONDS):
            worst = max(worst, time.perf_counter() - begun)
    print(worst)


if __name__ == "__main__":
    main(sys.argv[1])
