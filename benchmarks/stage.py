"""The stage in headless Chromium: scrubbing, dragging, the first picture, bytes, and rivals."""

import base64
import statistics
from contextlib import ExitStack
from importlib.metadata import version

import numpy as np
from playwright.sync_api import Browser, Page

import lrviz
from benchmarks.browser import PEERS, ROOT, SIZE, browsing, serving, visit
from benchmarks.measure import machine, table
from benchmarks.stage_hands import SECONDS, drag, drag_by_mouse, scrub, stepping
from lrviz.film.film import RATES_DRAGGED, film_payload, shoot, slopes_payload, thinned

VISITS = 7
PAGES = {
    "an empty page": (PEERS / "empty.py", {"shown": "[data-testid='stMarkdown'] p"}),
    "one st.plotly_chart": (PEERS / "chart.py", {"shown": ".contourlayer path"}),
    "lrviz": (
        ROOT / "app.py",
        {
            "shown": "[data-part='still'] svg, [data-part='rings'] .contourlayer path",
            "live": "[data-testid='stage'][data-ready='true']",
        },
    ),
}
# Notes, in milliseconds since the navigation began, the first frame in which each is there.
WATCH = """
window.firsts = {};
const wanted = %s;
const look = () => {
  for (const [name, selector] of Object.entries(wanted)) {
    if (name in window.firsts || !document.querySelector(selector)) continue;
    window.firsts[name] = performance.now();
  }
  if (Object.keys(window.firsts).length < Object.keys(wanted).length) requestAnimationFrame(look);
};
requestAnimationFrame(look);
"""


def main() -> None:
    """Print every table."""
    with browsing() as browser, serving(ROOT / "app.py") as url:
        versions = {name: version(name) for name in ("streamlit", "plotly", "torch")}
        print(machine(**versions, chromium=browser.version), "\n")
        print(_hands(browser, url), "\n")
        print(_films(), "\n")
        print(_against(browser, url), "\n")
    with browsing() as browser:
        print(_first_pictures(browser))


def _hands(browser: Browser, url: str) -> str:
    moved, dragged = scrub(browser, url), drag(browser, url)
    took = moved["took"]
    rows = [
        ["scrub: input events", f"{moved['events'] / took:.0f} a second"],
        ["scrub: redraws of all three plots", f"{min(moved['painted']) / took:.0f} a second"],
        ["scrub: redraws per two events", f"{2 * moved['redraws'] / moved['events']:.2f}"],
        ["scrub: messages to the server meanwhile", str(moved["messages"])],
        ["drag: complete films", f"{dragged['films'] / SECONDS:.1f} a second"],
        ["drag: weight of a film", f"{dragged['kilobytes']:.0f} kB"],
        ["drag: last position on the picture", f"{dragged['behind']:.0f} ms after the stop"],
        ["drag: nothing left behind", str(dragged["arrived"] and drag_by_mouse(browser, url))],
    ]
    return table(["hand", "bowl"], rows)


def _films() -> str:
    settings = {"steps": 200, "start": (-5.0, -2.0)}
    film = shoot(lrviz.objective("bowl"), None, 128, settings)
    axis = thinned(film.sweep.base_lr, RATES_DRAGGED, 0.1)
    light = shoot(lrviz.objective("bowl"), axis, len(axis), settings)
    with np.errstate(over="ignore"):
        plain = base64.b64encode(film.sweep.w.astype("f4").tobytes())
    rows = [
        ["128 rates × 200 steps: positions, losses, verdicts", film_payload(film, "en")],
        ["its gradients, which follow", slopes_payload(film)],
        [f"while dragging: {len(axis)} rates", film_payload(light, "en")],
        ["plain base64 of the positions alone", plain],
    ]
    return table(["film", "bytes"], [[str(name), f"{len(raw):,}"] for name, raw in rows])


def _against(browser: Browser, url: str) -> str:
    rows = [
        [side, f"{change:.0f} ms", f"{each:.1f} kB", f"{stood:,.0f} kB"]
        for side, change, each, stood in stepping(browser, url)
    ]
    return table(["one step further", "until it is seen", "over the wire", "to begin"], rows)


def _first_pictures(browser: Browser) -> str:
    medians = _visits(browser)
    empty, chart = (medians[name]["shown"] for name in list(PAGES)[:2])
    rows = []
    for name, seen in medians.items():
        for what in [key for key in seen if key != "kilobytes"]:
            ratio = f"{seen[what] / (chart if what == 'live' else empty):.2f}"
            against = "the chart" if what == "live" else "the empty page"
            weight = f"{seen['kilobytes']:,.0f} kB"
            rows.append([name, what, f"{seen[what]:,.0f} ms", f"{ratio} of {against}", weight])
    return table(["first visit", "picture", "median", "ratio", "over the wire"], rows)


def _visits(browser: Browser) -> dict[str, dict[str, float]]:
    """Medians over VISITS fresh contexts of each page in turn, after one that warms its server
    and is weighed: counting bytes takes time, most where there are most."""
    seen: dict[str, list[dict[str, float]]] = {name: [] for name in PAGES}
    with ExitStack() as servers:
        urls = {name: servers.enter_context(serving(PAGES[name][0])) for name in PAGES}
        weights = {name: _weight(browser, urls[name], PAGES[name][1]) for name in PAGES}
        for _ in range(VISITS):
            for name, (_, wanted) in PAGES.items():
                seen[name].append(_visit(browser, urls[name], wanted))
    return {
        name: {what: statistics.median(each[what] for each in visits) for what in visits[0]}
        | {"kilobytes": weights[name]}
        for name, visits in seen.items()
    }


def _weight(browser: Browser, url: str, wanted: dict[str, str]) -> float:
    """Kilobytes over the wire until the page is complete."""
    with visit(browser, WATCH % wanted) as seen:
        _complete(seen.page, url, wanted)
        seen.page.wait_for_load_state("networkidle")
        return seen.kilobytes


def _visit(browser: Browser, url: str, wanted: dict[str, str]) -> dict[str, float]:
    """When each wanted thing was there, in milliseconds."""
    context = browser.new_context(viewport=SIZE)
    page = context.new_page()
    page.add_init_script(WATCH % wanted)
    _complete(page, url, wanted)
    firsts: dict[str, float] = page.evaluate("window.firsts")
    context.close()
    return firsts


def _complete(page: Page, url: str, wanted: dict[str, str]) -> None:
    page.goto(url)
    page.wait_for_function(f"Object.keys(window.firsts).length === {len(wanted)}", timeout=60_000)


if __name__ == "__main__":
    main()
