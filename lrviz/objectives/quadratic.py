"""Quadratics: a constant Hessian, an affine gradient, and the minimum solved exactly."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
import sympy
import torch
from numpy.typing import NDArray
from torch import Tensor

from lrviz.objectives.evaluation import number_of
from lrviz.objectives.portable import Portable
from lrviz.objectives.symbolic import Derivatives

Floats = NDArray[np.float64]

# Below this share of the largest eigenvalue a direction counts as flat.
_FLAT = 1e-12
_MAX_DEGREE = 4  # An entry of the Hessian of at most this degree is multiplied out.


@dataclass(frozen=True, eq=False)
class Quadratic(Portable):
    """The gradient H w + c of a quadratic.

    Attributes:
        hessian: H ``(dim, dim)``.
        offset: c ``(dim,)``.
    """

    hessian: Tensor
    offset: Tensor

    def __post_init__(self) -> None:
        diagonal = torch.diagonal(self.hessian).clone()
        straight = torch.equal(torch.diag(diagonal), self.hessian)
        object.__setattr__(self, "_diagonal", diagonal if straight else None)
        object.__setattr__(self, "_rows", self.hessian.unbind())
        object.__setattr__(self, "_centred", not self.offset.any())

    _diagonal: Tensor | None = None
    _rows: tuple[Tensor, ...] = ()
    _centred: bool = False

    def gradient(self, w: Tensor) -> Tensor:
        """H w + c: H w by rows of H, for a matrix product of many points may round otherwise than
        that of one (BLAS on AVX2 does)."""
        if self._diagonal is not None:
            linear = w * self._diagonal
        else:
            linear = reduce(torch.add, (w[..., i, None] * row for i, row in enumerate(self._rows)))
        return linear if self._centred else linear + self.offset

    def step_gradient(self, runs: int) -> Callable[[Floats], Floats] | None:
        """``gradient`` of arrays ``(runs, dim)``, in one loop for all runs, not one for each; None
        where the Hessian is not diagonal."""
        if self._diagonal is None:
            return None
        shape = runs, len(self._diagonal)
        diagonal = self._diagonal.expand(shape).contiguous().numpy()
        offset = self.offset.expand(shape).contiguous().numpy()
        if self._centred:
            return lambda w: w * diagonal
        return lambda w: w * diagonal + offset

    def minimiser(self) -> tuple[float, ...] | None:
        """Where the gradient vanishes, None unless the Hessian is positive definite."""
        eigenvalues = torch.linalg.eigvalsh(self.hessian)
        if not eigenvalues[0] > _FLAT * eigenvalues[-1].abs():
            return None
        solution = torch.linalg.solve(self.hessian, -self.offset) + 0.0  # no -0.0
        return tuple(solution.tolist())


def _expanded(entry: sympy.Expr) -> sympy.Expr:
    """A polynomial multiplied out, where terms may cancel, unless it is a large one."""
    return sympy.expand(entry) if 0 < _degree(entry) <= _MAX_DEGREE else entry


def _degree(expression: sympy.Expr) -> float:
    """A bound on the degree of a polynomial, infinite for anything else."""
    if not expression.free_symbols:
        return 0
    if expression.is_Symbol:
        return 1
    if expression.is_Add:
        return max(map(_degree, expression.args))
    if expression.is_Mul:
        return sum(map(_degree, expression.args))
    if expression.is_Pow and expression.exp.is_Integer and expression.exp > 0:
        return int(expression.exp) * _degree(expression.base)
    return math.inf


def quadratic(
    loss: sympy.Expr, derivatives: Derivatives, symbols: Sequence[sympy.Symbol]
) -> Quadratic | None:
    """``loss`` as a quadratic, None when it is none.

    A loss with a kink or a jump, abs(x) or sign(x) + x², is none, though its Hessian is
    constant everywhere else.
    """
    gradient, second = derivatives
    if gradient is None or second is None or math.isinf(_degree(loss)):
        return None
    hessian = [_expanded(entry) for entry in second]
    if any(entry.free_symbols for entry in hessian):
        return None
    origin = dict.fromkeys(symbols, sympy.Integer(0))
    offset = [number_of(entry.xreplace(origin)) for entry in gradient]
    rows = torch.tensor([number_of(entry) for entry in hessian], dtype=torch.float64)
    known = Quadratic(rows.reshape(len(symbols), -1), torch.tensor(offset, dtype=torch.float64))
    finite = torch.isfinite(known.hessian).all() and torch.isfinite(known.offset).all()
    return known if finite else None
