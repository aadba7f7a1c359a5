"""Beyond the line: bends from ReLUs, first weights, what comes back, and what is not promised."""

from lrviz.lessons.claims import Equal, Figure, Less, Near, Reading
from lrviz.lessons.questions import Choice, ChoiceQuestion, NumberQuestion, OrderQuestion
from lrviz.lessons.record import Stop
from lrviz.lessons.tasks import Exercise

__all__ = ["STOPS"]

_ZEROS = "tab=bends&ndata=pieces&nwidth=4&ninit=zeros&nsteps=300"
_DEEP = "tab=health&ndepth=8&nwidth=16&nsteps=50"
_SMALL, _LARGE = "ninit=normal&nsigma=0.01", "ninit=normal&nsigma=1.0"
_TWICE = "ndepth=8"
_BEFORE = "nframe=0"  # The figures of the reveal are read before the first step.
_OTHER = "start=-0.5,4"
_BACK, _MOVED = Reading("returned"), Reading("hidden_weights")
_HELD, _HELD_LOW = Reading("held_loss"), Reading("held_lowest")
_TRAIN, _PREDICT = Reading("training_memory"), Reading("predicting_memory")
_TRAIN_DEEP = Reading("training_memory", at=_TWICE)
_PREDICT_DEEP = Reading("predicting_memory", at=_TWICE)

STOPS = (
    Stop(
        id="hard-sigmoid",
        topic="network",
        page="network",
        query="tab=bends&ndata=pieces&nhand=0&nwidth=12&nsteps=200",
        reveal="nhand=1&npiece=0",
        veils=("fit",),
        question=ChoiceQuestion(
            tuple(
                Choice(name, (Equal(Reading("fewest_relus"), count),))
                for name, count in (("one", 1), ("two", 2), ("three", 3))
            )
        ),
        task=Exercise("npiece", "at least", 3),
        meets=("11.hard-sigmoid",),
    ),
    Stop(
        id="bends",
        topic="network",
        page="network",
        query="tab=bends&ndata=pieces&nact=relu&ndepth=1&nwidth=3&nsteps=600&nseed=2",
        veils=("fit", "curves"),
        question=ChoiceQuestion(
            tuple(
                Choice(name, (Equal(Reading("bends"), count),))
                for name, count in (("one", 1), ("three", 3), ("nine", 9))
            )
        ),
        claims=(
            Less(Reading("loss_at", at="nwidth=12"), Reading("loss_at")),
            Less(Reading("bends"), Reading("bends", at="nwidth=12")),
        ),
        figures={
            "few": Figure(Reading("loss_at"), digits=2),
            "more": Figure(Reading("loss_at", at="nwidth=12"), digits=2),
            "bends": Figure(Reading("bends", at="nwidth=12")),
        },
        task=Exercise("nwidth", "at least", 12),
        meets=("11.bends", "11.theta"),
    ),
    Stop(
        id="zeros",
        topic="network",
        page="network",
        query=f"{_ZEROS}&nact=sigmoid",
        veils=("fit", "health", "verdict"),
        question=ChoiceQuestion(
            (
                Choice("part", (Equal(Reading("units_alike"), "no"),)),
                Choice("alike", (Equal(Reading("units_alike"), "yes"), Less(0.1, _MOVED))),
                Choice("still", (Equal(_MOVED, 0.0),)),
            )
        ),
        claims=(
            Equal(Reading("hidden_weights", at="nact=relu"), 0.0),
            Near(Reading("loss_at", at="nact=relu"), Reading("spread"), rel=1e-3),
            Less(Reading("loss_at", at="ninit=xavier"), Reading("loss_at")),
            Equal(
                Reading("verdict", at="data=houses&eta=0.1&epochs=40", page="regression"),
                "converges",
            ),
        ),
        figures={
            "zeros": Figure(Reading("loss_at"), digits=2),
            "random": Figure(Reading("loss_at", at="ninit=xavier"), digits=2),
            "relu": Figure(Reading("loss_at", at="nact=relu"), digits=2),
        },
        task=Exercise("ninit", "is", "xavier"),
        meets=("13.symmetry",),
    ),
    Stop(
        id="first-weights",
        topic="network",
        page="network",
        query=f"{_DEEP}&nact=tanh&ninit=xavier",
        reveal=_BEFORE,
        veils=("health", "curves", "verdict"),
        question=OrderQuestion(
            (
                ("small", Reading("returned", at=_SMALL)),
                ("xavier", Reading("returned", at="ninit=xavier")),
                ("large", Reading("returned", at=_LARGE)),
            )
        ),
        claims=(
            Less(Reading("returned", at=_SMALL), 1e-6),
            Less(10.0, Reading("returned", at=_LARGE)),
            Less(0.1, _BACK),
            Less(_BACK, 10.0),
        ),
        figures={
            "small": Figure(Reading("returned", at=_SMALL), digits=1),
            "xavier": Figure(_BACK, digits=2),
            "large": Figure(Reading("returned", at=_LARGE), digits=2),
        },
        task=Exercise("ninit", "is", "normal"),
        meets=("13.weights", "13.xavier"),
    ),
    Stop(
        id="vanish",
        topic="network",
        page="network",
        query=f"{_DEEP}&nact=sigmoid&ninit=xavier",
        reveal=_BEFORE,
        veils=("health", "curves", "verdict"),
        question=NumberQuestion(of=_BACK, low=1e-9, high=1, unit="share", right=5, near=100),
        claims=(
            Less(_BACK, 1e-4),
            Less(0.1, Reading("returned", at="nact=relu&ninit=he")),
            Less(_BACK, Reading("returned", at="nact=relu")),
        ),
        figures={
            "sigmoid": Figure(_BACK, digits=1),
            "relu": Figure(Reading("returned", at="nact=relu"), digits=2),
            "he": Figure(Reading("returned", at="nact=relu&ninit=he"), digits=2),
        },
        task=Exercise("nact", "is", "relu"),
        meets=("13.vanish", "13.relu"),
    ),
    Stop(
        id="memory",
        topic="network",
        page="network",
        query="tab=cost&ndepth=4&nwidth=32&nrows=64&nsteps=50",
        reveal=_TWICE,
        veils=("cost",),
        question=ChoiceQuestion(
            (
                Choice("both", (Less(_TRAIN, _TRAIN_DEEP), Less(_PREDICT, _PREDICT_DEEP))),
                Choice("training", (Less(_TRAIN, _TRAIN_DEEP), Equal(_PREDICT, _PREDICT_DEEP))),
                Choice("neither", (Equal(_TRAIN, _TRAIN_DEEP), Equal(_PREDICT, _PREDICT_DEEP))),
            )
        ),
        claims=(
            Near(Reading("predicting_memory", at="nrows=32"), 16.0, rel=1e-9),
            Equal(_PREDICT, 2 * 64 * 32 * 8 / 1024),
        ),
        figures={"four": Figure(_TRAIN), "eight": Figure(_TRAIN_DEEP), "ask": Figure(_PREDICT)},
        task=Exercise("nwidth", "at least", 64),
        meets=("12.memory", "6.large"),
    ),
    Stop(
        id="many-minima",
        topic="network",
        page="descent",
        query="objective=himmelblau&lr=0.01&steps=60&step=0&start=0.5,4",
        reveal="step=60",
        veils=("path", "next_point", "minimum", "curves", "verdict"),
        question=ChoiceQuestion(
            (
                Choice("same", (Less(Reading("end_gap", args=(_OTHER,)), 0.1),)),
                Choice("different", (Less(1.0, Reading("end_gap", args=(_OTHER,))),)),
            )
        ),
        claims=(
            Near(Reading("loss_at"), 0.0, abs=1e-6),
            Near(Reading("loss_at", at=_OTHER), 0.0, abs=1e-6),
            Near(Reading("place", args=(-1,)), (3.0, 2.0), abs=1e-3),
        ),
        figures={
            "one": Figure(Reading("place", args=(-1,))),
            "other": Figure(Reading("place", at=_OTHER, args=(-1,))),
        },
        task=Exercise("start", "at most", -0.1),
        meets=("14.minima", "3.convex"),
    ),
    Stop(
        id="never-seen",
        topic="network",
        page="network",
        query="tab=general&ndata=pieces&nwidth=64&nrows=16&nnoise=30&nsteps=400&nseed=2&nframe=0",
        reveal="nframe=100",
        veils=("held", "fit"),
        question=ChoiceQuestion(
            (
                Choice("falls", (Near(_HELD, _HELD_LOW, rel=0.02),)),
                Choice("rises", (Less(_HELD_LOW, _HELD), Less(0.1, _HELD))),
            )
        ),
        claims=(Less(Reading("loss_at"), Reading("loss_at_held_best")),),
        figures={
            "step": Figure(Reading("held_best_step")),
            "lowest": Figure(_HELD_LOW, digits=2),
            "held": Figure(_HELD, digits=2),
            "train_then": Figure(Reading("loss_at_held_best"), digits=2),
            "train": Figure(Reading("loss_at"), digits=2),
        },
        task=Exercise("nframe", "at least", 60, before=True),
        meets=("14.unseen",),
    ),
)
