"""Whether the labels 0 and 1 can be told apart by a plane, so that a log loss has no minimum."""

from enum import StrEnum

import torch
from torch import Tensor
from torch.nn.functional import logsigmoid

__all__ = ["Separation", "curvature", "descended", "log_loss", "separation", "slope"]

_NEWTON_STEPS = 60  # A descent makes at most so many Newton steps.
# A descent has settled where a step promises to lower the loss by no more than the square of
# this.
_SETTLED = 1e-9
_HEAVY = 1e-6  # A row holds w back for certain whose weight in the gradient, σ(−m), is above this.
# Less than this share of the largest singular value, or of a row's length, is rounding.
_FLAT = 1e-12


class Separation(StrEnum):
    """How the rows of two labels lie to the planes that might part them.

    Attributes:
        NONE: any plane leaves rows on the wrong side, or no row off it: there is a minimum.
        QUASI: some plane has rows on it, at least one off it, and none on the wrong side.
        COMPLETE: some plane has every row on its own side.
    """

    NONE = "none"
    QUASI = "quasi"
    COMPLETE = "complete"


def separation(signed: Tensor) -> Separation:
    """Which it is, from the rows ``(n, dim)`` turned round where y = 0.

    A log loss has a minimum if and only if no w has ⟨w, sᵢ⟩ ≥ 0 for every row and > 0 for
    one. Newton's method finds a w with all > 0 where there is one. Otherwise it runs far enough
    that Σσ(−mᵢ)sᵢ is 0 to rounding; a row whose σ(−mᵢ) is not small there must have ⟨w, sᵢ⟩ = 0
    for any such w, so the search goes on among the w that vanish on all of these rows, fewer
    dimensions each time.

    Source: Albert and Anderson, On the existence of maximum likelihood estimates in logistic
    regression models, Biometrika 71 (1984) 1-10; the step down is Stiemke's lemma.

    >>> rows = [[0.0, 1.0], [1.0, 1.0], [1.0, 1.0], [3.0, 1.0]]
    >>> sides = torch.tensor([-1.0, -1.0, 1.0, 1.0]).unsqueeze(-1)
    >>> str(separation(torch.tensor(rows, dtype=torch.float64) * sides))
    'quasi'
    """
    rows, inside = _scaled(signed), False
    while rows.shape[1] and len(rows):
        w, separated = descended(rows)
        if separated:
            return Separation.QUASI if inside else Separation.COMPLETE
        heavy = torch.sigmoid(-(rows @ w)) > _HEAVY
        free = _null_space(rows[heavy])
        rows, inside = _nonzero(rows[~heavy] @ free), True
    return Separation.NONE


def _scaled(signed: Tensor) -> Tensor:
    """Columns of one size; rows that are all zero hold nothing back and part nothing."""
    return _nonzero(signed / signed.abs().amax(0).clamp(min=1e-300))


def _nonzero(rows: Tensor) -> Tensor:
    return rows[rows.abs().amax(-1) > _FLAT] if rows.numel() else rows


def _null_space(rows: Tensor) -> Tensor:
    """A basis ``(dim, k)`` of the w with ⟨w, row⟩ = 0 for every row."""
    triangle = torch.linalg.qr(rows, mode="r").R  # of all the rows no larger than dim by dim
    _, size, ways = torch.linalg.svd(triangle, full_matrices=True)
    rank = int((size > _FLAT * size.amax()).sum()) if len(size) else 0
    free: Tensor = ways[rank:].T
    return free


def descended(signed: Tensor) -> tuple[Tensor, bool]:
    """Where Newton's method with halved steps gets, and whether all rows are on their side."""
    w = signed.new_zeros(signed.shape[1])
    for _ in range(_NEWTON_STEPS):
        if (signed @ w).amin() > 0:
            return w, True
        uphill, loss = slope(w, signed), log_loss(w, signed)
        step = torch.linalg.pinv(curvature(w, signed), hermitian=True) @ uphill
        drop = float(uphill @ step)
        if drop <= _SETTLED**2:
            break
        for _ in range(30):
            if log_loss(w - step, signed) <= loss - 1e-4 * drop:
                break
            step, drop = step / 2, drop / 2
        w = w - step
    return w, bool((signed @ w).amin() > 0)


def log_loss(w: Tensor, signed: Tensor) -> Tensor:
    """The mean of log(1 + exp(−mᵢ)), mᵢ = ⟨w, sᵢ⟩."""
    return -logsigmoid(w @ signed.T).mean(-1)


def slope(w: Tensor, signed: Tensor) -> Tensor:
    """The gradient of ``log_loss``."""
    return torch.sigmoid(-(w @ signed.T)) @ signed / -len(signed)


def curvature(w: Tensor, signed: Tensor) -> Tensor:
    """The Hessian of ``log_loss``: ``(..., dim)`` to ``(..., dim, dim)``."""
    margin = w @ signed.T
    weight = torch.sigmoid(margin) * torch.sigmoid(-margin)
    return (signed.T * weight.unsqueeze(-2)) @ signed / len(signed)
