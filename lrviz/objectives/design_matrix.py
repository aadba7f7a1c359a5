"""The data of a regression: checked, named, and as one matrix with a column of ones."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from lrviz.objectives.base import Box

Floats = NDArray[np.float64]

LARGEST = 1e100  # Sums of the square of such an entry over any number of rows are still numbers.
# Boxes whose sides differ by less than this are drawn as squares, so that a gradient
# looks perpendicular to its ring.
_NEARLY_SQUARE = 4.0


def checked_data(X: Any, y: Any) -> tuple[Floats, Floats]:
    """X as ``(n, d)`` and y as ``(n,)``, float64 copies; one feature may be given as ``(n,)``.

    Raises:
        ValueError: naming the array, what is allowed, and the shape or the entry at fault.
    """
    features, target = _array("X", X), _array("y", y)
    features = features[:, None] if features.ndim == 1 else features
    if features.ndim != 2 or not features.size:
        raise ValueError(
            f"`X` must be a table of one row or more and one column or more; got {features.shape}"
        )
    if target.shape == (len(features), 1):
        target = target[:, 0]
    if target.shape != (len(features),):
        raise ValueError(
            f"`y` must have one number for each of the {len(features)} rows of `X`; "
            f"got the shape {target.shape}"
        )
    _check_entries("X", features)
    _check_entries("y", target)
    return features, target


def checked_bias(bias: object) -> bool:
    """Whether there is a b.

    Raises:
        ValueError: neither True nor False.
    """
    if not isinstance(bias, bool | np.bool_):
        raise ValueError(f"`bias` must be True or False; got {bias!r}")
    return bool(bias)


def feature_names(names: Sequence[str] | None, count: int) -> tuple[str, ...]:
    """The names of the columns: those given, or x_1, x_2, …"""
    if names is None:
        return tuple(f"x_{i + 1}" for i in range(count))
    if isinstance(names, str) or len(names) != count:
        raise ValueError(f"`names` must be {count} names, one per column of `X`; got {names!r}")
    return tuple(str(name) for name in names)


def parameter_names(count: int, bias: bool) -> tuple[str, ...]:
    """w_1, …, w_d, and b where there is a bias."""
    return (*(f"w_{i + 1}" for i in range(count)), *(("b",) if bias else ()))


def design_matrix(X: Floats, bias: bool) -> Tensor:
    """X with a column of ones for the bias: ``(n, dim)``."""
    ones = [np.ones((len(X), 1))] if bias else []
    return torch.from_numpy(np.hstack([X, *ones]))


def is_everything(index: Tensor, rows: int) -> bool:
    """Whether a batch is all the data in order; it then takes the very path of the full loss."""
    return len(index) == rows and torch.equal(index, torch.arange(rows))


def sealed(array: NDArray[Any]) -> NDArray[Any]:
    """``array``, made read-only."""
    array.flags.writeable = False
    return array


def box_around(centre: Floats, start: Floats, reach: Floats) -> Box:
    """A box around ``centre`` that holds ``start``, ``reach`` wide where that is wider.

    The reach of a coordinate is how far it may move before the loss is back at that of
    the start, so each side has the coordinate's own unit.
    """
    half = np.maximum(1.25 * np.abs(centre - start), np.where(np.isfinite(reach), reach, 0))
    half[half <= 1e-9 * np.abs(centre)] = 0
    half[half == 0] = half.max() or 1.0
    if half.max() <= _NEARLY_SQUARE * half.min():
        half[:] = half.max()
    return tuple(zip((centre - half).tolist(), (centre + half).tolist(), strict=True))


def _array(name: str, given: Any) -> Floats:
    try:
        raw = np.asarray(given.detach().cpu() if isinstance(given, Tensor) else given)
        if raw.dtype.kind in "biuf":
            return np.array(raw, dtype=np.float64)
    except (TypeError, ValueError):
        pass
    raise ValueError(f"`{name}` must be a table of numbers, all rows of one length")


def _check_entries(name: str, values: Floats) -> None:
    """Refuse what is not finite, or whose square is not."""
    bad = np.argwhere(~(np.abs(values) <= LARGEST))
    if len(bad):
        place = dict(zip(("row", "column"), bad[0].tolist(), strict=False))
        where = ", ".join(f"{axis} {i}" for axis, i in place.items())
        raise ValueError(
            f"`{name}` must be finite and at most {LARGEST:g} in size; "
            f"got {values[tuple(bad[0])]:g} in {where} (counted from 0)"
        )
