"""The menu that takes a page home, without a browser."""

import pytest
from streamlit.testing.v1 import AppTest

from lrviz import compute
from lrviz.export.snapshot import snapshot
from lrviz.export.state_file import state_of
from lrviz.settings.config import RunConfig
from lrviz.text import say
from lrviz.ui.session import plain

PATIENCE = 60  # seconds


def _script(said: str | None) -> None:
    from lrviz.lessons import stop
    from lrviz.ui import session, veils
    from lrviz.ui.pages.lessons.settings import begin_at
    from lrviz.ui.take_home import take_home

    begin_at(stop("crawl"), said)
    assert session.config().steps == 400
    assert veils.questioned() == (said is None)
    take_home("descent")


def test_there_is_no_menu_while_a_question_is_open() -> None:
    for said, menus in ((None, 0), ("-", 1)):
        app = AppTest.from_function(_script, args=(said,), default_timeout=PATIENCE).run()
        assert not app.exception
        assert len(app.get("popover")) == menus


def _parts(name: str, query: str) -> None:
    import streamlit as st

    from lrviz.export.snapshot import snapshot
    from lrviz.ui.take_home import _what

    st.session_state.setdefault("take_home_what", "table")  # as another page had it
    st.text(_what(snapshot(name, query), "zh"))


def test_a_picture_shows_the_page_or_a_part_that_it_has() -> None:
    app = AppTest.from_function(_parts, args=("descent", "lr=0.1"), default_timeout=PATIENCE).run()
    assert not app.exception
    assert app.selectbox[0].options == ["整个页面", "损失曲线", "各学习率的结局"]
    assert app.text[0].value == "page"
    app.selectbox[0].select("loss").run()
    assert app.text[0].value == "loss"
    kept = AppTest.from_function(_parts, args=("compare", "lr=0.1"), default_timeout=PATIENCE).run()
    assert kept.text[0].value == "table"


def _opening() -> None:
    from lrviz.ui.take_home import _open_state

    _open_state("en")


@pytest.mark.parametrize("formula", ["", "x^2+7.5y^2"])
def test_a_state_file_is_read_as_a_job_and_is_the_state_again(formula: str) -> None:
    config = RunConfig(formula=formula, lr=0.03, steps=70)
    app = _given(state_of(snapshot("descent", config.to_query())))
    assert app.session_state["config"] == config


def test_a_file_that_is_no_state_is_refused_in_one_sentence() -> None:
    app = _given(b"not json")
    assert [each.value for each in app.error] == [plain(say("export.state_unread"))]


def _given(content: bytes) -> AppTest:
    """The place for a state file after one was dropped there."""
    app = AppTest.from_function(_opening, default_timeout=PATIENCE).run()
    asked = compute.figures().get("asked_total", 0)
    app.file_uploader[0].set_value(("mine.lrviz.json", content, "application/json")).run()
    assert not app.exception
    assert compute.figures()["asked_total"] == asked + 1
    return app
