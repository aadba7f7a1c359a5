"""The ends of a Hessian's spectrum from products H·v alone, where H itself would not fit."""

import torch
from torch import Tensor

from lrviz.objectives.base import Objective

# Products span nothing new where less than this share of the largest entry is left.
_EXHAUSTED = 1e-12


def extreme_eigenvalues(
    objective: Objective, w: Tensor, *, rounds: int = 60, seed: int = 0
) -> tuple[float, float]:
    """The smallest and the largest eigenvalue of the Hessian at w ``(dim,)``, by Lanczos.

    T = QᵀHQ on the span of v, Hv, H²v, …; its extreme eigenvalues are within those of H and
    tend to them. Every new vector is made orthogonal to all before it, twice, because in
    rounded arithmetic the three-term recurrence alone forgets. NaN where H·v is not finite.

    Source: Paige, The computation of eigenvalues and eigenvectors of very large sparse
    matrices (1971); Parlett, The Symmetric Eigenvalue Problem (1980), ch. 13.

    >>> from lrviz.objectives import objective
    >>> low, high = extreme_eigenvalues(objective("bowl"), torch.zeros(2, dtype=torch.float64))
    >>> round(low, 9), round(high, 9)
    (2.0, 4.0)
    """
    generator = torch.Generator().manual_seed(seed)
    vector = torch.randn(w.shape, generator=generator, dtype=w.dtype)
    basis = (vector / vector.norm()).unsqueeze(0)
    diagonal: list[Tensor] = []
    beside: list[Tensor] = []
    for _ in range(min(rounds, len(w))):
        product = objective.hessian_product(w, basis[-1])
        diagonal.append(product @ basis[-1])
        rest = product - basis.T @ (basis @ product)
        rest = rest - basis.T @ (basis @ rest)
        size = rest.norm()
        if not torch.isfinite(size):
            return torch.nan, torch.nan
        if size <= _EXHAUSTED * product.norm() or len(basis) == len(w):
            break
        beside.append(size)
        basis = torch.cat([basis, (rest / size).unsqueeze(0)])
    return _ends(diagonal, beside[: len(diagonal) - 1])


def _ends(diagonal: list[Tensor], beside: list[Tensor]) -> tuple[float, float]:
    small = torch.diag(torch.stack(diagonal))
    if beside:
        next_to = torch.stack(beside)
        small = small + torch.diag(next_to, 1) + torch.diag(next_to, -1)
    values = torch.linalg.eigvalsh(small)
    return float(values[0]), float(values[-1])
