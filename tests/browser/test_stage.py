"""The stage shows the engine's own runs, whatever is pressed."""

import math

import numpy as np
import pytest
from playwright.sync_api import Page

from tests.browser.conftest import WHOLE, Tab, standing
from tests.browser.stage import Run, Stage, assert_is, point_of

BOWL = Run()
REGIMES = {
    "tiny": "crawls",
    "good": "converges",
    "large": "oscillates",
    "too-large": "diverges",
}


def test_the_picture_is_there_with_rings_path_and_verdict(either: Tab) -> None:
    stage = standing(either)
    assert stage["contour"].locator(".contourlayer path").count() > 20
    assert stage["contour"].locator(".scatterlayer path.js-line").count() >= 2
    assert stage["loss"].locator("path.js-line").count() >= 1
    assert stage["sweep"].locator(".scatterlayer .points path").count() > 100
    assert_is(stage, BOWL, lr=0.1, step=0)


def test_each_regime_keeps_its_promise(stage: Stage) -> None:
    for button, verdict in REGIMES.items():
        stage.press(button)
        assert stage.verdict == verdict
        assert button.replace("-", "_") in stage.snapshot()["pressed"]
        assert_is(stage, BOWL)


def test_the_rate_slider_shows_the_run_of_each_rate(desktop: Stage) -> None:
    last = desktop.snapshot()["rate_max"]
    lrs = []
    for index in np.linspace(0, last, 9).astype(int):
        desktop.scrub("lr", int(index))
        assert_is(desktop, BOWL)
        lrs.append(desktop.lr)
    assert lrs == sorted(lrs)
    assert lrs[-1] > 100 * lrs[0]


def test_the_step_slider_shows_each_step(desktop: Stage) -> None:
    for step in (1, 7, 50, 100):
        desktop.scrub("step", step)
        assert_is(desktop, BOWL, step=step)
        assert len(desktop.snapshot()["path"]["x"]) == step + 1


def test_forward_back_and_reset_go_where_they_say(stage: Stage) -> None:
    for name, step in [("forward", 1), ("forward", 2), ("back", 1), ("back", 0), ("back", 0)]:
        stage.press(name)
        assert_is(stage, BOWL, step=step)
    stage.scrub("step", stage.last)
    stage.press("forward")
    assert_is(stage, BOWL, step=stage.last)
    stage.press("reset")
    assert_is(stage, BOWL, step=0)


def test_play_goes_on_until_it_is_paused(desktop: Stage) -> None:
    desktop["speed"].select_option("20")
    desktop.press("play")
    desktop.played_until(4)
    resting = desktop.step
    assert desktop.last > resting > 3
    desktop.frames(20)
    assert_is(desktop, BOWL, step=resting)


BEGUN_AGAIN = """(last) => {
  const { step, playing } = document.querySelector("[data-testid='stage']").dataset;
  return Number(step) < last && playing === "true";
}"""


def test_play_ends_at_the_last_step_and_then_begins_again(desktop: Stage) -> None:
    desktop["speed"].select_option("60")
    desktop.press("too-large")
    last = desktop.last
    desktop.scrub("step", max(0, last - 3))
    desktop.press("play")
    desktop.until("step", last)
    desktop.until("playing", "false")
    desktop["speed"].select_option("1")
    desktop.press("play")
    desktop.page.wait_for_function(BEGUN_AGAIN, arg=last)
    desktop.press("play")
    assert desktop.root.get_attribute("data-playing") == "false"


# Every frame: the milliseconds since the press, and the step on show.
WATCHED = """async (root) => {
  const seen = [];
  const began = performance.now();
  root.querySelector("[data-testid='stage-play']").click();
  while ((seen.at(-1)?.[1] ?? 0) < 6) {
    const now = await new Promise((done) => requestAnimationFrame(done));
    seen.push([now - began, Number(root.dataset.step)]);
  }
  return seen;
}"""


@pytest.mark.whole
def test_the_speed_is_in_steps_a_second(desktop: Stage) -> None:
    """At every frame the step on show is one that was due between this frame and the one before
    it, however long the frames take."""
    for speed in (8, 20):
        desktop.afresh()
        desktop["speed"].select_option(str(speed))
        seen = np.array(desktop.root.evaluate(WATCHED))
        desktop.press("play")
        due = np.floor(np.maximum(seen[:, 0], 0) * speed / 1000)
        assert (seen[:, 1] <= due).all()
        assert (seen[2:, 1] >= due[:-2] - 1).all()
        assert (np.diff(seen[:, 1]) >= 0).all()


@pytest.mark.whole
def test_changing_the_speed_while_playing_goes_on_from_there(desktop: Stage) -> None:
    desktop.press("play")
    desktop["speed"].select_option("60")
    desktop.played_until(21)
    assert_is(desktop, BOWL)


def test_a_trail_keeps_only_the_last_steps(desktop: Stage) -> None:
    desktop.scrub("step", 30)
    for trail, points in [("5", 6), ("20", 21), ("0", 31)]:
        desktop["trail"].select_option(trail)
        assert len(desktop.snapshot()["path"]["x"]) == points


def test_the_loss_is_drawn_on_a_log_axis_and_back(desktop: Stage) -> None:
    kind = "(e) => e.querySelector(\"[data-part='loss']\")._fullLayout.yaxis.type"
    desktop["log"].check()
    desktop.frames()
    assert desktop["loss"].evaluate(kind) == "log"
    engine = BOWL.engine(desktop.lr)
    seen = desktop.snapshot()["curve"]["y"]
    assert seen[:30] == pytest.approx(engine.loss[:30], rel=1e-6)
    desktop["log"].uncheck()
    desktop.frames()
    assert desktop["loss"].evaluate(kind) == "linear"


def test_ghosts_are_the_runs_at_half_and_at_twice_the_rate(desktop: Stage) -> None:
    ghosts = """(root) => Object.fromEntries(root.querySelector("[data-part='loss']").data
      .filter((each) => each.name.startsWith("ghost")).map((each) => [each.name, [...each.y]]))"""
    assert desktop.root.evaluate(ghosts) == {"ghost_half": [None], "ghost_double": [None]}
    desktop["ghosts"].check()
    desktop.frames()
    drawn = desktop.root.evaluate(ghosts)
    rates = np.array(desktop.snapshot()["final"]["x"])
    for name, factor in [("ghost_half", 0.5), ("ghost_double", 2.0)]:
        near = rates[np.abs(np.log(rates / (factor * desktop.lr))).argmin()]
        assert near == pytest.approx(factor * desktop.lr, rel=0.06)
        assert drawn[name] == pytest.approx(BOWL.engine(near).loss, rel=1e-5, abs=1e-30)


# The lines of the run in space, once the one of the steps done has so many points.
LINES = """(count) => {
  const drawn = document.querySelector("[data-part='solid']").data ?? [];
  const lines = Object.fromEntries(["future", "path", "point"].map((name) => {
    const { x, y, z, customdata } = drawn.find((each) => each.name === name) ?? {};
    return [name, { points: [...(x ?? [])].map((_, n) => [x[n], y[n], z[n]]), told: customdata }];
  }));
  return lines.path.points.length === count && lines;
}"""


def test_the_surface_is_a_second_view_of_the_same_run(stage: Stage) -> None:
    stage.scrub("step", 5)
    stage.press("3d")
    stage.page.wait_for_selector("[data-part='solid'] canvas", timeout=300_000)
    lines = stage.page.wait_for_function(LINES, arg=6, timeout=300_000).json_value()
    engine = BOWL.engine(stage.lr)
    points = np.column_stack([engine.w, engine.loss])
    for name, rows in {"future": points[5:], "path": points[:6], "point": points[5:6]}.items():
        assert np.array(lines[name]["points"]) == pytest.approx(rows, rel=1e-6, abs=1e-12)
    step, *told = lines["point"]["told"][0]  # of the point, and of its gradient
    assert step == 5
    values = [float(value.replace("−", "-")) for value in told]
    assert values == pytest.approx([*points[5], *engine.grad[5]], rel=1e-6)
    assert "3d" in stage.snapshot()["pressed"]
    stage.press("2d")
    assert_is(stage, BOWL, step=5)
    assert stage.part("rings").is_visible()


# The surface is chosen, and the map again as soon as the surface is on its way: is it there?
HASTY = """async () => {
  const one = (key, name) => document.querySelector(`[data-${key}="${name}"]`);
  const [solid, flat] = ["stage-3d", "stage-2d"].map((name) => one("testid", name));
  const [space, map] = ["solid", "rings"].map((name) => one("part", name));
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  solid.click();
  while (space.hidden) await frame();
  flat.click();
  for (let n = 0; n < 3; n += 1) await frame();
  return space.hidden && !map.hidden;
}"""


def test_who_thinks_better_of_the_surface_is_shown_the_map(page: Page) -> None:
    stage = Stage.on(page)
    assert page.evaluate(HASTY)
    stage.ready()
    stage.until_quiet()
    assert_is(stage, BOWL, step=0)
    assert stage.part("rings").is_visible()
    assert not stage.part("solid").is_visible()


@pytest.mark.parametrize(
    ("view", "kind"),
    [("2d", "png"), ("2d", "svg"), pytest.param("3d", "png", marks=pytest.mark.whole)],
)
def test_the_picture_can_be_saved(desktop: Stage, view: str, kind: str) -> None:
    desktop.press(view)
    if view == "3d":
        desktop.page.wait_for_selector("[data-part='solid'] canvas", timeout=300_000)
    with desktop.page.expect_download(timeout=300_000) as download:
        desktop.press(f"save-{kind}")
    assert download.value.suggested_filename == f"lrviz-bowl.{kind}"
    raw = download.value.path().read_bytes()
    assert raw.startswith(b"\x89PNG" if kind == "png" else b"<svg")
    assert len(raw) > 20_000


def test_more_rates_arrive_near_the_thumb_on_demand(desktop: Stage) -> None:
    before = desktop.snapshot()
    lr, rates = desktop.lr, before["final"]["x"]
    desktop.press("finer")
    desktop.page.wait_for_function(
        "(max) => document.querySelector(\"[data-part='rate']\").max > max", arg=before["rate_max"]
    )
    finer = desktop.snapshot()["final"]["x"]
    assert set(finer) > set(rates)
    new = np.array(sorted(set(finer) - set(rates)))
    assert np.abs(np.log(new / lr)).max() < np.log(rates[-1] / rates[0]) / 5
    assert_is(desktop, BOWL, lr=lr, step=0)


@pytest.mark.parametrize("rate", [0.1, 0.3, 0.49, 0.52] if WHOLE else [0.1, 0.52])
def test_the_update_is_written_out_with_the_engines_numbers(desktop: Stage, rate: float) -> None:
    desktop.scrub("lr", desktop.index_of(rate))
    for step in (0, 3, 11):
        desktop.scrub("step", step)
        desktop.until_slopes()
        seen = desktop.snapshot()
        now, lr, slope, then = (point_of(each) for each in seen["numbers"])
        engine = BOWL.engine(desktop.lr)
        assert lr == pytest.approx([desktop.lr], rel=6e-4)
        assert now == pytest.approx(engine.w[step], rel=6e-4)
        assert slope == pytest.approx(engine.grad[step], rel=6e-4)
        assert then == pytest.approx(engine.w[step + 1], rel=6e-4)
        assert seen["update"].replace("\u2003", "").startswith("w")


def test_the_first_update_reads_as_in_the_textbook(desktop: Stage) -> None:
    desktop.until_slopes()
    assert desktop.snapshot()["numbers"] == ["(−5, −2)", "0.1", "(−10, −8)", "(−4, −1.2)"]


def test_a_diverging_run_stands_at_the_edge_with_its_true_values(stage: Stage) -> None:
    stage.press("too-large")
    stage.scrub("step", 20)
    seen, engine = stage.snapshot(), BOWL.engine(stage.lr)
    shown = [text.split(" = ") for text in seen["edge"]["text"] if text.strip()]
    assert shown
    for name, value in shown:
        row = int(name.removeprefix("<i>w</i><sub>").removesuffix("</sub>"))
        assert point_of(value) == pytest.approx(engine.w[row], rel=6e-4)
    off = np.abs(np.column_stack([seen["edge"]["x"], seen["edge"]["y"]])) / [6, 4]
    assert off.max(axis=1) == pytest.approx(1)


def test_clicking_the_sweep_curve_picks_that_rate(stage: Stage) -> None:
    rates = stage.snapshot()["final"]["x"]
    share = math.log(rates[30] / rates[0]) / math.log(rates[-1] / rates[0])
    stage["sweep"].scroll_into_view_if_needed()
    area = stage["sweep"].locator(".nsewdrag").first.bounding_box()
    assert area
    stage.page.mouse.click(area["x"] + share * area["width"], area["y"] + area["height"] / 2)
    stage.frames()
    assert_is(stage, BOWL, lr=rates[30])


def test_a_hundred_quick_presses_leave_one_consistent_picture(desktop: Stage) -> None:
    names = ["tiny", "good", "forward", "large", "play", "too-large", "back", "forward", "reset"]
    chosen = np.random.default_rng(0).choice(names, 100)
    desktop.root.evaluate(
        """async (root, names) => {
          const press = (name) => root.querySelector(`[data-testid='stage-${name}']`).click();
          names.forEach(press);
          await new Promise((done) => requestAnimationFrame(done));
          if (root.dataset.playing === "true") press("play");
        }""",
        list(chosen),
    )
    assert_is(desktop, BOWL)
