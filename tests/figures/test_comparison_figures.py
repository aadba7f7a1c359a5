"""Films, races, gaps, basins and the phase diagram: what stands on the pictures."""

import json

import numpy as np
import pytest
import torch

import lrviz
from lrviz.analysis.basins import DIVERGED, NOWHERE, basins
from lrviz.analysis.comparison import ENTRANTS, Lane, finish_loss, shared_axis, strip, trial
from lrviz.analysis.momentum import best_pair
from lrviz.figures import DARK, LIGHT, THEMES, Theme
from lrviz.figures.basins import basins_spec, cell_colour, letter
from lrviz.figures.encode import Spec, untyped
from lrviz.figures.films import (
    film_box,
    film_points,
    film_spec,
    finish_points,
    finish_traces,
    ground_spec,
)
from lrviz.figures.gaps import gaps_spec, scale_of
from lrviz.figures.looks import race_looks, verdict_looks
from lrviz.figures.phase import phase_of, phase_spec
from lrviz.figures.space import space_points, space_spec
from lrviz.figures.theme import MARKS
from lrviz.text import say
from lrviz.text.numbers import number

RATES = (0.001, 0.3, 0.49, 0.6)


@pytest.fixture(scope="module")
def lanes() -> tuple[Lane, ...]:
    return strip(lrviz.objective("bowl"), RATES, steps=60, start=(-5, -2))


def named(spec: Spec, name: str) -> Spec:
    (found,) = [each for each in spec["data"] if each["name"] == name]
    return found


def values(spec: Spec, name: str, *axes: str) -> np.ndarray:
    return np.column_stack([untyped(named(spec, name)[axis]) for axis in axes])


def drawn(lanes: tuple[Lane, ...], theme: Theme) -> Spec:
    box = film_box(lanes[0])
    ground = ground_spec(lanes[0], box=box, theme=theme, language="en")
    looks = verdict_looks([lane.verdict for lane in lanes], theme)
    return film_spec(ground, lanes, looks, box=box)


def test_a_film_shows_its_run_on_the_rings_of_the_surface(lanes: tuple[Lane, ...]) -> None:
    spec = drawn(lanes, LIGHT)
    assert spec["data"][0]["type"] == "contour"
    way = values(spec, "1:future", "x", "y")
    np.testing.assert_array_equal(way, lrviz.descend("bowl", lr=0.3, steps=60, start=(-5, -2)).w)
    box = film_box(lanes[0])
    assert spec["layout"]["xaxis"]["range"] == list(box[0])


def test_the_colour_and_the_mark_are_those_of_the_verdict(lanes: tuple[Lane, ...]) -> None:
    for theme in THEMES.values():
        spec = drawn(lanes, theme)
        for lane in lanes:
            verdict = lrviz.diagnose(lane.run).verdict
            assert named(spec, lane.name)["line"]["color"] == theme.verdicts[verdict]


def test_runs_of_one_verdict_differ_by_their_dash() -> None:
    looks = verdict_looks(["converges", "crawls", "converges", "converges"], LIGHT)
    assert len({(look.colour, look.dash) for look in looks}) == 4


def test_eight_racers_differ_in_colour_and_in_mark() -> None:
    for theme in THEMES.values():
        looks = race_looks(8, theme)
        assert len({look.colour for look in looks}) == len({look.symbol for look in looks}) == 8


@pytest.mark.parametrize("name", ["himmelblau", "wave"])
def test_small_maps_have_crosses_without_words(name: str) -> None:
    found = strip(lrviz.objective(name), (0.001, 0.002), steps=5)
    box = film_box(found[0])
    for words, mode in [(True, "markers+text"), (False, "markers")]:
        spec = ground_spec(found[0], box=box, theme=LIGHT, language="en", words=words)
        assert named(spec, "minima")["mode"] == mode
        assert len(untyped(named(spec, "minima")["x"])) == len(lrviz.objective(name).minima)


def test_a_shorter_run_stands_still_at_its_end_of_a_shared_clock() -> None:
    blown = strip(lrviz.objective("rosenbrock"), (0.001, 1.0), steps=60)
    points = film_points(blown[1], 61)
    length = len(blown[1].run.w)
    assert length < 61
    np.testing.assert_array_equal(points[:length], blown[1].run.w)
    assert np.isnan(points[length:]).all()


@pytest.mark.parametrize("name", ["bowl", "himmelblau", "rosenbrock", "ravine", "matyas", "booth"])
def test_the_finish_line_is_where_the_gap_is_a_thousandth(name: str) -> None:
    goal = lrviz.objective(name)
    found = strip(goal, (1e-4, 2e-4), steps=20)
    line = finish_points(found, finish_loss(found), box=film_box(found[0]))
    ring = torch.tensor(line[np.isfinite(line).all(1)])
    first = float(found[0].run.loss[0]) - float(goal.minimum_loss or 0)
    gaps = goal.loss(ring).numpy() - float(goal.minimum_loss or 0)
    np.testing.assert_allclose(gaps, 1e-3 * first, rtol=0.05)
    parts = np.split(line, np.flatnonzero(np.isnan(line[:, 0])))
    whole = [part for part in parts if len(part) > 20]  # a thin tip may be cut off on a grid
    assert len(whole) == len(goal.minima)


def test_the_word_on_the_finish_crosses_no_curve_where_that_can_be() -> None:
    lanes = strip(lrviz.OBJECTIVES["bowl"], (0.0008, 0.321, 0.4986, 0.53), steps=100)
    looks, names = race_looks(len(lanes), LIGHT), [f"{lane.lr}" for lane in lanes]
    spec = gaps_spec(lanes, looks, names, theme=LIGHT, frames=101)
    (word,) = (each for each in spec["layout"]["annotations"] if each.get("name") == "finish")
    first = word["xanchor"] == "left"
    assert word["x"] == (0.01 if first else 0.99)
    foot, head = spec["layout"]["yaxis"]["range"]
    high = 0.12 * (head - foot)
    low = word["y"] - high if word["yanchor"] == "top" else word["y"]
    for lane in lanes:
        loss = lane.run.loss
        steps = np.linspace(0, 25, 500) if first else np.linspace(75, 100, 500)
        gap = np.log10(np.maximum(np.interp(steps, np.arange(len(loss)), loss), 1e-16))
        log = np.interp(steps, np.arange(len(loss)), np.log10(np.maximum(loss, 1e-16)))
        for curve in (gap, log):
            assert not ((curve > low) & (curve < low + high)).any(), lane.lr


def test_a_finish_too_small_to_see_is_circled() -> None:
    found = strip(lrviz.objective("himmelblau"), (0.001, 0.01), steps=20)
    box = film_box(found[0])
    traces = finish_traces(found, finish_loss(found), box=box, theme=LIGHT)
    goals = values({"data": traces}, "goal", "x", "y")
    minima = np.array(lrviz.objective("himmelblau").minima)
    apart = np.abs(goals[:, None] - minima).max(-1)
    np.testing.assert_allclose(apart.min(0), 0, atol=0.02)


def test_the_gaps_are_those_of_the_runs_with_their_names_apart(lanes: tuple[Lane, ...]) -> None:
    names = [f"η = {lane.lr:g}" for lane in lanes]
    looks = verdict_looks([lane.verdict for lane in lanes], LIGHT)
    spec = gaps_spec(lanes, looks, names, theme=LIGHT, frames=61)
    for lane in lanes:
        curve = values(spec, f"{lane.name}:future", "x", "y")
        expected = np.maximum(lane.run.loss, 1e-16 * 33)  # L* = 0, ℓ₀ = 33
        np.testing.assert_allclose(curve, np.column_stack([np.arange(61), expected]))
    labels = [each for each in spec["layout"]["annotations"] if each.get("name") == "name"]
    assert {each["text"] for each in labels} == {
        f"{MARKS[lane.verdict]} {name}" for lane, name in zip(lanes, names, strict=True)
    }
    heights = np.sort([each["y"] for each in labels])
    assert np.diff(heights).min() > 0.05
    assert 0 <= heights[0] <= heights[-1] <= 1
    (line,) = spec["layout"]["shapes"]
    assert line["y0"] == pytest.approx(0.033)


def test_where_a_run_falls_without_end_the_losses_stand_as_they_are() -> None:
    found = strip(lrviz.objective("saddle"), (0.01, 0.4), steps=100)
    scale = scale_of(found)
    assert not scale.log
    np.testing.assert_array_equal(scale.points(found[0], 101)[:, 1], found[0].run.loss)
    spec = gaps_spec(found, race_looks(2, LIGHT), ["a", "b"], theme=LIGHT, frames=101)
    assert spec["layout"]["yaxis"]["type"] == "linear"
    json.dumps(spec, allow_nan=False)


def test_in_space_every_runner_is_where_its_run_is_and_waits_at_its_end() -> None:
    goal = lrviz.objective("bowl")
    axis = shared_axis(goal)
    found = tuple(trial(goal, ENTRANTS[name], axis, steps=30).lane for name in ("sgd", "adam"))
    box = film_box(found[0])
    points = space_points(found, 41, box=box)
    for i, lane in enumerate(found):
        np.testing.assert_array_equal(points[:31, i, :2], lane.run.w)
        height = points[:31, i, 2] - lane.run.loss
        assert 0 < height.min() < 1
        assert height.min() == pytest.approx(height.max())
        np.testing.assert_array_equal(points[31:, i, :2], np.tile(lane.run.w[-1], (10, 1)))
    spec = space_spec(
        found, race_looks(2, DARK), box=box, theme=DARK, language="zh", finish=finish_loss(found)
    )
    ring = values(spec, "finish", "x", "y")
    assert len(ring) > 10


@pytest.mark.parametrize("steps", [False, True])
@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_every_cell_has_the_colour_of_its_label(theme: Theme, steps: bool) -> None:
    found = basins(lrviz.objective("himmelblau"), lr=0.0185, steps=60, shape=(20, 15))
    assert found is not None
    spec = basins_spec(found, theme=theme, steps=steps)
    cells = named(spec, "basins")
    colours = [colour for _, colour in cells["colorscale"]][::2]
    rank = untyped(cells["z"]).astype(int)
    for label, place in zip(found.label.ravel(), rank.ravel(), strict=True):
        if not steps or label in {NOWHERE, DIVERGED}:
            assert colours[place] == cell_colour(int(label), theme)
    assert cells["text"] == [[letter(int(i)) for i in row] for row in found.label]
    if steps:
        shown = 10 ** untyped(named(spec, "steps")["z"]) - 1
        np.testing.assert_allclose(shown, found.steps, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("steps", [False, True])
def test_a_start_that_ends_in_no_minimum_tells_of_neither_a_letter_nor_steps(steps: bool) -> None:
    found = basins(lrviz.objective("himmelblau"), lr=0.025, steps=40, shape=(20, 20))
    assert {NOWHERE, DIVERGED} < {*found.label.ravel().tolist()}
    spec = basins_spec(found, theme=LIGHT, steps=steps)
    words = {NOWHERE: say("figure.basins.nowhere"), DIVERGED: say("verdict.diverges.word")}
    for kind, word in words.items():
        over = named(spec, f"lost{kind}")
        assert np.array_equal(~np.isnan(untyped(over["z"])), found.label == kind)
        assert over["hovertemplate"].endswith(f"<br>{word}<extra></extra>")
        assert {colour for _, colour in over["colorscale"]} == {cell_colour(kind, LIGHT)}


def test_each_minimum_on_the_map_of_starts_has_its_letter() -> None:
    found = basins(lrviz.objective("himmelblau"), lr=0.01, steps=100, shape=(30, 30))
    assert found is not None
    crosses = named(basins_spec(found, theme=LIGHT), "minima")
    assert crosses["text"] == ["A", "B", "C", "D"]
    np.testing.assert_array_equal(
        np.column_stack([untyped(crosses["x"]), untyped(crosses["y"])]), found.minima
    )
    assert [letter(i) for i in (25, 26, 53)] == ["Z", "A1", "B2"]


@pytest.mark.parametrize("nesterov", [False, True])
def test_the_diagram_tells_what_runs_do(nesterov: bool) -> None:
    """A run at some cells shrinks its error a thousandfold in about the steps the cell says."""
    phase = phase_of(np.array([0.2, 4.0]), nesterov=nesterov)
    for i, j in [(60, 40), (100, 60), (150, 80), (30, 120)]:
        lr, momentum = float(phase.lr[i]), float(phase.momentum[j])
        run = lrviz.descend(
            "ravine", lr=lr, momentum=momentum, nesterov=nesterov, steps=600, start=(5, 5)
        )
        size = np.linalg.norm(run.w, axis=1)
        if phase.radius[i, j] >= 1:
            assert size[-1] > 10 * size[0]
            continue
        late = np.maximum.accumulate(size[::-1])[::-1]  # swings are no progress
        first = int(np.argmax(late < 1e-3)), int(np.argmax(late < 1e-6))
        assert first[1] - first[0] == pytest.approx(phase.steps[i, j], rel=0.25, abs=4)


def test_the_best_pair_is_polyaks_and_the_pair_in_use_is_marked() -> None:
    phase = phase_of(np.array([0.2, 4.0]))
    spec = phase_spec(phase, theme=LIGHT, now=(0.1, 0.5))
    assert tuple(named(spec, "best")[axis][0] for axis in "xy") == best_pair(0.2, 4.0)
    assert (named(spec, "now")["x"], named(spec, "now")["y"]) == ([0.1], [0.5])
    critical = values(spec, "critical", "x", "y")
    np.testing.assert_allclose(critical[:, 0], 2 * (1 + critical[:, 1]) / 4.0)
    steps = untyped(named(spec, "steps")["z"])
    blown = np.isnan(steps)
    assert np.array_equal(blown, (phase.radius >= 1).T)


@pytest.mark.parametrize(
    ("now", "at", "angle"),
    [((50.0, 0.5), (None, 0.5), 90), ((0.1, 1.5), (0.1, 1), 0), ((50.0, 2.0), (None, 1), 45)],
)
def test_a_pair_beyond_the_phase_diagram_is_an_arrow_at_its_edge_with_its_value(
    now: tuple[float, float], at: tuple[float | None, float], angle: float
) -> None:
    """Plotly turns a marker clockwise from upward."""
    phase = phase_of(np.array([0.2, 4.0]))
    spec = phase_spec(phase, theme=LIGHT, now=now)
    (mark,) = [trace for trace in spec["data"] if trace["name"] == "now"]
    assert mark["marker"]["symbol"].startswith("arrow")
    assert mark["marker"]["angle"] == angle
    right = spec["layout"]["xaxis"]["range"][1]
    assert (mark["x"][0], mark["y"][0]) == (at[0] or right, at[1])
    assert mark["text"] == [f"{say('figure.phase.now')} ({number(now[0])}, {number(now[1])})"]
