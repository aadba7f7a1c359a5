"""Least squares, solved once and stably, so that a step of descent no longer sees the rows."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_EPS = float(np.finfo(np.float64).eps)
# Columns depend on each other whose singular value, at equal length, is below this share of the
# largest.
_DEPENDENT = 1e-12
_FIRM = 1e-6  # Below this share the square of a singular value holds no digit to correct with.
# A column is constant whose length about its mean is below this share of it: the mean's rounding.
_CONSTANT = 16 * _EPS
_INVOLVED = 1e-6  # A column is part of a dependence from this share on.


@dataclass(frozen=True, eq=False)
class LeastSquares:
    """‖A w − y‖² = ‖F(w − w*)‖² + r for the design matrix A ``(n, dim)``.

    Neither term is a difference of large numbers, as XᵀX w·w − 2Xᵀy·w + y·y would be, so
    a residual of 0.01 on features of 1000 keeps its digits.

    Attributes:
        minimiser: w* ``(dim,)``; where columns are collinear, the one of least norm.
        rest: what rounding took from w* ``(dim,)``: a last digit of w, times a feature of
            1000, is more than a small residual can bear.
        residual: r, the sum of squares that no w can avoid.
        factor: F with at most dim rows, FᵀF = AᵀA.
        dependent: the features that take part in a linear dependence, by column.
    """

    minimiser: Floats
    rest: Floats
    residual: float
    factor: Floats
    dependent: tuple[int, ...]

    @property
    def condition_number(self) -> float:
        """λ_max/λ_min of AᵀA; ∞ where columns are collinear."""
        if self.dependent:
            return float("inf")
        singular = np.linalg.svd(self.factor, compute_uv=False)
        return float((singular[0] / singular[-1]) ** 2) if singular[-1] else float("inf")


def least_squares(X: Floats, y: Floats, *, bias: bool) -> LeastSquares:
    """The w (and b, last, with ``bias``) that minimises Σ(⟨w, xᵢ⟩ + b − yᵢ)².

    Columns are centred, which splits off the bias, and brought to equal length, which
    makes the test for collinear columns independent of their units; then QR, then the
    singular values of R.
    """
    mean = X.mean(0) if bias else np.zeros(X.shape[1])
    level = float(y.mean()) if bias else 0.0
    centred, length = _equal_lengths(X, mean)
    R, q = _triangle(centred, y - level)
    U, singular, Vt = np.linalg.svd(R)
    rank = _count(singular, _DEPENDENT)
    null = _with_bias(Vt[rank:].T / length[:, None], mean, 0.0, bias)
    w = Vt[:rank].T @ ((U[:, :rank].T @ q) / singular[:rank])
    w = _least_norm(_with_bias(w / length, mean, level, bias), null)
    error = _errors(X, y, w)
    firm = _count(singular, _FIRM)
    rest = Vt[:firm].T @ ((Vt[:firm] @ (centred.T @ error)) / singular[:firm] ** 2)
    return LeastSquares(
        minimiser=w,
        rest=_with_bias(rest / length, mean, float(error.mean()), bias),
        residual=float(error @ error),
        factor=_factor(R * length, mean, len(X), bias),
        dependent=tuple(np.flatnonzero(np.abs(Vt[rank:]).max(0, initial=0) > _INVOLVED).tolist()),
    )


def _equal_lengths(X: Floats, mean: Floats) -> tuple[Floats, Floats]:
    """The centred columns at length 1, and their lengths; a constant one is zero, of length 1."""
    centred = X - mean
    length: Floats = np.linalg.norm(centred, axis=0)
    constant = length <= _CONSTANT * np.linalg.norm(X, axis=0)
    centred[:, constant] = 0.0
    length[constant] = 1.0
    centred /= length
    return centred, length


def _triangle(A: Floats, y: Floats) -> tuple[Floats, Floats]:
    """R and Qᵀy of A = QR, without forming Q."""
    k = min(A.shape)
    joint: Floats = np.linalg.qr(np.column_stack([A, y]), mode="r")  # type: ignore[assignment]
    return joint[:k, :-1], joint[:k, -1]


def _count(singular: Floats, share: float) -> int:
    return int((singular > share * singular[0]).sum())


def _with_bias(w: Floats, mean: Floats, level: float, bias: bool) -> Floats:
    """Weights ``(d,)`` or ``(d, m)`` with the b that goes with them: level − ⟨mean, w⟩."""
    return np.concatenate([w, np.expand_dims(level - mean @ w, 0)]) if bias else w


def _least_norm(w: Floats, null: Floats) -> Floats:
    if not null.shape[1]:
        return w
    basis, _ = np.linalg.qr(null)
    return np.asarray(w - basis @ (basis.T @ w))


def _errors(X: Floats, y: Floats, w: Floats) -> Floats:
    """y − X w − b, in the widest float there is: near w* almost all digits cancel."""
    error = y.astype(np.longdouble)
    for column, weight in zip(X.T, w, strict=False):
        error -= column.astype(np.longdouble) * weight
    return np.asarray(error - w[X.shape[1] :].sum(), dtype=np.float64)


def _factor(R: Floats, mean: Floats, rows: int, bias: bool) -> Floats:
    """F with ‖F·(w, b)‖² = ‖R w‖² + n(⟨mean, w⟩ + b)²."""
    if not bias:
        return R
    wide = np.column_stack([R, np.zeros(len(R))])
    return np.vstack([wide, np.sqrt(rows) * np.append(mean, 1.0)])
