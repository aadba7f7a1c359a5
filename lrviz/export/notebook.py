"""A page as a Jupyter notebook: what it is, the run in plain torch, and its pictures."""

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from lrviz.export.scripts import script_of
from lrviz.export.snapshot import Snapshot
from lrviz.text import say

__all__ = ["notebook_of"]

# Each draws what its page's script has left behind.
_MAP = """\
import matplotlib.pyplot as plt

figure, (left, right) = plt.subplots(1, 2, figsize=(11, 4.5))
x, y = torch.meshgrid(torch.linspace(*{x}, 200), torch.linspace(*{y}, 200), indexing="xy")
left.contour(x.numpy(), y.numpy(), loss(torch.stack([x, y])).numpy(), 30, linewidths=0.6)
"""
_LINE = """\
import matplotlib.pyplot as plt

figure, (left, right) = plt.subplots(1, 2, figsize=(11, 4.5))
x = torch.linspace(*{x}, 400)
left.plot(x.numpy(), loss(x[None]).numpy(), linewidth=0.8)
"""
_SPACE = """\
import matplotlib.pyplot as plt

figure, (left, right) = plt.subplots(1, 2, figsize=(11, 4.5))
"""
_PATH = {
    1: """\
left.plot([w for w, in path], losses, "o-", color="C3", markersize=3)
""",
    2: """\
left.plot(*zip(*path), "o-", color="C3", markersize=3)
left.set(xlim={x}, ylim={y})
""",
}
_LOSSES = """\
right.plot(losses)
right.set(xlabel="step", ylabel="loss")
"""
_RUNS = """\
for name, (path, losses) in runs.items():
    left.plot(*{points}, "o-", markersize=3, label=name)
    right.plot(losses, label=name)
left.set(xlim={x}, ylim={y})
right.set(xlabel="step", ylabel="loss", yscale="symlog")
right.legend()
"""
_BASINS = """\
import matplotlib.pyplot as plt

figure, (left, right) = plt.subplots(1, 2, figsize=(11, 4.5))
x, y = (each.numpy() for each in starts)
for axis, ends in zip((left, right), last.numpy()):
    figure.colorbar(axis.pcolormesh(x, y, ends), ax=axis)
"""
_RATES_BASINS = """\
import matplotlib.pyplot as plt

figure, axis = plt.subplots()
figure.colorbar(axis.pcolormesh(starts.numpy(), rates.numpy(), last.numpy()), ax=axis)
axis.set(yscale="log", ylabel="lr")
"""
_PAIRS = """\
import matplotlib.pyplot as plt

figure, axis = plt.subplots()
cells = axis.pcolormesh(rates.numpy(), momenta.numpy(), torch.tensor(table).T.numpy(), vmax=1.2)
figure.colorbar(cells, ax=axis)
axis.set(xlabel="lr", ylabel="momentum")
"""
_ERRORS = """\
import matplotlib.pyplot as plt

figure, axis = plt.subplots()
h, central, forward = zip(*errors)
axis.loglog(h, central, "o-", label="central")
axis.loglog(h, forward, "o-", label="forward")
axis.set(xlabel="h", ylabel="error")
axis.legend()
"""
_FIT = """\
import matplotlib.pyplot as plt

weights = torch.tensor(last)
predicted = X @ weights[:-1] + weights[-1]
figure, axis = plt.subplots()
axis.plot(X[:, 0], y, ".", X[:, 0], predicted, ".")
axis.set(xlabel={feature!r}, ylabel={target!r})
"""
_TRAINING = """\
import matplotlib.pyplot as plt

figure, (left, right) = plt.subplots(1, 2, figsize=(11, 4.5))
with torch.no_grad():
    left.plot(X[:, 0], y, ".", X[:, 0], model(X), ".")
right.semilogy(losses)
right.set(xlabel="step", ylabel="loss")
"""


def notebook_of(page: Snapshot, form: str = "scratch") -> bytes:
    """The page as a notebook of format 4.5.

    Raises:
        ExportError: the settings cannot be run, or have no script.
    """
    cells = [
        _cell("markdown", "about", _about(page)),
        _cell("code", "run", script_of(page, form).rstrip()),
        _cell("code", "picture", _picture(page).rstrip()),
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    book = {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
        "cells": cells,
    }
    return json.dumps(book, ensure_ascii=False, indent=1).encode() + b"\n"


def _cell(kind: str, name: str, source: str) -> Mapping[str, Any]:
    cell: dict[str, Any] = {"cell_type": kind, "id": name, "metadata": {}}
    if kind == "code":
        cell |= {"execution_count": None, "outputs": []}
    return {**cell, "source": source.splitlines(keepends=True)}


def _about(page: Snapshot) -> str:
    """The title, the formula, and on a page that shows one run its verdict."""
    names = ", ".join(page.objective.parameter_names[:4])
    more = ", \\ldots" if page.objective.dim > 4 else ""
    lines = [f"# {say(f'page.{page.page}', page.language)}", ""]
    lines += [f"$$\\ell({names}{more}) = {page.objective.latex}$$", ""]
    if page.page in ("descent", "regression", "network"):
        found = page.diagnosis
        lines += [f"**{found.word(page.language)}**", "", f"> {found.sentence(page.language)}", ""]
    return "\n".join([*lines, say("export.again", page.language, query=page.query)])


def _picture(page: Snapshot) -> str:
    if page.page == "compare":
        return _compared(page)
    if page.page == "regression":
        return _FIT.format(feature=page.task.features[0], target=page.task.target)
    if page.page == "descent":
        dim, frame = page.objective.dim, _frame(page)
        return _ground(page) + _PATH.get(dim, "").format(**frame) + _LOSSES
    return {"gradient": _ERRORS, "network": _TRAINING}[page.page]


def _frame(page: Snapshot) -> Mapping[str, tuple[float, float]]:
    return dict(zip("xy", page.objective.domain, strict=False))


def _ground(page: Snapshot) -> str:
    """Two axes, and on the left one the loss where it can be drawn."""
    return {1: _LINE, 2: _MAP}.get(page.objective.dim, _SPACE).format(**_frame(page))


def _compared(page: Snapshot) -> str:
    dim = page.objective.dim
    drawn = _TABS.get(page.values["tab"])
    if page.values["tab"] == "basins":
        return _RATES_BASINS if dim == 1 else _BASINS
    if drawn:
        return drawn
    points = {1: "([w for w, in path], losses)", 2: "zip(*path)"}.get(dim, "([], [])")
    limits = {name: _frame(page).get(name) for name in "xy"}
    if dim != 2:
        limits["y"] = None
    return _ground(page) + _RUNS.format(points=points, **limits)


_TABS: Mapping[str, str] = MappingProxyType({"momentum": _PAIRS})
