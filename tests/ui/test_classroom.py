"""What the lecturer's desk is sent, and that the questions it offers can be put."""

from typing import Any
from urllib.parse import parse_qsl

import numpy as np
import pytest
import streamlit as st
import torch

import lrviz
from lrviz.classroom.asking import ready, score_of, truth_of
from lrviz.classroom.rooms import Poll
from lrviz.classroom.showing import shown
from lrviz.lessons import STOPS, stop
from lrviz.lessons.states import merged, state
from lrviz.objectives.data import DATASETS
from lrviz.text import LANGUAGES
from lrviz.text.notices import ConfigError
from lrviz.ui import session, veils
from lrviz.ui.pages.classroom import live_wall
from lrviz.ui.pages.classroom.answer import payload
from lrviz.ui.pages.classroom.in_view import in_view
from lrviz.ui.pages.compare.settings import SETTINGS as COMPARE
from lrviz.ui.pages.network.settings import SETTINGS as NETWORK
from lrviz.ui.pages.regression.settings import SETTINGS as REGRESSION
from tests.ui.payloads import Payload
from tests.ui.test_lessons import Query


@pytest.fixture(autouse=True)
def _address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(st, "session_state", {})
    monkeypatch.setattr(st, "query_params", Query())


def sent(language: str = "en") -> dict[str, Any]:
    return Payload.of(payload(language)).header


def polls(*pages: str) -> dict[str, Poll]:
    given = [{key: each[key] for key in ("ask", "page", "query")} for each in sent()["asks"]]
    return {each["ask"]: Poll(**each) for each in given if each["page"] in pages}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_stop_is_offered_in_the_order_of_the_course(language: str) -> None:
    course = sent(language)["course"]
    assert [each["id"] for part in course for each in part["stops"]] == [s.id for s in STOPS]


def test_what_is_offered_is_about_the_run_in_view() -> None:
    session.change(objective="ravine", lr=0.3, start=(-5.0, -2.0), step=2)
    asked = polls("descent")
    for name in ("verdict", "next", "critical"):
        ready(asked[name])
    assert truth_of(asked["verdict"]) == "converges"
    # ½x² + 10·½y² … of the ravine: w₃ along x is −5·(1 − 0.3·λ₁)³ whatever λ₁ is
    (x, _), start = truth_of(asked["next"]), -5.0
    before = truth_of(Poll(ask="next", page="descent", query=_at(asked["next"].query, step=0)))
    assert x / start == pytest.approx((before[0] / start) ** 3)
    (text,) = [e["text"] for e in sent()["asks"] if (e["page"], e["ask"]) == ("descent", "next")]
    assert "step 3" in text


@pytest.mark.parametrize("page", ["descent", "gradient"])
def test_where_a_step_lands_is_asked_where_there_is_a_map(page: str) -> None:
    for formula, offered in (("x^2", False), ("x^2+y^2", True), ("x^2+y^2+z^2", False)):
        session.change(formula=formula)
        asked = polls(page)
        assert ("next" in asked) is offered, formula
        for poll in asked.values():
            ready(poll)


def _at(query: str, step: int) -> str:
    return query.replace("step=2", f"step={step}")


def test_a_race_is_asked_as_the_compare_page_has_it() -> None:
    COMPARE.change(tab="rates", rates=(0.01, 0.1, 0.6))
    wins = polls("compare")["wins"]
    ready(wins)
    assert truth_of(wins) == "0.1"  # on the bowl 0.6 is beyond the edge, 0.01 far too small
    COMPARE.change(tab="basins")
    with pytest.raises(ConfigError):
        ready(polls("compare")["wins"])


def test_the_regression_in_view_is_asked_about_too() -> None:
    REGRESSION.change(data="textbook", features=(0,), standardised=False, lr=0.5, batch=0)
    asked = polls("regression")
    for name in ("verdict", "next", "critical"):
        ready(asked[name])
    with pytest.raises(ConfigError, match="no single winner"):
        ready(asked["wins"])  # two of the rates come to rest at the very minimum
    data = DATASETS["textbook"]
    X, y = data.load()
    # half the mean squared error from w = b = 0: −∂/∂b is the mean of y, −∂/∂w that of xy
    w = truth_of(asked["next"])
    assert w == pytest.approx((0.5 * (X[:, 0] * y).mean(), 0.5 * y.mean()))
    REGRESSION.change(data="csv")
    with pytest.raises(ConfigError):
        ready(polls("regression")["verdict"])
    with pytest.raises(ConfigError):  # more rows than the page would take
        ready(Poll(ask="verdict", page="regression", query="data=textbook&rows=9000000"))


def test_a_regression_of_three_parameters_is_asked_about_on_the_plane_that_its_map_shows() -> None:
    REGRESSION.change(data="textbook", features=(0, 1), standardised=False, lr=0.5, batch=0)
    REGRESSION.change(axes=(1, 2))
    asked = polls("regression")["next"]
    ready(asked)
    X, y = DATASETS["textbook"].load()
    # half the mean squared error from w₁ = w₂ = b = 0; the map has w₂ across and b upward
    landed = (0.5 * (X[:, 1] * y).mean(), 0.5 * y.mean())
    assert truth_of(asked) == pytest.approx(landed)
    assert "w2 and b" in shown(asked, "en").text
    long = float(np.hypot(*landed))  # the step, as the map shows it
    for share, word in ((0.2, "right"), (0.9, "near"), (1.1, "far")):
        assert score_of(asked, (landed[0] + share * long, landed[1])).word == word


def test_where_there_is_no_map_the_desk_says_why_a_place_is_not_asked() -> None:
    missing = {each["page"]: each["missing"] for each in sent()["about"]}
    assert "axes" in missing["network"]
    assert not missing["descent"] + missing["regression"] + missing["gradient"]
    session.change(formula="3x^2", start=(3.0,))
    missing = {each["page"]: each["missing"] for each in sent()["about"]}
    assert "two parameters" in missing["descent"] == missing["gradient"]
    assert not missing["regression"]
    linked = Poll(ask="next", page="descent", query="formula=3x^2")
    with pytest.raises(ConfigError, match="no next step on a map"):
        ready(linked)


def test_nothing_of_the_answers_is_in_it() -> None:
    header = sent()
    assert set(header) == {
        "kind", "language", "present", "texts", "course", "asks", "about", "live", "paints",
        "arrays",
    }  # fmt: skip


def test_the_page_that_was_last_in_view_is_asked_about_first() -> None:
    assert sent()["about"][0]["page"] == "descent"
    session.see_page("network")
    assert sent("zh")["about"][0]["page"] == "network"


def test_the_point_of_the_gradient_page_is_asked_about() -> None:
    session.change(objective="bowl", lr=0.1, start=(-5.0, -2.0), step=7)
    asked = polls("gradient")
    for poll in asked.values():
        ready(poll)
    # x² + 2y²: the gradient at the start is (−10, −8), whatever the step of the run in view is
    assert truth_of(asked["next"]) == pytest.approx((-4.0, -1.2))
    assert truth_of(asked["critical"]) == pytest.approx(0.5)
    assert truth_of(asked["wins"]) == "0.3"  # factors 1 − 2η: .93, .8, .4; and 1 − 4η


def test_the_network_in_view_is_asked_about() -> None:
    NETWORK.change(width=3, steps=60, lr=0.3, optimizer="sgd", rows=32)
    asked = polls("network")
    assert set(asked) == {"verdict", "critical", "wins"}  # there is no map of so many weights
    for poll in asked.values():
        ready(poll)
    net = state("network", asked["critical"].query).network
    start = torch.tensor(net.start, dtype=torch.float64)
    largest = torch.linalg.eigvalsh(torch.autograd.functional.hessian(net.loss, start))[-1]
    assert truth_of(asked["critical"]) == pytest.approx(2 / float(largest), rel=1e-3)
    ends = {lr: lrviz.descend(net, lr=lr, steps=60).loss[-1] for lr in (0.1, 0.3, 0.9)}
    assert truth_of(asked["wins"]) == f"{min(ends, key=lambda lr: ends[lr]):g}"


def test_what_a_lecturer_has_prepared_is_in_view_again_after_a_question() -> None:
    session.change(objective="ravine", lr=0.3)
    REGRESSION.change(data="textbook", features=(0, 1), lr=0.02, moved=(1.0, 0.0, 2.0))
    ours = in_view()
    live_wall.show({"stop": "one-step", "revealed": True})
    assert {**in_view(), "descent": ""} == {**ours, "descent": ""}
    assert session.config().objective == "bowl"
    live_wall.show({"stop": "never-zero", "revealed": True})  # a state of the Regression page
    assert in_view()["descent"] == ours["descent"]
    wanted = dict(parse_qsl(merged(stop("never-zero").query, stop("never-zero").reveal)))
    assert wanted.items() <= dict(parse_qsl(in_view()["regression"])).items()
    assert REGRESSION.now()["moved"] == ()
    live_wall.close()
    assert in_view() == ours
    live_wall.show({"stop": "one-step", "revealed": True})
    live_wall.leave()  # to the Descent page, say
    assert session.config().objective == "bowl"


def test_what_stands_live_is_veiled_until_it_is_revealed() -> None:
    given = {"stop": "one-step", "ask": "", "page": "", "query": ""}
    live_wall.show({**given, "revealed": False})
    assert sent()["live"] == {**given, "revealed": False}
    assert veils.veiled("path")
    assert session.config().start == (-5.0, -2.0)
    live_wall.show({**given, "revealed": True})
    assert not veils.present_veils()
    assert session.config().step == 1  # as the stop's own reveal has it
    live_wall.show({**given, "stop": "bends", "revealed": True})  # a page without a stage
    assert sent()["live"] is None
    live_wall.show({**given, "stop": "nowhere"})
    assert live_wall.now_live() is None
    live_wall.show({**given, "revealed": False})
    live_wall.close()
    assert (live_wall.now_live(), veils.now_open()) == (None, None)
