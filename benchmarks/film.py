"""The whole first answer of the stage: rates found, 128 runs, verdicts, pictures, bytes."""

import os
from collections.abc import Callable
from importlib.metadata import version
from typing import Any

import torch

import lrviz
from benchmarks.measure import machine, median, milliseconds, table
from lrviz.film import answer, jobs
from lrviz.settings.config import RunConfig

CASES: dict[str, RunConfig] = {
    "bowl, a start of one's own": RunConfig(objective="bowl", start=(-4.2, 1.7)),
    "x²+3.17y²+sin(xy), adam, 200 steps": RunConfig(
        formula="x^2+3.17y^2+sin(x*y)", optimizer="adam", steps=200
    ),
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


def _compared(name: str, config: RunConfig) -> list[tuple[str, ...]]:
    rates = answer.whole_film(answer.run_of(config)).sweep.base_lr
    given = {k: v for k, v in config.descend_arguments().items() if k != "lr"}
    alone = median(lambda: lrviz.sweep(lr=rates, **given))
    sides: dict[str, Callable[[], Any]] = {
        "the film: rates found, runs, verdicts": lambda: _film(config),
        "the whole answer": lambda: _answer(config),
    }
    rows = [(name, f"the {len(rates)} runs alone, lrviz.sweep", milliseconds(alone), "1.00")]
    for side, work in sides.items():
        took = median(work)
        rows.append((name, side, milliseconds(took), f"{took / alone:.2f}"))
    return rows


def _film(config: RunConfig) -> object:
    answer.whole_film.cache_clear()
    return answer.whole_film(answer.run_of(config))


def _answer(config: RunConfig) -> bytes:
    """The payload as the first who opens the link is sent it: nothing is kept from before."""
    answer.whole_film.cache_clear()
    return jobs.whole(jobs.RunShot(config), answer.Asked()).payload


if __name__ == "__main__":
    main()
