"""Browsers of this machine, started for the tests: which there are, and how each is begun."""

import os
import re
import shutil
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright
from websockets.sync.client import connect

from tests.browser.conftest import FLAGS
from tests.browser.server import free_port
from tests.engines.drivers import HEIGHT, PATIENCE, WIDTH, Chromium, Engine, Firefox, WebKit
from tools import chromium

__all__ = ["ENGINES", "StartError", "missing", "opened"]


class StartError(RuntimeError):
    """A browser is there, and this machine does not let it run."""


@contextmanager
def _process(
    command: Sequence[str], log: Path, **environment: str
) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("w") as out:
        process = subprocess.Popen(
            command, stdout=out, stderr=out, env={**os.environ, **environment}
        )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:  # its pages are of no use any more
            process.kill()
            process.wait()


def _until(process: subprocess.Popen[bytes], log: Path, found: Callable[[], Any]) -> Any:
    """What ``found()`` comes to be once it is something.

    Raises:
        StartError: the process has ended instead, or nothing comes, with what it printed last.
    """
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if value := found():
            return value
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise StartError(f"{process.args!r} did not start: {log.read_text()[-500:]}")


@contextmanager
def _chromium() -> Iterator[Engine]:
    with sync_playwright() as playwright:
        path = chromium.find()
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        page.set_default_timeout(1000 * PATIENCE)
        yield Chromium(page)
        browser.close()


@contextmanager
def _firefox() -> Iterator[Engine]:
    with _folder() as folder, ExitStack() as stack:
        log, profile = folder / "log.txt", folder / "profile"
        profile.mkdir()
        (profile / "user.js").write_text(PREFERENCES)
        command = [str(_path("firefox")), "--headless", "--profile", str(profile), "--no-remote"]
        command += ["--remote-debugging-port", "0"]
        # Root has a home of its own there: in somebody else's it is not let run.
        process = stack.enter_context(_process(command, log, HOME=str(folder)))
        told = re.compile(r"WebDriver BiDi listening on (ws://\S+)")
        url = _until(process, log, lambda: told.search(log.read_text()))[1]
        # A browser that is busy with a page answers no ping meanwhile, and lives all the same.
        line = connect(f"{url}/session", max_size=None, open_timeout=PATIENCE, ping_interval=None)
        yield Firefox(stack.enter_context(line))


@contextmanager
def _webkit() -> Iterator[Engine]:
    with _folder() as folder, ExitStack() as stack:
        log, size = folder / "screen.txt", f"{WIDTH}x{HEIGHT + 100}x24"
        # It takes a number that is free, and tells it.
        command = [str(_path("Xvfb")), "-displayfd", "1", "-screen", "0", size]
        process = stack.enter_context(_process(command, log))
        told = re.compile(r"^(\d+)\n", re.MULTILINE)
        screen = ":" + _until(process, log, lambda: told.search(log.read_text()))[1]
        log, port = folder / "driver.txt", free_port()
        driver = [str(_path("WebKitWebDriver")), f"--port={port}"]
        surroundings = {"DISPLAY": screen, "LIBGL_ALWAYS_SOFTWARE": "1"}
        process = stack.enter_context(_process(driver, log, **surroundings))
        _until(process, log, lambda: _listens(port))
        try:
            engine = WebKit(f"http://127.0.0.1:{port}/session", str(_path("MiniBrowser")))
        except RuntimeError as error:
            raise StartError(f"WebKit did not start: {error}") from error
        yield engine
        with suppress(OSError):  # the driver ends in any case, and with it the browser
            request = urllib.request.Request(engine.driver, method="DELETE")
            urllib.request.urlopen(request, timeout=PATIENCE)


@contextmanager
def _folder() -> Iterator[Path]:
    """A folder for as long as a browser lives, whose last process may still be writing there."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def _listens(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/status", timeout=5):
            return True
    except OSError:
        return False


# No first-run page, no updates, no address but the one that is asked for.
PREFERENCES = "".join(
    f'user_pref("{name}", {value});\n'
    for name, value in {
        "app.update.enabled": "false",
        "browser.shell.checkDefaultBrowser": "false",
        "browser.startup.page": "0",
        "datareporting.policy.dataSubmissionEnabled": "false",
        "toolkit.telemetry.reportingpolicy.firstRun": "false",
    }.items()
)
ENGINES: Mapping[str, Any] = {"chromium": _chromium, "firefox": _firefox, "webkit": _webkit}
# What each needs on the machine, and what Debian calls it.
NEEDED = {
    "chromium": {},
    "firefox": {"firefox": "firefox-esr"},
    "webkit": {"WebKitWebDriver": "webkit2gtk-driver", "MiniBrowser": "webkit2gtk-driver"}
    | {"Xvfb": "xvfb"},
}


def _path(name: str) -> str | None:
    """Where a program is; WebKitGTK's browser is on no PATH."""
    found = shutil.which(name) or shutil.which(f"{name}-esr")
    places = sorted(Path("/usr/lib").glob(f"*/webkit2gtk-4.*/{name}"))
    return found or (str(places[-1]) if places else None)


def missing(name: str) -> str | None:
    """What of Debian's an engine lacks here, in one sentence; None where it can be driven."""
    lacks = {package for program, package in NEEDED[name].items() if _path(program) is None}
    return f"{name} needs Debian's {', '.join(sorted(lacks))}" if lacks else None


def opened(name: str) -> Any:
    """A browser of an engine, as a context."""
    return ENGINES[name]()
