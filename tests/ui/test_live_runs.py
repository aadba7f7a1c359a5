"""Which runs the page is not told of: those that answer a hand that drags."""

import json
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.runtime.scriptrunner_utils.run_descriptor import RunDescriptor
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData

from lrviz.ui.streamlit_internals import live_runs
from lrviz.ui.streamlit_internals.outbox import Outbox

DRAG = [{"event": "ask", "value": {"kind": "film", "live": True}}]


def rerun(said: Any, fragment: str = "stage") -> RerunData:
    """What a browser asks for when its component says this."""
    states = WidgetStates()
    states.widgets.add(id="steps", int_value=100)
    states.widgets.add(id="stage", json_trigger_value=said if said == "{" else json.dumps(said))
    return RerunData(widget_states=states, fragment_id_queue=[fragment] if fragment else [])


@pytest.mark.parametrize(
    ("said", "live"),
    [
        (DRAG, True),
        ([{"event": "ask", "value": {"kind": "film", "live": False}}], False),
        ([{"event": "ask", "value": {"kind": "slopes"}}], False),
        ([{"event": "ask", "value": "live"}], False),
        ([], False),
        ({"live": True}, False),
        ("{", False),
    ],
)
def test_a_drag_says_that_it_is_one(said: Any, live: bool) -> None:
    assert live_runs.is_live(rerun(said)) is live


def test_a_run_of_the_whole_page_is_none() -> None:
    assert not live_runs.is_live(rerun(DRAG, fragment=""))
    assert not live_runs.is_live(RerunData(fragment_id_queue=["stage"]))


def test_the_runs_that_answer_a_drag_are_silent_and_no_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Two methods of Streamlit, which a run meets in this order, in its own thread."""
    queue = Outbox()
    session = SimpleNamespace(_browser_queue=queue)
    seen = []

    def run(runner: Any, data: RerunData) -> None:
        each = RunDescriptor.create(data.fragment_id_queue)
        AppSession._on_scriptrunner_event(session, runner, "began", run_descriptor=each)  # type: ignore[arg-type]
        seen.append(queue.silent == each.script_run_id)

    monkeypatch.setattr(ScriptRunner, "_run_script", run)
    monkeypatch.setattr(AppSession, "_on_scriptrunner_event", lambda *_, **__: None)
    live_runs.install()
    runner = SimpleNamespace()
    for data in (rerun(DRAG), rerun([]), rerun(DRAG), rerun(DRAG, fragment="")):
        ScriptRunner._run_script(runner, data)  # type: ignore[arg-type]
    assert seen == [True, False, True, False]
