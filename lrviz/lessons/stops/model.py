"""The model: a line through data, the squares of its misses, and the lowest loss there is."""

from lrviz.lessons.claims import Equal, Figure, Less, Near, Reading
from lrviz.lessons.questions import Choice, ChoiceQuestion
from lrviz.lessons.record import Stop
from lrviz.lessons.tasks import Exercise

__all__ = ["STOPS"]

ROW = 12  # Of the twenty houses, the one that a hand has moved down.
# The low house is at the line where its price lies between these: the line follows it, and is then
# no farther off than the other houses usually are.
NEAR_LINE = (158.0, 193.0)
_SHARE = Reading("share_of_loss", args=(ROW,))
_LOWEST = Reading("lowest_loss")

STOPS = (
    Stop(
        id="squares",
        topic="model",
        page="regression",
        query=f"data=houses&rows=20&eta=0.1&epochs=60&at=60&moved={ROW},-1,60",
        reveal="squares=1",
        veils=("slopes", "curves"),
        question=ChoiceQuestion(
            (
                Choice("twentieth", (Less(_SHARE, 0.15),)),
                Choice("third", (Less(0.15, _SHARE), Less(_SHARE, 0.5))),
                Choice("most", (Less(0.5, _SHARE),)),
            )
        ),
        claims=(
            Equal(Reading("rows"), 20),
            Less(3.0, Reading("below_line", args=(ROW,))),
        ),
        figures={
            "share": Figure(_SHARE, percent=True),
            "below": Figure(Reading("below_line", args=(ROW,)), digits=2),
        },
        task=Exercise("moved", "within", NEAR_LINE, after=(ROW, -1)),
        meets=("1.model", "1.bargain", "2.square"),
    ),
    Stop(
        id="never-zero",
        topic="model",
        page="regression",
        query="data=houses&noise=12.0&eta=0.1&epochs=40&at=0",
        reveal="at=40",
        veils=("minimum", "curves", "verdict", "path", "sweep"),
        question=ChoiceQuestion(
            (
                Choice("zero", (Near(_LOWEST, 0.0, abs=1e-6),)),
                Choice("positive", (Less(1.0, _LOWEST),)),
                Choice("below", (Less(_LOWEST, -1e-6),)),
            )
        ),
        claims=(
            Equal(Reading("verdict"), "converges"),
            Less(_LOWEST, Reading("loss_at")),
            Less(1.0, Reading("lowest_loss", at="noise=0")),
            Near(Reading("lowest_loss", at="noise=0&features=0,1"), 0.0, abs=1e-9),
        ),
        figures={
            "lowest": Figure(_LOWEST),
            "end": Figure(Reading("loss_at"), digits=4),
            "quiet": Figure(Reading("lowest_loss", at="noise=0")),
        },
        task=Exercise("noise", "at most", 1),
        meets=("2.zero", "3.exact", "3.convex", "3.exception"),
    ),
)
