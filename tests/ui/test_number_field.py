"""The field for one number: read as people write it, and nothing typed is lost."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lrviz.settings.config import RunConfig

PAGE = """
import streamlit as st
from lrviz.settings.fields import positive
from lrviz.ui import session
from lrviz.ui.number_field import number_field

st.session_state.setdefault("got", [])
number_field(
    "rate", "rate", st.session_state.get("value", 0.1), key=session.field("rate"),
    read=lambda label, *limits: positive(label),
    take=lambda value, unit: st.session_state["got"].append((value, unit)),
    args=("m",), limits=(0.001, 4), step=0.5,
)
if said := session.mistake("rate"):
    st.error(said)
"""


@pytest.fixture
def page(tmp_path: Path) -> AppTest:
    path = tmp_path / "page.py"
    path.write_text(PAGE, encoding="utf-8")
    return AppTest.from_file(str(path), default_timeout=60).run()


def write(page: AppTest, text: str) -> None:
    page.text_input[0].set_value(text).run()
    assert not page.exception


def test_a_number_is_taken_as_it_is_written_and_once(page: AppTest) -> None:
    typed = {"1/3": 1 / 3, "0,05": 0.05, "５e-1": 0.5, "5 %": 0.05, "2×10⁻³": 0.002}
    for text in typed:
        write(page, text)
        assert not page.error
    page.run()  # nothing new was typed
    assert page.session_state["got"] == [(value, "m") for value in typed.values()]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_is_refused_stays_in_the_field_with_its_sentence(page: AppTest, language: str) -> None:
    page.session_state["config"] = RunConfig(language=language)
    write(page, "abc")
    assert page.text_input[0].value == "abc"
    assert "abc" in page.error[0].value
    assert page.session_state["got"] == []
    write(page, "-2")
    assert page.text_input[0].value == "-2"
    assert "-2" in page.error[0].value.replace("−", "-")
    write(page, "0.25")
    assert not page.error
    assert page.session_state["got"] == [(0.25, "m")]


def test_it_shows_whole_numbers_in_full_and_others_to_six_digits(page: AppTest) -> None:
    for value, shown in ((0.1 + 0.2, "0.3"), (1234567, "1234567"), (2 / 3 * 1e-7, "6.66667e-08")):
        page.session_state["value"] = value
        page.run()
        assert page.text_input[0].value == shown


def test_steps_and_limits_stand_in_its_key_for_the_arrow_keys(page: AppTest) -> None:
    """As lrviz/ui/web/lib/stepping.js reads them; the sign and the point are letters there."""
    assert page.text_input[0].key.endswith("-by-0p5-0p001-4")
