"""The stand-alone page in a real browser with the network cut, held against the engine."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

import lrviz
from lrviz.export.html import as_html
from lrviz.export.site import write_site
from lrviz.export.snapshot import snapshot
from lrviz.figures.theme import DARK
from lrviz.lessons import STOPS, after, before
from lrviz.text import say
from tests.browser.lesson import Lesson, answers
from tests.browser.stage import PAUSED

SIZE = 6_000_000  # bytes


@pytest.fixture
def cut(browser: Browser) -> Iterator[Page]:
    """A page that has no network, and must stay free of errors."""
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    context.set_default_timeout(300_000)
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
    assert cut.locator("a[href]:visible").count() == 0  # there is nowhere to go from a file
    cut.get_by_test_id("stage-good").click()
    cut.get_by_test_id("stage-reset").click()
    cut.get_by_test_id("stage-play").click()
    cut.evaluate(PAUSED, 3)
    cut.get_by_role("button", name="中文").click()
    word = say(f"verdict.{stage.get_attribute('data-verdict')}.word", "zh")
    expect(cut.get_by_test_id("stage-verdict")).to_contain_text(word)
    expect(cut.locator("html")).to_have_attribute("lang", "zh")
    cut.locator("[data-paper]").click()
    expect(stage).to_have_attribute("data-ready", "true")
    paper = cut.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == f"rgb{tuple(int(DARK.paper[i : i + 2], 16) for i in (1, 3, 5))}"
    a_rate_that_is_typed_is_the_films_nearest_and_the_address_keeps_it(cut)


def a_rate_that_is_typed_is_the_films_nearest_and_the_address_keeps_it(cut: Page) -> None:
    stage = cut.get_by_test_id("stage")
    field = cut.get_by_test_id("stage-lr-number")
    field.fill("0.04")
    field.press("Enter")
    near = "(root) => Math.abs(Math.log(Number(root.dataset.lr) / 0.04)) < 0.1"
    cut.wait_for_function(near, arg=stage.element_handle())
    rate = float(stage.get_attribute("data-lr") or 0)
    cut.wait_for_function("rate => location.hash.includes(`lr=${rate}`)", arg=rate)
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
    cut.set_viewport_size({"width": 390, "height": 844})
    cut.wait_for_function("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.whole
def test_what_moves_on_the_other_pages_moves_offline_too(cut: Page, tmp_path: Path) -> None:
    for name, query, key in (
        ("gradient", "part=ways&objective=rosenbrock&trial=2", "ways"),
        ("gradient", "part=graph&formula=(x*y-3)^2&start=2,3", "flow"),
        ("network", "nsteps=20&nframe=3", "network"),
        ("network", "nsteps=20&tab=health&nframe=3", "health"),
        ("compare", "compare=basins&objective=himmelblau&lr=0.01&steps=30&starts=100", "basins"),
        ("compare", "compare=momentum&objective=ravine&lr=0.1", "phase"),
    ):
        opened(cut, tmp_path, name, query)
        reel = cut.get_by_test_id(f"reel-{key}")
        expect(reel).to_have_attribute("data-ready", "true")
        if reel.get_attribute("data-frames") != "1":
            cut.get_by_test_id("reel-forward").click()
            cut.wait_for_function("/(trial|beat|nframe)=/.test(location.hash)")
    opened(cut, tmp_path, "gradient", "part=weights&objective=rosenbrock&start=-1,1&lr=0.001")
    probe = cut.get_by_test_id("probe")
    expect(probe).to_have_attribute("data-ready", "true")
    handle = probe.locator(".lr-handle")
    handle.focus()
    cut.keyboard.press("ArrowRight")
    cut.wait_for_function("location.hash.includes('start=')")


@pytest.mark.whole
def test_every_stop_of_a_site_asks_and_answers_from_a_file_address(
    cut: Page, tmp_path: Path
) -> None:
    write_site(tmp_path / "course", "en", lambda _share: None)
    for each in STOPS:
        lesson = Lesson.at(cut, (tmp_path / "course" / f"{each.id}.html").as_uri())
        lesson.is_at(each.id, answered=False)
        settled(cut)
        lesson.answer(each, answers(each)["right"])
        lesson.is_at(each.id, answered=True)
        assert lesson.word in ("right", "near"), each.id
        settled(cut)
        expect(lesson.root).to_contain_text(after(each, "reveal", "en"))
        cut.get_by_role("button", name="中文").click()
        expect(lesson.root).to_contain_text(before(each, "title", "zh"))
        cut.reload()
        lesson.is_at(each.id, answered=True)
    cut.goto((tmp_path / "course" / "index.html").as_uri())
    assert cut.locator(".lr-mark[data-word=right]").count() > len(STOPS) // 2
    cut.locator("#lr-search").fill("momentum")
    found = cut.locator("li[data-stop]:visible").evaluate_all("all => all.map(e => e.dataset.stop)")
    assert "momentum" in found
    assert len(found) < len(STOPS) // 2
    cut.locator("#lr-search").fill("等高线")
    assert cut.locator("li[data-stop='ring']").is_visible()


def settled(page: Page) -> None:
    """Wait until all that plays is drawn."""
    page.wait_for_function(
        "[...document.querySelectorAll('#lr-alone-place [data-ready]')]"
        ".every((each) => each.dataset.ready === 'true')"
    )
