"""The first page on a slow line, as a phone gets it, and gets it again: 200 kB a second, 150 ms to
the server.

``LRVIZ_BEFORE=folder`` measures another checkout beside this one, on the same line in the same run.
"""

import os
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from benchmarks.browser import ROOT, Visit, browsing, serving, visit
from benchmarks.measure import machine, table
from lrviz.ui.addresses import cartesian

VISITS = 3
BEFORE = "LRVIZ_BEFORE"
LINE = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 200_000,
    "uploadThroughput": 200_000,
}
PHONE = {"width": 390, "height": 844}
# Notes when the still picture is there, and when a scrub has moved the path; and when Streamlit's
# own part of the page stands.
WATCH = """
window.firsts = {};
const seen = {
  still: () => document.querySelector("svg.still"),
  live: () => {
    const stage = document.querySelector("[data-testid='stage'][data-ready='true']");
    if (stage?.dataset.step === "3") return true;
    const step = stage?.querySelector("[data-testid='stage-step']");
    if (step) Object.assign(step, { value: 3 }).dispatchEvent(new Event("input"));
    return false;
  },
  whole: () => document.querySelector("[data-testid='stExpander']"),
};
const look = () => {
  for (const [name, there] of Object.entries(seen)) {
    if (!(name in window.firsts) && there()) window.firsts[name] = performance.now();
  }
  if (Object.keys(window.firsts).length < Object.keys(seen).length) requestAnimationFrame(look);
};
requestAnimationFrame(look);
"""
WARM, WHOLE = "'whole' in window.firsts", "Object.keys(window.firsts).length === 3"


def main() -> None:
    """Print the table."""
    with browsing() as browser:
        print(machine(chromium=browser.version), "\n")
        rows = [
            row
            for name, folder, lean in _sides()
            for row in _rows(browser, name, folder, lean=lean)
        ]
    header = ["first page, 200 kB/s, 150 ms", "still", "live", "whole page", "files", "socket"]
    print(table(header, rows))


def _sides() -> Iterator[tuple[str, Path, bool]]:
    """What is measured: its name, where it is, and whether with the cartesian bundle."""
    if before := os.environ.get(BEFORE):
        yield "before", Path(before).resolve(), False
    if cartesian():
        yield "lrviz", ROOT, True
    yield "lrviz, the whole plotly.js", ROOT, False


def _rows(browser: Browser, name: str, folder: Path, *, lean: bool) -> Iterator[list[str]]:
    with _bundle(lean=lean), serving(folder / "app.py", tree=folder) as url:
        _visits(browser, url, WARM)  # its picture may be late
        visits = [_visits(browser, url, WHOLE) for _ in range(VISITS)]
    for nth, title in enumerate((name, f"{name}, again")):
        yield _row(title, [each[nth] for each in visits])


def _row(name: str, visits: list[dict[str, float]]) -> list[str]:
    medians = {what: statistics.median(each[what] for each in visits) for what in visits[0]}
    times = [f"{medians[what] / 1000:.1f} s" for what in ("still", "live", "whole")]
    return [name, *times, *(f"{medians[what]:,.0f} kB" for what in ("files", "socket"))]


@contextmanager
def _bundle(*, lean: bool) -> Iterator[None]:
    """The servers begun meanwhile have the cartesian bundle, or have it not."""
    os.environ["LRVIZ_CARTESIAN"] = "" if lean else "0"
    yield
    del os.environ["LRVIZ_CARTESIAN"]


def _visits(browser: Browser, url: str, until: str) -> list[dict[str, float]]:
    """A first and a second visit with one browser."""
    with visit(browser, WATCH, size=PHONE) as seen:
        _slowed(seen)
        return [_visit(seen, url, until) for _ in range(2)]


def _visit(seen: Visit, url: str, until: str) -> dict[str, float]:
    """Milliseconds until each thing was there, and kilobytes until the line is quiet."""
    seen.page.goto("about:blank")
    seen.files.clear()
    seen.frames.clear()
    seen.page.goto(url, wait_until="commit")
    seen.page.wait_for_function(until, timeout=120_000)
    seen.page.wait_for_load_state("networkidle")
    firsts: dict[str, Any] = seen.page.evaluate("window.firsts")
    return {**firsts, "files": sum(seen.files) / 1000, "socket": sum(seen.frames) / 1000}


def _slowed(seen: Visit) -> None:
    session = seen.page.context.new_cdp_session(seen.page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", LINE)
