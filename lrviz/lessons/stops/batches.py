"""Minibatches: a stand-in for all the data, what it costs and saves, and the notes' own run."""

from lrviz.lessons.claims import Equal, Figure, Less, Near, Reading
from lrviz.lessons.questions import Choice, ChoiceQuestion, NumberQuestion, VerdictQuestion
from lrviz.lessons.record import Stop
from lrviz.lessons.tasks import Exercise

__all__ = ["STOPS"]

# The notes' own run; w begins as two draws of N(0, 0.01), b at 0.
NOTES = "data=textbook&std=0&loss=half_mse&rb=10&eta=0.03&epochs=3&from=0.0061,-0.0127,0.0&at=0"
_ALL = ("rb=0&epochs=40",)
_PATHS = {"one": "rb=1&epochs=1", "some": "rb=20&epochs=4", "all": "rb=200&epochs=40"}
_UNDIVIDED = "loss=sse&eta=0.015"  # The page's sum has no ½: half the rate makes the same steps.
_RISES, _AWAY = Reading("rises"), Reading("from_truth")

STOPS = (
    Stop(
        id="updates",
        topic="batches",
        page="regression",
        query="data=houses&rows=293&rb=10&eta=0.1&epochs=3&at=0",
        veils=("batches",),
        question=ChoiceQuestion(
            (
                Choice("floor", (Equal(Reading("updates_an_epoch"), 29),)),
                Choice("ceiling", (Equal(Reading("updates_an_epoch"), 30),)),
                Choice("rows", (Equal(Reading("updates_an_epoch"), 293),)),
            )
        ),
        claims=(Equal(Reading("rows"), 293), Equal(Reading("last_batch"), 3)),
        figures={
            "updates": Figure(Reading("updates_an_epoch")),
            "last": Figure(Reading("last_batch")),
            "whole": Figure(Reading("rows_recorded")),
        },
        task=Exercise("rb", "at least", 50),
        meets=("6.epoch", "6.stand-in"),
    ),
    Stop(
        id="ends",
        topic="batches",
        page="regression",
        query="data=houses&rb=20&eta=0.1&epochs=4&at=0",
        reveal="rb=0&epochs=40&at=40",
        veils=("path", "batches", "curves", "verdict"),
        question=ChoiceQuestion(
            tuple(
                Choice(name, (Equal(Reading("path_gap", at=shows, args=_ALL), 0.0),), shows)
                for name, shows in _PATHS.items()
            )
        ),
        claims=(Equal(Reading("rows"), 200),),
        figures={
            "one": Figure(Reading("rows_recorded", at="rb=1&epochs=1")),
            "all": Figure(Reading("rows_recorded", at="rb=0&epochs=1")),
        },
        task=Exercise("rb", "is", 1),
        meets=("6.small", "6.large", "6.stand-in"),
    ),
    Stop(
        id="wrong-way",
        topic="batches",
        page="regression",
        query="data=houses&rb=1&eta=0.05&epochs=1&at=0",
        reveal="at=200",
        veils=("path", "curves", "verdict", "slopes", "sweep"),
        question=ChoiceQuestion(
            (
                Choice("never", (Equal(_RISES, 0.0),)),
                Choice("some", (Less(0.1, _RISES), Less(_RISES, 0.6))),
                Choice("most", (Less(0.6, _RISES),)),
            )
        ),
        claims=(
            Equal(Reading("rises", at="rb=0&epochs=40"), 0.0),
            Less(Reading("loss_at"), Reading("loss_at", args=(0,))),
        ),
        figures={"rises": Figure(_RISES, percent=True), "end": Figure(Reading("loss_at"))},
        task=Exercise("fan", "is", 1),
        meets=("6.wrong-way", "6.small"),
    ),
    Stop(
        id="divided",
        topic="batches",
        page="regression",
        query="data=textbook&std=0&loss=half_mse&rb=100&eta=0.03&epochs=3&at=0",
        reveal=f"{_UNDIVIDED}&at=10",
        veils=("marks", "sweep"),
        question=VerdictQuestion(of=Reading("verdict", at=_UNDIVIDED)),
        claims=(
            Near(Reading("step_ratio", args=(_UNDIVIDED,)), 100.0, rel=1e-9),
            Near(Reading("path_gap", args=("loss=sse&eta=0.00015",)), 0.0, abs=1e-9),
            Equal(Reading("verdict"), "crawls"),
        ),
        figures={"times": Figure(Reading("step_ratio", args=(_UNDIVIDED,)))},
        task=Exercise("eta", "at most", 0.00015),
        meets=("6.divide", "7.run"),
    ),
    Stop(
        id="hovering",
        topic="batches",
        page="regression",
        query="data=tips&rb=5&eta=0.3&epochs=10&at=0&rlog=1",
        reveal="at=490",
        veils=("path", "curves", "verdict", "sweep"),
        question=VerdictQuestion(words=("crawls", "converges", "hovers", "diverges")),
        claims=(
            Less(Reading("late_gap", at="eta=0.05"), Reading("late_gap")),
            Less(Reading("late_gap", at="rb=50"), Reading("late_gap")),
            Near(Reading("loss_at", args=(49,)), Reading("lowest_loss"), rel=0.1),
            Equal(Reading("verdict", at="rb=0&epochs=40"), "converges"),
        ),
        figures={
            "gap": Figure(Reading("late_gap"), digits=2),
            "lower": Figure(Reading("late_gap", at="eta=0.05"), digits=2),
        },
        task=Exercise("eta", "at most", 0.05),
        meets=("6.stand-in", "6.small"),
    ),
    Stop(
        id="three-epochs",
        topic="batches",
        page="regression",
        query=NOTES,
        reveal="at=300",
        veils=("path", "curves", "verdict", "minimum"),
        question=NumberQuestion(
            of=Reading("loss_at"), low=1e-8, high=10, unit="loss", right=2, near=20
        ),
        claims=(
            Equal(Reading("rows"), 1000),
            Equal(Reading("updates_an_epoch"), 100),
            Less(Reading("loss_at"), 1e-4),
            Equal(Reading("verdict"), "converges"),
        ),
        figures={
            "first": Figure(Reading("loss_at", args=(100,)), digits=2),
            "last": Figure(Reading("loss_at"), digits=2),
            "lowest": Figure(Reading("lowest_loss"), digits=2),
        },
        task=Exercise("at", "is", 100),
        meets=("7.run", "7.loss", "8.short"),
    ),
    Stop(
        id="close",
        topic="batches",
        page="regression",
        query=NOTES,
        reveal="at=300",
        veils=("path", "curves", "minimum", "verdict"),
        question=ChoiceQuestion(
            (
                Choice("equal", (Less(_AWAY, 1e-9),)),
                Choice("close", (Less(1e-9, _AWAY), Less(_AWAY, 0.01))),
                Choice("far", (Less(0.01, _AWAY),)),
            )
        ),
        claims=(
            Less(1e-6, Reading("solution_from_truth")),
            Less(Reading("solution_from_truth"), 0.01),
        ),
        figures={
            "away": Figure(_AWAY, digits=2),
            "exact": Figure(Reading("solution_from_truth"), digits=2),
        },
        task=Exercise("epochs", "at least", 10),
        meets=("14.close", "3.exact", "7.run"),
    ),
)
