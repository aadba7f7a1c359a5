"""A Trajectory, a Sweep and a Diagnosis in a notebook: a picture and the verdict."""

from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

import lrviz
from lrviz.figures.theme import LIGHT
from tests import fresh

ALONE = """
import sys
import lrviz
assert not {"streamlit", "plotly", "lrviz.figures", "lrviz.export.in_notebook"} & set(sys.modules)
run = lrviz.descend("bowl", lr=0.1, steps=9)
html = run._repr_html_()
assert "<svg" in html and not {"streamlit", "plotly"} & set(sys.modules)
print(lrviz.diagnose(run).word() in html)
"""


def shown(record: Any) -> str:
    html: str = record._repr_html_()
    ElementTree.fromstring(html)  # well-formed, so that nothing of it leaks into the notebook
    assert "nan" not in html.lower()
    return html


def test_nothing_of_it_is_loaded_before_it_is_asked_for() -> None:
    assert fresh.output(ALONE).strip() == "True"


@pytest.mark.parametrize(
    "run",
    [
        lrviz.descend("rosenbrock", lr=0.001, steps=30),
        lrviz.descend("wave", lr=0.05, steps=9),
        lrviz.descend("bowl", lr=5.0, steps=900),
        lrviz.descend(lrviz.formula("x^2 + y^2 + z^2"), lr=0.1, steps=9),
    ],
    ids=["map", "curve", "blown up", "many parameters"],
)
def test_a_run_shows_its_path_and_says_what_it_did(run: lrviz.Trajectory) -> None:
    html, found = shown(run), lrviz.diagnose(run)
    assert found.word() in html
    assert LIGHT.path in html
    assert found.word() in shown(found)


def test_a_sweep_shows_each_rate_in_the_colour_of_its_verdict() -> None:
    record = lrviz.sweep("bowl", lr=np.geomspace(1e-3, 1, 20), steps=40)
    html = shown(record)
    for verdict in {found.verdict for found in lrviz.diagnose(record)}:
        assert LIGHT.verdicts[verdict] in html
    assert "<svg" in shown(lrviz.sweep(lrviz.formula("-x^2"), lr=[0.1, 0.2], steps=9))
