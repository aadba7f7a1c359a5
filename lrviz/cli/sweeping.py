"""``lrviz sweep``: many learning rates, as a table or, of any number, to a file."""

import signal
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lrviz.analysis.axis import rate_axis
from lrviz.analysis.diagnosis import diagnose
from lrviz.cli.arguments import CommandError, Found, Option
from lrviz.cli.progress import bar
from lrviz.cli.reading import rateless_config_of, rates_of
from lrviz.cli.report import byte_count, names_table, sweep_table
from lrviz.cli.workers import executor_of
from lrviz.descent.engine import sweep
from lrviz.descent.trajectory import Sweep
from lrviz.descent.whole_file import UnwritableError
from lrviz.objectives import Objective
from lrviz.settings.fields import whole
from lrviz.text import say
from lrviz.text.notices import shown

__all__ = ["OPTIONS", "sweep_command", "sweep_help"]

OPTIONS = (Option("--runs", "COUNT"), Option("--out", "FILE"))
RATES = 24  # A sweep has so many rates without --runs.
MOST_RUNS = 10**9  # A sweep has at most so many runs: their rates alone are then 8 GB.


def sweep_command(found: Found) -> str:
    """Run the sweep that was asked for; returns its table, or what the file holds.

    Raises:
        ConfigError, FormulaError: a setting that cannot be used.
        CommandError: a sweep or a file that cannot be made.
    """
    config = rateless_config_of({name: values for name, values in found.items() if name != "--lr"})
    arguments = config.descend_arguments()
    objective = arguments.pop("objective")
    del arguments["lr"]
    rates = _rates(found, objective, arguments)
    with executor_of(found) as executor:
        if "--out" in found:
            path = found["--out"][-1]
            record = _written(path, objective, executor, lr=rates, **arguments)
            return _told(path, record, config.language)
        record = _made(objective, lr=rates, executor=executor, **arguments)
    return sweep_table(record, diagnose(record), config.language)


def sweep_help(language: str) -> str:
    """What the two outputs are, and some lines to try."""
    return say("cli.sweep_examples", language) + "\n"


def _rates(found: Found, objective: Objective, arguments: dict[str, Any]) -> ArrayLike:
    """The rates that were typed; or so many, evenly spaced in log η, from the lowest of them to
    the highest, or as far as the surface's own axis goes.
    """
    given = rates_of(found)
    if "--runs" not in found:
        return given or rate_axis(objective, count=RATES, **arguments)
    count = whole("runs", 2, MOST_RUNS)(found["--runs"][-1])
    ends = given or rate_axis(objective, count=RATES, **arguments)
    if min(ends) == max(ends):
        raise CommandError("two_ends", given=shown(found["--lr"][-1]))
    return np.geomspace(min(ends), max(ends), count)


def _made(objective: Objective, **arguments: Any) -> Sweep:
    """What the engine answers; its refusals are sentences too."""
    try:
        return sweep(objective, **arguments)
    except UnwritableError as error:
        path = shown(str(error.path))
        raise CommandError("unwritable", path=path, reason=error.reason) from None
    except ValueError as error:
        raise CommandError("engine", reason=str(error)) from None


def _written(path: str, objective: Objective, executor: Executor | None, **arguments: Any) -> Sweep:
    """The sweep in its file; a terminal sees how far it is."""
    if not path.endswith(".npy"):
        raise CommandError("no_npy", given=shown(path))
    tell = bar()

    def progress(done: int, steps: int) -> None:
        tell(done / steps if steps else 1.0)

    with _ended_as_by_a_hand():
        return _made(objective, executor=executor, out=path, progress=progress, **arguments)


@contextmanager
def _ended_as_by_a_hand() -> Iterator[None]:
    """A process that is told to end does so as by Ctrl+C: what is half written is taken away."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _told(path: str, record: Sweep, language: str) -> str:
    """What is in the file, and how it is read."""
    runs = np.load(path, mmap_mode="r")
    size = byte_count(Path(path).stat().st_size)
    ends = Counter(each.value for each in record.outcome)
    head = say(
        "cli.swept", language, path=path, size=size, runs=f"{len(record):,}", steps=record.steps
    )
    rows = names_table((name, f"{count:,}") for name, count in ends.most_common())
    names = ", ".join(runs.dtype.names)
    return "\n".join(
        [head, rows, "", say("cli.swept_read", language, path=repr(path), names=names), ""]
    )
