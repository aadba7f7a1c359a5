"""The benchmarks measure the same work on every side."""

import numpy as np
import pytest

import lrviz
from benchmarks import basins, network, regression, torch_sides
from benchmarks.__main__ import NAMES, main
from benchmarks.measure import milliseconds, table
from benchmarks.work import tasks


@pytest.mark.parametrize("work", tasks(3), ids=lambda work: work.surface)
def test_all_sides_end_at_the_same_losses(work: object) -> None:
    small = tasks(3)[("bowl", "beale").index(work.surface)]  # type: ignore[attr-defined]
    record = lrviz.sweep(
        small.surface, optimizer=small.optimizer, lr=small.rates, start=small.start, steps=200
    )
    for side in (torch_sides.loop, torch_sides.batch):
        np.testing.assert_allclose(side(small), record.loss[:, -1], rtol=1e-7, atol=1e-14)


@pytest.mark.parametrize("task", network.TASKS[:4], ids=str)
def test_a_sweep_of_a_network_is_the_trainings_of_torch(task: network.Task) -> None:
    sides = network.Sides(task, rates=4, steps=40)
    record = sides.ours()
    losses = sides.theirs(sides.batches(record))
    assert losses.shape == (4, 40)
    assert network.apart(record, losses) <= network.AGREE


def test_the_loop_over_starts_ends_where_the_batch_does() -> None:
    starts = np.array([[0.5, 4.0], [-3.0, -3.0], [4.9, -4.9]])
    record = lrviz.sweep("himmelblau", lr=basins.LR, start=starts, steps=basins.STEPS)
    np.testing.assert_allclose(basins.loop(starts), record.w[:, -1], rtol=1e-9)


def test_the_regression_is_the_same_work_on_both_sides() -> None:
    X, y = regression.data(50)
    rates = np.array([0.01, 0.3])
    record = lrviz.sweep(lrviz.linear_regression(X, y), lr=rates, steps=20)
    regression.check(record.loss[:, -1], regression.loop(X, y, rates, 20))
    with pytest.raises(AssertionError):
        regression.check(record.loss[:, -2], regression.loop(X, y, rates, 20))


def test_an_unknown_benchmark_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["engin"]) == 2
    said = capsys.readouterr().err
    assert "`engin` is not a benchmark" in said
    assert all(name in said for name in NAMES)


def test_times_and_tables_are_readable() -> None:
    assert [milliseconds(s) for s in (0.00123456, 0.0456, 1.5)] == [
        "1.23 ms",
        "45.6 ms",
        "1,500 ms",
    ]
    assert table(("a", "bb"), [("ccc", "d")]) == "| a   | bb |\n| --- | -- |\n| ccc | d  |"
