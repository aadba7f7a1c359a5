"""A Trajectory, a Sweep and a Diagnosis in a notebook: a picture and the verdict."""

import base64
import gzip
import json
import re
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
import torch

import lrviz
from lrviz.analysis.diagnosis import diagnose
from lrviz.figures.theme import LIGHT
from lrviz.film import recorded
from lrviz.film.film import Film
from lrviz.film.recorded import film_of_run, film_of_sweep
from tests import fresh

ALONE = """
import sys
import lrviz
assert not {"streamlit", "plotly", "lrviz.figures", "lrviz.export.in_notebook"} & set(sys.modules)
run = lrviz.descend("bowl", lr=0.1, steps=9)
html = run._repr_html_()
assert "<img" in html and "<iframe" in html and not {"streamlit", "plotly"} & set(sys.modules)
print(lrviz.diagnose(run).word() in html)
"""
PICTURE = re.compile(r'<img [^>]*src="data:image/svg\+xml;base64,([^"]+)"')


def shown(record: Any) -> str:
    html: str = record._repr_html_()
    ElementTree.fromstring(html)  # well-formed, so that nothing of it leaks into the notebook
    return html


def picture(html: str) -> str:
    found = PICTURE.search(html)
    assert found
    svg = base64.b64decode(found[1]).decode()
    ElementTree.fromstring(svg)
    assert "nan" not in svg.lower()
    return svg


def plays(html: str) -> bool:
    return "<iframe" in html


def test_nothing_of_it_is_loaded_before_it_is_asked_for() -> None:
    assert fresh.output(ALONE).strip() == "True"


@pytest.mark.parametrize(
    "run",
    [
        lrviz.descend("rosenbrock", lr=0.001, steps=30),
        lrviz.descend("wave", lr=0.05, steps=9),
        lrviz.descend("bowl", lr=5.0, steps=900),
        lrviz.descend(lrviz.formula("x^2 + y^2 + z^2"), lr=0.1, steps=9),
        lrviz.descend("bowl", lr=0.1, steps=9, schedule="cosine"),
        lrviz.descend("bowl", lr=0.1, steps=9, optimizer="adam"),
    ],
    ids=["map", "curve", "blown up", "many parameters", "schedule", "adam"],
)
def test_a_run_shows_its_path_plays_and_says_what_it_did(run: lrviz.Trajectory) -> None:
    html, found = shown(run), lrviz.diagnose(run)
    assert found.word() in html
    assert LIGHT.path in picture(html)
    assert plays(html)
    assert found.word() in shown(found)


def test_what_no_film_shows_is_a_still_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recorded, "LONGEST", 30)
    short = lrviz.descend("bowl", lr=0.1, steps=9)
    many = lrviz.sweep("bowl", lr=[0.1, 0.1], start=[[1, 1], [2, 2]], steps=4)
    for record in (
        lrviz.descend("bowl", lr=0.1, steps=9, optimizer=torch.optim.ASGD),
        lrviz.descend("bowl", lr=0.1, steps=40),
        lrviz.resume(short, steps=3, lr=0.2),
        lrviz.descend("bowl", lr=0.1, steps=0),
        many,
        lrviz.sweep("bowl", lr=[0.1, 0.2], momentum=[0.0, 0.9], steps=4),
    ):
        html = shown(record)
        assert picture(html)
        assert not plays(html)
        assert len(html) < 200_000


def test_a_sweep_shows_each_rate_in_the_colour_of_its_verdict() -> None:
    record = lrviz.sweep("bowl", lr=np.geomspace(1e-3, 1, 20), steps=40)
    html = shown(record)
    for verdict in {found.verdict for found in lrviz.diagnose(record)}:
        assert LIGHT.verdicts[verdict] in picture(html)
    assert plays(html)
    assert picture(shown(lrviz.sweep(lrviz.formula("-x^2"), lr=[0.1, 0.2], steps=9)))


def test_the_film_of_a_run_is_the_run_among_its_neighbours() -> None:
    rng = np.random.default_rng(0)
    X = rng.normal(size=(60, 2))
    line = lrviz.linear_regression(X, X @ [2.0, -1.0] + 0.5)
    net = lrviz.module(torch.nn.Linear(2, 1), torch.nn.MSELoss(), X, X[:, :1])
    for run, alone in (
        (lrviz.descend("rosenbrock", lr=0.002, steps=60, momentum=0.5), False),
        (lrviz.descend("bowl", lr=5.0, steps=900), False),
        (lrviz.descend(line, lr=0.05, steps=20, batch_size=7, seed=3), False),
        (lrviz.descend("bowl", lr=0.1, steps=99, loss_tol=1e-3), True),  # ended by a rule
        (lrviz.descend("bowl", lr=0.1, steps=9, schedule="step"), True),
        (lrviz.descend(net, lr=0.1, steps=9), True),  # a neighbour would take its time
    ):
        found = film_of_run(run, diagnose(run))
        assert found
        film, rate = found
        assert rate == run.lr.max()
        assert (len(film.sweep) == 1) == alone
        own = film.sweep[int(np.flatnonzero(film.sweep.base_lr == rate)[0])]
        np.testing.assert_allclose(own.w, run.w, rtol=1e-9)
        assert own.outcome is run.outcome


def test_the_film_of_a_sweep_has_its_runs_in_the_order_of_their_rates() -> None:
    rates = np.geomspace(1e-3, 1, 200)
    record = lrviz.sweep("bowl", lr=rates[::-1], steps=300)
    film = film_of_sweep(record, diagnose(record))
    assert isinstance(film, Film)
    assert (np.diff(film.sweep.base_lr) > 0).all()
    assert film.sweep.base_lr[[0, -1]] == pytest.approx([rates[0], rates[-1]])
    assert 12 <= len(film.sweep) < 48
    for i in (0, len(film.sweep) - 1):
        at = int(np.flatnonzero(record.base_lr == film.sweep.base_lr[i])[0])
        np.testing.assert_array_equal(film.sweep.w[i], record.w[at])
        assert film.diagnoses[i].verdict == diagnose(record)[at].verdict


def test_an_output_by_itself_has_all_that_it_needs_and_no_address_but_data() -> None:
    html = shown(lrviz.descend("bowl", lr=0.1, steps=9))
    packed = re.search(r'<script type="text/plain" data-lrviz="[^"]*">([^<]+)</script>', html)
    assert packed
    shared = json.loads(gzip.decompress(base64.b64decode(packed[1])))
    assert "Plotly" in shared["plotly"]
    assert "lrviz/stage/stage.js" in json.loads(shared["modules"])["imports"]
    assert ".lr-output" in shared["css"]
    assert not re.search(r'(?:src|href)="(?!data:|lrviz:)', html)
