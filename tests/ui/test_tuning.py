"""Hyperparameters, schedules and the way to the gradient, behind one button."""

import pytest
from streamlit.testing.v1 import AppTest

import lrviz
from lrviz.film import answer
from lrviz.settings.config import RunConfig
from lrviz.text import say
from tests.ui.test_descent_script import SCRIPT, calm, labelled, settings


def opened(**query: str) -> AppTest:
    app = AppTest.from_file(str(SCRIPT), default_timeout=30)
    for key, value in query.items():
        app.query_params[key] = value
    app.session_state["tuning"] = True
    return calm(app.run())


def good_rate(config: RunConfig) -> float:
    return answer.good_rate(answer.whole_film(answer.run_of(config)))


def test_a_hyperparameter_is_set_and_the_rate_stays_where_it_is_one_for_the_rule() -> None:
    for lr, kept in (("0.003", True), ("0.6", True), ("50", False)):  # one diverges, but is seen to
        app = opened(lr=lr, steps="30")
        labelled(app.text_input, "momentum").set_value("0.9").run()  # type: ignore[attr-defined]
        chosen = settings(calm(app))
        assert dict(chosen.hyperparameters)["momentum"] == 0.9
        assert chosen.lr == (float(lr) if kept else good_rate(chosen))


def test_schedules_rules_and_gradients_leave_the_rate_alone() -> None:
    app = opened(lr="0.07", steps="30")
    labelled(app.selectbox, say("ui.schedule")).select("cosine").run()  # type: ignore[attr-defined]
    labelled(app.selectbox, say("ui.optimizer")).select("adam").run()  # type: ignore[attr-defined]
    chosen = settings(calm(app))
    assert (chosen.schedule, chosen.optimizer, chosen.lr) == ("cosine", "adam", 0.07)


def test_half_of_a_pair_leaves_the_other_half() -> None:
    app = opened(optimizer="adam", steps="30")
    labelled(app.text_input, "betas_1").set_value("0.99").run()  # type: ignore[attr-defined]
    assert dict(settings(calm(app)).hyperparameters)["betas"] == (0.9, 0.99)


def test_a_value_that_is_no_such_hyperparameter_gets_one_sentence_and_changes_nothing() -> None:
    app = opened(steps="30")
    labelled(app.text_input, "momentum").set_value("much").run()  # type: ignore[attr-defined]
    calm(app)
    assert not settings(app).hyperparameters
    assert any("momentum" in each.value for each in app.error)
    assert labelled(app.text_input, "momentum").value == "much"  # type: ignore[attr-defined]
    labelled(app.text_input, "momentum").set_value("9/10").run()  # type: ignore[attr-defined]
    assert not calm(app).error
    assert dict(settings(app).hyperparameters)["momentum"] == 0.9
    assert labelled(app.text_input, "momentum").value == "0.9"  # type: ignore[attr-defined]


def test_a_schedule_is_chosen_by_its_title_and_brings_its_own_fields() -> None:
    app = opened(steps="30")
    labelled(app.selectbox, say("ui.schedule")).select("exponential").run()  # type: ignore[attr-defined]
    labelled(app.text_input, "gamma").set_value("0.5").run()  # type: ignore[attr-defined]
    chosen = settings(calm(app))
    assert chosen.schedule == "exponential"
    assert dict(chosen.schedule_hyperparameters)["gamma"] == 0.5


@pytest.mark.parametrize("optimizer", ["sgd", "adam", "rprop"])
def test_every_hyperparameter_of_a_rule_has_a_field(optimizer: str) -> None:
    app = opened(optimizer=optimizer, steps="5")
    labels = {each.label for each in (*app.text_input, *app.checkbox, *app.selectbox)}
    for each in lrviz.OPTIMIZERS[optimizer].hyperparameters:
        halves = [f"{each.name}_0", f"{each.name}_1"] if each.kind == "pair" else [each.name]
        assert labels >= set(halves)
