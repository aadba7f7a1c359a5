"""The loss seen as a landscape: grids, the levels worth a ring, slices, what to draw."""

from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray

from lrviz.analysis.levels import levels
from lrviz.descent.trajectory import Trajectory
from lrviz.objectives.base import Box, Objective
from lrviz.objectives.plane import CoordinatePlane

__all__ = ["Grid", "Slice", "around", "grid", "levels", "limits", "on_plane", "slice_1d"]

Floats = NDArray[np.float64]

POINTS = 10_000  # A grid whose shape nobody gave has so many points.


@dataclass(frozen=True, kw_only=True, eq=False)
class Grid:
    """Losses on a rectangle: ``z[j, i] = ℓ(x[i], y[j])``; all arrays read-only.

    Attributes:
        x: the first coordinate ``(n,)``.
        y: the second ``(m,)``.
        z: the losses ``(m, n)``; NaN or infinite where the loss is.
    """

    x: Floats
    y: Floats
    z: Floats


@dataclass(frozen=True, kw_only=True, eq=False)
class Slice:
    """The loss along one coordinate, ``loss[i] = ℓ(w with w[axis] = t[i])``; read-only."""

    t: Floats
    loss: Floats


def grid(
    objective: Objective,
    *,
    box: Box | None = None,
    shape: tuple[int, int] | None = None,
    axes: tuple[int, int] = (0, 1),
    at: ArrayLike | None = None,
) -> Grid:
    """ℓ on an n×m grid over two parameters, in one batched call of ``objective.loss``.

    Args:
        objective: with at least two parameters.
        box: the rectangle, one (low, high) pair per axis; the objective's domain if None.
        shape: (n, m); None for about 10,000 points, as square as the box allows.
        axes: which two parameters are the axes.
        at: where the other parameters are held ``(dim,)``; the objective's start if None.

    Raises:
        ValueError: for an objective of one parameter.

    >>> from lrviz.objectives import objective
    >>> grid(objective("bowl"), shape=(3, 2)).z.tolist()
    [[68.0, 32.0, 68.0], [68.0, 32.0, 68.0]]
    """
    if objective.dim < 2:
        raise ValueError(f"`objective` must have two parameters or more; got {objective.dim}")
    (x_low, x_high), (y_low, y_high) = box or tuple(objective.domain[a] for a in axes)
    n, m = shape or _shape((x_high - x_low) / (y_high - y_low))
    x, y = np.linspace(x_low, x_high, n), np.linspace(y_low, y_high, m)
    w = np.broadcast_to(_held(objective, at), (m, n, objective.dim)).copy()
    w[..., axes[0]], w[..., axes[1]] = np.meshgrid(x, y)
    z = _losses(objective, w)
    return Grid(x=_frozen(x), y=_frozen(y), z=z)


def slice_1d(
    objective: Objective,
    *,
    w: ArrayLike | None = None,
    axis: int = 0,
    box: tuple[float, float] | None = None,
    points: int = 401,
) -> Slice:
    """ℓ along parameter ``axis`` through the point w, the others held there.

    >>> from lrviz.objectives import objective
    >>> slice_1d(objective("parabola"), box=(-1.0, 1.0), points=3).loss.tolist()
    [1.0, 0.0, 1.0]
    """
    low, high = box or objective.domain[axis]
    t = np.linspace(low, high, points)
    rows = np.broadcast_to(_held(objective, w), (points, objective.dim)).copy()
    rows[:, axis] = t
    return Slice(t=_frozen(t), loss=_losses(objective, rows))


def on_plane(trajectory: Trajectory, plane: CoordinatePlane) -> Trajectory:
    """The run as a map of ``plane`` shows it: its two parameters and their two derivatives.

    The losses stay those of the whole run: off the plane they are not the map's own.
    """
    axes = list(plane.axes)
    w, grad = trajectory.w[:, axes], trajectory.grad[:, axes]
    return replace(trajectory, objective=plane, w=w, grad=grad)


def limits(objective: Objective, trajectory: Trajectory | None = None) -> Box:
    """The box to draw: the domain, widened where needed to hold the run's start.

    Only the start widens it: a run that blows up would otherwise shrink the map to a dot;
    its far points are shown as arrows at the edge.
    """
    return objective.domain if trajectory is None else around(objective, trajectory.w[0])


def around(objective: Objective, w: ArrayLike) -> Box:
    """The objective's domain, widened where needed to hold the point w ``(dim,)``."""
    return tuple(
        _widened(low, high, float(at))
        for (low, high), at in zip(objective.domain, np.asarray(w), strict=True)
    )


def _shape(aspect: float) -> tuple[int, int]:
    """About POINTS grid points, their spacing as equal as the aspect allows."""
    root = float(np.clip(aspect, 1 / 4, 4)) ** 0.5
    # odd, so that the middle of the box is a point of the grid
    return 2 * round(POINTS**0.5 * root / 2) + 1, 2 * round(POINTS**0.5 / root / 2) + 1


def _held(objective: Objective, at: ArrayLike | None) -> Floats:
    return np.asarray(objective.start if at is None else at, dtype=np.float64)


def _losses(objective: Objective, w: Floats) -> Floats:
    with torch.no_grad():
        return _frozen(objective.loss(torch.from_numpy(w)).numpy())


def _frozen(array: Floats) -> Floats:
    array.flags.writeable = False
    return array


def _widened(low: float, high: float, start: float) -> tuple[float, float]:
    margin = 0.08 * (high - low)
    return (
        start - margin if start < low else low,
        start + margin if start > high else high,
    )
