"""Every page in each engine: it opens, plays, is scrubbed, dragged on, and given a formula."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any
from urllib.parse import quote

import pytest

from lrviz.text import say
from tests.browser.stage import QUIET
from tests.engines.browsers import ENGINES, StartError, missing, opened
from tests.engines.drivers import PATIENCE, Engine

CALM = 15  # frames in a row in which an element has stood where it was
TROUBLES = """(() => {
  window.lrTroubles = [];
  addEventListener("error", (event) => { window.lrTroubles.push(event.message); });
  addEventListener("unhandledrejection", (event) => { window.lrTroubles.push(`${event.reason}`); });
  const seen = { selector: "", place: "", frames: 0 };
  window.lrStill = (selector) => {
    if (selector !== seen.selector) Object.assign(seen, { selector, frames: 0 });
    return seen.frames;
  };
  const look = () => {
    const box = seen.selector && document.querySelector(seen.selector)?.getBoundingClientRect();
    const place = box ? [box.x, box.y, box.width, box.height].join() : "";
    Object.assign(seen, { place, frames: place && place === seen.place ? seen.frames + 1 : 0 });
    requestAnimationFrame(look);
  };
  look();
  return true;
})()"""
STAGE = "document.querySelector(\"[data-testid='stage']\")"
PROBE = "document.querySelector(\"[data-testid='probe']\")"
REEL = "document.querySelector('.lr-reel')"
FORMULA = "x^2 + 3y^2 + sin(x*y)"


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """One browser of each engine; what is not there, or does not run here, is left out."""
    if lacking := missing(request.param):
        pytest.skip(lacking)
    with ExitStack() as stack:
        try:
            driver = stack.enter_context(opened(request.param))
        except StartError as error:
            pytest.skip(str(error))
        yield driver


def until(engine: Engine, expression: str) -> Any:
    """The value of ``expression`` once it is something."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if found := engine.ask(expression):
            return found
        time.sleep(0.05)
    raise AssertionError(f"it never became true: {expression}")


def at_rest(engine: Engine, selector: str) -> None:
    """Bring an element into view, and wait until the page is done and it stands still."""
    until(engine, QUIET)
    found = f"document.querySelector({selector!r})"
    until(engine, f"{found} && ({found}.scrollIntoView({{ block: 'center' }}), true)")
    until(engine, f"document.fonts.status === 'loaded' && lrStill({selector!r}) > {CALM}")


def click(engine: Engine, selector: str) -> None:
    at_rest(engine, selector)
    engine.drag(selector)


def pull(engine: Engine, selector: str, across: float) -> None:
    """Drag an element sideways, in a few moves."""
    at_rest(engine, selector)
    engine.drag(selector, [(across / 4, 0)] * 4)


def scrub(engine: Engine, selector: str, way: int) -> None:
    """Take a slider in its middle, and pull it past its left end (-1) or its right end (1)."""
    width = engine.ask(f"document.querySelector({selector!r}).getBoundingClientRect().width")
    pull(engine, selector, way * 0.6 * width)


def show(engine: Engine, url: str, ready: str) -> None:
    """Open a page, until what it shows is drawn."""
    engine.go(url)
    until(engine, TROUBLES)
    until(engine, f"{ready}?.dataset.ready === 'true' && {ready}.dataset.early === undefined")


def plays(engine: Engine, shown: str, step: str, button: str) -> None:
    """Playing moves it on, and a press on the slider puts it where the press was."""
    click(engine, f"[data-testid='{button}']")
    until(engine, f"Number({shown}.dataset.{step}) > 0")
    click(engine, f"[data-testid='{button}']")
    until(engine, f"{shown}.dataset.playing === 'false'")


def type_formula(engine: Engine) -> None:
    field = f"input[aria-label='{say('ui.formula')}']"
    click(engine, field)
    until(engine, f'document.activeElement === document.querySelector("{field}")')
    engine.type(FORMULA)
    until(engine, f"new URLSearchParams(location.search).get('formula') === '{FORMULA}'")


def no_trouble(engine: Engine) -> None:
    assert engine.ask("window.lrTroubles") == []


STARTED = f"String(Array.from({STAGE}?.lrviz?.film.start ?? []))"


def staged(engine: Engine, url: str) -> None:
    """What every stage can do."""
    show(engine, url, STAGE)
    plays(engine, STAGE, "step", "stage-play")
    scrub(engine, "[data-testid='stage-step']", 1)
    until(engine, f"{STAGE}.dataset.step === {STAGE}.dataset.lastStep")
    scrub(engine, "[data-testid='stage-step']", -1)
    until(engine, f"{STAGE}.dataset.step === '0'")
    click(engine, "[data-testid='stage-too-large']")
    until(engine, f"{STAGE}.dataset.verdict === 'diverges'")
    before = engine.ask(STARTED)
    pull(engine, "[data-testid='stage-start']", 60)
    until(engine, f"{STARTED} && {STARTED} !== {before!r} && !{STAGE}.lrviz.film.live")


@pytest.mark.engines
def test_descent(engine: Engine, server_url: str) -> None:
    staged(engine, f"{server_url}/")
    type_formula(engine)
    until(engine, f"{STAGE}?.dataset.ready === 'true' && {STAGE}.dataset.verdict")
    no_trouble(engine)


@pytest.mark.engines
def test_regression(engine: Engine, server_url: str) -> None:
    staged(engine, f"{server_url}/regression?data=textbook")
    until(engine, "document.querySelector(\"[data-testid='data-equation']\")?.textContent")
    no_trouble(engine)


@pytest.mark.engines
def test_compare(engine: Engine, server_url: str) -> None:
    show(engine, f"{server_url}/compare?steps=40", REEL)
    plays(engine, REEL, "frame", "reel-play")
    scrub(engine, "[data-testid='reel-step']", 1)
    until(engine, f"Number({REEL}.dataset.frame) === Number({REEL}.dataset.frames) - 1")
    type_formula(engine)
    no_trouble(engine)


@pytest.mark.engines
def test_gradient(engine: Engine, server_url: str) -> None:
    show(engine, f"{server_url}/gradient", PROBE)
    before = engine.ask(f"{PROBE}.dataset.w")
    pull(engine, "[data-testid='probe'] .lr-handle", 50)
    until(engine, f"{PROBE}.dataset.w !== {before!r}")
    type_formula(engine)
    until(engine, f"{PROBE}?.dataset.ready === 'true'")
    no_trouble(engine)


@pytest.mark.engines
def test_network(engine: Engine, server_url: str) -> None:
    show(engine, f"{server_url}/network?steps=100", REEL)
    scrub(engine, "[data-testid='reel-step']", -1)
    until(engine, f"{REEL}.dataset.frame === '0'")
    plays(engine, REEL, "frame", "reel-play")
    no_trouble(engine)


@pytest.mark.engines
def test_a_link_opens_its_state(engine: Engine, server_url: str) -> None:
    show(engine, f"{server_url}/?formula={quote(FORMULA)}&lr=0.3&lang=zh", STAGE)
    until(engine, f"Math.abs(Number({STAGE}?.dataset.lr) - 0.3) < 1e-9")
    tiny = "document.querySelector(\"[data-testid='stage-tiny']\")?.textContent"
    until(engine, f"{tiny} === '{say('stage.tiny', 'zh')}'")
    no_trouble(engine)
