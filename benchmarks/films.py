"""The Compare page's clock in headless Chromium: frames a second, and what one costs."""

from importlib.metadata import version

from playwright.sync_api import Browser, CDPSession, Page

from benchmarks.browser import ROOT, browsing, serving, visit
from benchmarks.measure import machine, table

SECONDS = 3
RACERS = "sgd,momentum,nesterov,adagrad,rmsprop,adam,nadam,rprop"
PAGES = {
    "four films and their curves": "objective=bowl&steps=400&lr=0.1",
    "nine films": "objective=bowl&steps=400&lr=0.1&rates=.01,.02,.05,.1,.2,.3,.4,.48,.49",
    "eight optimizers racing": f"compare=optimizers&objective=bowl&steps=400&racers={RACERS}",
}
READY = ".lr-reel[data-ready='true'] .lr-player"
PLAY = """async (seconds) => {
  const reel = document.querySelector(".lr-reel:has(.lr-player)");
  const speed = reel.querySelector("[data-testid='reel-speed']");
  speed.value = Math.max(...[...speed.options].map((option) => Number(option.value)));
  reel.querySelector("[data-testid='reel-play']").click();
  const [first, begun] = [Number(reel.dataset.redraws), performance.now()];
  await new Promise((done) => setTimeout(done, 1000 * seconds));
  return [Number(reel.dataset.redraws) - first, performance.now() - begun];
}"""


def main() -> None:
    """Print the table."""
    with browsing() as browser, serving(ROOT / "app.py") as url:
        versions = {name: version(name) for name in ("streamlit", "plotly")}
        rows = [(name, *_played(browser, f"{url}/compare?{ask}")) for name, ask in PAGES.items()]
        print("\n## films\n")
        print(machine(**versions, chromium=browser.version), "\n", sep="\n")
        print(table(("on show", "frames a second", "main thread, a frame"), rows))


def _played(browser: Browser, url: str) -> tuple[str, str]:
    """Frames drawn a second, and the processor time of the page's main thread for each."""
    with visit(browser) as seen:
        page: Page = seen.page
        page.goto(url)
        page.wait_for_selector(READY)
        page.wait_for_timeout(1500)  # what the page still loads is not the clock's doing
        metrics = page.context.new_cdp_session(page)
        metrics.send("Performance.enable")
        before = _thread_time(metrics)
        frames, took = page.evaluate(PLAY, SECONDS)
        busy = _thread_time(metrics) - before
    return f"{1000 * frames / took:.0f}", f"{1000 * busy / frames:.0f} ms"


def _thread_time(metrics: CDPSession) -> float:
    """Seconds of processor time that the main thread has had."""
    found = metrics.send("Performance.getMetrics")["metrics"]
    return next(float(each["value"]) for each in found if each["name"] == "ThreadTime")
