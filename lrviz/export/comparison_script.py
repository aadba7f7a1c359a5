"""The Compare page as a Python script: each run, each start or each pair, in plain torch."""

from collections.abc import Callable, Mapping
from textwrap import indent
from types import MappingProxyType

import numpy as np

from lrviz.analysis.comparison import ENTRANTS, Lane
from lrviz.descent.optimizers import OPTIMIZERS
from lrviz.export.comparisons import comparison_numbers, lanes_of
from lrviz.export.errors import ExportError
from lrviz.export.script_parts import arguments_code, head_of, scheduler_code, start_of
from lrviz.export.snapshot import Snapshot
from lrviz.film.basins import basin_rates, basin_run
from lrviz.objectives.formula import Formula
from lrviz.text import say

__all__ = ["comparison_script"]

_RUNS = """\
def run(make, lr):
    w = torch.tensor({start}, requires_grad=True)
    optimizer = make([w])
    path, losses = [], []
{scheduler}    for step in range({steps} + 1):
        optimizer.zero_grad()
        value = loss(w)
        {backward}
        good = w.isfinite().all() and value.isfinite() and w.grad.isfinite().all()
        if good or step == 0:
            path.append(w.tolist())
            losses.append(value.item())
        if not good:
            break
        if step < {steps}:
            optimizer.step()
{advance}    return path, losses


runs = {{
{runs}
}}
for name, (path, losses) in runs.items():
    print(name, "steps", len(path) - 1, "loss", losses[-1], "w =", path[-1])
"""
_GRID = """\
starts = torch.meshgrid({axes}, indexing="xy")
w = torch.stack(starts).requires_grad_(True)
optimizer = torch.optim.{optimizer}([w], {arguments})
last = w.detach().clone()
{scheduler}for step in range({steps} + 1):
    optimizer.zero_grad()
    value = loss(w)
    value.sum().backward()
    good = (w.isfinite() & w.grad.isfinite()).all(0) & value.isfinite()
    last = torch.where(good, w.detach(), last)
    if step < {steps}:
        optimizer.step()
{advance}begins, ends = (each.flatten(1).T.tolist() for each in (torch.stack(starts), last))
for begin, end in zip(begins, ends):
    print(begin, "w =", end)
"""
_RATES_GRID = """\
rates = torch.logspace({low!r}, {high!r}, {count})
starts = {axes}
rows = [starts[None].clone().requires_grad_(True) for _ in rates]
groups = [{{"params": [row], "lr": lr}} for row, lr in zip(rows, rates.tolist())]
optimizer = torch.optim.{optimizer}(groups{arguments})
last = torch.cat([row.detach() for row in rows])
for step in range({steps} + 1):
    optimizer.zero_grad()
    values = torch.stack([loss(row) for row in rows])
    values.sum().backward()
    w = torch.cat([row.detach() for row in rows])
    good = w.isfinite() & torch.cat([row.grad for row in rows]).isfinite() & values.isfinite()
    last = torch.where(good, w, last)
    if step < {steps}:
        optimizer.step()
for lr, ends in zip(rates.tolist(), last.tolist()):
    print("lr =", lr, "w =", ends)
"""
_PAIRS = """\
# {header}
# lrviz save --page compare --query "{query}" run.py
import torch

torch.set_default_dtype(torch.float64)

eigenvalues = torch.tensor({eigenvalues})
rates = torch.tensor({rates})
momenta = torch.tensor({momenta})


def radius(lr, beta):
    largest = 0.0
    for curvature in eigenvalues.tolist():
        matrix = torch.tensor({matrix})
        largest = max(largest, torch.linalg.eigvals(matrix).abs().max().item())
    return largest


table = [[radius(lr, beta) for beta in momenta.tolist()] for lr in rates.tolist()]
pairs = [(lr, beta) for lr in rates.tolist() for beta in momenta.tolist()]
best = min(zip([value for row in table for value in row], pairs))
print("lr, momentum =", best[1])
print("radius =", table)
"""
# (w, buffer) after a step of torch.optim.SGD where the loss is ½·curvature·w².
_HEAVY_BALL = "[[1 - lr * curvature, -lr * beta], [curvature, beta]]"
_NESTEROV = "[[1 - lr * curvature * (1 + beta), -lr * beta * beta], [curvature, beta]]"
_EVERY = 10  # The script has every tenth of the diagram's cells along each axis.


class _Named:
    """A name where a number is expected to be written out."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return self.name


def comparison_script(page: Snapshot) -> str:
    """The open tab in plain torch; each run prints its steps, its loss and last ``w = [...]``.

    Raises:
        ExportError: the settings cannot be run, or have no such script.
    """
    if page.values["tab"] == "momentum":
        return _pairs(page)
    goal = page.objective
    assert isinstance(goal, Formula)  # whatever a RunConfig can name
    numeric = page.config.gradient == "numeric" and page.values["tab"] != "basins"
    scheduler, advance = scheduler_code(page.config, _Named("lr"))
    again = f'lrviz save --page compare --query "{page.query}" run.py'
    head = head_of(page.config, goal, again, math="math." in scheduler, numeric=numeric)
    return head + _TABS[page.values["tab"]](page, scheduler, advance)


def _runs(page: Snapshot, scheduler: str, advance: str) -> str:
    config = page.config
    numeric = config.gradient == "numeric"
    return _RUNS.format(
        start=list(start_of(config, page.objective)),
        scheduler=indent(scheduler.strip("\n") + "\n" * bool(scheduler), "    "),
        steps=config.steps,
        backward="w.grad = numeric_gradient(w)" if numeric else "value.backward()",
        advance=indent(advance, "    "),
        runs=",\n".join(_run(page, lane) for lane in lanes_of(page)),
    )


def _run(page: Snapshot, lane: Lane) -> str:
    """One entry: what it is called, and the optimizer it is made with."""
    if page.values["tab"] == "optimizers":
        entrant = ENTRANTS[lane.name]
        name, rule, given = lane.name, entrant.optimizer, dict(entrant.hyperparameters)
    else:
        name, rule = f"lr={lane.lr!r}", page.config.optimizer
        given = dict(page.config.hyperparameters)
    made = OPTIMIZERS[rule].torch_class.__name__
    arguments = arguments_code({"lr": lane.lr, **given})
    return f"    {name!r}: run(lambda w: torch.optim.{made}(w, {arguments}), {lane.lr!r})"


def _grid(page: Snapshot, scheduler: str, advance: str) -> str:
    """All starts of the map as one tensor: torch's rules work element by element."""
    config, goal = page.config, page.objective
    if goal.dim > 2:
        raise ExportError("no_map")
    if config.schedule == "reduce_on_plateau" or (goal.dim == 1 and scheduler):
        raise ExportError("no_script")
    count = int(page.values["starts"])
    axes = [f"torch.linspace({low!r}, {high!r}, {count})" for low, high in goal.domain]
    made = {
        "axes": ", ".join(axes),
        "optimizer": OPTIMIZERS[config.optimizer].torch_class.__name__,
        "steps": config.steps,
    }
    given = dict(config.hyperparameters)
    if goal.dim == 1:
        low, high = np.log10(basin_rates(basin_run(config), count)[[0, -1]]).tolist()
        more = f", {arguments_code(given)}" if given else ""
        return _RATES_GRID.format(**made, low=low, high=high, count=count, arguments=more)
    rate = f"lr = {config.lr!r}\n" if scheduler else ""
    arguments = arguments_code({"lr": config.lr, **given})
    return _GRID.format(**made, arguments=arguments, scheduler=rate + scheduler, advance=advance)


def _pairs(page: Snapshot) -> str:
    """The spectral radius on a coarse grid of the diagram."""
    numbers = comparison_numbers(page).arrays
    return _PAIRS.format(
        header=say("cli.script_header", page.language),
        query=page.query,
        eigenvalues=numbers["eigenvalues"].tolist(),
        rates=numbers["lr"][::_EVERY].tolist(),
        momenta=numbers["momentum"][::_EVERY].tolist(),
        matrix=_NESTEROV if page.values["nesterov"] else _HEAVY_BALL,
    )


_TABS: Mapping[str, Callable[[Snapshot, str, str], str]] = MappingProxyType(
    {"rates": _runs, "optimizers": _runs, "basins": _grid}
)
