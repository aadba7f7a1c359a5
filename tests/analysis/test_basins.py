"""Minima by trying, and the basins, against loops of single runs."""

import math
from functools import cache

import numpy as np
import pytest
import torch

import lrviz
from lrviz.analysis.basins import DIVERGED, NOWHERE, basins
from lrviz.analysis.minima import local_minima

COUNTS = {
    "bowl": 1,
    "rosenbrock": 1,
    "beale": 1,
    "himmelblau": 4,
    "styblinski_tang": 4,
    "goldstein_price": 4,
    "two_wells": 2,
    "wave": 2,
    "saddle": 0,
    "rastrigin": 121,
}


@cache
def minima_of(name: str) -> np.ndarray:
    """The minima of a surface, looked for once."""
    return local_minima(lrviz.objective(name))


@pytest.mark.parametrize("name", COUNTS)
def test_all_minima_of_a_surface_are_found(name: str) -> None:
    assert len(minima_of(name)) == COUNTS[name]


@pytest.mark.parametrize("name", lrviz.OBJECTIVES)
def test_minima_are_stationary_inside_and_known_ones_come_first(name: str) -> None:
    goal, found = lrviz.objective(name), minima_of(name)
    assert found[: len(goal.minima)].tolist() == [list(point) for point in goal.minima]
    for point in found[len(goal.minima) :]:
        w = torch.tensor(point)
        assert (torch.linalg.eigvalsh(goal.hessian(w)) > 0).all()
        assert goal.gradient(w).abs().max() < 1e-6 * (1 + goal.hessian(w).abs().max())


def test_styblinski_tangs_minima_are_those_of_its_two_cubics() -> None:
    """4x³ − 32x + 5 = 0 for each coordinate; its outer roots are the minima."""
    roots = np.sort(np.roots([4, 0, -32, 5]).real)[[0, 2]]
    expected = {(round(a, 6), round(b, 6)) for a in roots for b in roots}
    found = minima_of("styblinski_tang").round(6)
    assert {tuple(point) for point in found.tolist()} == expected


@pytest.mark.parametrize(
    ("formula", "count"), [("abs(x)+abs(y)", 1), ("x^4+y^4", 1), ("x+y", 0), ("x^2-y^2", 0)]
)
def test_kinks_and_flat_bottoms_are_minima_and_slopes_are_not(formula: str, count: int) -> None:
    assert len(local_minima(lrviz.formula(formula))) == count


@pytest.mark.parametrize(
    ("formula", "minima"),
    [
        ("sqrt(x) + y^2", [(0, 0)]),  # and no other point of the edge
        ("x^x + y^2", [(math.exp(-1), 0)]),  # of whole numbers below 0 none
        ("log(x^2 + y^2)", []),
        ("1/x + y^2", []),
        ("tan(x)", []),
    ],
)
def test_neither_a_pole_nor_an_edge_nor_a_lone_value_is_a_minimum(
    formula: str, minima: list[tuple[float, float]]
) -> None:
    found = local_minima(lrviz.formula(formula))
    assert len(found) == len(minima)
    for point, expected in zip(found, minima, strict=True):
        assert point == pytest.approx(expected, abs=1e-6)


def _by_hand(name: str, minima: np.ndarray, start: np.ndarray, **settings: object) -> tuple:
    """Label and steps of one start: one run, the nearest minimum, a walk back from the end."""
    run = lrviz.descend(name, start=start.tolist(), **settings)  # type: ignore[arg-type]
    goal = lrviz.objective(name)
    near = [0.02 * (high - low) for low, high in goal.domain]
    if run.outcome == "non_finite":
        return DIVERGED, np.nan
    i = int(np.argmin([np.sum(((run.w[-1] - m) / near) ** 2) for m in minima]))
    step = len(run.w)
    while step > 0 and all(abs(run.w[step - 1] - minima[i]) <= near):
        step -= 1
    if step <= run.steps - 5:
        return i, step
    return (DIVERGED if lrviz.diagnose(run).verdict == "diverges" else NOWHERE), np.nan


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("himmelblau", {"lr": 0.01, "steps": 60}),
        ("himmelblau", {"lr": 0.0185, "steps": 80}),
        ("himmelblau", {"lr": 0.05, "steps": 60}),
        ("two_wells", {"lr": 0.4, "steps": 100, "optimizer": "sgd", "momentum": 0.8}),
        ("styblinski_tang", {"lr": 0.3, "steps": 80, "optimizer": "adam"}),
    ],
)
def test_every_start_ends_where_its_own_run_does(name: str, settings: dict[str, object]) -> None:
    found = basins(lrviz.objective(name), shape=(7, 5), **settings)  # type: ignore[arg-type]
    assert found is not None
    for j, y in enumerate(found.y):
        for i, x in enumerate(found.x):
            label, steps = _by_hand(name, found.minima, np.array([x, y]), **settings)
            assert found.label[j, i] == label, (x, y)
            assert found.steps[j, i] == steps or np.isnan(found.steps[j, i]) == np.isnan(steps)
    assert sum(found.shares.values()) == pytest.approx(1)


def test_a_run_that_stays_near_is_not_lost() -> None:
    """At η = 0.02 two of the four minima are too sharp to rest in: runs swing about them, and
    do not diverge."""
    goal = lrviz.objective("himmelblau")
    for minimum in goal.minima:
        box = tuple((x - 0.05, x + 0.05) for x in minimum)
        found = basins(goal, lr=0.02, shape=(3, 3), box=box, steps=200)
        assert found is not None
        assert DIVERGED not in found.label
        sharp = 0.02 * np.linalg.eigvalsh(goal.hessian(torch.tensor(minimum)).numpy())[-1] > 2
        assert (NOWHERE in found.label) == sharp


def test_of_one_parameter_the_rate_is_the_other_axis() -> None:
    rates = np.geomspace(0.05, 3, 5)
    found = basins(lrviz.objective("wave"), lr=rates, shape=(11, 5), steps=80)
    assert found is not None
    assert found.label.shape == (5, 11)
    for j, lr in enumerate(rates):
        for i, x in enumerate(found.x):
            settings = {"lr": float(lr), "steps": 80}
            assert found.label[j, i] == _by_hand("wave", found.minima, np.array([x]), **settings)[0]


def test_batches_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = {"lr": 0.0185, "steps": 50, "shape": (12, 12)}
    whole = basins(lrviz.objective("himmelblau"), **settings)  # type: ignore[arg-type]
    monkeypatch.setattr("lrviz.analysis.basins.ROWS", 51 * 10)
    pieces = basins(lrviz.objective("himmelblau"), **settings)  # type: ignore[arg-type]
    assert whole is not None
    assert pieces is not None
    np.testing.assert_array_equal(whole.label, pieces.label)
    np.testing.assert_array_equal(whole.steps, pieces.steps)


def test_progress_rises_to_the_end_and_can_cancel() -> None:
    seen: list[float] = []
    goal = lrviz.objective("himmelblau")
    assert basins(goal, lr=0.01, steps=200, shape=(30, 30), progress=seen.append) is not None
    assert seen == sorted(seen)
    assert seen[-1] == 1
    assert basins(goal, lr=0.01, steps=200, progress=lambda share: share < 0.3) is None


@pytest.mark.parametrize(("steps", "label"), [(1, NOWHERE), (5, NOWHERE), (6, 0), (20, 0)])
def test_a_run_is_in_a_minimum_once_it_has_stayed_for_five_steps(steps: int, label: int) -> None:
    # one step of 1/2 goes from anywhere to the minimum, exactly
    found = basins(lrviz.formula("x^2 + y^2"), lr=0.5, shape=(2, 2), steps=steps)
    assert found is not None
    assert (found.label == label).all()
    assert np.isnan(found.steps).all() if label == NOWHERE else (found.steps == 1).all()


def test_the_cell_of_a_point_is_the_run_that_its_label_is_of() -> None:
    found = basins(lrviz.objective("himmelblau"), lr=0.02, shape=(9, 7), steps=400)
    assert found is not None
    wide, high = np.diff(found.x)[0], np.diff(found.y)[0]
    for i, j in ((0, 0), (4, 3), (8, 6), (2, 5)):
        start = found.cell(found.x[i] + 0.45 * wide, found.y[j] - 0.45 * high)
        assert start == (found.x[i], found.y[j])
        end = lrviz.descend("himmelblau", lr=0.02, steps=400, start=start).w[-1]
        if found.label[j, i] >= 0:
            np.testing.assert_allclose(end, found.minima[found.label[j, i]], atol=0.1)


def test_of_one_parameter_the_cell_has_the_rate_that_is_nearest_by_its_factor() -> None:
    rates = np.array([0.001, 0.01, 0.1])
    found = basins(lrviz.objective("wave"), lr=rates, shape=(3, 3), steps=20)
    assert found is not None
    assert found.cell(found.x[1] + 0.1, 0.04) == (found.x[1], 0.1)  # 0.01 is nearer by its size
