"""What is shown of a poll: its words, its picture before the answer, and what is told after it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike

from lrviz.analysis.comparison import ENTRANTS
from lrviz.classroom.asking import races_rules, state_of, step_of, stop_of, truth_of
from lrviz.classroom.rooms import Poll
from lrviz.figures.edges import inside
from lrviz.figures.theme import THEMES, Theme
from lrviz.figures.veiled import VeiledMap, veiled_map
from lrviz.film.setting import formula_of, setting_of
from lrviz.lessons import after, before, option, unit
from lrviz.lessons.questions import (
    ChoiceQuestion,
    NumberQuestion,
    OrderQuestion,
    RingQuestion,
    VerdictQuestion,
)
from lrviz.lessons.readings.rates import critical_place
from lrviz.lessons.states import State, merged
from lrviz.objectives.base import DataObjective
from lrviz.text import say
from lrviz.text.numbers import number, vector

__all__ = [
    "PAINT",
    "Shown",
    "axis_names",
    "paints",
    "path",
    "picture",
    "pixels",
    "shown",
    "stage_query",
    "told",
    "word",
    "words_of",
]

SHADES = 24  # The fill's colours are written as so many variables, and one for none.
FORMULAS = ("descent", "compare", "gradient")  # The loss of these pages is a formula.
OWN_QUESTION = ("_network", "_each")  # The cases of a text that have a question of their own.
STAGES = ("descent", "regression")  # The map of these pages is a live stage.
MOST_POINTS = 400  # A path is played over so many of its points.
_PARTS = ("paper", "ink", "faint", "grid", "ring", "path", "future", "minimum")


@dataclass(frozen=True, kw_only=True)
class VariableTheme(Theme):
    """A theme whose colours are variables of the page: one picture for light and dark."""

    def between(self, share: float) -> str:
        """The nearest shade of the fill."""
        return f"var(--f{round(SHADES * share)})"


PAINT = VariableTheme(
    name="page", fill=(), verdicts={}, shade=0.0, **{name: f"var(--{name})" for name in _PARTS}
)


@lru_cache(maxsize=4)
def paints(name: str) -> Mapping[str, str]:
    """The variables of PAINT in the theme called ``name``."""
    theme = THEMES[name]
    parts = {part: getattr(theme, part) for part in _PARTS}
    fills = {f"f{i}": theme.between(i / SHADES) for i in range(SHADES + 1)}
    return MappingProxyType(parts | fills)


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A question as it is read.

    Attributes:
        kind: "word" (one of the options), "tap", "number" or "order".
        title, text, question: its words.
        loss: its loss as MathML, where no map shows it, or not what is asked; "" for none.
        options: (name, text) of each.
        unit: what a number counts.
    """

    kind: str
    title: str
    text: str
    question: str
    options: tuple[tuple[str, str], ...] = ()
    unit: str = ""
    loss: str = ""


@lru_cache(maxsize=256)
def shown(poll: Poll, language: str) -> Shown:
    """The question of a poll in a language; nothing in it is read from the steps to come."""
    question = stop_of(poll).question
    kind = {"verdict": "word", "choice": "word", "ring": "tap"}.get(question.kind, question.kind)
    title, text, asks = _texts(poll, language)
    return Shown(
        kind=kind,
        title=title,
        text=text,
        question=asks,
        options=tuple((name, word(poll, name, language)) for name in words_of(poll)),
        unit=unit(question, language) if isinstance(question, NumberQuestion) else "",
        loss=_loss(poll),
    )


def words_of(poll: Poll) -> tuple[str, ...]:
    """The names to choose from, or to put in order, as they are offered; none for a tap and a
    number."""
    question = stop_of(poll).question
    if isinstance(question, VerdictQuestion):
        return question.words
    if isinstance(question, ChoiceQuestion):
        return tuple(each.name for each in question.options)
    if isinstance(question, OrderQuestion):
        return question.names
    return ()


def word(poll: Poll, name: str, language: str) -> str:
    """What an option is called."""
    if poll.ask != "wins":
        return option(stop_of(poll), name, language)
    if name not in ENTRANTS:
        return f"η = {name}"
    three = ENTRANTS[name].optimizer == "sgd"
    return say(f"compare.entrant.{name}" if three else f"optimizer.{name}.title", language)


@lru_cache(maxsize=128)
def picture(poll: Poll, language: str) -> VeiledMap | None:
    """The map before the answer; None where the state has no map of two parameters."""
    found, veils = state_of(poll), stop_of(poll).veils
    if found.mapped is None:
        return None
    return veiled_map(found.mapped, step_of(found), veils=veils, theme=PAINT, language=language)


@lru_cache(maxsize=256)
def told(poll: Poll, language: str) -> str:
    """The answer and its reason, once it may be told."""
    reason = [after(stop_of(poll), "reveal", language)] if poll.stop else _reason(poll, language)
    return " ".join([answer_text(poll, language), *reason])


def answer_text(poll: Poll, language: str) -> str:
    """The right answer in a sentence."""
    truth = truth_of(poll)
    if isinstance(stop_of(poll).question, RingQuestion):
        return say("class.answer_ring", language, loss=number(float(truth)))  # type: ignore[arg-type]
    if isinstance(truth, str):
        value = word(poll, truth, language)
    elif isinstance(truth, tuple):
        names = [each for each in truth if isinstance(each, str)]
        numbers = [each for each in truth if isinstance(each, float)]
        value = " < ".join(word(poll, name, language) for name in names) or vector(numbers)
    else:
        value = number(float(truth))
    return say("class.answer_is", language, answer=value)


@lru_cache(maxsize=64)
def path(poll: Poll) -> tuple[tuple[float, float], ...]:
    """The run on the picture, in its pixels, as far as it stays near; for the reveal alone."""
    drawn, seen = picture(poll, "en"), state_of(poll).mapped
    if drawn is None or seen is None:
        return ()
    points = seen.w[: MOST_POINTS + 1]
    wide = [(3 * low - 2 * high, 3 * high - 2 * low) for low, high in drawn.canvas.box]
    near = [bool(np.isfinite(p).all()) and inside(p, tuple(wide)) for p in points]
    kept = points[: near.index(False)] if False in near else points
    return pixels(drawn, kept)


def axis_names(x: State) -> list[str]:
    """What stands on the axes of the map, as plain text; none where there is none."""
    seen = x.mapped
    return [] if seen is None else [n.replace("_", "") for n in seen.objective.parameter_names]


def stage_query(poll: Poll, *, revealed: bool) -> str | None:
    """The address at which a stage shows what is asked about; None where its page has none."""
    asked = stop_of(poll)
    if asked.page not in STAGES:
        return None
    return merged(asked.query, asked.reveal) if revealed else asked.query


def pixels(drawn: VeiledMap, points: ArrayLike) -> tuple[tuple[float, float], ...]:
    """Points of the map where the picture has them."""
    flat = np.asarray(points, dtype=np.float64).reshape(-1, 2)
    return tuple((x, y) for x, y in np.round(drawn.canvas.pixels(flat), 1).tolist())


def _texts(poll: Poll, language: str) -> tuple[str, str, str]:
    if poll.stop:
        asked = stop_of(poll)
        return (
            before(asked, "title", language),
            before(asked, "text", language),
            before(asked, "question", language),
        )
    x, ask = state_of(poll), f"class.ask.{poll.ask}"
    case = "_network" if poll.page == "network" else _case(poll, x)
    values = _values(poll, x, language)
    text = say(f"{ask}.text{case}", language, **values)
    more = _of_next_step(x, language) if poll.ask == "next" else _start(poll, x, language)
    return (
        say(f"{ask}.title", language),
        "".join([text, *more]),
        say(f"{ask}.question{case if case in OWN_QUESTION else ''}", language, **values),
    )


def _loss(poll: Poll) -> str:
    """The formula of a state, where its map is not enough: there is none, or the curvature is asked
    for, which rings without their losses do not tell."""
    if poll.stop or poll.page not in FORMULAS:
        return ""
    x = state_of(poll)
    return formula_of(x.objective) if x.mapped is None or poll.ask == "critical" else ""


def _start(poll: Poll, x: State, language: str) -> list[str]:
    """Where a run begins that no map shows."""
    if x.mapped is not None or poll.page == "network" or poll.ask == "critical":
        return []
    return [say("class.ask.start", language, start=vector(x.run.w[0], 6))]


def _values(poll: Poll, x: State, language: str) -> dict[str, object]:
    """What the words of a question about a state may name."""
    values: dict[str, object] = {"next": step_of(x) + 1, "steps": x.arguments["steps"]}
    values |= dict(zip(("across", "upward"), axis_names(x), strict=False))
    if poll.page == "network":
        values |= {"weights": x.objective.dim, "rows": x.network.rows}
    if poll.ask == "critical":
        values["place"] = vector(_meant(poll, x))
    else:
        comma = say("class.ask.comma", language)
        values["setting"] = comma.join(setting_of(x.run.settings, language))
        values["lr"] = number(x.run.lr[step_of(x)] if poll.ask == "next" else x.lr)
    return values


def _case(poll: Poll, x: State) -> str:
    """Which of the texts of a question fits a state."""
    if poll.ask == "next" and x.objective.dim > 2:
        return "_plane"
    if poll.ask == "verdict" and x.mapped is None and poll.page != "network":
        return "_unseen"
    if poll.ask == "critical" and _meant(poll, x):
        return "_at"
    return "_each" if poll.ask == "wins" and races_rules(x) else ""


def _meant(poll: Poll, x: State) -> tuple[float, ...]:
    """The minimum that the edge is asked for at, where the edge is not the same everywhere."""
    return () if poll.page == "network" else critical_place(x)


def _of_next_step(x: State, language: str) -> list[str]:
    """What decides where the next step lands and is on no map: what the rule remembers of the
    steps before, and that rows are drawn."""
    now, comma = step_of(x), say("class.ask.comma", language)
    kept = [
        f"{say(f'export.column.{name}', language)} = {vector(rows[now])}"
        for name, rows in (x.run.state.items() if now else ())
    ]
    said = [say("class.ask.next.remembers", language, kept=comma.join(kept))] if kept else []
    if x.run.batch_index is not None and isinstance(x.objective, DataObjective):
        count = {"rows": len(x.run.batch_index[now]), "all": x.objective.rows}
        said.append(say("class.ask.next.rows_hidden", language, **count))
    return said


def _reason(poll: Poll, language: str) -> list[str]:
    return [state_of(poll).diagnosis.sentence(language)] if poll.ask == "verdict" else []
