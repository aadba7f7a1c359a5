"""A network of one input as a curve: its units' curves, its corners, and the course's recipe."""

from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray

from lrviz.objectives.network import Network, network

__all__ = ["Corners", "corners", "hard_sigmoid_recipe", "relu_pair", "unit_curves"]

Floats = NDArray[np.float64]

_ROUNDING = 1e-11  # Smaller shares of the width in sight, or of the steepest slope, are rounding.


@dataclass(frozen=True, kw_only=True, eq=False)
class Corners:
    """Where a curve of straight pieces turns.

    Attributes:
        x: the places, ascending.
        turn: the change of slope at each.
    """

    x: Floats
    turn: Floats


@torch.no_grad()
def unit_curves(net: Network, path: ArrayLike, x: ArrayLike) -> tuple[Floats, Floats]:
    """What each unit of the last hidden layer adds to the output, and the output itself.

    vᵢ·hᵢ(x) for the k weight vectors of ``path`` ``(k, dim)``: ``(k, width, n)``, and their sum
    with the output's bias ``(k, n)``.
    """
    rows = torch.tensor(np.asarray(x, dtype=np.float64)).unsqueeze(-1)
    w = torch.tensor(np.asarray(path, dtype=np.float64))
    values, last = net.values(w, rows), net.layers(w)[-1]
    each = values[-2].mT * last.weight.mT
    return each.numpy(), values[-1].squeeze(-1).numpy()


@torch.no_grad()
@np.errstate(over="ignore", invalid="ignore")
def corners(net: Network, w: ArrayLike, low: float, high: float) -> Corners:
    """The corners of a ReLU or hard-sigmoid network's curve between ``low`` and ``high``.

    Every one of them, however slight or close to another: a unit of the first layer turns where
    its input meets a corner c of its activation, x = (c − b)/w; between the turns of one layer
    the inputs of the next are straight, so that its own lie where those straight pieces meet a
    corner. The turn is the difference of the slopes beside it, each a product of the layers'
    own slopes. What turns by nothing but rounding is left out, as behind a unit that is at rest.

    Raises:
        ValueError: a network of more than one input, or a smooth activation.

    Source: Montúfar et al., On the number of linear regions of deep neural networks (2014).
    """
    if net.sizes[0] != 1 or not net.unit.corners:
        raise ValueError("corners are for one input and straight pieces")
    point = torch.tensor(np.asarray(w, dtype=np.float64))
    ends = _turning(net, point, np.array([low, high], dtype=np.float64))
    slope = _slopes(net, point, (ends[1:] + ends[:-1]) / 2)
    turn = np.diff(slope)
    seen = np.abs(turn) > _ROUNDING * np.abs(slope).max(initial=0.0)
    return Corners(x=ends[1:-1][seen], turn=turn[seen])


def _turning(net: Network, w: torch.Tensor, x: Floats) -> Floats:
    """Wherever a unit of any layer turns between the two ends x, and these, in order."""
    width, values = x[-1] - x[0], torch.from_numpy(x[:, None].copy())
    for depth, (weight, bias) in enumerate(net.layers(w)[:-1]):
        z = (values @ weight.T + bias).numpy()
        at = _switches(net, weight, bias, x) if depth == 0 else _meeting(net, x, z)
        merged = _merged(np.concatenate([x, at]), width)
        values = net.unit.function(torch.from_numpy(_between(x, z, merged)))
        x = merged
    return x


def _switches(net: Network, weight: torch.Tensor, bias: torch.Tensor, x: Floats) -> Floats:
    """(c − b)/w of the first layer's units, where it lies between the ends x."""
    with np.errstate(divide="ignore"):
        at = (np.array(net.unit.corners)[:, None] - bias.numpy()) / weight.numpy().T
    return np.asarray(at[(at > x[0]) & (at < x[-1])])


def _meeting(net: Network, x: Floats, z: Floats) -> Floats:
    """Where straight pieces through z ``(n, units)`` at x ``(n,)`` meet a corner."""
    return np.concatenate([_crossings(x, z - corner) for corner in net.unit.corners])


def _between(x: Floats, z: Floats, at: Floats) -> Floats:
    """The straight pieces' values at other places ``(m,)``: ``(m, units)``."""
    piece = np.clip(np.searchsorted(x, at, side="right") - 1, 0, len(x) - 2)
    share = (at - x[piece]) / (x[piece + 1] - x[piece])
    return np.asarray(z[piece] + share[:, None] * (z[piece + 1] - z[piece]))


def _crossings(x: Floats, z: Floats) -> Floats:
    """Where straight pieces through ``z`` ``(n, units)`` at x ``(n,)`` change their sign."""
    piece, unit = np.nonzero((z[1:] > 0) != (z[:-1] > 0))
    first, last = z[piece, unit], z[piece + 1, unit]
    share = first / (first - last)
    return np.asarray(x[piece] + share * (x[piece + 1] - x[piece]))


def _merged(places: Floats, width: float) -> Floats:
    """Places in order, those apart by rounding alone as one; the first and the last stay."""
    x = np.sort(places)
    apart = np.diff(x) > _ROUNDING * width
    kept: Floats = x[np.concatenate([[True], apart])]
    kept[-1] = x[-1]
    return kept


def _slopes(net: Network, w: torch.Tensor, x: Floats) -> Floats:
    """dy/dx at x ``(n,)``, none of them a corner: the chain rule, layer by layer."""
    layers, values = net.layers(w), net.values(w, torch.from_numpy(x[:, None].copy()))
    slope = torch.ones(len(x), 1, dtype=torch.float64)
    for (weight, _), after in zip(layers[:-1], values[1:], strict=False):
        slope = (slope @ weight.T) * net.unit.slope(after)
    return np.asarray((slope @ layers[-1][0].T).squeeze(-1).numpy())


def hard_sigmoid_recipe(knots: ArrayLike) -> tuple[Network, Floats]:
    """The course's construction: a curve through ``knots`` ``(m+1, 2)`` as m hard sigmoids.

    f(x) = y₀ + Σ (yᵢ₊₁ − yᵢ)·hardσ(6(x − cᵢ)/(xᵢ₊₁ − xᵢ)), cᵢ the middle of piece i: each
    rises from 0 to 1 over one piece and is level elsewhere. Exact, with no training. Returns a
    network of one hidden layer of m units, and its weights ``(dim,)``.

    Source: Hung-yi Lee, Machine Learning (National Taiwan University, 2021), lecture 1.
    """
    points = np.asarray(knots, dtype=np.float64)
    x, y = points.T
    width, middle = np.diff(x), (x[1:] + x[:-1]) / 2
    steep = 6 / width
    w = np.concatenate([steep, -steep * middle, np.diff(y), y[:1]])
    net = network(x, y, hidden=(len(width),), activation="hard_sigmoid")
    return replace(net, start=tuple(w.tolist())), w


def relu_pair(
    x: ArrayLike, low: float, high: float, height: float = 1.0
) -> tuple[Floats, Floats, Floats]:
    """A hard sigmoid from two ReLUs: s·relu(x − low), −s·relu(x − high), and their sum.

    With s = height/(high − low) the two slopes are opposite, so that above ``high`` the sum is
    level at ``height``; below ``low`` both are 0.

    >>> relu_pair([0.0, 1.0, 2.0, 3.0], 1.0, 2.0)[2].tolist()
    [0.0, 0.0, 1.0, 1.0]
    """
    at, slope = np.asarray(x, dtype=np.float64), height / (high - low)
    up = slope * np.maximum(at - low, 0)
    down = -slope * np.maximum(at - high, 0)
    return up, down, up + down
