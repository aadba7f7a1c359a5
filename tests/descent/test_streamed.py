"""sweep with ``out=``: the record of memory, in a file, in bounded memory; whole or not there."""

import errno
import os
import pickle
import signal
import subprocess
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Executor, Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lrviz import Sweep, formula, sweep
from lrviz.descent import streamed
from lrviz.descent.whole_file import UnwritableError
from tests import fresh
from tests.descent.test_executor import CASES, RATES, assert_same, net, regression

MANY = np.geomspace(1e-4, 1.0, 150)


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streamed, "PART_BYTES", 2**15)


@pytest.fixture(scope="module")
def threads() -> Iterator[Executor]:
    with ThreadPoolExecutor(3) as pool:
        yield pool


def assert_in_file(path: Path, record: Sweep) -> None:
    """That numpy alone reads the record from the file, whole runs and what lies after them."""
    runs = np.load(path, allow_pickle=False)
    steps = runs["lr"].shape[1]
    assert runs["outcome"].tolist() == [each.value for each in record.outcome]
    arrays = {name: getattr(record, name) for name in ("w", "loss", "grad", "lr", "batch_loss")}
    arrays |= {f"state.{name}": values for name, values in record.state.items()}
    arrays |= {"base_lr": record.base_lr, "length": record.length}
    found = {name for name, values in arrays.items() if values is not None}
    assert {*runs.dtype.names} == {*found, "outcome", "beyond"}
    for name in found:
        ours, rows = arrays[name], runs[name]
        assert rows.dtype == ours.dtype
        if ours.ndim > 1:
            known = ours.shape[1]
            assert rows.shape[1] == steps + (known != record.steps or name in WITH_START)
            assert np.isnan(rows[:, known:]).all()
            rows = rows[:, :known]
        assert rows.tobytes() == ours.tobytes(), name
    beyond = np.full_like(runs["beyond"], np.nan) if record.beyond is None else record.beyond
    assert runs["beyond"].tobytes() == beyond.tobytes()


WITH_START = {"w", "loss", "grad"}


def test_the_file_has_the_record_of_one_batch_bit_for_bit(
    tmp_path: Path, threads: Executor
) -> None:
    path = tmp_path / "runs.npy"
    for goal, given in CASES.values():
        whole = sweep(goal, lr=RATES, **given)
        for executor in (None, threads):
            there = sweep(goal, lr=RATES, executor=executor, out=path, **given)
            assert_same(whole, there)
            assert_in_file(path, whole)
    assert os.listdir(tmp_path) == ["runs.npy"]


def test_also_of_regressions_and_networks(tmp_path: Path, threads: Executor) -> None:
    path = str(tmp_path / "runs.npy")
    for goal in (regression(300, 5), regression(300, 5, labels=True)):
        given: dict[str, Any] = {"lr": MANY, "steps": 7, "batch_size": 7}
        assert_same(sweep(goal, **given), sweep(goal, executor=threads, out=path, **given))
    given = {"lr": np.geomspace(1e-3, 0.3, 16), "steps": 30, "batch_size": 8}
    assert_same(sweep(net(), **given), sweep(net(), out=path, **given), relative=1e-14)


def test_memory_grows_with_a_part_and_not_with_the_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streamed, "PART_BYTES", 2**18)

    def peak(runs: int) -> tuple[int, int]:
        path = tmp_path / f"{runs}.npy"
        lr = np.geomspace(1e-4, 0.1, runs)
        tracemalloc.start()
        sweep("bowl", lr=lr, steps=100, momentum=0.5, out=path)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most, path.stat().st_size

    few, many = peak(500), peak(8000)
    assert many[1] - few[1] > 40 * 2**20
    assert many[0] - few[0] < 200 * 7500  # bytes to a run: its rate, its start, its end
    assert many[0] < 2**23


def test_no_more_parts_are_under_way_than_memory_is_meant_for(tmp_path: Path) -> None:
    class Late(Executor):
        """Answers when it holds as many as it is ever given, the last one first."""

        def __init__(self) -> None:
            self.held: list[tuple[Future[Any], Callable[[], Any]]] = []
            self.most = self.parts = self.answered = self.handed_on = 0

        def submit(self, job: Callable[..., Any], /, *given: Any, **named: Any) -> Future[Any]:
            future: Future[Any] = Future()
            self.held.append((future, lambda: job(*given, **named)))
            self.parts += 1
            self.most = max(self.most, self.parts - self.handed_on)
            if len(self.held) == streamed.UNDER_WAY or given[1] + len(given[0].lr) == 4000:
                while self.held:
                    held, work = self.held.pop()
                    held.set_result(work())
                    self.answered += 1
            return future

        def told(self, done: int, steps: int) -> bool:
            """Whatever has been answered is in the file by now."""
            self.handed_on = self.answered
            return True

    late, lr = Late(), np.geomspace(1e-4, 0.1, 4000)
    there = sweep(
        "bowl", lr=lr, steps=20, executor=late, out=tmp_path / "runs.npy", progress=late.told
    )
    assert late.parts > 2 * late.most
    assert late.most == streamed.UNDER_WAY
    assert_same(sweep("bowl", lr=lr, steps=20), there)


# ---- whole or not there ----------------------------------------------------------------


def test_a_sweep_that_is_ended_or_fails_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "runs.npy"
    told: list[tuple[int, int]] = []
    sweep("bowl", lr=MANY, steps=50, out=path, progress=lambda *at: told.append(at))
    before = path.read_bytes()
    assert told == sorted(told)
    assert told[-1] == (50, 50)
    assert len(told) > 3

    def interrupted(done: int, steps: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(CancelledError):
        sweep("bowl", lr=2 * MANY, out=path, progress=lambda done, steps: done < 30)
    with pytest.raises(KeyboardInterrupt):
        sweep("bowl", lr=2 * MANY, out=path, progress=interrupted)
    with pytest.raises(ValueError, match="finite"):
        sweep(formula("log(x)"), lr=MANY, start=(-1.0,), out=path)
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == ["runs.npy"]


FULL = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (2**20, 2**20))
from lrviz.cli import main
sys.exit(main(["sweep", "--runs", "2000", "--lr", "1e-4", "1", "--out", sys.argv[1]]))
"""


def test_a_full_disk_is_one_sentence_and_no_file(tmp_path: Path) -> None:
    done = fresh.run(FULL, str(tmp_path / "runs.npy"))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("The file '")
    assert done.stderr.endswith("cannot be written: File too large.\n")
    assert not os.listdir(tmp_path)


@pytest.mark.skipif(not hasattr(signal, "SIGXFSZ"), reason="limits of a POSIX system")
def test_a_disk_that_is_full_is_told_before_any_run_and_leaves_the_old_file(tmp_path: Path) -> None:
    import resource

    old = tmp_path / "runs.npy"
    old.write_text("mine")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (500, limits[1]))
        with pytest.raises(UnwritableError, match="File too large"):
            sweep("bowl", lr=MANY, out=old, progress=lambda *at: pytest.fail("it ran"))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, before)
    assert old.read_text() == "mine"
    assert os.listdir(tmp_path) == ["runs.npy"]


@pytest.mark.parametrize("able", [False, True])
def test_where_no_room_can_be_reserved_the_file_is_written_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, able: bool
) -> None:
    """Systems without the call, and file systems that refuse it."""

    def refused(*_given: int) -> None:
        raise OSError(errno.EOPNOTSUPP, "Operation not supported")

    monkeypatch.delattr(os, "posix_fallocate", raising=False)
    if able:
        monkeypatch.setattr(os, "posix_fallocate", refused, raising=False)
    there = sweep("bowl", lr=MANY, steps=5, out=tmp_path / "runs.npy")
    assert_same(sweep("bowl", lr=MANY, steps=5), there)


def test_what_is_no_npy_file_is_refused_by_name() -> None:
    for bad in ("runs.npz", "", 3, True, b"runs.npy"):
        with pytest.raises(ValueError, match=r"`out` must be .* file that ends in \.npy; got"):
            sweep("bowl", lr=0.1, out=bad)  # type: ignore[arg-type]


def test_what_cannot_be_written_is_told_before_any_run(tmp_path: Path) -> None:
    (tmp_path / "folder.npy").mkdir()
    for path in (tmp_path / "folder.npy", tmp_path / "no" / "runs.npy", "nul\0.npy"):
        with pytest.raises(UnwritableError) as caught:
            sweep("bowl", lr=0.1, out=path, progress=lambda *at: pytest.fail("it ran"))
        assert str(caught.value).startswith(f"{path} cannot be written: ")
    assert os.listdir(tmp_path) == ["folder.npy"]


# ---- the command -----------------------------------------------------------------------


LIMITED = """
import resource, sys
from lrviz.cli import main
import numpy, torch
torch.set_num_threads(1)
held = int(open("/proc/self/statm").read().split()[5]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_DATA, (held + 400 * 2**20,) * 2)
sys.exit(main(["sweep", "--runs", "1000000", "--steps", "20", "--lr", "1e-4", "1",
               "--out", sys.argv[1], *sys.argv[2:]]))
"""


@pytest.mark.whole
def test_a_million_runs_fit_where_their_record_does_not(tmp_path: Path) -> None:
    path = tmp_path / "runs.npy"
    done = fresh.run(LIMITED, str(path))
    assert done.returncode == 0, done.stderr
    assert "1,000,000 runs of up to 20 steps" in done.stdout
    assert path.stat().st_size > 1000 * 2**20
    runs = np.load(path, mmap_mode="r")
    some = np.r_[:1000, 499_000:500_000, 999_000:1_000_000]
    record = sweep("bowl", lr=runs["base_lr"][some], steps=20)
    for name in ("w", "loss", "grad", "lr"):
        assert runs[name][some].tobytes() == getattr(record, name).tobytes()


@pytest.mark.whole
@pytest.mark.parametrize("workers", [(), ("--workers", "2")], ids=["alone", "two workers"])
@pytest.mark.parametrize("ended", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl+C", "kill"])
def test_a_command_that_is_ended_leaves_no_file_and_no_traceback(
    tmp_path: Path, ended: signal.Signals, workers: tuple[str, ...]
) -> None:
    path = tmp_path / "runs.npy"
    asked = ["--runs", "3000000", "--lr", "1e-4", "1", "--steps", "100", "--out", str(path)]
    command = [sys.executable, "-m", "lrviz", "sweep", *asked, *workers]
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, process_group=0
    ) as process:
        while not begun(tmp_path):
            assert process.poll() is None
        if ended is signal.SIGINT:  # which a terminal sends to all of them
            os.killpg(process.pid, ended)
        else:
            process.send_signal(ended)
        out, err = process.communicate(timeout=120)
    assert (process.returncode, out, err) == (130, b"", b"")
    assert not os.listdir(tmp_path)


def begun(folder: Path) -> bool:
    """Whether some runs are written."""
    parts = list(folder.glob(".runs.npy.*.part"))
    if not parts:
        return False
    with parts[0].open("rb") as file:
        return any(file.read(2**22)[1000:])


def test_why_a_file_cannot_be_written_comes_back_from_a_worker_whole(tmp_path: Path) -> None:
    path = tmp_path / "no" / "runs.npy"
    back = pickle.loads(pickle.dumps(UnwritableError(path, "No room")))  # noqa: S301
    assert (back.path, back.reason) == (path, "No room")
    assert str(back) == f"{path} cannot be written: No room"


def test_rates_in_rows_of_unequal_length_are_refused_by_name() -> None:
    with pytest.raises(ValueError, match="`lr`"):
        sweep("bowl", lr=[[0.1], [0.1, 0.2]])
