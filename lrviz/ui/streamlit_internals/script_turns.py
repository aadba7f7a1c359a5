"""Scripts of visits run a few at a time, see ``lrviz.ui.turns``.

Streamlit gives each visit a thread that begins at once. A fragment answers a hand that moves, and
goes before a whole page.
"""

from collections.abc import Callable
from inspect import signature
from typing import Any

from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData

from lrviz.ui.turns import TURNS

__all__ = ["fits", "install"]

_ran = getattr(ScriptRunner, "_run_script", None)


def fits() -> bool:
    """Whether Streamlit is made as this module takes it to be."""
    takes = callable(_ran) and [*signature(_ran).parameters] == ["self", "rerun_data"]
    return takes and hasattr(RerunData(), "fragment_id_queue")


def install() -> None:
    """Let every run of a script wait for its turn."""
    assert _ran is not None
    setattr(ScriptRunner, "_run_script", in_turn(_ran))  # noqa: B010


def in_turn(run: Callable[[Any, RerunData], None]) -> Callable[[Any, RerunData], None]:
    """``run``, a method of a ScriptRunner, once it is its turn."""

    def running(runner: Any, rerun_data: RerunData) -> None:
        with TURNS.taken(hurried=bool(rerun_data.fragment_id_queue)):
            run(runner, rerun_data)

    return running
