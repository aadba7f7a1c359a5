"""What the loss's factor and the features' scale do to the learning rate."""

from lrviz.lessons.claims import Equal, Figure, Less, Near, Reading
from lrviz.lessons.questions import NumberQuestion, OrderQuestion, VerdictQuestion
from lrviz.lessons.record import Stop
from lrviz.lessons.tasks import Exercise

__all__ = ["STOPS"]

LOSSES = ("half_mse", "mse", "sse")
_SUM = "data=textbook&std=0&loss=sse&rb=0&eta=0.003&epochs=40&at=0"


def _critical(loss: str) -> Reading:
    return Reading("critical", at=f"loss={loss}")


STOPS = (
    Stop(
        id="half-mean-sum",
        topic="scale",
        page="regression",
        query="data=textbook&std=0&loss=half_mse&rb=0&eta=0.03&epochs=100&at=0",
        veils=("marks", "verdict", "sweep"),
        question=OrderQuestion(tuple((name, _critical(name)) for name in LOSSES)),
        claims=(
            Equal(Reading("verdict", at="loss=sse"), "diverges"),
            Equal(Reading("verdict", at="loss=mse"), "converges"),
            Near(Reading("curvature_ratio", args=("loss=mse",)), 2.0, rel=1e-9),
            Near(Reading("curvature_ratio", args=("loss=sse",)), 2000.0, rel=1e-9),
        ),
        figures={name: Figure(_critical(name), digits=2) for name in LOSSES},
        task=Exercise("loss", "is", "sse"),
        meets=("2.half", "2.mean", "2.sum"),
    ),
    Stop(
        id="short-form",
        topic="scale",
        page="regression",
        query="data=textbook&std=0&loss=half_mse&rb=10&eta=0.03&epochs=3&at=0",
        reveal="loss=mse&at=1",
        veils=("next_point", "path", "curves", "update", "marks"),
        question=NumberQuestion(
            of=Reading("step_ratio", args=("loss=mse",)), low=0.1, high=10, unit="times", right=1.1
        ),
        claims=(
            Near(Reading("step_ratio", args=("loss=mse",)), 2.0, rel=1e-9),
            Near(Reading("path_gap", args=("loss=mse&eta=0.015",)), 0.0, abs=1e-9),
        ),
        figures={"times": Figure(Reading("step_ratio", args=("loss=mse",)))},
        task=Exercise("eta", "at most", 0.015),
        meets=("8.short", "8.double", "2.half"),
    ),
    Stop(
        id="unscaled",
        topic="scale",
        page="regression",
        query="data=houses&std=0&eta=0.1&epochs=40&at=0",
        reveal="at=10",
        veils=("path", "next_point", "curves", "verdict", "sweep", "marks", "update"),
        question=VerdictQuestion(),
        claims=(
            Equal(Reading("verdict", at="std=1"), "converges"),
            Less(1000.0, Reading("condition")),
            Less(Reading("condition", at="std=1"), 10.0),
        ),
        figures={
            "critical": Figure(Reading("critical"), digits=2),
            "condition": Figure(Reading("condition"), digits=2),
            "scaled": Figure(Reading("condition", at="std=1"), digits=2),
        },
        task=Exercise("std", "is", 1),
        meets=("5.large", "5.hyperparameter"),
    ),
    Stop(
        id="one-millionth",
        topic="scale",
        page="regression",
        query="data=houses&rows=1000&std=0&loss=sse&eta=1e-06&epochs=40&at=0",
        reveal="at=10",
        veils=("path", "next_point", "curves", "verdict", "sweep", "marks", "update"),
        question=VerdictQuestion(),
        claims=(
            Less(Reading("critical"), 1e-6),
            Equal(Reading("verdict", at="std=1&loss=half_mse&eta=0.1"), "converges"),
        ),
        figures={
            "critical": Figure(Reading("critical"), digits=2),
            "scaled": Figure(Reading("critical", at="std=1&loss=half_mse"), digits=2),
        },
        task=Exercise("loss", "is", "half_mse"),
        meets=("5.large", "2.sum"),
    ),
    Stop(
        id="more-rows",
        topic="scale",
        page="regression",
        query=f"{_SUM}&rows=200",
        reveal="rows=1000&at=10",
        veils=("marks", "sweep"),
        question=VerdictQuestion(of=Reading("verdict", at="rows=1000")),
        claims=(
            Equal(Reading("verdict"), "converges"),
            Near(Reading("curvature_ratio", args=("rows=1000",)), 5.0, rel=0.1),
            Near(
                Reading("curvature_ratio", at="loss=mse", args=("rows=1000&loss=mse",)), 1, rel=0.1
            ),
        ),
        figures={
            "few": Figure(Reading("critical"), digits=2),
            "many": Figure(Reading("critical", at="rows=1000"), digits=2),
        },
        task=Exercise("loss", "is", "mse"),
        meets=("2.sum", "6.divide"),
    ),
)
