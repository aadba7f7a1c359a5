"""The script of the Regression page, without a browser: widgets change the settings."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

import lrviz
from lrviz.regression.recipe import Recipe, shared_task
from lrviz.states.regression import DEFAULTS
from lrviz.text import LANGUAGES, say
from lrviz.text.notices import ConfigError
from lrviz.ui import session
from lrviz.ui.pages.regression.settings import SETTINGS
from tests.ui.pages import calm, labelled
from tests.ui.regression_page import draw, run, settings, task

Script = Callable[..., AppTest]


def move_a_point() -> None:
    """Row 3 as the browser has it, its target 5 higher; then a row there is not."""

    from lrviz.ui.pages.regression.data import _move, current_task

    made = current_task("en")
    assert made is not None
    row = made.fit.X[3].tolist()
    _move(3, row, float(made.fit.y[3]) + 5)
    _move(10**6, row, 0.0)


@pytest.fixture
def script() -> Script:
    return run


def test_the_page_begins_with_a_line_through_houses(script: Script) -> None:
    app = script()
    assert settings(app) == DEFAULTS
    assert task(app).features == ("size (m²)",)
    assert not app.error


def test_a_link_seeds_every_setting_and_is_written_back(script: Script) -> None:
    query = {
        "data": "textbook", "rows": "50", "noise": "0.5", "tw": "1.0,2.0", "tb": "-1.0",
        "draw": "7", "features": "1,0", "model": "linear", "loss": "mse", "std": "0", "rb": "10",
        "epochs": "4", "shuffle": "3", "share": "0.2", "eta": "0.01", "from": "1.0,2.0,3.0",
        "moved": "2.0,-1.0,9.5", "at": "5", "rview": "2d", "rlog": "1", "axes": "0,2",
        "held": "current", "squares": "1", "fan": "1", "rings": "0",
        "plane": "0",
    }  # fmt: skip
    app = script(**query)
    assert {key: app.query_params[key] for key in query} == query
    made = task(app)
    assert (len(made.fit), len(made.held), made.features) == (40, 10, ("x₂", "x₁"))


REFUSED_IN_THE_ADDRESS = [
    ("data", "nonsense"), ("rows", "1e9"), ("noise", "inf"), ("tw", "1,2,3"), ("tb", "x"),
    ("features", "0.5"), ("loss", "mae"), ("std", "maybe"), ("rb", "-1"), ("epochs", "0"),
    ("share", "1"), ("eta", "-1"), ("from", "a"), ("moved", "1,2"), ("axes", "-1,0"),
    ("moved", "0,-1,1e300"), ("held", "?"), ("plane", "2"),
]  # fmt: skip


def test_what_no_setting_can_be_is_refused_in_a_sentence() -> None:
    readers = {each.key: each.read for each in SETTINGS.settings}
    for key, given in REFUSED_IN_THE_ADDRESS:
        with pytest.raises(ConfigError) as refusal:
            readers[key](given)
        for language in LANGUAGES:
            assert refusal.value.notice.sentence(language), (key, given)


@pytest.mark.parametrize("moved", ["1,2", "0,-1,1e300"])
def test_an_address_full_of_nonsense_is_no_traceback(script: Script, moved: str) -> None:
    app = script(**{**dict(REFUSED_IN_THE_ADDRESS), "moved": moved})
    assert settings(app) == DEFAULTS
    assert task(app).best is not None


@pytest.mark.parametrize(
    ("key", "given"),
    [
        ("from", "1,2,3,4,5"), ("features", "40"), ("axes", "0,9"), ("target", "49"),
        ("at", "1999"),
    ],
)  # fmt: skip
def test_what_these_data_do_not_have_is_no_traceback(script: Script, key: str, given: str) -> None:
    assert task(script(**{key: given})).best is not None


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("query", "name", "given"),
    [
        ({"data": "nonsense"}, "data", "'nonsense'"), ({"std": "maybe"}, "std", "'maybe'"),
        ({"loss": "foo"}, "loss", "'foo'"), ({"model": "svm"}, "model", "'svm'"),
        ({"eta": "abc"}, "eta", "'abc'"), ({"at": "-3"}, "at", "'-3'"),
        ({"features": "-1"}, "features", "'-1'"), ({"held": "foo"}, "held", "'foo'"),
        ({"rwindow": "a"}, "-5, 5", "'a'"), ({"from": "a,b"}, "from", "'a,b'"),
        ({"moved": "1.5,0,5"}, "moved", "'1.5,0,5'"), ({"moved": "1,0.5,5"}, "moved", "'1,0.5,5'"),
        ({"features": "0,7"}, "features", "7"), ({"axes": "0,5"}, "axes", "0,5"),
        ({"from": "1,2,3"}, "from", "1.0,2.0,3.0"), ({"moved": "0,9,5"}, "moved", "1"),
        ({"moved": "500,-1,5,0,-1,5"}, "moved", "1"),
        ({"data": "tips", "model": "logistic"}, "0", "1"),
        ({"data": "two_groups", "model": "logistic", "moved": "0,-1,0.5"}, "0", "1"),
    ],
)  # fmt: skip
def test_nothing_in_a_link_jumps_back_in_silence(
    script: Script, query: dict[str, str], name: str, given: str, language: str
) -> None:
    (error,) = script(**query, lang=language).error
    assert name in error.value.replace("\\", "")
    assert given in error.value.replace("\\", "")


def test_a_link_that_these_data_can_take_whole_is_told_nothing(script: Script) -> None:
    whole = {"features": "1,0", "axes": "2,0", "from": "1,2,3", "moved": "199,-1,5,0,1,7"}
    app = script(**whole)
    assert not app.error
    assert len(task(app).moved) == 2


def test_only_moves_that_hit_a_point_are_counted() -> None:
    recipe = Recipe(moved=((0, -1, 5.0), (0, 0, 9.0), (1, 9, 5.0), (500, -1, 5.0), (2, 1, 3.0)))
    assert recipe.build().moved == ((0, -1, 5.0), (0, 0, 9.0))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_share_that_leaves_no_row_is_said_and_put_right(script: Script, language: str) -> None:
    app = script(rows="2", share="0.8", lang=language)
    (error,) = app.error
    reason = say("regression.no_row", language, share="0.8", rows=2)
    assert error.value == session.plain(say("ui.cannot_run", language, reason=reason))
    assert [each.label for each in app.text_input] == [
        say("regression.share", language), say("regression.rows", language)
    ]  # fmt: skip
    labelled(app.text_input, say("regression.share", language)).set_value("0.5").run()
    assert not calm(app).error
    assert len(task(app).fit) == 1


def test_another_data_set_begins_afresh_at_a_rate_that_converges(script: Script) -> None:
    app = script(moved="0,-1,9", share="0.3")
    labelled(app.selectbox, say("regression.data")).select("tips").run()
    now = settings(calm(app))
    assert (now["data"], now["moved"], now["share"], now["step"]) == ("tips", (), 0.0, 0)
    made = task(app)
    run = lrviz.descend(made.objective, lr=now["lr"], steps=now["epochs"])
    assert lrviz.diagnose(run).verdict == "converges"


def test_the_textbook_begins_with_the_notes_own_run(script: Script) -> None:
    app = script()
    labelled(app.selectbox, say("regression.data")).select("textbook").run()
    now = settings(calm(app))
    assert (now["lr"], now["batch"], now["epochs"], now["standardised"]) == (0.03, 10, 3, False)


def test_standardising_keeps_the_rate_and_turns_divergence_into_convergence(
    script: Script,
) -> None:
    app = script(features="0,1", std="0", eta="0.3")
    before = task(app)
    labelled(app.toggle, say("regression.standardise")).set_value(True).run()
    after, now = task(calm(app)), settings(app)
    assert now["lr"] == 0.3
    assert before.objective.condition_number > 1000
    assert after.objective.condition_number < 10
    verdicts = [
        lrviz.diagnose(lrviz.descend(each.objective, lr=0.3, steps=40)).verdict.value
        for each in (before, after)
    ]
    assert verdicts == ["diverges", "converges"]


def test_the_convention_moves_the_critical_rate_and_keeps_the_rate(script: Script) -> None:
    app = script(eta="0.2")
    labelled(app.selectbox, say("regression.loss")).select("mse").run()
    assert settings(calm(app))["lr"] == 0.2
    assert float(task(app).objective.constant_hessian.max()) == pytest.approx(2.0)


def test_a_batch_of_all_rows_is_written_as_full_batch(script: Script) -> None:
    app = script(rb="10")
    labelled(app.text_input, say("regression.batch", rows=200)).set_value("200").run()
    assert settings(calm(app))["batch"] == 0


def test_a_start_of_another_length_is_the_task_s_own(script: Script) -> None:
    app = script(**{"from": "1,2,3"})
    assert task(app).objective.dim == 2


def test_a_moved_point_is_noted_by_what_of_it_has_moved() -> None:
    app = AppTest.from_function(move_a_point, default_timeout=60)
    app.query_params["features"] = "0,1"
    before = shared_task(Recipe(features=(0, 1)), "en").fit.y[3]
    row, column, value = settings(calm(app.run()))["moved"]
    assert (row, column) == (3, -1)
    assert value == pytest.approx(before + 5, rel=1e-6)


def test_after_the_textbook_other_data_are_standardised_again(script: Script) -> None:
    app = script()
    for name in ("textbook", "houses"):
        labelled(app.selectbox, say("regression.data")).select(name).run()
    assert settings(calm(app))["standardised"] is True


@pytest.mark.parametrize(
    ("data", "language"),
    [("houses", "en"), ("two_groups", "zh")],
)
def test_every_section_below_can_be_opened(script: Script, data: str, language: str) -> None:
    app = AppTest.from_function(draw, default_timeout=60)
    model = "logistic" if data == "two_groups" else "linear"
    for key, value in {"data": data, "model": model, "lang": language, "rb": "20"}.items():
        app.query_params[key] = value
    for section in ("scale", "solution", "code", "more"):
        app.session_state[f"regression_section_{section}"] = True
    app.session_state["regression_more"] = True
    calm(app.run())
    assert any("torch" in each.value for each in app.code)
    assert say("regression.share", language) in [each.label for each in app.text_input]


def test_the_epochs_are_as_many_as_the_updates_of_a_run_make(script: Script) -> None:
    """29 updates an epoch: 2000 of them, the most there are, end in the 69th."""
    app = script(rb="7", epochs="2000")
    label = say("regression.epochs")
    assert labelled(app.text_input, label).value == "69"
    (said,) = app.error
    assert said.value == session.plain(say("regression.cut", given=2000, most=2000, begun=69))
    labelled(app.text_input, label).set_value("2000").run()
    assert "69" in app.error[0].value
    labelled(app.text_input, label).set_value("69").run()
    assert settings(calm(app))["epochs"] == 69
    assert not app.error


def test_batches_that_cut_a_run_short_say_so_and_its_epochs_come_back_with_larger_ones(
    script: Script,
) -> None:
    app = script(epochs="40")
    epochs = say("regression.epochs")
    for size, shown, cut in (("1", "10", True), ("7", "40", False), ("200", "40", False)):
        field = labelled(app.text_input, say("regression.batch", rows=200))
        calm(field.set_value(size).run())
        assert labelled(app.text_input, epochs).value == shown
        said = [session.plain(say("regression.cut", given=40, most=2000, begun=10))]
        assert [each.value for each in app.error] == said * cut
        assert settings(app)["epochs"] == 40


def test_numbers_are_read_as_people_write_them_and_what_is_refused_stays(script: Script) -> None:
    app = script(data="textbook", rb="25", epochs="4")
    label = say("regression.epochs")
    assert labelled(app.text_input, label).value == "4"
    # The browser shows a field's default before it hears of its value.
    assert labelled(app.text_input, label).proto.default == "4"
    for text, epochs in (("\uff16", 6), ("1e1", 10), ("14/2", 7)):
        labelled(app.text_input, label).set_value(text).run()
        assert settings(calm(app))["epochs"] == epochs
    for text in ("1/3", "abc", "0", "5%", "51"):
        labelled(app.text_input, label).set_value(text).run()
        assert labelled(app.text_input, label).value == text
        (said,) = app.error
        sentence = say("config.whole", setting=label, low=1, high=50, given=repr(text))
        assert said.value == session.plain(sentence)
        assert settings(app)["epochs"] == 7
    labelled(app.text_input, label).set_value("7").run()
    assert not calm(app).error
