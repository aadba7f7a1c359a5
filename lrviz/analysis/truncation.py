"""What a difference quotient leaves out: the first term of its error in powers of h."""

import math
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from torch import Tensor

from lrviz.objectives.base import Objective

__all__ = ["EXACT", "Term", "sides", "terms"]

Floats = NDArray[np.float64]

# So many derivatives are looked at, and up to so many while those of odd order are 0.
LEAST, LAST = 4, 7
# The two sides of a kink are looked at so far beside it, as a share of the coordinate or of 1.
_NEAR = 1e-6
_LIKE = 2.0  # A jump is as high from near as from far, but for less than this factor.
_NOTHING = 1e-9  # Less than this share of the derivatives' size is rounding.


class Term(NamedTuple):
    """size·hᵖᵒʷᵉʳ, the error of a quotient for small h but for rounding.

    A power of 0 stands at a kink, where the quotient is not the slope however small h is, and
    one of −1 where ℓ itself jumps; a size of 0 says that no power of h up to the sixth is in it.
    """

    size: float
    power: int

    def at(self, h: Floats) -> Floats:
        """The term for every h ``(n,)``."""
        return self.size * h**self.power

    def best(self, noise: float) -> float | None:
        """The h where size·hᵖ + noise/h is least: (noise/(p·size))^(1/(p+1)); None without one.

        >>> round(Term(1.0, 2).best(2.2e-16), 8)  # x³: ℓ‴/6 = 1
        4.79e-06
        """
        if not (self.size > 0 and self.power > 0 and 0 < noise < math.inf):
            return None
        return float((noise / (self.power * self.size)) ** (1 / (self.power + 1)))


EXACT = Term(0.0, 2)  # The term of a quotient whose error has no power of h up to the sixth.


@np.errstate(invalid="ignore", over="ignore")  # beside the end of a domain nothing is a number
def terms(objective: Objective, w: ArrayLike, axis: int, slope: float) -> tuple[Term, Term]:
    """The first terms of the central and of the forward difference's error against ``slope``.

    With ℓ₊⁽ᵏ⁾ and ℓ₋⁽ᵏ⁾, the derivatives to the right and to the left of w, the errors are
    Σ hᵏ⁻¹·(ℓ₊⁽ᵏ⁾ − (−1)ᵏℓ₋⁽ᵏ⁾)/2k! and Σ hᵏ⁻¹·ℓ₊⁽ᵏ⁾/k!, each less the slope. Where there is no
    kink these begin with h²·|ℓ‴|/6 and h·|ℓ″|/2; a jump of ℓ itself adds the jump over h.
    """
    right, left = sides(objective, w, axis)
    signs = np.where(np.arange(len(right)) % 2, -1.0, 1.0)  # of k = 1, 2, …
    sizes = np.maximum(np.abs(right), np.abs(left))
    central = _first((right + signs * left) / 2, sizes, slope)
    forward = _first(right, sizes, slope)
    both, one = _jumps(objective, w, axis)
    return (Term(both / 2, -1) if both else central), (Term(one, -1) if one else forward)


def _first(derivatives: Floats, sizes: Floats, slope: float) -> Term:
    """The first term that is more than rounding of what it was made of."""
    gaps = derivatives.copy()
    gaps[0] -= slope
    rounding = _NOTHING * np.maximum.accumulate(np.maximum(sizes, abs(slope)))
    for power, (gap, least) in enumerate(zip(np.abs(gaps), rounding, strict=True)):
        if not math.isfinite(gap):
            break
        if gap > least:
            return Term(float(gap) / math.factorial(power + 1), power)
    return EXACT


def _jumps(objective: Objective, w: ArrayLike, axis: int) -> tuple[float, float]:
    """By how much ℓ jumps between the two sides of w, and from w to its right; 0 if it does not.

    What is a jump does not shrink as one comes nearer, nor grow, as it does across a pole; nor is
    it rounding of what ℓ is made of.
    """
    point, near = _beside(w, axis)
    places = torch.tensor([-1e4, -1.0, -1e-3, 0.0, 1e-3, 1.0, 1e4], dtype=torch.float64)
    with torch.no_grad():
        found = objective.loss(point + places[:, None] * near).tolist()
    far_left, left, here, right, far_right = found[1:-1]
    rounding = _NOTHING * max((abs(each) for each in found if math.isfinite(each)), default=0.0)

    def jump(close: float, far: float) -> float:
        real = max(abs(far) / _LIKE, rounding) < abs(close) < _LIKE * abs(far)
        return abs(close) if real else 0.0

    return jump(right - left, far_right - far_left), jump(right - here, far_right - here)


def sides(objective: Objective, w: ArrayLike, axis: int) -> tuple[Floats, Floats]:
    """ℓ′, ℓ″, … along ``axis`` to the right and to the left of w ``(k,)``, by autograd.

    Twice the same where there is no kink. Four of them, and more, up to LAST, while those of
    odd order beyond the first are 0: of x⁵ at 0 the fifth is the first that counts.
    """
    point, near = _beside(w, axis)
    here = _chain(objective, point, axis)
    right, left = (_chain(objective, point + side * near, axis) for side in (1, -1))
    count, away = min(len(right), len(left)), float(near.sum())
    if not _kinked(right[:count], left[:count], away):
        return here, here
    return _back(right[:count], -away), _back(left[:count], away)


def _beside(w: ArrayLike, axis: int) -> tuple[Tensor, Tensor]:
    """w as a tensor, and the small move along ``axis`` to what is just beside it."""
    point = torch.tensor(np.asarray(w, dtype=np.float64))
    near = torch.zeros_like(point)
    near[axis] = _NEAR * max(1.0, abs(float(point[axis])))
    return point, near


def _kinked(right: Floats, left: Floats, away: float) -> bool:
    """Whether a derivative jumps by more than the one above it explains."""
    above = np.maximum(np.abs(right), np.abs(left))
    jump = np.abs(right - left)[:-1]
    rounding = _NOTHING * np.maximum.accumulate(above)[:-1]
    return bool((jump > 10 * away * above[1:] + rounding).any())


def _back(derivatives: Floats, move: float) -> Floats:
    """The derivatives a small move away, by Taylor's series."""
    count = len(derivatives)
    powers = np.array([move**j / math.factorial(j) for j in range(count)])
    return np.array([float(derivatives[k:] @ powers[: count - k]) for k in range(count)])


def _chain(objective: Objective, w: Tensor, axis: int) -> Floats:
    found: list[float] = []
    with torch.enable_grad():
        t = torch.zeros((), dtype=torch.float64, requires_grad=True)
        along = torch.zeros_like(w)
        along[axis] = 1.0
        value = objective.loss(w + t * along)
        while len(found) < LEAST or (len(found) < LAST and not any(found[2::2])):
            if not value.requires_grad:  # a constant
                found += [0.0] * (LEAST - len(found))
                break
            (value,) = torch.autograd.grad(value, t, create_graph=True, materialize_grads=True)
            found.append(value.item())
    return np.array(found)
