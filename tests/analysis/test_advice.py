"""What a verdict denies and advises is true of the loss, the rule and the schedule at hand."""

from typing import Any

import pytest

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
