"""Questions answered in order, once, and by whoever is left: ``lrviz.compute``."""

import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from time import monotonic
from typing import Any

import numpy as np
import pytest

from lrviz import compute
from lrviz.compute import asked
from lrviz.compute.job_queue import JobQueue
from lrviz.compute.kept import NUMBER, KeptAnswer, LRUCache, size_of
from lrviz.compute.setup import started
from lrviz.compute.workers import ProcessWorker, ThreadWorker, Worker
from tests.compute import jobs
from tests.fresh import ROOT

SECONDS = 60  # until a test gives up: an answer that never comes


class Desk:
    """A queue whose workers are held until a file is there."""

    def __init__(self, queue: JobQueue, folder: Path) -> None:
        self.queue, self.gate, self.log = queue, folder / "gate", folder / "log"

    def hold(self, *, long: bool = False) -> "Future[Any]":
        """A question that keeps a worker busy until ``open``."""
        begun = Event()
        future = self.queue.submit(
            jobs.wait_for, (str(self.gate),), long=long, progress=lambda *_: begun.set()
        )
        assert begun.wait(SECONDS)
        return future

    def open(self) -> None:
        self.gate.write_text("")

    def ask(self, name: str, **given: Any) -> "Future[Any]":
        return self.queue.submit(jobs.write_down, (name, str(self.log)), **given)

    def begun(self) -> list[str]:
        """What has begun, in order."""
        return self.log.read_text().split()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    yield from _desk([ThreadWorker()], tmp_path)


def _desk(workers: list[Worker], folder: Path, **given: Any) -> Iterator[Desk]:
    queue = JobQueue(workers, **given)
    yield Desk(queue, folder)
    (folder / "gate").write_text("")
    queue.close(SECONDS)


@pytest.fixture(scope="module")
def processes() -> Iterator[JobQueue]:
    queue = started({"LRVIZ_WORKERS": "2"})
    yield queue
    queue.close(0)


def test_nothing_set_up_answers_in_this_process() -> None:
    assert compute.submit(jobs.process, 0).result(SECONDS) == os.getpid()
    compute.close(SECONDS)


def test_what_a_job_raises_its_question_raises(processes: JobQueue) -> None:
    answer = processes.submit(jobs.refuse, ("`lr` must be positive",))
    with pytest.raises(ValueError, match="`lr` must be positive"):
        answer.result(SECONDS)


def test_questions_are_answered_in_the_order_they_came(desk: Desk) -> None:
    desk.hold()
    answers = [desk.ask(str(i), visitor=i) for i in range(5)]
    assert [desk.queue.place(each) for each in answers] == [1, 2, 3, 4, 5]
    desk.open()
    wait(answers, SECONDS)
    assert desk.begun() == ["0", "1", "2", "3", "4"]
    assert [desk.queue.place(each) for each in answers] == [0, 0, 0, 0, 0]


def test_a_visitors_newest_question_takes_the_place_of_the_one_that_waits(desk: Desk) -> None:
    desk.hold()
    old, other = desk.ask("old", visitor="a"), desk.ask("other", visitor="b")
    new = desk.ask("new", visitor="a")
    desk.open()
    wait([new, other], SECONDS)
    assert desk.begun() == ["new", "other"]
    assert old.cancelled()


def test_an_older_question_that_another_waits_for_too_is_answered(desk: Desk) -> None:
    desk.hold()
    mine, theirs = desk.ask("same", visitor="a"), desk.ask("same", visitor="b")
    desk.ask("new", visitor="a")
    desk.open()
    assert theirs.result(SECONDS) == "same"
    assert mine.cancelled()


def test_what_follows_from_an_answer_stands_where_its_question_stood(desk: Desk) -> None:
    desk.hold()
    began = monotonic()
    answers = [desk.ask("other", visitor="b"), desk.ask("next", visitor="a", since=began)]
    desk.open()
    wait(answers, SECONDS)
    assert desk.begun() == ["next", "other"]


def test_equal_questions_at_one_moment_share_a_job(desk: Desk) -> None:
    desk.hold()
    answers = [desk.ask("one", visitor=i) for i in range(20)]
    answers[0].cancel()
    desk.open()
    assert {each.result(SECONDS) for each in answers[1:]} == {"one"}
    assert desk.begun() == ["one"]


def test_a_waiting_question_that_is_cancelled_never_begins(desk: Desk) -> None:
    desk.hold()
    left, kept = desk.ask("left"), desk.ask("kept")
    assert left.cancel()
    desk.open()
    kept.result(SECONDS)
    assert desk.begun() == ["kept"]


def test_a_running_job_that_nobody_waits_for_ends(desk: Desk) -> None:
    held = desk.hold()
    after = desk.ask("after")
    assert held.cancel()
    assert after.result(SECONDS) == "after"  # the gate was never opened
    with pytest.raises(CancelledError):
        held.result(SECONDS)


def test_a_job_that_is_told_no_further_answers_with_what_it_has(tmp_path: Path) -> None:
    heard: list[tuple[float, float]] = []

    def enough(done: float, whole: float) -> bool:
        heard.append((done, whole))
        return False

    for desk in _desk([ThreadWorker()], tmp_path):
        answer = desk.queue.submit(jobs.wait_for, (str(desk.gate),), progress=enough)
        assert answer.result(SECONDS) >= heard[0][0] > 0
        assert heard[0][1] == 100


def test_a_job_goes_on_while_one_who_asked_wants_all_of_it(tmp_path: Path) -> None:
    for desk in _desk([ThreadWorker()], tmp_path):
        told = Event()

        def enough(*_: float, told: Event = told) -> bool:
            told.set()
            return False

        settings = (str(desk.gate),)
        desk.queue.submit(jobs.wait_for, settings, progress=enough)
        whole = desk.queue.submit(jobs.wait_for, settings, progress=lambda *_: True)
        assert told.wait(SECONDS)
        assert not whole.done()
        desk.open()
        assert whole.result(SECONDS) > 0


def test_a_short_question_never_waits_for_long_ones(tmp_path: Path) -> None:
    for desk in _desk([ThreadWorker() for _ in range(3)], tmp_path, spare=1):
        desk.hold(long=True)
        other = desk.queue.submit(jobs.wait_for, (str(desk.gate) + "2",), long=True, progress=_hear)
        third = desk.ask("long", long=True)
        assert desk.ask("short").result(SECONDS) == "short"
        assert not third.done()
        assert desk.queue.place(third) == 1
        other.cancel()
        assert third.result(SECONDS) == "long"


def _hear(*_: float) -> bool:
    return True


@pytest.mark.skipif(sys.platform != "linux", reason="a thread has no priority of its own here")
def test_a_long_job_gives_way_and_the_next_short_one_does_not(processes: JobQueue) -> None:
    usual = os.getpriority(os.PRIO_PROCESS, 0)
    for long in (True, False):
        found = [processes.submit(jobs.priority, (), long=long, keep=False) for _ in range(3)]
        assert {each.result(SECONDS) > usual for each in found} == {long}
    with pytest.raises(ValueError, match="`lr` must be positive"):
        processes.submit(jobs.refuse, ("`lr` must be positive",), long=True).result(SECONDS)


def test_the_cache_gives_away_what_was_longest_unused() -> None:
    cache = LRUCache(10)
    things = {key: [key] for key in "abc"}
    cache.put("a", things["a"], 4)
    cache.put("b", things["b"], 4)
    assert cache.get("a") is things["a"]
    cache.put("c", things["c"], 4)
    assert cache.get("b") is None
    assert cache.get("a") is things["a"]
    cache.put("huge", "", 100)
    assert cache.get("huge") is not None
    assert cache.get("a") is cache.get("c") is None


@dataclass(frozen=True)
class Found(KeptAnswer):
    """Arrays, texts, and records of these."""

    rows: np.ndarray
    words: tuple[str, ...]
    count: int
    within: "Found | None" = None


def test_a_record_that_is_kept_counts_what_its_fields_hold() -> None:
    inner = Found(np.zeros(5), ("ab",), 1)
    assert inner.bytes == 5 * 8 + 2 + NUMBER + NUMBER
    assert size_of(Found(np.zeros((2, 3)), ("a", "bcd"), 1, inner)) == 48 + 4 + NUMBER + inner.bytes
    assert size_of(b"abc") == 3
    assert size_of((np.zeros(5), "a")) is None  # nobody has said that it is to be kept


def test_answers_are_kept_within_the_bound_and_those_in_use_longest(tmp_path: Path) -> None:
    for desk in _desk([ThreadWorker()], tmp_path, size=1000):
        ask: Callable[..., Future[Any]] = desk.queue.submit
        first = ask(jobs.zeros, (400,)).result(SECONDS)
        ask(jobs.zeros, (401,)).result(SECONDS)
        assert ask(jobs.zeros, (400,)).result(SECONDS) is first
        ask(jobs.zeros, (402,)).result(SECONDS)  # 401 goes
        assert desk.queue.figures()["kept_bytes"] == 802
        assert ask(jobs.zeros, (400,)).result(SECONDS) is first
        ask(jobs.zeros, (1,), keep=False).result(SECONDS)
        assert desk.queue.figures()["kept_bytes"] == 802


def test_a_memo_remembers_what_another_process_found(processes: JobQueue) -> None:
    assert not jobs.cube.knows(2.0)
    found = processes.submit(jobs.cube, (2.0,)).result(SECONDS)
    jobs.cube.remember(found, 2.0)
    assert jobs.cube.knows(2.0)
    assert jobs.cube(2.0) is found
    assert found[0] == 8
    assert found[1] != os.getpid() == jobs.cube(3.0)[1]
    jobs.cube(4.0)  # it remembers two
    assert not jobs.cube.knows(2.0)


def test_a_worker_that_dies_once_costs_nothing_but_time(
    processes: JobQueue, tmp_path: Path
) -> None:
    others = [processes.submit(jobs.square, (i,)) for i in range(20)]
    assert processes.submit(jobs.die_at_first, (1, str(tmp_path / "log"))).result(SECONDS) == 2
    assert [each.result(SECONDS) for each in others] == [i * i for i in range(20)]


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="its end is not told of here")
def test_a_worker_that_died_idle_is_no_fault_of_the_next_question(tmp_path: Path) -> None:
    for desk in _desk([ProcessWorker()], tmp_path):
        for deaths in (0, 1):
            _kill(desk.queue.submit(jobs.process, (deaths,)).result(SECONDS))
            asked = desk.queue.submit(jobs.die_at_first, (deaths, str(tmp_path / f"log{deaths}")))
            assert asked.result(SECONDS) == deaths + 1
        assert desk.queue.figures()["retried_total"] == 1


def _kill(process: int) -> None:
    """As a system out of memory does; until the process is gone."""
    gone = os.pidfd_open(process)
    os.kill(process, signal.SIGKILL)
    assert select.select([gone], [], [], SECONDS)[0]
    os.close(gone)


class _Stillborn(ProcessWorker):
    """A process that never comes to a job."""

    def renew(self) -> None:
        self.executor = ProcessPoolExecutor(1, mp_context=self._context, initializer=jobs.die)


def test_where_no_worker_begins_a_question_ends_in_one_sentence(tmp_path: Path) -> None:
    for desk in _desk([_Stillborn()], tmp_path):
        with pytest.raises(compute.JobError) as refused:
            desk.queue.submit(jobs.square, (5,)).result(SECONDS)
        assert refused.value.key == "died"


def test_a_question_that_kills_two_workers_is_refused_in_one_sentence(
    processes: JobQueue, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    with pytest.raises(compute.JobError) as refused:
        processes.submit(jobs.die_at_first, (9, str(log))).result(SECONDS)
    assert len(log.read_text().split()) == 2
    assert "memory" in refused.value.in_language("en")
    assert processes.submit(jobs.square, (3,)).result(SECONDS) == 9


def test_a_job_past_its_limit_is_ended_and_said_to_be_slow(tmp_path: Path) -> None:
    for desk in _desk([ProcessWorker()], tmp_path, limits=(0.0, 60.0)):
        with pytest.raises(compute.JobError) as refused:
            desk.queue.submit(jobs.hang, ()).result(SECONDS)
        assert refused.value.key == "slow"
        assert desk.queue.submit(jobs.square, (2,), long=True).result(SECONDS) == 4


def test_a_closed_queue_cancels_what_waits_and_refuses_what_comes(desk: Desk) -> None:
    held, waiting = desk.hold(), desk.ask("waiting")
    desk.queue.close(0)
    assert waiting.cancelled()
    with pytest.raises(compute.JobError, match="restarted"):
        desk.ask("late").result(SECONDS)
    with pytest.raises(compute.JobError):
        held.result(SECONDS)


@pytest.mark.parametrize("given", ["-1", "two", "62", "1.5"])
def test_what_is_no_number_of_workers_is_refused(given: str) -> None:
    with pytest.raises(ValueError, match=f"whole number, 0 to 61; got '{given}'"):
        started({"LRVIZ_WORKERS": given})


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"LRVIZ_WORKERS": "3"}, 3),
        ({"LRVIZ_WORKERS": " 00 "}, 0),
        ({"LRVIZ_WORKERS": "2", "LRVIZ_SCHEDULER": "tcp://10.0.0.1:8786"}, 0),
        ({"LRVIZ_WORKERS": "2", "LRVIZ_SCHEDULER": " "}, 2),
    ],
)
def test_the_processes_that_are_asked_for_are_those_that_are_begun(
    environment: dict[str, str], expected: int
) -> None:
    assert asked.processes(environment) == expected


def test_the_front_door_reads_what_is_asked_where_the_setup_does_and_loads_nothing() -> None:
    source = (ROOT / "app.py").read_text("utf-8")
    assert "LRVIZ_" not in source
    code = f"import runpy, sys; runpy.run_path({asked.__file__!r}); print(*sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"lrviz", "torch", "numpy"} & {*said.stdout.split()}


ORPHANS = """
from lrviz.compute.setup import started
from tests.compute import jobs
import time
queue = started({"LRVIZ_WORKERS": "1"})
print(queue.submit(jobs.process, (0,)).result(), flush=True)
time.sleep(600)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no such signal here")
def test_workers_end_with_the_process_that_began_them() -> None:
    command = [sys.executable, "-c", ORPHANS]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        worker = int(parent.stdout.readline())
        gone = os.pidfd_open(worker)
        parent.kill()
        assert select.select([gone], [], [], SECONDS)[0]
        os.close(gone)
