"""What an open question takes from a film: of a run nothing that is veiled is sent."""

from itertools import pairwise

import numpy as np
import pytest
import streamlit as st

from lrviz.film import answer, jobs
from lrviz.film.answer import Asked
from lrviz.film.data_view import DisplayOptions, view_payload
from lrviz.film.jobs import RunShot
from lrviz.film.regression import TaskShot
from lrviz.film.veil import OPEN, Veils, of_question
from lrviz.lessons import STOPS, Stop, stop
from lrviz.lessons.states import State, state
from lrviz.settings.config import RunConfig
from lrviz.ui import veils
from tests.ui.payloads import Payload

STAGED = [each for each in STOPS if each.page in ("descent", "regression")]


def film_of(each: Stop, veil: Veils) -> bytes:
    """The film of a stop's state as its page sends it."""
    asked = Asked(still="light", veils=veil)
    if each.page == "descent":
        return jobs.whole(RunShot(RunConfig.from_query(each.query)), asked).payload
    found = state(each.page, each.query)
    recipe, task = found.fitted
    config = RunConfig(lr=recipe.lr, steps=recipe.arguments(task)["steps"])
    return jobs.whole(TaskShot(recipe, None, (0, 1), config, "en"), asked).payload


def data_of(each: Stop, veil: Veils) -> bytes:
    recipe, task = state(each.page, each.query).fitted
    looks = {"squares": False, "fan": False, "rings": True, "plane": True}
    look = DisplayOptions(axes=(0, 1), held="optimum", language="en", **looks)
    return view_payload(recipe, task, look, veil)


def pieces(found: State) -> list[bytes]:
    """The later points of the run as either width writes two of them in a row."""
    w = found.run.w[1:40]
    return [
        np.ascontiguousarray(pair, dtype=kind).tobytes()
        for kind in ("<f4", "<f8")
        for pair in pairwise(w)
        if not np.array_equal(*pair) and np.abs(pair).max() < 1e30
    ]


def seen_under(each: Stop, veil: Veils) -> list[str]:
    """What is sent of a stop though it is veiled, each by its name."""
    raw = film_of(each, veil)
    film, names = Payload.of(raw), {*each.veils}
    header, rings = film.header, film.header["scene_data"]["specs"]["rings"]["data"]
    traces = {trace["name"] for trace in rings}
    data = data_of(each, veil) if each.page == "regression" else b""
    known = pieces(state(each.page, each.query)) if names & {"path", "next_point"} else []
    wrong = {
        "path": any(piece in raw + data for piece in known),
        "verdict": {*header["verdict"], *header["sentence"], *header["hints"]} != {""},
        "bands": bool(header["bands"] or header["axis_bands"] or {*header["final"]} != {None}),
        "still": header["still"] != "",
        "sweep": "sweep" in names and (len(header["lr"]), len(film.arrays["w"])) != (1, 1),
        "regimes": "sweep" in names and {*header["presets"].values()} != {None},
        "curves": "curves" in names and bool(np.isfinite(film.arrays["gap"][:, 1:]).any()),
        "marks": "marks" in names and header["marks"] != {},
        "minimum": "minimum" in names and {*header["minimum"]} != {None},
        "cross": "minimum" in names and "minima" in traces,
        "rings": "rings" in names and "rings" in traces,
    }
    return [f"{each.id}: {name}" for name, found in wrong.items() if found]


FEW = ("ring", "one-step", "stuck", "edge", "never-zero", "squares", "updates", "one-millionth")


@pytest.mark.parametrize(
    "stops",
    [
        pytest.param([stop(name) for name in FEW], id="few"),
        pytest.param(STAGED, id="all", marks=pytest.mark.whole),
    ],
)
def test_nothing_that_is_veiled_is_sent(stops: list[Stop]) -> None:
    under = {each.id: of_question(frozenset(each.veils)) for each in stops}
    assert not [found for each in stops for found in seen_under(each, under[each.id])]


def test_after_the_answer_all_of_it_is_sent() -> None:
    found = {name.partition(": ")[2] for each in FEW for name in seen_under(stop(each), OPEN)}
    assert found >= {"path", "verdict", "bands", "sweep", "curves", "minimum", "rings", "marks"}


def test_a_minimum_that_is_veiled_is_nowhere_in_the_data_view() -> None:
    for each in (stop("never-zero"), stop("close")):
        raw = data_of(each, of_question(frozenset(each.veils)))
        view, best = Payload.of(raw), state(each.page, each.query).fitted[1].best
        assert best is not None
        assert view.header["best"] is view.header["exact"] is view.header["lowest"] is None
        assert not {"Q", "batch_Q"} & {*view.doubles}
        assert np.asarray(best).tobytes() not in raw
        assert repr(best[0]) not in raw.decode("utf-8", "ignore")


def test_no_words_speak_of_an_exact_solution_that_is_not_drawn() -> None:
    for name in ("never-zero", "close"):
        hidden, told = (
            " ".join(Payload.of(data_of(stop(name), veil)).header["alt"].values())
            for veil in (of_question(frozenset(stop(name).veils)), OPEN)
        )
        assert "exact" not in hidden
        assert "exact" in told


def test_a_scene_is_another_one_under_a_veil() -> None:
    config = RunConfig.from_query(stop("ring").query)
    film = answer.whole_film(answer.run_of(config))
    ids = {answer.scene_for(config, film, veil).id for veil in (OPEN, of_question(frozenset()))}
    assert len(ids) == 2


def test_the_stage_veils_its_verdict_with_every_open_question(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(st, "session_state", {})
    assert veils.stage_veils() == OPEN
    for each in STAGED:
        veils.open_up(each)
        assert veils.stage_veils() == {*each.veils, "verdict"}
        veils.open_up(each, "-")
        assert veils.stage_veils() == OPEN
