"""The stage shows the engine's own runs, whatever is pressed, at both widths."""

import math

import numpy as np
import pytest

from tests.browser.stage import Run, Stage, assert_is, point_of

BOWL = Run()
REGIMES = {
    "tiny": "crawls",
    "good": "converges",
    "large": "oscillates",
    "too-large": "diverges",
}


def test_the_picture_is_there_with_rings_path_and_verdict(stage: Stage) -> None:
    assert stage["contour"].locator(".contourlayer path").count() > 20
    assert stage["contour"].locator(".scatterlayer path.js-line").count() >= 2
    assert stage["loss"].locator("path.js-line").count() >= 1
    assert stage["sweep"].locator(".scatterlayer .points path").count() > 100
    assert_is(stage, BOWL, lr=0.1, step=0)


@pytest.mark.parametrize(("button", "verdict"), REGIMES.items())
def test_each_regime_keeps_its_promise(stage: Stage, button: str, verdict: str) -> None:
    stage.press(button)
    assert stage.verdict == verdict
    assert button.replace("-", "_") in stage.snapshot()["pressed"]
    assert_is(stage, BOWL)


def test_the_rate_slider_shows_the_run_of_each_rate(stage: Stage) -> None:
    last = stage.snapshot()["rate_max"]
    lrs = []
    for index in np.linspace(0, last, 9).astype(int):
        stage.scrub("lr", int(index))
        assert_is(stage, BOWL)
        lrs.append(stage.lr)
    assert lrs == sorted(lrs)
    assert lrs[-1] > 100 * lrs[0]


def test_the_step_slider_shows_each_step(stage: Stage) -> None:
    for step in (1, 7, 50, 100):
        stage.scrub("step", step)
        assert_is(stage, BOWL, step=step)
        assert len(stage.snapshot()["path"]["x"]) == step + 1


def test_forward_back_and_reset_go_where_they_say(stage: Stage) -> None:
    for name, step in [("forward", 1), ("forward", 2), ("back", 1), ("back", 0), ("back", 0)]:
        stage.press(name)
        assert_is(stage, BOWL, step=step)
    stage.scrub("step", stage.last)
    stage.press("forward")
    assert_is(stage, BOWL, step=stage.last)
    stage.press("reset")
    assert_is(stage, BOWL, step=0)


def test_play_goes_on_until_it_is_paused(stage: Stage) -> None:
    stage["speed"].select_option("20")
    stage.press("play")
    stage.page.wait_for_function(
        "document.querySelector(\"[data-testid='stage']\").dataset.step > 3"
    )
    stage.press("play")
    resting = stage.step
    assert resting > 3
    stage.page.wait_for_timeout(300)
    assert_is(stage, BOWL, step=resting)


def test_play_ends_at_the_last_step_and_then_begins_again(stage: Stage) -> None:
    stage["speed"].select_option("60")
    stage.press("too-large")
    last = stage.last
    stage.scrub("step", max(0, last - 3))
    stage.press("play")
    stage.until("step", last)
    stage.until("playing", "false")
    stage.press("play")
    assert stage.step < last
    stage.press("play")


@pytest.mark.parametrize(("speed", "least", "most"), [("3", 1, 5), ("20", 9, 26)])
def test_the_speed_is_in_steps_a_second(desktop: Stage, speed: str, least: int, most: int) -> None:
    desktop["speed"].select_option(speed)
    taken = desktop.root.evaluate(
        """async (root) => {
          root.querySelector("[data-testid='stage-play']").click();
          await new Promise((done) => setTimeout(done, 1000));
          return Number(root.dataset.step);
        }"""
    )
    assert least <= taken <= most


def test_changing_the_speed_while_playing_goes_on_from_there(desktop: Stage) -> None:
    desktop.press("play")
    desktop["speed"].select_option("60")
    desktop.page.wait_for_function(
        "document.querySelector(\"[data-testid='stage']\").dataset.step > 20"
    )
    desktop.press("play")
    assert_is(desktop, BOWL)


def test_a_trail_keeps_only_the_last_steps(stage: Stage) -> None:
    stage.scrub("step", 30)
    for trail, points in [("5", 6), ("20", 21), ("0", 31)]:
        stage["trail"].select_option(trail)
        assert len(stage.snapshot()["path"]["x"]) == points


def test_the_loss_is_drawn_on_a_log_axis_and_back(stage: Stage) -> None:
    kind = "(e) => e.querySelector(\"[data-part='loss']\")._fullLayout.yaxis.type"
    stage["log"].check()
    stage.frames()
    assert stage["loss"].evaluate(kind) == "log"
    engine = BOWL.engine(stage.lr)
    seen = stage.snapshot()["curve"]["y"]
    assert seen[:30] == pytest.approx(engine.loss[:30], rel=1e-6)
    stage["log"].uncheck()
    stage.frames()
    assert stage["loss"].evaluate(kind) == "linear"


def test_ghosts_are_the_runs_at_half_and_at_twice_the_rate(stage: Stage) -> None:
    ghosts = """(root) => Object.fromEntries(root.querySelector("[data-part='loss']").data
      .filter((each) => each.name.startsWith("ghost")).map((each) => [each.name, [...each.y]]))"""
    assert stage.root.evaluate(ghosts) == {"ghost_half": [], "ghost_double": []}
    stage["ghosts"].check()
    stage.frames()
    drawn = stage.root.evaluate(ghosts)
    rates = np.array(stage.snapshot()["final"]["x"])
    for name, factor in [("ghost_half", 0.5), ("ghost_double", 2.0)]:
        near = rates[np.abs(np.log(rates / (factor * stage.lr))).argmin()]
        assert near == pytest.approx(factor * stage.lr, rel=0.06)
        assert drawn[name] == pytest.approx(BOWL.engine(near).loss, rel=1e-5, abs=1e-30)


def test_the_surface_is_a_second_view_of_the_same_run(stage: Stage) -> None:
    stage.scrub("step", 5)
    stage.press("3d")
    stage.page.wait_for_selector("[data-part='solid'] canvas", timeout=20_000)
    solid = """() => {
      const drawn = document.querySelector("[data-part='solid']").data ?? [];
      const trace = drawn.find((each) => each.name === "path");
      return trace?.z?.length === 6 && [[...trace.x], [...trace.y], [...trace.z]];
    }"""
    x, y, z = stage.page.wait_for_function(solid, timeout=20_000).json_value()
    engine = BOWL.engine(stage.lr)
    assert np.column_stack([x, y]) == pytest.approx(engine.w[:6], rel=1e-6)
    assert z == pytest.approx(engine.loss[:6], rel=1e-6)
    assert "3d" in stage.snapshot()["pressed"]
    stage.press("2d")
    assert_is(stage, BOWL, step=5)
    assert stage.part("rings").is_visible()


@pytest.mark.parametrize(("view", "kind"), [("2d", "png"), ("2d", "svg"), ("3d", "png")])
def test_the_picture_can_be_saved(desktop: Stage, view: str, kind: str) -> None:
    desktop.press(view)
    desktop.page.wait_for_timeout(200)
    with desktop.page.expect_download(timeout=30_000) as download:
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


@pytest.mark.parametrize("index", [0.1, 0.3, 0.49, 0.52])
@pytest.mark.parametrize("step", [0, 3, 11])
def test_the_update_is_written_out_with_the_engines_numbers(
    desktop: Stage, index: float, step: int
) -> None:
    desktop.scrub("lr", desktop.index_of(index))
    desktop.scrub("step", step)
    desktop.page.wait_for_function(  # the gradients come a moment after the film
        "document.querySelectorAll('.lr-equation .lr-num').length === 4"
    )
    now, lr, slope, then = (point_of(each) for each in desktop.snapshot()["numbers"])
    engine = BOWL.engine(desktop.lr)
    assert lr == pytest.approx([desktop.lr], rel=6e-4)
    assert now == pytest.approx(engine.w[step], rel=6e-4)
    assert slope == pytest.approx(engine.grad[step], rel=6e-4)
    assert then == pytest.approx(engine.w[step + 1], rel=6e-4)
    assert desktop.snapshot()["update"].replace("\u2003", "").startswith("w")


def test_the_first_update_reads_as_in_the_textbook(desktop: Stage) -> None:
    desktop.page.wait_for_function("document.querySelectorAll('.lr-equation .lr-num').length === 4")
    assert desktop.snapshot()["numbers"] == ["(−5, −2)", "0.1", "(−10, −8)", "(−4, −1.2)"]


def test_a_diverging_run_stands_at_the_edge_with_its_true_values(stage: Stage) -> None:
    stage.press("too-large")
    stage.scrub("step", 20)
    seen, engine = stage.snapshot(), BOWL.engine(stage.lr)
    shown = [text.split(" = ") for text in seen["edge"]["text"] if text]
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


def test_a_hundred_quick_presses_leave_one_consistent_picture(stage: Stage) -> None:
    names = ["tiny", "good", "forward", "large", "play", "too-large", "back", "forward", "reset"]
    chosen = np.random.default_rng(0).choice(names, 100)
    stage.root.evaluate(
        """(root, names) => {
          for (const name of names) root.querySelector(`[data-testid='stage-${name}']`).click();
        }""",
        list(chosen),
    )
    if stage.root.get_attribute("data-playing") == "true":
        stage.press("play")
    assert_is(stage, BOWL)
