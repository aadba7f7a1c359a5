"""The script of the page, without a browser: widgets change the settings."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import lrviz
from lrviz.settings.config import RunConfig
from lrviz.text import say
from lrviz.ui import session
from lrviz.ui.pages.descent.answer import OfRun
from lrviz.ui.session import plain
from tests.ui.pages import calm, labelled, opened
from tests.ui.sent import Sent

SCRIPT = Path(__file__).parents[2] / "lrviz" / "ui" / "frame" / "script.py"
Script = Callable[..., AppTest]


@pytest.fixture
def script() -> Script:
    def run(**query: str) -> AppTest:
        return opened(AppTest.from_file(str(SCRIPT), default_timeout=30), query)

    return run


def settings(app: AppTest) -> RunConfig:
    config = app.session_state["config"]
    assert isinstance(config, RunConfig)
    return config


def test_the_page_runs(script: Script) -> None:
    app = calm(script())
    assert settings(app).replace(step=0) == RunConfig()
    assert not app.error


def test_a_query_seeds_the_settings(script: Script) -> None:
    app = calm(script(objective="booth", lr="0.05", steps="60", start="1,2", lang="zh"))
    expected = RunConfig(objective="booth", lr=0.05, steps=60, start=(1, 2), language="zh")
    assert settings(app) == expected
    labels = [each.label for each in app.selectbox]
    assert say("ui.surface", "zh") in labels


def test_choosing_a_surface_takes_its_own_start_and_a_good_rate(script: Script) -> None:
    app = script(start="1,1")
    labelled(app.selectbox, say("ui.surface")).select("rosenbrock").run()  # type: ignore[attr-defined]
    calm(app)
    chosen = settings(app)
    assert (chosen.objective, chosen.start) == ("rosenbrock", "")
    assert chosen.lr != 0.1
    run = lrviz.descend("rosenbrock", lr=chosen.lr, steps=chosen.steps)
    assert lrviz.diagnose(run).verdict != "diverges"


def test_a_formula_replaces_the_surface(script: Script) -> None:
    app = script()
    labelled(app.text_input, say("ui.formula")).set_value("x^2+5y^2").run()  # type: ignore[attr-defined]
    calm(app)
    assert settings(app).formula == "x^2+5y^2"
    assert not app.error


def test_a_bad_formula_gets_one_sentence_and_no_traceback(script: Script) -> None:
    app = script()
    for text in ("__import__('os')", "9**9**9", "x +", "x" * 10_000, "1/0"):
        field = labelled(app.text_input, say("ui.formula"))
        field.set_value(text).run()  # type: ignore[attr-defined]
        calm(app)
        assert len(app.error) == 1, text
        assert "Traceback" not in app.error[0].value
        assert settings(app).formula == text
        field = labelled(app.text_input, say("ui.formula"))
        assert field.value == text  # type: ignore[attr-defined]


def test_steps_optimizer_and_start_change_the_settings(script: Script) -> None:
    app = script()
    labelled(app.text_input, say("ui.steps")).set_value("37").run()  # type: ignore[attr-defined]
    labelled(app.selectbox, say("ui.optimizer")).select("adam").run()  # type: ignore[attr-defined]
    labelled(app.text_input, say("ui.start", name="x")).set_value("5/2").run()  # type: ignore[attr-defined]
    calm(app)
    chosen = settings(app)
    assert (chosen.steps, chosen.optimizer, chosen.start) == (37, "adam", (2.5, -2.0))


def test_a_random_start_lies_in_the_domain_and_changes_each_time(script: Script) -> None:
    app = script()
    starts = []
    for _ in range(3):
        button = labelled(app.button, say("ui.random"))
        button.click().run()  # type: ignore[attr-defined]
        starts.append(settings(calm(app)).start)
    assert len(set(starts)) == 3
    for x, y in starts:  # type: ignore[misc]
        assert -6 <= float(x) <= 6
        assert -4 <= float(y) <= 4


def test_nonsense_in_the_address_is_named(script: Script) -> None:
    app = calm(script(lr="abc", objective="nowhere"))
    said = " ".join(each.value for each in [*app.info, *app.warning])
    assert "abc" in said
    assert "nowhere" in said
    assert settings(app) == RunConfig()


def test_a_start_where_the_loss_is_no_number_is_said(script: Script) -> None:
    for start, point, loss in (("-1,1", "(−1, 1)", "NaN"), ("0,1", "(0, 1)", "−∞")):
        app = calm(script(formula="log(x)+y^2", start=start))
        said = plain(say("ui.bad_start", point=point, loss=loss))
        assert [each.value for each in app.error] == [said]


def test_lecture_mode_leaves_the_settings_away(script: Script) -> None:
    app = calm(script(present="1"))
    assert not app.text_input
    assert not app.selectbox


def test_the_first_film_brings_no_picture_for_the_page_itself_came_with_it(
    script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "stage_drawn", lambda: False)  # as in a browser, at first
    sent = Sent.by(calm(script(formula="x^2+3.1y^2")))
    assert sent.holds([0.1])
    assert not [text for text in sent.texts if "<svg" in text]
    later = OfRun(RunConfig()).still("the scene that the browser has")
    assert later == "light"  # another surface was asked for before plotly had come
