"""What a visit's open stop veils, and until when."""

import pytest
import streamlit as st

from lrviz.lessons import stop
from lrviz.ui import veils


@pytest.fixture(autouse=True)
def visit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(st, "session_state", {})


def test_outside_the_lessons_nothing_is_veiled() -> None:
    assert not veils.veiled("path", "verdict")
    assert not veils.questioned()
    assert veils.present_veils() == frozenset()


def test_an_open_question_veils_what_its_stop_says_and_nothing_else() -> None:
    veils.open_up(stop("crawl"))
    assert veils.questioned()
    assert veils.veiled("sweep")
    assert veils.veiled("rings", "path")
    assert not veils.veiled("rings", "minimum")
    assert veils.present_veils() == {*stop("crawl").veils}


@pytest.mark.parametrize("said", ["120", ""])
def test_answered_or_waived_nothing_is_veiled(said: str) -> None:
    veils.open_up(stop("crawl"), said)
    assert not veils.questioned()
    assert not veils.veiled(*stop("crawl").veils)


def test_left_nothing_is_veiled() -> None:
    veils.open_up(stop("crawl"))
    veils.close()
    assert not veils.veiled("path")
    assert veils.now_open() is None


def test_a_veil_that_there_is_not_is_an_error_that_names_it() -> None:
    with pytest.raises(ValueError, match="pathh"):
        veils.veiled("pathh")
