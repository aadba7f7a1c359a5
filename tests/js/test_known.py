"""The words that JavaScript knows are Python's, all of them and no others."""

from lrviz.analysis.backprop.operations import OPERATIONS
from lrviz.analysis.diagnosis import Verdict
from lrviz.analysis.regimes import REGIMES
from lrviz.figures.regression import PICTURES
from lrviz.lessons import WHY
from lrviz.regression.task import MODELS
from lrviz.settings.fields import VIEWS
from tests.js.node import Modules


def test_the_verdicts_are_those_of_the_diagnosis(modules: Modules) -> None:
    assert set(modules("lib/known", "return m.VERDICTS;")) == {each.value for each in Verdict}


def test_the_regimes_and_the_views_are_pythons(modules: Modules) -> None:
    assert modules("lib/known", "return [m.REGIMES, m.VIEWS];") == [[*REGIMES], [*VIEWS]]


def test_the_models_of_a_regression_and_their_pictures_are_pythons(modules: Modules) -> None:
    models, pictures = modules("regression/model", "return [m.MODELS, m.PICTURES];")
    assert models == [*MODELS]
    assert set(pictures) == {*PICTURES.values(), "fit"}


def test_the_operations_of_a_loss_are_pythons(modules: Modules) -> None:
    assert set(modules("lib/program", "return Object.keys(m.OPERATIONS);")) == set(OPERATIONS)


def test_a_verdict_leads_to_the_stop_that_the_course_says(modules: Modules) -> None:
    assert modules("lib/known", "return m.WHY;") == {**WHY}
