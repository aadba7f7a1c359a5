"""Where the gradient comes from: a small trial step, the chain rule, backward on a sum."""

from lrviz.lessons.claims import Equal, Figure, Less, Near, Reading
from lrviz.lessons.questions import Choice, ChoiceQuestion, NumberQuestion, VerdictQuestion
from lrviz.lessons.record import Stop
from lrviz.lessons.tasks import Exercise

__all__ = ["STOPS"]

# Gradients are equal, and a place is reached, that differ by no more: rounding of float64.
EQUAL = 1e-9


def _error(h: float) -> Reading:
    return Reading("quotient_error", args=(h,))


def _nearest(*steps: float) -> tuple[Less, ...]:
    """The first of these trial steps gives less error than each of the others."""
    first, *others = steps
    return tuple(Less(_error(first), _error(other)) for other in others)


STOPS = (
    Stop(
        id="small-step",
        topic="gradient",
        page="gradient",
        query="part=ways&objective=rosenbrock&start=-1.2,1&along=0",
        veils=("errors", "slopes"),
        question=ChoiceQuestion(
            (
                Choice("large", _nearest(1e-1, 1e-5, 1e-12)),
                Choice("middle", _nearest(1e-5, 1e-1, 1e-12)),
                Choice("tiny", _nearest(1e-12, 1e-1, 1e-5)),
            )
        ),
        figures={
            "large": Figure(_error(1e-1), digits=2),
            "middle": Figure(_error(1e-5), digits=1),
            "tiny": Figure(_error(1e-12), digits=1),
        },
        task=Exercise("trial", "at least", 1),
        meets=("10.trial",),
    ),
    Stop(
        id="chain",
        topic="gradient",
        page="gradient",
        query="part=graph&formula=%28x%2Ay%20-%203%29%5E2&start=2,3&beat=0",
        veils=("graph", "slopes"),
        question=NumberQuestion(
            of=Reading("arrives", args=(0,)), low=1, high=100, unit="slope", right=1.05
        ),
        claims=(
            Near(Reading("stored", args=(2,)), 6.0, rel=1e-12),
            Near(Reading("flows", args=(3,)), 6.0, rel=1e-12),
            Near(Reading("arrives", args=(0,)), 18.0, rel=1e-12),
            Near(Reading("arrives", args=(1,)), 12.0, rel=1e-12),
        ),
        figures={
            "inner": Figure(Reading("flows", args=(3,))),
            "x": Figure(Reading("arrives", args=(0,))),
            "y": Figure(Reading("arrives", args=(1,))),
        },
        task=Exercise("beat", "at least", 1),
        meets=("12.chain",),
    ),
    Stop(
        id="sum-backward",
        topic="gradient",
        page="regression",
        query="data=textbook&std=0&loss=sse&rb=10&eta=0.003&epochs=3&at=0&fan=0",
        veils=("slopes", "update"),
        question=ChoiceQuestion(
            (
                Choice("sum", (Less(Reading("gradients_added"), EQUAL),)),
                Choice("mean", (Less(Reading("gradients_averaged"), EQUAL),)),
                Choice("last", (Less(Reading("gradients_last"), EQUAL),)),
            )
        ),
        claims=(Near(Reading("gradient_ratio", at="loss=mse", args=("loss=sse",)), 10, rel=1e-9),),
        figures={"times": Figure(Reading("gradient_ratio", at="loss=mse", args=("loss=sse",)))},
        task=Exercise("loss", "is", "mse"),
        meets=("7.sum", "7.run", "12.chain"),
    ),
    Stop(
        id="zero-grad",
        topic="gradient",
        page="descent",
        query="objective=bowl&lr=0.1&steps=60&step=0&start=-5,-2&optimizer=sgd&h.momentum=1.0",
        reveal="step=60",
        veils=("path", "next_point", "curves", "verdict", "sweep", "marks", "update"),
        question=VerdictQuestion(),
        claims=(
            Near(Reading("place", args=(-1,)), Reading("sum_of_gradients"), abs=EQUAL),
            Equal(Reading("verdict", at="h.momentum=0.0"), "converges"),
        ),
        figures={
            "end": Figure(Reading("loss_at"), digits=2),
            "cleared": Figure(Reading("loss_at", at="h.momentum=0.0"), digits=1),
        },
        task=Exercise("h.momentum", "at most", 0.9),
        meets=("7.zero-grad",),
    ),
)
