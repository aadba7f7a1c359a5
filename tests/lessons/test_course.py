"""The course as a whole: every point is met, and there is a way in from pages and verdicts."""

import dataclasses
import re
from pathlib import Path

import pytest

from lrviz.analysis.diagnosis import Verdict
from lrviz.lessons import (
    COURSE,
    POINTS,
    STOPS,
    TOPICS,
    WHY,
    Exercise,
    Reading,
    before,
    done,
    point,
    stop,
    stops_for_page,
    stops_for_verdict,
    truth,
)
from lrviz.lessons.questions import VerdictQuestion
from lrviz.lessons.states import merged
from lrviz.lessons.truth import reading
from lrviz.settings.config import RunConfig
from lrviz.text import LANGUAGES, catalog
from lrviz.text.notices import ConfigError

# What the lecture notes explain, part by part of their fourteen points.
PARTS = {
    1: "model bargain",
    2: "square half mean sum zero",
    3: "exact convex exception",
    4: "rings step stride",
    5: "hyperparameter small large",
    6: "stand-in small large wrong-way epoch divide",
    7: "run sum zero-grad loss",
    8: "short double",
    9: "function sign each",
    10: "trial",
    11: "hard-sigmoid bends theta",
    12: "chain memory",
    13: "vanish weights relu symmetry xavier",
    14: "close minima unseen",
}


def test_every_point_of_the_notes_is_met_by_a_stop() -> None:
    assert set(COURSE) == {f"{i}.{part}" for i, parts in PARTS.items() for part in parts.split()}
    assert all(COURSE.values())
    assert tuple(map(str, PARTS)) == POINTS


def test_every_stop_meets_a_point() -> None:
    assert {name for names in COURSE.values() for name in names} == {each.id for each in STOPS}


def test_the_stops_stand_chapter_by_chapter() -> None:
    assert tuple(dict.fromkeys(each.topic for each in STOPS)) == TOPICS
    chapters = [each.topic for each in STOPS]
    assert chapters == sorted(chapters, key=TOPICS.index)


@pytest.mark.parametrize("given", ["", "one step", "ONE-STEP", "x" * 500, "<b>"])
def test_an_unknown_stop_is_refused_and_named(given: str) -> None:
    with pytest.raises(ConfigError) as refused:
        stop(given)
    for language in ("en", "zh"):
        sentence = refused.value.notice.sentence(language)
        assert given[:5] in sentence
        assert len(sentence) < 120


def test_a_stop_is_found_by_its_name() -> None:
    assert all(stop(each.id) is each for each in STOPS)


@pytest.mark.parametrize(
    ("verdict", "first"),
    [
        ("crawls", "not-straight"),
        ("converges", "momentum"),
        ("oscillates", "just-below"),
        ("diverges", "unscaled"),
        ("hovers", "hovering"),
        ("stalls", "stuck"),
    ],
)
def test_a_verdict_leads_to_stops_that_explain_it(verdict: str, first: str) -> None:
    found = stops_for_verdict(verdict)
    assert len(set(found)) == len(found)
    asked = [
        each
        for each in found
        if isinstance(each.question, VerdictQuestion) and truth(each) == verdict
    ]
    assert list(found[: len(asked)]) == asked
    assert found[0].id == first


def test_a_verdict_of_no_stop_leads_nowhere() -> None:
    assert stops_for_verdict("leaves") == ()


def test_a_page_leads_to_a_stop_that_differs_from_it_in_the_rate_at_most() -> None:
    for each in STOPS:
        first = stops_for_page(each.page, each.query)[0]
        assert setup(first.query) == setup(each.query), each.id


def setup(query: str) -> dict[str, str]:
    """The settings of a state but what its page shows of it and what its stage moves."""
    moved = re.compile(r"(lr|eta|from|step|at|r?view|r?log|nframe|npiece|beat|trial|pace)=")
    kept = [pair for pair in query.split("&") if not moved.match(pair)]
    return dict(pair.split("=", 1) for pair in kept)


def test_a_rate_that_a_stage_moves_leads_to_no_other_stops() -> None:
    """The row of stops stands outside the stage, which moves its rate alone."""
    for page, key in (("descent", "lr"), ("regression", "eta")):
        rates = {value for each in STOPS for value in re.findall(rf"\b{key}=([^&]+)", each.query)}
        assert len(rates) > 3
        assert len({stops_for_page(page, f"{key}={rate}") for rate in rates}) == 1


def test_a_page_leads_to_the_stops_most_like_it() -> None:
    shown = RunConfig(objective="himmelblau", lr=0.02).to_query()
    assert stops_for_page("descent", shown)[0].id == "many-minima"
    assert stops_for_page("gradient", "part=graph")[0].id == "chain"
    assert stops_for_page("network", "tab=cost&nseed=9")[0].id == "memory"
    assert len(stops_for_page("regression", "", most=5)) == 5
    assert stops_for_page("home", "") == ()


@pytest.mark.parametrize(
    ("task", "before", "now", "expected"),
    [
        (Exercise("step", "at least", 3), "step=0", "step=3", True),
        (Exercise("step", "at least", 3), "step=0", "step=2", False),
        (Exercise("step", "at least", 3), "step=0", "lr=3", False),
        (Exercise("lr", "at most", 0.3), "lr=0.5", "lr=0.3", True),
        (Exercise("lr", "at most", 0.3), "lr=0.5", "lr=0.31", False),
        (Exercise("lr", "at most", 0.3), "lr=0.5", "lr=low", False),
        (Exercise("std", "is", 1), "std=0", "std=1", True),
        (Exercise("std", "is", 1), "std=0", "std=0", False),
        (Exercise("loss", "is", "mse"), "loss=sse", "loss=mse", True),
        (Exercise("loss", "is", "mse"), "loss=sse", "loss=half_mse", False),
        (Exercise("start"), "start=-5.0,-2.0", "start=-5,-2", False),
        (Exercise("start"), "start=-5.0,-2.0", "start=-5,2", True),
        (Exercise("start"), "start=-5,-2", "start=random", True),
        (Exercise("start"), "lr=1", "start=1,2", False),
        (Exercise("start"), "start=1,2", "", False),
    ],
)
def test_a_thing_to_do_is_noticed(task: Exercise, before: str, now: str, expected: bool) -> None:
    assert done(task, before, now) is expected


def test_no_task_is_done_before_it_is_begun() -> None:
    for each in STOPS:
        begun = each.query if each.task.before else merged(each.query, each.reveal)
        assert not done(each.task, begun, begun), each.id


# What the words of a task ask for, and what is near it and is not: settings after the answer.
ASKED = [
    ("squares", "moved", "12,-1,170", True),
    ("squares", "moved", "12,-1,100", False),
    ("squares", "moved", "12,-1,60,3,-1,170", False),
    ("ring", "start", "5,-2", True),
    ("ring", "start", "1,4", True),
    ("ring", "start", "-5,-3", False),
    ("one-step", "step", "3", False),
    ("one-step", "step", "4", True),
    ("sign", "start", "-4,-1", True),
    ("sign", "start", "-4,3", False),
    ("sign", "start", "4,2", False),
    ("not-straight", "start", "0.02,3", True),
    ("not-straight", "start", "-5,0", True),
    ("not-straight", "start", "-5,-1", False),
    ("just-below", "lr", "0.5", False),
    ("just-below", "lr", "0.505", True),
    ("times-three", "rates", "0.1,0.3,0.4,0.7,1.0", True),
    ("times-three", "rates", "0.1,0.3,0.4,1.0", False),
    ("three-epochs", "at", "0", False),
    ("three-epochs", "at", "100", True),
    ("many-minima", "start", "-0.5,4", True),
    ("many-minima", "start", "0.5,3", False),
]


@pytest.mark.parametrize(("name", "key", "value", "expected"), ASKED)
def test_a_task_is_done_by_what_its_words_ask_for(
    name: str, key: str, value: str, expected: bool
) -> None:
    each = stop(name)
    begun = merged(each.query, each.reveal)
    assert each.task.key == key
    assert done(each.task, begun, merged(begun, f"{key}={value}")) is expected


def test_the_low_house_is_at_the_line_where_the_others_usually_are() -> None:
    """Within the bounds of the task the refitted line is as near as to the other houses."""
    each = stop("squares")
    assert isinstance(each.task.value, tuple)
    for price, near in zip((*each.task.value, 140), (True, True, False), strict=True):
        moved = dataclasses.replace(each, query=each.query.replace("12,-1,60", f"12,-1,{price}"))
        off = abs(reading(moved, Reading("below_line", args=(12,))))
        assert (off < 1.1) is near, price


def test_why_leads_to_a_stop_that_is_about_the_verdict() -> None:
    assert WHY
    wrong = [
        (verdict, name)
        for verdict, name in WHY.items()
        if name not in [each.id for each in stops_for_verdict(verdict)]
    ]
    assert not wrong


def test_the_tables_of_the_docs_are_those_of_the_records() -> None:
    text = (Path(__file__).parents[2] / "docs" / "course.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in text.splitlines()]
    points = {row[0]: row for row in rows if row and row[0].isdecimal()}
    assert tuple(points) == POINTS
    for name, (_, title, parts, stops) in points.items():
        met = {part: COURSE[f"{name}.{part}"] for part in parts.split(", ")}
        assert title == point(name, "en")
        assert len(met) == sum(part.startswith(f"{name}.") for part in COURSE)
        assert set(stops.split(", ")) == {each for names in met.values() for each in names}
    told = [row for row in rows if row and row[0].startswith("`")]
    assert told == [
        [f"`{s.id}`", before(s, "title", "en"), s.page, s.question.kind, ", ".join(s.meets)]
        for s in STOPS
    ]


def test_every_verdict_leads_to_a_stop_or_says_what_it_is() -> None:
    for language in LANGUAGES:
        told = {key.removeprefix("stage.what_") for key in catalog(language) if "what_" in key}
        assert {each.value for each in Verdict} - set(WHY) == told & {
            each.value for each in Verdict
        }
