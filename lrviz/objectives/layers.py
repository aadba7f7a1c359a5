"""The arithmetic of fully connected layers, for a batch of weight vectors at once.

Weights are one vector θ, in the order of ``torch.nn.Sequential(...).parameters()``: for each
layer its matrix ``(out, in)`` row by row, then its bias ``(out,)``.
"""

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits

__all__ = [
    "ACTIVATIONS",
    "LOSSES",
    "Activation",
    "Layer",
    "backward",
    "forward",
    "layers",
    "level_ties",
]


@dataclass(frozen=True, kw_only=True)
class Activation:
    """A unit's curve.

    Attributes:
        name: identifier in the registry.
        function: the curve itself.
        slope: its derivative, from its value, which is what the forward pass keeps.
        module: torch's module of the same curve.
        steepest: the largest slope.
        corners: where the curve bends sharply; () for a smooth one.
    """

    name: str
    function: Callable[[Tensor], Tensor]
    slope: Callable[[Tensor], Tensor]
    module: type[torch.nn.Module]
    steepest: float
    corners: tuple[float, ...] = ()


def _hard_sigmoid(z: Tensor) -> Tensor:
    """0, then z/6 + 1/2 between −3 and 3, then 1; torch's own cannot be differentiated twice."""
    return (z + 3).clamp(0, 6) / 6


ACTIVATIONS: Mapping[str, Activation] = MappingProxyType(
    {
        each.name: each
        for each in (
            Activation(
                name="sigmoid",
                function=torch.sigmoid,
                slope=lambda h: h * (1 - h),
                module=torch.nn.Sigmoid,
                steepest=0.25,
            ),
            Activation(
                name="tanh",
                function=torch.tanh,
                slope=lambda h: 1 - h * h,
                module=torch.nn.Tanh,
                steepest=1.0,
            ),
            Activation(
                name="relu",
                function=torch.relu,
                slope=lambda h: (h > 0).to(h.dtype),
                module=torch.nn.ReLU,
                steepest=1.0,
                corners=(0.0,),
            ),
            Activation(
                name="hard_sigmoid",
                function=_hard_sigmoid,
                slope=lambda h: ((h > 0) & (h < 1)).to(h.dtype) / 6,
                module=torch.nn.Hardsigmoid,
                steepest=1 / 6,
                corners=(-3.0, 3.0),
            ),
        )
    }
)


class Misfit(NamedTuple):
    """A loss of n outputs z and targets y: the mean over rows, its slope in z, torch's module."""

    value: Callable[[Tensor, Tensor], Tensor]
    slope: Callable[[Tensor, Tensor], Tensor]
    module: type[torch.nn.Module]


def _log_loss(z: Tensor, y: Tensor) -> Tensor:
    target = y.expand_as(z)
    return binary_cross_entropy_with_logits(z, target, reduction="none").mean(-1)


LOSSES: Mapping[str, Misfit] = MappingProxyType(
    {
        "mse": Misfit(
            lambda z, y: (z - y).square().mean(-1),
            lambda z, y: (z - y) * (2 / len(y)),
            torch.nn.MSELoss,
        ),
        "log_loss": Misfit(
            _log_loss,
            lambda z, y: (torch.sigmoid(z) - y) / len(y),
            torch.nn.BCEWithLogitsLoss,
        ),
    }
)


class Layer(NamedTuple):
    """The part of θ ``(..., dim)`` that is one layer: views, no copies."""

    weight: Tensor  # (..., out, in)
    bias: Tensor  # (..., out)


def count(sizes: Sequence[int]) -> int:
    """The number of parameters of layers that lead from sizes[0] to sizes[-1] numbers."""
    return sum(before * after + after for before, after in itertools.pairwise(sizes))


def names_of(sizes: Sequence[int]) -> Iterator[str]:
    """W1[i,j] leads from unit j to unit i, b1[i] is unit i's bias; counted from 1."""
    for k, (before, after) in enumerate(itertools.pairwise(sizes), 1):
        yield from (f"W{k}[{i},{j}]" for i in range(1, after + 1) for j in range(1, before + 1))
        yield from (f"b{k}[{i}]" for i in range(1, after + 1))


def layers(w: Tensor, sizes: Sequence[int]) -> list[Layer]:
    """θ ``(..., dim)`` as its layers, one per pair of neighbouring ``sizes``."""
    found, at = [], 0
    for before, after in itertools.pairwise(sizes):
        bias = at + after * before
        weight = w[..., at:bias].view(*w.shape[:-1], after, before)
        found.append(Layer(weight, w[..., bias : bias + after]))
        at = bias + after
    return found


def forward(parts: Sequence[Layer], X: Tensor, activation: Activation) -> list[Tensor]:
    """The values of every layer ``(..., n, width)``, from the input X to the output.

    h₀ = X, hₖ = a(hₖ₋₁Wₖᵀ + bₖ), and the output layer without its a.
    """
    values = [X]
    for k, (weight, bias) in enumerate(parts):
        z = values[-1] @ weight.mT + bias.unsqueeze(-2)
        values.append(activation.function(z) if k < len(parts) - 1 else z)
    return values


def backward(
    parts: Sequence[Layer], values: Sequence[Tensor], delta: Tensor, activation: Activation
) -> Tensor:
    """Backpropagation: ∂ℓ/∂θ ``(..., dim)`` from ``delta`` = ∂ℓ/∂output ``(..., n, 1)``.

    From output to input: ∂ℓ/∂Wₖ = δₖᵀhₖ₋₁, ∂ℓ/∂bₖ = Σδₖ, δₖ₋₁ = (δₖWₖ)·a′, where a′ is had
    from the kept values; that is what they are kept for.

    Source: Rumelhart, Hinton and Williams, Learning representations by back-propagating
    errors, Nature 323 (1986) 533-536.
    """
    found: list[Tensor] = []
    for k in range(len(parts) - 1, -1, -1):
        found += [delta.sum(-2), (delta.mT @ values[k]).flatten(-2)]
        if k:
            delta = (delta @ parts[k].weight) * activation.slope(values[k])
    return torch.cat(found[::-1], -1)


def level_ties(gradient: Tensor, parts: Sequence[Layer], sizes: Sequence[int]) -> Tensor:
    """``gradient`` ``(..., dim)``, made the same for units that are the same to the last bit.

    In exact arithmetic units with equal weights have equal gradients. A matrix product rounds
    by position, and where equal units are an unstable state, as they are after a start at
    zero, such crumbs would grow until the units part for no reason of the mathematics.
    Only layers whose units are all equal are looked at.
    """
    found = gradient.clone()
    slopes = layers(found, sizes)
    for k in range(len(parts) - 1):
        into, out = parts[k], parts[k + 1].weight.mT
        tied = _equal(into.weight) & _equal(into.bias.unsqueeze(-1)) & _equal(out)
        for units in (slopes[k].weight, slopes[k].bias.unsqueeze(-1), slopes[k + 1].weight.mT):
            units.copy_(torch.where(tied[..., None, None], units[..., :1, :], units))
    return found


def _equal(units: Tensor) -> Tensor:
    """Where all rows of ``(..., units, numbers)`` are the first: ``(...)``."""
    return (units == units[..., :1, :]).flatten(-2).all(-1)
