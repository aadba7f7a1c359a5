"""A start for a network that bends all over its data, however its own first weights lie."""

import numpy as np
import torch
from torch import Tensor

from lrviz.objectives.network import Network

__all__ = ["spread_units"]

_LOGIT = 4.0  # The output is fitted to ± this where the labels 0 and 1 are to be told apart.


@torch.no_grad()
def spread_units(net: Network) -> Tensor:
    """Weights ``(dim,)`` whose units bend one beside the other over the data, fitted to them.

    Unit i of the first layer is a(s·(t − cᵢ)/h), t the rows along a direction, cut into as many
    pieces of width h as there are units, cᵢ the middle of piece i; with s = 1/a′, a′ at its
    steepest, a hard sigmoid rises over its piece alone, as in the course's construction. Layers
    between hand on what they are given, as a(s·(v − a(0))) ≈ v near a(0), and the output is the
    least-squares fit to y. Small weights make a hard sigmoid straight, and units of many layers
    alike, so that a search from there comes to a straight line or a constant; from here it does
    not.
    """
    w = torch.zeros(net.dim, dtype=torch.float64)
    parts, level = net.layers(w), float(net.unit.function(torch.zeros(1, dtype=w.dtype)))
    gain = 1 / net.unit.steepest
    first, *between, last = parts
    first.weight[:], first.bias[:] = _pieces(net.X, len(first.bias), gain)
    for layer in between:
        layer.weight.fill_diagonal_(gain)
        layer.bias[:] = -gain * level
    features = net.values(w)[-2]
    columns = torch.cat([features, torch.ones_like(features[:, :1])], dim=1).numpy()
    wanted = net.y if net.misfit == "mse" else _LOGIT * (2 * net.y - 1)
    fitted = torch.from_numpy(np.linalg.lstsq(columns, wanted.numpy())[0])
    last.weight[0], last.bias[0] = fitted[:-1], fitted[-1]
    return w


def _pieces(X: Tensor, units: int, gain: float) -> tuple[Tensor, Tensor]:
    """Weights ``(units, d)`` and biases ``(units,)`` of units that follow each other along a
    direction each; of a single input there is but one."""
    generator = torch.Generator().manual_seed(0)
    ways = torch.randn(units, X.shape[1], generator=generator, dtype=X.dtype)
    ways = ways.abs() if X.shape[1] == 1 else ways
    ways = ways / ways.norm(dim=1, keepdim=True)
    along = X @ ways.T
    low, high = along.min(0).values, along.max(0).values
    wide = ((high - low) / units).clamp(min=torch.finfo(X.dtype).tiny)
    middle = low + (torch.arange(units, dtype=X.dtype) + 0.5) * wide
    steep = gain / wide
    return steep[:, None] * ways, -steep * middle
