"""Scrubbing, dragging and stepping, as a hand does it, timed inside the page."""

import statistics
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Browser, Page

from benchmarks.browser import PEERS, Visit, serving, visit

READY = "[data-testid='stage'][data-ready='true']"
SECONDS = 6
CHANGES = 9

# One input event a frame, each to the next rate of the axis, to its end and back; counts the frames
# in which each plot was really painted anew.
SCRUB = """async (seconds) => {
  const root = document.querySelector("[data-testid='stage']");
  const slider = root.querySelector("[data-testid='stage-lr']");
  const part = (name) => root.querySelector(`[data-part='${name}']`);
  const plots = ["path", "loss", "sweep"].map(part);
  const painted = plots.map(() => 0), dirty = plots.map(() => false);
  plots.forEach((plot, n) => new MutationObserver(() => { dirty[n] = true; })
    .observe(plot, { subtree: true, childList: true, attributes: true }));
  const [first, last] = [Number(root.dataset.redraws), Number(slider.max)];
  const began = performance.now();
  let events = 0;
  while (performance.now() - began < seconds * 1000) {
    const next = (events + 1) % (2 * last);
    slider.value = next < last ? next : 2 * last - next;
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    events += 1;
    await new Promise((done) => requestAnimationFrame(done));
    dirty.forEach((was, n) => { painted[n] += was; dirty[n] = false; });
  }
  const took = (performance.now() - began) / 1000;
  return { events, took, redraws: Number(root.dataset.redraws) - first, painted };
}"""

# Pointer events on the handle round a circle, twice a frame at most; notes when each start is
# on the picture.
DRAG = """async (seconds) => {
  const root = document.querySelector("[data-testid='stage']");
  const handle = root.querySelector("[data-part='handle']");
  const path = root.querySelector("[data-part='path']");
  const area = root.querySelector("[data-part='path'] .nsewdrag").getBoundingClientRect();
  const mouse = { pointerId: 1, pointerType: "mouse", bubbles: true, button: 0, buttons: 1 };
  const fire = (kind, [clientX, clientY]) =>
    handle.dispatchEvent(new PointerEvent(kind, { ...mouse, clientX, clientY }));
  const place = (t) => [
    area.left + area.width * (0.5 + 0.3 * Math.cos(t)),
    area.top + area.height * (0.5 + 0.3 * Math.sin(t)),
  ];
  const shown = () => {
    const trace = path.data.find((each) => each.name === "path");
    return trace?.x?.length ? [trace.x[0], trace.y[0]] : null;
  };
  const starts = [], seen = new Set();
  let moves = 0, running = true;
  const look = () => {
    const at = shown();
    if (at && !seen.has(String(at))) { seen.add(String(at)); starts.push(performance.now()); }
    if (running) requestAnimationFrame(look);
  };
  const centre = handle.getBoundingClientRect();
  fire("pointerdown", [centre.left + centre.width / 2, centre.top + centre.height / 2]);
  look();
  const began = performance.now();
  while (performance.now() - began < seconds * 1000) {
    fire("pointermove", place((performance.now() - began) / 600));
    moves += 1;
    await new Promise((done) => setTimeout(done, 12));
  }
  const films = starts.filter((t) => t > began && t < began + seconds * 1000).length;
  const last = place(1.2);
  const [x, y] = [path._fullLayout.xaxis, path._fullLayout.yaxis];
  const box = path.getBoundingClientRect();
  const wanted = [x.p2d(last[0] - box.left - x._offset), y.p2d(last[1] - box.top - y._offset)];
  fire("pointermove", last);
  const stopped = performance.now();
  const arrived = () => shown()?.every((value, j) => Math.abs(value - wanted[j]) < 1e-5);
  while (!arrived() && performance.now() - stopped < 5000) {
    await new Promise((done) => requestAnimationFrame(done));
  }
  const behind = performance.now() - stopped;
  fire("pointerup", last);
  running = false;
  return { moves, films, behind, arrived: Boolean(arrived()) };
}"""

# The time from the next key or press to the frame in which the path's outline has changed.
CHANGE = """(selector) => {
  const outline = () => [...document.querySelectorAll(selector)]
    .map((each) => each.getAttribute("d") + each.getAttribute("transform")).join();
  const before = outline();
  window.change = new Promise((done) => {
    const begin = () => {
      const began = performance.now();
      const look = () => {
        const took = performance.now() - began;
        if (outline() !== before || took > 8000) done(took);
        else requestAnimationFrame(look);
      };
      look();
    };
    for (const kind of ["keydown", "mousedown"]) {
      document.addEventListener(kind, begin, { capture: true, once: true });
    }
  });
}"""


def opened(seen: Visit, url: str) -> Visit:
    """The live stage, at rest."""
    seen.page.goto(url)
    seen.page.wait_for_selector(READY, timeout=60_000)
    seen.page.wait_for_timeout(2000)
    return seen


def scrub(browser: Browser, url: str) -> dict[str, Any]:
    """The learning rate over its whole range, and the messages meanwhile."""
    with visit(browser) as seen:
        opened(seen, url)
        before = len(seen.messages)
        result: dict[str, Any] = seen.page.evaluate(SCRUB, SECONDS)
        return {**result, "messages": len(seen.messages) - before}


def drag(browser: Browser, url: str) -> dict[str, Any]:
    """The start round a circle; the bytes of each answer."""
    with visit(browser) as seen:
        opened(seen, url)
        before = seen.kilobytes
        result: dict[str, Any] = seen.page.evaluate(DRAG, SECONDS)
        return {**result, "kilobytes": (seen.kilobytes - before) / max(1, result["films"])}


def drag_by_mouse(browser: Browser, url: str) -> bool:
    """Whether a mouse that stops leaves the start at the pointer."""
    with visit(browser) as seen:
        page = opened(seen, url).page
        area = page.locator("[data-part='path'] .nsewdrag").bounding_box()
        handle = page.locator("[data-part='handle']").bounding_box()
        if not area or not handle:
            return False
        page.mouse.move(handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2)
        page.mouse.down()
        for i in range(40):
            page.mouse.move(area["x"] + area["width"] * (0.2 + i / 80), area["y"] + 60 + 4 * i)
        page.wait_for_timeout(1500)
        x, y = area["x"] + area["width"] * (0.2 + 39 / 80), area["y"] + 60 + 4 * 39
        true = (12 * (x - area["x"]) / area["width"] - 6, 4 - 8 * (y - area["y"]) / area["height"])
        at = page.evaluate("""() => {
          const { data } = document.querySelector("[data-part='path']");
          const trace = data.find((each) => each.name === "path");
          return [trace.x[0], trace.y[0]];
        }""")
        page.mouse.up()
        return all(abs(a - b) < 0.02 for a, b in zip(at, true, strict=True))


def stepping(browser: Browser, url: str) -> list[tuple[str, float, float, float]]:
    """(side, ms a change, kB a change, kB until it stands) for ours and its two rivals."""
    key = "ArrowRight"
    ours = "[data-part='path'] .scatterlayer path"
    rows = [("stage", *_changes(browser, url, ours, lambda page, _: page.keyboard.press(key)))]

    def slide(page: Page, n: int) -> None:
        if n == 0:
            page.locator("[data-testid='stSlider'] :is([role=slider], input)").first.focus()
        page.keyboard.press(key)

    def rail(page: Page, n: int) -> None:
        area = page.locator(".slider-rail-touch-rect").bounding_box() or {}
        across = area["width"] * (0.1 + 0.08 * n)
        page.mouse.click(area["x"] + across, area["y"] + area["height"] / 2)

    theirs = ".js-plotly-plot .scatterlayer path"
    with serving(PEERS / "rerun.py") as peer:
        rows.append(("st.plotly_chart, a rerun a step", *_changes(browser, peer, theirs, slide)))
    with serving(PEERS / "frames.py") as peer:
        rows.append(("st.plotly_chart, plotly frames", *_changes(browser, peer, theirs, rail)))
    return rows


def _changes(
    browser: Browser, url: str, path: str, act: Callable[[Page, int], None]
) -> tuple[float, float, float]:
    with visit(browser) as seen:
        seen.page.goto(url)
        seen.page.wait_for_selector(".contourlayer path", timeout=60_000)
        seen.page.wait_for_timeout(2000)
        stood, times = seen.kilobytes, []
        for n in range(CHANGES):
            seen.page.evaluate(CHANGE, path)
            act(seen.page, n)
            times.append(seen.page.evaluate("window.change"))
            seen.page.wait_for_timeout(150)
        return statistics.median(times), (seen.kilobytes - stood) / len(times), stood
