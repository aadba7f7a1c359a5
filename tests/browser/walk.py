"""A walk at random over every control of the stage; at its stops the page must show what its
address shows when it is opened fresh.

``python -m tests.browser.walk --actions 200 --seed 7 --page /regression`` walks far.
"""

import argparse
import difflib
import random
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, TimeoutError

import lrviz
from lrviz.text import say
from tests.browser.picture import picture
from tests.browser.stage import QUIET, Stage

MAIN = "[data-testid='stMain']"
SECONDS = 60_000


class Walk:
    """One page and its hand; ``done`` is what it did."""

    def __init__(self, stage: Stage, fresh: Page, seed: int, *, on: bool = False) -> None:
        self.stage, self.page, self.fresh = stage, stage.page, fresh
        self.random = random.Random(seed)
        self.done: list[str] = []
        self.finer = False
        self.on, self.found = on, 0  # whether it goes on after a difference, and how many it saw
        self.regression = "/regression" in self.page.url

    def go(self, actions: int, every: int) -> None:
        """So many actions, a stop after ``every`` of them.

        Raises:
            AssertionError: where a picture differs, with the way that led there.
        """
        for n in range(1, actions + 1):
            self.act()
            if n % every == 0 or n == actions:
                self.stop()

    def act(self) -> None:
        """One action of a hand, or another one where that one is not to be had."""
        choices = [*HANDS] if self.regression else [*HANDS, *SETTINGS]
        while True:
            chosen = self.random.choice(choices)
            said = chosen(self)
            if said:
                self.done.append(said)
                return

    def stop(self) -> None:
        """Compare what is shown with the same address opened fresh."""
        if self.finer:  # its rates are no part of the address: a new start has none of them
            self.done.append(nudge(self))
            self.finer = False
        self.page.evaluate("document.activeElement?.blur()")
        self.page.mouse.move(2, 2)
        rest(self.page)
        self.page.evaluate(f'document.querySelector("{MAIN}").scrollTo(0, 0)')
        parts = urlsplit(self.page.url)
        self.fresh.goto(f"{parts.path}?{parts.query}")
        self.fresh.mouse.move(2, 2)
        rest(self.fresh)
        try:
            assert_same(self.page, self.fresh, [*self.done, self.page.url])
        except AssertionError as error:
            if not self.on:
                raise
            self.found += 1
            print(error, "\n", flush=True)

    def pick(self, low: int, high: int) -> int:
        return self.random.randint(low, high)


def rest(page: Page) -> None:
    """Wait until a page is drawn and nothing is still to be said or answered."""
    page.wait_for_selector("[data-testid='stage'][data-ready='true']", timeout=SECONDS)
    for _ in range(2):
        try:
            page.wait_for_function(WHOLE, timeout=SECONDS)
            page.wait_for_function(QUIET, timeout=SECONDS)
        except TimeoutError as error:
            raise AssertionError(f"no rest at {page.url}: {page.evaluate(STATE)}") from error
        page.evaluate(
            "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )


# The run in use has come to the last digit, what stands below the stage is there, and every plot
# has the size of its room.
WHOLE = """() => {
  const stage = document.querySelector("[data-testid='stage']");
  const { film, i } = stage?.lrviz ?? {};
  const data = document.querySelector("[data-testid='data']");
  const fits = (div) => {
    const [{ width, height }, room] = [div._fullLayout, div.getBoundingClientRect()];
    const off = Math.max(Math.abs(width - room.width), Math.abs(height - room.height));
    return !room.width || off <= 1;
  };
  const plots = document.querySelectorAll("[data-testid='stage'] .js-plotly-plot");
  return film?.slopes && [...plots].every(fits) && film.exact?.lr === film.lr[i]
    && stage.dataset.playing !== "true"
    && (!data || data.dataset.ready === "true")
    && document.querySelectorAll("[data-testid='stExpander'], .lr-data").length > 0;
}"""


STATE = """() => {
  const stage = document.querySelector("[data-testid='stage']");
  const { film, i } = stage?.lrviz ?? {};
  const data = document.querySelector("[data-testid='data']");
  const below = document.querySelectorAll("[data-testid='stExpander'], .lr-data").length;
  return JSON.stringify([film?.id, Boolean(film?.slopes), film?.exact?.lr, film?.lr[i], below,
    { ...stage?.dataset }, { ...data?.dataset }]);
}"""


LOOKS = 40  # a layout that still settles is looked at again; one that stays apart is told


def assert_same(walked_page: Page, fresh_page: Page, way: list[str]) -> None:
    """Both pages come to show the same, line by line."""
    for _ in range(LOOKS):
        walked, fresh = picture(walked_page), picture(fresh_page)
        if walked == fresh:
            return
        rest(walked_page)
        rest(fresh_page)
    lines = list(difflib.unified_diff(fresh, walked, "fresh", "walked", n=1))
    raise AssertionError("\n".join([*way[-12:], *lines[:40]]))


# ---- hands: each says what it did, or None where it cannot ----------------------------------


def regime(walk: Walk) -> str | None:
    name = walk.random.choice(["tiny", "good", "large", "too-large"])
    if walk.stage[name].is_disabled():
        return None
    walk.stage[name].click()
    return name


def key(walk: Walk) -> str:
    pressed = walk.random.choice("1234[]r") if walk.pick(0, 2) else f"Arrow{_side(walk)}"
    walk.page.evaluate("document.activeElement?.blur()")
    walk.page.keyboard.press(pressed)
    return f"key {pressed}"


def _side(walk: Walk) -> str:
    return walk.random.choice(["Left", "Right"])


def scrub_rate(walk: Walk) -> str:
    value = walk.pick(0, int(walk.stage["lr"].get_attribute("max") or 0))
    walk.stage.scrub("lr", value)
    return f"rate {value}"


def scrub_step(walk: Walk) -> str:
    value = walk.pick(0, int(walk.stage["step"].get_attribute("max") or 0))
    walk.stage.scrub("step", value)
    return f"step {value}"


def type_rate(walk: Walk) -> str:
    rest(walk.page)
    rates = walk.page.evaluate("document.querySelector(\"[data-testid='stage']\").lrviz.film.lr")
    text = f"{rates[0] * (rates[-1] / rates[0]) ** walk.random.random():.3g}"
    walk.stage.type_rate(text)
    return f"type {text}"


def refuse_rate(walk: Walk) -> str:
    walk.stage["lr-number"].fill("-1")
    walk.stage["lr-number"].press("Enter")
    walk.page.evaluate("document.activeElement?.blur()")
    walk.page.keyboard.press("r")
    return "type -1, r"


def option(walk: Walk) -> str:
    name = walk.random.choice(["log", "ghosts", "parts"])
    walk.stage[name].click()
    return name


def trail(walk: Walk) -> str:
    value = walk.random.choice(["0", "5", "20"])
    walk.stage["trail"].select_option(value)
    return f"trail {value}"


def speed(walk: Walk) -> str:
    value = walk.random.choice(["1", "3", "8", "20", "60"])
    walk.stage["speed"].select_option(value)
    return f"speed {value}"


def play(walk: Walk) -> str:
    walk.stage["play"].click()
    walk.stage.frames()
    if walk.stage.root.get_attribute("data-playing") == "true":
        walk.stage["play"].click()
    return "play, pause"


def drag(walk: Walk) -> str | None:
    """The start, by its handle."""
    handle = walk.stage["start"].bounding_box() if walk.stage["start"].is_visible() else None
    if handle is None:
        return None
    area = walk.stage["contour"].bounding_box()
    assert area is not None
    x, y = handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2
    to_x = area["x"] + area["width"] * walk.random.uniform(0.2, 0.9)
    to_y = area["y"] + area["height"] * walk.random.uniform(0.2, 0.8)
    walk.page.mouse.move(x, y)
    walk.page.mouse.down()
    walk.page.mouse.move((x + to_x) / 2, (y + to_y) / 2)
    walk.page.mouse.move(to_x, to_y)
    walk.page.mouse.up()
    return f"drag to ({to_x:.0f}, {to_y:.0f})"


def nudge(walk: Walk) -> str:
    """The start, by the arrow keys."""
    if not walk.stage["start"].is_visible():
        return scrub_rate(walk)
    walk.stage["start"].focus()
    walk.page.keyboard.press(f"Arrow{_side(walk)}")
    return "nudge"


def finer(walk: Walk) -> str | None:
    if not walk.stage["start"].is_visible():
        return None
    walk.stage["finer"].click()
    walk.finer = True
    return "finer"


def point_at(walk: Walk) -> str:
    """In passing: over the map and the curves."""
    area = walk.stage[walk.random.choice(["contour", "loss", "sweep"])].bounding_box()
    assert area is not None
    walk.page.mouse.move(area["x"] + area["width"] / 2, area["y"] + area["height"] / 3)
    return "point"


def language(walk: Walk) -> str:
    """The other language."""
    chinese = "lang=zh" in walk.page.url
    rest(walk.page)
    here, other = ("zh", "en") if chinese else ("en", "zh")
    walk.page.get_by_label(say("ui.language", here), exact=True).first.click()
    walk.page.get_by_role("option", name=say("ui.language_name", other), exact=True).click()
    walk.page.wait_for_url(f"**lang={other}*", timeout=SECONDS)
    return f"language {other}"


def surface(walk: Walk) -> str:
    return _chosen(walk, "surface", "objective", list(lrviz.OBJECTIVES))


def optimizer(walk: Walk) -> str:
    return _chosen(walk, "optimizer", "optimizer", list(lrviz.OPTIMIZERS))


def _chosen(walk: Walk, label: str, kind: str, names: list[str]) -> str:
    rest(walk.page)
    tongue = "zh" if "lang=zh" in walk.page.url else "en"
    name = walk.random.choice(names)
    menu = walk.page.get_by_label(say(f"ui.{label}", tongue), exact=True).first
    menu.click()
    title = say(f"{kind}.{name}.title", tongue)
    menu.fill(title)
    walk.page.get_by_role("option", name=title, exact=True).click()
    walk.page.wait_for_url(f"**{kind}={name}&*", timeout=SECONDS)
    return f"{label} {name}"


def leave(walk: Walk) -> str:
    """Another page, and back by its link."""
    rest(walk.page)
    links = walk.page.locator("[data-testid='stTopNavLink']")
    home = 2 if walk.regression else 0
    links.nth(1).click()
    walk.page.wait_for_url("**/compare*", timeout=SECONDS)
    links.nth(home).click()
    rest(walk.page)
    return "another page, and back"


HANDS: list[Callable[[Walk], str | None]] = [
    regime,
    regime,
    key,
    key,
    scrub_rate,
    scrub_step,
    type_rate,
    refuse_rate,
    option,
    option,
    trail,
    speed,
    play,
    drag,
    nudge,
    finer,
    point_at,
]
SETTINGS: list[Callable[[Walk], str | None]] = [surface, optimizer]


def main(arguments: list[str]) -> int:
    """Walk far; 1 where the pictures differ."""
    from playwright.sync_api import sync_playwright

    from tests.browser.conftest import DESKTOP, FLAGS, serving
    from tools import chromium

    parser = argparse.ArgumentParser(prog="python -m tests.browser.walk")
    parser.add_argument("--actions", type=int, default=200)
    parser.add_argument("--every", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--page", default="/", help="where the walk begins")
    parser.add_argument("--on", action="store_true", help="go on after a difference")
    asked = parser.parse_args(arguments)
    log = Path(tempfile.mkdtemp()) / "log.txt"
    with serving("app.py", log) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=FLAGS)
        contexts = [browser.new_context(viewport=DESKTOP, base_url=url) for _ in range(2)]
        one, other = (context.new_page() for context in contexts)
        walk = Walk(Stage.on(one, asked.page), other, asked.seed, on=asked.on)
        walk.go(asked.actions, asked.every)
        browser.close()
    print(f"{len(walk.done)} actions, seed {asked.seed}: {walk.found or 'no'} differences")
    return int(walk.found > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
