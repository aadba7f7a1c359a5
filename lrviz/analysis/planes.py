"""A plane through the space of all weights: what of a run can be seen on it, and what not."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray

from lrviz.analysis.landscape import Grid
from lrviz.objectives.base import Box, Objective
from lrviz.objectives.modules import ModuleObjective
from lrviz.objectives.network import Network

__all__ = [
    "Line",
    "Plane",
    "Shadow",
    "line_between",
    "pca_plane",
    "plane_grid",
    "random_plane",
    "shadow",
    "weight_plane",
]

Floats = NDArray[np.float64]
_MARGIN = 0.25  # The box of a path leaves this share of its extent free beside it.
_SMALL = 400  # Of a path with no more rows or columns, the components are found exactly.
# The randomised search in a larger matrix has so many directions, and rounds.
_SKETCH, _ROUNDS = 12, 12
# A path does not move on a plane where it moves less than this share of the plane's unit.
_LEAST = 1e-9
_ROUNDING = 1e-13  # A length of less than this share of what it is a part of is rounding.


@dataclass(frozen=True, kw_only=True, eq=False)
class Plane:
    """The points origin + a·d₁ + b·d₂.

    Attributes:
        kind: "weights", "random" or "pca".
        origin: a point of it ``(dim,)``.
        directions: d₁ and d₂ ``(2, dim)``, which need be neither of length 1 nor at right angles.
        shares: "pca": the share of the path's variance that each direction explains.
        names: of the two axes, where they are weights.
    """

    kind: str
    origin: Floats
    directions: Floats
    shares: tuple[float, float] | None = None
    names: tuple[str, str] | None = None

    @property
    def spans(self) -> bool:
        """Whether there is a plane: not one of directions without length."""
        return bool(np.any(self.directions, axis=1).all())

    def coordinates(self, w: ArrayLike) -> Floats:
        """(a, b) of the point of the plane nearest to each w: ``(..., dim)`` to ``(..., 2)``."""
        return (np.asarray(w) - self.origin) @ np.linalg.pinv(self.directions)

    def points(self, coordinates: ArrayLike) -> Floats:
        """The points of the plane with these (a, b): ``(..., 2)`` to ``(..., dim)``."""
        return self.origin + np.asarray(coordinates) @ self.directions


@dataclass(frozen=True, kw_only=True, eq=False)
class Shadow:
    """A path ``(k+1, dim)`` projected on a plane, and what the plane does not show of it.

    Attributes:
        coordinates: (a, b) of each step ``(k+1, 2)``.
        off: how far each step lies off the plane ``(k+1,)``.
        plane_loss: the loss at the projected point, where the plane shows the step ``(k+1,)``.
        true_loss: the loss at the step itself ``(k+1,)``.
        share_off: the share of the whole path's variance, every step of it counted alike, that
            is at right angles to the plane.
    """

    coordinates: Floats
    off: Floats
    plane_loss: Floats
    true_loss: Floats
    share_off: float


@dataclass(frozen=True, kw_only=True, eq=False)
class Line:
    """The loss along the straight line from one end to another.

    Attributes:
        t: 0 at the first end, 1 at the second ``(n,)``.
        loss: ℓ on the line ``(n,)``.
        barrier: by how much the line rises at most above the straight line between the losses
            of its ends; 0 where it never does.
        peak: the t where it does.
    """

    t: Floats
    loss: Floats
    barrier: float
    peak: float


def weight_plane(objective: Objective, at: ArrayLike, axes: tuple[int, int]) -> Plane:
    """Two chosen weights, all others held as they are in ``at`` ``(dim,)``.

    The coordinates are the weights themselves.

    Raises:
        ValueError: an axis that is no parameter, or the same one twice.
    """
    if len({*axes}) != 2 or not all(0 <= axis < objective.dim for axis in axes):
        raise ValueError(f"`axes` must be two different parameters; got {axes}")
    directions = np.zeros((2, objective.dim))
    directions[(0, 1), axes] = 1.0
    origin = np.array(at, dtype=np.float64)
    origin[list(axes)] = 0.0
    first, second = (objective.parameter_names[axis] for axis in axes)
    return Plane(kind="weights", origin=origin, directions=directions, names=(first, second))


def random_plane(network: Network | ModuleObjective, at: ArrayLike, *, seed: int = 0) -> Plane:
    """Two random directions through ``at``, each filter as long as the network's own there.

    A unit's weights may be scaled up and the next layer's down without changing the function,
    so a direction of fixed length says nothing; here every unit's incoming weights in the
    direction have the norm of the unit's weights themselves, and biases do not move.

    Source: Li et al., Visualizing the loss landscape of neural nets, NeurIPS 2018, section 4.
    """
    origin = np.array(at, dtype=np.float64)
    random = np.random.default_rng(seed).standard_normal((2, network.dim))
    directions = torch.zeros(2, network.dim, dtype=torch.float64)
    points = (directions, torch.tensor(random), torch.tensor(origin))
    for way, drawn, here in zip(*map(network.filters, points), strict=True):
        length = here.norm(dim=-1, keepdim=True) / drawn.norm(dim=-1, keepdim=True)
        way.copy_(drawn * length)
    return Plane(kind="random", origin=origin, directions=directions.numpy())


def pca_plane(path: ArrayLike) -> Plane:
    """The plane through the end of a path ``(k+1, dim)`` along its two leading directions.

    They are the principal components of its steps, the first two right singular vectors of
    w − mean, and the shares are those of the variance about the mean, σᵢ²/Σσ². Give every step:
    a path thinned unevenly has other components.

    Raises:
        ValueError: a path of fewer than two parameters.

    Source: Lorch, Visualizing deep network training trajectories with PCA (2016); Li et al.
    (2018), section 7.
    """
    w = np.asarray(path, dtype=np.float64)
    if w.shape[-1] < 2:
        raise ValueError(f"`path` must have two parameters or more; got {w.shape[-1]}")
    apart = w - w.mean(0)
    size, ways = _leading(apart)
    whole, size = np.linalg.norm(apart), _measured(size[:2], np.linalg.norm(w))
    first, second = (float((s / whole) ** 2) if whole else 0.0 for s in size)
    # a sign of one's own would flip the picture from one run to the next
    signs = np.where(ways[:2] @ (w[0] - w[-1]) > 0, -1.0, 1.0)[:, None]
    return Plane(kind="pca", origin=w[-1], directions=ways[:2] * signs, shares=(first, second))


def _leading(apart: Floats) -> tuple[Floats, Floats]:
    """The two largest singular values and their right vectors ``(2, dim)``."""
    if len(apart) < 2:
        return np.zeros(2), np.eye(2, apart.shape[-1])
    if min(apart.shape) <= _SMALL:
        _, size, ways = np.linalg.svd(apart, full_matrices=False)
        return size[:2], ways[:2]
    with torch.random.fork_rng():
        torch.manual_seed(0)
        _, found, vectors = torch.svd_lowrank(torch.from_numpy(apart), q=_SKETCH, niter=_ROUNDS)
    return found[:2].numpy(), vectors.T[:2].numpy()


@torch.no_grad()
def shadow(
    objective: Objective, plane: Plane, path: ArrayLike, every: ArrayLike | None = None
) -> Shadow:
    """Where each step of a path is shown on the plane, and how honest that is.

    ``every`` has all steps where ``path`` has but some: the share is one of the whole run.
    """
    w = np.asarray(path, dtype=np.float64)
    coordinates = plane.coordinates(w)
    shown = plane.points(coordinates)
    off = _measured(np.linalg.norm(w - shown, axis=-1), np.linalg.norm(w, axis=-1))
    return Shadow(
        coordinates=coordinates,
        off=off,
        plane_loss=objective.loss(torch.from_numpy(shown)).numpy(),
        true_loss=objective.loss(torch.tensor(w)).numpy(),
        share_off=_share_off(plane, w if every is None else np.asarray(every, dtype=np.float64)),
    )


def box_for(shadows: ArrayLike) -> Box:
    """A box with a margin around projected points ``(..., 2)``."""
    points = np.asarray(shadows, dtype=np.float64).reshape(-1, 2)
    low, high = points.min(0), points.max(0)
    size = np.maximum(high - low, 0.2 * (high - low).max())
    size = np.where(size > _LEAST, size, 1.0)
    middle = (low + high) / 2
    low, high = middle - (0.5 + _MARGIN) * size, middle + (0.5 + _MARGIN) * size
    return tuple(zip(low.tolist(), high.tolist(), strict=True))


@torch.no_grad()
def plane_grid(objective: Objective, plane: Plane, box: Box, shape: tuple[int, int]) -> Grid:
    """ℓ on an n×m grid of the plane over ``box``: ``z[j, i]`` at (a[i], b[j])."""
    (a_low, a_high), (b_low, b_high) = box
    a, b = np.linspace(a_low, a_high, shape[0]), np.linspace(b_low, b_high, shape[1])
    rows = []
    for height in b:  # a row at a time: a grid of large networks would not fit
        row = plane.points(np.column_stack([a, np.full_like(a, height)]))
        rows.append(objective.loss(torch.from_numpy(row)).numpy())
    return Grid(x=a, y=b, z=np.stack(rows))


@torch.no_grad()
def line_between(objective: Objective, first: ArrayLike, second: ArrayLike, n: int = 101) -> Line:
    """ℓ((1 − t)·first + t·second): flat between ends of one basin, a hill between two.

    Source: Goodfellow, Vinyals and Saxe, Qualitatively characterizing neural network
    optimization problems (2015); the barrier is that of Frankle et al., Linear mode
    connectivity and the lottery ticket hypothesis (2020).
    """
    t = np.linspace(0, 1, n)
    one, other = (np.asarray(end, dtype=np.float64) for end in (first, second))
    loss = objective.loss(torch.from_numpy(one + t[:, None] * (other - one))).numpy()
    rise = loss - ((1 - t) * loss[0] + t * loss[-1])
    return Line(t=t, loss=loss, barrier=float(rise.max()), peak=float(t[rise.argmax()]))


def _share_off(plane: Plane, w: Floats) -> float:
    apart = w - w.mean(0)
    rest = apart - (apart @ np.linalg.pinv(plane.directions)) @ plane.directions
    whole, left = np.linalg.norm(apart), _measured(np.linalg.norm(rest), np.linalg.norm(w))
    return float((left / whole) ** 2) if whole else 0.0


def _measured(length: ArrayLike, of: ArrayLike) -> Floats:
    """Lengths, 0 where they are no more than the rounding of the vectors they are left of."""
    found = np.asarray(length, dtype=np.float64)
    return np.where(found > _ROUNDING * np.asarray(of), found, 0.0)
