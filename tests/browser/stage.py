"""The stage as a test reads and drives it, and the engine's own answer to hold it against."""

import math
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Locator, Page

import lrviz
from lrviz.text.numbers import number

FRAMES = """async (count) => {
  for (let n = 0; n < count; n += 1) await new Promise((done) => requestAnimationFrame(done));
}"""
READY = "[data-testid='stage'][data-ready='true']:not([data-early])"
SERVER_SECONDS = 300  # how long to wait for an answer; it decides no test
# What stands below the stage of the first page comes once the stage is drawn.
WHOLE = """location.pathname !== "/" || location.search.includes("present=1")
  || document.querySelector("[data-testid='stExpander']") !== null"""
# Nothing is still to be told to the server, and nothing to be answered by it.
QUIET = """document.querySelector("[data-asking='true']") === null
  && document.querySelector("[data-testid='stApp']")?.dataset.testScriptState === 'notRunning'"""
SLOPES = "document.querySelectorAll('.lr-equation .lr-num').length === 4"

# Once a playing stage has come far enough it is paused, before anything else is seen or done.
PAUSED = """async (least) => {
  const root = document.querySelector("[data-testid='stage']");
  while (root.dataset.step < least) await new Promise((done) => requestAnimationFrame(done));
  const { lrSent } = window;
  root.querySelector("[data-testid='stage-play']").click();
  return lrSent;
}"""

SNAPSHOT = """(root) => {
  const part = (name) => root.querySelector(`[data-part='${name}']`);
  const trace = (plot, name) => (part(plot).data ?? []).find((each) => each.name === name);
  const list = (values) => (values?.[Symbol.iterator] ? [...values] : []);
  const xy = (found) => found && { x: list(found.x), y: list(found.y) };
  return {
    data: { ...root.dataset },
    number: part("number").value,
    rate: Number(part("rate").value), rate_max: Number(part("rate").max),
    rate_words: part("rate").getAttribute("aria-valuetext"),
    step: Number(part("step").value), step_max: Number(part("step").max),
    count: part("count").textContent,
    word: part("word").textContent, sentence: part("sentence").textContent,
    update: part("update").innerText,
    numbers: [...part("update").querySelectorAll(".lr-equation .lr-num")].map((e) => e.textContent),
    parts: [...part("update").querySelectorAll(".lr-parts tr")].map((row) => row.innerText),
    pressed: [...root.querySelectorAll("[aria-pressed='true']")].map((e) => e.dataset.act),
    point: xy(trace("path", "point")), path: xy(trace("path", "path")),
    now: xy(trace("loss", "point")), curve: xy(trace("loss", "loss")),
    current: xy(trace("sweep", "current")), final: xy(trace("sweep", "final")),
    edge: { ...xy(trace("path", "edge")), text: trace("path", "edge")?.text ?? [] },
    alert: part("alert").hidden ? "" : part("alert").textContent,
  };
}"""


# What a person does who wants everything as it was: the same controls, in one go.
AFRESH = """(root, lr) => {
  const part = (name) => root.querySelector(`[data-testid='stage-${name}']`);
  const say = (name, kind) => part(name).dispatchEvent(new Event(kind, { bubbles: true }));
  if (root.dataset.playing === "true") part("play").click();
  for (const name of ["log", "ghosts", "parts"]) if (part(name).checked) part(name).click();
  for (const [name, value] of [["trail", "0"], ["speed", "8"]]) {
    if (part(name).value === value) continue;
    part(name).value = value;
    say(name, "change");
  }
  if (part("2d").getAttribute("aria-pressed") !== "true") part("2d").click();
  const far = [...root.lrviz.film.lr].map((rate) => Math.abs(Math.log(rate / lr)));
  part("lr").value = far.indexOf(Math.min(...far));
  say("lr", "input");
  part("step").value = 0;
  say("step", "input");
  document.activeElement?.blur();
  document.querySelector(".stMain").scrollTo(0, 0);
}"""


@dataclass(frozen=True, kw_only=True)
class Run:
    """The settings the page is expected to show; ``engine`` makes that very run."""

    objective: Any = "bowl"
    start: tuple[float, ...] | None = (-5.0, -2.0)
    steps: int = 100
    optimizer: str = "sgd"

    def engine(self, lr: float) -> lrviz.Trajectory:
        return lrviz.descend(
            self.objective, lr=lr, steps=self.steps, start=self.start, optimizer=self.optimizer
        )

    def verdict(self, lr: float) -> str:
        return lrviz.diagnose(self.engine(lr)).verdict.value


@dataclass
class Stage:
    """One page with the stage on it."""

    page: Page
    touch: bool | None = None

    @classmethod
    def on(cls, page: Page, path: str = "/") -> "Stage":
        """Open ``path`` and wait for the live picture."""
        stage = cls(page)
        page.goto(path)
        stage.ready()
        page.wait_for_function(WHOLE, timeout=300_000)
        return stage

    def ready(self) -> None:
        self.page.wait_for_selector(READY, timeout=300_000)
        self.frames()

    @property
    def sent(self) -> int:
        """How many messages this page has sent to the server."""
        return int(self.page.evaluate("window.lrSent"))

    @property
    def root(self) -> Locator:
        return self.page.get_by_test_id("stage")

    def __getitem__(self, name: str) -> Locator:
        """``stage["play"]`` is the element with the data-testid ``stage-play``."""
        return self.page.get_by_test_id(f"stage-{name}")

    def part(self, name: str) -> Locator:
        return self.root.locator(f"[data-part='{name}']")

    def frames(self, count: int = 2) -> None:
        """Wait until what was asked for has been painted."""
        self.page.evaluate(FRAMES, count)

    def snapshot(self) -> dict[str, Any]:
        self.frames()
        seen: dict[str, Any] = self.root.evaluate(SNAPSHOT)
        return seen

    @property
    def lr(self) -> float:
        self.frames()
        return float(self.root.get_attribute("data-lr") or "nan")

    @property
    def step(self) -> int:
        self.frames()
        return int(self.root.get_attribute("data-step") or -1)

    @property
    def last(self) -> int:
        return int(self.root.get_attribute("data-last-step") or -1)

    @property
    def verdict(self) -> str:
        return self.root.get_attribute("data-verdict") or ""

    @property
    def query(self) -> dict[str, str]:
        return {key: each[-1] for key, each in parse_qs(urlsplit(self.page.url).query).items()}

    def press(self, name: str) -> None:
        """Click, or tap on a touch page, a control of the stage."""
        if self.touch is None:
            self.touch = bool(self.page.evaluate("navigator.maxTouchPoints > 0"))
        (self[name].tap if self.touch else self[name].click)()
        self.frames()

    def scrub(self, name: str, value: int) -> None:
        """Move a range input to ``value`` as a hand does: an input event."""
        self[name].evaluate(
            "(e, v) => { e.value = v; e.dispatchEvent(new Event('input', { bubbles: true })); }",
            value,
        )
        self.frames()

    def type_rate(self, text: str) -> None:
        """Type a learning rate and wait for the film that has exactly that rate in it."""
        self["lr-number"].fill(text)
        self["lr-number"].press("Enter")
        self.until("lr", float(text))

    def afresh(self) -> "Stage":
        """Back to η = 0.1 and step 0 with every option off; the surface stays as it is."""
        self.root.evaluate(AFRESH, 0.1)
        if self.lr != 0.1:  # a rate that is none of the axis is in the film while it is in use
            self.type_rate("0.1")
            self.page.evaluate("document.activeElement?.blur()")
        self.frames()
        return self

    def index_of(self, lr: float) -> int:
        """The index of the rate nearest to ``lr`` on the film's axis."""
        rates = self.snapshot()["final"]["x"]
        return int(np.abs(np.log(np.array(rates) / lr)).argmin())

    def until(self, name: str, value: Any) -> None:
        """Wait for ``data-<name>`` to be ``value``, a number or text."""
        numeric = isinstance(value, int | float)
        self.page.wait_for_function(
            """([name, value, numeric]) => {
              const got = document.querySelector("[data-testid='stage']").dataset[name];
              return numeric ? Number(got) === value : got === value;
            }""",
            arg=[name, value, numeric],
            timeout=SERVER_SECONDS * 1000,
        )
        self.frames()

    def until_query(self, pattern: str) -> None:
        """Wait for the address to match."""
        self.page.wait_for_url(re.compile(pattern), timeout=SERVER_SECONDS * 1000)

    def until_sent(self, count: int) -> None:
        """Wait until more than ``count`` messages have gone to the server."""
        self.page.wait_for_function(
            "(count) => window.lrSent > count", arg=count, timeout=SERVER_SECONDS * 1000
        )

    def until_quiet(self) -> int:
        """Wait until what was done has been told to the server; how many messages that made."""
        count = -1
        while count < self.sent:
            count = self.sent
            self.page.wait_for_function(QUIET, timeout=SERVER_SECONDS * 1000)
            self.frames()
        return count

    @contextmanager
    def cut_off(self) -> Iterator[None]:
        """Nothing reaches the server meanwhile, nor comes back; afterwards all of it does."""
        self.page.evaluate("window.lrHeld = []")
        yield
        self.page.evaluate(
            "() => { const held = window.lrHeld; window.lrHeld = null; held.forEach((f) => f()); }"
        )

    def until_step(self, least: int) -> None:
        """Wait until a playing stage has come as far as step ``least``."""
        self.page.wait_for_function(
            "(least) => document.querySelector(\"[data-testid='stage']\").dataset.step >= least",
            arg=least,
            timeout=SERVER_SECONDS * 1000,
        )

    def played_until(self, least: int) -> int:
        """Let a playing stage come as far as step ``least``, pause it in that very frame; how many
        messages had been sent. A machine that is busy may not look again before the run has ended.
        """
        return int(self.page.evaluate(PAUSED, least))

    def until_slopes(self) -> None:
        """Wait for the gradients, which come a moment after the film."""
        self.page.wait_for_function(SLOPES, timeout=SERVER_SECONDS * 1000)

    def wait_for_start(self, start: tuple[float, ...], atol: float = 1e-6) -> None:
        """Wait until row 0 of the run on show is ``start``."""
        self.page.wait_for_function(
            """([start, atol]) => {
              const root = document.querySelector("[data-testid='stage']");
              const data = root?.querySelector("[data-part='path']")?.data ?? [];
              const path = data.find((each) => each.name === "path");
              const near = (found, j) => Math.abs(found?.[0] - start[j]) < atol;
              return root?.dataset.step === "0" && near(path?.x, 0) && near(path?.y, 1);
            }""",
            arg=[list(start), atol],
            timeout=SERVER_SECONDS * 1000,
        )


def value_of(text: str) -> float:
    """A number as the page writes it; one that has left its float32 is infinite."""
    if text[0] in "<>":
        return math.inf if text[0] == ">" else -math.inf
    ten = re.fullmatch(r"(−?)(?:([\d.]+)×)?10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", text)
    if not ten:
        return float(text.replace("−", "-").replace("∞", "inf"))
    power = int(ten[3].translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")))
    return float(f"{'-' if ten[1] else ''}{ten[2] or 1}e{power}")


def point_of(text: str) -> NDArray[np.float64]:
    """A point, or one number, as the page writes it."""
    return np.array([value_of(each.strip()) for each in text.strip("()").split(",")])


def assert_is(stage: Stage, run: Run, lr: float | None = None, step: int | None = None) -> None:
    """All that the page shows is the engine's run at the shown rate and step, and agrees."""
    seen = stage.snapshot()
    shown_lr, k = float(seen["data"]["lr"]), int(seen["data"]["step"])
    assert lr is None or shown_lr == lr
    assert step is None or k == step
    engine = run.engine(shown_lr)
    diagnosis = lrviz.diagnose(engine)
    assert seen["data"]["verdict"] == diagnosis.verdict
    assert diagnosis.verdict in seen["word"]
    assert seen["sentence"][: len(diagnosis.sentence("en"))] == diagnosis.sentence("en")
    assert int(seen["data"]["lastStep"]) == seen["step_max"] == engine.steps
    assert seen["step"] == k
    assert seen["number"] == number(shown_lr).replace("−", "-")
    assert seen["rate_words"] == f"η = {number(shown_lr)}: {diagnosis.verdict}"
    _count_is(seen["count"], engine, k)
    _points_are(seen, engine, k)
    assert seen["current"]["x"] == pytest.approx([shown_lr])


def _count_is(text: str, engine: lrviz.Trajectory, k: int) -> None:
    words, loss = text.split("ℓ = ")
    assert words.startswith(f"step {k} of {engine.steps}")
    floor = lrviz.diagnose(engine).evidence["minimum_loss"] or 0.0  # None where there is none
    true = engine.loss[k]
    if math.isinf(value_of(loss)):  # while the rate is on the move; at rest every digit is there
        assert abs(true) > np.finfo(np.float32).max
        return
    assert value_of(loss) == pytest.approx(true, rel=6e-4, abs=1e-6 * abs(floor))


def _points_are(seen: dict[str, Any], engine: lrviz.Trajectory, k: int) -> None:
    assert seen["now"]["x"] == [k]
    if engine.w.shape[1] != 2 or not seen["point"]["x"] or seen["point"]["x"][0] is None:
        return
    assert seen["point"]["x"] == pytest.approx([engine.w[k, 0]], rel=1e-6, abs=1e-30)
    assert seen["point"]["y"] == pytest.approx([engine.w[k, 1]], rel=1e-6, abs=1e-30)
