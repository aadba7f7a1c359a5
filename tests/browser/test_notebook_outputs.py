"""What a real kernel shows of a run, opened in a browser without a network: it plays; where no
script may run it is a picture."""

from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Browser, Page, expect

import lrviz
from lrviz.text import say
from tests.browser.kernel import kernel, shown
from tests.laws.sources import ROOT

BUNDLE = 'type="text/plain" data-lrviz'
RUN = "run = lrviz.descend('rosenbrock', lr=0.002, steps=60, start=(-1.2, 1)); run"
STANDS = "(frame) => frame.style.opacity === '1'"


@pytest.fixture(scope="module")
def outputs() -> list[str]:
    """What the cells show: a run, a sweep, the run, a diagnosis; the example notebook's."""
    book = nbformat.read(ROOT / "docs" / "notebook.ipynb", as_version=4)  # type: ignore[no-untyped-call]
    with kernel() as client:
        first = shown(client, f"import lrviz, numpy as np\n{RUN}", "a")
        again = shown(client, RUN, "a")  # its output takes the place of the first
        rest = [
            *shown(client, "lrviz.sweep('bowl', lr=np.geomspace(1e-3, 1, 30), steps=40)", "b"),
            *shown(client, RUN, "c"),
            *shown(client, "lrviz.diagnose(run)", "d"),
        ]
        cells = [each.source for each in book.cells if each.cell_type == "code"]
        of_book = [html for source in cells for html in shown(client, source) if "lrviz" in html]
    assert [BUNDLE in html for html in (*first, *again)] == [True, True]
    assert not any(BUNDLE in html for html in (*rest, *of_book))
    assert max(len(html) for html in (*rest, *of_book)) < 400_000
    assert len(again[0]) < 3_200_000
    return [*again, *rest, *of_book]


def opened(browser: Browser, path: Path, *, scripts: bool) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": 1000, "height": 900}, java_script_enabled=scripts
    )
    context.set_default_timeout(300_000)
    context.set_offline(True)
    page, wrong = context.new_page(), []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: said.type == "error" and wrong.append(said.text))
    page.goto(path.as_uri())
    yield page
    context.close()
    assert not wrong


@pytest.mark.whole
def test_outputs_of_a_kernel_play_offline_and_are_pictures_without_scripts(
    outputs: list[str], browser: Browser, tmp_path: Path
) -> None:
    path = tmp_path / "notebook.html"
    cells = "".join(f'<div class="output">{html}</div>' for html in outputs)
    path.write_text(f'<!doctype html><meta charset="utf-8"><body>{cells}</body>', "utf-8")
    for page in opened(browser, path, scripts=True):
        every_stage_plays(page)
        the_run_is_that_of_the_engine(page)
    for page in opened(browser, path, scripts=False):
        stills = page.locator("img[src^='data:image/svg']")
        assert stills.count() >= 3
        for still in stills.all():
            still.scroll_into_view_if_needed()
            expect(still).to_be_visible()
        look = "(frame) => getComputedStyle(frame).opacity"
        assert page.locator("iframe").first.evaluate(look) == "0"


def every_stage_plays(page: Page) -> None:
    frames = page.locator("iframe")
    assert frames.count() >= 3
    for frame in frames.all():
        frame.scroll_into_view_if_needed()
        page.wait_for_function(STANDS, arg=frame.element_handle())


def the_run_is_that_of_the_engine(page: Page) -> None:
    run = lrviz.descend("rosenbrock", lr=0.002, steps=60, start=(-1.2, 1))
    within = page.frame_locator("iframe").first
    stage = within.get_by_test_id("stage")
    expect(stage).to_have_attribute("data-lr", "0.002")
    expect(stage).to_have_attribute("data-verdict", lrviz.diagnose(run).verdict.value)
    within.get_by_test_id("stage-step").evaluate(
        "(input) => { input.value = 7; input.dispatchEvent(new Event('input')); }"
    )
    expect(stage).to_have_attribute("data-step", "7")
    assert stage.evaluate("(root) => root.lrviz.w") == pytest.approx(run.w[7].tolist(), rel=1e-12)
    within.get_by_role("button", name="中文").click()
    word = say(f"verdict.{lrviz.diagnose(run).verdict}.word", "zh")
    expect(within.get_by_test_id("stage-verdict")).to_contain_text(word)
    expect(stage).to_have_attribute("data-step", "7")  # the frame has no address, and remembers
