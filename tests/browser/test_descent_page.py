"""The settings of the Descent page: surfaces, formulas, optimizers, steps, links."""

import re
from urllib.parse import quote

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

import lrviz
from lrviz.text import say
from tests.browser.conftest import WHOLE, Tab
from tests.browser.stage import Run, Stage, assert_is, point_of

# A surface that is narrow, and one with no minimum; round and of one parameter are others below.
SURFACES = [*lrviz.OBJECTIVES] if WHOLE else ["rosenbrock", "monkey_saddle"]
# A rule with a memory, a scale for each weight and decay of its own.
RULES = [*lrviz.OPTIMIZERS] if WHOLE else ["adamw"]
OTHERS = [*lrviz.OPTIMIZERS][1:] if WHOLE else ["adam"]
PROMISED = {"tiny": "crawls", "large": "oscillates", "too-large": "diverges"}
MARK = "(rings) => { rings.querySelector('.contourlayer').dataset.mark = 'kept'; }"
KEPT = ".contourlayer[data-mark='kept']"


def field(page: Page, key: str, **values: str) -> Locator:
    """The widget whose label is the catalog's ``ui.<key>``."""
    return page.get_by_label(say(f"ui.{key}", **values), exact=True).first


def choose(page: Page, key: str, title: str) -> None:
    """Pick an entry of a menu by its title."""
    menu = field(page, key)
    menu.click()
    menu.fill(title)
    page.get_by_role("option", name=title, exact=True).click()


def type_formula(stage: Stage, text: str) -> None:
    stage.until_quiet()  # what a run under way still says of the field would take the text away
    typed = field(stage.page, "formula")
    typed.fill(text)
    typed.press("Enter")


def until_surface(stage: Stage, words: str) -> None:
    """Wait until the map says that it shows the surface."""
    expect(stage["contour"]).to_have_attribute(
        "aria-label", re.compile(re.escape(words)), timeout=300_000
    )
    stage.ready()


@pytest.mark.parametrize("name", RULES)
def test_every_optimizer_steps_as_in_the_engine_and_its_parts_sum_to_the_step(
    page: Page, name: str
) -> None:
    stage = Stage.on(page, f"/?objective=booth&optimizer={name}&apart=1")
    stage.scrub("step", 3)
    page.wait_for_selector(".lr-parts td", timeout=300_000)
    run = Run(objective="booth", start=None, optimizer=name)
    assert_is(stage, run, step=3)
    seen, engine = stage.snapshot(), run.engine(stage.lr)
    move = engine.w[4] - engine.w[3]
    table = dict(row.split("\t") for row in seen["parts"])
    parts = [say(f"stage.part_{part}") for part in ("slope", "decay", "memory", "rest")]
    steps = [point_of(table[part]) for part in parts if part in table]
    size = max(float(np.abs(step).max()) for step in steps)
    assert np.sum(steps, axis=0) == pytest.approx(move, abs=2e-3 * size)
    assert steps[0] == pytest.approx(-stage.lr * engine.grad[3], rel=6e-4)
    assert say(f"optimizer.{name}.note") in seen["update"]
    _promises_hold(table, engine, move)


def _promises_hold(table: dict[str, str], engine: lrviz.Trajectory, move: np.ndarray) -> None:
    """First order, second order and the actual change; on a quadratic the last two agree."""
    hessian = np.array([[10.0, 8.0], [8.0, 10.0]])  # of Booth's function
    first = float(engine.grad[3] @ move)
    second = first + float(move @ hessian @ move) / 2
    actual = float(engine.loss[4] - engine.loss[3])
    assert actual == pytest.approx(second, rel=1e-6, abs=1e-9)
    size = 1e-3 * max(abs(first), abs(second - first))
    for key, value in [("predicted_slope", first), ("predicted_bend", second), ("actual", actual)]:
        shown = point_of(table[say(f"stage.{key}")])
        assert shown == pytest.approx([value], rel=6e-4, abs=size)


# Moves the rate, waits until the stage's report of it has gone to the server, and presses the
# entry of the open menu in that very moment: the report is under way while the menu is answered.
OVERLAP = """async ([slider, value, title]) => {
  slider.value = value;
  for (const kind of ["input", "change"]) slider.dispatchEvent(new Event(kind, { bubbles: true }));
  const entry = [...document.querySelectorAll("[role='option']")]
    .find((each) => each.textContent === title);
  const before = window.lrSent;
  while (window.lrSent === before) await new Promise((done) => setTimeout(done));
  for (const kind of ["pointerdown", "mousedown", "pointerup", "mouseup", "click"]) {
    entry.dispatchEvent(new PointerEvent(kind, { bubbles: true }));
  }
}"""


def test_what_the_stage_asks_while_a_setting_changes_leaves_it_standing(desktop: Stage) -> None:
    page = desktop.page
    element = desktop.root.element_handle()
    for i, name in enumerate([*OTHERS, "sgd"]):
        title = say(f"optimizer.{name}.title")
        desktop.until_quiet()
        menu = field(page, "optimizer")
        menu.click()
        menu.fill(title)
        expect(page.get_by_role("option", name=title, exact=True)).to_be_visible()
        slider = desktop["lr"].element_handle()
        page.evaluate(OVERLAP, [slider, 20 + i, title])
        desktop.until_query(f"optimizer={name}&")
        desktop.until_quiet()
        assert element.evaluate("(root) => root.isConnected"), name


def test_around_the_critical_rate_the_verdict_changes_as_in_the_engine(desktop: Stage) -> None:
    for lr in (0.49, 0.4999, 0.503, 0.52):
        desktop.type_rate(str(lr))
        assert_is(desktop, Run(), lr=lr)
        run = lrviz.descend("bowl", lr=lr, steps=100, start=(-5, -2))
        assert desktop.verdict == lrviz.diagnose(run).verdict
        assert (desktop.verdict == "diverges") == (lr > 0.5)


REFUSED = {
    "0": ("negative", {}),
    "1,234": ("two", {"one": "1.234", "other": "1234"}),
    "-0.1": ("negative", {}),
    "abc": ("none", {}),
    "<b>1</b>": ("none", {}),
    "1e999": ("large", {}),
}


def test_a_rate_that_is_none_gets_a_sentence_and_changes_nothing(desktop: Stage) -> None:
    field = desktop["lr-number"]
    for text, (why, both) in list(REFUSED.items())[: None if WHOLE else 2]:
        field.fill(text)
        field.press("Enter")
        desktop.page.evaluate("document.activeElement?.blur()")
        assert desktop.snapshot()["alert"] == say(f"stage.rate_{why}", given=text, **both)
        assert (field.input_value(), field.get_attribute("aria-invalid")) == (text, "true")
        assert desktop.lr == pytest.approx(0.1, rel=0.1)
        desktop.type_rate("0.1")
        assert desktop.snapshot()["alert"] == ""
        assert field.get_attribute("aria-invalid") is None
        assert_is(desktop, Run(), lr=0.1)


def test_a_rate_is_read_as_people_write_it_also_where_the_field_is_only_left(
    desktop: Stage,
) -> None:
    for text, rate in (("1/16", 0.0625), ("０，０７", 0.07)):
        desktop["lr-number"].fill(text)
        desktop.page.evaluate("document.activeElement?.blur()")
        desktop.until("lr", rate)
        assert desktop["lr-number"].input_value() == f"{rate:g}"
        assert_is(desktop, Run(), lr=rate)
    desktop.page.wait_for_function("location.search.includes('lr=0.07&')")


def test_typing_a_formula_changes_the_rings_and_the_run_and_back(desktop: Stage) -> None:
    stage = desktop
    stage.part("rings").evaluate(MARK)
    text = "x^2 + 3y^2 + x*y"
    type_formula(stage, text)
    expect(stage.part("rings").locator(KEPT)).to_have_count(0, timeout=300_000)
    stage.ready()
    assert stage["contour"].locator(".contourlayer path").count() > 10
    assert_is(stage, Run(objective=lrviz.formula(text), start=None))
    assert stage.query["formula"] == text
    assert field(stage.page, "formula").input_value() == text
    type_formula(stage, "")
    until_surface(stage, say("objective.bowl.title"))
    assert_is(stage, Run())


@pytest.mark.whole
def test_a_plus_in_an_address_written_by_hand_is_a_plus(usual: Tab) -> None:
    stage = Stage.on(usual.blank(), "/?formula=x^2+y^2&start=1,1")
    assert field(stage.page, "formula").input_value() == "x^2+y^2"
    type_formula(stage, "x^2 y^2 - 2 x")
    stage.page.wait_for_url(lambda url: "-+2+x&" in url)  # blanks that are no plus
    again = Stage.on(usual.blank(), f"/?{stage.page.url.partition('?')[2]}")
    assert field(again.page, "formula").input_value() == "x^2 y^2 - 2 x"


LEFTMOST = """(name) => {
  const div = document.querySelector(`[data-part='${name}']`);
  const left = div.getBoundingClientRect().left;
  const labels = [...div.querySelectorAll(".ytick text")];
  return Math.min(...labels.map((each) => each.getBoundingClientRect().left)) - left;
}"""


@pytest.mark.whole
def test_losses_that_differ_in_the_seventh_place_have_room_for_it(usual: Tab) -> None:
    text = "50000000 + x^2 + y^2"
    stage = Stage.on(usual.blank(), f"/?formula={quote(text)}")
    assert_is(stage, Run(objective=lrviz.formula(text), start=None))
    ticks = stage.part("loss").locator(".ytick text").all_text_contents()
    assert max(map(len, ticks)) >= len("5.000001×10⁷")
    assert 0 <= stage.page.evaluate(LEFTMOST, "loss") < 40


HOSTILE = {
    "import": "__import__('os').system('id')",
    "tower": "9**9**9",
    "long": "x+" * 5000 + "x",
    "nested": "(" * 500 + "x" + ")" * 500,
    "markup": "<img src=x onerror=alert(1)>",
    "nothing": "x +",
    "emoji": "x² + 🙂",
}


@pytest.fixture
def wanderer(tab: Tab) -> Stage:
    """One page that is given one formula after another, and goes from surface to surface."""
    found: Stage = tab.held("wanderer", Stage.on)
    return found


@pytest.mark.whole
@pytest.mark.parametrize("text", HOSTILE.values() if WHOLE else [HOSTILE["markup"]])
def test_a_hostile_formula_gets_one_sentence_and_the_picture_stays(
    wanderer: Stage, text: str
) -> None:
    wanderer.part("rings").evaluate(MARK)
    with pytest.raises(lrviz.FormulaError) as refusal:
        lrviz.formula(text)
    type_formula(wanderer, text)
    alert = wanderer.page.get_by_test_id("stAlert")
    expect(alert).to_have_count(1)
    expect(alert).to_contain_text(refusal.value.in_language("en"), timeout=300_000)
    assert field(wanderer.page, "formula").input_value() == text
    above, typed = alert.bounding_box(), field(wanderer.page, "formula").bounding_box()
    assert above
    assert typed
    assert abs(above["y"] - typed["y"]) < 200
    expect(wanderer.page.get_by_test_id("stException")).to_have_count(0)
    assert wanderer.part("rings").locator(KEPT).count() == 1
    assert_is(wanderer, Run())


def test_a_good_formula_after_a_bad_one_takes_the_sentence_away(wanderer: Stage) -> None:
    wanderer.part("rings").evaluate(MARK)
    type_formula(wanderer, "x +")
    expect(wanderer.page.get_by_test_id("stAlert")).to_have_count(1)
    type_formula(wanderer, "2x^2 + y^2")
    expect(wanderer.page.get_by_test_id("stAlert")).to_have_count(0, timeout=300_000)
    expect(wanderer.part("rings").locator(KEPT)).to_have_count(0, timeout=300_000)
    wanderer.ready()
    assert_is(wanderer, Run(objective=lrviz.formula("2x^2+y^2"), start=None))
    type_formula(wanderer, "")
    until_surface(wanderer, say("objective.bowl.title"))


@pytest.mark.parametrize("name", SURFACES)
def test_on_every_surface_the_regimes_keep_their_promise(wanderer: Stage, name: str) -> None:
    title = say(f"objective.{name}.title")
    choose(wanderer.page, "surface", title)
    wanderer.until_query(f"objective={name}&")
    until_surface(wanderer, title)
    wanderer.until_quiet()
    run = Run(objective=name, start=None)
    pressed = 0
    for button, verdict in PROMISED.items():
        if wanderer[button].is_disabled():
            continue
        wanderer.press(button)
        pressed += 1
        assert wanderer.verdict == verdict
        assert_is(wanderer, run)
    assert pressed >= (2 if lrviz.OBJECTIVES[name].minima else 1)  # where none is, none is good
    if wanderer["good"].is_enabled():
        wanderer.press("good")
        assert_is(wanderer, run)


@pytest.mark.whole
def test_a_link_with_a_bad_formula_shows_a_picture_and_the_sentence(page: Page) -> None:
    with pytest.raises(lrviz.FormulaError) as refusal:
        lrviz.formula("__import__('os')")
    stage = Stage.on(page, "/?formula=__import__('os')")
    sentence = refusal.value.in_language("en")
    expect(stage.page.get_by_test_id("stAlert").last).to_contain_text(sentence)
    expect(field(stage.page, "formula")).to_have_value("__import__('os')")
    assert stage["contour"].locator(".contourlayer path").count() > 10


def test_one_parameter_is_a_curve_with_its_tangent(page: Page) -> None:
    stage = Stage.on(page, "/?objective=wave&lr=0.4&step=2")
    tangent = """() => {
      const data = document.querySelector("[data-part='path']").data ?? [];
      const line = data.find((each) => each.name === "tangent");
      return line?.x?.length === 2 && [[...line.x], [...line.y]];
    }"""
    (x0, x1), (y0, y1) = page.wait_for_function(tangent, timeout=300_000).json_value()
    engine = lrviz.descend("wave", lr=0.4)
    assert (y1 - y0) / (x1 - x0) == pytest.approx(engine.grad[2, 0], rel=1e-5)
    assert (x0 + x1) / 2 == pytest.approx(engine.w[2, 0], rel=1e-5)
    seen = stage.snapshot()
    assert seen["point"]["x"] == pytest.approx([engine.w[2, 0]], rel=1e-6)
    assert seen["point"]["y"] == pytest.approx([engine.loss[2]], rel=1e-6)
    assert [float(point_of(each)[0]) for each in seen["numbers"]] == pytest.approx(
        [engine.w[2, 0], 0.4, engine.grad[2, 0], engine.w[3, 0]], rel=6e-4
    )
    assert stage["3d"].is_disabled()
    assert_is(stage, Run(objective="wave", start=None), lr=0.4, step=2)


@pytest.mark.whole
@pytest.mark.whole
def test_three_parameters_train_and_are_drawn_against_the_step(page: Page) -> None:
    text = "x^2+2y^2+3z^2"
    stage = Stage.on(page, "/?formula=x%5E2%2B2y%5E2%2B3z%5E2&lr=0.1&start=1,2,3&step=12")
    run = Run(objective=lrviz.formula(text), start=(1.0, 2.0, 3.0))
    assert_is(stage, run, lr=0.1, step=12)
    drawn = stage.root.evaluate(
        """(root) => root.querySelector("[data-part='path']").data
          .filter((each) => each.name.startsWith("parameter")).map((each) => [...each.y])"""
    )
    engine = run.engine(0.1)
    assert np.array(drawn) == pytest.approx(engine.w.T, rel=1e-6, abs=1e-37)
    assert stage["3d"].is_disabled()
    stage.press("too-large")
    assert_is(stage, run)


def test_more_steps_are_run_when_asked_for(desktop: Stage) -> None:
    steps = field(desktop.page, "steps")
    for count in (140, 100):
        steps.fill(str(count))
        steps.press("Enter")
        desktop.until("lastStep", count)
        assert_is(desktop, Run(steps=count), lr=0.1)
        assert desktop.query["steps"] == str(count)


@pytest.mark.whole
def test_a_query_seeds_the_whole_page(page: Page) -> None:
    query = "/?objective=booth&lr=0.07&steps=60&step=9&start=-3,4&optimizer=adam&view=2d&log=1"
    stage = Stage.on(page, query)
    run = Run(objective="booth", start=(-3.0, 4.0), steps=60, optimizer="adam")
    assert_is(stage, run, lr=0.07, step=9)
    assert stage["log"].is_checked()
    assert field(stage.page, "steps").input_value() == "60"


@pytest.mark.whole
def test_nonsense_in_a_link_falls_back_and_says_so(page: Page) -> None:
    stage = Stage.on(page, "/?objective=nowhere&lr=-3&steps=ten")
    said = " ".join(stage.page.get_by_test_id("stAlert").all_inner_texts())
    assert all(given in said for given in ("nowhere", "-3", "ten"))
    assert_is(stage, Run(), lr=0.1)
