"""The script of the Network page, without a browser: widgets and address change settings."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from lrviz.text import say
from lrviz.ui.pages.network.settings import SETTINGS
from tests.ui.pages import calm, labelled, opened

Script = Callable[..., AppTest]
QUICK = {"nsteps": "30", "nwidth": "3"}


def _page() -> None:
    from lrviz.ui.pages.network.page import page

    page()


@pytest.fixture
def script() -> Script:
    def run(**query: str) -> AppTest:
        app = AppTest.from_function(_page, default_timeout=60)
        return calm(opened(app, {**QUICK, **query}))

    return run


def values(app: AppTest) -> dict[str, object]:
    found: dict[str, object] = app.session_state["page_network"]
    return found


def setting(elements: Iterable[Any], name: str) -> Any:
    return labelled(elements, say(f"network.setting.{name}"))


def test_the_page_runs_with_its_defaults(script: Script) -> None:
    app = script()
    assert values(app) == {**SETTINGS.defaults, "steps": 30, "width": 3}
    assert not app.error


@pytest.mark.parametrize(
    ("tab", "language"),
    [("bends", "en"), ("landscape", "zh"), ("health", "en"), ("general", "zh"), ("cost", "en")],
)
def test_every_view_opens_from_an_address(script: Script, tab: str, language: str) -> None:
    app = script(tab=tab, lang=language, ndata="rings")
    assert values(app)["tab"] == tab
    assert not app.error


def test_every_setting_is_in_the_address_and_read_from_it(script: Script) -> None:
    given = {"ndata": "spirals", "nact": "tanh", "ndepth": "2", "ninit": "he", "nlr": "0.02"}
    app = script(**given)
    assert {key: app.query_params[key] for key in given} == given
    assert {each.key for each in SETTINGS.settings} <= set(app.query_params)


def test_widgets_change_the_settings(script: Script) -> None:
    app = script()
    setting(app.selectbox, "activation").select("sigmoid").run()  # type: ignore[attr-defined]
    setting(app.slider, "depth").set_value(3).run()  # type: ignore[attr-defined]
    setting(app.select_slider, "lr").set_value(0.2).run()  # type: ignore[attr-defined]
    setting(app.text_input, "noise").set_value("25").run()  # type: ignore[attr-defined]
    now = values(calm(app))
    assert (now["activation"], now["depth"], now["lr"], now["noise"]) == ("sigmoid", 3, 0.2, 25)


def test_a_rate_that_only_a_link_knows_stays(script: Script) -> None:
    app = script(nlr="0.0123")
    assert setting(app.select_slider, "lr").value == 0.0123  # type: ignore[attr-defined]


def test_nonsense_in_the_address_is_named_and_the_default_is_taken(script: Script) -> None:
    app = script(ndata="nowhere", ndepth="99", nlr="-1")
    said = " ".join(each.value for each in app.error)
    assert all(given in said.replace("\\", "") for given in ("nowhere", "99", "-1"))
    assert values(app)["data"] == SETTINGS.defaults["data"]


def test_a_vanishing_gradient_is_the_reason_given(script: Script) -> None:
    app = script(ndata="rings", nact="tanh", ndepth="8", nwidth="16", ninit="normal", nopt="sgd")
    said = " ".join(each.value for each in app.caption)
    assert say("network.reason.vanishing").split(":")[0] in said
    word = app.markdown[0].value
    assert say("verdict.stalls.word") in word or say("verdict.crawls.word") in word


def test_an_error_that_comes_back_after_the_start_is_no_reason(script: Script) -> None:
    for activation, stays in (("relu", True), ("sigmoid", False)):
        app = script(nact=activation, ninit="zeros", nopt="sgd", nsteps="300")
        said = " ".join(each.value for each in app.caption)
        assert (say("network.reason.zero", depth=1) in said.replace("\\", "")) == stays


def test_a_table_of_ones_own_is_asked_for_and_until_then_something_is_shown(script: Script) -> None:
    app = script(ndata="csv")
    assert say("network.own_help") in [each.value for each in app.caption]
    assert not app.error
    (instead,) = app.info
    assert "other data: “Straight pieces”" in instead.value
    row = "".join(f"{i},{i % 5}\n" for i in range(12))
    app.file_uploader[0].set_value(("own.csv", f"a,b\n{row}".encode(), "text/csv"))
    calm(app.run())
    assert not app.info


def test_columns_of_ones_own_table_are_chosen_and_its_notes_are_shown(script: Script) -> None:
    rows = "".join(f"{i},{i % 5},{3 * i % 7},{'yes' if i % 3 else 'no'}\n" for i in range(12))
    app = script(ndata="csv")
    app.file_uploader[0].set_value(("own.csv", f"id,a,b,ok\n{rows}".encode(), "text/csv"))
    calm(app.run())
    assert app.session_state["net_table"].names == ("a", "b", "ok")
    assert any("no = 0, yes = 1" in each.value.replace("\\", "") for each in app.caption)
    target = next(each for each in app.selectbox if each.label == say("regression.target"))
    calm(target.select(0).run())  # two features need labels
    (said,) = app.error
    assert said.value.startswith("This table has 3 columns of numbers")
    assert app.session_state["net_table"].names == ("a", "b", "ok")
    calm(app.multiselect[0].set_value([1]).run())
    assert app.session_state["net_table"].names == ("a", "id")
    assert not app.error


def test_the_columns_chosen_of_ones_own_table_are_there_after_other_data(script: Script) -> None:
    rows = "".join(f"{i},{i % 5},{3 * i % 7},{i * i}\n" for i in range(12))
    app = script(ndata="csv")
    app.file_uploader[0].set_value(("own.csv", f"a,b,c,d\n{rows}".encode(), "text/csv"))
    calm(app.run())
    calm(app.multiselect[0].set_value([2]).run())
    for data in ("ripple", "csv"):
        calm(setting(app.selectbox, "data").select(data).run())  # type: ignore[attr-defined]
    target = next(each for each in app.selectbox if each.label == say("regression.target"))
    assert (target.value, app.multiselect[0].value) == (3, [2])
    assert not app.error
    assert app.session_state["net_table"].names == ("c", "d")


def test_ones_own_rows_have_no_fields_that_draw_others(script: Script) -> None:
    own, drawn = script(ndata="csv", tab="general"), script(ndata="rings", tab="general")
    fields = {say(f"network.setting.{name}") for name in ("rows", "noise")}
    assert fields <= {each.label for each in drawn.text_input}
    assert not fields & {each.label for each in own.text_input}
    hint = say("network.general_hint")
    assert [hint in [each.value for each in app.caption] for app in (own, drawn)] == [False, True]


def test_the_axes_of_a_plane_of_weights_are_kept_within_the_network(script: Script) -> None:
    app = script(tab="landscape", nplane="weights", naxis1="5000", naxis2="5000")
    assert setting(app.text_input, "axis1").value == "10"  # type: ignore[attr-defined]


def test_lecture_mode_leaves_the_settings_away(script: Script) -> None:
    app = script(present="1")
    assert not app.slider
    assert not app.selectbox


def test_a_field_shows_its_number_from_the_first(script: Script) -> None:
    """The browser shows a field's default before it hears of its value."""
    app = script(nseed="7", nbatch="16")
    known = {each.label: each.proto.default for each in app.slider}
    assert known[say("network.setting.width")] == [3]
