"""The numerical health of a network along a run: sizes per layer, and units that are out."""

import itertools
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from torch import Tensor

from lrviz.objectives.layers import LOSSES
from lrviz.objectives.network import Network

__all__ = ["GradientFlow", "Health", "health"]

Floats = NDArray[np.float64]

# The error has vanished where less than this share of the output's comes back to the first layer.
VANISHED = 1e-3
# The error has exploded where the first layer has more than so many times that at the output.
EXPLODED = 1e3
SATURATED = 0.05  # A unit passes on next to nothing below this share of the steepest slope.


class GradientFlow(StrEnum):
    """How the error comes back through the layers, from the last to the first."""

    LEVEL = "level"
    VANISHING = "vanishing"
    EXPLODING = "exploding"
    ZERO = "zero"


@dataclass(frozen=True, kw_only=True, eq=False)
class Health:
    """Sizes at each of k points of a run, for the L layers with weights.

    Attributes:
        gradient: root mean square of ∂ℓ/∂W per layer ``(k, L)``, comparable whatever the width.
        signal: root mean square of n·∂ℓ/∂z over rows and units per layer ``(k, L)``, z being what
            goes into its units: the error as it comes back, before it meets any value.
        activation: root mean square of what each layer puts out, over data and units ``(k, L)``.
        out: the share of units per hidden layer ``(k, L − 1)`` that are 0 for every row
            (ReLU), or nearly flat for every row (the others): nothing comes back through them.
        saturated: the share of (row, unit) pairs per hidden layer ``(k, L − 1)`` where the slope
            is below 5% of the steepest.
        alike: whether all units of a hidden layer are equal to the last bit ``(k, L − 1)``.
    """

    gradient: Floats
    signal: Floats
    activation: Floats
    out: Floats
    saturated: Floats
    alike: NDArray[np.bool_]

    def flow(self, k: int = 0) -> GradientFlow:
        """What the error at point k does on its way back from the output to the first layer."""
        signal = self.signal[k]
        if not signal[:-1].any():
            return GradientFlow.ZERO
        ratio = self.returned(k)
        if ratio < VANISHED:
            return GradientFlow.VANISHING
        return GradientFlow.EXPLODING if ratio > EXPLODED else GradientFlow.LEVEL

    def returned(self, k: int = 0) -> float:
        """The size of the error at the first layer over that at the output."""
        first, last = float(self.signal[k, 0]), float(self.signal[k, -1])
        return first / last if last else np.inf


@torch.no_grad()
def health(network: Network, path: ArrayLike) -> Health:
    """The sizes at every point of ``path`` ``(k, dim)``, on all of the network's own data.

    Source: Glorot and Bengio, Understanding the difficulty of training deep feedforward
    neural networks (2010), figures 2 to 7.
    """
    found = [_at(network, point) for point in torch.tensor(np.asarray(path, dtype=np.float64))]
    gradient, signal, activation, out, saturated, alike = (
        np.array(each) for each in zip(*found, strict=True)
    )
    return Health(
        gradient=gradient,
        signal=signal,
        activation=activation,
        out=out,
        saturated=saturated,
        alike=alike,
    )


def _at(network: Network, w: Tensor) -> tuple[list[float], ...]:
    slopes = [layer.weight for layer in network.layers(network.gradient(w))]
    values = network.values(w)[1:]
    flat = [_flat(network, hidden) for hidden in values[:-1]]
    return (
        [_root_mean_square(each) for each in slopes],
        [_root_mean_square(each) for each in _signals(network, w)],
        [_root_mean_square(each) for each in values],
        [float(each.all(0).double().mean()) for each in flat],
        [float(each.double().mean()) for each in flat],
        _alike(network, w),
    )


def _signals(network: Network, w: Tensor) -> list[Tensor]:
    """n·∂ℓ/∂z of every layer ``(n, width)``, the first layer's first."""
    parts, values = network.layers(w), network.values(w)
    back = [LOSSES[network.misfit].slope(values[-1].squeeze(-1), network.y).unsqueeze(-1)]
    for part, hidden in zip(parts[:0:-1], values[-2:0:-1], strict=True):
        back.append((back[-1] @ part.weight) * network.unit.slope(hidden))
    return [network.rows * each for each in back[::-1]]


def _flat(network: Network, hidden: Tensor) -> Tensor:
    """Where a unit's slope is next to nothing, from its values ``(n, width)``."""
    return network.unit.slope(hidden) <= SATURATED * network.unit.steepest


def _alike(network: Network, w: Tensor) -> list[float]:
    parts = network.layers(w)
    return [
        bool(
            (into.weight == into.weight[:1]).all()
            and (into.bias == into.bias[:1]).all()
            and (out.weight == out.weight[:, :1]).all()
        )
        for into, out in itertools.pairwise(parts)
    ]


def _root_mean_square(values: Tensor) -> float:
    return float(values.square().mean().sqrt())
