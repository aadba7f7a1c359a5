"""The reel in a real browser: one clock, every plot on the same frame, clicks in data units."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

import lrviz
from tests.browser.conftest import opening
from tests.browser.server import serving
from tests.browser.stage import QUIET

pytestmark = pytest.mark.whole  # it starts a server of its own; the pages show reels, too
RUN = lrviz.descend("bowl", lr=0.1, steps=40)
READY = "[data-testid='reel-demo'][data-ready='true']"
TRACE = """([plot, name]) => {
  const divs = [...document.querySelector(`[data-testid='reel-plot-${plot}']`).children];
  const found = divs.flatMap((div) => div.data ?? []).find((each) => each.name === name);
  return { x: [...found.x], y: [...found.y], text: found.text ?? null };
}"""


@pytest.fixture(scope="module")
def demo_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A page with one reel."""
    log = tmp_path_factory.mktemp("demo") / "log.txt"
    with serving("tests/browser/demos/reel_app.py", log) as url:
        yield url


@pytest.fixture(scope="module")
def demonstration(browser: Browser, demo_url: str) -> Iterator[Page]:
    """The demonstration, on a server of its own, drawn."""
    with opening(browser, demo_url, "light") as open_one:
        page = open_one("/")
        page.wait_for_selector(READY)
        yield page


@pytest.fixture
def demo(demonstration: Page) -> Page:
    """The demonstration at its first frame, and still."""
    page = demonstration
    page.get_by_test_id("reel-reset").click()
    at_frame(page, 0)
    page.wait_for_function(QUIET)
    page.evaluate("document.activeElement.blur()")
    return page


def trace(page: Page, plot: str, name: str) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate(TRACE, [plot, name])
    return found


def at_frame(page: Page, k: int) -> None:
    expect(page.get_by_test_id("reel-demo")).to_have_attribute("data-frame", str(k))


def go(page: Page, k: int) -> None:
    page.get_by_test_id("reel-step").fill(str(k))
    at_frame(page, k)


def test_every_plot_shows_the_same_frame(demo: Page) -> None:
    go(demo, 7)
    path = trace(demo, "map", "path")
    np.testing.assert_allclose(np.column_stack([path["x"], path["y"]]), RUN.w[:8], rtol=1e-6)
    loss = trace(demo, "loss", "loss")
    np.testing.assert_allclose(loss["y"], RUN.loss[:8], rtol=1e-6)
    np.testing.assert_allclose(trace(demo, "bars", "slope")["y"], RUN.grad[7], rtol=1e-6)
    expect(demo.get_by_test_id("reel-caption-loss")).to_have_text(f"loss {RUN.loss[7]:.6g}")


def test_a_path_off_the_map_has_an_arrow_with_its_true_value(demo: Page) -> None:
    go(demo, 3)
    wild = lrviz.descend("bowl", lr=0.6, steps=3).w[-1]
    edge = trace(demo, "map", "wild:edge")
    assert edge["y"] == [4]
    assert edge["text"][0].endswith(f"{wild[1]:.4g})")
    assert trace(demo, "map", "wild:head")["x"] == [None]


def test_buttons_and_keys_move_the_clock(demo: Page) -> None:
    demo.get_by_test_id("reel-forward").click()
    at_frame(demo, 1)
    demo.keyboard.press("ArrowRight")
    at_frame(demo, 2)
    demo.keyboard.press("ArrowLeft")
    at_frame(demo, 1)
    demo.keyboard.press("r")
    at_frame(demo, 0)
    demo.get_by_test_id("reel-speed").select_option("60")
    demo.get_by_test_id("reel-step").focus()
    demo.keyboard.press(" ")
    at_frame(demo, 40)
    expect(demo.get_by_test_id("reel-demo")).to_have_attribute("data-playing", "false")


def test_the_server_hears_where_the_clock_rests_and_no_sooner(demo: Page) -> None:
    for k in range(1, 6):
        go(demo, k)
    expect(demo.get_by_text("heard")).to_contain_text("{'kind': 'frame', 'frame': 5, ")


def test_a_rerun_leaves_the_frame_where_it_is(demo: Page) -> None:
    go(demo, 9)
    expect(demo.get_by_text("heard")).to_contain_text("'frame': 9")
    redraws = demo.get_by_test_id("reel-demo").get_attribute("data-redraws")
    demo.get_by_role("button", name="again").click()
    expect(demo.get_by_text("heard")).to_have_text("heard {}")
    at_frame(demo, 9)
    assert demo.get_by_test_id("reel-demo").get_attribute("data-redraws") == redraws


def test_a_click_is_heard_in_data_coordinates(demo: Page) -> None:
    spot = demo.evaluate("""() => {
      const div = document.querySelector("[data-testid='reel-plot-map']").lastElementChild;
      div.scrollIntoView({ block: "center" });
      const { xaxis, yaxis } = div._fullLayout;
      const area = div.getBoundingClientRect();
      return [area.left + xaxis._offset + xaxis.d2p(3), area.top + yaxis._offset + yaxis.d2p(-2)];
    }""")
    demo.mouse.click(*spot)
    expect(demo.get_by_text("heard")).to_contain_text("'plot': 'map'")
    said = demo.get_by_text("heard").inner_text().replace("'", '"')
    x, y = (float(said.split(f'"{name}": ')[1].split(",")[0]) for name in "xy")
    assert (x, y) == pytest.approx((3, -2), abs=0.1)


def test_the_rings_outlive_the_animation(demo: Page) -> None:
    rings = "[data-testid='reel-plot-map'] .contourlayer path"
    before = demo.locator(rings).count()
    assert before > 5
    for k in (5, 20, 40):
        go(demo, k)
    assert demo.locator(rings).count() == before
