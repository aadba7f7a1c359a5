"""Scripts of visits run a few at a time, see ``lrviz.ui.turns``, and begin aside from the loop.

Streamlit gives each visit a thread that begins at once. A fragment answers a hand that moves, and
goes before a whole page. A thread has begun once it has had the interpreter: while many scripts
run, the loop that all visits share would wait for that a few milliseconds each time.
"""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import wraps
from inspect import signature
from typing import Any

from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData

from lrviz.ui.turns import TURNS

__all__ = ["begun_aside", "fits", "in_turn", "install"]

_LOG = logging.getLogger(__name__)
_ran = getattr(ScriptRunner, "_run_script", None)
_began = getattr(ScriptRunner, "start", None)
_beginner = ThreadPoolExecutor(1, thread_name_prefix="script-begin")


def fits() -> bool:
    """Whether Streamlit is made as this module takes it to be."""
    takes = callable(_ran) and [*signature(_ran).parameters] == ["self", "rerun_data"]
    begins = callable(_began) and [*signature(_began).parameters] == ["self"]
    return takes and begins and hasattr(RerunData(), "fragment_id_queue")


def install() -> None:
    """Let every run of a script wait for its turn, and none keep the loop as it begins."""
    assert _began is not None
    ran = getattr(ScriptRunner, "_run_script")  # noqa: B009 - by now it may have been wrapped
    setattr(ScriptRunner, "_run_script", in_turn(ran))  # noqa: B010
    setattr(ScriptRunner, "start", begun_aside(_began))  # noqa: B010


def in_turn(run: Callable[[Any, RerunData], None]) -> Callable[[Any, RerunData], None]:
    """``run``, a method of a ScriptRunner, once it is its turn."""

    @wraps(run)
    def running(runner: Any, rerun_data: RerunData) -> None:
        with TURNS.taken(hurried=bool(rerun_data.fragment_id_queue)):
            run(runner, rerun_data)

    return running


def begun_aside(begin: Callable[[Any], None]) -> Callable[[Any], None]:
    """``begin``, a method of a ScriptRunner, by a thread that has nothing else to do."""

    def begun(runner: Any) -> None:
        try:
            begin(runner)
        except RuntimeError as error:  # of threads there are no more
            _LOG.error(repr(error), exc_info=error)

    @wraps(begin)
    def beginning(runner: Any) -> None:
        if type(runner) is ScriptRunner:
            _beginner.submit(begun, runner)
        else:  # a test's, which waits for the thread that has begun
            begin(runner)

    return beginning
