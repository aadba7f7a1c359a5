"""The Regression page in a real browser: the model on the data is the ball on the rings."""

import re

import numpy as np
import pytest
import torch
from playwright.sync_api import Page, expect

from lrviz.regression.recipe import Recipe, shared_task
from lrviz.text import say
from lrviz.text.numbers import number
from tests.browser.conftest import WHOLE, Tab
from tests.browser.regression import PIXEL, SLOW, Pair, run_of
from tests.browser.stage import FRAMES, SERVER_SECONDS, value_of

FIRST = Recipe()
PATH = "/regression?lang=en"
NOTES = Recipe(data="textbook", batch=10, epochs=3, lr=0.03, standardised=False)
NOTES_PATH = "/regression?data=textbook&rb=10&epochs=3&eta=0.03&std=0&at=20"


def on_line(points: np.ndarray, own: np.ndarray) -> bool:
    """Whether the points lie on y = w·x + b, to a tenth of a pixel or so."""
    return bool(np.allclose(points[:, 1], own[0] * points[:, 0] + own[1], atol=1.0))


@pytest.fixture
def lines(tab: Tab) -> Pair:
    """Houses, one feature, full batch: opened once for the tests that only look."""
    found: Pair = tab.held("lines", lambda page: Pair(page, PATH))
    return found


def test_the_line_on_the_data_is_the_model_of_the_shown_step(lines: Pair) -> None:
    lines.stage.scrub("lr", lines.stage.index_of(0.1))
    run = run_of(FIRST)
    for k in (0, 6, 40, 3):
        with lines.stage.cut_off():  # the picture does not wait for the server
            lines.stage.scrub("step", k)
            assert lines.w == pytest.approx(run.w[k], rel=1e-6, abs=1e-6)
            own = shared_task(FIRST, "en").original(run.w[k])
            assert on_line(lines.line(), own)
            expect(lines["losses"]).to_contain_text(number(float(run.loss[k])))


def test_moving_the_rate_moves_the_line_too(lines: Pair) -> None:
    for i in (5, 60, 20):
        lines.stage.scrub("lr", i)
        lines.stage.scrub("step", 4)
        run = run_of(FIRST, lines.stage.lr)
        assert lines.w == pytest.approx(run.w[4], rel=1e-5)
        assert on_line(lines.line(), shared_task(FIRST, "en").original(run.w[4]))


def test_the_dashed_line_is_the_exact_solution(lines: Pair) -> None:
    made = shared_task(FIRST, "en")
    table = np.column_stack([made.fit.X, np.ones(len(made.fit))])
    own = np.linalg.lstsq(table, made.fit.y, rcond=None)[0]
    assert on_line(lines.line("exact"), own)
    expect(lines["exact"]).to_contain_text(number(float(own[0])))


def test_pointing_at_the_map_draws_that_model_and_says_its_loss(lines: Pair) -> None:
    box = lines.stage["contour"].bounding_box()
    assert box
    lines.page.mouse.move(box["x"] + 0.6 * box["width"], box["y"] + 0.3 * box["height"])
    lines.page.wait_for_function("document.querySelector(\"[data-testid='data']\").dataset.ghost")
    text = lines.page.get_by_test_id("data").get_attribute("data-ghost") or ""
    w = np.array([float(x) for x in text.split()])
    assert on_line(lines.line("ghost"), shared_task(FIRST, "en").original(w))
    lines.page.mouse.move(2, 2)
    expect(lines.page.get_by_test_id("data")).to_have_attribute("data-ghost", "")


def test_pointing_at_a_row_tells_its_part_of_the_gradient(lines: Pair) -> None:
    made = shared_task(FIRST, "en")
    row = int(np.argmax(made.fit.X[:, 0]))
    lines.stage.scrub("lr", lines.stage.index_of(0.1))
    lines.stage.scrub("step", 6)
    x, y = pixel_of(lines, float(made.fit.X[row, 0]), float(made.fit.y[row]))
    lines.page.mouse.move(x, y)
    run = run_of(FIRST)
    used = np.append(made.used(made.fit.X)[row], 1.0)
    rows = np.column_stack([made.used(made.fit.X), np.ones(len(made.fit))])
    parts = (rows @ run.w[6] - made.fit.y)[:, None] * rows / len(rows)
    assert parts.sum(0) == pytest.approx(run.grad[6], rel=1e-9)
    sizes = np.linalg.norm(parts, axis=1)
    share = number(float(100 * sizes[row] / sizes.sum()), 3)
    expect(lines["focus"]).to_contain_text(f"row {row + 1}:")
    expect(lines["focus"]).to_contain_text(f"{share} %")
    assert used[1] == 1.0
    lines.page.mouse.move(2, 2)


def pixel_of(pair: Pair, x: float, y: float) -> tuple[float, float]:
    found = pair.page.evaluate(PIXEL, [x, y])
    return found[0], found[1]


def test_squares_are_as_high_and_as_wide_as_the_residuals(lines: Pair) -> None:
    lines["squares"].check()
    lines.page.evaluate(FRAMES, 2)
    d = lines.page.locator("[data-part='d-squares']").get_attribute("d") or ""
    sides = re.findall(r"v(-?[\d.e-]+)h(-?[\d.e-]+)", d)
    assert len(sides) == 200
    assert all(float(h) == pytest.approx(abs(float(v))) for v, h in sides)
    lines["squares"].uncheck()


def test_only_two_features_have_the_choice_of_a_plane(lines: Pair) -> None:
    expect(lines["as-plane"]).to_be_hidden()
    expect(lines["plot"]).to_have_attribute("role", "img")
    assert lines["plot"].get_attribute("tabindex") is None


@pytest.mark.whole
def test_in_the_dark_the_overlay_has_the_dark_colours(lines: Pair) -> None:
    model = lines.page.locator("[data-part='d-model']")
    lines.page.emulate_media(color_scheme="dark")
    expect(model).to_have_css("stroke", "rgb(255, 111, 168)")
    lines.page.emulate_media(color_scheme="light")
    expect(model).not_to_have_css("stroke", "rgb(255, 111, 168)")


@pytest.mark.whole
def test_leaving_and_coming_back_keeps_the_page_as_it_was(lines: Pair, tab: Tab) -> None:
    tab.key = None  # the last of those that share the page
    page = lines.page
    lines.stage.scrub("lr", lines.stage.index_of(0.3))
    lines.stage.scrub("step", 5)
    run = run_of(Recipe(lr=lines.stage.lr))
    lines.stage.until_quiet()
    page.get_by_role("link", name=say("page.descent")).click()
    page.wait_for_selector("[data-testid='data']", state="detached", timeout=SLOW)
    page.wait_for_selector("[data-testid='stage'][data-ready='true']", timeout=SLOW)
    page.get_by_role("link", name=say("page.regression")).click()
    page.wait_for_selector("[data-testid='data']", timeout=SLOW)
    lines.ready()
    lines.until_w(run.w[5])


def test_a_point_moved_by_hand_moves_the_solution_and_is_in_the_link(tab: Tab) -> None:
    pair: Pair = tab.taken("lines", lambda page: Pair(page, PATH))
    page = pair.page
    made = shared_task(FIRST, "en")
    row = int(np.argmax(made.fit.X[:, 0]))
    start = pixel_of(pair, float(made.fit.X[row, 0]), float(made.fit.y[row]))
    goal = pixel_of(pair, 120.0, 100.0)
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*goal, steps=5)
    page.evaluate(FRAMES, 2)
    assert page.locator(".lr-rings-drag ellipse").count() > 3  # the surface to come
    page.mouse.up()
    page.wait_for_url(re.compile(rf"moved={row}\.0(,|%2C)0\.0"), timeout=SERVER_SECONDS * 1000)
    pair.ready()
    moved = re.search(r"moved=([^&]*)", page.url)
    assert moved
    flat = [float(x) for x in moved[1].replace("%2C", ",").split(",")]
    assert flat[2] == pytest.approx(120, abs=0.5)
    assert flat[5] == pytest.approx(100, abs=1.0)
    new = Recipe(moved=((row, 0, flat[2]), (row, -1, flat[5])))
    best = shared_task(new, "en")
    assert best.best
    own = best.original(best.best)
    expect(pair["exact"]).to_contain_text(number(float(own[0])), timeout=SERVER_SECONDS * 1000)


@pytest.fixture
def notes(tab: Tab) -> Pair:
    """The notes' own run, at its 20th update."""
    found: Pair = tab.held("notes", lambda page: Pair(page, NOTES_PATH))
    found.stage.scrub("step", 20)
    return found


def test_the_batch_s_loss_and_the_epochs_are_those_of_the_run(notes: Pair) -> None:
    run = run_of(NOTES)
    assert run.batch_loss is not None
    for k in (20, 100, 299):
        notes.stage.scrub("step", k)
        expect(notes["count"]).to_contain_text(f"epoch {k // 100 + 1} of 3")
        expect(notes["count"]).to_contain_text("N/B = 1000/10: 100 updates")
        seen = notes.page.locator("[data-loss='loss_batch']").inner_text()
        assert value_of(seen) == pytest.approx(float(run.batch_loss[k]), rel=2e-3)
    notes.stage.scrub("step", 20)


def test_the_batch_has_its_own_rings_and_its_fellows_a_fan(notes: Pair) -> None:
    over = notes["over-map"]
    assert int(over.get_attribute("data-batch-rings") or 0) > 3
    assert over.get_attribute("data-fan") == "0"
    notes["fan"].check()
    expect(over).to_have_attribute("data-fan", "100")
    assert notes.page.locator(".lr-mean").get_attribute("d")
    notes["rings"].uncheck()
    expect(over).to_have_attribute("data-batch-rings", "0")
    notes.stage.until_query("fan=1&rings=0")
    notes["rings"].check()
    notes["fan"].uncheck()
    notes.stage.until_query("fan=0&rings=1")


# How the box of an option stands in every frame, until nothing waits any more and it rests.
STANDING = """async () => {
  const box = document.querySelector("[data-testid='data-fan']");
  const seen = [];
  for (let rest = 0; rest < 30; rest += 1) {
    await new Promise((done) => requestAnimationFrame(done));
    seen.push(box.checked);
    if (!location.search.includes("fan=1&rings=0")) rest = 0;
  }
  return seen;
}"""


def test_a_second_option_outlasts_the_answer_to_the_first(notes: Pair) -> None:
    notes.stage.until_quiet()
    root = notes.page.get_by_test_id("data")
    with notes.stage.cut_off():
        notes["rings"].uncheck()
        expect(root).to_have_attribute("data-asking", "false")  # its word is on the way
        notes["fan"].check()
    assert set(notes.page.evaluate(STANDING)) == {True}
    notes["fan"].uncheck()
    notes["rings"].check()
    notes.stage.until_query("fan=0&rings=1")


def test_what_the_map_holds_is_said_on_it(notes: Pair) -> None:
    expect(notes["over-map"]).to_contain_text("b = 4.2 held, at the optimum")


@pytest.mark.whole
def test_standardising_keeps_the_rate_and_turns_divergence_into_convergence(page: Page) -> None:
    pair = Pair(page, "/regression?data=houses&features=0,1&std=0&eta=0.3")
    assert (pair.stage.verdict, pair.stage.lr) == ("diverges", 0.3)
    expect(pair["scaling"]).to_contain_text("condition number 8786")
    page.get_by_text(say("regression.standardise"), exact=True).click()
    expect(pair["scaling"]).to_contain_text("condition number 1.23", timeout=SLOW)
    pair.stage.until("verdict", "converges")
    assert pair.stage.lr == 0.3
    expect(pair["exact"]).to_contain_text("2.955·size − 0.5157·age")


@pytest.mark.whole
def test_the_others_held_at_the_current_step_move_the_rings(page: Page) -> None:
    pair = Pair(page, "/regression?data=houses&features=0,1&held=current&at=0&eta=0.3")
    ring = page.locator(".lr-rings-current ellipse").first
    before = ring.get_attribute("rx")
    expect(pair["over-map"]).to_contain_text("b = 0 held, at the current step")
    pair.stage.scrub("step", 5)
    assert ring.get_attribute("rx") != before


@pytest.mark.whole
def test_two_groups_are_parted_by_a_line(page: Page) -> None:
    pair = Pair(page, "/regression?data=two_groups&model=logistic&eta=1&at=40")
    recipe = Recipe(data="two_groups", model="logistic", lr=1.0)
    made, run = shared_task(recipe, "en"), run_of(recipe)
    own = made.original(run.w[40])
    points = pair.line()
    assert points @ own[:2] + own[2] == pytest.approx([0, 0], abs=0.05)
    expect(pair["equation"]).to_contain_text("log-odds")


@pytest.mark.parametrize("language", ["en", "zh"] if WHOLE else ["zh"])
def test_a_phone_shows_all_of_it_without_scrolling_sideways(phone: Page, language: str) -> None:
    pair = Pair(phone, f"/regression?lang={language}&rb=20&epochs=3")
    width = phone.evaluate("document.querySelector('.stMain').scrollWidth")
    assert width <= 390
    for name in ("plot", "equation", "losses"):
        box = pair[name].bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 391
    expect(pair["equation"]).to_contain_text("=")


@pytest.mark.whole
def test_a_log_loss_has_its_batches_and_its_held_out_rows_too(page: Page) -> None:
    path = "data=two_groups&model=logistic&eta=1&at=7&rb=20&epochs=3&share=0.25&fan=1"
    pair = Pair(page, f"/regression?{path}")
    recipe = Recipe(data="two_groups", model="logistic", lr=1.0, batch=20, epochs=3, share=0.25)
    made, run = shared_task(recipe, "en"), run_of(recipe)
    assert run.batch_loss is not None
    assert made.held_objective is not None
    held = float(made.held_objective.loss(torch.tensor(run.w[7])))
    for key, value in (("loss_batch", float(run.batch_loss[7])), ("loss_held", held)):
        seen = page.locator(f"[data-loss='{key}']").inner_text()
        assert value_of(seen) == pytest.approx(value, rel=1e-3)
    expect(pair["over-map"]).to_have_attribute("data-fan", "8")
