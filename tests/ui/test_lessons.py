"""The panel of a stop: what is sent before the answer and after it, and what an address opens."""

from dataclasses import replace
from typing import Any

import pytest
import streamlit as st

from lrviz.lessons import STOPS, after, stop, truth
from lrviz.lessons.questions import OrderQuestion
from lrviz.panel import content
from lrviz.text import LANGUAGES
from lrviz.ui import session, veils
from lrviz.ui.pages.lessons import answer, settings
from lrviz.ui.pages.lessons.component import LESSON
from tests import draws
from tests.ui.pages import Query
from tests.ui.payloads import Payload

AFTER = {"reveal", "try", "truth", "outcome", "word", "share"}


@pytest.fixture(autouse=True)
def address(monkeypatch: pytest.MonkeyPatch) -> Query:
    query = Query()
    monkeypatch.setattr(st, "session_state", {})
    monkeypatch.setattr(st, "query_params", query)
    return query


def panel(language: str = "en") -> dict[str, Any]:
    return Payload.of(answer.payload(language)).header


def heard(monkeypatch: pytest.MonkeyPatch, **request: object) -> None:
    monkeypatch.setattr(type(LESSON), "request", lambda self, key: request)
    answer.hear()


def test_without_a_stop_in_the_address_the_first_is_opened(address: Query) -> None:
    settings.begin()
    shown = panel()["stop"]
    assert (shown["id"], shown["place"], shown["back"]) == (STOPS[0].id, 1, None)
    session.publish()
    assert address["stop"] == STOPS[0].id


def test_nothing_of_the_answer_is_sent_before_it() -> None:
    for n, each in enumerate(STOPS):
        for language in LANGUAGES if draws.NEW else [[*LANGUAGES][n % 2]]:
            settings.begin_at(each, None)
            raw = answer.payload(language).decode("utf-8", "ignore")
            shown = panel(language)["stop"]
            assert not AFTER & {*shown}, each.id
            assert after(each, "reveal", language) not in raw, each.id


def test_a_waived_stop_is_revealed_and_scores_nothing() -> None:
    for each in STOPS:
        settings.begin_at(each, settings.WAIVED)
        shown = panel()["stop"]
        assert {*shown} >= AFTER
        assert (shown["word"], shown["share"]) == ("waived", 0)
        assert shown["reveal"] == after(each, "reveal", "en")


def test_no_order_begins_as_the_right_one() -> None:
    for each in STOPS:
        if isinstance(each.question, OrderQuestion):
            settings.begin_at(each, None)
            names = [one["name"] for one in panel()["stop"]["asks"]["options"]]
            assert names != [*truth(each)], each.id


def test_an_answer_lifts_the_veil_and_shows_the_revealed_state(
    monkeypatch: pytest.MonkeyPatch, address: Query
) -> None:
    settings.begin_at(stop("just-below"), None)
    assert veils.veiled("verdict")
    heard(monkeypatch, kind="answer", stop="just-below", said="oscillates")
    assert not veils.veiled("verdict")
    shown = panel()["stop"]
    assert (shown["word"], shown["share"]) == ("right", 1.0)
    assert session.config().step == 40
    session.publish()
    assert address["said"] == "oscillates"


def test_what_is_no_answer_is_said_and_leaves_the_question_open(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.begin_at(stop("crawl"), None)
    heard(monkeypatch, kind="answer", stop="crawl", said="many")
    assert veils.questioned()
    assert "many" in panel()["problem"]
    heard(monkeypatch, kind="answer", stop="crawl", said="150")
    assert not veils.questioned()
    assert panel()["problem"] == ""


def test_an_answer_to_another_stop_than_the_open_one_is_not_heard(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.begin_at(stop("crawl"), None)
    heard(monkeypatch, kind="answer", stop="edge", said="0.3")
    assert veils.questioned()


def test_one_may_be_asked_again_and_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    settings.begin_at(stop("crawl"), "165")
    heard(monkeypatch, kind="again", stop="crawl")
    assert veils.questioned()
    heard(monkeypatch, kind="open", stop="edge", said="0.33")
    assert panel()["stop"]["word"] == "right"
    assert session.config().formula == "3x^2"


def test_an_unknown_stop_opens_the_overview_and_says_so(address: Query) -> None:
    address["stop"] = "nowhere"
    settings.begin()
    shown = panel()
    assert shown["stop"] is None
    assert "nowhere" in shown["problem"]
    assert sum(len(chapter["stops"]) for chapter in shown["course"]) == len(STOPS)


def test_an_answer_in_the_address_that_is_none_asks_again_and_says_so(address: Query) -> None:
    address.update({"stop": "crawl", "said": "lots"})
    settings.begin()
    assert veils.questioned()
    assert "lots" in panel()["problem"]


def test_the_address_of_a_stop_reopens_what_was_set_since(address: Query) -> None:
    address.update({"stop": "crawl", "said": "165", "lr": "0.2"})
    settings.begin()
    assert session.config().lr == 0.2
    assert session.config().steps == 400


def test_a_question_stands_at_its_own_state_and_its_answer_at_the_revealed_one() -> None:
    settings.begin_at(stop("just-below"), None)
    assert session.config().step == 0
    settings.begin_at(stop("just-below"), "diverges")
    assert session.config().step == 40


def test_a_set_list_pages_through_stops_and_states(
    monkeypatch: pytest.MonkeyPatch, address: Query
) -> None:
    address["list"] = "Monday|crawl|descent?objective=beale&lr=0.01|edge"
    settings.begin()
    shown = panel()
    assert shown["stop"]["id"] == "crawl"
    assert shown["list"] == {
        "name": "Monday",
        "place": 1,
        "stops": ["crawl", None, "edge"],
        "title": "",
    }
    heard(monkeypatch, kind="item", at=1)
    assert panel()["stop"] is None
    assert panel()["list"]["title"] == "Descent"
    assert session.config().objective == "beale"
    assert not veils.questioned()
    session.publish()
    assert (address["nth"], "stop" in address) == ("2", False)
    heard(monkeypatch, kind="item", at=2, said="0.33")
    assert panel()["stop"]["word"] == "right"
    heard(monkeypatch, kind="open", stop="ring")
    assert panel()["list"] is None


@pytest.mark.parametrize("given", ["Monday|crawl|nowhere", "nowhere"])
def test_a_list_that_cannot_be_read_opens_the_overview_and_says_which(
    address: Query, given: str
) -> None:
    address["list"] = given
    settings.begin()
    for language in LANGUAGES:
        shown = panel(language)
        assert shown["stop"] is shown["list"] is None
        assert "nowhere" in shown["problem"]
        assert "crawl" in shown["problem"]  # what an item looks like


def test_a_state_of_a_list_that_no_longer_runs_is_named(address: Query) -> None:
    address["list"] = "Monday|descent?objective=gone"
    settings.begin()
    assert "gone" in panel()["problem"]
    assert session.config().objective == "bowl"


def test_a_stop_whose_state_no_longer_runs_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = replace(stop("one-step"), query="objective=gone&lr=0.1")
    monkeypatch.setattr(content, "STOPS", (broken,))
    settings.begin_at(broken, "-")
    shown = panel()
    assert shown["stop"] is None
    assert "one-step" in shown["problem"]
    assert "gone" in shown["problem"]


def test_a_list_from_a_file_begins_at_its_item_in_the_state_it_had(address: Query) -> None:
    text = "Monday|crawl|descent?lr=0.5"
    settings.open_later(text, 2, "lr=0.25&steps=7")
    settings.begin()
    now = settings.open_list()
    assert now is not None
    assert (now.text, now.at, session.config().lr, session.config().steps) == (text, 1, 0.25, 7)
    settings.open_later(text, 1, "lr=0.25")
    settings.begin()
    assert veils.questioned()
    assert session.config().lr == 0.01
    settings.begin()
    assert settings.open_list() is None
    assert not address
