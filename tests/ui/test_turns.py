"""Scripts run a few at a time, in the order they came; who waits for something else lets go."""

import sys
import time
import traceback
from collections.abc import Callable, Mapping
from threading import Condition, Event, Thread
from typing import Any

import pytest
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData
from streamlit.testing.v1 import AppTest

from lrviz.ui.streamlit_internals import script_turns
from lrviz.ui.turns import TURNS, Turns
from tests.ui.pages import calm, opened

SECONDS = 60  # until a test gives up


class Script:
    """A thread that has a turn until it is told to end."""

    def __init__(self, turns: Turns, name: str, log: list[str], *, hurried: bool = False) -> None:
        self.end, self.begun = Event(), Event()
        self._turns, self._name, self._log, self._hurried = turns, name, log, hurried
        self.thread = Thread(target=self._run)
        self.thread.start()

    def _run(self) -> None:
        with self._turns.taken(hurried=self._hurried):
            self._log.append(self._name)
            self.begun.set()
            assert self.end.wait(SECONDS)

    def finish(self) -> None:
        self.end.set()
        self.thread.join(SECONDS)


def _until(so: Callable[[], bool]) -> None:
    while not so():
        Event().wait(0.001)


def test_turns_are_taken_in_order_and_those_in_a_hurry_first() -> None:
    turns, log = Turns(2), list[str]()
    first = [Script(turns, name, log) for name in "ab"]
    assert all(each.begun.wait(SECONDS) for each in first)
    waiting = []
    for i, name in enumerate("cdE"):
        waiting.append(Script(turns, name, log, hurried=name.isupper()))
        _until(lambda i=i: turns.waiting == i + 1)  # type: ignore[misc]
    assert sorted(log) == ["a", "b"]
    for each in waiting:
        each.end.set()
    first[0].finish()
    for each in waiting:
        each.thread.join(SECONDS)
    first[1].finish()
    assert log[2:] == ["E", "c", "d"]


def test_who_waits_for_an_answer_leaves_the_turn_to_others_and_has_it_again() -> None:
    turns, log = Turns(1), list[str]()
    with turns.taken():
        with turns.let_go():
            other = Script(turns, "other", log)
            assert other.begun.wait(SECONDS)
            other.finish()
        third = Script(turns, "third", log)
        _until(lambda: turns.waiting == 1)
        assert log == ["other"]
    assert third.begun.wait(SECONDS)
    third.finish()
    with turns.let_go(), turns.taken():  # who has none has none to leave
        pass


def test_one_that_does_not_end_keeps_nobody_for_good() -> None:
    turns, log = Turns(1, stuck=0.05), list[str]()
    stuck, other = Script(turns, "stuck", log), Script(turns, "other", log)
    assert other.begun.wait(SECONDS)
    third = Script(turns, "third", log)
    assert third.begun.wait(SECONDS)
    for each in (other, third, stuck):
        each.finish()
    with turns.taken():  # of which there is one again, and no more
        assert turns.full


def test_the_loop_does_not_wait_until_a_script_has_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    class Runner: ...

    may, has = Event(), Event()

    def begin(_runner: object) -> None:
        assert may.wait(SECONDS)
        has.set()

    monkeypatch.setattr(script_turns, "ScriptRunner", Runner)
    script_turns.begun_aside(begin)(Runner())
    assert not has.is_set()
    may.set()
    assert has.wait(SECONDS)


def test_a_run_of_a_script_has_a_turn_also_where_it_fails() -> None:
    class Runner:
        def _run_script(self, rerun_data: RerunData) -> None:
            raise ZeroDivisionError

    for _ in range(5):  # more than there are turns
        try:
            script_turns.in_turn(Runner._run_script)(Runner(), RerunData())
        except ZeroDivisionError:
            continue
        raise AssertionError


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Where a thread has waited for another with a turn of its own."""
    seen: list[str] = []

    def watched(wait: Callable[..., Any]) -> Callable[..., Any]:
        def waits(*given: Any, **named: Any) -> Any:
            if getattr(TURNS._mine, "held", False) and not _begins_a_thread():
                seen.append("".join(traceback.format_stack(limit=12)))
            return wait(*given, **named)

        return waits

    monkeypatch.setattr(Condition, "wait", watched(Condition.wait))
    monkeypatch.setattr(time, "sleep", watched(time.sleep))
    monkeypatch.setattr(ScriptRunner, "_run_script", script_turns.in_turn(script_turns._ran))
    return seen


def _begins_a_thread() -> bool:
    """Whether the wait is that for a thread to have begun, which asks for nothing else."""
    frame = sys._getframe(1)
    while frame.f_back is not None and frame.f_code is not Thread.start.__code__:
        frame = frame.f_back
    return frame.f_code is Thread.start.__code__


def _draw(name: str) -> None:
    from lrviz.ui.main import PAGES

    PAGES[name]()


def test_a_wait_with_a_turn_is_seen(held: list[str]) -> None:
    with TURNS.taken():
        Event().wait(0.001)
    assert len(held) == 1


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("descent", {"formula": "x^2+4.25y^2", "start": "1,1"}),
        ("compare", {"start": "1,1.5"}),
        ("regression", {"nsteps": "31"}),
        ("gradient", {"formula": "x^2+4.75y^2", "start": "1,1"}),
        ("network", {"nsteps": "21"}),
    ],
)
def test_no_page_waits_with_its_turn(held: list[str], name: str, query: Mapping[str, str]) -> None:
    calm(opened(AppTest.from_function(_draw, args=(name,), default_timeout=60), query))
    assert not held, held[0]
    assert not TURNS.full
