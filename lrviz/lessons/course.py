"""The course: its stops in order, by topic, by point, and the ways in from a page or a verdict."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qsl

from lrviz.lessons.claims import Equal
from lrviz.lessons.questions import VerdictQuestion
from lrviz.lessons.record import TOPICS, Stop
from lrviz.lessons.stops import STOPS
from lrviz.lessons.truth import truth
from lrviz.lessons.words import before, topic
from lrviz.settings.fields import as_floats
from lrviz.text.notices import ConfigError, Notice, shown

__all__ = ["COURSE", "POINTS", "WHY", "chapters", "stop", "stops_for_page", "stops_for_verdict"]

_BY_ID = {each.id: each for each in STOPS}
# Which stop a state is like is decided by neither of these: how it looks, and what a stage moves by
# itself, where the rest of the page does not follow.
_LOOKS = {"step", "at", "view", "rview", "log", "rlog", "nframe", "npiece", "beat", "trial", "pace"}
_MOVED = {"lr", "eta", "from"}

# The stop that a verdict on a page leads to: one of ``stops_for_verdict``; not all have one.
WHY: Mapping[str, str] = MappingProxyType(
    {
        "crawls": "crawl",
        "converges": "crawl",
        "oscillates": "just-below",
        "diverges": "edge",
        "hovers": "hovering",
        "stalls": "stuck",
    }
)

# Each part of a point of the course, "6.divide", and the stops that meet it.
COURSE: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        part: tuple(each.id for each in STOPS if part in each.meets)
        for part in sorted(
            {part for each in STOPS for part in each.meets},
            key=lambda part: (int(part.split(".")[0]), part),
        )
    }
)
# The points themselves, "1" to "14"; their names are texts ``lesson.point.…``.
POINTS: tuple[str, ...] = tuple(dict.fromkeys(part.split(".")[0] for part in COURSE))


def stop(name: str) -> Stop:
    """The stop called ``name``.

    Raises:
        ConfigError: there is none; its notice says so in the reader's language.
    """
    if name not in _BY_ID:
        raise ConfigError(Notice("lesson.unknown", {"given": shown(name)}))
    return _BY_ID[name]


def stops_for_verdict(verdict: str) -> tuple[Stop, ...]:
    """The stops that explain a verdict: first those that ask for it, then those that claim it."""
    asked = [
        each
        for each in STOPS
        if isinstance(each.question, VerdictQuestion) and truth(each) == verdict
    ]
    claimed = [each for each in STOPS if each not in asked and _claims(each, verdict)]
    return (*asked, *claimed)


def stops_for_page(page: str, query: str, most: int = 3) -> tuple[Stop, ...]:
    """The stops of ``page`` that are most like its state ``query``, the likest first.

    Each setting that a stop names and the state shares brings it nearer; of equals the one with
    more of them comes first, then the earlier in the course. Neither the rate nor the start of a
    regression counts: a stage moves them by itself.
    """
    now = dict(parse_qsl(query, keep_blank_values=True))
    known = [each for each in STOPS if each.page == page]
    return tuple(sorted(known, key=lambda each: _likeness(each, now), reverse=True)[:most])


def _claims(each: Stop, verdict: str) -> bool:
    return any(
        isinstance(claim, Equal) and claim.reading.what == "verdict" and claim.value == verdict
        for claim in each.claims
    )


def _likeness(each: Stop, now: Mapping[str, str]) -> tuple[float, int]:
    """Which share of a stop's settings the state shares, and how many."""
    wanted = dict(parse_qsl(each.query, keep_blank_values=True))
    told = {key: value for key, value in wanted.items() if key not in _LOOKS | _MOVED}
    shared = sum(key in now and _same(now[key], value) for key, value in told.items())
    return shared / max(len(told), 1), shared


def _same(one: str, other: str) -> bool:
    numbers = as_floats(one), as_floats(other)
    return numbers[0] == numbers[1] if all(numbers) else one == other


def chapters(language: str) -> list[dict[str, Any]]:
    """The chapters with their stops, by their titles: ``{title, stops: [{id, title}]}`` each."""
    return [
        {
            "title": topic(name, language),
            "stops": [
                {"id": each.id, "title": before(each, "title", language)}
                for each in STOPS
                if each.topic == name
            ],
        }
        for name in TOPICS
    ]
