"""Standardised features, and the way back to the original units."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from lrviz.objectives.design_matrix import Floats, checked_data, sealed

__all__ = ["Standardised", "standardise"]


@dataclass(frozen=True, eq=False)
class Standardised:
    """Features with mean 0 and standard deviation 1, and the way back.

    Attributes:
        values: (X − mean)/scale ``(n, d)``.
        mean: of each column ``(d,)``.
        scale: the standard deviation of each column (over n) ``(d,)``; 1 where it is constant.
    """

    values: Floats
    mean: Floats
    scale: Floats

    def back(self, w: ArrayLike) -> Floats:
        """Weights and b for ``values``, ``(..., d + 1)``, as those for X with the same predictions.

        w_i/scale_i, and b − Σ w_i·mean_i/scale_i.

        Raises:
            ValueError: without a b there is no such model.
        """
        given = self._checked(w)
        weights = given[..., :-1] / self.scale
        return np.concatenate([weights, given[..., -1:] - (weights @ self.mean)[..., None]], -1)

    def forward(self, w: ArrayLike) -> Floats:
        """The inverse of ``back``: weights and b for X as those for ``values``."""
        given = self._checked(w)
        level = given[..., -1:] + (given[..., :-1] @ self.mean)[..., None]
        return np.concatenate([given[..., :-1] * self.scale, level], -1)

    def _checked(self, w: ArrayLike) -> Floats:
        given = np.asarray(w, dtype=np.float64)
        if given.shape[-1:] != (len(self.mean) + 1,):
            raise ValueError(
                f"`w` must be {len(self.mean)} weights and b, last; got the shape {given.shape}"
            )
        return given


def standardise(X: ArrayLike) -> Standardised:
    """(X − mean)/scale, column by column, which turns a ravine into a bowl.

    Raises:
        ValueError: an X that is empty or not finite.

    >>> standardise([[10.0], [20.0], [30.0]]).mean.tolist()
    [20.0]
    """
    rows = np.shape(X)[:1] or (0,)
    features, _ = checked_data(X, np.zeros(rows))
    mean = features.mean(0)
    spread = np.sqrt(np.square(features - mean).mean(0))
    constant = spread <= 1e-14 * np.abs(features).max(0)
    scale = np.where(constant, 1.0, spread)
    values = np.where(constant, 0.0, (features - mean) / scale)
    return Standardised(sealed(values), sealed(mean), sealed(scale))
