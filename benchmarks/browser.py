"""A server of its own, a headless Chromium, and what goes over the wire between them."""

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tools import chromium

ROOT = Path(__file__).parents[1]
PEERS = Path(__file__).parent / "peers"
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
SIZE = {"width": 1400, "height": 900}
PATIENCE = 180  # seconds until a server answers


@contextmanager
def serving(script: Path, tree: Path = ROOT) -> Iterator[str]:
    """The address of ``streamlit run script``, with the sources and the settings of ``tree``."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)]
    process = subprocess.Popen(
        command, cwd=tree, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_for(f"http://localhost:{port}/_stcore/health")
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:  # what it has begun keeps it from ending
            process.kill()
            process.wait()


def wait_for(url: str) -> None:
    """Until the server at ``url`` answers."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise TimeoutError(f"nothing answers at {url}")


@contextmanager
def browsing() -> Iterator[Browser]:
    """A headless Chromium; SystemExit where there is none."""
    path = chromium.find()
    if path is None:
        raise SystemExit(chromium.MISSING)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Visit:
    """A page in a fresh context; ``files``, ``frames`` and ``messages`` count what it got of
    either kind, and what it sent."""

    page: Page
    files: list[float] = field(default_factory=list)
    frames: list[float] = field(default_factory=list)
    messages: list[int] = field(default_factory=list)

    @property
    def kilobytes(self) -> float:
        """Received until now: files as they came, and messages."""
        return (sum(self.files) + sum(self.frames)) / 1000


@contextmanager
def visit(browser: Browser, watch: str = "", size: Any = SIZE) -> Iterator[Visit]:
    """A blank page with an empty cache; ``watch`` is a script that runs before each page's own."""
    context = browser.new_context(viewport=size)
    seen = Visit(context.new_page())
    if watch:
        seen.page.add_init_script(watch)
    session = context.new_cdp_session(seen.page)
    session.send("Network.enable")

    def received(event: dict[str, Any]) -> None:
        seen.files.append(event["encodedDataLength"])

    def frame(event: dict[str, Any]) -> None:
        response = event["response"]
        bits = 3 / 4 if response["opcode"] == 2 else 1  # binary frames come as base64
        seen.frames.append(bits * len(response["payloadData"]))

    def sent(event: dict[str, Any]) -> None:
        seen.messages.append(len(event["response"]["payloadData"]))

    session.on("Network.loadingFinished", received)
    session.on("Network.webSocketFrameReceived", frame)
    session.on("Network.webSocketFrameSent", sent)
    yield seen
    context.close()
