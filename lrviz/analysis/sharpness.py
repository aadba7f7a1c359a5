"""The largest eigenvalue of the Hessian along a run, from products H·v alone."""

from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from torch import Tensor

from lrviz.objectives.base import Objective

__all__ = ["power_sharpness"]

Progress = Callable[[int, int], object]  # (rounds done, rounds at most)

ROUNDS = 200  # Power iteration has at most so many rounds.
_SETTLED = 1e-7  # A round has settled that changes the eigenvalue by no more than this share of it.
# Where more than this share of ‖Hv‖ is not along v, it stands between two eigenvectors of
# opposite sign.
_MIXED = 0.1
# It must settle so many rounds in a row: a start at right angles moves slowly at first.
_PATIENCE = 3


def power_sharpness(
    objective: Objective,
    w: ArrayLike,
    *,
    rounds: int = ROUNDS,
    seed: int = 0,
    progress: Progress | None = None,
) -> NDArray[np.float64]:
    """λ_max of the Hessian at every point ``(k, dim)``: ``(k,)``, by power iteration.

    v ← Hv/‖Hv‖ tends to the eigenvalue of largest size; where that is negative, or two of
    opposite sign are as large, the iteration is made again with H + ‖Hv‖·I, whose largest in
    size is the upper end of the spectrum. All points at once; ``progress`` hears of each round.
    The Rayleigh quotient ⟨v, Hv⟩ is never above λ_max. NaN where Hv is not finite.

    Against plain gradient descent, a step is stable while λ_max < 2/η.

    Source: von Mises and Pollaczek-Geiringer, Praktische Verfahren der Gleichungsauflösung
    (1929); Cohen et al., Gradient descent on neural networks typically occurs at the edge of
    stability (2021).

    >>> from lrviz.objectives import objective
    >>> power_sharpness(objective("saddle"), [[0.0, 0.0]]).round(6).tolist()
    [2.0]
    """
    points = torch.tensor(np.asarray(w, dtype=np.float64))
    none = torch.zeros(len(points), 1)
    largest, size, rest = _extreme(objective, points, none, rounds, seed, progress)
    unsure = (largest < 0) | (rest > _MIXED * size)
    if unsure.any():
        shift = -size[unsure].unsqueeze(-1)
        other = _extreme(objective, points[unsure], shift, rounds, seed + 1, progress)[0]
        largest[unsure] = other + shift.squeeze(-1)
    found: NDArray[np.float64] = largest.numpy()
    return found


def _extreme(
    objective: Objective,
    w: Tensor,
    shift: Tensor,
    rounds: int,
    seed: int,
    progress: Progress | None,
) -> tuple[Tensor, Tensor, Tensor]:
    """The eigenvalue λ of H − shift·I of largest size, ‖Hv‖ and ‖Hv − λv‖, at every point."""
    generator = torch.Generator().manual_seed(seed)
    v = torch.randn(w.shape[-1], generator=generator, dtype=w.dtype).expand(w.shape)
    v = v / v.norm(dim=-1, keepdim=True)
    value, still = w.new_zeros(len(w)), 0
    for done in range(rounds):
        if progress is not None:
            progress(done, rounds)
        product = objective.hessian_product(w, v) - shift * v
        before, value = value, (v * product).sum(-1)
        size = product.norm(dim=-1, keepdim=True)
        rest = (product - value.unsqueeze(-1) * v).norm(dim=-1)
        v = torch.where(size > 0, product / size, v)
        apart = (value - before).abs() > _SETTLED * value.abs()
        still = 0 if apart.any() else still + 1
        if still == _PATIENCE:
            break
    return value, size.squeeze(-1), rest
