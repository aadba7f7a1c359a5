"""The whole first answer of the stage: rates found, 128 runs, verdicts, pictures, bytes."""

import os
import statistics
from collections.abc import Callable
from importlib.metadata import version
from itertools import count, islice
from typing import Any

import torch

import lrviz
from benchmarks.measure import REPEATS, machine, median, milliseconds, once, table
from lrviz.film import answer, jobs
from lrviz.settings.config import RunConfig


def _start(i: int) -> RunConfig:
    return RunConfig(objective="bowl", start=(-4.2 + i / 1000, 1.7))


def _formula(i: int) -> RunConfig:
    read = RunConfig(formula=f"x^2+{3.17 + i / 1000:.3f}y^2+sin(x*y)", optimizer="adam", steps=200)
    read.build_objective()  # which is a job of its own
    return read


# Each is another's each time, as of visitors who come one after the other.
CASES: dict[str, Callable[[int], RunConfig]] = {
    "bowl, a start of one's own": _start,
    "x²+3.17y²+sin(xy), adam, 200 steps": _formula,
}


def main() -> None:
    """Print the table."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(allowed)})
    try:
        rows = [row for name, config in CASES.items() for row in _compared(name, config)]
    finally:
        os.sched_setaffinity(0, allowed)
        torch.set_num_threads(threads)
    print("\n## film\n")
    print(machine(**{name: version(name) for name in ("torch", "numpy")}), "\n", sep="\n")
    print(table(("first answer", "side", "time", "of the runs alone"), rows))


def _compared(name: str, visitor: Callable[[int], RunConfig]) -> list[tuple[str, ...]]:
    config = visitor(0)
    rates = answer.whole_film(answer.run_of(config)).sweep.base_lr
    given = {k: v for k, v in config.descend_arguments().items() if k != "lr"}
    alone = median(lambda: lrviz.sweep(lr=rates, **given))
    sides: dict[str, Callable[[RunConfig], Any]] = {
        "the film: rates found, runs, verdicts": _film,
        "the whole answer": _answer,
    }
    rows = [(name, f"the {len(rates)} runs alone, lrviz.sweep", milliseconds(alone), "1.00")]
    visitors = map(visitor, count(1))  # no film is asked for twice
    for side, work in sides.items():
        took = statistics.median(_seconds(work, each) for each in islice(visitors, 1 + REPEATS))
        rows.append((name, side, milliseconds(took), f"{took / alone:.2f}"))
    return rows


def _seconds(work: Callable[[RunConfig], Any], config: RunConfig) -> float:
    return once(lambda: work(config))[0]


def _film(config: RunConfig) -> object:
    return answer.whole_film(answer.run_of(config))


def _answer(config: RunConfig) -> bytes:
    """The payload as the first who opens the link is sent it."""
    return jobs.whole(jobs.RunShot(config), answer.Asked()).payload


if __name__ == "__main__":
    main()
