"""The one record of a visit: changed by widgets, never lost to a mistake."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
import streamlit as st

from lrviz.settings.config import RunConfig
from lrviz.ui import controls, session
from tests.ui.pages import Query


@pytest.fixture(autouse=True)
def visit(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, object]]:
    """A visit of its own: the state and the address are plain dictionaries."""
    state: dict[str, object] = {}

    monkeypatch.setattr(st, "session_state", state)
    monkeypatch.setattr(st, "query_params", Query())
    return state


def test_a_visit_begins_with_what_the_address_says() -> None:
    st.query_params.update({"objective": "booth", "lr": "0.05", "lang": "zh"})
    assert session.config() == RunConfig(objective="booth", lr=0.05, language="zh")


def test_a_change_that_cannot_be_is_said_beside_its_field_and_changes_nothing() -> None:
    before = session.config()
    session.change(lr=-1.0)
    assert session.config() == before
    assert "lr" in str(session.mistake("lr"))
    session.change(lr=0.2)
    assert session.mistake("lr") is None
    assert session.config().lr == 0.2


def test_a_formula_that_cannot_be_read_leaves_the_last_good_run() -> None:
    session.change(formula="x^2+2y^2", start="")
    good, objective = session.runnable()
    session.worked(good)
    session.change(formula="x +")
    kept, same = session.runnable()
    assert kept == good
    assert same.latex == objective.latex
    assert session.mistake("formula")
    assert session.config().formula == "x +"


def test_the_last_good_run_is_shown_as_the_page_is_now() -> None:
    session.change(formula="x^2+2y^2", start="")
    session.worked(session.runnable()[0])
    session.change(formula="x +")
    session.change(language="zh", present=True)
    kept, _ = session.runnable()
    assert (kept.formula, kept.language, kept.present) == ("x^2+2y^2", "zh", True)
    good = session.last_good()
    assert good is not None
    assert (good.language, good.present) == ("zh", True)


def test_a_bad_formula_at_the_very_beginning_shows_a_surface() -> None:
    st.query_params.update({"formula": "__import__('os')"})
    kept, objective = session.runnable()
    assert kept.formula == ""
    assert objective.name == "bowl"


def test_a_fresh_rate_is_wanted_until_it_is_taken() -> None:
    for usable in (True, False):
        assert not session.good_rate_wanted(lambda: usable)  # noqa: B023
        session.want_fresh_rate()
        session.want_usable_rate()  # changes nothing about that
        for _ in range(2):
            assert session.good_rate_wanted(lambda: usable)  # noqa: B023
        session.fresh_rate_taken()
        assert not session.good_rate_wanted(lambda: usable)  # noqa: B023
        session.want_usable_rate()
        assert session.good_rate_wanted(lambda: usable) is not usable  # noqa: B023
        session.fresh_rate_taken()


def drawn(name: str, value: object) -> str:
    """The key of a widget of ``name`` on the page, which shows ``value``."""
    return session.bind(session.field(name), value)


def test_what_a_late_browser_still_says_of_a_replaced_menu_undoes_nothing() -> None:
    session.config()
    menu, typed = drawn("objective", "bowl"), drawn("formula", "")
    st.session_state[typed] = "x^2 + 3y^2"
    controls._take_formula(typed)
    assert session.config().formula == "x^2 + 3y^2"
    st.session_state[menu] = "bowl"  # the browser has not heard of the new menu yet
    controls._take_surface(menu)
    assert session.config().formula == "x^2 + 3y^2"
    menu = drawn("objective", None)
    st.session_state[menu] = "bowl"  # now a person has chosen it
    controls._take_surface(menu)
    assert session.config().formula == ""


@pytest.mark.parametrize("value", ["booth", "bowl"])
def test_a_replaced_menu_says_nothing_whatever_it_says(value: str) -> None:
    session.config()
    menu = drawn("objective", "bowl")
    session.change(formula="x^2")
    session.changed_behind("objective", "start")
    st.session_state[menu] = value
    assert not session.touched(menu)
    controls._take_surface(menu)
    assert session.config().formula == "x^2"


def test_the_page_waits_for_the_stage_only_where_there_is_a_browser(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(st, "context", SimpleNamespace(headers={}))
    assert session.stage_drawn()
    monkeypatch.setattr(st, "context", SimpleNamespace(headers={"Host": "localhost"}))
    assert not session.stage_drawn()
    assert session.note_stage_drawn()
    assert session.stage_drawn()
    assert not session.note_stage_drawn()


def test_the_address_names_every_setting_and_reads_back() -> None:
    session.change(lr=0.123456789, start=(1.5, -2.25), formula="x+y^2")
    session.publish()
    assert RunConfig.from_query(st.query_params.to_dict()) == session.config()


@pytest.mark.parametrize("text", ["*bold*", "$x^2$", "<b>", "[a](b)", ":smile:", "a_b", "`code`"])
def test_what_was_typed_is_echoed_as_text(text: str) -> None:
    plain = session.plain(text)
    assert plain.replace("\\", "") == text
    for sign in r"*_`$[]()<>:":
        assert plain.count(sign) == plain.count(f"\\{sign}")


def test_a_visit_that_begins_anew_has_the_settings_of_the_new_address_and_its_own_language() -> (
    None
):
    st.query_params.update({"objective": "booth", "lang": "zh", "step": "7"})
    session.change(lr=-1.0)
    turn = session.turn()
    session.begin({"objective": "ravine", "lr": "0.5", "lang": "en"})
    assert session.config() == RunConfig(objective="ravine", lr=0.5, language="zh")
    assert session.turn() > turn
    assert session.mistake("lr") is None
    assert session.address()["lr"] == "0.5"


def test_what_stands_beside_the_settings_comes_first_in_every_address() -> None:
    session.stand_beside({"stop": "crawl"})
    session.publish({"rows": "5"})
    assert next(iter(st.query_params.to_dict())) == "stop"
    assert st.query_params["rows"] == "5"
    session.stand_beside({})
    session.publish()
    assert "stop" not in st.query_params
