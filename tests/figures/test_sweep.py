"""The final gap against the rate."""

from itertools import pairwise

import numpy as np
import pytest

from lrviz.analysis.diagnosis import Verdict, diagnose
from lrviz.descent.engine import sweep
from lrviz.figures import DARK, LIGHT, MARKS, SYMBOLS, sweep_figure
from lrviz.figures.sweep_bands import rate_bands
from lrviz.text import say
from tests.figures.pictures import texts, trace

LR = np.geomspace(1e-4, 5.0, 40)


@pytest.fixture(scope="module")
def bowl_sweep():  # noqa: ANN201
    runs = sweep("bowl", lr=LR, steps=1000, start=(-5, -2))
    verdicts = diagnose(runs)
    gap = np.array([run.loss[-1] for run in runs])
    return gap, [d.verdict for d in verdicts], [d.evidence["blow_up"] for d in verdicts]


def test_every_run_of_a_sweep_is_on_the_picture(bowl_sweep) -> None:  # noqa: ANN001
    gap, verdicts, blow_up = bowl_sweep
    picture = sweep_figure(LR, gap, verdicts, blow_up=blow_up, theme=LIGHT)
    parts = [trace(picture, name) for name in ("runs", "above", "below")]
    assert sorted(rate for part in parts for rate in part.x) == pytest.approx(sorted(LR))
    low, high = 10.0 ** np.array(picture.layout.yaxis.range)
    assert all(
        (low <= part.y * (1 + 1e-9)).all() and (part.y <= high * (1 + 1e-9)).all() for part in parts
    )


def test_a_run_that_blew_up_is_an_arrow_at_the_top_that_tells_the_step(bowl_sweep) -> None:  # noqa: ANN001
    gap, verdicts, blow_up = bowl_sweep
    above = trace(sweep_figure(LR, gap, verdicts, blow_up=blow_up, theme=LIGHT), "above")
    blown = [step for step in blow_up if step is not None]
    assert blown
    assert set(above.marker.symbol) == {"arrow-up"}
    assert f"∞: blew up at step {blown[-1]}" in above.text[-1]


def test_a_run_that_left_stands_at_its_last_gap_and_one_that_fell_is_not_said_to_blow_up() -> None:
    picture = sweep_figure(
        [0.1, 1.0, 2.0],
        [1.0, 0.5, np.nan],
        ["crawls", "leaves", "falls"],
        blow_up=[None, 7, 3],
        theme=LIGHT,
    )
    assert trace(picture, "runs").x.tolist() == [0.1, 1.0]
    left, fell = trace(picture, "runs").text[1], trace(picture, "above").text[0]
    assert say("figure.ended.leaves", k=7) in left
    assert "0.5" in left
    assert say("figure.ended.falls", k=3) in fell
    assert "NaN" not in fell


def test_losses_without_a_minimum_stand_on_a_linear_axis_and_falls_point_down() -> None:
    loss = [3.0, 2.0, 1.0, 0.5, -1.0, -2.0, -3.0, -1e30, -np.inf, np.inf]
    words = ["crawls"] * 4 + ["falls"] * 5 + ["diverges"]
    picture = sweep_figure(
        np.geomspace(0.1, 10, 10), loss, words, blow_up=[None] * 8 + [40, 9], log=False, theme=LIGHT
    )
    assert picture.layout.yaxis.type == "linear"
    assert trace(picture, "runs").y.tolist() == loss[:7]
    assert trace(picture, "below").x.tolist() == pytest.approx(np.geomspace(0.1, 10, 10)[7:9])
    assert say("figure.ended.falls", k=40) in trace(picture, "below").text[1]
    assert trace(picture, "above").x.tolist() == [10.0]
    written = [*trace(picture, "runs").text, *texts(picture)]
    assert say("figure.final_loss") in written
    assert not [text for text in written if "L</i>*" in text]


def test_a_gap_of_nothing_is_an_arrow_at_the_foot() -> None:
    picture = sweep_figure(
        [0.1, 0.2, 0.5], [1.0, 1e-3, 0.0], ["crawls", "converges", "converges"], theme=LIGHT
    )
    assert trace(picture, "below").x.tolist() == [0.5]
    assert trace(picture, "below").marker.symbol == ("arrow-down",)


def test_values_that_are_not_finite_are_arrows_even_without_a_step() -> None:
    picture = sweep_figure(
        [0.1, 1, 2], [1.0, np.nan, np.inf], ["crawls", "diverges", "diverges"], theme=LIGHT
    )
    assert trace(picture, "above").x.tolist() == [1, 2]


def test_each_regime_has_a_band_a_word_and_a_mark(bowl_sweep) -> None:  # noqa: ANN001
    gap, verdicts, blow_up = bowl_sweep
    picture = sweep_figure(LR, gap, verdicts, blow_up=blow_up, theme=DARK, language="zh")
    shapes = [shape for shape in picture.layout.shapes if shape.type == "rect"]
    assert [shape.name for shape in shapes] == list(dict.fromkeys(map(str, verdicts)))
    assert shapes[0].x0 == LR[0]
    assert shapes[-1].x1 == LR[-1]
    assert all(a.x1 == b.x0 for a, b in pairwise(shapes))
    written = "".join(texts(picture))
    for verdict in ("crawls", "converges", "diverges"):
        assert MARKS[verdict] in written
        assert say(f"verdict.{verdict}.word", "zh") in written


def test_rates_of_interest_are_upright_lines_and_infinite_ones_are_left_out() -> None:
    arguments = ([0.1, 1.0], [1.0, 0.5], ["crawls", "crawls"])
    picture = sweep_figure(*arguments, theme=LIGHT, critical_lr=0.5, best_lr=0.3, current_lr=0.2)
    assert {s.x0 for s in picture.layout.shapes if s.type == "line"} == {0.5, 0.3}
    assert trace(picture, "current").x.tolist() == [0.2, 0.2]
    assert any("max" in text for text in texts(picture))
    bare = sweep_figure(*arguments, theme=LIGHT, critical_lr=np.inf)
    assert not [s for s in bare.layout.shapes if s.type == "line"]


def test_bands_meet_at_the_geometric_mean() -> None:
    low, high = rate_bands([0.01, 0.1, 0.9, 2.0], ["crawls", "crawls", "diverges", "diverges"])
    assert low.high == high.low == pytest.approx(0.3)
    assert (low.first, low.last, high.first, high.last) == (0, 1, 2, 3)


@pytest.mark.parametrize("verdict", Verdict)
def test_every_verdict_has_its_own_colour_and_mark(verdict: Verdict) -> None:
    for theme in (LIGHT, DARK):
        assert len(set(theme.verdicts.values())) == len(Verdict)
        assert theme.verdicts[verdict].startswith("#")
    assert len(set(SYMBOLS.values())) == len(set(MARKS.values())) == len(Verdict)
    assert SYMBOLS[verdict]
    assert MARKS[verdict]
