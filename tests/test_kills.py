"""What dies under a class: nobody's state is lost."""

import pytest

from benchmarks.crowd_kills import recoveries

pytestmark = pytest.mark.whole


def test_all_states_come_back_after_a_worker_and_after_the_server_was_killed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("benchmarks.visitor.SECONDS", 900)
    by_worker, by_server = recoveries(6)
    assert by_worker.back == by_server.back == 6
    assert by_server.ready > 0
