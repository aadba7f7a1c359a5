"""The script of the Gradient page, without a browser: the address, the widgets, bad input."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import lrviz
from lrviz.film.gradient.ways import marked
from lrviz.objectives.formula import Formula
from lrviz.settings.config import RunConfig
from lrviz.states.gradient import PARTS
from lrviz.text import say
from lrviz.text.numbers import exact
from tests import draws

Script = Callable[..., AppTest]

PAGE = """
from lrviz.ui.pages.gradient import page as gradient
gradient.page()
"""


@pytest.fixture
def script(tmp_path: Path) -> Script:
    path = tmp_path / "page.py"
    path.write_text(PAGE, encoding="utf-8")

    def run(**query: str) -> AppTest:
        app = AppTest.from_file(str(path), default_timeout=60)
        for key, value in query.items():
            app.query_params[key] = value
        app.run()
        assert not app.exception
        return app

    return run


def settings(app: AppTest) -> RunConfig:
    config = app.session_state["config"]
    assert isinstance(config, RunConfig)
    return config


def own(app: AppTest) -> dict[str, object]:
    return dict(app.session_state["page_gradient"])


def number_field(app: AppTest, label: str) -> object:
    return next(each for each in app.text_input if each.label == label)


@pytest.mark.parametrize(
    ("part", "objective", "language"),
    [
        (part, objective, ("en", "zh")[(i + j) % 2])
        for i, part in enumerate(PARTS)
        for j, objective in enumerate(
            ["objective=bowl", "objective=parabola", "formula=x+2y+z^2", "formula=w1 w2 w3 w4"]
        )
    ],
)
def test_every_part_runs_on_surfaces_and_formulas(
    script: Script, part: str, objective: str, language: str
) -> None:
    key, value = objective.split("=")
    app = script(part=part, lr="0.1", lang=language, **{key: value})
    assert not app.error
    assert own(app)["part"] == part
    assert app.query_params["part"] == part


EXTREME = [
    ("abs(x)^0.3 + y", "0,1"),  # no slope at 0
    ("sqrt(x) + y^2", "0,0"),  # an edge of the domain, and a slope of 0
    ("1e90 x^3 + y", "1e3,0"),
    ("0 x + 2", "1"),
    ("log(x^2) + 1e-90 y", "1e-9,5"),
    ("x/x + exp(-y^2)", "0,30"),
]


@pytest.mark.parametrize(("part", "extreme"), draws.grid(PARTS, EXTREME, one_in=3))
def test_extreme_points_are_shown_without_a_traceback(
    script: Script, part: str, extreme: tuple[str, str]
) -> None:
    formula, start = extreme
    app = script(part=part, formula=formula, start=start, lr="0.1")
    assert len(app.error) <= 1


def test_where_there_is_no_slope_no_quotient_is_drawn(script: Script) -> None:
    app = script(part="ways", formula="sqrt(x) + y^2", start="0,0", lr="0.1")
    assert [each.value for each in app.info] == [say("gradient.ways.no_slope", name="x")]
    (told,) = [each for each in app.get("html") if "ways-table" in each.proto.body]
    row = told.proto.body.partition('data-way="symbolic"')[2]
    assert '<td class="lr-num">∞</td>' in row
    assert "10³⁰⁷" not in row


def test_a_surface_without_a_rate_gets_a_good_one(script: Script) -> None:
    app = script(objective="goldstein_price")
    run = lrviz.descend("goldstein_price", lr=settings(app).lr, steps=100)
    assert lrviz.diagnose(run).verdict != "diverges"


def test_coordinates_and_rate_change_the_settings(script: Script) -> None:
    app = script(objective="bowl", lr="0.1", start="-5,-2")
    number_field(app, "y").set_value("1,5").run()  # type: ignore[attr-defined]
    assert settings(app).start == (-5.0, 1.5)
    number_field(app, say("gradient.rate")).set_value("３e-1").run()  # type: ignore[attr-defined]
    assert settings(app).lr == 0.3
    assert not app.exception


def test_a_rate_of_zero_gets_a_sentence(script: Script) -> None:
    app = script(objective="bowl", lr="0.1")
    number_field(app, say("gradient.rate")).set_value("0").run()  # type: ignore[attr-defined]
    assert not app.exception
    assert len(app.error) == 1
    assert settings(app).lr == 0.1


def test_many_parameters_keep_those_that_have_no_field(script: Script) -> None:
    text = "+".join(f"w{i}^2" for i in range(1, 7))
    app = script(formula=text, start="1,2,3,4,5,6", lr="0.1")
    number_field(app, "w₁").set_value("9").run()  # type: ignore[attr-defined]
    assert settings(app).start == (9.0, 2.0, 3.0, 4.0, 5.0, 6.0)


def test_a_random_point_lies_in_the_domain(script: Script) -> None:
    app = script(objective="bowl", lr="0.1")
    next(b for b in app.button if b.label == say("gradient.random")).click().run()
    x, y = settings(app).start
    assert -6 <= float(x) <= 6
    assert -4 <= float(y) <= 4


BAD = ["__import__('os')", "9**9**9", "x +", "x" * 10_000, "1/0"]


@pytest.mark.parametrize(
    ("part", "text"),
    [*((PARTS[i % len(PARTS)], text) for i, text in enumerate(BAD)), *((p, "x +") for p in PARTS)],
)
def test_a_bad_formula_gets_one_sentence_and_the_page_stands(
    script: Script, part: str, text: str
) -> None:
    app = script(part=part, formula=text, lr="0.1")
    assert len(app.error) == 1
    assert "Traceback" not in app.error[0].value


@pytest.mark.parametrize("part", PARTS)
def test_a_point_without_a_loss_is_told_and_the_formulas_own_point_shown(
    script: Script, part: str
) -> None:
    app = script(part=part, formula="log(x)+y^2", start="-1,1", lr="0.1")
    assert len(app.error) == 1
    assert "(−1, 1)" in app.error[0].value.replace("\\", "")


@pytest.mark.parametrize(
    "wrong",
    [{"part": "nowhere"}, {"across": "99"}, {"along": "-1"}, {"trial": "x"}, {"beat": "1e9"}],
)  # fmt: skip
def test_nonsense_in_the_address_falls_back(script: Script, wrong: dict[str, str]) -> None:
    app = script(objective="bowl", lr="0.1", **wrong)
    (name,) = wrong
    assert len(app.warning) == 1
    assert name in app.warning[0].value
    assert app.query_params[name] != wrong[name]


def test_two_axes_are_never_the_same_weight(script: Script) -> None:
    app = script(formula="x+2y+z^2", lr="0.1", across="1", upward="1")
    chosen = [each.value for each in app.selectbox if each.label in ("across", "upward")]
    assert chosen == [1, 2]
    menu = next(each for each in app.selectbox if each.label == "across")
    menu.set_value(2).run()
    assert (own(app)["across"], own(app)["upward"]) == (2, 1)


def test_lecture_mode_leaves_the_settings_away(script: Script) -> None:
    app = script(objective="bowl", lr="0.1", present="1")
    assert not app.text_input


def test_every_surface_of_the_registry_is_a_formula() -> None:
    assert all(isinstance(lrviz.objective(name), Formula) for name in lrviz.OBJECTIVES)


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (-9.98, 2, "−<b>9.9</b>8"),
        (0.0012345, 3, "0.00<b>123</b>45"),
        (5.5, 17, "<b>5.5</b>"),
        (-5.5, 17, "−<b>5.5</b>"),
        (1234.5, 4, "<b>1234</b>.5"),
        (3.0, 0, "3"),
        (1.25e-20, 2, "<b>1.2</b>5e−20"),
    ],
)
def test_right_digits_are_marked_in_the_number_itself(value: float, digits: int, text: str) -> None:
    assert marked(value, digits) == text
    assert text.replace("<b>", "").replace("</b>", "") == exact(value)


def test_a_direction_is_in_the_link_until_another_surface_is_chosen(script: Script) -> None:
    app = script(objective="bowl", part="directions", angle="37")
    app.run()
    assert own(app)["angle"] == 37
    app.selectbox[0].set_value("himmelblau").run()
    assert settings(app).objective == "himmelblau"
    assert own(app)["angle"] == -1
