"""Find a Chromium for the browser tests; `python -m tools.chromium` fetches one if need be."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

# The headless shell has no window of its own to draw: a sixth of the tests' time.
NAMES = (
    *("chromium-headless-shell", "chromium", "chromium-browser"),
    *("google-chrome", "google-chrome-stable", "chrome"),
)
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
MISSING = (
    "No Chromium was found: set CHROMIUM to the path of one, put chromium or google-chrome "
    "on PATH, or run `playwright install chromium` in the environment."
)


def find() -> str | None:
    """The path of a Chromium that starts, None when there is none."""
    return next((path for path in _candidates() if _answers(path)), None)


def _candidates() -> Iterator[str]:
    """$CHROMIUM alone when it is set; else PATH, the usual place on macOS, playwright's own."""
    if chosen := os.environ.get("CHROMIUM"):
        yield chosen
        return
    yield from filter(None, map(shutil.which, NAMES))
    yield MAC
    yield _playwright_chromium()


def _answers(path: str) -> bool:
    """Whether ``path`` runs: some systems install a stub that only points to a shop."""
    if not Path(path).is_file():
        return False
    try:
        answer = subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0


def _playwright_chromium() -> str:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def main() -> int:
    """Install playwright's Chromium when no other is found."""
    if not find() and not os.environ.get("CHROMIUM"):
        command = [sys.executable, "-m", "playwright", "install", "chromium"]
        subprocess.run(command, check=False)
    if find():
        return 0
    print(MISSING, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
