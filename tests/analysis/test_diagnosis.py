"""The verdict: against the table written out again, against closed forms, and on hard cases."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from lrviz import OBJECTIVES, SCHEDULES, Verdict, descend, diagnose, formula, sweep
from lrviz.descent.trajectory import Trajectory
from lrviz.objectives.base import Objective
from lrviz.regression.recipe import Recipe
from tests.analysis import table
from tests.descent.toy import line
from tests.draws import draws, grid

KNOWN = [name for name, goal in OBJECTIVES.items() if goal.minimum_loss is not None]
QUADRATIC = [name for name in KNOWN if OBJECTIVES[name].constant_hessian is not None]


def word(run: Trajectory) -> str:
    return diagnose(run).verdict.value


def assert_as_in_the_table(run: Trajectory, minimum: float, place: tuple[float, ...]) -> bool:
    """Whether the run is far enough from every threshold to be decided, and if so, right."""
    rows = run.w.tolist(), run.loss.tolist(), run.grad.tolist()
    blew_up = run.outcome == "non_finite"
    start, end = rows[1][0] - minimum, rows[1][-1] - minimum
    if not blew_up and (min(start, end) < 1e-9 or table.margin(*rows, minimum, place) < 1e-6):
        return False
    found = diagnose(run)
    expected = table.verdict(*rows, minimum, place, blew_up=blew_up)
    if expected == "crawls" and table.rising(rows[1]) >= 2:
        return False  # a slow swing, which has tests of its own
    assert found.verdict.value == expected, (found.evidence, run.objective.name, run.lr[0])
    assert found.evidence["reversals"] == pytest.approx(table.reversals(rows[0]))
    if expected != "converges":  # where it allows for rounding
        assert found.evidence["upturns"] == table.upturns(rows[1])
    return True


# ---- the table -------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "steps"), grid(QUADRATIC, [1, 2, 3, 7, 30, 101], one_in=2))
def test_verdicts_on_quadratics_are_those_of_the_table(name: str, steps: int) -> None:
    goal = OBJECTIVES[name]
    assert goal.minimum_loss is not None
    record = sweep(name, lr=np.geomspace(1e-6, 30, 41), steps=steps)
    decided = [assert_as_in_the_table(run, goal.minimum_loss, goal.minima[0]) for run in record]
    assert sum(decided) > 8


@draws(300)
@given(
    angle=st.floats(0, np.pi),
    condition=st.floats(1, 200),
    stretch=st.floats(1e-3, 1e3),
    steps=st.integers(1, 400),
    share=st.floats(1e-4, 3),
    start=st.tuples(st.floats(-5, 5), st.floats(-5, 5)),
)
def test_on_any_quadratic_the_verdict_is_that_of_the_closed_form(
    angle: float,
    condition: float,
    stretch: float,
    steps: int,
    share: float,
    start: tuple[float, float],
) -> None:
    """ℓ = ½wᵀHw with eigenvalues s·(1, κ), rotated; wₖ = Q(1 − ηλ)ᵏQᵀw₀ by numpy."""
    if np.hypot(*start) < 0.1:
        return
    Q = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    values = stretch * np.array([1.0, condition])
    H = Q @ np.diag(values) @ Q.T
    text = f"0.5*({H[0, 0]!r}*x^2 + {2 * H[0, 1]!r}*x*y + {H[1, 1]!r}*y^2)"
    lr = share / values[1]
    if lr <= 0:
        return
    run = descend(
        formula(text.replace("np.float64", ""), ("x", "y")), lr=lr, steps=steps, start=start
    )
    along = Q.T @ np.array(start)
    k = np.arange(steps + 1)[:, None]
    exact = (1 - lr * values) ** k * along
    loss = (exact**2 @ values) / 2
    w, grad = exact @ Q.T, (exact * values) @ Q.T
    if (
        loss[-1] < 1e-9 * loss[0]
        or table.margin(w.tolist(), loss, grad.tolist(), 0.0, (0.0, 0.0)) < 0.01
    ):
        return
    expected = table.verdict(w.tolist(), loss.tolist(), grad.tolist(), 0.0, (0.0, 0.0))
    if expected == "crawls" and table.rising(loss) >= 2:
        return
    found = diagnose(run)
    assert found.verdict.value == expected, found.evidence
    assert found.evidence["gap_ratio"] == pytest.approx(loss[-1] / loss[0], rel=1e-6)


@draws(100)
@given(
    eigenvalues=st.lists(st.floats(0.05, 10), min_size=1, max_size=10),
    steps=st.integers(1, 400),
    share=st.floats(1e-3, 3),
)
def test_also_in_one_to_ten_dimensions(eigenvalues: list[float], steps: int, share: float) -> None:
    names = [f"w{i}" for i in range(len(eigenvalues))]
    terms = [f"{value!r}*{name}^2/2" for value, name in zip(eigenvalues, names, strict=True)]
    lr = share / max(eigenvalues)
    run = descend(formula(" + ".join(terms), names), lr=lr, steps=steps, start=[1.0] * len(names))
    k = np.arange(steps + 1)[:, None]
    exact = (1 - lr * np.array(eigenvalues)) ** k
    loss = exact**2 @ np.array(eigenvalues) / 2
    grad, origin = exact * np.array(eigenvalues), [0.0] * len(eigenvalues)
    if (
        loss[-1] < 1e-9 * loss[0]
        or table.margin(exact.tolist(), loss, grad.tolist(), 0.0, origin) < 0.01
    ):
        return
    expected = table.verdict(exact.tolist(), loss.tolist(), grad.tolist(), 0.0, origin)
    if expected == "crawls" and table.rising(loss) >= 2:
        return
    assert word(run) == expected


@pytest.mark.parametrize("name", ["bowl", "ravine", "parabola", "booth", "matyas"])
def test_the_verdict_changes_at_two_over_the_largest_eigenvalue(name: str) -> None:
    hessian = OBJECTIVES[name].constant_hessian
    assert hessian is not None
    critical = 2 / float(torch.linalg.eigvalsh(hessian)[-1])
    assert word(descend(name, lr=0.99 * critical, steps=3000)) == "converges"
    assert word(descend(name, lr=1.01 * critical, steps=3000)) == "diverges"
    assert word(descend(name, lr=0.999 * critical, steps=40)) == "oscillates"
    assert word(descend(name, lr=1e-6 * critical, steps=40)) == "crawls"


def test_a_sweep_is_diagnosed_as_its_runs_are() -> None:
    for name in ("bowl", "wave", "himmelblau", "saddle"):
        record = sweep(name, lr=np.geomspace(1e-4, 10, 33), steps=80, momentum=0.3)
        for i, found in enumerate(diagnose(record)):
            alone = diagnose(record[i])
            assert (found.verdict, found.case) == (alone.verdict, alone.case)
            for key, value in found.evidence.items():
                if isinstance(value, float):
                    assert value == pytest.approx(alone.evidence[key], rel=1e-9, nan_ok=True), key
                else:
                    assert value == alone.evidence[key], key


# ---- mistakes others make ---------------------------------------------------------------


def test_a_loss_of_42_9_is_not_convergence_because_it_stopped_changing() -> None:
    goal = formula("42.9 + (x^2 + y^2) / 1000000")
    run = descend(goal, lr=0.1, steps=100, start=(1000, 0))
    assert run.loss[-1] == pytest.approx(43.9, abs=0.01)
    assert word(run) == "crawls"
    stuck = descend(formula("0.1(x^2 - 4)^2 + 0.3x"), start=[3.0], lr=0.05, steps=500)
    assert word(stuck) == "converges"  # into the basin it is in, and it says that it guesses
    assert diagnose(stuck).evidence["estimate"]
    known = diagnose(descend("two_wells", lr=0.05, steps=500))
    assert (known.verdict, known.case) == ("converges", "local")


def test_nan_is_not_still_optimizing() -> None:
    run = descend(formula("x - log(x)"), start=[3.0], lr=40.0, steps=100)
    found = diagnose(run)
    assert (found.verdict, found.case) == ("leaves", "value")
    assert found.evidence["blow_up"] == 1
    assert word(descend("rosenbrock", lr=0.1, steps=100)) == "diverges"


def test_a_path_is_never_clipped_to_the_picture() -> None:
    run = descend("bowl", lr=0.6, steps=60)
    assert np.abs(run.w).max() > 1e6
    assert word(run) == "diverges"


def test_descending_is_not_convergence() -> None:
    for lr in (1e-4, 1e-3, 0.01):
        for goal in ("bowl", formula("x^2 + 2y^2"), formula("x^4 + y^4")):
            run = descend(goal, start=(-5, -2), lr=lr / 100, steps=100)
            assert (np.diff(run.loss) < 0).all()
            assert word(run) == "crawls"


def test_bouncing_for_ever_is_neither_convergence_nor_divergence() -> None:
    for goal, lr in (("parabola", 1.0), (formula("abs(x)"), 0.3)):
        run = descend(goal, start=[10.1], lr=lr, steps=201)
        found = diagnose(run)
        assert found.verdict in (Verdict.OSCILLATES, Verdict.CONVERGES)
        if goal == "parabola":
            assert found.verdict is Verdict.OSCILLATES
            assert found.evidence["reversals"] == 1.0


def test_a_zigzag_that_arrives_says_so() -> None:
    found = diagnose(descend("bowl", lr=0.45, steps=200))
    assert (found.verdict, found.case) == ("converges", "zigzag")
    assert found.evidence["zigzag"]
    assert diagnose(descend("bowl", lr=0.1, steps=200)).case == "smooth"


@pytest.mark.parametrize("batch", [7, 50])
@pytest.mark.parametrize("rate", [0.02, 0.4])
def test_the_turns_of_a_minibatch_run_are_noise_and_no_zigzag(rate: float, batch: int) -> None:
    """A rate twenty times smaller leaves as many of them."""
    recipe = Recipe(batch=batch, epochs=2000)
    goal = recipe.build().objective
    run = descend(goal, lr=rate, steps=2000, batch_size=batch)
    found = diagnose(run)
    assert found.evidence["reversals"] > 0.5
    assert not found.evidence["zigzag"]
    assert found.case != "zigzag"
    assert "straighter" not in found.hint()
    # On all the rows at once the same rate does not turn back.
    assert not diagnose(descend(goal, lr=rate, steps=60)).evidence["zigzag"]


# ---- saddles, plateaus, hollows ---------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("x^2 - y^2", (-3, 0)),
        ("x^2 - 0.01y^2", (-3, 0)),
        ("x y", (2, 2)),
        ("x^3 - 3x y^2", (1, 0.0)),
        ("x^2 + y^3", (2, 0)),
        ("x^4 - y^4", (1, 0)),
        ("u^2 + x^2 + y^2 + z^2 - 3x z", (1, 1, 1, -1)),
        ("x^2 + y^2 + 2z^2 + 2.5x y - z", (2, 2, 0)),
    ],
)
def test_a_saddle_is_never_called_convergence(text: str, start: tuple[float, ...]) -> None:
    goal = formula(text)
    record = sweep(goal, start=start, lr=np.geomspace(1e-3, 0.2, 12), steps=2000)
    for run, found in zip(record, diagnose(record), strict=True):
        if np.linalg.norm(run.grad[-1]) < 1e-3 * np.linalg.norm(run.grad[0]):
            assert found.verdict is not Verdict.CONVERGES, (run.lr[0], found.evidence)


def test_a_run_that_ends_on_a_saddle_stalls_and_knows_where() -> None:
    for goal, start in (
        ("saddle", (-3, 0)),
        (formula("x^2 - 0.01y^2"), (-3, 0)),
        (formula("u^2 + x^2 + y^2 + z^2 - 3x z"), (1, 1, 1, -1)),
    ):
        found = diagnose(descend(goal, start=start, lr=0.2, steps=60))
        assert (found.verdict, found.case) == ("stalls", "saddle")


def test_a_run_that_leaves_a_saddle_without_end_falls() -> None:
    run = descend("saddle", lr=0.05, steps=100)
    assert run.loss[-1] < -1000
    assert word(run) == "falls"


@pytest.mark.parametrize(
    ("text", "found_there"),
    [
        ("sigmoid(-5x)", ("stalls", "plateau")),
        ("exp(-x)", ("crawls", "limit")),
        ("1 - tanh(x)", ("stalls", "plateau")),
    ],
)
def test_a_shelf_above_the_minimum_is_a_plateau(text: str, found_there: tuple[str, str]) -> None:
    """Where the loss is the same in every digit; e⁻ˣ still falls, towards 0."""
    shelf = replace(formula(text), minimum_loss=-1.0)
    found = diagnose(descend(shelf, start=[-1.0], lr=30.0, steps=8000, optimizer="adam"))
    assert (found.verdict, found.case) == found_there


def test_a_local_minimum_of_a_known_surface_is_named() -> None:
    for name, start, lr in (("two_wells", (3.5, 2), 0.02), ("rastrigin", (-3.3, 2.4), 1e-3)):
        found = diagnose(descend(name, start=start, lr=lr, steps=5000))
        assert (found.verdict, found.case) == ("converges", "local"), name
        assert found.evidence["minimum_kind"] == "local"
        assert found.evidence["lowest_known"] == OBJECTIVES[name].minimum_loss
        assert found.evidence["minimum_loss"] == pytest.approx(found.evidence["loss_end"])


# ---- what is left of the gap ------------------------------------------------------------


@pytest.mark.parametrize("name", KNOWN)
def test_a_start_at_the_minimum_has_arrived(name: str) -> None:
    for start in OBJECTIVES[name].minima:
        for steps in (0, 1, 50):
            found = diagnose(descend(name, start=start, lr=1e-4, steps=steps))
            assert found.verdict is Verdict.CONVERGES, found.evidence
            assert found.evidence["gap_ratio"] == 0.0
            assert found.evidence["settled"] == 0


def test_no_steps_are_not_yet_there() -> None:
    for name in KNOWN:
        assert word(descend(name, steps=0)) == "crawls"
    assert word(descend("saddle", start=(0, 0), steps=0)) == "stalls"
    assert word(descend(line(), steps=0, batch_size=2)) == "crawls"


def test_below_the_known_minimum_the_minimum_is_another_one_or_none() -> None:
    """``wave`` is lower outside its domain, where a large rate jumps to."""
    record = sweep("wave", lr=np.geomspace(0.1, 30, 200), steps=200)
    known = OBJECTIVES["wave"].minimum_loss
    assert known is not None
    beyond = {i for i in range(200) if np.nanmin(record.loss[i]) < known - 0.1}
    assert beyond
    for i, found in enumerate(diagnose(record)):
        kind = found.evidence["minimum_kind"]
        assert kind in ({"found", "local", "none"} if i in beyond else {"known", "local"})
        assert found.evidence["estimate"] == (kind in {"found", "local"})
        assert (found.evidence["minimum_loss"] is None) == (kind == "none")
        if kind == "found":
            assert found.evidence["gap_end"] >= -1e-9


def test_the_step_it_settled_is_the_last_to_enter_the_tolerance() -> None:
    run = descend("ravine", lr=0.1, momentum=0.9, steps=400)
    away = np.linalg.norm(run.w, axis=1)
    outside = np.flatnonzero((run.loss > 1e-3 * run.loss[0]) | (away > 0.05 * away[0]))
    assert diagnose(run).evidence["settled"] == outside[-1] + 1


def test_the_step_of_the_blow_up_is_the_one_after_the_last_finite_row() -> None:
    run = descend("parabola", lr=1e50, steps=100)
    found = diagnose(run)
    assert found.evidence["blow_up"] == run.steps + 1
    record = sweep(formula("log(x)"), lr=0.1, start=[[-1.0], [2.0]], steps=3)
    assert [each.evidence["blow_up"] for each in diagnose(record)] == [0, None]


# ---- momentum and Adam ------------------------------------------------------------------


@pytest.mark.parametrize("surface", ["bowl", "ravine", "parabola"])
@pytest.mark.parametrize(("momentum", "steps"), [(0.9, 30), (0.95, 60), (0.99, 100)])
def test_momentum_that_swings_is_not_called_crawling(
    surface: str, momentum: float, steps: int
) -> None:
    record = sweep(surface, lr=np.geomspace(1e-5, 0.5, 120), momentum=momentum, steps=steps)
    swinging = 0
    for run, found in zip(record, diagnose(record), strict=True):
        rising = table.rising(run.loss.tolist())
        if found.verdict is Verdict.CRAWLS:
            assert rising < max(2, steps / 20), (run.lr[0], found.evidence)
        swinging += found.verdict is Verdict.OSCILLATES
        if found.case == "rises":
            assert rising >= max(2, steps / 20)
    assert swinging > 5


def test_momentum_that_creeps_is() -> None:
    found = diagnose(descend("ravine", lr=1e-4, momentum=0.5, steps=100))
    assert found.verdict is Verdict.CRAWLS


@pytest.mark.parametrize(
    ("lr", "expected"), [(1e-4, "crawls"), (0.2, "converges"), (500.0, "oscillates")]
)
def test_adam_has_its_verdicts_too(lr: float, expected: str) -> None:
    assert word(descend("bowl", optimizer="adam", lr=lr, steps=100)) == expected


def test_rprop_and_the_others_arrive_and_are_told_so() -> None:
    rates = {"adagrad": 1.0, "rmsprop": 0.05, "adamax": 0.2, "nadam": 0.2, "radam": 0.3}
    for name, lr in (rates | {"rprop": 0.1, "adamw": 0.2}).items():
        assert word(descend("bowl", optimizer=name, lr=lr, steps=400)) == "converges", name


# ---- minibatches ------------------------------------------------------------------------


def noisy(lr: float, steps: int, seed: int, goal: Objective | None = None) -> Trajectory:
    start = (0.0, 1.0)
    return descend(goal or line(40), lr=lr, steps=steps, seed=seed, batch_size=2, start=start)


@pytest.mark.parametrize("seed", range(8))
def test_minibatch_noise_that_holds_a_run_up_hovers(seed: int) -> None:
    """The noise floor is above a thousandth of the first gap, and long reached."""
    found = diagnose(noisy(0.4, 900, seed))
    assert found.verdict is Verdict.HOVERS, found.evidence
    assert not found.evidence["falling"]


@pytest.mark.parametrize("seed", range(8))
def test_a_minibatch_run_that_still_goes_down_crawls(seed: int) -> None:
    found = diagnose(noisy(0.002, 200, seed))
    assert found.verdict is Verdict.CRAWLS, found.evidence
    assert found.evidence["gap_ratio"] > 0.05


@pytest.mark.parametrize("seed", range(4))
def test_without_noise_at_the_minimum_minibatches_converge(seed: int) -> None:
    assert word(noisy(0.3, 900, seed, line(40, noise=0.0))) == "converges"


@pytest.mark.parametrize("seed", range(4))
def test_minibatches_can_blow_up(seed: int) -> None:
    assert word(noisy(50.0, 900, seed)) == "diverges"


def test_only_minibatches_hover() -> None:
    goal = line(40)
    rates = np.geomspace(1e-4, 10, 60)
    for size in (None, goal.rows):
        record = sweep(goal, lr=rates, steps=60, batch_size=size)
        words = [found.verdict for found in diagnose(record)]
        assert Verdict.HOVERS not in words
        assert Verdict.OSCILLATES in words
    full, whole = (
        [found.verdict for found in diagnose(sweep(goal, lr=rates, steps=60, batch_size=size))]
        for size in (None, goal.rows)
    )
    assert full == whole


@pytest.mark.parametrize("steps", [0, 1, 2, 3, 5, 8])
def test_short_minibatch_runs_get_a_verdict_without_a_warning(steps: int) -> None:
    for lr in (1e-3, 0.5, 1e3):
        assert word(descend(line(), lr=lr, steps=steps, batch_size=3))


# ---- texts and edges --------------------------------------------------------------------

EVERY_CASE: list[dict[str, Any]] = [
    {"objective": "bowl", "lr": 1e9, "steps": 100},
    {"objective": "bowl", "lr": 0.6, "steps": 30},
    {"objective": "bowl", "lr": 0.1, "steps": 100},
    {"objective": "bowl", "lr": 0.45, "steps": 100},
    {"objective": "bowl", "lr": 0.4999, "steps": 30},
    {"objective": "parabola", "lr": 0.01, "momentum": 0.95, "steps": 30},
    {"objective": "bowl", "lr": 1e-5, "steps": 30},
    {"objective": "saddle", "start": (-3, 0), "lr": 0.2, "steps": 300},
    {"objective": "two_wells", "lr": 0.05, "steps": 500},
    {"objective": "booth", "lr": 0.05, "steps": 200, "weight_decay": 5.0},
    {"objective": "saddle", "lr": 0.1, "steps": 100},
    {"objective": "monkey_saddle", "lr": 0.05, "steps": 100},
    {"objective": formula("sqrt(x) + x^2"), "lr": 1.0, "steps": 9},
    {"objective": formula("x^x"), "start": [0.0], "lr": 0.03, "steps": 9},
    {"objective": formula("exp(-x)"), "lr": 0.1, "steps": 100},
    {"objective": "rosenbrock", "lr": 0.001, "steps": 1000},
    {"objective": formula("cos(x)"), "start": [0.0], "lr": 0.1, "steps": 20},
    {"objective": "bowl", "optimizer": "adam", "lr": 100.0, "steps": 10},
    {"objective": "bowl", "lr": 0.1, "schedule": SCHEDULES["exponential"].bind(gamma=0.5)},
    {"objective": line(40), "lr": 0.4, "steps": 900, "batch_size": 2},
]


@pytest.mark.parametrize("settings_", EVERY_CASE, ids=range(len(EVERY_CASE)))
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_verdict_can_be_said(settings_: dict[str, Any], language: str) -> None:
    found = diagnose(descend(**settings_))
    for text in (
        found.word(language),
        found.sentence(language),
        found.hint(language),
        found.basis(language),
    ):
        assert text
        assert "{" not in text
        assert "nan" not in text.lower()


def test_the_cases_above_are_all_verdicts() -> None:
    found = {diagnose(descend(**each)).verdict for each in EVERY_CASE}
    assert found == set(Verdict)


@pytest.mark.parametrize("text", ["sqrt(abs(x))", "x log(x)", "abs(x)^1.5", "log(x^2)", "1/x"])
def test_odd_formulas_get_a_verdict_without_a_warning(text: str) -> None:
    goal = formula(text)
    for start in ([0.0], [1e-300], [1.0], [3.0], [-2.0], [1e150]):
        for lr in (1e-3, 0.5, 50.0):
            try:
                run = descend(goal, start=start, lr=lr, steps=40)
            except ValueError as refusal:
                assert "`start`" in str(refusal)  # noqa: PT017
                continue
            assert word(run)


def test_a_flat_loss_has_nothing_to_go_by() -> None:
    run = descend(formula("3 + 0x"), lr=0.1, steps=10)
    assert word(run) == "converges"
    assert (run.w == run.w[0]).all()
