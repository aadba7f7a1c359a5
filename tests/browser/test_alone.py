"""The stand-alone page in a real browser with the network cut, held against the engine."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

import lrviz
from lrviz.export.html import as_html
from lrviz.export.snapshot import snapshot
from lrviz.figures.theme import DARK
from lrviz.text import say

SIZE = 6_000_000  # bytes


@pytest.fixture
def cut(browser: Browser) -> Iterator[Page]:
    """A page that has no network, and must stay free of errors."""
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    context.set_offline(True)
    page, wrong, asked = context.new_page(), [], []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: said.type == "error" and wrong.append(said.text))
    page.on("request", lambda request: asked.append(request.url))
    yield page
    context.close()
    assert not wrong
    assert not [url for url in asked if not url.startswith(("file:", "blob:", "data:"))]


def opened(page: Page, folder: Path, name: str, query: str) -> None:
    content = as_html(snapshot(name, query))
    assert len(content) < SIZE
    path = folder / "page.html"
    path.write_bytes(content)
    page.goto(path.as_uri())


def settle(page: Page, part: str, value: int) -> None:
    page.get_by_test_id(part).evaluate(
        "(input, value) => { input.value = value; input.dispatchEvent(new Event('input')); }", value
    )


def test_the_stage_plays_scrubs_and_speaks_offline_with_the_numbers_of_the_engine(
    cut: Page, tmp_path: Path
) -> None:
    opened(cut, tmp_path, "descent", "objective=bowl&lr=0.1&steps=40&start=-5,-2&step=3")
    stage = cut.get_by_test_id("stage")
    expect(stage).to_have_attribute("data-ready", "true")
    assert cut.get_by_test_id("stage").count() == 1
    run = lrviz.descend("bowl", lr=0.1, steps=40, start=(-5, -2))
    expect(stage).to_have_attribute("data-lr", "0.1")
    expect(stage).to_have_attribute("data-step", "3")
    expect(stage).to_have_attribute("data-verdict", lrviz.diagnose(run).verdict.value)
    for step in (0, 7, 40):
        settle(cut, "stage-step", step)
        expect(stage).to_have_attribute("data-step", str(step))
        seen = stage.evaluate("(root) => root.lrviz.w")
        assert seen == pytest.approx(run.w[step].tolist(), rel=1e-12)
    settle(cut, "stage-lr", 90)
    expect(stage).not_to_have_attribute("data-lr", "0.1")
    rate = float(stage.get_attribute("data-lr") or 0)
    other = lrviz.descend("bowl", lr=rate, steps=40, start=(-5, -2))
    expect(stage).to_have_attribute("data-last-step", str(other.steps))
    expect(stage).to_have_attribute("data-verdict", lrviz.diagnose(other).verdict.value)
    settle(cut, "stage-step", 2)
    expect(stage).to_have_attribute("data-step", "2")
    seen = stage.evaluate("(root) => root.lrviz.w")
    assert seen == pytest.approx(other.w[2].tolist(), rel=1e-6)
    expect(cut.get_by_test_id("stage-update")).to_contain_text("∂ℓ/∂w")
    cut.get_by_test_id("stage-good").click()
    cut.get_by_test_id("stage-reset").click()
    cut.get_by_test_id("stage-play").click()
    expect(stage).to_have_attribute("data-playing", "true")
    cut.wait_for_function("Number(document.querySelector('[data-testid=stage]').dataset.step) > 2")
    cut.get_by_test_id("stage-play").click()
    cut.get_by_role("button", name="中文").click()
    word = say(f"verdict.{stage.get_attribute('data-verdict')}.word", "zh")
    expect(cut.get_by_test_id("stage-verdict")).to_contain_text(word)
    expect(cut.locator("html")).to_have_attribute("lang", "zh")
    cut.locator("[data-paper]").click()
    expect(stage).to_have_attribute("data-ready", "true")
    paper = cut.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == f"rgb{tuple(int(DARK.paper[i : i + 2], 16) for i in (1, 3, 5))}"


def test_a_rate_that_is_typed_offline_is_the_films_nearest_and_the_address_keeps_it(
    cut: Page, tmp_path: Path
) -> None:
    opened(cut, tmp_path, "descent", "objective=rosenbrock&lr=0.001&steps=30")
    stage = cut.get_by_test_id("stage")
    expect(stage).to_have_attribute("data-ready", "true")
    field = cut.get_by_test_id("stage-lr-number")
    field.fill("0.0004")
    field.press("Enter")
    cut.wait_for_function("location.hash.includes('lr=')")
    rate = float(stage.get_attribute("data-lr") or 0)
    assert rate == pytest.approx(0.0004, rel=0.1)
    cut.reload()
    expect(stage).to_have_attribute("data-ready", "true")
    assert float(stage.get_attribute("data-lr") or 0) == pytest.approx(rate)


@pytest.mark.whole
def test_a_regression_moves_its_line_and_a_comparison_its_runs_offline(
    cut: Page, tmp_path: Path
) -> None:
    opened(cut, tmp_path, "regression", "rb=16&epochs=4&features=0&lang=zh")
    expect(cut.get_by_test_id("stage")).to_have_attribute("data-ready", "true")
    expect(cut.get_by_test_id("data")).to_have_attribute("data-ready", "true")
    opened(cut, tmp_path, "compare", "objective=bowl&lr=0.1&steps=30")
    reel = cut.get_by_test_id("reel-compare")
    expect(reel).to_have_attribute("data-ready", "true")
    expect(reel).to_have_attribute("data-frames", "31")
    assert cut.locator(".lr-table:visible").count() == 1
