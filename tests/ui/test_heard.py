"""What a page takes of what its browser says, without a browser."""

from types import SimpleNamespace
from typing import Any

import pytest
import streamlit as st

from lrviz.settings.config import RunConfig
from lrviz.ui import session
from lrviz.ui.pages.descent import answer as descent
from lrviz.ui.pages.gradient import answer as probing
from lrviz.ui.pages.gradient.settings import SETTINGS
from lrviz.ui.reel.component import reel_request
from lrviz.ui.stage import component

Said = dict[str, Any]
SHOWN = {"lr": 0.2, "step": 7, "log": True, "ghosts": True, "split": True, "trail": 5, "speed": 3}


@pytest.fixture
def visit(monkeypatch: pytest.MonkeyPatch) -> Said:
    """A visit of its own, as a dictionary."""
    state: Said = {"config": RunConfig()}
    monkeypatch.setattr(st, "session_state", state)
    return state


def heard(visit: Said, said: Said) -> RunConfig:
    """The settings after the stage has said this."""
    visit["stage"] = {"ask": said}
    descent.hear()
    config: RunConfig = visit["config"]
    return config


def test_what_is_in_view_is_in_the_settings(visit: Said) -> None:
    config = heard(visit, {"kind": "view", "turn": 0, "view": "3d", **SHOWN})
    assert (config.lr, config.step, config.view, config.trail) == (0.2, 7, "3d", 5)
    assert (config.log_loss, config.ghosts, config.apart, config.speed) == (True, True, True, 3)


def test_what_was_said_of_an_earlier_surface_changes_nothing(visit: Said) -> None:
    visit["turn"] = 1
    assert heard(visit, {"kind": "view", "turn": 0, **SHOWN}) == RunConfig()


@pytest.mark.parametrize("live", [True, False])
def test_a_start_that_settles_is_told_to_the_rest_of_the_page(visit: Said, live: bool) -> None:
    config = heard(visit, {"kind": "film", "turn": 0, "start": [1, 2.5], "live": live})
    assert config.start == (1.0, 2.5)
    assert bool(visit.get("stage_rerun")) is not live


def test_another_part_of_the_map_is_told_to_the_field_that_it_stands_in(visit: Said) -> None:
    before = session.field("window")
    heard(visit, {"kind": "view", "turn": 0, **SHOWN, "window": []})
    assert session.field("window") == before
    assert "stage_rerun" not in visit
    config = heard(visit, {"kind": "view", "turn": 0, **SHOWN, "window": [-1, 2, -3, 4]})
    assert config.window == (-1.0, 2.0, -3.0, 4.0)
    assert session.field("window") != before
    assert visit["stage_rerun"] is True


def test_a_question_that_is_put_off_is_answered_in_the_next_run_and_once(
    visit: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(st, "rerun", lambda: None)
    question = {"kind": "view", "asked": 3}
    component.put_off("stage", question)
    assert component.take_request("stage") == (question, False)
    assert component.take_request("stage") == ({}, True)
    component.put_off("stage", question)
    visit["stage"] = {"ask": {"kind": "film"}}  # a newer question takes its place
    assert component.take_request("stage") == ({"kind": "film"}, True)


def test_a_question_waits_for_the_page_where_a_menu_was_opened_beside_it(
    visit: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    wished: list[bool] = []
    monkeypatch.setattr(st, "rerun", lambda: wished.append(True))
    visit["stage"] = {"ask": {"kind": "slopes"}}
    visit["opened_beside_a_question"] = True
    component.take_request("stage")
    assert wished == [True]
    visit["stage"] = {}
    assert component.take_request("stage") == ({"kind": "slopes"}, False)
    assert wished == [True]


@pytest.mark.parametrize(("w", "start"), [([2, -1], (2.0, -1.0)), ([2], ""), ("12", "")])
def test_a_point_that_is_one_is_the_start(visit: Said, w: object, start: object) -> None:
    visit["probe"] = {"ask": {"kind": "point", "w": w}}
    probing._hear()
    assert visit["config"].start == start


def test_a_direction_is_in_the_pages_settings(visit: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(st, "query_params", SimpleNamespace(to_dict=dict))
    visit["probe"] = {"ask": {"kind": "angle", "angle": 125}}
    probing._hear()
    assert SETTINGS.now()["angle"] == 125


@pytest.mark.parametrize(
    ("said", "taken"),
    [({"frame": 3, "turn": 0}, True), ({"frame": 3, "turn": 1}, False), ("frame", False)],
)
def test_a_reel_of_another_run_is_not_heard(visit: Said, said: Any, taken: bool) -> None:
    visit["films"] = {"ask": said}
    assert reel_request("films") == (said if taken else {})
