"""lrviz.sweep of a network over 32 learning rates against 32 trainings with torch.nn."""

from itertools import pairwise

import numpy as np
import torch
from torch import Tensor

import lrviz
from benchmarks.measure import machine, median, milliseconds, once, table

RATES, STEPS = 32, 200
HIGHEST = 0.15  # beyond 2/sharpness a run turns chaotic and every rounding grows
AGREE = 1e-6  # relative: what the two sides may differ by
MODULES = {"tanh": torch.nn.Tanh, "relu": torch.nn.ReLU}
# hidden widths, activation, rows, rows per minibatch (None for all)
TASKS = (
    ((8,), "tanh", 64, None),
    ((8,), "tanh", 64, 16),
    ((8, 8), "tanh", 64, None),
    ((8, 8, 8, 8), "relu", 64, 16),
    ((32, 32), "tanh", 256, 32),
)
Task = tuple[tuple[int, ...], str, int, int | None]


def main() -> None:
    """Print the table."""
    torch.set_num_threads(1)
    rows = [_compared(task) for task in TASKS]
    print("\n## network\n")
    print(machine(torch=torch.__version__, numpy=np.__version__), "\n", sep="\n")
    print(table(("network", "lrviz.sweep", f"{RATES} × torch.nn", "faster", "apart"), rows))


class Sides:
    """The same trainings both ways, from the same weights, on the same minibatches."""

    def __init__(self, task: Task, rates: int = RATES, steps: int = STEPS) -> None:
        hidden, activation, rows, self.batch_size = task
        x = np.linspace(-1, 1, rows)
        self.net = lrviz.network(
            x, np.sin(4 * x), hidden=hidden, activation=activation, init="torch"
        )
        self.activation, self.hidden = activation, hidden
        self.rates, self.steps = np.geomspace(1e-3, HIGHEST, rates), steps

    def ours(self) -> lrviz.Sweep:
        """All rates as one batch."""
        return lrviz.sweep(
            self.net, lr=self.rates, steps=self.steps, batch_size=self.batch_size, seed=1
        )

    def theirs(self, batches: list[Tensor]) -> Tensor:
        """One rate after the other; the loss seen by each step ``(R, k)``."""
        return torch.stack([self._training(float(lr), batches) for lr in self.rates])

    def batches(self, record: lrviz.Sweep) -> list[Tensor]:
        """The rows each step of the sweep saw."""
        if record.batch_index is None:
            return [torch.arange(self.net.rows)] * self.steps
        return [torch.tensor(rows) for rows in record.batch_index]

    def _training(self, lr: float, batches: list[Tensor]) -> Tensor:
        module = self._module()
        optimizer, misfit = torch.optim.SGD(module.parameters(), lr=lr), torch.nn.MSELoss()
        X, y, seen = self.net.X, self.net.y.unsqueeze(-1), []
        for rows in batches:
            inputs, targets = (X, y) if len(rows) == len(X) else (X[rows], y[rows])
            optimizer.zero_grad()
            loss = misfit(module(inputs), targets)
            loss.backward()
            optimizer.step()
            seen.append(loss.detach())
        return torch.stack(seen)

    def _module(self) -> torch.nn.Sequential:
        sizes = (1, *self.hidden, 1)
        parts: list[torch.nn.Module] = []
        for before, after in pairwise(sizes):
            parts += [
                torch.nn.Linear(before, after, dtype=torch.float64),
                MODULES[self.activation](),
            ]
        module = torch.nn.Sequential(*parts[:-1])
        start = torch.tensor(self.net.start, dtype=torch.float64)
        torch.nn.utils.vector_to_parameters(start, module.parameters())
        return module


def apart(record: lrviz.Sweep, losses: Tensor) -> float:
    """The largest relative difference of the losses the steps saw."""
    ours = record.loss[:, :-1] if record.batch_loss is None else record.batch_loss
    return float(np.max(np.abs(ours - losses.numpy()) / np.abs(losses.numpy())))


def _compared(task: Task) -> tuple[str, ...]:
    sides = Sides(task)
    record = sides.ours()
    batches = sides.batches(record)
    ours = median(sides.ours, repeats=5)
    theirs, losses = once(lambda: sides.theirs(batches))
    difference = apart(record, losses)
    assert difference <= AGREE, f"the two sides are {difference:.1e} apart"
    hidden, activation, rows, size = task
    title = f"{'·'.join(map(str, hidden))} {activation}, {rows} rows"
    title += ", full batch" if size is None else f", batches of {size}"
    return (
        title,
        milliseconds(ours),
        milliseconds(theirs),
        f"{theirs / ours:.1f}",
        f"{difference:.1e}",
    )
