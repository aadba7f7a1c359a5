"""A sweep of a million runs to a file: what it costs against how many workers share it."""

import argparse
import hashlib
import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import torch

import lrviz
from benchmarks.measure import machine, table

RUNS, STEPS = 1_000_000, 20
WORKERS = [count for count in (1, 2, 4, 8) if count <= (os.cpu_count() or 1)]
Shared = Callable[[], AbstractContextManager[Executor | None]]


def main(arguments: Sequence[str] = ()) -> None:
    """Print the table; ``--small`` has a hundredth of the runs, to see that it works."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--small", action="store_true")
    runs = RUNS // 100 if parser.parse_args(arguments).small else RUNS
    torch.set_num_threads(1)
    print("\n## cluster\n")
    print(machine(torch=torch.__version__, numpy=np.__version__), "\n", sep="\n")
    rows, alone, known = [], 0.0, ""
    for name, shared in _sides():
        seconds, size, found = _written(runs, shared)
        alone, known = alone or seconds, known or found
        assert found == known, f"{name}: another file"
        each = 1e6 * seconds / runs
        rows.append((name, f"{seconds:.1f} s", f"{each:.2f} µs", f"{alone / seconds:.2f}"))
    print(f"{runs:,} runs of {STEPS} steps of adam on beale, {size / 1e9:.2f} GB, the same file.\n")
    print(table(("shared by", "time", "a run", "times as fast"), rows))
    if not _dask():
        print("\nNo Dask here: pip install 'lrviz[cluster]' brings it.")


def _written(runs: int, shared: Shared) -> tuple[float, int, str]:
    """Seconds, bytes, and what tells the file from another."""
    rates = np.geomspace(1e-4, 0.3, runs)
    with tempfile.TemporaryDirectory() as folder, shared() as executor:
        path = Path(folder) / "runs.npy"
        given: dict[str, Any] = {"optimizer": "adam", "steps": STEPS, "executor": executor}
        lrviz.sweep("beale", lr=rates[:1000], **given)  # which loads what workers need
        begun = time.perf_counter()
        lrviz.sweep("beale", lr=rates, out=path, **given)
        seconds = time.perf_counter() - begun
        with path.open("rb") as file:
            return seconds, path.stat().st_size, hashlib.file_digest(file, "blake2b").hexdigest()


def _sides() -> Iterator[tuple[str, Shared]]:
    yield "this process alone", nullcontext
    for count in WORKERS:
        yield f"{count} process{'es' * (count > 1)}", lambda count=count: _pool(count)
    for count in WORKERS if _dask() else ():
        name = f"a Dask cluster of {count} worker{'s' * (count > 1)}"
        yield name, lambda count=count: _cluster(count)


def _pool(count: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(count, mp_context=multiprocessing.get_context("spawn"))


def _dask() -> Any:
    try:
        return import_module("distributed")
    except ImportError:
        return None


@contextmanager
def _cluster(count: int) -> Iterator[Executor]:
    given = {"n_workers": count, "threads_per_worker": 1, "dashboard_address": "127.0.0.1:0"}
    with (
        _dask().LocalCluster(host="127.0.0.1", **given) as cluster,
        cluster.get_client() as client,
    ):
        yield client.get_executor(pure=False)


if __name__ == "__main__":
    main(sys.argv[1:])
