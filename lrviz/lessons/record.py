"""A stop of the course as one frozen record."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lrviz.lessons.claims import Claim, Figure
from lrviz.lessons.questions import Question
from lrviz.lessons.states import PAGES
from lrviz.lessons.tasks import Exercise

__all__ = ["TOPICS", "VEILS", "Stop"]

# The chapters, in the order of the course; their titles are texts ``lesson.topic.…``.
TOPICS = ("model", "descent", "rate", "gradient", "scale", "batches", "network")

# What a question may ask about, and so what a page does not show before the answer: not drawn,
# not in its texts, not in alternative texts, not in what is sent to the browser.
VEILS: Mapping[str, str] = {
    "batches": "how many batches and updates an epoch has",
    "cost": "memory and time of a pass",
    "curves": "the loss, and what is drawn against the step",
    "errors": "errors and right digits of the difference quotients",
    "fit": "the curve a network ends with, its units and its bends",
    "graph": "what flows back through the graph of a formula",
    "health": "what comes back to each layer, and what the layers put out",
    "held": "the loss on rows never seen",
    "marks": "critical and best rates, condition numbers, the table of scales",
    "minimum": "where the minimum is, its loss, and the exact solution",
    "next_point": "where the next step lands: its arrow and its coordinates",
    "path": "the path, and every later point of the run",
    "rings": "the rings of the loss",
    "slopes": "the gradient: its arrows, its signs, its numbers",
    "sweep": "how other learning rates end: the curve, the track, the four buttons",
    "table": "the table of a comparison, and its films",
    "update": "the line of the update with its numbers",
    "verdict": "the word, the sentence, the hint",
}


@dataclass(frozen=True, kw_only=True, eq=False)
class Stop:
    """One stop: a live state, one question about it, and what is true of it.

    Its texts are ``lesson.<id>.…``: title, text, do, question, option.<name>, reveal, try.

    Attributes:
        id: a slug, part of links for ever.
        topic: a name in TOPICS.
        page: a name in PAGES; query: its state while the question is open.
        reveal: what changes in the state when the answer is shown.
        veils: names in VEILS: what the page does not show before the answer.
        question: a record of ``lrviz.lessons.questions``.
        claims: what is true of the run; a test checks every one.
        figures: what fills the placeholders of the texts shown after the answer.
        task: the thing to do.
        meets: the points of the course it is about, see ``lrviz.lessons.course``.
    """

    id: str
    topic: str
    page: str
    query: str
    reveal: str = ""
    veils: tuple[str, ...]
    question: Question
    claims: tuple[Claim, ...] = ()
    figures: Mapping[str, Figure] = field(default_factory=dict)
    task: Exercise
    meets: tuple[str, ...]

    def __post_init__(self) -> None:
        for name, given, known in (
            ("topic", (self.topic,), TOPICS),
            ("page", (self.page,), PAGES),
            ("veils", self.veils, VEILS),
        ):
            if strange := [each for each in given if each not in known]:
                raise ValueError(
                    f"`{name}` of the stop {self.id} must be of {', '.join(known)}; got {strange}"
                )
