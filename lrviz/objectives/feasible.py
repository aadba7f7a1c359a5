"""A place inside the small region where a formula has a value, and a box around that region."""

from collections.abc import Callable

import torch
from torch import Tensor

from lrviz.objectives.base import Box

__all__ = ["inside"]

Values = Callable[[Tensor], Tensor]
Limits = Callable[[Tensor], tuple[Tensor, ...]]

# A point of the region is looked for within these distances of 0, one after the other.
_REACHES = (5.0, 50.0, 500.0)
_TRIED = 4096  # So many points of a reach are tried.
_CLIMBING = 256  # Where none of those lies in the region, so many of them climb towards it.
_STEPS = 200  # They climb for at most so many steps.
_WITHOUT = 1e3  # How wrong a limit is that itself has no value.
_LARGEST = 5.0  # A region that is wider than this each way is cut off there.
_ROUNDING = 1e-12  # An axis is open whose region is as wide as that but for this share.
# Where a start is tried, as shares of the region's half width, alternately for its axes.
_SHARES = ((-0.5, 0.35), (0.4, 0.3), (0.1, 0.2), (-0.3, -0.1), (0.0, 0.0))


def inside(loss: Values, limits: Limits | None, dim: int) -> tuple[Box, tuple[float, ...]] | None:
    """A box around the region, and a start in it; None where no value was found.

    Args:
        loss: ``(n, dim)`` to ``(n,)``, NaN or infinite outside.
        limits: what must be at least 0 inside, ``(n, dim)`` to k tensors ``(n,)``; None where
            nothing is known of it.
        dim: of w.

    Evenly spread points are tried first, near before far. Where all of them miss, points climb
    up the limits that are broken.
    """
    found = _found(loss, limits, dim)
    if found is None:
        return None
    low, high = _region(loss, found)
    centre, half = (low + high) / 2, (high - low) / 2
    start = next((at for at in _places(centre, half) if _finite(loss, at[None])[0]), found)
    half = 1.25 * half
    if half.max() <= 4 * half.min():  # about round: the same scale on every axis
        half[:] = half.max()
    box = zip((centre - half).tolist(), (centre + half).tolist(), strict=True)
    return tuple(box), tuple(start.tolist())


def _places(centre: Tensor, half: Tensor) -> list[Tensor]:
    odd = torch.arange(len(centre)) % 2 == 1
    return [centre + torch.where(odd, second, first) * half for first, second in _SHARES]


def _finite(loss: Values, points: Tensor) -> Tensor:
    return torch.isfinite(loss(points))


def _found(loss: Values, limits: Limits | None, dim: int) -> Tensor | None:
    """The first point with a value."""
    sobol = torch.quasirandom.SobolEngine(dim)  # type: ignore[no-untyped-call]
    spread = 2 * sobol.draw(_TRIED, dtype=torch.float64) - 1
    for points in (reach * spread for reach in _REACHES):
        if (ok := _finite(loss, points)).any():
            return points[int(ok.int().argmax())]
    if limits is None:
        return None
    for reach in _REACHES:
        points = _climbed(limits, reach * spread[:_CLIMBING], reach / 4)
        if (ok := _finite(loss, points)).any():
            return points[int(ok.int().argmax())]
    return None


def _climbed(limits: Limits, w: Tensor, size: float) -> Tensor:
    """Down the sum of all by which limits are broken, until a point breaks none.

    By Rprop (Riedmiller and Braun 1993): a step length for each coordinate of each point, longer
    while its slope keeps its sign, shorter when it turns, whatever the size of the slope.
    """
    step, before = torch.full_like(w, size), torch.zeros_like(w)
    for _ in range(_STEPS):
        broken, slope = _broken(limits, w)
        if not broken.all():
            break
        turn = slope.sign() * before
        step = step * torch.where(turn < 0, 0.5, torch.where(turn > 0, 1.2, 1.0))
        before = slope.sign()
        w = w - step * before
    return w


def _broken(limits: Limits, w: Tensor) -> tuple[Tensor, Tensor]:
    """By how much all limits together are broken ``(n,)``, and its gradient ``(n, dim)``."""
    with torch.enable_grad():
        point = w.detach().requires_grad_(True)
        each = [torch.where(v.isnan(), _WITHOUT, -v).clamp(min=0) for v in limits(point)]
        # one by one: a limit without a value has no slope either, and would hide the others'
        slopes = [
            torch.autograd.grad(one.sum(), point, retain_graph=True, materialize_grads=True)[0]
            for one in each
        ]
    broken = torch.stack(each).sum(0).detach()
    return broken, torch.stack(slopes).nan_to_num(0.0, 0.0, 0.0).sum(0)


def _region(loss: Values, found: Tensor) -> tuple[Tensor, Tensor]:
    """How far the region reaches along each axis, from its middle as seen from there."""
    centre = found
    low, high = (_reach(loss, centre, sign) for sign in (-1.0, 1.0))
    open_axes = high - low >= 2 * _LARGEST * (1 - _ROUNDING)
    if _finite(loss, (origin := torch.where(open_axes, 0.0, centre))[None])[0]:
        centre = origin  # as for a formula with values everywhere
    for _ in range(4):
        low, high = (_reach(loss, centre, sign) for sign in (-1.0, 1.0))
        middle = (low + high) / 2
        if not _finite(loss, middle[None])[0]:
            break
        centre = middle
    return low, high


def _reach(loss: Values, centre: Tensor, sign: float) -> Tensor:
    """The end of the region along each axis ``(dim,)``, at most _LARGEST away."""
    axes = sign * torch.eye(len(centre), dtype=centre.dtype)
    radii = torch.logspace(-9, 0, 200, dtype=centre.dtype) * _LARGEST
    ok = _finite(loss, (centre + axes[:, None] * radii[:, None]).reshape(-1, len(centre)))
    far = ok.reshape(len(centre), -1).int().cumprod(-1).sum(-1)  # how many without a gap
    return centre + sign * torch.where(far > 0, radii[(far - 1).clamp(min=0)], 0.0)
