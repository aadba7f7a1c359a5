"""Where the gradient comes from: three ways to it, and what a small trial step gets wrong."""

import math
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from torch import Tensor

from lrviz.analysis.truncation import Term, terms
from lrviz.descent.gradients import central_difference
from lrviz.objectives.base import Objective, autograd

__all__ = [
    "STEP",
    "DifferenceErrors",
    "Gradients",
    "derivatives_along",
    "difference_errors",
    "forward_difference",
    "gradients_at",
    "right_digits",
]

Floats = NDArray[np.float64]

STEP = 1e-5  # The numeric gradient has this h.
MOST_DIGITS = 17  # A float64 can tell no more digits.
EPSILON = float(np.finfo(np.float64).eps)
# The error of a quotient is shown for these h, 24 to a decade.
STEPS = np.logspace(-16, 0, 16 * 24 + 1)
WINDOW = 6  # Rounding is averaged over so many h on either side, a quarter of a decade.


@dataclass(frozen=True, kw_only=True, eq=False)
class Gradients:
    """∂ℓ/∂w at one point ``(dim,)``, by each way; all arrays read-only.

    Attributes:
        w: the point.
        loss: ℓ(w).
        symbolic: from the formula of the derivative.
        autograd: from torch's backward pass.
        central: (ℓ(w + h·eᵢ) − ℓ(w − h·eᵢ)) / 2h.
        forward: (ℓ(w + h·eᵢ) − ℓ(w)) / h.
        h: the trial step.
    """

    w: Floats
    loss: float
    symbolic: Floats
    autograd: Floats
    central: Floats
    forward: Floats
    h: float

    def digits(self, way: str) -> tuple[int, ...]:
        """How many digits of each slope by ``way`` are those of the symbolic one."""
        found = getattr(self, way).tolist()
        return tuple(map(right_digits, found, self.symbolic.tolist()))


@dataclass(frozen=True, kw_only=True, eq=False)
class DifferenceErrors:
    """|difference quotient − slope| along one coordinate, against the trial step h.

    Attributes:
        axis: the coordinate.
        h: the trial steps ``(n,)``.
        moved: whether wᵢ + h and wᵢ − h both differ from wᵢ in float64 ``(n,)``.
        central, forward: the errors ``(n,)``, 0 where a quotient is exact, NaN where ℓ is.
        typical_central, typical_forward: the same, their scatter averaged over half a decade.
        slopes: ∂ℓ/∂wᵢ, ∂²ℓ/∂wᵢ² and ∂³ℓ/∂wᵢ³.
        leading, forward_leading: the first terms of the two errors in powers of h.
        noise: what rounding typically puts between the two losses of a central difference,
            half of it: ε·(|ℓ| + |wᵢ·∂ℓ/∂wᵢ|)/√24, each of them being rounded evenly within
            ε/2 of itself.
    """

    axis: int
    h: Floats
    moved: NDArray[np.bool_]
    central: Floats
    forward: Floats
    typical_central: Floats
    typical_forward: Floats
    slopes: tuple[float, float, float]
    leading: Term
    forward_leading: Term
    noise: float

    @property
    def best(self) -> float | None:
        """The h with the least typical error of central differences.

        None where some have none, where the error does not shrink with h, at a kink, where it is
        as large at every h, and where no h comes near the slope.
        """
        return (
            None if self.level or not self.near else self._least(self.typical_central, self.leading)
        )

    @property
    def near(self) -> bool:
        """Whether the central difference is within half of the slope at some h that moves w."""
        least = np.min(self.central[self._known], initial=np.inf)
        return self.slopes[0] == 0 or bool(least < abs(self.slopes[0]) / 2)

    @property
    def one_sided(self) -> bool:
        """Whether it has no value at any h that moves w, as at the end of a domain."""
        return bool(self.moved.any()) and not self._known.any()

    @property
    def level(self) -> bool:
        """Whether central differences are off by rounding alone, as much at a small h as at a
        large one: where ℓ and wᵢ·∂ℓ/∂wᵢ are 0 no ε/h is in it, but what w ± h is rounded by."""
        alike = self.noise == 0 and self.leading.size == 0 and self._rounded(self._known)
        return alike and bool((self.typical_central[self._known] > 0).all())

    @property
    def _known(self) -> NDArray[np.bool_]:
        return self.moved & np.isfinite(self.central)

    @property
    def expected(self) -> float | None:
        """What theory expects of ``best``: where ``truncation`` + ``rounding`` is least.

        (3·noise/|ℓ‴|)^⅓ where ℓ‴ leads; with noise ≈ ε·|ℓ| this is ε^⅓ times a length of the
        problem. None where one of the two makes no error, or truncation does not fall with h.

        Source: Press et al., Numerical Recipes (3rd ed., 2007), section 5.7.
        """
        return self.leading.best(self.noise)

    @property
    def rounds_only(self) -> bool:
        """Whether central differences are off by rounding alone, however large h is."""
        large = np.flatnonzero(np.isfinite(self.central))[-WINDOW:]
        return self.leading.size == 0 and self._rounded(large)

    def _rounded(self, which: NDArray[np.bool_] | NDArray[np.intp]) -> bool:
        """Whether the errors of these h are no more than rounding."""
        rounding = self.rounding + EPSILON * (abs(self.slopes[0]) + abs(self.slopes[1]))
        return bool((self.central[which] <= 100 * rounding[which]).all())

    def _least(self, errors: Floats, leading: Term) -> float | None:
        if leading.size > 0 and leading.power <= 0:
            return None
        known = np.where(np.isfinite(errors) & self.moved, errors, np.inf)
        at = int(np.argmin(known))
        return float(self.h[at]) if 0 < known[at] < np.inf else None

    @property
    def truncation(self) -> Floats:
        """h²·|ℓ‴|/6, or whatever leads: what the central difference leaves out."""
        return self.leading.at(self.h)

    @property
    def forward_truncation(self) -> Floats:
        """h·|ℓ″|/2, or whatever leads, of the forward difference."""
        return self.forward_leading.at(self.h)

    @property
    def rounding(self) -> Floats:
        """noise/h: what the last digits of two nearly equal losses are worth. For the forward
        difference it is twice that."""
        return self.noise / self.h


def right_digits(found: float, true: float) -> int:
    """How many significant digits of ``found`` are right: ⌊−log₁₀ of its relative error⌋.

    >>> right_digits(2.71828, 2.718281828), right_digits(0.999, 1.0), right_digits(-1.0, 1.0)
    (6, 3, 0)
    """
    if found == true:
        return MOST_DIGITS
    if not (math.isfinite(found) and math.isfinite(true)) or true == 0:
        return 0
    error = abs(found / true - 1)
    # 0.999 is right to three digits though its error is a shade above 10⁻³ in binary
    return min(MOST_DIGITS - 1, max(0, math.floor(-math.log10(error) + 1e-6))) if error else 16


def gradients_at(objective: Objective, w: ArrayLike, *, h: float = STEP) -> Gradients:
    """The gradient at w ``(dim,)`` by formula, by autograd and by small trial steps.

    >>> from lrviz.objectives import objective
    >>> found = gradients_at(objective("rosenbrock"), (-1.2, 1.0))
    >>> found.digits("autograd"), found.digits("central")
    ((17, 17), (9, 11))
    """
    point = torch.tensor(np.asarray(w, dtype=np.float64))
    return Gradients(
        w=_frozen(point),
        loss=float(objective.loss(point)),
        symbolic=_frozen(objective.gradient(point)),
        autograd=_frozen(autograd(objective.loss, point)),
        central=_frozen(central_difference(objective.loss, point, h)),
        forward=_frozen(forward_difference(objective, point, h)),
        h=h,
    )


def forward_difference(objective: Objective, w: Tensor, h: float = STEP) -> Tensor:
    """(ℓ(w + h·eᵢ) − ℓ(w)) / h for every coordinate i: ``(dim,)`` to itself."""
    offset = h * torch.eye(w.shape[-1], dtype=w.dtype)
    return (objective.loss(w + offset) - objective.loss(w)) / h


def derivatives_along(objective: Objective, w: ArrayLike, axis: int) -> tuple[float, float, float]:
    """∂ℓ/∂wᵢ, ∂²ℓ/∂wᵢ² and ∂³ℓ/∂wᵢ³ at w, by differentiating t ↦ ℓ(w + t·eᵢ) three times."""
    point = torch.tensor(np.asarray(w, dtype=np.float64))
    along = torch.zeros_like(point)
    along[axis] = 1.0
    with torch.enable_grad():
        t = torch.zeros((), dtype=torch.float64, requires_grad=True)
        value, found = objective.loss(point + t * along), []
        for _ in range(3):
            if value.requires_grad:
                (value,) = torch.autograd.grad(value, t, create_graph=True, materialize_grads=True)
            else:  # a constant
                value = torch.zeros_like(t)
            found.append(value.item())
    first, second, third = found
    return first, second, third


def difference_errors(
    objective: Objective, w: ArrayLike, axis: int, *, h: Floats = STEPS
) -> DifferenceErrors:
    """The errors of central and forward differences along ``axis`` at w, for every h."""
    point = torch.tensor(np.asarray(w, dtype=np.float64))
    loss, slopes = float(objective.loss(point)), derivatives_along(objective, w, axis)
    steps = torch.zeros(len(h), objective.dim, dtype=torch.float64)
    steps[:, axis] = torch.from_numpy(h)
    moved = ((point + steps != point) & (point - steps != point))[:, axis].numpy()
    with torch.no_grad():
        ahead = objective.loss(point + steps).numpy()
        behind = objective.loss(point - steps).numpy()
    true = float(objective.gradient(point)[axis])
    leading, forward_leading = terms(objective, w, axis, true)
    central = np.abs((ahead - behind) / (2 * h) - true)
    forward = np.abs((ahead - loss) / h - true)
    return DifferenceErrors(
        axis=axis,
        h=h,
        moved=moved,
        central=np.where(np.isfinite(central), central, np.nan),
        forward=np.where(np.isfinite(forward), forward, np.nan),
        typical_central=_typical(central),
        typical_forward=_typical(forward),
        slopes=slopes,
        leading=leading,
        forward_leading=forward_leading,
        noise=EPSILON * (abs(loss) + abs(float(point[axis]) * true)) / math.sqrt(24),
    )


def _typical(errors: Floats) -> Floats:
    """The root mean square over the neighbouring h: one lucky rounding is not a better h."""
    rows = np.lib.stride_tricks.sliding_window_view(
        np.pad(errors, WINDOW, constant_values=np.nan), 2 * WINDOW + 1
    )
    known = np.isfinite(rows)
    found = np.where(known, rows, 0.0)
    largest = np.maximum(found.max(axis=1), np.finfo(np.float64).tiny)  # squares may overflow
    squares = (found / largest[:, None]) ** 2
    mean = squares.sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    return np.where(np.isfinite(errors), largest * np.sqrt(mean), np.nan)


def _frozen(values: Tensor) -> Floats:
    array = values.detach().numpy().copy()
    array.flags.writeable = False
    return array
