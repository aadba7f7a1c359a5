"""Gradient descent, the picture: rings, the step across them, each weight by its own slope."""

from lrviz.lessons.claims import Equal, Figure, Less, Near, Reading
from lrviz.lessons.questions import Choice, ChoiceQuestion, RingQuestion, TapQuestion
from lrviz.lessons.record import Stop
from lrviz.lessons.tasks import Exercise

__all__ = ["STOPS"]

NEGATIVE = (-1e9, 0.0)  # A coordinate of the bowl between these has a slope to grow against.
ON_AXIS = (-0.1, 0.1)  # A coordinate between these lies on the axis, as a hand can put it there.
_START, _NEXT = (Reading("place", args=(step,)) for step in (0, 1))
_TURN = Reading("turned_to_minimum")
_RING, _DRAWN = Reading("angle_at_ring"), Reading("drawn_angle_at_ring")
_X, _Y = (Reading("slope", args=(i,)) for i in (0, 1))

STOPS = (
    Stop(
        id="ring",
        topic="descent",
        page="descent",
        query="objective=bowl&lr=0.1&steps=30&step=0&start=-5,-2",
        veils=("rings", "path", "next_point", "curves", "update"),
        question=RingQuestion(of=_START),
        claims=(Near(Reading("loss_at", args=(0,)), 33.0, rel=1e-12),),
        figures={"loss": Figure(Reading("loss_at", args=(0,)))},
        task=Exercise("start", "within", (32.0, 34.0), squares=(1.0, 2.0)),
        meets=("4.rings", "9.function"),
    ),
    Stop(
        id="one-step",
        topic="descent",
        page="descent",
        query="objective=bowl&lr=0.1&steps=30&step=0&start=-5,-2",
        reveal="step=1&apart=1",
        veils=("next_point", "path", "update", "curves"),
        question=TapQuestion(of=_NEXT),
        claims=(
            Near(_NEXT, (-4.0, -1.2), abs=1e-12),
            Less(Reading("step_length", args=(1,)), Reading("step_length")),
            Near(Reading("place", at="lr=0.2", args=(1,)), (-3.0, -0.4), abs=1e-12),
        ),
        figures={
            "next": Figure(_NEXT),
            "before": Figure(Reading("loss_at", args=(0,))),
            "after": Figure(Reading("loss_at", args=(1,))),
            "doubled": Figure(Reading("place", at="lr=0.2", args=(1,))),
        },
        task=Exercise("step", "at least", 4),
        meets=("4.step", "4.stride"),
    ),
    Stop(
        id="all-at-once",
        topic="descent",
        page="descent",
        query="objective=booth&lr=0.08&steps=30&step=0&start=-8,-4",
        reveal="apart=1",
        veils=("next_point", "path", "update", "curves"),
        question=TapQuestion(of=_NEXT),
        claims=(
            Near(_X, -146.0, rel=1e-12),
            Near(_Y, -142.0, rel=1e-12),
            Near(_NEXT, (3.68, 7.36), abs=1e-9),
            Near(Reading("one_after_the_other"), (3.68, -0.1152), abs=1e-9),
        ),
        figures={"next": Figure(_NEXT), "other": Figure(Reading("one_after_the_other"))},
        task=Exercise("step", "at least", 1),
        meets=("4.step", "9.each"),
    ),
    Stop(
        id="sign",
        topic="descent",
        page="gradient",
        query="part=weights&objective=bowl&lr=0.1&start=-4,2",
        veils=("slopes", "next_point", "update"),
        question=ChoiceQuestion(
            (
                Choice("against", (Less(_X, 0.0), Less(0.0, _Y))),
                Choice("along", (Less(0.0, _X), Less(_Y, 0.0))),
                Choice("shrink", (Less(0.0, _X), Less(0.0, _Y))),
            )
        ),
        claims=(
            Less(-4.0, Reading("coordinate", args=(0, 1))),
            Less(Reading("coordinate", args=(1, 1)), 2.0),
        ),
        figures={"x": Figure(_X), "y": Figure(_Y), "next": Figure(_NEXT)},
        task=Exercise("start", "within", NEGATIVE, count=2),
        meets=("9.sign", "9.each", "9.function"),
    ),
    Stop(
        id="not-straight",
        topic="descent",
        page="descent",
        query="objective=ravine&lr=0.1&steps=60&step=0&start=-5,-2",
        reveal="step=60",
        veils=("next_point", "path", "update", "curves", "verdict"),
        question=ChoiceQuestion(
            (
                Choice("straight", (Less(_TURN, 5.0),)),
                Choice("aside", (Less(5.0, _TURN), Less(_TURN, 90.0))),
                Choice("away", (Less(90.0, _TURN),)),
            )
        ),
        claims=(
            Equal(Reading("verdict"), "crawls"),
            Equal(Reading("case"), "valley"),
            Near(_RING, 90.0, abs=0.1),
            Near(Reading("condition"), 20.0, rel=1e-9),
            Near(Reading("turned_to_minimum", at="start=-5,0"), 0.0, abs=1e-6),
        ),
        figures={"turn": Figure(_TURN, digits=2)},
        task=Exercise("start", "within", ON_AXIS),
        meets=("4.step", "4.rings"),
    ),
    Stop(
        id="stretched",
        topic="descent",
        page="regression",
        query="data=houses&std=0&eta=0.001&epochs=40&at=0",
        reveal="at=10",
        veils=("marks",),
        question=ChoiceQuestion(
            (
                Choice("axes", (Near(_RING, 90.0, abs=0.5), Less(_DRAWN, 75.0))),
                Choice("slanted", (Less(_RING, 85.0),)),
                Choice("drawing", (Near(_DRAWN, 90.0, abs=5.0),)),
            )
        ),
        figures={
            "ring": Figure(_RING, digits=2),
            "drawn": Figure(_DRAWN, digits=2),
            "condition": Figure(Reading("condition"), digits=2),
        },
        task=Exercise("std", "is", 1),
        meets=("4.rings",),
    ),
)
