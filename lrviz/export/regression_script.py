"""A regression as a Python script: from scratch, and with torch's own layers, loss and loader."""

import io
from collections.abc import Mapping
from typing import Any

import numpy as np

from lrviz.export.options import FORMS
from lrviz.objectives.regression import CONVENTIONS, Convention
from lrviz.regression.recipe import Recipe, updates
from lrviz.regression.task import Task
from lrviz.text import say

__all__ = ["DATA_FILE", "data_file", "needs_file", "script"]

DATA_FILE = "lrviz_data.csv"  # Features, then the target, a row per line, without a header.

_TEXTBOOK = """\
random = numpy.random.default_rng({seed})
true_w, true_b = numpy.array({w}), {b!r}
X = random.standard_normal(({rows}, {count}))
y = X @ true_w + true_b + {noise!r} * random.standard_normal({rows})
"""
_HOUSES = """\
random = numpy.random.default_rng({seed})
size = 12 + random.gamma(1.2, 18.0, {rows})
age = random.exponential(12.0, {rows})
y = 40 + 3 * size - 0.5 * age + {noise!r} * random.standard_normal({rows})
X = numpy.column_stack([size, age])
"""
_FILE = """\
table = numpy.loadtxt({file!r}, delimiter=",", ndmin=2)
X, y = table[:, :-1], table[:, -1]
"""
_INLINE = """\
table = numpy.array([
{rows}
])
X, y = table[:, :-1], table[:, -1]
"""
_SPLIT = """\
kept_back = numpy.random.default_rng({seed}).permutation(len(y))[: round({share!r} * len(y))]
X, y = numpy.delete(X, kept_back, axis=0), numpy.delete(y, kept_back)
"""
_SCALE = """\
mean, std = X.mean(0), X.std(0)
X = (X - mean) / std
"""
_SCALE_CONSTANT = """\
mean, std = X.mean(0), X.std(0)
constant = std <= 1e-14 * abs(X).max(0)
std[constant] = 1
X = (X - mean) / std
X[:, constant] = 0
"""
_ORIGINAL = """\
per_unit = numpy.array(last[:-1]) / std
print("{original} =", [*per_unit.tolist(), last[-1] - float(per_unit @ mean)])
"""
_HEAD = """\
# {header}
import math

import numpy
import torch
{imports}
torch.set_default_dtype(torch.float64)

{data}
X, y = torch.tensor(X), torch.tensor(y)
"""

_SCRATCH = """\
w = torch.tensor({w}, requires_grad=True)
b = torch.tensor({b!r}, requires_grad=True)
shuffle = torch.Generator().manual_seed({seed})


def {loss_name}(prediction, y):
    return {loss}


lr, steps, last = {lr!r}, 0, [*w.tolist(), b.item()]
for epoch in range({epochs}):
    order = {order}
    for batch in order.split({batch}):
        loss = {loss_name}(X[batch] @ w + b, y[batch]).sum()
        loss.backward()
        with torch.no_grad():
            for parameter in (w, b):
                parameter -= lr * parameter.grad{divided}
                parameter.grad.zero_()
        steps += 1
        with torch.no_grad():
            on_all = {loss_name}(X @ w + b, y).{reduced}.item()
        if not math.isfinite(on_all):
            break
        last = [*w.tolist(), b.item()]
        if steps == {steps}:
            break
    print("epoch", epoch + 1, "loss", on_all)
    if not math.isfinite(on_all):
        break
{original}print("w =", last)
"""
_SCRATCH_LOSS = {
    "linear": ("squared_loss", "(prediction - y) ** 2"),
    "logistic": ("log_loss", "torch.logaddexp(prediction, torch.zeros(())) - y * prediction"),
}

_TORCH = """\
model = nn.Sequential(nn.Linear({count}, 1))
with torch.no_grad():
    model[0].weight.copy_(torch.tensor([{w}]))
    model[0].bias.fill_({b!r})
loss_of = {loss}
optimizer = torch.optim.SGD(model.parameters(), lr={lr!r})
rows = TensorDataset(X, y[:, None])
shuffle = torch.Generator().manual_seed({seed})

steps, last = 0, [*model[0].weight[0].tolist(), model[0].bias.item()]
for epoch in range({epochs}):
    # {order_note}
    order = {order}.tolist()
    for X_batch, y_batch in DataLoader(rows, batch_size={batch}, sampler=order):
        loss = loss_of(model(X_batch), y_batch){half}
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        steps += 1
        with torch.no_grad():
            on_all = loss_of(model(X), y[:, None]).item(){short_half}
        if not math.isfinite(on_all):
            break
        last = [*model[0].weight[0].tolist(), model[0].bias.item()]
        if steps == {steps}:
            break
    print("epoch", epoch + 1, "loss", on_all)
    if not math.isfinite(on_all):
        break
{original}print("w =", last)
"""
_TORCH_LOSS = {"linear": "nn.MSELoss", "logistic": "nn.BCEWithLogitsLoss"}
_LOG_LOSS = Convention(1.0, mean=True)  # The loss of labels has one convention alone.


def script(
    recipe: Recipe, task: Task, form: str, language: str = "en", *, inline: bool = False
) -> str:
    """This very run in plain torch; it prints each epoch's loss, where features are standardised
    w and b in their original units, and last ``w = [w_1, …, b]``, the last point at which the
    loss on all rows is finite.

    Args:
        recipe: the settings; task: what they make.
        inline: whether data that no short formula draws stand in the script; else it reads
            ``DATA_FILE``.
        form: "scratch" (tensors, slices and a loop) or "torch" (nn.Linear, MSELoss,
            optim.SGD and DataLoader); both take the batches that the page takes.

    Raises:
        ValueError: for a form that is not in FORMS.
    """
    if form not in FORMS:
        raise ValueError(f"`form` must be one of {', '.join(FORMS)}; got {form!r}")
    head = _HEAD.format(
        header=say("cli.script_header", language),
        imports=_IMPORTS if form == "torch" else "",
        data=_data(recipe, task, inline=inline),
    )
    values = _values(recipe, task, language)
    return head + "\n" + (_scratch(values) if form == "scratch" else _short(values))


_IMPORTS = "from torch import nn\nfrom torch.utils.data import DataLoader, TensorDataset\n"


def needs_file(recipe: Recipe) -> bool:
    """Whether the scripts read ``DATA_FILE``: data that no short formula draws."""
    return recipe.data not in ("textbook", "houses") or bool(recipe.moved)


def data_file(task: Task) -> bytes:
    """``DATA_FILE`` of a task: the rows that are fitted, and no others, to the last digit."""
    out = io.StringIO()
    np.savetxt(out, np.column_stack([task.fit.X, task.fit.y]), delimiter=",", fmt="%.17g")
    return out.getvalue().encode()


def _data(recipe: Recipe, task: Task, *, inline: bool) -> str:
    if not needs_file(recipe):
        lines = _drawn(recipe)
    elif inline:
        table = np.column_stack([task.fit.X, task.fit.y]).tolist()
        lines = _INLINE.format(rows="\n".join(f"    {row}," for row in table))
    else:
        lines = _FILE.format(file=DATA_FILE)
    return lines + _scaling(task)


def _scaling(task: Task) -> str:
    """How the features are standardised: a constant one, whose deviation is 0 but for rounding,
    becomes 0."""
    if task.scale is None:
        return ""
    return _SCALE if task.scale.values.any(0).all() else _SCALE_CONSTANT


def _drawn(recipe: Recipe) -> str:
    made = recipe.generator()
    values = {**made, "w": list(recipe.true_w), "count": len(recipe.true_w)}
    lines = (_TEXTBOOK if recipe.data == "textbook" else _HOUSES).format(**values)
    chosen = list(recipe.chosen(2))
    if chosen != [0, 1]:
        lines += f"X = X[:, {chosen}]\n"
    if recipe.share:
        lines += _SPLIT.format(seed=recipe.seed, share=recipe.share)
    return lines


def _values(recipe: Recipe, task: Task, language: str) -> Mapping[str, Any]:
    original = say("export.original", language)
    size, an_epoch, steps = updates(recipe, len(task.fit))
    full = size == len(task.fit)
    start = recipe.start if len(recipe.start) == task.objective.dim else task.objective.start
    return {
        "model": task.model,
        "convention": CONVENTIONS[recipe.loss] if task.model == "linear" else _LOG_LOSS,
        "count": len(task.features),
        "w": [float(x) for x in start[:-1]],
        "b": float(start[-1]),
        "seed": recipe.seed,
        "lr": recipe.lr,
        "epochs": -(-steps // an_epoch),
        "steps": steps,
        "batch": size,
        "order": "torch.arange(len(X))" if full else "torch.randperm(len(X), generator=shuffle)",
        "order_note": say("regression.order_note", language),
        "original": "" if task.scale is None else _ORIGINAL.format(original=original),
    }


def _scratch(values: Mapping[str, Any]) -> str:
    convention: Convention = values["convention"]
    name, loss = _SCRATCH_LOSS[values["model"]]
    return _SCRATCH.format(
        **values,
        loss_name=name,
        loss=loss + _over(convention),
        divided=" / len(batch)" if convention.mean else "",
        reduced="mean()" if convention.mean else "sum()",
    )


def _short(values: Mapping[str, Any]) -> str:
    convention: Convention = values["convention"]
    over = _over(convention)
    return _TORCH.format(
        **values,
        loss=_TORCH_LOSS[values["model"]] + ("()" if convention.mean else '(reduction="sum")'),
        half=f"{over}  # MSELoss has no ½" if over == " / 2" else over,
        short_half=over,
    )


def _over(convention: Convention) -> str:
    """What a squared error is divided by, in code."""
    return f" / {convention.divisor}" if convention.divisor > 1 else ""
