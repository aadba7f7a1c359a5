"""The axis of rates, its bands, and the four that are offered at one click."""

from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from lrviz import OBJECTIVES, Diagnosis, Verdict, descend, diagnose, formula, sweep
from lrviz.analysis import axis
from lrviz.analysis.axis import rate_axis
from lrviz.analysis.regimes import MIXED, REGIMES, bands, presets
from tests import draws
from tests.analysis.bands_agree import misses
from tests.descent.toy import line

PROMISED = {
    "tiny": Verdict.CRAWLS,
    "good": Verdict.CONVERGES,
    "large": Verdict.OSCILLATES,
    "too_large": Verdict.DIVERGES,
}


@pytest.mark.parametrize(("name", "steps"), draws.grid(OBJECTIVES, [30, 100], one_in=2))
def test_the_axis_reaches_from_hopeless_to_certain_divergence(name: str, steps: int) -> None:
    axis = rate_axis(OBJECTIVES[name], steps=steps)
    assert 100 <= len(axis) <= 128
    assert (np.diff(axis) > 0).all()
    assert (axis > 0).all()
    assert not axis.flags.writeable
    found = diagnose(sweep(name, lr=axis, steps=steps))
    assert found[0].verdict is not Verdict.DIVERGES
    anywhere = diagnose(sweep(name, lr=np.geomspace(1e-6, 1e6, 300), steps=steps))
    if any(each.verdict is Verdict.DIVERGES for each in anywhere):
        last = found[-1]
        # Which of ackley's hollows a huge step leaps into is a matter of rounding.
        grows = name == "ackley" and last.evidence["swings"] == "grow"
        assert last.verdict is Verdict.DIVERGES or grows
        assert sum(each.verdict is Verdict.DIVERGES for each in found) < len(found) / 2


@pytest.mark.parametrize(
    ("name", "steps"),
    draws.grid(
        ["bowl", "ravine", "parabola", "booth", "matyas", "himmelblau", "beale"],
        [30, 60, 100, 200],
        one_in=2,
    ),
)
def test_each_preset_does_what_its_name_says(name: str, steps: int) -> None:
    record = sweep(name, lr=rate_axis(OBJECTIVES[name], steps=steps), steps=steps)
    found = diagnose(record)
    chosen = presets(record, found)
    assert tuple(chosen) == REGIMES
    for regime, index in chosen.items():
        if index is None:
            assert not any(each.verdict is PROMISED[regime] for each in found), regime
            continue
        alone = diagnose(descend(name, lr=record.base_lr[index], steps=steps))
        if regime == "good" and alone.verdict is not Verdict.CONVERGES:
            assert not any(d.verdict is Verdict.CONVERGES for d in diagnose(record)[: index + 1])
            continue
        assert alone.verdict is PROMISED[regime], (regime, alone.evidence)
    rates = [record.base_lr[index] for index in chosen.values() if index is not None]
    assert rates[0] < min(rates[1:])
    assert rates[-1] > max(rates[:-1])


@pytest.mark.parametrize("schedule", ["cosine", "one_cycle"])
def test_a_schedule_that_runs_out_leaves_the_axis_its_rates(schedule: str) -> None:
    """It holds a run at every hopeless rate, which is no more than a crawl is without it."""
    for optimizer in ("sgd", "adam", "rmsprop"):
        rule: dict[str, Any] = {"optimizer": optimizer, "schedule": schedule, "steps": 30}
        record = sweep("bowl", lr=rate_axis(OBJECTIVES["bowl"], **rule), **rule)
        found = diagnose(record)
        chosen = presets(record, found)
        good, tiny = chosen["good"], chosen["tiny"]
        assert good is not None
        assert tiny is not None
        assert found[good].evidence["gap_ratio"] < 0.01
        assert found[tiny].evidence["gap_ratio"] > 0.5
        lowest, highest = record.base_lr[0], record.base_lr[-1]
        assert lowest < record.base_lr[good] / 10
        assert highest > 10 * record.base_lr[good]


def test_bands_cut_the_axis_into_neighbours_of_one_verdict() -> None:
    for name in ("bowl", "wave", "rastrigin", "plateau"):
        record = sweep(name, lr=rate_axis(OBJECTIVES[name], steps=60), steps=60)
        found = diagnose(record)
        cut = bands(record.base_lr, found)
        assert cut[0].first == 0
        assert cut[-1].last == len(record) - 1
        for one, other in pairwise(cut):
            assert other.first == one.last + 1
            assert one.verdict is not other.verdict
        for band in cut:
            if band.verdict != MIXED:
                assert {d.verdict for d in found[band.first : band.last + 1]} == {band.verdict}
    assert bands(np.empty(0), []) == ()


def painted(step: float, words: str) -> list[tuple[str, int, int]]:
    """The bands of rates ``step`` decades apart; a word by its first letter."""
    named = {"c": "converges", "o": "oscillates", "d": "diverges"}
    told = [diagnosis(named[letter]) for letter in words]
    cut = bands(np.power(10.0, step * np.arange(len(words)), dtype=np.float64), told)
    return [(str(each.verdict), each.first, each.last) for each in cut]


def diagnosis(word: str) -> Diagnosis:
    """The diagnosis of some real run under another word."""
    return replace(diagnose(descend("bowl", lr=0.1, steps=3)), verdict=Verdict(word))


def test_where_verdicts_alternate_the_band_is_mixed() -> None:
    plain = [("converges", 0, 3), ("oscillates", 4, 7), ("diverges", 8, 11)]
    assert painted(0.05, "ccccoooodddd") == plain
    alternating = "cccccocodccddddd"
    first, mixed, last = painted(0.05, alternating)
    assert (first[0], last[0]) == ("converges", "diverges")
    assert mixed == (MIXED, 4, 11)
    island = [("converges", 0, 3), ("oscillates", 4, 5), ("converges", 6, 9)]
    assert painted(0.05, "ccccoocccc") == island
    assert painted(0.02, "c" * 9 + "oo" + "c" * 9)[1][0] == MIXED  # so narrow: there may be others
    assert painted(0.09, "ccccocccc")[1][0] == MIXED  # one rate alone: who knows how wide it is
    far = painted(0.5, "cocdc")
    assert [word for word, _, _ in far] == [
        "converges",
        "oscillates",
        "converges",
        "diverges",
        "converges",
    ]


def test_a_mixed_band_reaches_a_little_beyond_the_outermost_change() -> None:
    words = [word for word, _, _ in painted(0.01, "c" * 20 + "ooccoocc" + "d" * 20)]
    assert words == ["converges", MIXED, "diverges"]
    (_, _, before), (_, first, last), _ = painted(0.01, "c" * 20 + "ooccoocc" + "d" * 20)
    assert before < 19
    assert (first, last) == (before + 1, 30)


CALM = ("bowl", "ravine", "parabola", "booth", "matyas", "himmelblau", "two_wells", "rosenbrock")


@pytest.mark.parametrize("rule", [{}, {"momentum": 0.9}, {"optimizer": "adam"}], ids=str)
def test_the_bands_say_what_a_run_at_any_rate_does(rule: dict[str, Any]) -> None:
    """A share of what the whole sample holds, see ``bands_agree``: audit A32."""
    surfaces = np.random.default_rng(5).choice(CALM, 3, replace=False)
    found = [miss for name in surfaces for miss in misses(str(name), rule, 40, seed=3)]
    assert not found


def test_a_clear_change_has_both_its_sides_on_the_axis_whatever_else_alternates() -> None:
    """Ackley with decay ends to converge between 0.0376 and 0.0379, and at many rates above it
    alternates; its painted edge was once at 0.034."""
    assert not misses("ackley", {"weight_decay": 0.1}, 120, seed=0)


def test_of_many_changes_those_with_the_most_room_are_kept() -> None:
    pairs = [(1.0, 1.1), (2.0, 2.1), (2.01, 2.11), (10.0, 11.0)]
    assert axis._clearest(pairs, 2) == [pairs[0], pairs[3]]
    assert axis._clearest(pairs, 3) == [pairs[0], pairs[2], pairs[3]]
    assert axis._clearest(pairs, 4) == pairs


@pytest.mark.parametrize("optimizer", ["rmsprop", "adagrad", "adam"])
def test_a_good_rate_keeps_the_path_in_sight(optimizer: str) -> None:
    """Audit A9: ravine's good RMSprop rate was 30.95, its first step (+309, +309)."""
    goal = OBJECTIVES["ravine"]
    given: dict[str, Any] = {"optimizer": optimizer, "steps": 100}
    record = sweep(goal, lr=rate_axis(goal, **given), **given)
    chosen = presets(record, diagnose(record))["good"]
    assert chosen is not None
    run = descend(goal, lr=record.base_lr[chosen], **given)
    assert diagnose(run).verdict is Verdict.CONVERGES
    low, high = np.array(goal.domain).T
    assert (run.w >= low - (high - low)).all()
    assert (run.w <= high + (high - low)).all()


@pytest.mark.parametrize(
    ("name", "rule"),
    draws.grid(
        ["bowl", "himmelblau", "two_wells", "rosenbrock", "wave"],
        [{}, {"momentum": 0.9}, {"optimizer": "adam"}],
        one_in=2,
    ),
    ids=str,
)
def test_no_rate_in_sight_is_better_than_the_good_one(name: str, rule: dict[str, Any]) -> None:
    goal = OBJECTIVES[name]
    given = {"steps": 100, **rule}
    record = sweep(goal, lr=rate_axis(goal, **given), **given)
    chosen = presets(record, diagnose(record))["good"]
    assert chosen is not None
    good = diagnose(record)[chosen]
    low, high = np.array(goal.domain).T
    more = (high - low) if "optimizer" in rule else 0.0
    for run, each in zip(record, diagnose(record), strict=True):
        inside = ((run.w >= low - more) & (run.w <= high + more)).all()
        if inside and each.verdict is Verdict.CONVERGES:
            assert good.verdict is Verdict.CONVERGES
            lower = good.evidence["loss_end"] - each.evidence["loss_end"]
            assert lower <= 1e-3 * abs(good.evidence["loss_start"] - each.evidence["loss_end"])
            same = abs(lower) <= 1e-3 * (each.evidence["loss_start"] - each.evidence["loss_end"])
            if same and not each.evidence["zigzag"]:
                assert good.evidence["settled"] <= each.evidence["settled"]


@pytest.mark.parametrize("text", ["3x+y", "x*y", "-x^2-y^2"])
def test_a_loss_without_a_minimum_has_no_good_rate(text: str) -> None:
    goal = formula(text)
    record = sweep(goal, lr=rate_axis(goal, steps=60), steps=60)
    assert presets(record, diagnose(record))["good"] is None


@pytest.mark.parametrize(
    ("name", "rule"), draws.grid(OBJECTIVES, [{}, {"optimizer": "rmsprop"}], one_in=2), ids=str
)
def test_the_four_rates_are_four_different_things(name: str, rule: dict[str, Any]) -> None:
    goal = OBJECTIVES[name]
    record = sweep(goal, lr=rate_axis(goal, steps=60, **rule), steps=60, **rule)
    chosen = [index for index in presets(record, diagnose(record)).values() if index is not None]
    assert chosen == sorted(set(chosen))


@pytest.mark.parametrize(
    "given",
    [
        {"momentum": 0.9},
        {"optimizer": "adam"},
        {"optimizer": "rprop"},
        {"schedule": "cosine"},
        {"start": "random", "seed": 3},
        {"start": (0.0, 0.0)},
    ],
    ids=str,
)
def test_the_axis_suits_the_settings(given: dict[str, Any]) -> None:
    axis = rate_axis(OBJECTIVES["bowl"], steps=60, **given)
    assert (np.diff(axis) > 0).all()
    found = diagnose(sweep("bowl", lr=axis, steps=60, **given))
    assert found[0].verdict is not Verdict.DIVERGES


@pytest.mark.parametrize("text", ["abs(x)", "x", "3 + 0x", "-x^2", "log(x)", "exp(x)", "1e200x^2"])
def test_any_formula_has_an_axis(text: str) -> None:
    goal = formula(text) if "1e200" not in text else formula("1e90 x^2")
    axis = rate_axis(goal, steps=30, start=[1.0])
    assert (np.diff(axis) > 0).all()
    record = sweep(goal, lr=axis, steps=30, start=[1.0])
    assert set(presets(record, diagnose(record))) == set(REGIMES)


def test_data_have_one_too() -> None:
    goal = line(30)
    for size in (None, 3):
        axis = rate_axis(goal, steps=60, batch_size=size)
        found = diagnose(sweep(goal, lr=axis, steps=60, batch_size=size))
        assert found[0].verdict is not Verdict.DIVERGES
        assert found[-1].verdict is Verdict.DIVERGES
