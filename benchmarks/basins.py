"""A map of basins against a loop over torch.optim, one start after the other."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

import lrviz
from benchmarks.measure import machine, median, milliseconds, once, table
from lrviz.analysis.basins import basins

SURFACE, LR, STEPS = "himmelblau", 0.01, 200
SIDE = 100  # starts along each axis
LOOPED = 100  # of them that the loop runs, evenly spread; its time is that times as many as fit
REPEATS = 5


def main() -> None:
    """Print the table."""
    torch.set_num_threads(1)
    goal = lrviz.objective(SURFACE)
    starts = _starts(goal.domain)
    some = np.linspace(0, len(starts) - 1, LOOPED).round().astype(int)
    looped, ends = once(lambda: loop(starts[some]))
    engine = median(lambda: _engine(starts), REPEATS)
    whole = median(lambda: _map(goal), REPEATS)
    record = _engine(starts)
    np.testing.assert_allclose(record.w[some, -1], ends, rtol=1e-6, atol=1e-9)
    expected = looped * len(starts) / LOOPED
    size = f"{SURFACE}, sgd, {len(starts):,} × {STEPS}"
    rows = [
        (size, "lrviz.sweep, whole paths, losses and gradients", milliseconds(engine), "1"),
        (size, "the map: minima, runs, labels, steps", milliseconds(whole), _ratio(whole / engine)),
        (
            size,
            f"loop over torch.optim, from {LOOPED} of the starts",
            milliseconds(expected),
            _ratio(expected / engine),
        ),
    ]
    print("\n## basins\n")
    print(machine(torch=torch.__version__, numpy=np.__version__), "\n", sep="\n")
    print(table(("work", "side", "time", "of ours"), rows))


def loop(starts: np.ndarray) -> np.ndarray:
    """torch.optim, one start after the other: where each run ends ``(R, 2)``."""
    return np.array([_one_run(start.tolist()) for start in starts])


def himmelblau(w: Tensor) -> Tensor:
    """(x² + y − 11)² + (x + y² − 7)²."""
    x, y = w.unbind(-1)
    return (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2


def _one_run(start: Sequence[float]) -> list[float]:
    w = torch.nn.Parameter(torch.tensor(start, dtype=torch.float64))
    optimizer = torch.optim.SGD([w], lr=LR)
    for _ in range(STEPS):
        optimizer.zero_grad()
        himmelblau(w).backward()
        optimizer.step()
    found: list[float] = w.detach().tolist()
    return found


def _starts(domain: Sequence[tuple[float, float]]) -> np.ndarray:
    axes = [np.linspace(low, high, SIDE) for low, high in domain]
    return np.stack([each.ravel() for each in np.meshgrid(*axes)], axis=-1)


def _engine(starts: np.ndarray) -> lrviz.Sweep:
    return lrviz.sweep(SURFACE, lr=LR, start=starts, steps=STEPS)


def _map(goal: lrviz.Objective) -> object:
    return basins(goal, lr=LR, shape=(SIDE, SIDE), steps=STEPS)


def _ratio(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
