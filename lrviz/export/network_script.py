"""The Network page as a Python script: torch's own layers, loss and optimizer, the same weights."""

from itertools import pairwise

import torch

from lrviz.descent.optimizers import OPTIMIZERS
from lrviz.export.snapshot import Snapshot
from lrviz.objectives.layers import ACTIVATIONS, LOSSES
from lrviz.text import say

__all__ = ["network_script"]

_SCRIPT = """\
# {header}
# lrviz save --page network --query "{query}" run.py
import itertools
import math

import torch
from torch import nn

torch.set_default_dtype(torch.float64)

X = torch.tensor({X})
y = torch.tensor({y})[:, None]
start = [
{start}
]

model = nn.Sequential(
{layers}
)
with torch.no_grad():
    for parameter, values in zip(model.parameters(), start):
        parameter.copy_(torch.tensor(values))
loss_of = nn.{loss}()
optimizer = torch.optim.{optimizer}(model.parameters(), lr={lr!r})


def weights():
    return torch.cat([parameter.detach().flatten() for parameter in model.parameters()]).tolist()


def batches():
{batches}

rows, losses, last = batches(), [], weights()
for step in range({steps} + 1):
    with torch.no_grad():
        on_all = loss_of(model(X), y)
    batch = next(rows)
    optimizer.zero_grad()
    loss_of(model(X[batch]), y[batch]).backward()
    slopes = torch.cat([parameter.grad.flatten() for parameter in model.parameters()])
    if not (on_all.isfinite() and slopes.isfinite().all() and all(map(math.isfinite, weights()))):
        break
    last = weights()
    losses.append(on_all.item())
    if step < {steps}:
        optimizer.step()
print("loss =", losses[-1])
print("w =", last)
"""
_ALL = "    return itertools.repeat(slice(None))\n"
_SHUFFLED = """\
    shuffle = torch.Generator().manual_seed({seed})
    while True:
        yield from torch.randperm(len(X), generator=shuffle).split({size})
"""


def network_script(page: Snapshot) -> str:
    """The training of a network; it prints the last loss and last ``w = [...]``, all weights in
    the order of ``model.parameters()``."""
    net, given = page.net, page.arguments
    size = given["batch_size"]
    whole = size is None or size == net.rows
    return _SCRIPT.format(
        header=say("cli.script_header", page.language),
        query=page.query,
        X=_rows(net.X),
        y=net.y.tolist(),
        start=",\n".join(f"    {each.tolist()}" for each in net.module().parameters()),
        layers=_layers(net.sizes, ACTIVATIONS[net.activation].module.__name__),
        loss=LOSSES[net.misfit].module.__name__,
        optimizer=OPTIMIZERS[given["optimizer"]].torch_class.__name__,
        lr=page.lr,
        batches=_ALL if whole else _SHUFFLED.format(seed=given["seed"], size=size),
        steps=given["steps"],
    )


def _rows(values: torch.Tensor) -> str:
    return "[" + ",\n    ".join(map(str, values.tolist())) + "]"


def _layers(sizes: tuple[int, ...], unit: str) -> str:
    """nn.Linear(1, 12), nn.ReLU(), nn.Linear(12, 1)."""
    lines = [f"    nn.Linear({before}, {after})" for before, after in pairwise(sizes)]
    return f",\n    nn.{unit}(),\n".join(lines) + ","
