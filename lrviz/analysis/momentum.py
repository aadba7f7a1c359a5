"""Heavy-ball and Nesterov momentum on a quadratic: one 2×2 matrix per eigen-direction.

In torch's form, v ← βv + g and w ← w − ηv. Source: Polyak (1964); Goh, "Why momentum
really works", Distill (2017).
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lrviz.descent.record import sealed

Floats = NDArray[np.float64]


def spectral_radius(
    lr: ArrayLike, momentum: ArrayLike, eigenvalue: ArrayLike, *, nesterov: bool = False
) -> Floats:
    """The error's factor per step in the long run: the larger |root| of z² − tz + d = 0.

    Heavy ball: t = 1 + β − ηλ, d = β. Nesterov: t = (1 + β)(1 − ηλ), d = β(1 − ηλ).
    Broadcasts over its arguments. Below 1 the direction converges.

    >>> float(spectral_radius(0.1, 0.0, 2.0).round(6))  # no momentum: |1 − ηλ|
    0.8
    """
    trace, det = trace_and_determinant(lr, momentum, eigenvalue, nesterov)
    root = np.sqrt(np.asarray(trace**2 - 4 * det, dtype=np.complex128))
    return sealed(np.asarray(np.maximum(np.abs(trace + root), np.abs(trace - root)) / 2))


def phase_diagram(
    eigenvalues: ArrayLike, lr: ArrayLike, momentum: ArrayLike, *, nesterov: bool = False
) -> Floats:
    """The convergence rate over (η, β): the worst spectral radius, ``(len(lr), len(momentum))``."""
    radius = spectral_radius(
        np.asarray(lr)[:, None, None],
        np.asarray(momentum)[None, :, None],
        np.asarray(eigenvalues)[None, None, :],
        nesterov=nesterov,
    )
    return sealed(radius.max(-1))


def critical_lr(momentum: float, largest: float, *, nesterov: bool = False) -> float:
    """The rate beyond which momentum blows up: 2(1 + β)/λ, or 2(1 + β)/((1 + 2β)λ) for Nesterov."""
    stretch = 1 + 2 * momentum if nesterov else 1.0
    return 2 * (1 + momentum) / (stretch * largest)


def best_pair(smallest: float, largest: float) -> tuple[float, float]:
    """Polyak's best (η, β): η = (2/(√λ_min + √λ_max))², β = ((√κ − 1)/(√κ + 1))²."""
    low, high = np.sqrt(smallest), np.sqrt(largest)
    return float((2 / (low + high)) ** 2), float(((high - low) / (high + low)) ** 2)


def trace_and_determinant(
    lr: ArrayLike, momentum: ArrayLike, eigenvalue: ArrayLike, nesterov: bool
) -> tuple[Floats, Floats]:
    """Of the matrix that takes (v, x) of one eigen-direction to the next step; broadcasts.

    Heavy ball: [[β, λ], [−ηβ, 1 − ηλ]]; Nesterov, which moves by g + βv:
    [[β, λ], [−ηβ², 1 − ηλ(1 + β)]].
    """
    b = np.asarray(momentum, dtype=np.float64)
    a = np.asarray(lr, dtype=np.float64) * np.asarray(eigenvalue, dtype=np.float64)
    if nesterov:
        return (1 + b) * (1 - a), b * (1 - a)
    return 1 + b - a, b + 0 * a
