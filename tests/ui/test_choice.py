"""Widgets of a page's own settings take values alone, and a wait is told of once it lasts."""

import pytest
import streamlit as st

from lrviz.settings.fields import Setting, choice
from lrviz.ui import choice as widgets
from lrviz.ui import waiting
from lrviz.ui.page_settings import PageSettings
from tests.ui.pages import Query

OWN = PageSettings("own", (Setting("tab", "tab", choice("tab", ("a", "b"))),), {"tab": "a"})


@pytest.fixture(autouse=True)
def visit(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    state: dict[str, object] = {}
    monkeypatch.setattr(st, "session_state", state)
    monkeypatch.setattr(st, "query_params", Query())
    return state


def test_a_widget_takes_its_values_and_no_word_of_another_language(
    monkeypatch: pytest.MonkeyPatch, visit: dict[str, object]
) -> None:
    made: dict[str, object] = {}
    monkeypatch.setattr(st, "segmented_control", lambda *given, **named: made.update(named))
    widgets.segments(OWN, "tab", ("a", "b"), key="own_tab", label="", word=str.upper)
    assert visit["own_tab"] == "a"
    for said, then in (("b", "b"), ("甲", "b"), (None, "b"), ("a", "a")):
        visit["own_tab"] = said
        made["on_change"](*made["args"])  # type: ignore[operator, misc]
        assert OWN.now()["tab"] == then


def test_a_wait_is_told_of_only_once_it_lasts(monkeypatch: pytest.MonkeyPatch) -> None:
    now, heard = [0.0], []
    monkeypatch.setattr(waiting, "monotonic", lambda: now[0])
    tell = waiting.once_late(lambda done, whole: heard.append((done, whole)))
    for seconds in (0.0, waiting.PATIENCE / 2, waiting.PATIENCE, 1.0):
        now[0] = seconds
        tell(seconds, 1.0)
    assert heard == [(waiting.PATIENCE, 1.0), (1.0, 1.0)]
