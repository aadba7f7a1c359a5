"""Linear regression: what a sweep over many rows costs, and how a step grows with them."""

import numpy as np
import torch
from numpy.typing import NDArray

import lrviz
from benchmarks.measure import machine, median, milliseconds, once, table
from lrviz.objectives.regression import LinearRegression

ROWS, RATES, STEPS = 200_000, 128, 200
LOOPED = 8  # of the rates that the loop really runs; its time for all is so many times as long
GROWING = (100, 1_000, 10_000, 100_000, 1_000_000)

Floats = NDArray[np.float64]


def main() -> None:
    """Print the tables."""
    torch.set_num_threads(1)
    print("\n## regression\n")
    print(machine(torch=torch.__version__, numpy=np.__version__), "\n", sep="\n")
    print(_sweep(), _growth(), sep="\n\n")


def data(rows: int) -> tuple[Floats, Floats]:
    """The textbook line with ``rows`` rows."""
    random = np.random.default_rng(0)
    X = random.standard_normal((rows, 2))
    return X, X @ [2.0, -3.4] + 4.2 + 0.01 * random.standard_normal(rows)


def loop(X: Floats, y: Floats, rates: Floats, steps: int) -> list[float]:
    """nn.Linear, ½·MSELoss and optim.SGD, one rate after the other: the last losses."""
    return [_one_run(torch.from_numpy(X), torch.from_numpy(y[:, None]), lr, steps) for lr in rates]


def _one_run(X: torch.Tensor, y: torch.Tensor, lr: float, steps: int) -> float:
    model = torch.nn.Linear(X.shape[1], 1, dtype=torch.float64)
    torch.nn.init.zeros_(model.weight)
    torch.nn.init.zeros_(model.bias)
    optimizer, loss_of = torch.optim.SGD(model.parameters(), lr=lr), torch.nn.MSELoss()
    for _ in range(steps):
        optimizer.zero_grad()
        loss = loss_of(model(X), y) / 2
        loss.backward()
        optimizer.step()
    with torch.no_grad():
        return float(loss_of(model(X), y) / 2)


def check(ours: Floats, theirs: list[float]) -> None:
    """The same losses on both sides, or no comparison."""
    np.testing.assert_allclose(ours, theirs, rtol=1e-6)


def _sweep() -> str:
    X, y = data(ROWS)
    rates = np.geomspace(1e-3, 0.5, RATES)
    solving, goal = once(lambda: lrviz.linear_regression(X, y))
    ours = median(lambda: lrviz.sweep(goal, lr=rates, steps=STEPS), 5)
    some = np.linspace(0, RATES - 1, LOOPED).astype(int)
    looped, ends = once(lambda: loop(X, y, rates[some], STEPS))
    check(lrviz.sweep(goal, lr=rates, steps=STEPS).loss[some, -1], ends)
    theirs = looped * RATES / LOOPED
    work = f"{ROWS:,} rows, {RATES} × {STEPS}"
    rows = [
        ("lrviz.sweep", ours),
        ("the same, solving the data first included", ours + solving),
        (f"loop over torch.optim ({LOOPED} rates, times {RATES // LOOPED})", theirs),
    ]
    cells = [(work, side, milliseconds(time), f"{time / ours:,.3g}") for side, time in rows]
    return table(("work", "side", "time", "of ours"), cells)


def _growth() -> str:
    """One step of one run, on all rows and on batches of 100, and the loop's step."""
    cells = []
    for rows in GROWING:
        X, y = data(rows)
        goal = lrviz.linear_regression(X, y)
        repeats = 20 if rows > 100_000 else 100
        full = median(lambda goal=goal: lrviz.descend(goal, steps=STEPS), 5) / STEPS
        batch = _batch_step(goal)
        theirs = once(lambda X=X, y=y, n=repeats: loop(X, y, np.array([0.1]), n))[0] / repeats
        cells.append((f"{rows:,}", *(milliseconds(each) for each in (full, batch, theirs))))
    return table(("rows", "lrviz, all rows", "lrviz, batch of 100", "torch loop, all rows"), cells)


def _batch_step(goal: LinearRegression) -> float:
    """A step on batches of 100, the shuffling of an epoch included."""
    steps = max(200, goal.rows // 100)  # one epoch at least
    return median(lambda: lrviz.descend(goal, steps=steps, batch_size=100), 3) / steps
