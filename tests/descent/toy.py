"""A data objective written here, for the engine's tests: ½·mean of squared residuals."""

from dataclasses import dataclass

import torch
from torch import Tensor

from lrviz.objectives.base import DataObjective


@dataclass(frozen=True, kw_only=True, eq=False)
class Line(DataObjective):
    """½·mean (⟨w, xᵢ⟩ − yᵢ)², its batch gradient left to autograd unless ``by_hand``."""

    X: Tensor
    y: Tensor
    by_hand: bool = True

    def _residual(self, w: Tensor, X: Tensor, y: Tensor) -> Tensor:
        return (w.unsqueeze(-2) * X).sum(-1) - y

    def loss(self, w: Tensor) -> Tensor:
        return self._residual(w, self.X, self.y).square().mean(-1) / 2

    def batch_loss(self, w: Tensor, index: Tensor) -> Tensor:
        return self._residual(w, self.X[index], self.y[index]).square().mean(-1) / 2

    def batch_gradient(self, w: Tensor, index: Tensor) -> Tensor:
        if not self.by_hand:
            return super().batch_gradient(w, index)
        X = self.X[index]
        return (self._residual(w, X, self.y[index]).unsqueeze(-1) * X).mean(-2)


def line(rows: int = 23, dim: int = 2, noise: float = 0.5, *, by_hand: bool = True) -> Line:
    """Standard normal features, a target of 1, 2, … with noise; the exact minimum loss."""
    generator = torch.Generator().manual_seed(7)
    X = torch.randn(rows, dim, dtype=torch.float64, generator=generator)
    truth = torch.arange(1.0, dim + 1, dtype=torch.float64)
    y = X @ truth + noise * torch.randn(rows, dtype=torch.float64, generator=generator)
    best = torch.linalg.lstsq(X, y.unsqueeze(-1)).solution.squeeze(-1)
    return Line(
        name="line",
        title="line",
        latex="",
        parameter_names=tuple(f"w{i}" for i in range(dim)),
        domain=((-5.0, 5.0),) * dim,
        start=(-3.0,) * dim,
        minima=(tuple(best.tolist()),),
        minimum_loss=float((X @ best - y).square().mean() / 2),
        rows=rows,
        X=X,
        y=y,
        by_hand=by_hand,
    )
