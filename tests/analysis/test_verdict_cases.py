"""Runs that were once judged wrongly, each with what is true of it."""

import math
from typing import Any

import numpy as np
import pytest

from lrviz import (
    OBJECTIVES,
    SCHEDULES,
    Diagnosis,
    descend,
    diagnose,
    formula,
    linear_regression,
    network,
    sweep,
)
from lrviz.analysis.diagnosis import verdicts
from lrviz.objectives.examples import EXAMPLES
from lrviz.objectives.logistic import logistic_regression
from lrviz.text import LANGUAGES
from tests.draws import NEW


def judged(goal: Any, **settings: Any) -> Diagnosis:
    text = isinstance(goal, str) and goal not in OBJECTIVES
    return diagnose(descend(formula(goal) if text else goal, **settings))


# ---- losses without a minimum ------------------------------------------------------------

ENDLESS: list[tuple[str, dict[str, Any]]] = [
    ("saddle", {"lr": 5.0}),
    ("saddle", {"lr": 0.1, "start": (1, 0.01)}),
    ("x*y", {"lr": 0.1}),
    ("-x", {"lr": 0.1}),
    ("x^3", {"lr": 0.05, "start": [-0.5], "steps": 30}),
    ("-log(x)", {"lr": 0.1, "start": [1.0]}),
    ("-x^2 - y^2", {"lr": 0.1, "start": (1, 0.5)}),
    ("3x + y", {"lr": 0.1}),
    ("monkey_saddle", {"lr": 0.05}),
    ("saddle", {"lr": 13.3}),  # the trial steps overflow, ∞ − ∞, after falling all the way
]


@pytest.mark.parametrize(("goal", "settings"), ENDLESS, ids=range(len(ENDLESS)))
def test_a_loss_without_a_minimum_falls_and_none_is_invented(
    goal: str, settings: dict[str, Any]
) -> None:
    found = judged(goal, **settings)
    assert found.verdict == "falls"
    for name in ("minimum_loss", "gap_start", "gap_end", "gap_ratio", "lowest_known"):
        assert found.evidence[name] is None, name
    assert found.evidence["minimum_kind"] == "none"
    assert not found.evidence["estimate"]
    for text in (found.sentence(), found.basis(), found.hint()):
        assert "%" not in text
        assert "estimate" not in text
    assert "no minimum" in found.basis()


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("exp(-x)", (0.0,)),
        ("1/x", (1.0,)),
        ("exp(-x) + 5 + y^2", (0.0, 1.0)),
        ("tanh(x)", (1.0,)),
        ("softplus(x)", (3.0,)),
        ("1/(1 + x^2)", (1.0,)),
    ],
)
def test_a_bound_never_reached_is_no_minimum(text: str, start: tuple[float, ...]) -> None:
    found = judged(text, lr=0.1, start=start)
    assert (found.verdict, found.case) == ("crawls", "endless")
    assert found.evidence["minimum_loss"] is None
    assert found.evidence["endless"] == "infimum"
    assert "no minimum" in found.sentence()
    assert "w runs on" in found.sentence()


@pytest.mark.parametrize("labels", [(0, 0, 1, 1), (0, 0, 0, 1)])
@pytest.mark.parametrize("rows", [(0, 1, 2, 3), (0, 1, 1, 3)])
def test_separable_labels_have_no_minimum(labels: tuple[int, ...], rows: tuple[int, ...]) -> None:
    """Also where two rows alike have both labels: then ½·ln 2 is never reached."""
    goal = logistic_regression([[row] for row in rows], labels)
    for steps in (10, 1000):
        found = diagnose(descend(goal, lr=1.0, steps=steps))
        assert (found.verdict, found.case) == ("crawls", "endless")


@pytest.mark.parametrize("rate", [100.0, 1e3, 2193.0, 1e4, 1e8])
@pytest.mark.parametrize(
    ("rows", "labels"), [((-3, -1, 1, 3), (0, 0, 1, 1)), ((-1, -1, 1, 1), (0, 1, 1, 1))]
)
@pytest.mark.parametrize("batch", [None, 2])
def test_no_rate_makes_a_minimum_of_separable_labels(
    rows: tuple[int, ...], labels: tuple[int, ...], batch: int | None, rate: float
) -> None:
    """However far out, where numbers tell no slope any more. The bound is 0; with rows alike of
    both labels ½·ln 2."""
    goal = logistic_regression([[row] for row in rows], labels)
    record = sweep(goal, lr=[rate], steps=40, batch_size=batch)
    (found,) = diagnose(record)
    assert verdicts(record) == [found.verdict]
    assert found.verdict in ("crawls", "oscillates", "hovers")
    assert found.evidence["endless"] == "infimum"
    assert found.evidence["minimum_loss"] is found.evidence["lowest_known"] is None
    assert "no minimum" in found.basis()
    if batch is None:
        assert found.verdict == "crawls"
        assert "no minimum" in found.sentence()
        assert "w runs on" in found.sentence()
        assert "Adam" not in found.hint()


def test_separable_labels_of_many_features_have_no_minimum_either() -> None:
    X = np.random.default_rng(0).normal(size=(40, 70))
    goal = logistic_regression(X, X[:, 0] > 0)
    for rate in (1.0, 1e4):
        found = diagnose(descend(goal, lr=rate, steps=40))
        assert found.verdict == "crawls"
        assert "w runs on" in found.sentence()


# ---- numbers that are none ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("goal", "settings", "word", "case", "step"),
    [
        ("sqrt(x) + x^2", {"lr": 1.0, "start": [1.0]}, "leaves", "value", 1),
        ("x^x", {"lr": 0.03, "start": [0.0]}, "leaves", "start_gradient", 0),
        # √x has an infinite slope at 0, like ∛x: 4 − 16·¼ is 0, and where that leads is nowhere.
        ("sqrt(x)", {"lr": 16.0, "start": [4.0]}, "leaves", "gradient", 1),
        ("sqrt(x) + y^2", {"lr": 16.0, "start": [4.0, 1.0]}, "leaves", "gradient", 1),
        ("sqrt(x)", {"lr": 1.0, "start": [0.0]}, "leaves", "start_gradient", 0),
        ("sqrt(x)", {"lr": 1.0, "start": [0.0], "steps": 0}, "leaves", "start_gradient", 0),
        ("sqrt(x) + (y - 1)^2", {"lr": 0.1, "start": (0.1, 1.1)}, "leaves", "value", 1),
        ("log(x)", {"lr": 0.1, "start": [1.0]}, "leaves", "value", None),
        ("x - log(x)", {"lr": 40.0, "start": [3.0]}, "leaves", "value", 1),
        ("x^4 - x^2", {"lr": 5.0, "start": [3.0]}, "diverges", "overflow", None),
        ("bowl", {"lr": 1e300}, "diverges", "overflow", 1),
        ("bowl", {"lr": 1e308}, "diverges", "overflow", 1),
        ("rosenbrock", {"lr": 0.1}, "diverges", "overflow", None),
        ("x^3", {"lr": 0.1, "start": [-1.0]}, "falls", "overflow", None),
        ("-exp(x)", {"lr": 1.0, "start": [1.0]}, "falls", "overflow", None),
        # The loss rose to 5e17 on the way, then fell four times from swing to swing.
        (
            "monkey_saddle",
            {"lr": 0.56, "start": [1.1, -0.1], "weight_decay": 0.5},
            "diverges",
            "overflow",
            None,
        ),
        (  # it only fell, from side to side
            "monkey_saddle",
            {"lr": 0.3118414374079899, "steps": 20, "start": (-0.9194172556, -0.858399027924)},
            "diverges",
            "overflow",
            None,
        ),
    ],
)
def test_the_first_value_that_is_not_finite_decides(
    goal: str, settings: dict[str, Any], word: str, case: str, step: int | None
) -> None:
    found = judged(goal, **settings)
    assert (found.verdict, found.case) == (word, case)
    assert found.evidence["blow_up"] is not None
    assert step is None or found.evidence["blow_up"] == step


def test_a_run_of_a_sweep_may_begin_where_there_is_no_value() -> None:
    outside, inside = diagnose(sweep(formula("log(x)"), lr=0.1, start=[[-1.0], [2.0]], steps=3))
    assert (outside.verdict, outside.case) == ("leaves", "start_value")
    assert outside.evidence["blow_up"] == 0
    assert inside.verdict == "crawls"


# ---- at rest ------------------------------------------------------------------------------


@pytest.mark.parametrize("goal", ["x^x", "x^x + y^2"])
def test_a_value_without_any_beside_it_is_no_lower_minimum(goal: str) -> None:
    """Of xˣ below 0 only whole numbers have one, (−1)⁻¹ = −1; its minimum is e^(−1/e), at 1/e."""
    found = judged(goal, lr=0.1, start=[1.0, 1.0][: 1 + ("y" in goal)], steps=100)
    assert (found.verdict, found.case) == ("converges", "smooth")
    assert found.evidence["lowest_known"] == pytest.approx(math.exp(-1 / math.e), rel=1e-12)


def test_at_rest_in_another_hollow_is_convergence_also_above_the_start() -> None:
    for start, lr in (((9.5,), 1.9), ((-2.218,), 1.73)):
        found = judged("wave", lr=lr, start=start)
        assert (found.verdict, found.case) == ("converges", "local")
        assert found.evidence["minimum_loss"] == pytest.approx(-1.1907, abs=1e-4)
        assert found.evidence["lowest_known"] == OBJECTIVES["wave"].minimum_loss


@pytest.mark.parametrize(("decay", "steps"), [(5.0, 2000), (2.0, 200)])
def test_decay_holds_a_run_where_it_balances_the_loss(decay: float, steps: int) -> None:
    found = judged("booth", lr=0.05, steps=steps, weight_decay=decay)
    assert (found.verdict, found.case) == ("held", "decay")
    H = np.array([[10.0, 8.0], [8.0, 10.0]]) + decay * np.eye(2)
    np.testing.assert_allclose(found.evidence["balance"], np.linalg.solve(H, (34, 38)), rtol=1e-9)


def test_decay_decoupled_from_the_gradient_holds_too() -> None:
    found = judged("(x - 3)^2", optimizer="adamw", lr=0.01, weight_decay=1.0, steps=3000)
    assert (found.verdict, found.case) == ("held", "decay")


@pytest.mark.parametrize(
    ("name", "values"),
    [("exponential", {"gamma": 0.5}), ("step", {"step_size": 5}), ("polynomial", {"power": 10.0})],
)
def test_a_schedule_that_has_died_holds_a_run(name: str, values: dict[str, Any]) -> None:
    schedule = SCHEDULES[name].bind(**values)
    found = judged("bowl", lr=0.01, steps=200, schedule=schedule)
    assert (found.verdict, found.case) == ("held", "schedule")


def test_a_schedule_may_stop_a_run_at_any_height() -> None:
    """At 1e116 it is not there; rounding of 1e80 on the way is none beside where it ends."""
    found = judged(
        "0.0808x^2 - 0.0223x*y + 0.0081y^2", lr=26.6, steps=400, start=(1.48, -2.58),
        schedule=SCHEDULES["cosine"].bind(),
    )  # fmt: skip
    assert found.evidence["loss_end"] > 1e100
    assert (found.verdict, found.case) == ("held", "schedule")


def test_a_kink_leaves_no_plateau() -> None:
    """At 1e130 no step of a tenth of the map is seen; the slope is as steep as anywhere."""
    found = judged(
        "abs(x) + abs(y) + 5abs(x - 2y)", lr=16.9, steps=400, start=(-1.4993841321727979, -2.229),
        weight_decay=0.5, schedule=SCHEDULES["cosine"].bind(),
    )  # fmt: skip
    assert found.evidence["loss_end"] > 1e100
    assert (found.verdict, found.case) == ("held", "schedule")


def test_decay_that_draws_a_run_far_uphill_does_not_make_it_diverge() -> None:
    found = judged("wave", lr=0.002, steps=400, start=(-9.84,), weight_decay=0.5)
    assert (found.verdict, found.case) == ("crawls", "decay")


def test_momentum_across_a_valley_without_an_end_swings() -> None:
    """Along x the loss is e⁻ˣ: there is no minimum for the swings in y to have reached."""
    found = judged(
        "exp(-x) + y^2", lr=1.13, steps=150, start=(1.438, 0.964), momentum=0.9,
        schedule=SCHEDULES["exponential"].bind(gamma=0.99),
    )  # fmt: skip
    assert found.verdict == "oscillates"
    assert found.evidence["minimum_loss"] is None


SWUNG_FAR: list[tuple[dict[str, Any], str]] = [
    ({"lr": 3.0, "schedule": SCHEDULES["exponential"].bind(gamma=0.9), "steps": 60}, "held"),
    ({"lr": 2.0, "schedule": SCHEDULES["cosine"].bind(), "steps": 400}, "held"),
    ({"lr": 1.95, "schedule": SCHEDULES["exponential"].bind(gamma=0.99), "steps": 200}, "crawls"),
]


@pytest.mark.parametrize(("settings", "word"), SWUNG_FAR, ids=range(len(SWUNG_FAR)))
def test_a_slope_is_none_the_flatter_for_what_lay_far_up(
    settings: dict[str, Any], word: str
) -> None:
    """A first large rate throws these a million times up; the slope they end on is real."""
    found = judged("x^2 + 0.003y^2", start=(1.0, 3.0), **settings)
    assert found.verdict == word
    assert found.evidence["place"] is None


def test_towards_a_bound_never_reached_decay_holds_a_run() -> None:
    """Newton's steps run on to where e⁻ˣ is nothing; that is not where the run is."""
    schedule = SCHEDULES["exponential"].bind(gamma=0.99)
    found = judged(
        "exp(-x) + y^2", lr=0.117, steps=150, start=(-1.02, -0.67), weight_decay=0.5,
        schedule=schedule,
    )  # fmt: skip
    assert (found.verdict, found.case) == ("held", "decay")


def test_growth_may_be_slow() -> None:
    """|1 − ηλ| = 1.015: in 100 steps it grows by a factor of four."""
    found = judged("abs(x) + 0.1x^2", lr=10.07, steps=400, start=(2.23,))
    assert (found.verdict, found.case) == ("diverges", "swings")


@pytest.mark.parametrize("rule", [{}, {"optimizer": "adamw", "lr": 0.01}, {"momentum": 0.5}])
def test_decay_that_pulls_a_run_uphill_does_not_swing(rule: dict[str, Any]) -> None:
    given = {"lr": 0.01, "steps": 30, "weight_decay": 0.5, **rule}
    found = judged("(x - 3)^2", start=(2.9,), **given)
    assert found.evidence["loss_end"] > found.evidence["loss_start"]
    assert (found.verdict, found.case) == ("crawls", "decay")
    for language in LANGUAGES:
        assert found.sentence(language)
        assert found.hint(language)
    assert "decay" in found.sentence()


def test_a_living_schedule_does_not() -> None:
    schedule = SCHEDULES["exponential"].bind(gamma=0.98)
    assert judged("bowl", lr=0.001, steps=100, schedule=schedule).verdict == "crawls"


def test_a_step_below_rounding_and_a_rule_that_shrinks_its_own_hold_a_run() -> None:
    found = judged("bowl", lr=1e-20, steps=50)
    assert (found.verdict, found.case) == ("held", "rounding")
    given = {"lr": 1e-3, "lr_decay": 100.0, "steps": 100}
    for goal in ("bowl", "rosenbrock", "abs(x) + abs(y)"):
        found = judged(goal, optimizer="adagrad", **given)
        assert (found.verdict, found.case) == ("held", "rule")
        assert found.evidence["gap_ratio"] > 0.9
    # the slope turns at every step, so that Rprop halves its steps until they are nothing
    given = {"lr": 0.1, "step_sizes": (1e-40, 50.0), "start": (3.0, 2.9), "steps": 100}
    found = judged("abs(x - y) + 0.1abs(x + y)", optimizer="rprop", **given)
    assert (found.verdict, found.case) == ("held", "rule")
    assert found.evidence["gap_ratio"] > 0.1


def test_the_top_is_a_maximum_and_the_bend_an_inflection() -> None:
    assert (judged("cos(x)", lr=0.1, start=[0.0]).case) == "maximum"
    assert "shrunk" not in judged("cos(x)", lr=0.1, start=[0.0]).sentence()
    assert (judged("x^3", lr=0.1, start=[0.0]).case) == "inflection"
    assert (judged("x^2 - y^2", lr=0.1, start=(1.0, 0.0), steps=200).case) == "saddle"
    assert (judged("plateau", lr=1e6, start=(-6, -4), optimizer="sgd", steps=3).verdict) != "stalls"


# ---- far from the minimum -----------------------------------------------------------------


@pytest.mark.parametrize(("rule", "lr"), [("rmsprop", 1.0), ("adagrad", 20.0), ("sgd", 60.0)])
def test_a_shelf_that_a_run_leapt_onto_is_no_maximum(rule: str, lr: float) -> None:
    """All round the loss is 1 in every digit; lower it is nowhere near."""
    found = judged("plateau", optimizer=rule, lr=lr, steps=50, start=(1.0, 1.0))
    assert (found.verdict, found.case) == ("stalls", "plateau")


@pytest.mark.parametrize("text", ["x^3", "x^3 + y^2", "x^5 + y^2", "x^3 - 3*x*y^2"])
def test_a_constant_makes_no_minimum_of_a_bend(text: str) -> None:
    """Near it the loss is the constant in every digit."""
    for constant in (0, 1, 37.25, 1000):
        start = (1.2,) if "y" not in text else (1.2, 0.1)
        found = judged(f"{text} + {constant}", lr=0.002, steps=3, start=start)
        assert (found.case, found.evidence["minimum_loss"]) == ("unknown", None), constant


def test_a_loss_below_its_minimum_by_rounding_leaves_no_share_below_nothing() -> None:
    for lr in np.geomspace(0.03, 0.05, 24):
        found = judged("wave", lr=float(lr), steps=300)
        assert found.evidence["gap_ratio"] >= 0
        assert "−" not in found.sentence().replace("10⁻", "")


def test_the_way_and_the_gap_that_are_left_are_to_one_minimum() -> None:
    """In the hollow of two wells that is not the lower one the way is to its own minimum."""
    found = judged("two_wells", lr=0.02, steps=8, start=(3.0, 1.0))
    nearest = judged("two_wells", lr=0.02, steps=2000, start=(3.0, 1.0))
    assert (found.verdict, found.case) == ("crawls", "local")
    assert nearest.case == "local"
    end, start = (descend("two_wells", lr=0.02, steps=n, start=(3.0, 1.0)).w[-1] for n in (8, 0))
    well = descend("two_wells", lr=0.02, steps=2000, start=(3.0, 1.0)).w[-1]
    left = np.linalg.norm(end - well) / np.linalg.norm(start - well)
    assert found.evidence["way_left"] == pytest.approx(left, rel=1e-6)
    assert "gap" not in found.sentence()
    assert judged("two_wells", lr=0.02, steps=8, start=(-3.0, 1.0)).case == "way"


def test_the_steep_direction_done_is_not_convergence() -> None:
    rows = ((2104, 400), (1600, 330), (2400, 369), (1416, 232))
    text = "+".join(f"({m}x+y-{price})^2" for m, price in rows)
    found = judged(text, lr=6e-9, steps=2000, start=(0, 0))
    assert (found.verdict, found.case) == ("crawls", "valley")
    found = judged("(1-x)^2 + 100(y-x^2)^2", lr=0.001, start=(-0.663, -1.302), steps=1000)
    assert (found.verdict, found.case) == ("crawls", "valley")
    assert 0.2 < found.evidence["way_left"] < 0.5
    text = "+".join(f"({5 * k}x+y-{2 * k})^2/8" for k in range(1, 9))
    found = judged(text, lr=0.001, steps=2000, start=(0, -1))
    assert (found.verdict, found.case) == ("crawls", "valley")
    assert "raise" not in found.hint().lower()


def test_a_kinked_valley_has_its_minimum_at_its_end() -> None:
    found = judged("abs(x)+abs(y)+5abs(x-2y)", lr=0.00178, steps=50, start=(1.517, 0.003))
    assert found.verdict != "converges"
    assert found.evidence["minimum_loss"] == pytest.approx(0.0, abs=1e-8)
    assert found.evidence["gap_ratio"] == pytest.approx(0.184, abs=1e-3)


def test_a_swing_that_comes_back_is_not_divergence() -> None:
    words = [
        judged("x^2 + 2y^2", optimizer="adam", lr=100.0, steps=steps).verdict
        for steps in (10, 50, 200)
    ]
    assert words == ["oscillates", "oscillates", "converges"]
    assert judged("x^2 + 2y^2", optimizer="adam", lr=100.0, steps=10).case == "back"
    for lr in (391.0, 455.0, 5000.0):
        assert judged("bowl", optimizer="adam", lr=lr, steps=100).verdict != "diverges"


def test_rounding_does_not_zig_zag() -> None:
    found = judged("goldstein_price", lr=0.0003, steps=2000, start=(0.005, -1.004))
    assert (found.verdict, found.case) == ("converges", "smooth")
    random = np.random.default_rng(3)
    for _ in range(40):
        angle, ratio = random.uniform(0, np.pi), random.uniform(1, 20)
        c, s = np.cos(angle), np.sin(angle)
        a, b, d = c * c + ratio * s * s, (1 - ratio) * c * s, s * s + ratio * c * c
        text = f"{a!r}*(x-1)^2/2 + {b!r}*(x-1)*(y+2) + {d!r}*(y+2)^2/2".replace("np.float64", "")
        found = judged(text, lr=0.9 / ratio, steps=600)
        assert found.case == "smooth", text


# ---- hints and marks ----------------------------------------------------------------------


def test_a_hint_names_the_bound_of_the_rule_in_use() -> None:
    cases = (
        ({"lr": 0.6}, "0.5"),
        ({"lr": 0.45, "momentum": 0.9, "nesterov": True}, "0.3393"),
        ({"lr": 1.2, "momentum": 0.9}, "0.95"),
        ({"lr": 0.6, "weight_decay": 0.1}, "0.4878"),
    )
    for settings, bound in cases:
        found = judged("bowl", steps=60, **settings)
        assert found.verdict == "diverges"
        assert bound in found.hint(), (settings, found.hint())
    scheduled = judged("bowl", lr=0.9, steps=60, schedule="exponential", optimizer="sgd")
    for found in (scheduled, judged("rosenbrock", lr=0.1)):
        assert not any(letter.isdigit() for letter in found.hint())


def test_no_hint_contradicts_its_own_sentence() -> None:
    assert "zig-zag" not in judged("bowl", lr=0.45, steps=100).hint()
    swing = judged("parabola", lr=0.001, steps=300, momentum=0.99)
    assert swing.verdict == "oscillates"
    assert "momentum" in swing.hint()
    assert "Halve" not in swing.hint()


@pytest.mark.parametrize(
    ("text", "start", "lr", "smaller", "word", "hint", "then"),
    [
        ("x^3 - 3x", (2.0,), 0.5, 0.01, "falls", "leapt", "converges"),
        ("x^3/3 - x + 5y^2", (2.0, 1.0), 1.6, 0.01, "falls", "leapt", "converges"),
        ("0.02sin(100x) - x", (0.02,), 1.0, 1e-4, "falls", "leapt", "converges"),
        ("x^2*exp(-x)", (-2.0,), 0.3, 0.0333, "crawls", "leapt", "converges"),
        ("x^2 - y^2", (1.0, 0.1), 0.4, 0.01, "falls", "falls", "falls"),
        ("x - log(x)", (3.0,), 5.0, 0.05, "leaves", "leaves", "converges"),
        ("sqrt(x) + x^2", (1.0,), 0.1, 0.001, "leaves", "leaves_edge", "leaves"),
        ("log(x) + log(y)", (1.0, 2.0), 0.1, 0.001, "leaves", "leaves_edge", "leaves"),
    ],
)
def test_what_a_hint_says_of_a_smaller_rate_is_what_that_rate_does(
    text: str, start: tuple[float, ...], lr: float, smaller: float, word: str, hint: str, then: str
) -> None:
    goal = formula(text)
    found = judged(goal, lr=lr, start=start, steps=100)
    assert (found.verdict, found.advised[0]) == (word, hint)
    assert judged(goal, lr=smaller, start=start, steps=4000).verdict == then


@pytest.mark.parametrize(
    ("text", "start", "lr", "word"),
    [
        ("1/x", (-4.0,), 0.1, "crawls"),
        ("1/x", (-4.0,), 1.0, "oscillates"),
        ("1/x", (-1.0,), 1.0, "diverges"),  # it lands on 0
        ("log(abs(x))", (4.0,), 16.0, "falls"),  # so does this
        ("log(abs(x)) + x^2", (2.0,), 0.1, "oscillates"),
        ("tan(x)", (1.0,), 0.1, "oscillates"),
        ("-1/(x^2 + y^2)", (2.0, 1.0), 0.1, "oscillates"),
    ],
)
def test_towards_a_pole_no_smaller_rate_is_said_to_arrive(
    text: str, start: tuple[float, ...], lr: float, word: str
) -> None:
    goal = formula(text)
    found = judged(goal, lr=lr, start=start, steps=200)
    assert (found.verdict, found.advised[0]) == (word, "pole")
    for share in (0.1, 0.01):
        assert judged(goal, lr=share * lr, start=start, steps=400).verdict != "converges"


def test_a_bottom_without_a_pole_is_no_pole() -> None:
    for text, start, lr in (
        ("log(1 + x^2)", 3.0, 40.0),
        ("x*log(x)", 3.0, 3.0),
        ("sqrt(abs(x))", 1.0, 0.1),
        ("x^2 + 1/x", 2.0, 1.5),
    ):
        assert judged(text, lr=lr, start=(start,), steps=60).advised[0] != "pole"


@pytest.mark.parametrize(
    ("text", "settings"),
    [
        ("x^2", {"lr": 0.9, "start": (2.0,), "steps": 1}),  # at −1.6, and 1 is the bound
        ("cosh(x)", {"lr": 14.9, "start": (1.85,), "steps": 5, "optimizer": "adagrad"}),
        ("x - log(x)", {"lr": 0.7, "start": (2.2,), "steps": 2, "optimizer": "adamw"}),
    ],
)
def test_no_larger_rate_is_advised_once_a_step_has_gone_too_far(
    text: str, settings: dict[str, Any]
) -> None:
    found = judged(text, **settings)
    assert (found.verdict, found.advised[0]) == ("crawls", "crawls_past")
    for factor in (1.05, 1.1, 1.3):
        larger = judged(text, **{**settings, "lr": factor * settings["lr"]})
        assert not larger.evidence["loss_end"] < found.evidence["loss_end"]


def test_neither_a_larger_rate_nor_patience_is_advised_where_decay_holds_a_crawl() -> None:
    """AdamW's step is η·sign at last, so that a decay of ½ holds it at w = 2, short of 3."""
    decayed: dict[str, Any] = {"optimizer": "adamw", "weight_decay": 0.5, "start": (0.0,)}
    found = judged("(x - 3)^2", lr=0.1, steps=200, **decayed)
    assert (found.verdict, found.advised[0]) == ("crawls", "crawls_decay")
    for lr in (0.1, 0.5):
        assert descend(formula("(x - 3)^2"), lr=lr, steps=4000, **decayed).w[-1, 0] < 2.05
    free = judged("(x - 3)^2", lr=0.001, steps=100, **decayed)
    assert (free.verdict, free.advised[0]) == ("crawls", "crawls")


@pytest.mark.parametrize("rate", [0.05, 0.005])
def test_what_decay_holds_up_is_not_laid_to_the_noise_of_minibatches(rate: float) -> None:
    """At (XᵀX/n + λI)⁻¹Xᵀy/n the loss is as far above the minimum without any noise."""
    x = np.linspace(-2, 2, 40)
    y = 3 * x + 1 + 0.3 * np.random.default_rng(0).normal(size=40)
    goal = linear_regression(x[:, None], y)
    decayed = descend(goal, lr=rate, steps=round(20 / rate), batch_size=4, weight_decay=0.5)
    found = diagnose(decayed)
    assert (found.verdict, found.case, found.advised[0]) == ("hovers", "decay", "held_decay")
    design = np.column_stack([x, np.ones(40)])
    normal = design.T @ design / 40
    least, ridge = (
        ((design @ np.linalg.solve(normal + decay * np.eye(2), design.T @ y / 40) - y) ** 2).mean()
        for decay in (0.0, 0.5)
    )
    assert found.evidence["gap_end"] == pytest.approx((ridge - least) / 2, rel=0.2)
    noisy = diagnose(descend(goal, lr=0.3, steps=900, batch_size=1, weight_decay=1e-4))
    assert (noisy.verdict, noisy.case) == ("hovers", "sentence")


@pytest.mark.parametrize(
    "settings",
    [
        {"lr": 9.78, "steps": 5, "optimizer": "adamw"},
        {"lr": 2000, "steps": 1, "weight_decay": 1e-5},
    ],
)
def test_w_is_not_said_to_run_on_where_a_decay_draws_it_back(settings: dict[str, Any]) -> None:
    """e⁻ˣ has a bound and no minimum, but with a decay w comes back, as more steps show."""
    goal = formula("exp(-x)")
    found = judged(goal, start=(2.28,), **settings)
    assert (found.verdict, found.case) == ("crawls", "unknown")
    assert "leapt" not in found.hint()
    longer = descend(goal, start=(2.28,), **{**settings, "steps": 10 * settings["steps"]})
    assert longer.w[-1, 0] < longer.w[:, 0].max()


def test_no_larger_rate_is_advised_beyond_the_bound_of_the_rule() -> None:
    early = judged("bowl", lr=0.6, start=(-5.0, 0.0), steps=1)
    assert early.verdict == "crawls"
    assert early.advised == ("crawls_beyond", {"critical": pytest.approx(0.5)})


def test_what_is_in_use_is_not_advised() -> None:
    valley = judged("rosenbrock", lr=0.0012, momentum=0.5, steps=400)
    assert valley.case == "valley"
    assert not valley.hint().startswith("Take momentum")
    flat = {"start": (1.0, 1.0), "steps": 50, "optimizer": "adam", "lr": 20.0}
    plateau = judged("plateau", **flat)
    assert plateau.case == "plateau"
    assert "Adam" not in plateau.hint()


def test_the_estimate_belongs_to_the_run() -> None:
    record = sweep("wave", lr=[0.05, 0.05], start=[[-9.9], [6.0]], steps=200)
    beyond, within = diagnose(record)
    assert beyond.evidence["estimate"]
    assert not within.evidence["estimate"]
    assert within.evidence["minimum_kind"] == "known"


# ---- what leaves the verdict as it is -------------------------------------------------------


def _pairs(seed: int) -> list[tuple[str, dict[str, Any]]]:
    random = np.random.default_rng(seed)
    goals = (
        "x^2 + 3y^2",
        "x^4 + y^2 - x",
        "x^2 - y^2",
        "(x^2 - 4)^2/10 + 0.3x + y^2",
        "x^4 + x y + y^2",
    )
    rules: tuple[dict[str, Any], ...] = ({}, {"momentum": 0.9}, {"momentum": 0.5, "nesterov": True})
    return [
        (
            goals[int(random.integers(len(goals)))],
            {
                "lr": float(10 ** random.uniform(-4, 0)),
                "start": tuple(random.uniform(-2, 2, 2)),
                "steps": int(random.choice([5, 30, 120])),
                **rules[int(random.integers(len(rules)))],
            },
        )
        for _ in range(30 if NEW else 8)
    ]


@pytest.mark.parametrize("seed", range(2))
def test_a_constant_a_scale_and_an_order_change_no_verdict(seed: int) -> None:
    for text, settings in _pairs(seed):
        word = diagnose(descend(formula(text, ("x", "y")), **settings)).verdict
        raised = diagnose(descend(formula(f"{text} + 7.25", ("x", "y")), **settings)).verdict
        scaled = {**settings, "lr": settings["lr"] / 64}
        larger = diagnose(descend(formula(f"64*({text})", ("x", "y")), **scaled)).verdict
        turned = {**settings, "start": settings["start"][::-1]}
        swapped = diagnose(descend(formula(text, ("y", "x")), **turned)).verdict
        assert word == raised == larger == swapped, (text, settings)


def test_a_rotation_changes_no_verdict() -> None:
    """By (3, 4)/5, which float64 keeps nearly exact."""
    for text, settings in _pairs(7):
        x, y = settings["start"]
        back = {**settings, "start": (0.6 * x - 0.8 * y, 0.8 * x + 0.6 * y)}
        u, v = "(0.6x + 0.8y)", "(0.6y - 0.8x)"
        rotated = "".join({"x": u, "y": v}.get(letter, letter) for letter in text)
        word = diagnose(descend(formula(text, ("x", "y")), **settings)).verdict
        assert diagnose(descend(formula(rotated, ("x", "y")), **back)).verdict == word, settings


@pytest.mark.parametrize("name", ["two_wells", "himmelblau", "wave", "plateau", "rosenbrock"])
def test_a_typed_formula_is_judged_as_the_surface(name: str) -> None:
    goal = OBJECTIVES[name]
    typed = formula(goal.text, goal.parameter_names)  # type: ignore[attr-defined]
    rates = np.geomspace(1e-4, 0.5, 24)
    named = sweep(name, lr=rates, steps=150)
    other = sweep(typed, lr=rates, steps=150, start=goal.start)
    words = [[found.verdict for found in diagnose(record)] for record in (named, other)]
    assert words[0] == words[1]


def test_every_case_can_be_said_in_every_language() -> None:
    for goal, settings in [
        *ENDLESS,
        ("bowl", {"lr": 0.1, "steps": 0}),
        ("cos(x)", {"start": [0.0]}),
    ]:
        found = judged(goal, **settings)
        for language in LANGUAGES:
            for text in (found.sentence(language), found.hint(language), found.basis(language)):
                assert "{" not in text
                assert "None" not in text


# ---- a quadratic has a minimum, and no other point without a slope -----------------------

YEARS = np.arange(20.0)  # Years, seconds of a clock: numbers whose spread is small beside them.


@pytest.mark.parametrize(
    ("first", "share", "steps"),
    [(2e3, 0.1, 200), (2e3, 1.0, 9), (1e5, 1.5, 2000), (1e9, 0.9, 200), (1e9, 1.5, 200)],
)
def test_the_valley_of_least_squares_is_neither_a_saddle_nor_a_local_minimum(
    first: float, share: float, steps: int
) -> None:
    x, y = first + YEARS, YEARS + YEARS % 5
    rows = np.column_stack([x, np.ones(20)])
    steepest = np.linalg.svd(rows, compute_uv=False)[0] ** 2 / 20
    best = np.polynomial.Polynomial.fit(x, y, 1)
    lowest = np.square(best(x) - y).mean() / 2
    found = judged(linear_regression(x, y), lr=share / steepest, steps=steps)
    assert found.verdict not in ("stalls", "converges")  # convex, and far above its minimum
    assert found.evidence["loss_end"] > 10 * lowest
    assert found.evidence["minimum_kind"] == "known"
    assert found.evidence["minimum_loss"] == pytest.approx(lowest, rel=1e-6)
    if found.verdict != "oscillates":  # a larger rate would blow up: no advice
        assert "the steep direction limits the learning rate" in found.hint()


def test_a_network_has_a_value_everywhere_so_one_that_overflows_leaves_nothing() -> None:
    """At its last weights the loss is finite and the gradient ∞ − ∞."""
    X, y = EXAMPLES["pieces"].load(rows=64, noise=0.0, seed=2)
    net = network(X, y, hidden=(12, 12, 12), activation="relu", init="torch", seed=2)
    run = descend(net, lr=50.0, steps=60)
    found = diagnose(run)
    assert run.beyond is not None
    assert np.isfinite(run.beyond[: net.dim + 1]).all()
    assert np.isnan(run.beyond[net.dim + 1 :]).any()
    assert found.verdict == "diverges"
    assert "formula" not in found.sentence()
