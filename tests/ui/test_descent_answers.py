"""What the page answers when a question and a changed setting come in one run."""

import pytest
import streamlit as st

from lrviz.film import answer
from lrviz.film.jobs import opening_films
from lrviz.settings.config import RunConfig
from lrviz.ui import session
from lrviz.ui.opening_films import open_page
from lrviz.ui.pages.descent import answer as descent
from lrviz.ui.pages.descent.answer import OfRun
from lrviz.ui.stage import protocol
from tests.ui.payloads import Payload

CONFIG = RunConfig()
MOVED = CONFIG.replace(start=(1.0, 3.0))


@pytest.fixture(autouse=True)
def visit(monkeypatch: pytest.MonkeyPatch) -> None:
    """A visit that has been sent the film of CONFIG."""
    monkeypatch.setattr(st, "session_state", {"config": CONFIG})
    assert answered({}, CONFIG)["kind"] == "film"


def answered(request: dict[str, object], config: RunConfig) -> dict[str, object]:
    return Payload.of(protocol.answered(OfRun(config), request)).header


@pytest.mark.parametrize("kind", ["slopes", "view"])
def test_a_question_about_the_film_on_show_is_answered(kind: str) -> None:
    assert answered({"kind": kind}, CONFIG)["kind"] == ("slopes" if kind == "slopes" else "same")


def test_a_setting_that_was_changed_and_changed_back_is_a_turn_the_browser_hears_of() -> None:
    session.want_fresh_rate()  # the run that it asked for was overtaken by the one back
    header = answered({}, CONFIG)
    assert header["kind"] == "film"
    shown = header["show"]
    assert isinstance(shown, dict)
    assert (shown["turn"], shown["fresh"]) == (session.turn(), True)
    assert answered({"kind": "view"}, session.config())["kind"] == "same"


@pytest.mark.parametrize("kind", ["slopes", "view"])
def test_a_film_that_has_changed_meanwhile_comes_before_the_answer(kind: str) -> None:
    header = answered({"kind": kind}, MOVED)
    assert header["kind"] == "film"
    assert header["start"] == [1.0, 3.0]


def test_a_question_about_an_older_film_is_answered_with_the_present_one() -> None:
    assert answered({"kind": "slopes", "id": "an older one"}, CONFIG)["kind"] == "film"


def test_an_answer_says_back_which_question_it_answers() -> None:
    for kind in ("drawn", "view"):
        assert answered({"kind": kind, "asked": 3}, CONFIG)["asked"] == 3
        assert "asked" not in answered({"kind": kind, "asked": "<b>"}, CONFIG)


@pytest.mark.parametrize(
    "start",
    [[1.0], [1.0, 2.0, 3.0], [1.0, "2"], [1.0, None], [1e200, 0.0], [float("nan"), 0.0], "1"],
)
def test_a_start_that_is_no_point_is_not_taken(start: object) -> None:
    assert answer.asked_start({"start": start}, 2) is None
    assert answer.asked_start({"start": [1, 2.5]}, 2) == (1.0, 2.5)


def test_a_visit_goes_on_with_the_film_that_its_page_has_played(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    query = "objective=rosenbrock&steps=40"
    config = RunConfig.from_query(query)
    films = opening_films(config, fresh=True)
    monkeypatch.setattr(descent, "sent_query", lambda: query)
    for given, on, kind in (
        (True, "descent", "same"),
        (False, "descent", "film"),
        (True, "compare", "film"),
    ):
        monkeypatch.setattr(descent, "given_before", lambda _query, given=given: given)
        state: dict[str, object] = {"config": config}
        monkeypatch.setattr(st, "session_state", state)
        session.want_fresh_rate()
        state["turn"] = 0
        open_page(on)
        header = answered({}, config)
        assert header["kind"] == kind
        assert session.config().lr == films.lr  # the good rate, either way
        if kind == "same":
            assert header["id"] == films.id
            assert (
                answered({"kind": "slopes", "id": films.id[:18]}, session.config())["kind"]
                == "slopes"
            )
