"""A page's own settings: read from the address, changed by widgets, written back."""

from collections.abc import Iterator

import pytest
import streamlit as st

from lrviz.settings.config import RunConfig
from lrviz.settings.fields import Setting, choice, whole
from lrviz.ui import session
from lrviz.ui.page_settings import PageSettings
from tests.ui.pages import Query

OWN = PageSettings(
    "demo",
    (Setting("rows", "rows", whole("rows", 1, 9)), Setting("data", "data", choice("data", "ab"))),
    {"rows": 3, "data": "a"},
)


@pytest.fixture(autouse=True)
def address(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    query = Query()
    monkeypatch.setattr(st, "session_state", {})
    monkeypatch.setattr(st, "query_params", query)
    return query


def test_what_the_address_does_not_say_has_its_default(address: dict[str, str]) -> None:
    address["rows"] = "5"
    assert OWN.now() == {"rows": 5, "data": "a"}


def test_an_impossible_value_in_the_address_is_its_default_and_is_named(
    address: dict[str, str],
) -> None:
    address["rows"] = "400"
    assert OWN.now()["rows"] == 3
    assert "400" in str(session.mistake("demo.rows"))


def test_a_change_that_cannot_be_changes_nothing_and_is_said() -> None:
    OWN.change(rows=77, data="b")
    assert OWN.now() == {"rows": 3, "data": "b"}
    assert "77" in str(session.mistake("demo.rows"))
    OWN.change(rows=7)
    assert OWN.now()["rows"] == 7
    assert session.mistake("demo.rows") is None


def test_the_address_carries_the_run_and_the_page(address: dict[str, str]) -> None:
    session.change(lr=0.25)
    OWN.change(rows=7)
    OWN.publish()
    assert RunConfig.from_query(address).lr == 0.25
    assert address["rows"] == "7"
    st.session_state.clear()  # another visit with this address
    assert OWN.now() == {"rows": 7, "data": "a"}


def test_where_a_visit_begins_anew_the_page_has_what_the_new_address_says() -> None:
    OWN.change(rows=7)
    session.begin({"data": "b"})
    assert OWN.now() == {"rows": 3, "data": "b"}
    OWN.change(rows=5)
    assert OWN.now()["rows"] == 5
