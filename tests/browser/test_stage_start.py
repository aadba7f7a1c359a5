"""The start point follows the hand: mouse, finger and keys, and a link keeps it."""

import pytest
from playwright.sync_api import Locator, Page, expect

from lrviz.text import say
from tests.browser.conftest import OpenPage
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


def settled_start(stage: Stage) -> tuple[float, ...]:
    """The start that the address names, once the whole film for it is on show."""
    stage.page.wait_for_function(
        """() => {
          const named = new URLSearchParams(location.search).get("start").split(",").map(Number);
          const root = document.querySelector("[data-testid='stage']");
          const data = root?.querySelector("[data-part='path']")?.data ?? [];
          const path = data.find((each) => each.name === "path");
          const whole = Number(root?.querySelector("[data-part='rate']")?.max) > 100;
          return whole && named.length === 2 && root.dataset.step === "0"
            && Math.abs(path?.x?.[0] - named[0]) < 1e-6 && Math.abs(path.y[0] - named[1]) < 1e-6;
        }""",
        timeout=60_000,
    )
    return tuple(float(x) for x in stage.query["start"].split(","))


@pytest.fixture
def fresh(page: Page) -> Stage:
    return Stage.on(page)


def test_dragging_with_the_mouse_brings_the_start_to_the_pointer(fresh: Stage, other: Page) -> None:
    mouse = fresh.page.mouse
    mouse.move(*pixel(fresh, -5, -2))
    mouse.down()
    for at in [(-3.6, -1.2), (-0.8, 0.4), (1.3, 1.6)]:  # the picture follows on the way
        mouse.move(*pixel(fresh, *at), steps=3)
        fresh.page.wait_for_function(BEGINS, arg=[*at, a_pixel(fresh)], timeout=60_000)
    mouse.move(*pixel(fresh, 3, 2.5))
    mouse.up()
    start = settled_start(fresh)
    assert start == pytest.approx((3, 2.5), abs=0.51 * a_pixel(fresh))
    assert_is(fresh, Run(start=start), step=0)
    fresh.press("large")
    fresh.scrub("step", 7)
    fresh.until_query("step=7")
    again = Stage.on(other, fresh.page.url)
    assert (again.lr, again.step, again.verdict) == (fresh.lr, 7, fresh.verdict)
    assert_is(again, Run(start=start), step=7)


def test_a_click_on_the_map_moves_the_start_there(fresh: Stage) -> None:
    fresh.page.mouse.click(*pixel(fresh, 4, -3))
    start = settled_start(fresh)
    assert start == pytest.approx((4, -3), abs=0.51 * a_pixel(fresh))
    assert_is(fresh, Run(start=start))


def test_the_pointer_leaving_the_map_leaves_the_start_at_its_edge(fresh: Stage) -> None:
    mouse = fresh.page.mouse
    mouse.move(*pixel(fresh, -5, -2))
    mouse.down()
    mouse.move(*pixel(fresh, 0, 2), steps=3)
    mouse.move(*pixel(fresh, 0, 4.4), steps=3)
    mouse.up()
    start = settled_start(fresh)
    assert start == pytest.approx((0, 4), abs=0.51 * a_pixel(fresh))
    assert_is(fresh, Run(start=start))


def test_the_arrow_keys_move_the_start_and_do_not_step(fresh: Stage) -> None:
    handle = fresh.part("handle").element_handle()
    fresh.part("handle").focus()
    for key in ("ArrowRight", "ArrowUp", "ArrowRight"):  # faster than any answer comes
        fresh.page.keyboard.press(key)
    fresh.wait_for_start((-5 + 2 * WIDTH / 50, -2 + HEIGHT / 50))
    fresh.until_quiet()
    fresh.page.keyboard.press("ArrowUp")  # the handle that was left is the one that is there
    fresh.wait_for_start((-5 + 2 * WIDTH / 50, -2 + 2 * HEIGHT / 50))
    start = settled_start(fresh)
    assert_is(fresh, Run(start=start), step=0)
    assert handle.evaluate("(handle) => handle === document.activeElement")
    assert handle.get_attribute("aria-label") == say("stage.start")


class Finger:
    """Real touches, as the browser gets them from a screen."""

    def __init__(self, page: Page) -> None:
        self.session = page.context.new_cdp_session(page)

    def __call__(self, kind: str, *at: tuple[float, float]) -> None:
        points = [{"x": x, "y": y} for x, y in at]
        self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


@pytest.fixture
def fresh_phone(phone: Page) -> Stage:
    return Stage.on(phone)


def test_dragging_with_a_finger_brings_the_start_to_it(fresh_phone: Stage) -> None:
    page, touch = fresh_phone.page, Finger(fresh_phone.page)
    touch("touchStart", pixel(fresh_phone, -5, -2))
    for i in range(8):
        touch("touchMove", pixel(fresh_phone, -5 + i, -2 + 0.5 * i))
        fresh_phone.frames(1)
    touch("touchEnd")
    start = settled_start(fresh_phone)
    assert start == pytest.approx((2, 1.5), abs=1.01 * a_pixel(fresh_phone))
    assert page.evaluate("scrollY") == 0
    assert_is(fresh_phone, Run(start=start))


def test_a_tap_moves_the_start_and_a_swipe_scrolls_the_page(fresh_phone: Stage) -> None:
    page, touch = fresh_phone.page, Finger(fresh_phone.page)
    where = pixel(fresh_phone, 2, 2)
    touch("touchStart", where)
    for i in range(1, 9):
        touch("touchMove", (where[0], where[1] - 12 * i))
        fresh_phone.frames(1)
    touch("touchEnd")
    page.evaluate(AT_REST)
    assert_is(fresh_phone, Run())
    x, y = pixel(fresh_phone, 4, 0)
    page.touchscreen.tap(x, y)
    start = settled_start(fresh_phone)
    assert start == pytest.approx((4, 0), abs=1.01 * a_pixel(fresh_phone))
    assert_is(fresh_phone, Run(start=start))


def start_fields(page: Page) -> list[Locator]:
    return [page.get_by_label(say("ui.start", name=name)).first for name in "xy"]


def test_the_start_can_be_given_as_numbers(fresh: Stage) -> None:
    fields = start_fields(fresh.page)
    for each, value in zip(fields, (-5, -2), strict=True):
        expect(each).to_have_value(str(value))
    fields[0].fill("1.25")
    fields[0].press("Enter")
    fresh.wait_for_start((1.25, -2))
    fields[1].fill("3")
    fields[1].press("Enter")
    fresh.wait_for_start((1.25, 3))
    assert_is(fresh, Run(start=(1.25, 3)))


# What each field says at its birth, by its label.
BORN = """window.lrBorn = {};
new MutationObserver((changes) => {
  for (const { addedNodes } of changes) for (const node of addedNodes) {
    for (const field of node.querySelectorAll?.("input[type=number]") ?? []) {
      window.lrBorn[field.ariaLabel] ??= field.value;
    }
  }
}).observe(document, { childList: true, subtree: true });"""


def test_the_fields_say_the_settings_from_the_first_moment(open_page: OpenPage) -> None:
    page = open_page(None)
    page.add_init_script(BORN)
    Stage.on(page, "/?start=-3,1.5&steps=60")
    for each in (*start_fields(page), page.get_by_label(say("ui.steps"), exact=True).first):
        expect(each).to_be_visible()
    born = page.evaluate("window.lrBorn")
    names = [each.get_attribute("aria-label") for each in start_fields(page)]
    assert [born[name] for name in names] == ["-3", "1.5"]
    assert born[say("ui.steps")] == "60"


def test_a_random_start_is_a_new_one_each_time_and_a_link_keeps_it(fresh: Stage) -> None:
    button = fresh.page.get_by_role("button", name=say("ui.random"))
    starts = []
    for _ in range(2):
        before = fresh.query.get("start")
        button.click()
        fresh.page.wait_for_function(
            "(before) => new URLSearchParams(location.search).get('start') !== before", arg=before
        )
        starts.append(settled_start(fresh))
    assert starts[0] != starts[1]
    assert all(abs(x) <= 6 and abs(y) <= 4 for x, y in starts)
    assert_is(fresh, Run(start=starts[1]))
    fresh.page.reload()
    fresh.ready()
    assert_is(fresh, Run(start=starts[1]))


def test_dragging_while_it_plays_goes_on_playing(fresh: Stage) -> None:
    fresh["speed"].select_option("3")
    fresh.press("play")
    mouse = fresh.page.mouse
    mouse.move(*pixel(fresh, -5, -2))
    mouse.down()
    mouse.move(*pixel(fresh, -4, 3), steps=4)
    mouse.up()
    fresh.until_query("start=-")
    assert fresh.root.get_attribute("data-playing") == "true"
    fresh.press("play")
    start = tuple(float(x) for x in fresh.query["start"].split(","))
    fresh.scrub("step", 0)
    fresh.wait_for_start(start)
    assert_is(fresh, Run(start=start))
