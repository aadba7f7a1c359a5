"""A film for a hand that drags comes alone: the page hears of no run that begins and ends.

Streamlit tells the page that a run has begun, of which fragment, and that it is done, and each time
the page looks at everything that stands on it. While a start is dragged an answer comes fifteen
times a second and more, and nothing on the page changes with it but the stage.
"""

import json
from collections.abc import Callable
from functools import wraps
from inspect import signature
from typing import Any

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData

from lrviz.ui.streamlit_internals.outbox import Outbox

__all__ = ["fits", "install", "is_live", "noticed", "silenced"]

_MARK = "answers_a_hand"  # A ScriptRunner has it while what it runs answers a hand that drags.


def fits() -> bool:
    """Whether Streamlit is made as this module takes it to be."""
    runs = [*signature(getattr(ScriptRunner, "_run_script")).parameters]  # noqa: B009
    tells = signature(getattr(AppSession, "_on_scriptrunner_event")).parameters  # noqa: B009
    identity = ForwardMsg().metadata.run
    return (
        runs == ["self", "rerun_data"]
        and {"sender", "run_descriptor"} <= {*tells}
        and {"widget_states", "fragment_id_queue"} <= {*RerunData.__dataclass_fields__}
        and hasattr(WidgetState(), "json_trigger_value")
        and hasattr(identity, "script_run_id")
    )


def install() -> None:
    """Let every session that starts from now on be silent about such runs."""
    run = getattr(ScriptRunner, "_run_script")  # noqa: B009
    tell = getattr(AppSession, "_on_scriptrunner_event")  # noqa: B009
    setattr(ScriptRunner, "_run_script", noticed(run))  # noqa: B010
    setattr(AppSession, "_on_scriptrunner_event", silenced(tell))  # noqa: B010


def noticed(run: Callable[[Any, RerunData], None]) -> Callable[[Any, RerunData], None]:
    """``run``, a method of a ScriptRunner, which knows meanwhile whom it answers."""

    @wraps(run)
    def running(runner: Any, rerun_data: RerunData) -> None:
        setattr(runner, _MARK, is_live(rerun_data))
        run(runner, rerun_data)

    return running


def silenced(tell: Callable[..., None]) -> Callable[..., None]:
    """``tell``, a method of an AppSession that hears of a run in the thread of that run."""

    @wraps(tell)
    def told(session: Any, sender: Any, *given: Any, **named: Any) -> None:
        run, queue = named.get("run_descriptor"), getattr(session, "_browser_queue", None)
        if run is not None and getattr(sender, _MARK, False) and isinstance(queue, Outbox):
            queue.silence(run.script_run_id)
        tell(session, sender, *given, **named)

    return told


def is_live(rerun_data: RerunData) -> bool:
    """Whether a fragment is to run for a component that asks while a hand drags."""
    states = rerun_data.widget_states
    if not rerun_data.fragment_id_queue or states is None:
        return False
    return any(
        isinstance(said, dict) and isinstance(said.get("value"), dict) and said["value"].get("live")
        for state in states.widgets
        if state.WhichOneof("value") == "json_trigger_value"
        for said in _listed(state.json_trigger_value)
    )


def _listed(text: str) -> list[Any]:
    try:
        said = json.loads(text)
    except ValueError:
        return []
    return said if isinstance(said, list) else []
