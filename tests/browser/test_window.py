"""Another part of the map: by wheel, drag, fingers, keys, buttons, address and a field."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.stage import Stage
from tests.browser.walk import assert_same, rest

# Data coordinates at a place of the map, and how far its rings reach.
UNDER = """([x, y]) => {
  const div = document.querySelector("[data-part='path']");
  const { xaxis, yaxis } = div._fullLayout;
  const area = div.getBoundingClientRect();
  return [xaxis.p2d(x - area.left - xaxis._offset), yaxis.p2d(y - area.top - yaxis._offset)];
}"""
# How many messages had been sent when the map was first seen to move.
MOVED = """new Promise((done) => {
  const { xaxis } = document.querySelector("[data-part='path']")._fullLayout;
  const [before] = xaxis.range;
  requestAnimationFrame(function look() {
    const { range: [now] } = document.querySelector("[data-part='path']")._fullLayout.xaxis;
    if (now === before) requestAnimationFrame(look);
    else done(window.lrSent);
  });
})"""
RINGS = """() => {
  const div = document.querySelector("[data-part='rings']");
  const { x, y } = div.calcdata[0][0];
  return [x[0], x[x.length - 1], y[0], y[y.length - 1]];
}"""
PINCH = """(where) => {
  const plot = document.querySelector("[data-part='path']");
  const say = (kind, id, x, y) => plot.dispatchEvent(new PointerEvent(kind, {
    pointerId: id, pointerType: "touch", clientX: x, clientY: y, button: 0, bubbles: true,
    cancelable: true }));
  plot.setPointerCapture = plot.parentElement.setPointerCapture = () => {};
  const [x, y] = where;
  say("pointerdown", 1, x - 20, y);
  say("pointerdown", 2, x + 20, y);
  say("pointermove", 1, x - 40, y);
  say("pointermove", 2, x + 40, y);
  say("pointerup", 1, x - 40, y);
  say("pointerup", 2, x + 40, y);
}"""


def middle(stage: Stage, across: float = 0.5, down: float = 0.5) -> tuple[float, float]:
    box = stage.page.locator("[data-part='path']").bounding_box()
    assert box is not None
    return box["x"] + across * box["width"], box["y"] + down * box["height"]


def window(stage: Stage) -> list[float]:
    """The part of the map that the address names."""
    rest(stage.page)
    return [float(end) for end in stage.query.get("window", "").split(",") if end]


def test_the_wheel_scales_the_map_about_the_pointer_and_the_address_keeps_it(
    page: Page, other: Page
) -> None:
    stage = Stage.on(page)
    at = middle(stage, 0.3, 0.6)
    before = page.evaluate(UNDER, at)
    page.mouse.move(*at)
    moved = page.evaluate_handle(f"({{ began: {MOVED} }})")
    sent = stage.sent
    page.mouse.wheel(0, -300)
    assert moved.evaluate("({ began }) => began") == sent  # seen before anything is asked
    assert page.evaluate(UNDER, at) == pytest.approx(before, abs=0.02)
    ends = window(stage)
    assert page.evaluate(RINGS) == pytest.approx(ends)
    assert 1 < ends[1] - ends[0] < 11
    other.goto(page.url)
    for each in (page, other):
        each.mouse.move(2, 2)
        rest(each)
    assert_same(page, other)
    page.keyboard.press("0")
    assert window(stage) == []


def test_a_window_in_a_link_is_taken(page: Page) -> None:
    stage = Stage.on(page, "/?objective=bowl&lr=0.1&window=1,2,0.5,1.5")
    assert window(stage) == [1, 2, 0.5, 1.5]
    expect(stage["start"]).to_be_hidden()  # it lies elsewhere


@pytest.mark.whole
def test_a_window_that_is_none_is_refused_in_a_sentence(page: Page) -> None:
    stage = Stage.on(page, "/?objective=bowl&lr=0.1&window=2,1,0,1")
    expect(page.get_by_text("The window must be four numbers")).to_be_visible()
    assert window(stage) == []


@pytest.mark.whole
def test_hands_and_keys_move_the_map(page: Page) -> None:
    stage = Stage.on(page)
    x, y = middle(stage)
    page.mouse.move(x, y)
    page.keyboard.down("Shift")
    page.mouse.down()
    page.mouse.move(x - 60, y + 30, steps=3)
    page.mouse.up()
    page.keyboard.up("Shift")
    ends = window(stage)
    assert ends[0] > -6
    assert ends[2] > -4
    assert "start" not in stage.query  # the start was not meant
    page.keyboard.press("Shift+ArrowRight")
    assert window(stage) == pytest.approx([ends[0] + 1.2, ends[1] + 1.2, *ends[2:]], abs=1e-3)
    page.keyboard.press("0")
    stage["zoom-in"].click()
    assert window(stage) == pytest.approx([-4, 4, -8 / 3, 8 / 3], abs=1e-3)
    stage["zoom-out"].click()
    stage["zoom-out"].click()
    stage["zoom-whole"].click()
    assert window(stage) == []
    expect(stage["zoom-whole"]).to_be_disabled()


@pytest.mark.whole
def test_two_fingers_scale_the_map(phone: Page) -> None:
    stage = Stage.on(phone)
    stage.page.evaluate(PINCH, middle(stage))
    left, right, low, high = window(stage)
    assert (right - left, high - low) == pytest.approx((6, 4), rel=1e-3)
    assert (left + right, low + high) == pytest.approx((0, 0), abs=1)


@pytest.mark.whole
def test_a_formula_has_a_field_for_its_window(page: Page) -> None:
    stage = Stage.on(page, "/?formula=(x-30)^4%2B(y-20)^4")
    rest(page)
    field = page.get_by_label(re.compile("^Window"))
    for typed, seen in (("20, 40, 10, 30", [20, 40, 10, 30]), ("", [])):
        field.fill(typed)
        field.press("Enter")
        stage.until_query("window=" + "%2C".join(f"{end:.1f}" for end in seen) + "&")
        assert window(stage) == seen
    field.fill("5, 1, 2, 3")
    field.press("Enter")
    expect(page.get_by_text("The window must be four numbers")).to_be_visible()
    expect(field).to_have_value("5, 1, 2, 3")  # nothing typed is lost
