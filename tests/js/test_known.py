"""The words that JavaScript knows are Python's, all of them and no others."""

from lrviz.analysis.diagnosis import Verdict
from lrviz.analysis.regimes import REGIMES
from lrviz.settings import VIEWS
from tests.js.node import Modules


def test_the_verdicts_are_those_of_the_diagnosis(modules: Modules) -> None:
    assert set(modules("known", "return m.VERDICTS;")) == {each.value for each in Verdict}


def test_the_regimes_and_the_views_are_pythons(modules: Modules) -> None:
    assert modules("known", "return [m.REGIMES, m.VIEWS];") == [[*REGIMES], [*VIEWS]]
