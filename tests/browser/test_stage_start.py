"""The start point follows the hand: mouse, finger and keys, and a link keeps it."""

import pytest
from playwright.sync_api import Locator, Page, expect

from lrviz.text import say
from tests.browser.conftest import OpenPage, Tab
from tests.browser.stage import Run, Stage, assert_is

# Resolves once the page has stood still for twenty frames: a swipe rolls on after the finger.
AT_REST = """() => new Promise((done) => {
  const map = document.querySelector("[data-testid='stage-contour']");
  let [last, calm] = [NaN, 0];
  const look = () => {
    const { y } = map.getBoundingClientRect();
    calm = y === last ? calm + 1 : 0;
    last = y;
    if (calm > 20) done();
    else requestAnimationFrame(look);
  };
  look();
})"""

AREA = """() => {
  const map = document.querySelector("[data-part='path'] .nsewdrag");
  const { x, y, width, height } = map?.getBoundingClientRect() ?? {};
  return width > 0 && { x, y, width, height };
}"""
# Whether the path on the map begins within `near` of a point.
BEGINS = """([x, y, near]) => {
  const data = document.querySelector("[data-part='path']").data ?? [];
  const path = data.find((each) => each.name === "path");
  return Math.hypot(path?.x?.[0] - x, path?.y?.[0] - y) < near;
}"""
WIDTH, HEIGHT = 12.0, 8.0  # of bowl's map, around the origin


def pixel(stage: Stage, x: float, y: float) -> tuple[float, float]:
    """Where a point of bowl's map is on the screen."""
    area = map_area(stage)
    across, up = x / WIDTH + 0.5, y / HEIGHT + 0.5
    return area["x"] + across * area["width"], area["y"] + (1 - up) * area["height"]


def map_area(stage: Stage) -> dict[str, float]:
    """Where the map is on the page; plotly may be putting it there anew at the moment."""
    found: dict[str, float] = stage.page.wait_for_function(AREA).json_value()
    return found


def a_pixel(stage: Stage) -> float:
    """How much of the map's width a pixel is."""
    area = map_area(stage)
    return WIDTH / area["width"]


def settled_start(stage: Stage, *near: float) -> tuple[float, ...]:
    """The start that the address names, about ``near``, once the whole film for it is on show."""
    stage.page.wait_for_function(
        """(near) => {
          const named = new URLSearchParams(location.search).get("start").split(",").map(Number);
          const root = document.querySelector("[data-testid='stage']");
          const data = root?.querySelector("[data-part='path']")?.data ?? [];
          const path = data.find((each) => each.name === "path");
          const whole = Number(root?.querySelector("[data-part='rate']")?.max) > 100;
          return whole && named.length === 2 && root.dataset.step === "0"
            && near.every((x, j) => Math.abs(x - named[j]) < 0.1)
            && Math.abs(path?.x?.[0] - named[0]) < 1e-6 && Math.abs(path.y[0] - named[1]) < 1e-6;
        }""",
        arg=list(near),
        timeout=300_000,
    )
    return tuple(float(x) for x in stage.query["start"].split(","))


@pytest.fixture
def moved(tab: Tab) -> Stage:
    """The stage, with its start where the test before has left it."""
    found: Stage = tab.held("moved", Stage.on)
    found.until_quiet()
    return found.afresh()


@pytest.fixture
def touched(hand: Tab) -> Stage:
    """Likewise on the touch tab."""
    found: Stage = hand.held("moved", Stage.on)
    found.until_quiet()
    return found.afresh()


def start_of(stage: Stage) -> tuple[float, float]:
    """Where the run on show begins."""
    path = stage.snapshot()["path"]
    return path["x"][0], path["y"][0]


def grasp(stage: Stage) -> None:
    """Take the start's handle with the mouse."""
    stage.page.mouse.move(*pixel(stage, *start_of(stage)))
    stage.page.mouse.down()


# From now on, how many films have come for a start on its way.
TOLD = """(page) => {
  window.lrTold = { onTheWay: 0 };
  const seen = new Set();
  page.querySelector("[data-testid='stage']").addEventListener("lrviz:show", ({ detail }) => {
    if (detail.film.live && !seen.has(detail.film)) window.lrTold.onTheWay += 1;
    seen.add(detail.film);
  });
}"""


def test_dragging_with_the_mouse_brings_the_start_to_the_pointer(moved: Stage) -> None:
    mouse = moved.page.mouse
    grasp(moved)
    for at in [(-3.6, -1.2), (-0.8, 0.4), (1.3, 1.6)]:  # the picture follows on the way
        mouse.move(*pixel(moved, *at), steps=3)
        moved.page.wait_for_function(BEGINS, arg=[*at, a_pixel(moved)], timeout=300_000)
    mouse.move(*pixel(moved, 3, 2.5))
    mouse.up()
    start = settled_start(moved, 3, 2.5)
    assert start == pytest.approx((3, 2.5), abs=0.51 * a_pixel(moved))
    assert_is(moved, Run(start=start), step=0)


@pytest.mark.whole
def test_a_drag_at_a_rate_that_blows_up_by_eighty_decades(page: Page) -> None:
    """The page complains where a mark is put farther away than a pixel's number reaches."""
    stage = Stage.on(page, "/?objective=saddle&lr=2.43&start=-0.74,-2.28&steps=100")
    page.locator(".stApp").evaluate(TOLD)
    box = stage.part("handle").bounding_box() or {}
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    for films, (across, up) in enumerate([(40, 50), (-20, 150), (60, 90)], 1):
        page.mouse.move(x + across, y - up)
        page.wait_for_function(f"window.lrTold.onTheWay >= {films}", timeout=60_000)
    page.mouse.up()
    stage.until_quiet()


def test_a_click_on_the_map_moves_the_start_there(moved: Stage) -> None:
    moved.page.mouse.click(*pixel(moved, 4, -3))
    start = settled_start(moved, 4, -3)
    assert start == pytest.approx((4, -3), abs=0.51 * a_pixel(moved))
    assert_is(moved, Run(start=start))


def test_the_pointer_leaving_the_map_leaves_the_start_at_its_edge(moved: Stage) -> None:
    mouse = moved.page.mouse
    grasp(moved)
    mouse.move(*pixel(moved, 0, 2), steps=3)
    mouse.move(*pixel(moved, 0, 4.4), steps=3)
    mouse.up()
    start = settled_start(moved, 0, 4)
    assert start == pytest.approx((0, 4), abs=0.51 * a_pixel(moved))
    assert_is(moved, Run(start=start))


def test_the_arrow_keys_move_the_start_and_do_not_step(moved: Stage) -> None:
    x, y = start_of(moved)
    across, down = WIDTH / 50, -HEIGHT / 50
    handle = moved.part("handle").element_handle()
    moved.part("handle").focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowRight"):  # faster than any answer comes
        moved.page.keyboard.press(key)
    moved.wait_for_start((x + 2 * across, y + down))
    moved.until_quiet()
    moved.page.keyboard.press("ArrowDown")  # the handle that was left is the one that is there
    moved.wait_for_start((x + 2 * across, y + 2 * down))
    start = settled_start(moved, x + 2 * across, y + 2 * down)
    assert_is(moved, Run(start=start), step=0)
    assert handle.evaluate("(handle) => handle === document.activeElement")
    assert handle.get_attribute("aria-label") == say("stage.start")


class Finger:
    """Real touches, as the browser gets them from a screen."""

    def __init__(self, page: Page) -> None:
        self.session = page.context.new_cdp_session(page)

    def __call__(self, kind: str, *at: tuple[float, float]) -> None:
        points = [{"x": x, "y": y} for x, y in at]
        self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


def test_dragging_with_a_finger_brings_the_start_to_it(touched: Stage) -> None:
    page, touch = touched.page, Finger(touched.page)
    touch("touchStart", pixel(touched, *start_of(touched)))
    for i in range(8):
        touch("touchMove", pixel(touched, -5 + i, -2 + 0.5 * i))
        touched.frames(1)
    touch("touchEnd")
    start = settled_start(touched, 2, 1.5)
    assert start == pytest.approx((2, 1.5), abs=1.01 * a_pixel(touched))
    assert page.evaluate("scrollY") == 0
    assert_is(touched, Run(start=start))


def test_a_tap_moves_the_start_and_a_swipe_scrolls_the_page(touched: Stage) -> None:
    page, touch = touched.page, Finger(touched.page)
    before, where = start_of(touched), pixel(touched, -2, 2)
    touch("touchStart", where)
    for i in range(1, 9):
        touch("touchMove", (where[0], where[1] - 12 * i))
        touched.frames(1)
    touch("touchEnd")
    page.evaluate(AT_REST)
    assert start_of(touched) == before
    x, y = pixel(touched, 4, 0)
    page.touchscreen.tap(x, y)
    start = settled_start(touched, 4, 0)
    assert start == pytest.approx((4, 0), abs=1.01 * a_pixel(touched))
    assert_is(touched, Run(start=start))


def start_fields(page: Page) -> list[Locator]:
    return [page.get_by_label(say("ui.start", name=name)).first for name in "xy"]


def test_the_start_can_be_given_as_numbers(moved: Stage) -> None:
    fields, before = start_fields(moved.page), start_of(moved)
    for each, value in zip(fields, before, strict=True):
        assert float(each.input_value()) == pytest.approx(value, abs=1e-5)
    moved.until_quiet()  # fields that have just come are given their numbers once more
    fields[0].fill("1.25")
    fields[0].press("Enter")
    moved.wait_for_start((1.25, before[1]))
    fields[1].fill("3")
    fields[1].press("Enter")
    moved.wait_for_start((1.25, 3))
    assert_is(moved, Run(start=(1.25, 3)))


# The first number that each field has shown in any frame, by its label: Streamlit gives a field of
# text its value in the frame after its birth.
BORN = """window.lrBorn = {};
(function look() {
  for (const field of document.querySelectorAll("[class*='-by-'] input")) {
    if (field.value) window.lrBorn[field.ariaLabel] ??= field.value;
  }
  requestAnimationFrame(look);
})();"""


@pytest.mark.whole
def test_the_fields_show_no_number_before_that_of_the_settings(open_page: OpenPage) -> None:
    page = open_page(None)
    page.add_init_script(BORN)
    Stage.on(page, "/?start=-3,1.5&steps=60")
    for each in (*start_fields(page), page.get_by_label(say("ui.steps"), exact=True).first):
        expect(each).to_be_visible()
    born = page.evaluate("window.lrBorn")
    names = [each.get_attribute("aria-label") for each in start_fields(page)]
    assert [born[name] for name in names] == ["-3", "1.5"]
    assert born[say("ui.steps")] == "60"


@pytest.mark.whole
def test_a_random_start_is_a_new_one_each_time_and_a_link_keeps_it(moved: Stage) -> None:
    button = moved.page.get_by_role("button", name=say("ui.random"))
    starts = []
    for _ in range(2):
        before = moved.query.get("start")
        button.click()
        moved.page.wait_for_function(
            "(before) => new URLSearchParams(location.search).get('start') !== before", arg=before
        )
        starts.append(settled_start(moved))
    assert starts[0] != starts[1]
    assert all(abs(x) <= 6 and abs(y) <= 4 for x, y in starts)
    assert_is(moved, Run(start=starts[1]))
    moved.press("large")
    moved.scrub("step", 7)
    moved.until_query("step=7(&|$)")
    lr = moved.lr
    moved.page.reload()
    moved.ready()
    assert_is(moved, Run(start=starts[1]), lr=lr, step=7)


def test_dragging_while_it_plays_goes_on_playing(moved: Stage) -> None:
    mouse = moved.page.mouse
    moved["speed"].select_option("1")  # it shall not come to its end meanwhile
    moved.press("play")
    grasp(moved)
    mouse.move(*pixel(moved, -4, 3), steps=4)
    mouse.up()
    moved.page.wait_for_function(BEGINS, arg=[-4, 3, 0.1])
    assert moved.root.get_attribute("data-playing") == "true"
    moved.press("play")
    moved.scrub("step", 0)
    assert_is(moved, Run(start=settled_start(moved, -4, 3)))


# Of an answer that is only late nothing is asked again, and one that is lost never comes.
ASKED = """() => {
  const { send } = WebSocket.prototype;
  const { setTimeout } = window;
  window.lrFilms = 0;
  window.lrPatience = setTimeout;
  window.setTimeout = (run, wait, ...rest) =>
    setTimeout(run, wait === 4000 ? 600_000 : wait, ...rest);
  WebSocket.prototype.send = function (message) {
    const text = new TextDecoder().decode(message);
    window.lrFilms += text.includes('"kind":"film"') && text.includes('"live":false');
    send.call(this, message);
  };
}"""


def test_the_film_of_a_new_start_is_asked_for_once(moved: Stage) -> None:
    """Its answer goes with the run of the whole page that a new start asks for, and is not lost
    on the way: asked again, it would come four seconds later."""
    page = moved.page
    page.evaluate(ASKED)
    for count, at in enumerate([(4, -3), (-4, 3)], 1):
        page.mouse.click(*pixel(moved, *at))
        settled_start(moved, *at)
        moved.until_quiet()
        assert page.evaluate("window.lrFilms") == count
    page.evaluate("() => { window.setTimeout = window.lrPatience; }")
