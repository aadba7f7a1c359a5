"""sweep: every run of a batch is, bit for bit, the run made alone."""

import os
import subprocess
import sys
from typing import Any

import numpy as np
import pytest
import torch

from lrviz import OBJECTIVES, OPTIMIZERS, Sweep, Trajectory, descend, formula, grid, sweep
from lrviz.objectives.base import Objective
from tests import draws, fresh
from tests.descent.toy import line
from tests.test_cross_product import GIVEN

RATES = np.geomspace(1e-4, 3e-1, 21)
SOME = (0, 7, 13, 20)
STEPS = 40
TEN = "+".join(f"{i}(w{i} - {i})^2 + 0.3w{i} w{max(i - 1, 1)}" for i in range(1, 11))


def assert_same_run(one: Trajectory, other: Trajectory) -> None:
    assert one.outcome == other.outcome
    for name in ("w", "loss", "grad", "lr", "batch_loss"):
        ours, theirs = getattr(one, name), getattr(other, name)
        if theirs is None:
            assert ours is None
            continue
        assert ours.shape == theirs.shape, name
        assert ours.tobytes() == theirs.tobytes(), name
    assert (one.batch_index is None) == (other.batch_index is None)
    for mine, yours in zip(one.batch_index or (), other.batch_index or (), strict=True):
        assert np.array_equal(mine, yours)


@pytest.mark.parametrize(("surface", "name"), draws.grid(OBJECTIVES, OPTIMIZERS, one_in=3))
def test_each_run_of_a_sweep_is_the_run_made_alone(surface: str, name: str) -> None:
    given = GIVEN[name][0]
    record = sweep(surface, lr=RATES, optimizer=name, steps=STEPS, **given)
    for i in SOME:
        alone = descend(surface, lr=RATES[i], optimizer=name, steps=STEPS, **given)
        assert_same_run(record[i], alone)
        for entry, values in alone.state.items():
            assert record[i].state[entry].tobytes() == values.tobytes(), entry


# A third hyperparameter value or start for each of the runs.
OWN: list[tuple[str, dict[str, Any]]] = [
    ("sgd", {"momentum": [0.0, 0.5, 0.9], "dampening": [0.3, 0.0, 0.1], "weight_decay": 0.1}),
    ("sgd", {"momentum": [0.3, 0.5, 0.9], "weight_decay": [0.0, 0.1, 0.2], "nesterov": True}),
    ("adagrad", {"lr_decay": [0.0, 0.1, 0.2], "initial_accumulator_value": [0.0, 0.5, 1.0]}),
    ("rmsprop", {"alpha": [0.9, 0.99, 0.5], "momentum": [0.0, 0.5, 0.9], "centered": True}),
    ("rmsprop", {"eps": [1e-8, 1e-4, 0.1], "weight_decay": [0.0, 0.1, 0.2]}),
    ("adadelta", {"rho": [0.9, 0.5, 0.99], "eps": [1e-6, 1e-4, 1e-2]}),
    ("adam", {"betas": ([0.9, 0.0, 0.5], 0.99), "weight_decay": [0.0, 0.1, 0.2]}),
    ("adam", {"betas": (0.9, [0.999, 0.9, 0.5]), "amsgrad": True, "eps": [1e-8, 1e-4, 0.1]}),
    ("adamw", {"betas": ([0.9, 0.1, 0.5], [0.999, 0.9, 0.5]), "weight_decay": [0.0, 0.1, 0.2]}),
    ("adamax", {"betas": ([0.9, 0.1, 0.5], [0.999, 0.9, 0.5]), "eps": [1e-8, 1e-4, 0.1]}),
    ("nadam", {"betas": ([0.9, 0.1, 0.5], [0.999, 0.9, 0.5]), "weight_decay": [0.0, 0.1, 0.2]}),
    ("nadam", {"momentum_decay": [0.0, 4e-3, 0.2], "eps": [1e-8, 1e-4, 0.1]}),
    ("radam", {"betas": ([0.9, 0.1, 0.5], [0.999, 0.9, 0.5]), "weight_decay": [0.0, 0.1, 0.2]}),
    ("rprop", {"etas": ([0.5, 0.3, 0.8], [1.2, 1.1, 2.0]), "step_sizes": (1e-4, [50, 1, 0.2])}),
]


def repeated(value: Any) -> Any:
    """Seven runs for each of the three values."""
    if isinstance(value, tuple):
        return tuple(map(repeated, value))
    return [each for each in value for _ in range(7)] if isinstance(value, list) else value


def own(value: Any, i: int) -> Any:
    if isinstance(value, tuple):
        return tuple(own(each, i) for each in value)
    return value[i // 7] if isinstance(value, list) else value


@pytest.mark.parametrize("surface", ["bowl", "booth", "ackley", "beale", "wave"])
@pytest.mark.parametrize(("name", "given"), OWN)
def test_also_with_hyperparameters_and_starts_of_its_own(
    name: str, given: dict[str, Any], surface: str
) -> None:
    goal = OBJECTIVES[surface]
    starts = np.array(goal.start) * np.linspace(0.8, 1.2, 21)[:, None]
    everyones = {key: repeated(value) for key, value in given.items()}
    record = sweep(surface, lr=RATES, optimizer=name, start=starts, steps=STEPS, **everyones)
    for i in SOME:
        mine = {key: own(value, i) for key, value in given.items()}
        alone = descend(surface, lr=RATES[i], optimizer=name, start=starts[i], steps=STEPS, **mine)
        assert_same_run(record[i], alone)
        kept = record[i].settings.hyperparameters
        assert {key: kept[key] for key in mine if key != "dampening"} == {
            key: value for key, value in mine.items() if key != "dampening"
        }


@pytest.mark.parametrize("schedule", ["cosine", "one_cycle", "reduce_on_plateau"])
@pytest.mark.parametrize("gradient", ["analytic", "autograd", "numeric"])
def test_also_with_a_schedule_and_any_gradient(schedule: str, gradient: str) -> None:
    given: dict[str, Any] = {"schedule": schedule, "gradient": gradient, "steps": 60}
    record = sweep("himmelblau", lr=RATES, momentum=0.5, **given)
    for i in SOME:
        assert_same_run(record[i], descend("himmelblau", lr=RATES[i], momentum=0.5, **given))


@pytest.mark.parametrize("goal", [formula(TEN), line(40, 5)], ids=["ten parameters", "line"])
@pytest.mark.parametrize("name", ["sgd", "adam"])
def test_also_in_more_dimensions(goal: Objective, name: str) -> None:
    record = sweep(goal, lr=RATES, optimizer=name, steps=40)
    for i in SOME:
        assert_same_run(record[i], descend(goal, lr=RATES[i], optimizer=name, steps=40))


@pytest.mark.parametrize("tolerance", [{}, {"grad_tol": 0.1}, {"loss_tol": 1e-3}])
def test_also_with_minibatches_and_a_stop_rule(tolerance: dict[str, float]) -> None:
    given: dict[str, Any] = {"batch_size": 5, "steps": 70, "seed": 3, **tolerance}
    goal = line()
    rates = np.geomspace(1e-3, 30, 21)
    record = sweep(goal, lr=rates, **given)
    assert len(set(record.outcome)) >= (2 if tolerance else 1)
    for i in range(21):
        assert_same_run(record[i], descend(goal, lr=rates[i], **given))


ELSEWHERE = """
from tests.descent.test_sweep import *
assert torch.backends.cpu.get_cpu_capability() == "DEFAULT"
for name in ("adam", "nadam"):
    for surface in ("ackley", "wave", "booth"):
        test_each_run_of_a_sweep_is_the_run_made_alone(surface, name)
"""


@pytest.mark.whole
def test_also_on_a_machine_with_other_vector_instructions() -> None:
    here = os.environ | {"ATEN_CPU_CAPABILITY": "default", "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-c", ELSEWHERE]
    done = subprocess.run(
        command, env=here, cwd=fresh.ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


# ---- the batch -------------------------------------------------------------------------


def test_what_lies_after_a_runs_end_is_nan_and_the_longest_run_fills_its_rows() -> None:
    record = sweep("bowl", lr=[10.0, 100.0, 1e6], steps=10_000, momentum=0.1)
    assert record.steps == record.length.max() < 10_000
    for i, end in enumerate(record.length):
        for array in (record.w, record.loss, record.grad, *record.state.values()):
            assert np.isnan(array[i, end + 1 :]).all()
            assert np.isfinite(array[i, : end + 1]).all()
        assert np.isnan(record.lr[i, end:]).all()
        assert np.isfinite(record.lr[i, :end]).all()
        assert record[i].steps == end


def test_runs_never_meet() -> None:
    good = descend("bowl", lr=0.1, steps=300)
    assert_same_run(sweep("bowl", lr=[1e9, 0.1, 1e300], steps=300)[1], good)


def test_a_sweep_of_one_is_a_sweep() -> None:
    record = sweep("bowl", lr=0.1)
    assert isinstance(record, Sweep)
    assert (len(record), record.w.shape) == (1, (1, 101, 2))


def test_one_rate_serves_many_momenta_and_many_starts() -> None:
    assert len(sweep("bowl", lr=0.1, momentum=[0.1, 0.2, 0.3], steps=2)) == 3
    assert sweep("bowl", lr=0.1, momentum=[0.1, 0.2], steps=2).base_lr.tolist() == [0.1, 0.1]
    assert len(sweep("bowl", lr=0.1, start=[[1, 2], [3, 4]], steps=2)) == 2
    assert len(sweep("bowl", lr=0.1, optimizer="adam", betas=([0.8, 0.9, 0.7], 0.9), steps=2)) == 3
    assert len(sweep("bowl", lr=0.1, optimizer="adam", betas=(0.8, 0.9), steps=2)) == 1


def test_a_random_start_is_one_point_for_all_drawn_by_the_seed() -> None:
    record = sweep("bowl", lr=[0.1, 0.2], start="random", seed=5, steps=1)
    assert np.array_equal(record.w[0, 0], record.w[1, 0])
    assert np.array_equal(record.w[0, 0], descend("bowl", start="random", seed=5).w[0])
    assert not np.array_equal(record.w[0, 0], descend("bowl", start="random", seed=6).w[0])


def test_a_run_that_starts_outside_the_domain_of_the_loss_has_one_row() -> None:
    record = sweep(formula("log(x)"), lr=0.1, start=[[-1.0], [2.0]], steps=3)
    assert record.outcome == ("non_finite", "completed")
    assert record.length.tolist() == [0, 3]


def test_iterating_gives_the_runs() -> None:
    record = sweep("bowl", lr=[0.1, 0.2, 0.3], steps=3)
    assert [run.lr[0] for run in record] == [0.1, 0.2, 0.3]
    assert record[-1].lr[0] == 0.3
    with pytest.raises(IndexError):
        record[3]


def test_a_grid_is_every_combination_in_order() -> None:
    axes = grid(lr=[0.1, 0.2], momentum=[0.0, 0.5, 0.9])
    assert axes["lr"].tolist() == [0.1, 0.1, 0.1, 0.2, 0.2, 0.2]
    assert axes["momentum"].tolist() == [0.0, 0.5, 0.9] * 2
    record = sweep("bowl", steps=30, **axes)
    for i in range(6):
        alone = descend("bowl", steps=30, lr=axes["lr"][i], momentum=axes["momentum"][i])
        assert np.array_equal(record[i].w, alone.w)
    assert {k: v.tolist() for k, v in grid(lr=0.1).items()} == {"lr": [0.1]}
    assert grid() == {}


@pytest.mark.parametrize("bad", ["fast", [[0.1], [0.2]], [], [None]])
def test_a_grid_of_anything_but_numbers_in_a_row_is_refused(bad: Any) -> None:
    with pytest.raises(ValueError, match="`lr` must be"):
        grid(lr=bad)


@pytest.mark.whole
def test_memory_stays_below_what_the_check_reckons() -> None:
    code = """
import resource, sys
import lrviz
from lrviz.descent import checks
lrviz.sweep("beale", lr=[0.1] * 9, steps=9, optimizer="adam", amsgrad=True)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
lrviz.sweep("beale", lr=[0.01 + i / 1e6 for i in range(2000)], steps=1000, optimizer="adam",
            amsgrad=True)
used = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
reckoned = 2000 * 1001 * 8 * checks._COPIES * (5 * 2 + 3)
assert used < reckoned, (used / 2**20, reckoned / 2**20)
"""
    fresh.output(code)


@pytest.mark.whole
def test_many_steps_of_one_run_need_no_more_than_reckoned_either() -> None:
    code = """
import resource
import lrviz
lrviz.descend("bowl", steps=10)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
lrviz.descend("bowl", lr=1e-6, steps=100_000)
used = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
assert used < 100_000 * 8 * 2 * (64 + 7), used / 2**20
"""
    fresh.output(code)


def test_settings_are_kept_with_the_record() -> None:
    settings = sweep(
        line(), lr=[0.1], batch_size=4, seed=9, drop_last=True, gradient="numeric", h=1e-4
    ).settings
    assert (settings.batch_size, settings.seed, settings.drop_last) == (4, 9, True)
    assert (settings.gradient, settings.h, settings.optimizer) == ("numeric", 1e-4, "sgd")


def test_the_default_number_type_of_torch_does_not_matter() -> None:
    plain = descend("beale", lr=0.01, optimizer="adam")
    torch.set_default_dtype(torch.float64)
    try:
        assert_same_run(descend("beale", lr=0.01, optimizer="adam"), plain)
    finally:
        torch.set_default_dtype(torch.float32)
