"""What can be asked of a class: every stop of the course, and four questions about any state."""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import parse_qsl

import numpy as np

from lrviz.analysis.comparison import ENTRANTS
from lrviz.classroom.rooms import Poll
from lrviz.lessons import Reading, Score, Stop, scored, stop, truth
from lrviz.lessons.claims import read
from lrviz.lessons.questions import (
    Choice,
    ChoiceQuestion,
    NumberQuestion,
    Question,
    TapQuestion,
    VerdictQuestion,
)
from lrviz.lessons.states import MAPS, State, StateError, state
from lrviz.lessons.tasks import Exercise
from lrviz.lessons.truth import Truth
from lrviz.settings.fields import as_floats
from lrviz.states.address import LONGEST_QUERY
from lrviz.text.notices import ConfigError, Notice

__all__ = ["ASKS", "races_rules", "ready", "score_of", "state_of", "step_of", "stop_of", "truth_of"]

WORDS = ("crawls", "converges", "oscillates", "diverges", "stalls")
VEILS = ("path", "next_point", "curves", "verdict", "sweep", "marks", "update", "table")
# The settings of these pages are those of one run.
RUNS = ("descent", "regression", "gradient", "network")
# The rate's key in an address, where it is not "lr".
RATES = {"regression": "eta", "network": "nlr"}
TIMES = (1 / 3, 1.0, 3.0)  # Where a page shows one run, these multiples of its rate race.
MOST_RACERS = 9  # A race that the class is asked about has two racers or more, and at most so many.
# Fixed, so that the ends of the scale say nothing about the answer.
LOW, HIGH = 1e-9, 1e9
# What stands on the axes of a map was typed by somebody: a letter and an index, no words.
_NAME = re.compile(r"[^\W\d_](_?\d{1,2})?")


class Ask(NamedTuple):
    """A question about any state: on which pages it may be asked, and what it asks."""

    pages: tuple[str, ...]
    question: Callable[[State], Question]


def _verdict(x: State) -> VerdictQuestion:
    minibatch = x.arguments.get("batch_size") is not None
    return VerdictQuestion(words=(*WORDS, "hovers") if minibatch else WORDS)


def _next(x: State) -> TapQuestion:
    """On the map of the page: of more than two parameters on the plane that it shows."""
    now, seen = step_of(x), x.mapped
    if seen is None or now >= seen.steps or not np.any(seen.w[now + 1] - seen.w[now]):
        raise ConfigError(Notice("class.refused.next"))
    return TapQuestion(
        of=Reading("map_place", args=(now + 1,)), unit=Reading("map_step_length", args=(now,))
    )


def _critical(x: State) -> NumberQuestion:
    """Of a network at the weights it starts with: the curvature is another wherever one looks."""
    of = Reading("critical_at_start" if x.page == "network" else "critical")
    return NumberQuestion(of=of, low=LOW, high=HIGH, unit="eta")


def _wins(x: State) -> ChoiceQuestion:
    names = [name for name, _ in _racers(x)]
    if not 2 <= len(names) <= MOST_RACERS:
        raise ConfigError(Notice("class.refused.racers"))
    return ChoiceQuestion(tuple(Choice(name, ()) for name in names))


ASKS: Mapping[str, Ask] = MappingProxyType(
    {
        "verdict": Ask(RUNS, _verdict),
        "next": Ask(MAPS, _next),
        "critical": Ask(RUNS, _critical),
        "wins": Ask(("compare", *RUNS), _wins),
    }
)


def ready(poll: Poll) -> None:
    """Make sure that a poll can be put: its state runs and its question has one answer.

    Raises:
        ConfigError: it cannot, with one sentence.
    """
    try:
        answer = truth_of(poll)
    except ConfigError:
        raise
    except (ValueError, IndexError, ArithmeticError) as error:
        raise ConfigError(Notice("class.refused.no_answer")) from error
    question = stop_of(poll).question
    if isinstance(question, VerdictQuestion) and answer not in question.words:
        raise ConfigError(Notice("class.refused.other_verdict"))
    if isinstance(question, NumberQuestion) and not _positive(answer):
        raise ConfigError(Notice("class.refused.no_answer"))


@lru_cache(maxsize=256)
def stop_of(poll: Poll) -> Stop:
    """The poll as a stop: one of the course, or one made of the state it asks about.

    Raises:
        ConfigError: there is no such stop, question or state.
    """
    if poll.stop:
        return stop(poll.stop)
    asks = ASKS.get(poll.ask)
    if asks is None or poll.page not in asks.pages or len(poll.query) > LONGEST_QUERY:
        raise ConfigError(Notice("class.refused.unknown"))
    found = _state_of(poll)
    try:
        if poll.page != "network" and not all(
            map(_NAME.fullmatch, found.objective.parameter_names)
        ):
            raise ConfigError(Notice("class.refused.names"))
        question = asks.question(found)
    except ConfigError:
        raise
    except ValueError as error:
        raise ConfigError(Notice("class.refused.no_answer")) from error
    return Stop(
        id=poll.ask,
        topic="rate",
        page=poll.page,
        query=poll.query,
        veils=VEILS,
        question=question,
        task=Exercise("lr"),
        meets=(),
    )


def _state_of(poll: Poll) -> State:
    """The state of a question about one, refused where the page itself would not run it."""
    try:
        return state(poll.page, poll.query)
    except StateError as error:
        refused = error.error
        no_answer = ConfigError(Notice("class.refused.no_answer"))
        raise (refused if isinstance(refused, ConfigError) else no_answer) from error


def step_of(x: State) -> int:
    """Where the run is, as the address says; the Gradient page is about the start."""
    if x.page == "gradient":
        return 0
    given = _settings(x).get("at" if x.page == "regression" else "step", "0")
    return int(given) if given.isdecimal() else 0


def state_of(poll: Poll) -> State:
    """The state that a poll asks about."""
    asked = stop_of(poll)
    return state(asked.page, asked.query)


@lru_cache(maxsize=256)
def truth_of(poll: Poll) -> Truth:
    """The right answer, from the engine's run. Raises ValueError where there is not exactly one."""
    if poll.ask == "wins":
        return _winner(state_of(poll))
    return truth(stop_of(poll))


def score_of(poll: Poll, answer: object) -> Score:
    """How near an answer is, see ``lrviz.lessons.scored``."""
    if poll.ask == "wins":
        right = answer == truth_of(poll)
        return Score(1.0, "right") if right else Score(0.0, "far")
    return scored(stop_of(poll), answer)


def _settings(x: State) -> dict[str, str]:
    return dict(parse_qsl(x.query, keep_blank_values=True))


def _racers(x: State) -> list[tuple[str, Reading]]:
    """The names of those that race, each with what it is judged by: the smallest wins.

    Of a page that shows one run: its rate, a third of it and three times it.
    """
    if x.page in RUNS:
        key = RATES.get(x.page, "lr")
        three = [float(f"{times * x.lr:.3g}") for times in TIMES]
        return [(f"{lr:g}", Reading("loss_at", at=f"{key}={lr!r}")) for lr in three]
    given = _settings(x)
    if given.get("compare", "rates") == "rates":
        rates = as_floats(given.get("rates", "")) or ()
        return [(f"{lr:g}", Reading("loss_at", at=f"lr={lr!r}")) for lr in rates]
    if races_rules(x) and given.get("fair", "1") == "1":
        names = given.get("racers", "sgd,momentum,rmsprop,adam").split(",")
        known = [name for name in dict.fromkeys(names) if name in ENTRANTS]
        return [(name, Reading("steps_of", args=(name,))) for name in known]
    return []


def races_rules(x: State) -> bool:
    """Whether optimizers race, each at its best rate, and not one optimizer at several rates."""
    return x.page not in RUNS and _settings(x).get("compare") == "optimizers"


def _winner(x: State) -> str:
    """The racer with the smallest reading; one that has none, as it never arrives, cannot win."""
    found: dict[str, float] = {}
    for name, reading in _racers(x):
        value = _read(x, reading)
        if value is not None:
            found[name] = value
    first = min(found.values(), default=None)
    winners = [name for name, value in found.items() if value == first]
    if len(winners) != 1:
        raise ConfigError(Notice("class.refused.no_winner"))
    return winners[0]


def _read(x: State, reading: Reading) -> float | None:
    try:
        value = read(x.page, x.query, reading)
    except ValueError:
        return None
    return float(value) if isinstance(value, int | float) and np.isfinite(value) else None


def _positive(value: object) -> bool:
    return isinstance(value, int | float) and bool(np.isfinite(value)) and value > 0
