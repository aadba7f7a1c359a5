"""What a verdict denies and advises is true of the loss, the rule and the schedule at hand."""

from typing import Any

import numpy as np
import pytest
import torch

from lrviz import OBJECTIVES, SCHEDULES, Diagnosis, descend, diagnose, formula
from lrviz.text import LANGUAGES


def judged(goal: str, **settings: Any) -> Diagnosis:
    return diagnose(descend(goal if goal in OBJECTIVES else formula(goal), **settings))


def said(found: Diagnosis) -> str:
    """Every text of a verdict; in both languages without a gap."""
    for language in LANGUAGES:
        texts = [found.sentence(language), found.basis(language), found.hint(language)]
        assert not any("{" in each or "None" in each for each in texts)
    return " ".join([found.sentence(), found.basis(), found.hint()])


# ---- another way there may be a minimum -------------------------------------------------------

# Each with where it has one, by calculus.
ONE_WAY: list[tuple[str, tuple[float, ...], tuple[float, ...]]] = [
    ("x/(1 + x^2)", (3.0,), (-1.0,)),
    ("(x^2 - 1)*exp(-x)", (3.0,), (1 - 2**0.5,)),
    ("x^2/(1 + x^2)^2", (3.0,), (0.0,)),
    ("x^2/(1 + x^2)^2 + y^2", (3.0, 1.0), (0.0, 0.0)),
    ("(x^2 - 1)*exp(-x^2) + 1", (2.0,), (0.0,)),
    ("1/x^2 - 1/x", (-4.0,), (2.0,)),
]


@pytest.mark.parametrize(("text", "start", "minimum"), ONE_WAY)
def test_no_minimum_is_denied_but_the_way_the_run_goes(
    text: str, start: tuple[float, ...], minimum: tuple[float, ...]
) -> None:
    goal = formula(text)
    beside = np.array(minimum) + 0.05
    assert descend(goal, lr=0.1, start=beside, steps=2000).w[-1] == pytest.approx(minimum, abs=1e-3)
    found = judged(text, lr=0.1, start=start)
    assert (found.verdict, found.case) == ("crawls", "endless")
    for part in (found.sentence(), found.basis(), found.hint()):
        assert "this way" in part.lower()
    for part in (found.sentence("zh"), found.basis("zh"), found.hint("zh")):
        assert "方向" in part
    said(found)


def test_decay_lets_no_run_go_on_towards_a_bound() -> None:
    """e⁻ˣ + ½λx² has a minimum, and the run comes to rest there."""
    settings: dict[str, Any] = {"lr": 0.1, "start": (0.0,), "weight_decay": 0.01}
    assert judged("exp(-x)", steps=20_000, **settings).case == "decay"
    found = judged("exp(-x)", steps=100, **settings)
    assert found.verdict == "crawls"
    assert "w runs on" not in said(found)
    assert "nothing to arrive at" not in said(found)


@pytest.mark.parametrize(
    ("text", "start", "lr", "least"),
    [
        ("exp(-x)", (-4.0,), 8.29, (10.0,)),
        ("exp(-x) + y^2", (-4.0, 1.0), 0.9, (10.0, -1.0)),
        ("1/(1 + x^2)", (0.5,), 1e6, (100.0,)),
    ],
)
def test_far_out_towards_a_bound_is_no_plateau_and_no_saddle(
    text: str, start: tuple[float, ...], lr: float, least: tuple[float, ...]
) -> None:
    """The slope left is nothing beside the first; yet it leads on, and never to a minimum."""
    run = descend(formula(text), lr=lr, start=start, steps=1000)
    assert (run.w[-1] >= least).all()
    found = diagnose(run)
    assert (found.verdict, found.case) == ("crawls", "limit")
    assert "this way it has no minimum" in said(found).lower()
    assert "flat all round" not in said(found)


# ---- who holds a run --------------------------------------------------------------------------

DECOUPLED: list[tuple[str, dict[str, Any], str]] = [
    ("bowl", {"optimizer": "adamw", "schedule": "exponential", "steps": 1000}, "schedule"),
    ("rosenbrock", {"optimizer": "adamw", "schedule": "exponential", "steps": 600}, "schedule"),
    ("rosenbrock", {"optimizer": "adamw", "schedule": "exponential", "steps": 1000}, "schedule"),
    ("beale", {"optimizer": "adamw", "schedule": "step", "steps": 600}, "schedule"),
    (
        "wave",
        {
            "optimizer": "nadam", "decoupled_weight_decay": True, "weight_decay": 0.01,
            "schedule": "exponential", "steps": 1000,
        },
        "schedule",
    ),
    ("bowl", {"optimizer": "adamw", "lr": 1e-18}, "rounding"),
]  # fmt: skip


@pytest.mark.parametrize(("goal", "settings", "cause"), DECOUPLED, ids=range(len(DECOUPLED)))
def test_decay_is_no_cause_where_its_own_pull_is_rounding(
    goal: str, settings: dict[str, Any], cause: str
) -> None:
    """The rule without decay, at the same rates, is held by the same cause."""
    given = {"lr": 0.005, **settings}
    plain = {name: value for name, value in given.items() if "decay" not in name}
    plain["optimizer"] = plain["optimizer"].removesuffix("w")
    for found in (judged(goal, **given), judged(goal, **plain)):
        assert (found.verdict, found.case) == ("held", cause)
        assert "balance" not in said(found)


def test_a_schedule_that_keeps_a_rate_of_next_to_nothing_holds_a_run() -> None:
    """After its five steps the rate is 4·10⁻⁶ of its largest, for good."""
    schedule = SCHEDULES["one_cycle"].bind(total_steps=5)
    for steps in (100, 2000):
        run = descend("bowl", lr=0.1, schedule=schedule, steps=steps)
        assert run.lr[-1] < 1e-5 * run.lr.max()
        found = diagnose(run)
        assert (found.verdict, found.case) == ("held", "schedule")


@pytest.mark.parametrize(
    ("schedule", "steps"),
    [
        (SCHEDULES["exponential"], 80),
        (SCHEDULES["exponential"], 30),
        (SCHEDULES["step"].bind(step_size=20), 50),
        (SCHEDULES["polynomial"].bind(total_iters=50), 40),
    ],
)
def test_no_more_steps_are_advised_where_the_schedule_leaves_none_to_speak_of(
    schedule: Any, steps: int
) -> None:
    """All the rates to come, however many, take it no nearer."""
    found = diagnose(descend("bowl", lr=0.005, schedule=schedule, steps=steps))
    assert found.verdict == "crawls"
    assert "more steps" not in said(found)
    ten_times = diagnose(descend("bowl", lr=0.005, schedule=schedule, steps=10 * steps))
    assert ten_times.verdict in ("held", "crawls")
    assert ten_times.evidence["way_left"] > 0.5
    assert "more steps" in said(judged("bowl", lr=0.005, steps=steps))


# ---- saddles ----------------------------------------------------------------------------------

BENT: list[tuple[str, dict[str, Any]]] = [
    ("x^3 + y^2", {"start": (2, 1), "lr": 0.1666}),
    ("x^3 + y^2", {"start": (2, 1), "lr": 0.166, "steps": 2000}),
    ("x^3 + 3y^2", {"start": (2, 1), "lr": 0.166, "steps": 2000}),
    ("x^3/(1 + abs(x)^3) + y^2", {"start": (1, 1), "lr": 0.5, "steps": 5000}),
    ("x^3/(1 + x^4) + y^2", {"start": (0.8, 0.5), "lr": 0.166, "steps": 5000}),
]


@pytest.mark.parametrize(("text", "settings"), BENT, ids=range(len(BENT)))
def test_what_bends_upward_in_one_direction_is_no_plateau(
    text: str, settings: dict[str, Any]
) -> None:
    goal = formula(text)
    found = diagnose(descend(goal, **settings))
    end = descend(goal, **settings).w[-1]
    here, *beside = goal.loss(
        torch.tensor(end + np.array([(0, 0), (0, 0.1), (0, -0.1), (-0.1, 0)]))
    )
    assert beside[0] > here
    assert beside[1] > here
    assert beside[2] < here
    assert (found.verdict, found.case) == ("stalls", "saddle")
    said(found)


AT_REST: list[tuple[str, dict[str, Any], str]] = [
    ("saddle", {"start": (-5.0, 0.0), "lr": 0.1, "steps": 200}, "stalls_side"),
    ("saddle", {"start": (-5.0, 0.0), "lr": 0.1, "steps": 2000}, "stalls_side"),
    ("x^3", {"start": (2.0,), "lr": 0.1666, "steps": 100}, "stalls_side"),
    ("x^3", {"start": (2.0,), "lr": 0.1666, "steps": 2000}, "stalls_side"),
    ("saddle", {"start": (1.0, 1e-200), "lr": 0.1, "steps": 400}, "stalls_saddle"),
    (
        "saddle",
        {"start": (1.0, 1.0), "lr": 0.05, "weight_decay": 5.0, "steps": 200},
        "stalls_decay",
    ),
    ("saddle", {"start": (1.0, 0.0), "lr": 0.05, "weight_decay": 1.0}, "stalls_side"),
    ("saddle", {"start": (0.0, 0.0), "lr": 0.1}, "stalls_exactly"),
]


@pytest.mark.parametrize(("goal", "settings", "hint"), AT_REST, ids=range(len(AT_REST)))
def test_more_steps_are_advised_where_they_lead_off_a_saddle(
    goal: str, settings: dict[str, Any], hint: str
) -> None:
    found = judged(goal, **{"steps": 300, **settings})
    assert (found.verdict, found.advised[0]) == ("stalls", hint)
    said(found)
    later = judged(goal, **{**settings, "steps": 10_000})
    assert (later.verdict == "falls") == (hint == "stalls_saddle")
    if hint in ("stalls_side", "stalls_exactly"):
        start = np.array(settings["start"]) - 0.01
        aside = judged(goal, **{**settings, "start": -abs(start), "steps": 10_000})
        assert aside.verdict == "falls"
    if hint == "stalls_decay":
        less = judged(goal, **{**settings, "weight_decay": 0.5, "steps": 10_000})
        assert less.verdict == "falls"


@pytest.mark.parametrize(
    ("text", "start"),
    [("cos(x)", 2 * np.pi), ("sin(x)", np.pi / 2), ("x^3 - 3.3x", -(1.1**0.5))],
)
def test_a_maximum_known_but_to_rounding_is_one(text: str, start: float) -> None:
    run = descend(formula(text), lr=0.1, start=[start])
    assert 0 < abs(run.grad[0, 0]) < 1e-14
    found = diagnose(run)
    assert (found.verdict, found.case) == ("stalls", "maximum")
    assert "eyond rounding" in said(found)


# ---- what a smaller rate would do -------------------------------------------------------------

ADAPTIVE: list[tuple[str, dict[str, Any], float]] = [
    ("x^3 - 3x + y^2", {"optimizer": "adam", "start": (2, 1)}, 0.1),
    ("x^2 + y^2 + x*y^2", {"optimizer": "adam", "start": (1, 1)}, 0.1),
    ("x^2 + y^2 + x*y^2", {"optimizer": "rmsprop", "start": (1, 1)}, 0.05),
    ("x^2 + y^2 + z^2 + x*y*z", {"optimizer": "nadam", "start": (1, 1, 1)}, 0.05),
]


@pytest.mark.parametrize(("text", "settings", "smaller"), ADAPTIVE, ids=range(len(ADAPTIVE)))
def test_nothing_is_denied_of_a_smaller_rate_that_is_not_known(
    text: str, settings: dict[str, Any], smaller: float
) -> None:
    found = judged(text, lr=5.0, **settings)
    assert (found.verdict, found.advised[0]) == ("falls", "falls_unknown")
    assert judged(text, lr=smaller, steps=2000, **settings).verdict == "converges"
    said(found)


def test_nothing_is_promised_of_one_either() -> None:
    settings = {"optimizer": "adam", "start": (2.0, 1.0), "steps": 1000}
    for lr in (1.0, 0.1, 0.003):
        found = judged("sqrt(x) + y^2", lr=lr, **settings)
        assert (found.verdict, found.advised[0]) == ("leaves", "leaves_unknown")
        said(found)


# ---- the minimum ------------------------------------------------------------------------------


@pytest.mark.parametrize(("text", "start"), [("x^4", (1.0,)), ("x^4 + y^4", (1.0, 1.0))])
def test_a_run_that_ends_as_high_as_it_began_has_its_minimum_below(
    text: str, start: tuple[float, ...]
) -> None:
    """At η = ½ it goes from 1 to −1 and back for ever."""
    found = judged(text, lr=0.5, start=start)
    assert found.verdict == "oscillates"
    assert found.evidence["minimum_loss"] == pytest.approx(0.0, abs=1e-20)
    assert found.evidence["gap_ratio"] == pytest.approx(1.0)


def test_a_minimum_of_the_domain_alone_is_called_so() -> None:
    """x·cos(0.15πx) is −20 at 20 and has no lowest value; a bowl has."""
    wave = judged("wave", lr=0.05)
    assert judged("wave", lr=0.05, start=(19.0,)).evidence["loss_end"] < -20
    assert "within the domain" in wave.basis()
    assert "取值范围内" in wave.basis("zh")
    for name, goal in OBJECTIVES.items():
        if goal.minimum_loss is not None and name != "wave":
            assert "domain" not in judged(name, lr=1e-4, steps=5).basis()


# ---- a schedule's own floor ---------------------------------------------------------------------


@pytest.mark.parametrize("name", ["cosine", "warmup_cosine"])
def test_where_the_schedule_leads_to_a_large_rate_a_smaller_one_is_no_advice(name: str) -> None:
    def found(lr: float, floor: float) -> Diagnosis:
        return judged("bowl", lr=lr, steps=50, schedule=SCHEDULES[name].bind(eta_min=floor))

    for lr in (1e-6, 1e-12):
        above = found(lr, 5.0)
        assert (above.verdict, "η_min" in above.hint()) == ("diverges", True)
        assert "smaller" not in said(above)
    assert found(0.1, 0.01).verdict == "converges"  # as the hint says
    assert "η_min" not in found(3.0, 0.01).hint()
