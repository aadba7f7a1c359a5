"""Questions and sweeps on a real Dask cluster of two workers on this machine."""

import os
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import lrviz
from lrviz.compute.setup import started
from tests.compute import jobs

pytestmark = pytest.mark.whole
SECONDS = 120


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    distributed = pytest.importorskip("distributed")
    given = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": None}
    with distributed.LocalCluster(host="127.0.0.1", **given) as made:
        yield made


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
    with cluster.get_client() as client:
        executor = client.get_executor(pure=False)
        there = lrviz.sweep("beale", lr=rates, steps=40, optimizer="adam", executor=executor)
    for name in ("w", "loss", "grad", "lr", "length"):
        np.testing.assert_array_equal(getattr(there, name), getattr(here, name))
    assert there.outcome == here.outcome


def test_a_scheduler_that_is_not_there_is_named() -> None:
    pytest.importorskip("distributed")
    with pytest.raises(ValueError, match="no Dask scheduler answers at tcp:"):
        started({"LRVIZ_SCHEDULER": "tcp://127.0.0.1:1"})
