"""The Gradient page: every number it shows is the engine's, and the hand is followed at once."""

import re
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import numpy as np
import pytest
import torch
from playwright.sync_api import Locator, Page, expect

import lrviz
from lrviz.analysis.derivatives import difference_errors, gradients_at
from lrviz.objectives.base import autograd
from lrviz.objectives.formula import Formula
from lrviz.text import say
from lrviz.text.numbers import number
from tests.browser.conftest import WHOLE, Tab
from tests.browser.stage import QUIET
from tests.browser.walk import assert_same, rest
from tests.draws import NEW

SLOW = 300_000  # milliseconds on a loaded machine
PROBE = "[data-testid='probe'][data-ready='true']"
SHOWN = {
    "weights": f"{PROBE}[data-part='weights']",
    "directions": f"{PROBE}[data-part='directions']",
    "ways": "[data-testid='reel-ways'][data-ready='true']",
    "graph": "[data-testid='reel-flow'][data-ready='true']",
}
FEW = ("goldstein_price",)  # of the surfaces; ``make verify`` has all
ASIDE = {"objective": "bowl", "start": "-1,1", "lr": 0.1}
TOUCH = "navigator.maxTouchPoints > 0"
TRACE = """([plot, name]) => {
  const divs = [...document.querySelectorAll(`[data-testid='${plot}'] .js-plotly-plot`)];
  const found = divs.flatMap((div) => div.data ?? []).find((each) => each.name === name);
  return { x: [...found.x], y: [...found.y], text: found.text ?? null };
}"""
INTO = """([plot, x, y]) => {
  const divs = [...document.querySelectorAll(`[data-testid='${plot}'] .js-plotly-plot`)];
  const div = divs.at(-1);
  const area = div.getBoundingClientRect();
  const { xaxis, yaxis } = div._fullLayout;
  return [area.left + xaxis._offset + xaxis.d2p(x), area.top + yaxis._offset + yaxis.d2p(y)];
}"""


def surface(name: str) -> Formula:
    found = lrviz.objective(name)
    assert isinstance(found, Formula)
    return found


def show(page: Page, **settings: Any) -> Page:
    """The page with these settings in its address, drawn."""
    page.goto(f"/gradient?{urlencode(settings)}")
    until_shown(page, settings.get("part", "weights"))
    return page


def turn_to(page: Page, part: str) -> None:
    """That part of the page, drawn."""
    page.get_by_role("radio", name=say(f"gradient.part.{part}")).click()
    until_shown(page, part)


def until_shown(page: Page, part: str) -> None:
    page.wait_for_selector(SHOWN[part], timeout=SLOW)
    page.wait_for_function(QUIET)  # nothing that still comes pushes it elsewhere


def data(page: Page, name: str) -> list[float]:
    """Numbers the probe says of itself."""
    said = page.get_by_test_id("probe").get_attribute(f"data-{name}")
    assert said is not None
    return [float(each) for each in said.split(",")]


def until_data(page: Page, name: str, wanted: Any, tolerance: float = 1e-6) -> None:
    """Wait until the probe shows these numbers."""
    page.wait_for_function(
        """([name, wanted, tolerance]) => {
          const said = document.querySelector("[data-testid='probe']")?.dataset[name];
          const found = String(said).split(",").map(Number);
          return wanted.every((x, i) => Math.abs(found[i] - x) <= tolerance * (1 + Math.abs(x)));
        }""",
        arg=[name, list(wanted), tolerance],
        timeout=SLOW,
    )


def until_query(page: Page, pattern: str) -> None:
    expect(page).to_have_url(re.compile(pattern), timeout=SLOW)


def trace(page: Page, plot: str, name: str) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate(TRACE, [plot, name])
    return found


def spot(page: Page, plot: str, x: float, y: float) -> tuple[float, float]:
    """Where a point of a plot is on the screen."""
    page.get_by_test_id(plot).scroll_into_view_if_needed()
    across, down = page.evaluate(INTO, [plot, x, y])
    return across, down


def field(page: Page, label: str) -> Locator:
    return page.get_by_label(label, exact=True).first


@pytest.mark.parametrize("name", lrviz.OBJECTIVES if NEW else FEW)
def test_slices_and_tangents_are_the_loss_and_its_slope(page: Page, name: str) -> None:
    objective = surface(name)
    start, lr = np.array(objective.start), 0.01
    show(page, objective=name, lr=lr)
    slices_are_true(page, objective, start, lr)


def slices_are_true(page: Page, objective: Formula, start: np.ndarray, lr: float) -> None:
    until_data(page, "w", start)
    true = objective.gradient(torch.tensor(start)).numpy()
    assert data(page, "gradient") == pytest.approx(true, rel=1e-9, abs=1e-9)
    assert data(page, "next") == pytest.approx(start - lr * true, rel=1e-9, abs=1e-12)
    for axis in range(objective.dim):
        curve = trace(page, f"probe-side-{axis}", "curve")
        rows = np.tile(start, (len(curve["x"]), 1))
        rows[:, axis] = curve["x"]
        values = objective.loss(torch.tensor(rows)).numpy()
        assert curve["y"] == pytest.approx(values, rel=1e-9, abs=1e-9)
        tangent = trace(page, f"probe-side-{axis}", "tangent")
        (x0, x1), (y0, y1) = tangent["x"], tangent["y"]
        assert (y1 - y0) / (x1 - x0) == pytest.approx(true[axis], rel=1e-6, abs=1e-9)
        h = 1e-5
        ahead, behind = start.copy(), start.copy()
        ahead[axis], behind[axis] = start[axis] + h, start[axis] - h
        both = objective.loss(torch.tensor(np.stack([ahead, behind]))).tolist()
        rough = (both[0] - both[1]) / (2 * h)
        assert (y1 - y0) / (x1 - x0) == pytest.approx(
            rough, rel=1e-4, abs=1e-5 * abs(both[0]) + 1e-6
        )


def open_bowl(page: Page) -> Page:
    return show(page, objective="bowl", start="-5,-2", lr=0.1)


@pytest.fixture
def bowl(tab: Tab) -> Page:
    """The weights of the bowl at η = 0.1, wherever the test before has left the point."""
    found: Page = tab.held("bowl", open_bowl)
    found.wait_for_function(QUIET)
    return found


def move(page: Page, x: float, y: float) -> None:
    """Type these coordinates of the bowl's point, and wait until the address has them too."""
    for name, value, other in (("x", x, data(page, "w")[1]), ("y", y, x)):
        typed = field(page, name)
        typed.fill(str(value))
        typed.press("Enter")
        until_data(page, "w", [value, other] if name == "x" else [other, value])
    page.wait_for_url(lambda url: start_in(url) == [x, y], timeout=SLOW)
    page.wait_for_function(QUIET)


def start_in(url: str) -> list[float]:
    """The start that an address names; where it names none it is the bowl's own."""
    named = parse_qs(urlsplit(url).query).get("start", ["-5,-2"])[0]
    return [float(each) for each in named.split(",")]


def test_the_sentences_say_which_way_each_weight_must_go(bowl: Page) -> None:
    move(bowl, -5, 2)
    first, second = (bowl.get_by_test_id(f"probe-readout-{k}") for k in (0, 1))
    expect(first).to_contain_text("x must grow")
    expect(first).to_contain_text("x₁ = −5 − 0.1 · (−10) = −4")
    expect(second).to_contain_text("y must shrink")
    step = bowl.get_by_test_id("probe-step")
    expect(step).to_contain_text("(−4, 1.2)")
    expect(step).to_contain_text("18.88")
    expect(step).to_contain_text("−16.4")


def test_the_moves_of_the_weights_are_the_projections_of_the_step(bowl: Page) -> None:
    move(bowl, 1, 2)
    w, then = np.array([1.0, 2.0]), np.array(data(bowl, "next"))
    step = trace(bowl, "probe-map", "step")
    assert [step["x"], step["y"]] == pytest.approx(np.column_stack([w, then]))
    across, upward = trace(bowl, "probe-map", "leg_0"), trace(bowl, "probe-map", "leg_1")
    assert [across["x"], across["y"]] == pytest.approx(np.array([[w[0], then[0]], [w[1], w[1]]]))
    assert [upward["x"], upward["y"]] == pytest.approx(np.array([[w[0], w[0]], [w[1], then[1]]]))


def test_dragging_moves_everything_at_once_and_settles_in_the_address(bowl: Page) -> None:
    move(bowl, -5, -2)
    bowl.mouse.move(*spot(bowl, "probe-map", -5, -2))
    bowl.mouse.down()
    bowl.mouse.move(*spot(bowl, "probe-map", 3, 1), steps=4)
    until_data(bowl, "w", [3, 1], 0.02)
    w = data(bowl, "w")
    assert data(bowl, "gradient") == pytest.approx([2 * w[0], 4 * w[1]], rel=1e-9)
    assert start_in(bowl.url) == [-5, -2]  # not told before the hand lets go
    bowl.mouse.up()
    until_query(bowl, r"start=[23]\.")
    until_data(bowl, "w", start_in(bowl.url))
    expect(field(bowl, "x")).to_have_value(re.compile(r"^(3|2\.9)"), timeout=SLOW)


def test_arrow_keys_move_the_point(bowl: Page) -> None:
    move(bowl, 0, 0)
    bowl.get_by_test_id("probe-handle").focus()
    bowl.keyboard.press("ArrowRight")
    until_data(bowl, "w", [12 / 50, 0])
    bowl.keyboard.press("ArrowUp")
    until_data(bowl, "w", [12 / 50, 8 / 50])


def test_the_rings_stay_while_the_point_moves(bowl: Page) -> None:
    bowl.locator(".lr-probe .contourlayer").first.evaluate("(e) => { e.dataset.mark = 'kept'; }")
    bowl.mouse.move(*spot(bowl, "probe-map", -5, -3))
    bowl.mouse.down()
    for x in range(-4, 6):
        bowl.mouse.move(*spot(bowl, "probe-map", x, 2))
    bowl.mouse.up()
    until_data(bowl, "w", [5, 2], 0.05)
    until_query(bowl, r"start=[45]\.")
    expect(bowl.locator(".lr-probe .contourlayer[data-mark='kept']")).to_have_count(1)


def test_typed_coordinates_and_rate_move_the_point_and_the_step(bowl: Page) -> None:
    move(bowl, 1.5, -2)
    rate = field(bowl, say("gradient.rate"))
    rate.fill("0.25")
    rate.press("Enter")
    until_data(bowl, "next", [0.75, 0.0])
    until_query(bowl, "lr=0.25")
    rate.fill("0.1")
    rate.press("Enter")
    until_query(bowl, "lr=0.1")


@pytest.mark.whole
def test_another_language_says_the_same(bowl: Page) -> None:
    move(bowl, -5, -2)
    bowl.get_by_role("radio", name="中文").click()
    expect(bowl.get_by_test_id("probe-readout-0")).to_contain_text("增大", timeout=SLOW)
    assert data(bowl, "w") == [-5, -2]
    bowl.get_by_role("radio", name="English").click()
    expect(bowl.get_by_test_id("probe-readout-0")).to_contain_text("must grow", timeout=SLOW)
    assert data(bowl, "w") == [-5, -2]


def test_the_parts_are_in_the_address_and_survive_a_reload(tab: Tab) -> None:
    page: Page = tab.taken("bowl", open_bowl)
    turn_to(page, "graph")
    until_query(page, "part=graph")
    page.reload()
    page.wait_for_selector("[data-testid='reel-flow'][data-ready='true']", timeout=SLOW)
    expect(page.get_by_test_id("probe")).to_have_count(0)


@pytest.mark.whole
def test_a_step_off_the_map_is_told_with_its_true_value(page: Page) -> None:
    show(page, objective="bowl", start="-5,-2", lr=3)
    edge = trace(page, "probe-map", "edge")
    assert edge["x"] == [6]
    assert edge["text"][0].endswith("= (25, 22)")
    assert trace(page, "probe-map", "next")["x"] == [None]


def test_a_weight_is_dragged_on_its_own_curve(page: Page) -> None:
    show(page, objective="wave", start="9.5", lr=0.1)
    slices_are_true(page, surface("wave"), np.array([9.5]), 0.1)
    page.mouse.move(*spot(page, "probe-side-0", 9.5, 0))
    page.mouse.down()
    page.mouse.move(*spot(page, "probe-side-0", -2, 0), steps=3)
    page.mouse.up()
    until_data(page, "w", [-2], 0.05)
    until_query(page, r"start=-(2\.|1\.9)")


@pytest.mark.whole
def test_three_weights_show_the_chosen_two_and_step_in_all(page: Page) -> None:
    show(page, formula="x^2+2y^2+3z^2", start="1,2,1", lr=0.1, across=2, upward=0)
    assert data(page, "next") == pytest.approx([0.8, 1.2, 0.4])
    point = trace(page, "probe-map", "point")
    assert [point["x"], point["y"]] == [[1], [1]]
    page.mouse.move(*spot(page, "probe-map", 1, 1))
    page.mouse.down()
    page.mouse.move(*spot(page, "probe-map", -2, 3), steps=3)
    page.mouse.up()
    until_data(page, "w", [3, 2, -2], 0.05)


@pytest.mark.whole
def test_a_bad_formula_gets_one_sentence_and_the_last_good_picture_stays(page: Page) -> None:
    show(page, objective="himmelblau", lr=0.01)
    before = data(page, "gradient")
    typed = field(page, say("ui.formula"))
    typed.fill("x +")
    typed.press("Enter")
    alert = page.get_by_test_id("stAlert")
    expect(alert).to_have_count(1, timeout=SLOW)
    with pytest.raises(lrviz.FormulaError) as refusal:
        lrviz.formula("x +")
    expect(alert).to_contain_text(refusal.value.in_language("en"))
    assert data(page, "gradient") == before
    typed.fill("x^2 + 5y^2")
    typed.press("Enter")
    expect(alert).to_have_count(0, timeout=SLOW)
    until_data(page, "w", lrviz.formula("x^2+5y^2").start)
    page.wait_for_selector(PROBE, timeout=SLOW)


@pytest.mark.whole
def test_a_point_without_a_loss_is_refused_by_hand_and_by_address(page: Page) -> None:
    show(page, formula="log(x) + y^2", start="2,1", lr=0.1)
    page.mouse.move(*spot(page, "probe-map", 2, 1))
    page.mouse.down()
    page.mouse.move(*spot(page, "probe-map", -2, 1), steps=3)
    expect(page.locator(".lr-probe [role='alert']")).to_be_visible(timeout=SLOW)
    page.mouse.up()
    until_data(page, "w", [2, 1])
    show(page, formula="log(x) + y^2", start="-1,1", lr=0.1)
    expect(page.get_by_test_id("stAlert")).to_contain_text("(−1, 1)", timeout=SLOW)
    assert np.isfinite(data(page, "gradient")).all()


@pytest.mark.whole
def test_where_there_is_no_slope_nothing_stays_of_the_slopes_before(
    page: Page, other: Page
) -> None:
    show(page, part="directions", formula="x^0.3 + y^2", start="1,1")
    rest(page)
    typed = field(page, "x")
    typed.fill("0")
    typed.press("Enter")
    until_data(page, "w", [0, 1])
    page.wait_for_url(lambda url: start_in(url) == [0, 1], timeout=SLOW)
    rest(page)
    other.goto(page.url)
    rest(other)
    expect(page.get_by_test_id("probe-readout-0")).to_contain_text("no finite value or slope")
    assert_same(page, other)


@pytest.fixture
def directions(tab: Tab) -> Page:
    """The slope in every direction, of the bowl at (−1, 1)."""
    found: Page = tab.held("directions", lambda page: show(page, part="directions", **ASIDE))
    return found


def test_the_slope_in_the_direction_under_the_pointer(directions: Page) -> None:
    until_data(directions, "slope", [-np.hypot(-2, 4)])  # at first the steepest way down
    sent = directions.evaluate("window.lrSent")
    for at in [(4, 1), (-1, 3), (-3, -1), (2, 3.5)]:
        directions.mouse.move(*spot(directions, "probe-map", *at))
        way = np.array(at) - [-1, 1]
        expected = float(np.array([-2.0, 4.0]) @ way / np.hypot(*way))
        until_data(directions, "slope", [expected], 0.02)
    assert data(directions, "w") == [-1, 1]
    assert directions.evaluate("window.lrSent") == sent
    now = trace(directions, "probe-side-0", "now")
    assert [now["x"][0], now["y"][0]] == pytest.approx(
        [data(directions, "angle")[0], data(directions, "slope")[0]]
    )
    readout = directions.get_by_test_id("probe-readout-0")
    expect(readout).to_contain_text(number(data(directions, "slope")[0]))


def test_the_direction_has_a_slider_for_hands_without_a_pointer(directions: Page) -> None:
    directions.get_by_test_id("probe-angle").fill("90")
    until_data(directions, "slope", [4.0])
    curve = trace(directions, "probe-side-0", "curve")
    theta = np.deg2rad(curve["x"])
    assert curve["y"] == pytest.approx(-2 * np.cos(theta) + 4 * np.sin(theta), abs=1e-9)


@pytest.fixture
def ways(tab: Tab) -> Page:
    """Three ways to the gradient, of Rosenbrock's valley."""
    settings = {"objective": "rosenbrock", "start": "-1.2,1", "lr": 0.001}
    found: Page = tab.held("ways", lambda page: show(page, part="ways", **settings))
    return found


def test_three_ways_show_their_digits(ways: Page) -> None:
    found = gradients_at(lrviz.objective("rosenbrock"), (-1.2, 1.0))
    for way in ("symbolic", "autograd", "central", "forward"):
        cells = ways.locator(f"tr[data-way='{way}'] td.lr-num")
        expect(cells).to_have_count(2)
        for cell, value in zip(cells.all(), getattr(found, way).tolist(), strict=True):
            assert float(cell.inner_text().replace("−", "-")) == value
    for way in ("central", "forward"):
        marked = ways.locator(f"tr[data-way='{way}'] td.lr-num b").all_inner_texts()
        counts = [len(each.replace(".", "")) for each in marked]
        assert counts == list(found.digits(way))


def test_the_clock_shrinks_h_and_the_ring_follows_on_the_error_curve(ways: Page) -> None:
    ways.get_by_test_id("reel-step").fill("6")  # h = 10⁻³
    expect(ways.get_by_test_id("reel-ways")).to_have_attribute("data-frame", "6", timeout=SLOW)
    errors = difference_errors(lrviz.objective("rosenbrock"), (-1.2, 1.0), 0, h=np.array([1e-3]))
    now = trace(ways, "reel-plot-error", "now")
    assert now["x"] == pytest.approx([1e-3, 1e-3], rel=1e-5)
    assert now["y"] == pytest.approx([errors.central[0], errors.forward[0]], rel=1e-3)
    until_query(ways, "trial=6")
    expect(ways.get_by_test_id("reel-caption-secant")).to_contain_text("h = 0.001")


def test_the_other_weight_can_be_differenced(ways: Page) -> None:
    ways.get_by_role("radio", name="y", exact=True).click()
    until_query(ways, "along=1")
    expect(ways.get_by_test_id("reel-caption-error")).to_contain_text("Along y", timeout=SLOW)
    ways.get_by_role("radio", name="x", exact=True).click()
    expect(ways.get_by_test_id("reel-caption-error")).to_contain_text("Along x", timeout=SLOW)


def graph(tab: Tab, **settings: Any) -> Page:
    """The computational graph of these settings; opened once for the tests that follow."""
    key = ("graph", *settings.items())
    found: Page = tab.held(key, lambda page: show(page, part="graph", lr=0.1, **settings))
    return found


@pytest.mark.parametrize("name", ["goldstein_price", *(["bowl"] if NEW else [])])
def test_backpropagation_ends_with_autograds_gradient(tab: Tab, name: str) -> None:
    page = graph(tab, objective=name)
    root = page.get_by_test_id("reel-flow")
    last = int(root.get_attribute("data-frames") or 0) - 1
    page.get_by_test_id("reel-step").fill(str(last))
    expect(root).to_have_attribute("data-frame", str(last), timeout=SLOW)
    objective = surface(name)
    wanted = autograd(objective.loss, torch.tensor(objective.start, dtype=torch.float64)).tolist()
    written = trace(page, "reel-plot-graph", "gradients")["text"]
    for i, value in enumerate(wanted):
        assert written[i].endswith(f"= {number(value)}")
    said = page.get_by_test_id("stMain").inner_text()
    assert said.count("17 of 17 digits agree") >= 1
    until_query(page, f"beat={last}")


@pytest.mark.whole
def test_stepping_forward_then_back_is_told_in_sentences(tab: Tab) -> None:
    page = graph(tab, objective="bowl")
    page.get_by_test_id("reel-reset").click()
    caption = page.get_by_test_id("reel-caption-graph")
    expect(caption).to_contain_text(say("gradient.flow.begin"))
    page.get_by_test_id("reel-forward").click()
    expect(caption).to_contain_text("v₁ = x² = 25")
    page.get_by_test_id("reel-step").fill("9")
    expect(caption).to_contain_text("1 · (−10) = −10")


ON_TOP = """() => {
  const order = [...document.querySelectorAll("[data-testid='reel-flow'] .scatterlayer > .trace")]
    .map((each) => each.__data__[0].trace.name);
  return ["nodes", "done", "reached"].every((each) => order.indexOf(each) < order.indexOf("names"));
}"""


@pytest.mark.parametrize("formula", [*([""] if WHOLE else []), "max(x, y) sigmoid(x) + 2^x"])
def test_names_lie_on_the_circles_of_the_graph_however_one_got_there(
    tab: Tab, formula: str
) -> None:
    page = graph(tab, **({"formula": formula} if formula else {"objective": "bowl"}))
    for key in ("r", *9 * ["ArrowRight"], "ArrowLeft", "r", "ArrowRight"):
        page.keyboard.press(key)
        page.wait_for_function(ON_TOP, timeout=SLOW)


PICTURES = {"weights": 3, "directions": 2, "ways": 2, "graph": 1}


def open_beale(page: Page) -> Page:
    """In the dark on a phone, in the light on a desktop."""
    page.emulate_media(color_scheme="dark" if page.evaluate(TOUCH) else "light")
    return show(page, objective="beale", lr=0.01)


@pytest.mark.parametrize("either", ["1400", "390"] if WHOLE else ["390"], indirect=True)
@pytest.mark.parametrize("part", PICTURES)
def test_nothing_runs_over_the_edge_and_every_picture_has_words(either: Tab, part: str) -> None:
    page: Page = either.held("beale", open_beale)
    turn_to(page, part)
    wider = page.evaluate(
        "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert wider <= 0
    pictures = page.locator(".lr-probe [role='img'], .lr-reel [role='img']").all()
    assert len(pictures) == PICTURES[part]
    assert all(each.get_attribute("aria-label") for each in pictures)


def test_a_tap_moves_the_point_on_a_phone(hand: Tab) -> None:
    phone: Page = hand.held("beale", open_beale)
    turn_to(phone, "weights")
    phone.touchscreen.tap(*spot(phone, "probe-map", 2, 2))
    until_data(phone, "w", [2, 2], 0.05)
    until_query(phone, r"start=(2\.|1\.9)")
