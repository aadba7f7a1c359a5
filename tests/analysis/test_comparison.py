"""Lanes and trials: one sweep each, and every lane the run made alone."""

from typing import Any

import numpy as np
import pytest

import lrviz
from lrviz.analysis import comparison
from lrviz.analysis.comparison import (
    ENTRANTS,
    Trial,
    arrivals,
    finish_loss,
    shared_axis,
    strip,
    trial,
)
from tests import draws

RATES = (0.001, 0.1, 0.49, 0.6)


@pytest.fixture
def sweeps(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What each sweep that is made was asked for; every one is really made."""
    made: list[dict[str, Any]] = []

    def counted(*args: Any, **given: Any) -> lrviz.Sweep:
        made.append(given)
        return lrviz.sweep(*args, **given)

    monkeypatch.setattr(comparison, "sweep", counted)
    return made


def assert_lane_is(lane: comparison.Lane, run: lrviz.Trajectory) -> None:
    np.testing.assert_array_equal(lane.run.w, run.w)
    np.testing.assert_array_equal(lane.run.loss, run.loss)
    found = lrviz.diagnose(run)
    assert lane.verdict == found.verdict
    assert lane.diagnosis.sentence() == found.sentence()


def test_a_strip_is_one_sweep_and_every_film_the_run_made_alone(sweeps: list[Any]) -> None:
    lanes = strip(lrviz.objective("bowl"), RATES, steps=60, start=(-5, -2))
    assert len(sweeps) == 1
    for lane, lr in zip(lanes, RATES, strict=True):
        assert lane.lr == lr
        assert_lane_is(lane, lrviz.descend("bowl", lr=lr, steps=60, start=(-5, -2)))


@pytest.mark.parametrize("name", ENTRANTS)
def test_a_trial_is_a_sweep_for_the_rate_and_one_to_show(name: str, sweeps: list[Any]) -> None:
    goal, entrant = lrviz.objective("booth"), ENTRANTS[name]
    axis = shared_axis(goal)
    found = trial(goal, entrant, axis, steps=80)
    searched, shown = sweeps
    assert_lane_is(found.lane, _alone("booth", name, found.lane.lr, 80))
    assert np.array_equal(found.lr, np.union1d(axis, [found.lane.lr]))
    assert np.array_equal(found.lr, shown["lr"])
    assert found.lane.lr in searched["lr"]
    assert found.spent > 80 * (len(searched["lr"]) + 121)  # rates were tried to find the axis


def _alone(surface: str, name: str, lr: float, steps: int) -> lrviz.Trajectory:
    entrant = ENTRANTS[name]
    given = dict(entrant.hyperparameters)
    return lrviz.descend(surface, optimizer=entrant.optimizer, lr=lr, steps=steps, **given)


@pytest.mark.parametrize(
    ("surface", "name"),
    draws.grid(
        ["bowl", "himmelblau", "two_wells", "plateau"],
        ["sgd", "momentum", "adam", "rmsprop"],
        one_in=2,
    ),
)
def test_no_rate_of_the_axis_beats_the_best_one_by_more_than_a_step(
    surface: str, name: str
) -> None:
    """Each rate is run again alone and judged by diagnose; those that reach the lowest minimum
    on a path within the map compete (within three widths of it, for adaptive rules). The best one
    is of another axis, closer than this one: a step may lie between its rates."""
    goal = lrviz.objective(surface)
    axis = shared_axis(goal)
    best = trial(goal, ENTRANTS[name], axis, steps=100)
    assert best.lane.settled is not None
    low, high = np.array(goal.domain).T
    more = (high - low) if name in ("adam", "rmsprop") else 0 * high
    lowest, first = best.lane.run.loss[-1], best.lane.run.loss[0]
    for lr in axis[::5]:
        run = _alone(surface, name, lr, 100)
        found = lrviz.diagnose(run)
        inside = ((run.w >= low - more) & (run.w <= high + more)).all()
        if found.verdict == "converges" and inside:
            assert run.loss[-1] >= lowest - 1e-3 * (first - lowest)
            if run.loss[-1] <= lowest:
                assert found.evidence["settled"] >= best.lane.settled - 1


def test_where_no_rate_converges_the_one_that_gets_lowest_stands() -> None:
    goal = lrviz.objective("rosenbrock")
    axis = shared_axis(goal)
    found = trial(goal, ENTRANTS["sgd"], axis, steps=60)
    assert found.lane.settled is None
    runs = [_alone("rosenbrock", "sgd", lr, 60) for lr in axis]
    low, high = np.array(goal.domain).T
    near = [run for run in runs if ((run.w >= low) & (run.w <= high)).all()]
    words = ("crawls", "stalls", "held")
    smooth = [run for run in near if lrviz.diagnose(run).verdict in words]
    assert found.lane.verdict in words
    assert found.lane.run.loss[-1] <= min(run.loss[-1] for run in smooth)


def test_a_rate_of_ones_own_runs_in_the_same_sweep(sweeps: list[Any]) -> None:
    goal = lrviz.objective("bowl")
    axis = shared_axis(goal)
    found: Trial = trial(goal, ENTRANTS["adam"], axis, 0.0123, steps=40)
    assert len(sweeps) == 1
    assert found.lane.lr == 0.0123
    assert len(found.lr) == len(axis) + 1
    assert_lane_is(found.lane, _alone("bowl", "adam", 0.0123, 40))


@pytest.mark.parametrize("name", lrviz.OBJECTIVES)
def test_the_shared_axis_holds_a_rate_that_diverges_and_one_that_hardly_moves(name: str) -> None:
    goal = lrviz.objective(name)
    axis = shared_axis(goal)
    assert np.all(np.diff(np.log(axis)) > 0)
    runs = lrviz.sweep(goal, lr=[axis[0], axis[-1]], steps=50)
    travelled = np.abs(runs.w[0] - runs.w[0, 0]).max()
    assert travelled < 0.5 * max(high - low for low, high in goal.domain)
    assert axis[-1] >= 10 * max(high - low for low, high in goal.domain)


def test_the_finish_is_where_diagnose_says_that_a_run_has_converged() -> None:
    lanes = strip(lrviz.objective("himmelblau"), (0.001, 0.01, 0.02), steps=100)
    finish = finish_loss(lanes)
    assert finish is not None
    for lane in lanes:
        below = lane.run.loss <= finish * (1 + 1e-12)
        if lane.settled is None:
            assert not below[-1]
        else:
            assert below[lane.settled :].all()
            assert lane.settled == 0 or not below[lane.settled - 1]


def test_who_arrives_comes_in_the_order_of_steps_and_who_is_on_the_way_in_that_of_losses() -> None:
    """On the bowl the slower axis shrinks by 1 − 2η a step; at η = 0.6 the other one grows."""
    goal = lrviz.objective("bowl")
    trials = [
        trial(goal, ENTRANTS["sgd"], shared_axis(goal), own=rate, steps=30)
        for rate in (0.6, 0.001, 0.1, 0.3, 0.01)
    ]
    found = [(each.lane.lr, there) for each, there in arrivals(trials)]
    assert found == [(0.3, True), (0.1, True), (0.01, False), (0.001, False), (0.6, False)]


def test_the_lanes_keep_nothing_of_the_sweep_alive() -> None:
    goal = lrviz.objective("bowl")
    lane = trial(goal, ENTRANTS["sgd"], shared_axis(goal), steps=50).lane
    assert lane.run.w.base is None
    assert not lane.run.w.flags.writeable
