"""Two features and a target in a real browser: the plane in its box is the engine's model."""

import re
from dataclasses import replace

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

import lrviz
from lrviz.figures.regression import data_picture
from lrviz.regression.recipe import Recipe, shared_task
from lrviz.regression.task import Task
from lrviz.text import say
from lrviz.text.numbers import number
from tests.browser.conftest import WHOLE, Tab
from tests.browser.regression import Pair, run_of
from tests.browser.stage import FRAMES, SERVER_SECONDS

NOTES = Recipe(data="textbook", batch=10, epochs=3, lr=0.03, standardised=False)
NOTES_PATH = "/regression?data=textbook&rb=10&epochs=3&eta=0.03&std=0&at=20"
HOUSES = Recipe(features=(0, 1), batch=20, epochs=4, share=0.2)
HOUSES_PATH = "/regression?features=0,1&rb=20&epochs=4&share=0.2&at=5"
CIRCLE = 4.5  # pixels, the radius of a batch row's


class Box:
    """The box of one page. The reader's eye is found from the rows of the batch: a parallel
    projection is an affine map, and ten rows whose pixels are known are more than it has numbers.
    """

    def __init__(self, pair: Pair, recipe: Recipe) -> None:
        self.pair, self.page = pair, pair.page
        self.recipe, self.made = recipe, shared_task(recipe, "en")
        self.run = run_of(recipe)

    @property
    def over(self) -> Locator:
        return self.pair["over"]

    @property
    def step(self) -> int:
        return self.pair.stage.step

    @property
    def own(self) -> np.ndarray:
        """The engine's model of the shown step, in original units."""
        return self.made.original(self.run.w[self.step])

    def data(self, name: str) -> np.ndarray:
        text = self.over.get_attribute(f"data-{name}") or ""
        return np.array([float(x) for x in text.split()])

    def path(self, name: str) -> str:
        return self.page.locator(f"[data-part='d-{name}']").get_attribute("d") or ""

    def points(self, name: str) -> np.ndarray:
        found = re.findall(r"[ML](-?[\d.e-]+) (-?[\d.e-]+)", self.path(name))
        return np.array(found, dtype=float).reshape(-1, 2)

    def sticks(self) -> np.ndarray:
        """Both ends of every stick: (x, y of the dot, y of the plane)."""
        both = self.path("sticks") + self.path("sticks-behind")
        found = re.findall(r"M(-?[\d.]+) (-?[\d.]+)v(-?[\d.]+)", both)
        return np.array(found, dtype=float) @ [[1, 0, 0], [0, 1, 1], [0, 0, 1]]

    def eye(self) -> np.ndarray:
        """The map ``(4, 2)`` from (x₁, x₂, y, 1) to pixels of the picture."""
        assert self.run.batch_index is not None
        rows = self.run.batch_index[self.step]
        pixels = self.points("batch") + np.array([CIRCLE, 0])
        table = self.table(self.made.fit.X[rows], self.made.fit.y[rows])
        found, *_ = np.linalg.lstsq(table, pixels, rcond=None)
        assert table @ found == pytest.approx(pixels, abs=0.01)
        return found

    @staticmethod
    def table(X: np.ndarray, y: np.ndarray) -> np.ndarray:
        return np.column_stack([X, y, np.ones(len(X))])

    def dots(self) -> np.ndarray:
        return self.table(self.made.fit.X, self.made.fit.y) @ self.eye()

    def behind(self) -> np.ndarray:
        """Which rows the plane stands before: those on the side that the reader is not on."""
        across = self.eye()[:3].T
        toward = np.cross(across[0], across[1])
        toward *= np.sign(toward[2])  # the reader looks down
        above = self.made.fit.y - heights(self.own, self.made.fit.X)
        return above * (toward[2] - self.own[:2] @ toward[:2]) < 0

    def pixel(self, row: int) -> tuple[float, float]:
        """Where a row's dot is on the page."""
        area = self.over.bounding_box()
        assert area
        x, y = self.dots()[row]
        return area["x"] + x, area["y"] + y

    def loneliest(self) -> int:
        """The row whose dot has the most room around it."""
        dots = self.dots()
        apart = np.linalg.norm(dots[:, None] - dots, axis=2)
        return int(np.argmax(np.where(apart > 0, apart, np.inf).min(axis=1)))

    def pull(self, dx: float, dy: float, start: tuple[float, float] | None = None) -> None:
        """Drag with the mouse, from an empty corner of the picture if no start is given."""
        area = self.pair["plot"].bounding_box()
        assert area
        x, y = start or (area["x"] + 12, area["y"] + area["height"] - 12)
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move(x + dx, y + dy, steps=6)
        self.page.evaluate(FRAMES, 2)

    def turn_back(self) -> None:
        """Double click an empty corner, and wait until what it does has been painted."""
        area = self.pair["plot"].bounding_box()
        assert area
        self.page.mouse.dblclick(area["x"] + 12, area["y"] + area["height"] - 12)
        self.page.evaluate(FRAMES, 2)


def heights(own: np.ndarray, X: np.ndarray) -> np.ndarray:
    return X @ own[:2] + own[2]


def corners(made: Task) -> np.ndarray:
    (a, c), (d, f), _ = data_picture(made).box
    return np.array([[a, d], [c, d], [c, f], [a, f]])


@pytest.fixture
def notes(tab: Tab) -> Box:
    """The notes' own run, opened once for the tests that only look."""
    found: Box = tab.held("notes box", lambda page: Box(Pair(page, NOTES_PATH), NOTES))
    return found


@pytest.fixture
def houses(tab: Tab) -> Box:
    found: Box = tab.held("houses box", lambda page: Box(Pair(page, HOUSES_PATH), HOUSES))
    return found


@pytest.fixture(params=["houses", "notes"] if WHOLE else ["houses"], scope="module")
def which(request: pytest.FixtureRequest) -> str:
    """Of the module, so that each is opened once: the tests after these are on the notes."""
    return str(request.param)


@pytest.fixture
def box(which: str, request: pytest.FixtureRequest) -> Box:
    found: Box = request.getfixturevalue(which)
    return found


def test_the_plane_over_the_floor_s_corners_is_the_engine_s_model(box: Box) -> None:
    for k in (0, 5, 20, 3):
        with box.pair.stage.cut_off():  # the picture does not wait for the server
            box.pair.stage.scrub("step", k)
            expected = heights(box.own, corners(box.made))
            assert box.data("corners") == pytest.approx(expected, rel=1e-5, abs=1e-5)


def test_plane_and_dots_are_drawn_by_one_eye_and_the_plane_is_where_the_model_is(box: Box) -> None:
    for k in (5, 8):
        box.pair.stage.scrub("step", k)
        at, (low, high) = corners(box.made), data_picture(box.made).box[2]
        upright = heights(box.own, at)
        whole = (upright > low) & (upright < high)
        assert whole.any()
        expected = box.table(at, upright) @ box.eye()
        drawn = box.points("sheet")
        for point in expected[whole]:
            assert np.abs(drawn - point).max(axis=1).min() < 0.1
        if whole.all():
            assert len(drawn) == 4


def test_every_row_is_a_dot_at_its_place_and_those_behind_the_plane_are_fainter(box: Box) -> None:
    box.pair.stage.scrub("step", 20)
    behind, dots = box.behind(), box.dots()
    assert 0 < behind.sum() < len(behind)
    for name, some in (("rows", ~behind), ("rows-behind", behind)):
        drawn = box.points(name)
        assert drawn == pytest.approx(dots[some], abs=0.1)
    opacity = [
        float(
            box.page.locator(f"[data-part='d-{name}']").evaluate(
                "e => getComputedStyle(e).strokeOpacity"
            )
        )
        for name in ("rows-behind", "rows")
    ]
    assert opacity[0] < opacity[1] / 2


def test_rows_held_out_are_open_circles(box: Box) -> None:
    held = box.made.held
    drawn = np.vstack([box.points("held"), box.points("held-behind")])
    assert len(drawn) == len(held) == (40 if box.recipe == HOUSES else 0)
    expected = box.table(held.X, held.y) @ box.eye() - [3, 0]
    assert np.sort(drawn[:, 1]) == pytest.approx(np.sort(expected[:, 1]), abs=0.1)
    word = expect(box.over.get_by_text(say("regression.picture.held")))
    word.to_have_count(1 if len(held) else 0)


def test_the_dashed_plane_is_the_exact_solution(box: Box) -> None:
    made = box.made
    table = np.column_stack([made.fit.X, np.ones(len(made.fit))])
    own = np.linalg.lstsq(table, made.fit.y, rcond=None)[0]
    assert box.data("exact") == pytest.approx(heights(own, corners(made)), rel=1e-5)
    line = box.page.locator("[data-part='d-exact']")
    assert line.evaluate("(e) => getComputedStyle(e).strokeDasharray") != "none"
    assert len(box.points("exact")) >= 4


@pytest.mark.whole
def test_pointing_at_the_map_draws_that_plane(notes: Box) -> None:
    area = notes.pair.stage["contour"].bounding_box()
    assert area
    notes.page.mouse.move(area["x"] + 0.6 * area["width"], area["y"] + 0.4 * area["height"])
    notes.page.wait_for_function("document.querySelector(\"[data-testid='data']\").dataset.ghost")
    text = notes.page.get_by_test_id("data").get_attribute("data-ghost") or ""
    w = np.array([float(x) for x in text.split()])
    expected = heights(notes.made.original(w), corners(notes.made))
    assert notes.data("ghost") == pytest.approx(expected, rel=1e-4)
    assert notes.path("ghost")
    notes.page.mouse.move(2, 2)
    expect(notes.page.locator("[data-part='d-ghost']")).to_have_attribute("d", "")


def test_sticks_go_from_every_dot_to_the_plane_or_to_the_end_of_the_box(box: Box) -> None:
    box.pair.stage.scrub("step", 6)
    expect(box.page.locator("[data-text='squares']")).to_have_text(
        say("regression.live.plane_squares")
    )
    box.pair["squares"].check()
    box.page.evaluate(FRAMES, 2)
    made, (low, high) = box.made, data_picture(box.made).box[2]
    ends = np.clip(heights(box.own, made.fit.X), low, high)
    order = np.concatenate([np.flatnonzero(~box.behind()), np.flatnonzero(box.behind())])
    foot = box.table(made.fit.X, ends) @ box.eye()
    expected = np.column_stack([box.dots(), foot[:, 1]])[order]
    assert box.sticks() == pytest.approx(expected, abs=0.2)
    box.pair["squares"].uncheck()


def test_pointing_at_a_dot_tells_its_part_and_draws_its_stick_and_its_place(notes: Box) -> None:
    row = notes.loneliest()
    notes.page.mouse.move(*notes.pixel(row))
    expect(notes.pair["focus"]).to_contain_text(f"row {row + 1}:")
    notes.page.evaluate(FRAMES, 2)
    assert "v" in notes.path("focus")
    x1, x2 = notes.made.fit.X[row]
    low = data_picture(notes.made).box[2][0]
    foot = np.array([x1, x2, low, 1]) @ notes.eye()
    assert notes.points("drop")[0] == pytest.approx(foot, abs=0.2)
    notes.page.mouse.move(2, 2)
    expect(notes.pair["focus"]).not_to_contain_text(f"row {row + 1}:")


def test_a_pull_beside_the_dots_turns_the_box_and_asks_nothing_of_the_server(box: Box) -> None:
    before, sent = box.data("azimuth"), box.pair.stage.until_quiet()
    eye = box.eye()
    box.pull(60, 15)
    box.page.mouse.up()
    assert box.data("azimuth") != before
    assert np.abs(box.eye() - eye).max() > 1e-3
    at, (low, high) = corners(box.made), data_picture(box.made).box[2]
    upright = heights(box.own, at)
    seen = (upright > low) & (upright < high)
    expected = (box.table(at, upright) @ box.eye())[seen]
    for point in expected:
        assert np.abs(box.points("sheet") - point).max(axis=1).min() < 0.1
    assert box.pair.stage.until_quiet() == sent
    box.turn_back()
    assert box.data("azimuth") == before
    assert box.pair.stage.until_quiet() == sent


def test_a_sideways_pull_on_a_dot_turns_and_moves_nothing(notes: Box) -> None:
    before, sent = notes.data("azimuth"), notes.pair.stage.until_quiet()
    notes.pull(50, 4, start=notes.pixel(notes.loneliest()))
    assert notes.path("moving") == ""
    notes.page.mouse.up()
    assert notes.data("azimuth") != before
    assert notes.pair.stage.until_quiet() == sent
    notes.turn_back()
    assert notes.data("azimuth") == before


def test_arrow_keys_turn_the_box_that_has_the_focus_and_home_turns_it_back(notes: Box) -> None:
    before, step = (notes.data("azimuth"), notes.data("elevation")), notes.step
    plot = notes.pair["plot"]
    label = plot.get_attribute("aria-label") or ""
    assert "rrow keys" in label
    assert "Home" in label
    plot.focus()
    for key in ("ArrowRight", "ArrowUp"):
        notes.page.keyboard.press(key)
    notes.page.evaluate(FRAMES, 2)
    assert notes.data("azimuth") != before[0]
    assert notes.data("elevation") < before[1]
    assert notes.step == step
    notes.page.keyboard.press("Home")
    notes.page.evaluate(FRAMES, 2)
    assert (notes.data("azimuth"), notes.data("elevation")) == before
    plot.blur()
    notes.page.keyboard.press("ArrowRight")
    notes.page.evaluate(FRAMES, 2)
    assert notes.step == step + 1


@pytest.mark.whole
def test_the_picture_can_be_changed_for_predictions_and_the_link_says_so(notes: Box) -> None:
    page, pair = notes.page, notes.pair
    pair.stage.scrub("step", 20)
    pair.stage.until_quiet()
    choice = {name: pair[f"as-{name}"] for name in ("plane", "fit")}
    expect(choice["plane"]).to_have_attribute("aria-pressed", "true")
    pair.stage.until_query("/regression")
    choice["fit"].focus()
    page.keyboard.press("Enter")
    pair.stage.until_query("plane=0")
    expect(choice["fit"]).to_have_attribute("aria-pressed", "true")
    expect(pair["plot"]).to_have_attribute("role", "img")
    assert (pair["plot"].get_attribute("aria-label") or "").startswith("Predictions of y")
    made, run = shared_task(NOTES, "en"), run_of(NOTES)
    drawn = pair.line("rows")
    assert drawn[:, 0] == pytest.approx(made.fit.y, abs=0.05)
    assert drawn[:, 1] == pytest.approx(heights(run.w[20], made.fit.X), abs=0.05)
    page.reload()
    pair.ready()
    expect(choice["fit"]).to_have_attribute("aria-pressed", "true")
    choice["plane"].click()
    pair.stage.until_query("plane=1")
    box = Box(pair, NOTES)
    assert box.data("corners") == pytest.approx(heights(box.own, corners(made)), rel=1e-5)


def test_a_dot_pulled_down_changes_its_target_only(page: Page) -> None:
    box = Box(
        Pair(page, HOUSES_PATH.replace("&share=0.2", "")),
        Recipe(features=(0, 1), batch=20, epochs=4),
    )
    row, eye = box.loneliest(), box.eye()
    x, y = box.pixel(row)
    box.pull(3, 40, start=(x, y))
    assert page.locator(".lr-rings-drag ellipse").count() > 3  # the surface to come
    assert box.points("moving")[0] == pytest.approx(box.dots()[row] - [CIRCLE, -40], abs=1.5)
    page.mouse.up()
    page.wait_for_url(re.compile(r"moved=\d"), timeout=SERVER_SECONDS * 1000)
    text = re.search(r"moved=([^&]*)", page.url)
    assert text
    flat = [float(each) for each in text[1].replace("%2C", ",").split(",")]
    assert flat[:2] == [row, -1]
    assert len(flat) == 3
    assert flat[2] - box.made.fit.y[row] == pytest.approx(40 / eye[2, 1], rel=0.05)
    new = shared_task(
        Recipe(features=(0, 1), batch=20, epochs=4, moved=((row, -1, flat[2]),)), "en"
    )
    assert new.best
    own = new.original(new.best)
    expect(box.pair["exact"]).to_contain_text(number(float(own[0])), timeout=SERVER_SECONDS * 1000)
    assert (new.fit.X == box.made.fit.X).all()


@pytest.mark.whole
def test_a_plane_that_leaves_the_box_is_said_to_and_a_run_that_explodes_is_no_error(
    page: Page,
) -> None:
    recipe = Recipe(data="textbook", batch=10, epochs=3, lr=2.5, standardised=False)
    pair = Pair(page, "/regression?data=textbook&rb=10&epochs=3&eta=2.5&std=0&at=0")
    box, made = Box(pair, recipe), shared_task(recipe, "en")
    low, high = data_picture(made).box[2]
    partly = 0
    for k in (0, 1, 2, 3, 6, 20, 60, box.run.steps):
        pair.stage.scrub("step", k)
        y = heights(box.own, made.fit.X)
        off = int(((y < low) | (y > high)).sum())
        partly += 0 < off < len(y)
        note = pair["outside"]
        if not box.path("sheet"):
            expect(note).to_have_text(say("regression.live.plane_outside"))
        elif off:
            expect(note).to_have_text(say("regression.live.outside", count=off, of=len(y)))
        else:
            expect(note).to_be_hidden()
    assert partly
    assert box.run.outcome == lrviz.Outcome.NON_FINITE or np.abs(box.run.w[-1]).max() > 1e6


def swipe(page: Page, start: tuple[float, float], dx: float, dy: float) -> None:
    """A finger put down, moved and lifted, as the browser's own input."""
    finger = page.context.new_cdp_session(page)

    def touch(kind: str, *at: float) -> None:
        points = [{"x": at[0], "y": at[1]}] if at else []
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    x, y = start
    touch("touchStart", x, y)
    for n in range(1, 11):
        touch("touchMove", x + dx * n / 10, y + dy * n / 10)
        page.evaluate(FRAMES, 1)
    touch("touchEnd")
    page.evaluate(FRAMES, 2)


SCROLLED = "() => document.querySelector('.stMain').scrollTop"


@pytest.fixture
def thumbed(hand: Tab) -> Box:
    """The houses, all of them in the fit, on the touch tab."""
    path, recipe = HOUSES_PATH.replace("&share=0.2", ""), replace(HOUSES, share=0.0)
    found: Box = hand.held("thumbed", lambda page: Box(Pair(page, path), recipe))
    return found


@pytest.mark.whole
def test_a_finger_turns_sideways_and_scrolls_upright_even_on_a_dot(thumbed: Box) -> None:
    box, phone = thumbed, thumbed.page
    assert phone.evaluate("document.querySelector('.stMain').scrollWidth") <= 390
    before = box.data("azimuth")
    at = box.pixel(box.loneliest())
    swipe(phone, at, 70, 5)
    assert box.data("azimuth") != before
    assert phone.evaluate(SCROLLED) == 0
    turned = box.data("azimuth")
    swipe(phone, box.pixel(box.loneliest()), 0, -120)
    phone.wait_for_function(f"({SCROLLED})() > 40")
    assert box.data("azimuth") == turned
    assert "moved=" not in phone.url or "moved=&" in phone.url


def test_a_finger_moves_the_dot_that_a_tap_has_chosen(thumbed: Box) -> None:
    box, phone = thumbed, thumbed.page
    phone.evaluate("document.querySelector('.stMain').scrollTo(0, 0)")
    row = box.loneliest()
    at = box.pixel(row)
    phone.touchscreen.tap(*at)
    expect(box.pair["focus"]).to_contain_text(f"row {row + 1}:")
    swipe(phone, at, 0, -30)
    assert phone.evaluate(SCROLLED) == 0
    phone.wait_for_url(re.compile(rf"moved={row}\.0(,|%2C)-1\.0"), timeout=SERVER_SECONDS * 1000)


@pytest.mark.whole
def test_in_the_dark_the_box_has_the_dark_colours(notes: Box) -> None:
    page = notes.page
    page.emulate_media(color_scheme="dark")
    ink, path = "rgb(236, 233, 225)", "rgb(255, 111, 168)"
    for part, style, expected in (
        ("[data-part='d-model']", "stroke", path),
        ("[data-part='d-sheet']", "fill", path),
        ("[data-part='d-rows']", "stroke", ink),
        (".lr-box-name >> nth=0", "fill", ink),
    ):
        expect(page.locator(part)).to_have_css(style, expected)
    page.emulate_media(color_scheme="light")
    expect(page.locator("[data-part='d-model']")).not_to_have_css("stroke", path)
