"""``module``: any torch.nn.Module becomes an objective."""

from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import replace
from itertools import product
from typing import Any

import torch
from torch import Tensor

from lrviz.objectives.modules.checks import (
    checked_criterion,
    checked_net,
    checked_rows,
    trained,
)
from lrviz.objectives.modules.objective import Criterion, ModuleObjective
from lrviz.objectives.modules.trial import tried
from lrviz.text import say

__all__ = ["module"]

_LATEX = {
    "mean": r"\frac{1}{n}\sum_{i=1}^{n} L\left(f_\theta(x_i),\, y_i\right)",
    "sum": r"\sum_{i=1}^{n} L\left(f_\theta(x_i),\, y_i\right)",
    None: r"L\left(f_\theta(X),\, y\right)",
}


def module(net: torch.nn.Module, loss: Criterion, X: Any, y: Any) -> ModuleObjective:
    """ℓ(θ) = L(f_θ(X), y): a network of your own as a function of all its parameters.

    ``net`` is copied and computed in float64; it stays as it is. Its path by an optimizer is
    that of torch.optim on ``net.double()`` to a relative 1e-9. Parameters without
    ``requires_grad`` are held; one that several layers share is one parameter.

    Args:
        net: any torch.nn.Module that is one fixed function of its parameters: no dropout,
            no statistics of the batch. Call ``net.eval()`` where it has such layers.
        loss: of the net's output and y to one number: ``torch.nn.MSELoss()``,
            ``torch.nn.functional.cross_entropy``, or a function of your own.
        X: what the net is given, row by row ``(n, …)``: an array, a list or a tensor.
        y: the target, a row for each of X, in the shape that the loss asks for. Numbers are
            float64; whole ones are int64 where only that is taken (labels, indices).

    Returns:
        An objective whose parameters are named as in ``net.named_parameters()``, with indices
        from 0: "0.weight[2,1]". It starts at the net's present parameters, in a box around
        them; its minimum is not known, and is searched. Where the loss is a mean or a sum over
        rows it has minibatches. ``.module(w)`` is the net with other parameters.

        What vmap cannot do (recurrent layers, branches on values) is computed one run after
        the other: the same numbers, later. A module without second derivatives has them by
        central differences. With ``executor=`` it travels where its class and its loss can be
        pickled: both defined at the top of a file, no lambda.

    Raises:
        ValueError: a net that draws random numbers, changes itself, uses the statistics of a
            batch, is lazy, leaves a parameter out, or has none or more than 100,000; a loss that
            is not one finite number; X and y that are empty, not finite, or of other lengths.

    Source: Horace He and Richard Zou, functorch (2021): functional calls and vmap.

    >>> import torch
    >>> net = torch.nn.Linear(1, 1)
    >>> goal = module(net, torch.nn.MSELoss(), [[0.0], [1.0], [2.0]], [[1.0], [3.0], [5.0]])
    >>> goal.parameter_names
    ('weight[0,0]', 'bias[0]')
    >>> lrviz.descend(goal, lr=0.2, steps=200).w[-1].round(6).tolist()
    [2.0, 1.0]
    """
    own, criterion = checked_net(net), checked_criterion(loss)
    data, target = checked_rows(X, y)
    parameters = trained(own)
    start = _flat(parameters.values())
    half = 1.5 * max(1.0, float(start.abs().max()))
    found = tried(
        ModuleObjective(
            name="module",
            title=say("data.module", name=type(net).__name__),
            latex=_LATEX[None],
            parameter_names=tuple(_names(parameters)),
            domain=tuple((each - half, each + half) for each in start.tolist()),
            start=tuple(start.tolist()),
            probes=(tuple(_drawn_anew(own, parameters).tolist()),),
            reference=f"{_path(type(net))} with {_path(loss)}",
            rows=len(target),
            net=own.requires_grad_(False),
            criterion=criterion,
            X=data,
            y=target,
            shapes={name: tuple(each.shape) for name, each in parameters.items()},
        )
    )
    return replace(found, latex=_LATEX[found.reduction])


def _names(parameters: Mapping[str, Tensor]) -> Iterator[str]:
    """ "0.weight[2,1]" for each number, in the order it has in memory."""
    for name, each in parameters.items():
        for place in product(*map(range, each.shape)):
            yield f"{name}[{','.join(map(str, place))}]" if place else name


def _drawn_anew(net: torch.nn.Module, names: Iterable[str]) -> Tensor:
    """Parameters as the net's own layers draw them, from a seed: ``(dim,)``."""
    other = deepcopy(net)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        for part in other.modules():
            if callable(draw := getattr(part, "reset_parameters", None)):
                draw()
    return _flat(other.get_parameter(name) for name in names)


def _flat(parameters: Iterable[Tensor]) -> Tensor:
    return torch.cat([each.detach().flatten() for each in parameters])


def _path(thing: Any) -> str:
    """Where a class or a function is defined; of anything else, its class."""
    kind = thing if hasattr(thing, "__qualname__") else type(thing)
    return f"{kind.__module__}.{kind.__qualname__}"
