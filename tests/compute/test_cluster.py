"""Questions and sweeps on a real Dask cluster of two workers on this machine."""

import os
import signal
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import lrviz
from lrviz.compute.setup import started
from lrviz.descent import streamed
from tests.compute import jobs

pytestmark = pytest.mark.whole
SECONDS = 120


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    distributed = pytest.importorskip("distributed")
    given = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": "127.0.0.1:0"}
    with distributed.LocalCluster(host="127.0.0.1", **given) as made:
        with client_of(made) as client:  # a job's time is not that of loading torch
            client.run(import_module, "lrviz.film.jobs")
        yield made


def client_of(cluster: Any) -> Any:
    """A client of one's own: the cluster's is the same for all."""
    client: Any = import_module("distributed").Client
    return client(cluster.scheduler_address, set_as_default=False)


def test_questions_are_answered_there_or_raise_what_the_job_raises(cluster: Any) -> None:
    queue = started({"LRVIZ_SCHEDULER": cluster.scheduler_address})
    assert queue.submit(jobs.process, (0,)).result(SECONDS) != os.getpid()
    with pytest.raises(ValueError, match="no"):
        queue.submit(jobs.refuse, ("no",)).result(SECONDS)
    answers = [queue.submit(jobs.square, (i,), visitor=i) for i in range(30)]
    assert [each.result(SECONDS) for each in answers] == [i * i for i in range(30)]
    queue.close(SECONDS)


def test_a_sweep_on_a_cluster_is_the_local_one_bit_for_bit(cluster: Any) -> None:
    rates = np.geomspace(1e-4, 1.0, 4000)
    here = lrviz.sweep("beale", lr=rates, steps=40, optimizer="adam")
    with client_of(cluster) as client:
        executor = client.get_executor(pure=False)
        there = lrviz.sweep("beale", lr=rates, steps=40, optimizer="adam", executor=executor)
    for name in ("w", "loss", "grad", "lr", "length"):
        np.testing.assert_array_equal(getattr(there, name), getattr(here, name))
    assert there.outcome == here.outcome


def test_a_sweep_in_a_file_is_the_local_one_though_a_worker_is_killed(
    cluster: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streamed, "PART_BYTES", 2**20)
    here, there = tmp_path / "here.npy", tmp_path / "there.npy"
    given: dict[str, Any] = {"steps": 40, "optimizer": "adam", "lr": np.geomspace(1e-4, 1.0, 20000)}
    lrviz.sweep("beale", out=here, **given)
    killed: list[int] = []
    with client_of(cluster) as client:

        def kill(done: int, steps: int) -> None:
            if not killed:
                killed.append(client.run(os.getpid).popitem()[1])
                os.kill(killed[0], signal.SIGKILL)

        executor = client.get_executor(pure=False)
        lrviz.sweep("beale", out=there, executor=executor, progress=kill, **given)
    assert killed
    assert there.read_bytes() == here.read_bytes()


def test_a_worker_that_dies_before_a_question_begins_is_no_fault_of_it(tmp_path: Path) -> None:
    """A stopped worker is given a question that it never begins."""
    distributed = pytest.importorskip("distributed")
    given = {"n_workers": 1, "threads_per_worker": 1, "dashboard_address": "127.0.0.1:0"}
    strict = import_module("dask").config.set({"distributed.scheduler.allowed-failures": 0})
    with strict, distributed.LocalCluster(host="127.0.0.1", **given) as made:
        queue = started({"LRVIZ_SCHEDULER": made.scheduler_address})
        worker = queue.submit(jobs.process, (0,)).result(SECONDS)
        os.kill(worker, signal.SIGSTOP)
        asked = queue.submit(jobs.die_at_first, (1, str(tmp_path / "log")))
        with client_of(made) as client:
            while not any(client.processing().values()):
                pass
        os.kill(worker, signal.SIGKILL)
        assert asked.result(SECONDS) == 2
        assert queue.figures()["retried_total"] == 1
        queue.close(SECONDS)


def test_a_scheduler_that_is_not_there_is_named() -> None:
    pytest.importorskip("distributed")
    with pytest.raises(ValueError, match="no Dask scheduler answers at tcp:"):
        started({"LRVIZ_SCHEDULER": "tcp://127.0.0.1:1"})
