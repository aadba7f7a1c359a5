"""The way down from a point: safeguarded Newton steps, and the search beside a kink."""

import ast
from functools import lru_cache

import numpy as np
import torch
from torch import Tensor

from lrviz.analysis.quasi_newton import searched_loss
from lrviz.objectives.base import Box, Objective
from lrviz.objectives.formula import Formula
from lrviz.objectives.functions import CONSTANTS, FUNCTIONS

Bends = tuple[Tensor, Tensor]  # eigenvalues (n, dim), ascending, and eigenvectors (n, dim, dim)
ROUNDS = 40  # A descent makes at most so many Newton steps.
MANY = 60  # Beyond so many parameters a Hessian and its trial steps cost too much.
FLAT = 1e-12  # A direction counts as flat whose curvature is less than this share of the largest.
# A Newton step is tried at these lengths where the loss may have a kink.
_LENGTHS = torch.tensor([1.0, 0.5, 0.1, 0.01], dtype=torch.float64)
# Without kinks, a Newton step is tried at these lengths.
_SHORTER = torch.tensor([1.0, 0.5, 0.1, 0.01, 1e-3, 1e-5], dtype=torch.float64)
RADII = (1e-4, 1e-2)  # Trial points lie at these shares of the domain's width beside a point.
_DIGIT = 1e-15  # A step that adds less than this share of the way so far adds no digit.
_STEP = 1e-9  # A Newton step shorter than this share of the domain's width is none.
# Where nothing bends, a step down the gradient has this share of the domain's width.
_FLAT_STEP = 0.1
# The way to a kinked minimum begins within this share of the domain's width, and shrinks by the
# other.
_RADIUS, _SHRINK = 0.1, 0.1
_SAMPLES = 6  # So many gradients around a point are sampled for each parameter.
# Steps to a kinked minimum are tried at these shares of eight times the radius.
_SLIDES = 2.0 ** -torch.arange(0, 40, dtype=torch.float64)
_SAMPLED_ROUNDS = 50  # A descent by sampled gradients makes at most so many steps.
_FEW = 4  # So many searches beside kinks may serve all the runs of a film.
_BETWEEN = 33  # The straight way from one place to another is looked at in so many points.
_HULL = 6  # The shortest vector of a hull is approached in so many rounds.


@torch.no_grad()
def polished_loss(objective: Objective, w: Tensor) -> Tensor:
    """The loss ``(R,)`` of the lowest place that is found going down from each point ``(R, dim)``.

    A step is −|H|⁻¹g, with the absolute eigenvalues of the Hessian so that it leaves a
    saddle instead of running into it, shortened until the loss falls, and never taken
    where the loss would rise. A stationary point is tested by small trial steps, because a
    saddle has no gradient to leave by; and where Newton's step fails though the gradient has
    not vanished, at a kink, the gradients on its sides together show the way down. It finds
    the bottom of the basin the point is in, not of another one.

    A loss of more than MANY parameters, or one with ``probes``, is searched by L-BFGS instead.

    >>> from lrviz.objectives import objective
    >>> polished_loss(objective("bowl"), torch.tensor([[3.0, 1.0]], dtype=torch.float64))
    tensor([0.], dtype=torch.float64)
    """
    if objective.dim > MANY or objective.probes:
        return searched_loss(objective, w)
    loss = as_number(objective.loss(w))
    w, loss = newton_descent(objective, w, loss)
    w, lower = better(objective, w, loss, trials(objective, w))
    improved = lower < loss
    again, lowest = newton_descent(objective, w, lower)
    w, loss = torch.where(improved.unsqueeze(-1), again, w), torch.where(improved, lowest, loss)
    return beside_kinks(objective, w, loss)[1]


def newton_descent(
    objective: Objective, w: Tensor, loss: Tensor, longest: Tensor | float = torch.inf
) -> tuple[Tensor, Tensor]:
    """Points ``(R, dim)`` and losses ``(R,)`` after at most ROUNDS steps −|H|⁻¹g, none longer
    than ``longest``, each shortened until the loss falls; a point whose step adds no digit to
    its way so far has arrived."""
    first, w, loss = w, w.clone(), loss.clone()
    longest = torch.as_tensor(longest, dtype=w.dtype).expand(len(w))
    going, shares = torch.arange(len(w)), _LENGTHS if may_kink(objective) else _SHORTER
    for _ in range(ROUNDS):
        step = newton_step(objective, w[going], longest[going])
        moved, lower = better(
            objective, w[going], loss[going], w[going] + shares[:, None, None] * step
        )
        fell = lower < loss[going]
        fell &= lengths(step) > _DIGIT * lengths(moved - first[going])
        w[going], loss[going] = moved, lower
        going = going[fell]
        if not len(going):
            break
    return w, loss


def newton_step(
    objective: Objective, w: Tensor, longest: Tensor | float = torch.inf, bent: Bends | None = None
) -> Tensor:
    """−|H|⁻¹g, no longer than ``longest``; down the gradient, as far as a tenth of the
    domain's width, in directions without curvature. ``bent``: the bends at w, where known."""
    gradient = objective.gradient(w).nan_to_num(0.0, 0.0, 0.0)
    values, vectors = bent or bends(objective, w)
    size = values.abs()
    slope = (vectors.mT @ gradient.unsqueeze(-1)).squeeze(-1)
    curved = size > size.amax(-1, keepdim=True) * FLAT
    steepest = _FLAT_STEP * width(objective).max() / lengths(gradient).clamp(min=1e-300)
    along = torch.where(curved, slope / size, slope * steepest.unsqueeze(-1))
    step = -(vectors @ along.unsqueeze(-1)).squeeze(-1)
    held = torch.as_tensor(longest, dtype=w.dtype) / lengths(step).clamp(min=1e-300)
    return step * held.clamp(max=1.0).unsqueeze(-1)


def bends(objective: Objective, w: Tensor) -> Bends:
    """The Hessian's eigenvalues and eigenvectors; those of I where it is not finite."""
    if objective.constant_hessian is not None:
        values, vectors = constant_bends(objective)
        return values.expand(len(w), -1), vectors.expand(len(w), -1, -1)
    hessian = objective.hessian(w)
    usable = torch.isfinite(hessian).all(-1).all(-1)[:, None, None]
    eye = torch.eye(w.shape[-1], dtype=torch.float64)
    hessian = torch.where(usable, hessian, eye)
    return _eigen(hessian)


@lru_cache(64)
def constant_bends(objective: Objective) -> Bends:
    """The eigenvalues ``(dim,)`` and eigenvectors ``(dim, dim)`` of a quadratic's Hessian."""
    hessian = objective.constant_hessian
    assert hessian is not None
    return _eigen(hessian)


def _eigen(hessian: Tensor) -> Bends:
    if hessian.shape[-1] == 1:
        return hessian[..., 0], torch.ones_like(hessian)
    if hessian.shape[-1] == 2:
        return curvature_of_two(hessian)
    values, vectors = torch.linalg.eigh(hessian)
    return values, vectors


@np.errstate(all="ignore")
def curvature_of_two(hessian: Tensor) -> Bends:
    """Of symmetric 2×2 matrices in closed form, as LAPACK has them, at a tenth of its cost.

    The larger eigenvalue is m ± r, the other the determinant over it, which keeps the digits
    of a small one; the axis of the upper is at θ with cos 2θ = (a − c)/2r, sin 2θ = b/r.
    By numpy, whose operations cost a third on a few hundred numbers; roots are torch's.
    """
    flat = hessian.detach().reshape(-1, 2, 2)
    a, b, c = (flat.numpy()[:, i, j] for i, j in ((0, 0), (0, 1), (1, 1)))
    middle, half = a / 2 + c / 2, a / 2 - c / 2
    reach = torch.hypot(torch.from_numpy(half), flat[:, 0, 1]).numpy()
    large = middle + np.copysign(reach, middle)
    small = np.where(large == 0, 0.0, a / large * c - b / large * b)
    round_ = reach == 0
    double = np.where(round_, 1.0, half / reach)
    longer = torch.from_numpy((1 + np.abs(double)) / 2).sqrt().numpy()
    shorter = np.where(round_, 0.0, b / reach) / (2 * longer)
    along = double >= 0
    cos, sin = np.where(along, longer, shorter), np.where(along, shorter, longer)
    values = np.stack([np.minimum(small, large), np.maximum(small, large)], -1)
    vectors = np.stack([-sin, cos, cos, sin], -1)
    shape = hessian.shape
    return torch.from_numpy(values).reshape(shape[:-1]), torch.from_numpy(vectors).reshape(shape)


def trials(objective: Objective, w: Tensor, vectors: Tensor | None = None) -> Tensor:
    """Small steps both ways, ``(trials, R, dim)``: along the Hessian's eigenvectors, one of
    which leaves a saddle (``vectors``, where known), and along axes and diagonals, where the
    Hessian says nothing.
    """
    axes = torch.eye(w.shape[-1], dtype=torch.float64)
    fixed = torch.cat([axes, axes + axes.roll(1, 0), axes - axes.roll(1, 0)]).unsqueeze(1)
    own = (bends(objective, w)[1] if vectors is None else vectors).permute(2, 0, 1)
    ways = torch.cat([fixed.expand(-1, *w.shape), own]) * width(objective).max()
    return torch.cat([w + sign * radius * ways for radius in RADII for sign in (1, -1)])


def beside_kinks(objective: Objective, w: Tensor, loss: Tensor) -> tuple[Tensor, Tensor]:
    """Points and losses further down where smooth steps fail beside a kink.

    Around a point, at a radius, the gradients on every side of a kink are drawn; the
    shortest vector in their hull is the steepest way down that all of them allow. The
    radius shrinks where there is none. Points that smooth steps have settled stay.

    Source: Burke, Lewis and Overton, A robust gradient sampling algorithm for nonsmooth,
    nonconvex optimization, SIAM Journal on Optimization 15 (2005) 751-779.
    """
    if not may_kink(objective):
        return w, loss
    kinked = _unsettled(objective, w, loss).nonzero().ravel()
    if not len(kinked):
        return w, loss
    w, loss = w.clone(), loss.clone()
    some = kinked[loss[kinked].argsort()][:: max(1, len(kinked) // _FEW)][:_FEW]
    w[some], loss[some] = _sampled_descent(objective, w[some], loss[some])
    rest = kinked[~torch.isin(kinked, some)]
    taken = _joined(objective, w, loss, rest, some)
    left = rest[~taken]
    if len(left):
        w[left], loss[left] = _sampled_descent(objective, w[left], loss[left])
    return w, loss


@lru_cache(64)
def may_kink(objective: Objective) -> bool:
    """Whether a loss may have a kink: not where a formula is made of smooth functions and whole
    powers alone."""
    if not isinstance(objective, Formula):
        return True
    return any(_kinked(node) for node in ast.walk(objective.tree))


def _kinked(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        smooth = isinstance(node.func, ast.Name) and FUNCTIONS[node.func.id].smooth
        return not smooth and any(map(varies, node.args))
    if not (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow)):
        return False
    power = node.right.operand if isinstance(node.right, ast.UnaryOp) else node.right
    return not (isinstance(power, ast.Constant) and float(power.value).is_integer())  # type: ignore[arg-type]


def varies(node: ast.expr) -> bool:
    """Whether a variable occurs in a part of a formula."""
    called = {id(part.func) for part in ast.walk(node) if isinstance(part, ast.Call)}
    names = (part for part in ast.walk(node) if isinstance(part, ast.Name))
    return any(id(name) not in called and name.id not in CONSTANTS for name in names)


def _sampled_descent(objective: Objective, w: Tensor, loss: Tensor) -> tuple[Tensor, Tensor]:
    scale = width(objective).max()
    radius = torch.full((len(w),), _RADIUS, dtype=w.dtype) * scale
    around = _directions(w.shape[-1], w.dtype)
    for _ in range(_SAMPLED_ROUNDS):
        at = w + radius[:, None] * around[:, None]
        slopes = torch.cat([objective.gradient(w[None]), objective.gradient(at)])
        way = -_shortest(slopes.nan_to_num(0.0, 0.0, 0.0))
        unit = way / lengths(way).clamp(min=1e-300).unsqueeze(-1)
        steps = 8 * radius[:, None] * _SLIDES[:, None, None] * unit
        w, lower = better(objective, w, loss, w + steps)
        near = loss - lower <= 1e-3 * radius * lengths(way)
        radius, loss = torch.where(near, _SHRINK * radius, radius), lower
        if not (radius > FLAT * scale).any():
            break
    return w, loss


def _joined(objective: Objective, w: Tensor, loss: Tensor, rest: Tensor, known: Tensor) -> Tensor:
    """Which points of ``rest`` have a way straight down to the nearest of the ``known``
    bottoms ``(n,)``: they take its place, so that one search serves many runs."""
    nearest = known[torch.cdist(w[rest], w[known]).argmin(-1)]
    share = torch.linspace(0, 1, _BETWEEN, dtype=w.dtype)[:, None, None]
    along = objective.loss(w[rest] + share * (w[nearest] - w[rest]))
    down = (along.diff(dim=0) <= 1e-12 * along[1:].abs()).all(0)
    w[rest] = torch.where(down.unsqueeze(-1), w[nearest], w[rest])
    loss[rest] = torch.where(down, loss[nearest], loss[rest])
    return down


def _unsettled(objective: Objective, w: Tensor, loss: Tensor) -> Tensor:
    """Where the gradient has not vanished though Newton's step lowers the loss no more."""
    step = newton_step(objective, w)
    slope = objective.gradient(w).nan_to_num(0.0, 0.0, 0.0)
    lost = -(slope * step).sum(-1) <= 1e-12 * loss.abs()  # in the loss's own rounding
    some = lengths(step) > _STEP * width(objective).max()
    _, lower = better(objective, w, loss, w + _LENGTHS[:, None, None] * step)
    return torch.isfinite(loss) & some & ~lost & ~(lower < loss)


def _directions(dim: int, dtype: torch.dtype) -> Tensor:
    """Unit vectors on all sides ``(n, dim)``."""
    if dim == 1:
        return torch.tensor([[1.0], [-1.0]], dtype=dtype)
    generator = torch.Generator().manual_seed(0)
    drawn = torch.randn(_SAMPLES * dim, dim, generator=generator, dtype=dtype)
    return drawn / lengths(drawn).unsqueeze(-1)


def _shortest(vectors: Tensor) -> Tensor:
    """Of the hull of ``(n, R, dim)`` the shortest vector ``(R, dim)``, nearly: by exchanges of
    the point in hand for the nearest one on the line to the vector most against it."""
    point = vectors[0]
    for _ in range(_HULL):
        against = (vectors * point).sum(-1).argmin(0)
        other = vectors[against, torch.arange(len(point))]
        line = other - point
        share = -(point * line).sum(-1) / (line * line).sum(-1).clamp(min=1e-300)
        point = point + share.clamp(0.0, 1.0).unsqueeze(-1) * line
    return point


def lengths(vectors: Tensor) -> Tensor:
    """Euclidean lengths along the last axis."""
    size: Tensor = torch.linalg.vector_norm(vectors, dim=-1)
    return size


def width(objective: Objective) -> Tensor:
    """How wide the domain is along each axis ``(dim,)``."""
    return _width(objective.domain)


@lru_cache(64)
def _width(domain: Box) -> Tensor:
    low, high = torch.tensor(domain, dtype=torch.float64).unbind(-1)
    return high - low


def better(
    objective: Objective, w: Tensor, loss: Tensor, candidates: Tensor
) -> tuple[Tensor, Tensor]:
    """Each run's best candidate ``(n, R, dim)`` where it is lower, else what it had."""
    tried = as_number(objective.loss(candidates))
    which = torch.from_numpy(tried.numpy().argmin(0))  # torch's wakes all cores for a few numbers
    lowest = tried.gather(0, which.unsqueeze(0)).squeeze(0)
    chosen = candidates.gather(0, which[None, :, None].expand(1, *w.shape)).squeeze(0)
    lower = lowest < loss
    return torch.where(lower.unsqueeze(-1), chosen, w), torch.where(lower, lowest, loss)


def as_number(loss: Tensor) -> Tensor:
    """NaN counts as infinitely high; minus infinity is no place to go either."""
    return loss.nan_to_num(torch.inf, torch.inf, torch.inf)
