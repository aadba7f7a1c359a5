"""How many steps momentum really takes on a quadratic, start included, over a grid of (η, β).

Each eigen-direction begins at error 1 with no velocity and follows xₖ₊₁ = t·xₖ − d·xₖ₋₁, t and
d the trace and determinant of its iteration matrix. The first steps are made one by one; from
then on the solution of the recurrence is evaluated, so that slow pairs cost no more.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lrviz.analysis.momentum import spectral_radius, trace_and_determinant
from lrviz.descent.record import sealed

__all__ = ["steps_to_shrink"]

Floats = NDArray[np.float64]

MADE = 24  # So many steps are made one by one.
# The last half swing is looked at in so many places for the last one above the tolerance.
_LOOKS = 256


def steps_to_shrink(
    eigenvalues: ArrayLike,
    lr: ArrayLike,
    momentum: ArrayLike,
    *,
    nesterov: bool = False,
    factor: float = 1000.0,
) -> Floats:
    """Steps after which the error of every direction stays within 1/factor of its first.

    ``(len(lr), len(momentum))``; ∞ where some direction does not shrink. Exact up to ``MADE``
    steps, beyond them to a 256th of a swing.

    >>> steps_to_shrink([1.0], [0.5], [0.0]).tolist()  # 0.5ᵏ ≤ 0.001 from k = 10 on
    [[10.0]]
    """
    rates = np.asarray(lr, dtype=np.float64)[:, None, None]
    betas = np.asarray(momentum, dtype=np.float64)[None, :, None]
    bends = np.asarray(eigenvalues, dtype=np.float64)[None, None, :]
    shape = np.broadcast_shapes(rates.shape, betas.shape, bends.shape)
    steps = np.full(shape, np.inf)
    shrinks = np.broadcast_to(spectral_radius(rates, betas, bends, nesterov=nesterov) < 1, shape)
    at, beta, bend = (np.broadcast_to(each, shape)[shrinks] for each in (rates, betas, bends))
    steps[shrinks] = _counted(at, beta, bend, nesterov, 1 / factor)
    return sealed(steps.max(-1))


def _counted(lr: Floats, momentum: Floats, bend: Floats, nesterov: bool, low: float) -> Floats:
    """The first step from which each direction's error stays at ``low`` or below."""
    trace, det = trace_and_determinant(lr, momentum, bend, nesterov)
    ahead = 1 + momentum if nesterov else np.ones_like(momentum)
    before, now = np.ones_like(trace), 1 - lr * bend * ahead
    last = np.zeros_like(trace)
    for k in range(1, MADE + 1):
        np.copyto(last, k, where=np.abs(now) > low)
        before, now = now, trace * now - det * before
    steps = last + 1
    slow = np.flatnonzero(_envelope(before, now, trace, det) > low)
    if len(slow):
        later = _later(before[slow], now[slow], trace[slow], det[slow], low)
        steps[slow] = np.where(later > 0, MADE + later, steps[slow])
    return steps


def _envelope(x: Floats, following: Floats, trace: Floats, det: Floats) -> Floats:
    """A bound of all errors from x on: the swing's amplitude, or the sum of both creeping parts."""
    spread = det - trace**2 / 4
    swinging = spread > 0
    energy = following**2 - trace * x * following + det * x**2
    amplitude = np.sqrt(np.maximum(energy, 0) / np.where(swinging, spread, 1))
    return np.where(swinging, amplitude, np.maximum(2 * np.abs(x), 2 * np.abs(following)))


def _later(x: Floats, following: Floats, trace: Floats, det: Floats, low: float) -> Floats:
    """How many steps after x the error stays at ``low`` or below."""
    steps = np.empty_like(x)
    swinging = det - trace**2 / 4 > 0
    for mask, count in ((swinging, _swinging), (~swinging, _creeping)):
        steps[mask] = count(x[mask], following[mask], trace[mask], det[mask], low)
    return steps


def _swinging(x: Floats, following: Floats, trace: Floats, det: Floats, low: float) -> Floats:
    """xₖ = C·ρᵏ·cos(θk + φ): the envelope's crossing, and back to the last step above."""
    radius = np.sqrt(det)
    angle = np.arccos(np.clip(trace / 2 / radius, -1, 1))
    quadrature = (x * np.cos(angle) - following / radius) / np.sin(angle)
    amplitude, phase = np.hypot(x, quadrature), np.arctan2(quadrature, x)
    end = np.maximum(np.ceil(np.log(amplitude / low) / -np.log(radius)), 0)
    beat = np.pi / np.minimum(angle, np.pi - angle)  # near π the sign turns at every step
    stride, steps, left = np.maximum(beat / _LOOKS, 1), np.zeros_like(x), np.arange(len(x))
    for look in range(_LOOKS + 1):
        k = np.maximum(np.floor(end[left] - look * stride[left]), 0)
        error = amplitude[left] * radius[left] ** k * np.cos(angle[left] * k + phase[left])
        above = np.abs(error) > low
        steps[left[above]] = k[above] + 1
        left = left[~above]
    return steps


def _creeping(x: Floats, following: Floats, trace: Floats, det: Floats, low: float) -> Floats:
    """xₖ = r₁ᵏ·x₀ + (x₁ − r₁x₀)·(r₁ᵏ − r₂ᵏ)/(r₁ − r₂), found by halving."""
    root = np.sqrt(np.maximum(trace**2 / 4 - det, 0))
    first = trace / 2 + np.where(trace < 0, -root, root)  # the larger in size
    ratio = np.where(first == 0, 0, (trace - first) / np.where(first == 0, 1, first))
    rest = np.where(first == 0, 0, (following - first * x) / np.where(first == 0, 1, first))

    def above(k: Floats) -> NDArray[np.bool_]:
        apart = np.abs(1 - ratio) > 1e-9
        sums = np.where(apart, (1 - ratio**k) / np.where(apart, 1 - ratio, 1), k)
        return np.asarray(np.abs(first) ** k * np.abs(x + rest * sums) > low)

    below = np.ones_like(x)
    while (late := above(below)).any():
        below = np.where(late, 2 * below, below)
    over = np.floor(below / 2)
    while (below - over > 1).any():
        middle = np.floor((over + below) / 2)
        late = above(middle)
        over, below = np.where(late, middle, over), np.where(late, below, middle)
    return np.where(above(np.zeros_like(x)), below, 0)
