"""The axis of rates, its bands, and the four that are offered at one click."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from lrviz import OBJECTIVES, Verdict, descend, diagnose, formula, sweep
from lrviz.analysis.regimes import REGIMES, bands, presets, rate_axis
from tests.descent.toy import line

PROMISED = {
    "tiny": Verdict.CRAWLS,
    "good": Verdict.CONVERGES,
    "large": Verdict.OSCILLATES,
    "too_large": Verdict.DIVERGES,
}


@pytest.mark.parametrize("steps", [30, 100])
@pytest.mark.parametrize("name", OBJECTIVES)
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
        assert found[-1].verdict is Verdict.DIVERGES
        assert sum(each.verdict is Verdict.DIVERGES for each in found) < len(found) / 2


@pytest.mark.parametrize("steps", [30, 60, 100, 200])
@pytest.mark.parametrize(
    "name", ["bowl", "ravine", "parabola", "booth", "matyas", "himmelblau", "beale"]
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


def test_bands_cut_the_axis_into_neighbours_of_one_verdict() -> None:
    for name in ("bowl", "wave", "rastrigin", "plateau"):
        record = sweep(name, lr=rate_axis(OBJECTIVES[name], steps=60), steps=60)
        found = diagnose(record)
        cut = bands(found)
        assert cut[0].first == 0
        assert cut[-1].last == len(record) - 1
        for one, other in pairwise(cut):
            assert other.first == one.last + 1
            assert one.verdict is not other.verdict
        for band in cut:
            assert {d.verdict for d in found[band.first : band.last + 1]} == {band.verdict}
    assert bands([]) == ()


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
