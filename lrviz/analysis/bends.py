"""A network of one input as a curve: its units' curves, its corners, and the course's recipe."""

from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray

from lrviz.objectives.network import Network, network

__all__ = ["Corners", "corners", "hard_sigmoid_recipe", "relu_pair", "unit_curves"]

Floats = NDArray[np.float64]

_NEAR = 0.01  # of the width in sight: two corners that look like one
_FLAT = 0.01  # of the largest change of slope: a corner nobody could see


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
def corners(net: Network, w: ArrayLike, low: float, high: float, points: int = 2001) -> Corners:
    """The corners of a ReLU or hard-sigmoid network's curve between ``low`` and ``high``.

    With one hidden layer each unit turns where its input meets a corner of its activation,
    x = (c − b)/w, by vᵢ·wᵢ times the activation's own turn; what nobody could tell apart, or
    see at all, is joined or left out. Deeper ones are followed along a
    fine grid: a corner lies between grid points across which the slope changes.

    Raises:
        ValueError: a network of more than one input, or a smooth activation.
    """
    if net.sizes[0] != 1 or not net.unit.corners:
        raise ValueError("corners are for one input and straight pieces")
    point = torch.tensor(np.asarray(w, dtype=np.float64))
    if net.depth == 1:
        return _exact_corners(net, point, low, high)
    return _traced_corners(net, point, low, high, points)


def _exact_corners(net: Network, w: torch.Tensor, low: float, high: float) -> Corners:
    (inner, bias), (outer, _) = net.layers(w)
    slope, out = inner.squeeze(-1).numpy(), outer.squeeze(0).numpy()
    places, turns = [], []
    signs = (1.0,) if len(net.unit.corners) == 1 else (1.0, -1.0)
    for corner, sign in zip(net.unit.corners, signs, strict=True):
        with np.errstate(divide="ignore", invalid="ignore"):
            places.append((corner - bias.numpy()) / slope)
        turns.append(sign * net.unit.steepest * out * slope * np.sign(slope))
    x, turn = np.concatenate(places), np.concatenate(turns)
    seen = (x > low) & (x < high) & (np.abs(turn) > _FLAT * np.abs(turn).max(initial=0.0))
    order = np.argsort(x[seen])
    return _joined(x[seen][order], turn[seen][order], _NEAR * (high - low))


def _joined(x: Floats, turn: Floats, near: float) -> Corners:
    """Corners nearer than that to the one before are seen as one; what cancels is not seen."""
    if not x.size:
        return Corners(x=x, turn=turn)
    group = np.concatenate([[0], np.cumsum(np.diff(x) > near)])
    size = np.abs(turn)
    place = np.bincount(group, size * x) / np.bincount(group, size)
    whole = np.bincount(group, turn)
    seen = np.abs(whole) > _FLAT * np.abs(whole).max()
    return Corners(x=place[seen], turn=whole[seen])


def _traced_corners(net: Network, w: torch.Tensor, low: float, high: float, n: int) -> Corners:
    x = np.linspace(low, high, n)
    y = net.predict(w, torch.from_numpy(x).unsqueeze(-1)).numpy()
    change = np.diff(np.diff(y) / np.diff(x))
    sharp = np.abs(change) > _FLAT * np.abs(change).max(initial=1e-9)
    begins = sharp & ~np.concatenate([[False], sharp[:-1]])  # a corner shows in two cells
    return Corners(x=x[1:-1][begins], turn=change[begins])


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
