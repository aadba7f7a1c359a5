"""lrviz.sweep against a loop over torch.optim, one batch by hand, and jax with optax."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch

import lrviz
from benchmarks import numpy_side, torch_sides
from benchmarks.measure import machine, median, milliseconds, once, table
from benchmarks.work import Work, tasks

JAX_PYTHON = "LRVIZ_JAX_PYTHON"
SMALL, LARGE = 256, 4096
_HERE = Path(__file__).resolve().parent
Row = tuple[str, str, str, str]


def main() -> None:
    """Print the table."""
    torch.set_num_threads(1)
    jax = _jax()
    rows = [row for runs in (SMALL, LARGE) for work in tasks(runs) for row in _compared(work, jax)]
    versions = {"torch": torch.__version__, "numpy": np.__version__}
    versions |= {name: jax[name] for name in ("jax", "optax") if jax}
    print("\n## engine\n")
    print(machine(**versions), "\n", sep="\n")
    print(table(("work", "side", "time", "of ours"), rows))
    if not jax:
        print(f"\nNo jax here: see README.md, or name an interpreter that has it in {JAX_PYTHON}.")


def _compared(work: Work, jax: dict[str, Any] | None) -> list[Row]:
    reading, _ = once(lambda: lrviz.objective(work.surface))
    first, record = once(lambda: _ours(work))
    later = median(lambda: _ours(work))
    losses = record.loss[np.arange(work.runs), record.length]
    rows = []

    def add(side: str, seconds: float, last_losses: Any) -> None:
        np.testing.assert_allclose(np.asarray(last_losses), losses, rtol=1e-6, atol=1e-12)
        rows.append((work.title, side, milliseconds(seconds), _ratio(seconds / later)))

    add("lrviz.sweep", later, losses)
    add("lrviz.sweep, first call", first, losses)
    if work.runs == SMALL:
        add("the same, reading the formula included", reading + first, losses)
        add("loop over torch.optim, all rates, once", *once(lambda: torch_sides.loop(work)))
    add("one batch by hand, autograd", *_timed(lambda: torch_sides.batch(work)))
    add("one batch by hand, numpy, derivatives too", *_timed(lambda: numpy_side.batch(work)))
    if jax:
        found = jax["tasks"][work.title]
        add("jax + optax, first call, compiling", found["first"], found["last_losses"])
        add("jax + optax, compiled", found["later"], found["last_losses"])
    return rows


def _ratio(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _ours(work: Work) -> lrviz.Sweep:
    return lrviz.sweep(
        work.surface,
        optimizer=work.optimizer,
        lr=work.rates,
        start=work.start,
        steps=work.steps,
    )


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    return median(work), work()


def _jax() -> dict[str, Any] | None:
    """What jax's side measured, in the first interpreter that has jax."""
    beside = _HERE / ".venv" / "bin" / "python"
    for python in (os.environ.get(JAX_PYTHON), str(beside), sys.executable):
        if python and Path(python).exists():
            command = [python, str(_HERE / "jax_side.py")]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode == 0:
                found: dict[str, Any] = json.loads(done.stdout)
                return found
    return None
