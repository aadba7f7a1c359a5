"""How the cost of a sweep grows with the number of runs, of steps and of parameters."""

import numpy as np
import torch

import lrviz
from benchmarks.measure import machine, median, milliseconds, table

RUNS = (1, 16, 256, 4096)


def main() -> None:
    """Print the tables."""
    torch.set_num_threads(1)
    print("\n## scaling\n")
    print(machine(torch=torch.__version__, numpy=np.__version__), "\n", sep="\n")
    print(_over_steps(), _over_parameters(), _over_rules(), sep="\n\n")


def _time(goal: lrviz.Objective | str, runs: int, steps: int, optimizer: str = "sgd") -> str:
    lr = np.geomspace(1e-5, 1e-3, runs)
    return milliseconds(
        median(lambda: lrviz.sweep(goal, lr=lr, steps=steps, optimizer=optimizer), 5)
    )


def _over_steps() -> str:
    rows = [
        (f"bowl, sgd, {steps} steps", *(_time("bowl", runs, steps) for runs in RUNS))
        for steps in (50, 200, 1000)
    ]
    return _by_runs(rows)


def _over_parameters() -> str:
    rows = [
        (
            f"dim = {dim}, adam, 200 steps",
            *(_time(_sum(dim), runs, 200, "adam") for runs in RUNS),
        )
        for dim in (1, 2, 5, 10)
    ]
    return _by_runs(rows)


def _over_rules() -> str:
    rows = [
        (f"beale, {name}, 200 steps", *(_time("beale", runs, 200, name) for runs in RUNS))
        for name in lrviz.OPTIMIZERS
    ]
    return _by_runs(rows)


def _sum(dim: int) -> lrviz.Objective:
    """Σ (wᵢ² + 1)², which has a Hessian that is not constant."""
    names = [f"w{i}" for i in range(dim)]
    return lrviz.formula(" + ".join(f"({name}^2 + 1)^2" for name in names), names)


def _by_runs(rows: list[tuple[str, ...]]) -> str:
    return table(("work", *(f"R = {runs}" for runs in RUNS)), rows)
