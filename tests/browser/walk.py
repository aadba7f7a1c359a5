"""A walk at random over every control of a page; at its stops the page must show what its
address shows when it is opened fresh.

``python -m tests.browser.walk --actions 200 --seed 7 --page /regression`` walks far.
"""

import argparse
import difflib
import os
import random
import sys
import tempfile
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, TimeoutError

from tests.browser.hands import HANDS, nudge
from tests.browser.picture import picture
from tests.browser.stage import Stage
from tests.js.printed import half_units, lines, value

MAIN = "[data-testid='stMain']"
SECONDS = 300_000
HEALTH = "/_stcore/health"  # of the app, and nothing else
GUIDED = "localStorage.setItem('lrviz.guided', '1')"
PATIENCE = 8_000  # milliseconds that a hand waits for what it wants to take


class Walk:
    """One page and its hand; ``done`` is what it did."""

    def __init__(self, page: Page, fresh: Page, seed: int, *, on: bool = False) -> None:
        self.stage, self.page, self.fresh = Stage(page), page, fresh
        self.random = random.Random(seed)
        self.done: list[str] = []
        self.finer = False
        self.on, self.found = on, 0  # whether it goes on after a difference, and how many it saw
        self.read = 0  # update lines that were found true
        self.missed = 0  # actions that could not be done
        self.path = urlsplit(page.url).path

    @classmethod
    def begin(cls, page: Page, fresh: Page, path: str, seed: int, *, on: bool = False) -> "Walk":
        """Open ``path``, ready for a walk, by two visitors who know their way."""
        know_their_way(page, fresh)
        page.goto(path)
        rest(page)
        return cls(page, fresh, seed, on=on)

    def go(self, actions: int, every: int) -> None:
        """So many actions, a stop after ``every`` of them.

        Raises:
            AssertionError: where a picture differs, or an update line is not true, with the way
                that led there.
        """
        for n in range(1, actions + 1):
            self.act()
            if n % every == 0 or n == actions:
                self.stop()
            elif self.pick(0, 1):
                self.rest()
                self.tried(self.check_line)

    def act(self) -> None:
        """One action of a hand, or another one where that one is not to be had."""
        while True:
            hand = self.random.choice(HANDS[self.path])
            self.page.set_default_timeout(PATIENCE)
            try:
                said = hand(self)
            except TimeoutError:  # what it wanted was gone, or covered, when it came
                said = None
                self.page.keyboard.press("Escape")
                self.missed += 1
            finally:
                self.page.set_default_timeout(SECONDS)
            if said:
                self.done.append(said)
                return

    def rest(self) -> None:
        """Wait until nothing is still to come."""
        rest(self.page)

    def stop(self) -> None:
        """Compare what is shown with the same address opened fresh."""
        if self.finer:  # its rates are no part of the address: a new start has none of them
            if not self.stage["start"].is_visible():  # the window does not show it
                self.page.keyboard.press("0")
            self.rest()  # what has been asked for is still coming, and would be carried along
            self.done.append(nudge(self))
            self.finer = False
        self.page.evaluate("document.activeElement?.blur()")
        self.page.mouse.move(2, 2)
        rest(self.page)
        self.page.evaluate(f'document.querySelector("{MAIN}").scrollTo(0, 0)')
        self.tried(self.check_line)
        self.tried(self.compare)

    def compare(self) -> None:
        """Against the address as it is opened fresh, again where it has changed meanwhile."""
        parts = urlsplit(self.page.url)
        self.fresh.goto(f"{parts.path}?{parts.query}")
        self.fresh.mouse.move(2, 2)
        rest(self.fresh)
        try:
            assert_same(self.page, self.fresh)
        except AssertionError:
            if urlsplit(self.page.url) == parts:
                raise
            self.compare()

    def check_line(self) -> None:
        """The update line, read as a person reads it: what it comes to is the end that it names."""
        found = self.page.locator("[data-testid='stage'] .lr-equation")
        told = lines(found.inner_html())[-2:] if found.count() else []
        if len(told) < 2:  # the run ends here
            return
        sums, ends, halves = value(told[0]), value(told[1]), half_units(told[1])
        for total, end, half in zip(sums, ends, halves, strict=True):
            assert abs(total.low - end.low) <= half, " = ".join(told)
        self.read += 1

    def tried(self, check: Callable[[], None]) -> None:
        """A check; what it finds is told with the way that led there."""
        try:
            check()
        except AssertionError as error:
            told = "\n".join([*self.done[-12:], self.page.url, str(error)])
            if not self.on:
                raise AssertionError(told) from error
            self.found += 1
            print(told, "\n", flush=True)

    def pick(self, low: int, high: int) -> int:
        return self.random.randint(low, high)


def know_their_way(*pages: Page) -> None:
    """None of these visitors is told what there is to do: what that line covers is no state."""
    for each in pages:
        each.goto(HEALTH)
        each.evaluate(GUIDED)


def rest(page: Page) -> None:
    """Wait until a page is drawn and nothing is still to be said or answered."""
    for _ in range(2):
        try:
            page.wait_for_function(RESTING, timeout=SECONDS)
        except TimeoutError as error:
            raise AssertionError(f"no rest at {page.url}: {page.evaluate(STATE)}") from error
        page.evaluate(
            "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )


# What a page still waits for, by name: that something of it is there, its address, its header, the
# first picture to go, every component to be mounted, drawn and at rest, every plot to have the size
# of its room, the stage's run in use to its last digit, and what stands below the stage.
MISSING = """() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const roots = all("[data-testid='stage'], [data-testid='data'], .lr-reel, .lr-probe");
  const fits = (div) => {
    const room = div.getBoundingClientRect();
    const { width, height } = div._fullLayout ?? {};
    return !room.width || (width === room.width && height === room.height);
  };
  const still = (root) => root.dataset.ready === "true" && root.dataset.playing !== "true";
  const run = document.querySelector("[data-testid='stage']")?.lrviz;
  // Of a veiled run no digits come.
  const veiled = all("[data-testid='lesson']:not([data-answered='true'])").length > 0;
  const panels = all("[data-testid='lesson'], [data-testid='classroom']");
  const found = {
    stage: !["/", "/regression"].includes(location.pathname) || run
      || all("[data-testid='stAlert']").length > 0,
    anything: roots.length > 0 || all(".st-key-settings, [data-testid='stAlert']").length > 0
      || (location.pathname === "/classroom" && panels.length > 0),
    panel: panels.every((panel) => panel.querySelector("h2, button")),
    address: location.search.includes("lang="),
    header: all(".st-key-header").length === 1,
    "first picture gone": !document.getElementById("lr-first"),
    mounted: all("[data-testid='stSkeleton']").length === 0
      && all("[data-testid^='stBidiComponent']").every((place) => place.firstElementChild),
    drawn: roots.every(still),
    sizes: roots.every((root) => [...root.querySelectorAll(".js-plotly-plot")].every(fits)),
    exact: !run || veiled
      || (run.film.slopes && [run.film.exact?.lr, run.film.inexact].includes(run.film.lr[run.i])),
    below: location.pathname !== "/" || location.search.includes("present=1")
      || all("[data-testid='stExpander']").length > 0,
    silence: document.querySelector("[data-asking='true']") === null,
    "script's end":
      document.querySelector("[data-testid='stApp']")?.dataset.testScriptState === "notRunning",
  };
  return Object.keys(found).filter((name) => !found[name]);
}"""
RESTING = f"({MISSING})().length === 0"
STATE = f"""() => {{
  const roots = document.querySelectorAll(
    "[data-testid='stage'], [data-testid='data'], .lr-reel, .lr-probe");
  const sizes = [...document.querySelectorAll(".js-plotly-plot")].map((div) => {{
    const {{ width, height }} = div.getBoundingClientRect();
    const [told, drawn] = [div.layout, div._fullLayout].map((each) => [each?.width, each?.height]);
    return [div.dataset.part ?? div.dataset.testid, width, height, ...told, ...drawn];
  }});
  const states = [...roots].map((root) => ({{ ...root.dataset }}));
  return JSON.stringify([({MISSING})(), ...states, ...sizes]);
}}"""


LONGEST = 120  # lines of a difference that are told
LOOKS = 20  # a layout that still settles is looked at again; one that stays apart is told


def assert_same(walked_page: Page, fresh_page: Page) -> None:
    """Both pages come to show the same, line by line."""
    for _ in range(LOOKS):
        walked, fresh = picture(walked_page), picture(fresh_page)
        if walked == fresh:
            return
        rest(walked_page)
        rest(fresh_page)
    raise AssertionError(
        "\n".join([*difflib.unified_diff(fresh, walked, "fresh", "walked", n=1)][:LONGEST])
    )


def main(arguments: list[str]) -> int:
    """Walk far; 1 where something is found."""
    from playwright.sync_api import sync_playwright

    from tests.browser.conftest import FLAGS, new_page, serving
    from tools import chromium

    parser = argparse.ArgumentParser(prog="python -m tests.browser.walk")
    parser.add_argument("--actions", type=int, default=200)
    parser.add_argument("--every", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--page", default="/", help="where the walk begins")
    parser.add_argument("--on", action="store_true", help="go on after a difference")
    asked = parser.parse_args(arguments)
    log = Path(tempfile.mkdtemp()) / "log.txt"
    running = os.environ.get("LRVIZ_SERVER")
    server = nullcontext(running) if running else serving("app.py", log)
    with server as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=FLAGS)
        one, other = (new_page(browser, url, phone=False) for _ in range(2))
        walk = Walk.begin(one, other, asked.page, asked.seed, on=asked.on)
        walk.go(asked.actions, asked.every)
        browser.close()
    counts = f"{len(walk.done)} actions ({walk.missed} missed), seed {asked.seed}"
    counts += f", {walk.read} update lines true"
    print(f"{asked.page}: {counts}, {walk.found or 'no'} differences")
    return int(walk.found > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
