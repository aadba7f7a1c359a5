"""A run of a formula takes one thread of torch, and leaves the number of them as it was."""

from collections.abc import Iterator

import pytest
import torch

import lrviz


@pytest.fixture
def two_threads() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    yield
    torch.set_num_threads(before)


@pytest.mark.usefixtures("two_threads")
def test_a_formula_takes_one_thread_and_a_table_those_there_are() -> None:
    table = lrviz.linear_regression([[1.0], [2.0], [4.0]], [1.0, 2.0, 3.0])
    for objective, threads in ((lrviz.objective("bowl"), {1}), (table, {2})):
        seen: set[int] = set()

        def look(done: int, whole: int, seen: set[int] = seen) -> None:
            seen.add(torch.get_num_threads())

        record = lrviz.sweep(objective, lr=[0.01, 0.1], steps=3, progress=look)
        assert seen == threads
        assert [each.verdict.value for each in lrviz.diagnose(record)]
        assert torch.get_num_threads() == 2


@pytest.mark.usefixtures("two_threads")
def test_a_run_that_is_broken_off_leaves_the_threads_as_they_were() -> None:
    def refuse(done: int, whole: int) -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        lrviz.descend("bowl", lr=0.1, steps=3, progress=refuse)
    assert torch.get_num_threads() == 2
