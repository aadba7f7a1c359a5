"""The learning rate: crawling, the edge, how to try rates, and what momentum changes."""

from lrviz.lessons.claims import Equal, Figure, Less, Near, Reading
from lrviz.lessons.questions import (
    Choice,
    ChoiceQuestion,
    NumberQuestion,
    OrderQuestion,
    VerdictQuestion,
)
from lrviz.lessons.record import Stop
from lrviz.lessons.tasks import Exercise

__all__ = ["STOPS"]

THOUSANDTH = 0.001  # A run has arrived where this share of the first gap is left.
RACERS = ("sgd", "momentum", "rmsprop", "adam")
_SIZE = Reading("gradient_size")
_SADDLE = "objective=saddle&lr=0.1&steps=200&start=-3,0"


def _ends(lr: float) -> Reading:
    return Reading("loss_at", at=f"lr={lr}")


def _lowest(*rates: float) -> tuple[Less, ...]:
    """The first of these rates ends lower than each of the others."""
    first, *others = rates
    return tuple(Less(_ends(first), _ends(other)) for other in others)


STOPS = (
    Stop(
        id="crawl",
        topic="rate",
        page="descent",
        query="objective=bowl&lr=0.01&steps=400&step=0&start=-5,-2&log=1",
        reveal="step=400",
        veils=("path", "curves", "verdict", "sweep"),
        question=NumberQuestion(
            of=Reading("steps_to", args=(THOUSANDTH,)), low=1, high=10_000, unit="steps", right=1.5
        ),
        claims=(
            Equal(Reading("verdict", at="steps=60"), "crawls"),
            Equal(Reading("verdict"), "converges"),
        ),
        figures={
            "steps": Figure(Reading("steps_to", args=(THOUSANDTH,))),
            "quick": Figure(Reading("steps_to", at="lr=0.1", args=(THOUSANDTH,))),
        },
        task=Exercise("lr", "at least", 0.1),
        meets=("5.small", "5.hyperparameter"),
    ),
    Stop(
        id="just-below",
        topic="rate",
        page="descent",
        query="objective=bowl&lr=0.49&steps=40&step=0&start=-5,-2",
        reveal="step=40",
        veils=("path", "next_point", "curves", "verdict", "sweep", "marks", "update"),
        question=VerdictQuestion(),
        claims=(
            Equal(Reading("verdict"), "oscillates"),
            Equal(Reading("verdict", at="lr=0.51"), "diverges"),
            Equal(Reading("verdict", at="lr=0.3"), "converges"),
            Near(Reading("critical"), 0.5, rel=1e-12),
        ),
        figures={
            "critical": Figure(Reading("critical")),
            "end": Figure(Reading("loss_at")),
            "beyond": Figure(Reading("loss_at", at="lr=0.51")),
        },
        task=Exercise("lr", "at least", 0.501),
        meets=("5.large",),
    ),
    Stop(
        id="edge",
        topic="rate",
        page="descent",
        query="formula=3x%5E2&lr=0.05&steps=40&step=0&start=3",
        reveal="lr=0.34&step=6",
        veils=("path", "curves", "verdict", "sweep", "marks"),
        question=NumberQuestion(of=Reading("critical"), low=0.01, high=10, unit="eta", right=1.1),
        claims=(
            Near(Reading("critical"), 1 / 3, rel=1e-12),
            Equal(Reading("verdict", at="lr=0.34"), "diverges"),
            Equal(Reading("verdict", at="lr=0.3"), "converges"),
        ),
        figures={"critical": Figure(Reading("critical"))},
        task=Exercise("lr", "at most", 0.3),
        meets=("5.large",),
    ),
    Stop(
        id="times-three",
        topic="rate",
        page="compare",
        query="compare=rates&rates=0.001,0.003,0.01,0.03,0.1,0.3,1.0&objective=ravine"
        "&steps=60&start=-5,-2",
        reveal="step=60",
        veils=("path", "curves", "verdict", "sweep", "marks", "table"),
        question=ChoiceQuestion(
            (
                Choice("middle", _lowest(0.03, 0.01, 0.1, 0.3, 1.0)),
                Choice("last", _lowest(0.3, 0.03, 0.1, 1.0)),
                Choice("largest", _lowest(1.0, 0.03, 0.1, 0.3)),
            )
        ),
        claims=(
            Equal(Reading("verdict", at="lr=0.001"), "crawls"),
            Equal(Reading("verdict", at="lr=0.1"), "crawls"),
            Equal(Reading("verdict", at="lr=0.3"), "converges"),
            Equal(Reading("verdict", at="lr=1"), "diverges"),
            Less(Reading("critical"), 1.0),
        ),
        figures={"small": Figure(_ends(0.03)), "good": Figure(_ends(0.3), digits=2)},
        task=Exercise("rates", "within", (0.3, 1.0), count=2),
        meets=("5.hyperparameter", "5.small", "5.large"),
    ),
    Stop(
        id="stuck",
        topic="rate",
        page="descent",
        query="objective=ravine&lr=0.5&steps=60&step=0&start=-5,-2",
        reveal="step=60",
        veils=("path", "next_point", "update", "verdict", "sweep", "marks"),
        question=ChoiceQuestion(
            (
                Choice("flat", (Less(_SIZE, 0.01),)),
                Choice("minimum", (Near(Reading("loss_at"), Reading("lowest_loss"), abs=0.01),)),
                Choice("walls", (Less(1.0, _SIZE),)),
            )
        ),
        claims=(
            Equal(Reading("verdict"), "oscillates"),
            Equal(Reading("verdict", at=_SADDLE), "stalls"),
            Less(Reading("gradient_size", at=_SADDLE), 1e-9),
            Near(Reading("loss_at"), Reading("loss_at", args=(-6,)), rel=1e-3),
            Equal(Reading("verdict", at="lr=0.3"), "converges"),
        ),
        figures={
            "loss": Figure(Reading("loss_at")),
            "size": Figure(_SIZE),
            "halved": Figure(Reading("loss_at", at="lr=0.3"), digits=2),
        },
        task=Exercise("step", "at least", 30, before=True),
        meets=("5.large",),
    ),
    Stop(
        id="momentum",
        topic="rate",
        page="descent",
        query="objective=ravine&lr=0.6&steps=200&step=0&start=-5,-2&optimizer=sgd&h.momentum=0.9",
        reveal="step=200",
        veils=("path", "next_point", "curves", "verdict", "sweep", "marks", "update"),
        question=VerdictQuestion(),
        claims=(
            Equal(Reading("verdict", at="h.momentum=0.0"), "diverges"),
            Equal(Reading("verdict", at="lr=1.0"), "diverges"),
            Less(
                1.0,
                Reading(
                    "steps_ratio", at="h.momentum=0.0&lr=0.1", args=(THOUSANDTH, "h.momentum=0.9")
                ),
            ),
        ),
        figures={
            "plain": Figure(Reading("steps_to", at="h.momentum=0.0&lr=0.1", args=(THOUSANDTH,))),
            "heavy": Figure(Reading("steps_to", at="lr=0.1", args=(THOUSANDTH,))),
        },
        task=Exercise("h.momentum", "at most", 0.5),
        meets=("5.large", "5.small"),
    ),
    Stop(
        id="fair-race",
        topic="rate",
        page="compare",
        query=f"compare=optimizers&racers={','.join(RACERS)}&fair=1&objective=ravine"
        "&steps=100&start=-5,-2",
        reveal="step=100",
        veils=("path", "curves", "verdict", "table", "sweep"),
        question=OrderQuestion(tuple((name, Reading("steps_of", args=(name,))) for name in RACERS)),
        figures={name: Figure(Reading("steps_of", args=(name,))) for name in RACERS},
        task=Exercise("fair", "is", 0),
        meets=("5.hyperparameter",),
    ),
)
