"""The way down from a point by Newton steps, and what the place at its end is."""

from functools import lru_cache

import torch
from torch import Tensor

from lrviz.analysis.minimum import (
    FLAT,
    Bends,
    as_number,
    bends,
    beside_kinks,
    better,
    lengths,
    newton_descent,
    newton_step,
    trials,
)
from lrviz.analysis.rays import never_rises, tends
from lrviz.analysis.runs import ROUNDING
from lrviz.objectives.base import Objective

__all__ = ["SHARE_LOST", "Down", "beside"]

# A direction bends by more than this share of the largest curvature; where it does not, trial
# steps decide.
_BENT = 1e-7
# A search ends where a Newton step promises no more than this share of the fall so far.
_SETTLED = 1e-6
# Newton steps that do not shrink to this share of the one before lead to no minimum.
_RUNNING = 0.95
# A way out towards a bound is longer than this share of the longest step, and its second half
# falls by less than the other share of all of it.
_TAIL, _BOUND = 0.1, 0.01
# Newton steps on a quadratic are made so often at most, until one is shorter than the other share
# of w.
_SOLVED, _LEFT = 9, 1e-12
_MORE = 12  # So many further steps of Newton's show whether a bend lasts.
SHARE_LOST = 1e-18  # Losses are alike that differ by less than this share of the fall so far.


class Down:
    """The way down from points ``(n, dim)``, and what the place at its end is."""

    def __init__(self, goal: Objective, w: Tensor, fall: Tensor, longest: Tensor) -> None:
        loss = as_number(goal.loss(w))
        hessian = goal.constant_hessian
        if hessian is None:
            self.w, self.loss = newton_descent(goal, w, loss, longest)
            self.w, self.loss = beside_kinks(goal, self.w, self.loss)
        else:
            self.w = _stationary(goal, w)
            self.loss = as_number(goal.loss(self.w))
        fall = torch.maximum(fall, as_number(goal.loss(w)) - self.loss)  # a run may come back up
        self.values, self.vectors = bent = bends(goal, self.w)
        step = newton_step(goal, self.w, longest, bent)
        promised = -(goal.gradient(self.w) * step).sum(-1) / 2
        lost = promised <= ROUNDING * self.loss.abs()  # in the loss's own rounding
        settled = ~(promised > _SETTLED * fall.clamp(min=0)) | lost
        self.slack = ROUNDING * self.loss.abs() + SHARE_LOST * fall.abs()
        if hessian is not None:
            floor = torch.maximum(_SETTLED * fall, ROUNDING * self.loss.abs()) + _lowest(goal)
            self.smooth = self.stationary = settled & _solvable(goal) & (self.loss <= floor)
            self.endless = torch.zeros_like(settled)
            return
        if goal.infimum is not None:  # whatever is flat out there is no minimum
            self.smooth = self.stationary = torch.zeros_like(settled)
            self.endless = torch.ones_like(settled)
            return
        stopped = better(goal, self.w, self.loss, (self.w + step)[None])[1] >= self.loss
        running = _running(goal, self.w, step, longest) & (lost | ~stopped)
        tail = _tail(goal, self, w, longest)
        self.smooth = ~running & ~tail & settled
        self.stationary = ~running & ~tail & (settled | stopped)
        self.endless = tail | (running & tends(goal, self.w, step))

    def around(self, goal: Objective, reference: Tensor) -> tuple[Tensor, Tensor]:
        """Whether something lower, and something higher, is near each place: the curvature
        decides, and where it is next to none of ``reference`` small trial steps do."""
        if goal.constant_hessian is not None:
            return self.values[:, 0] < -FLAT * reference, self.values[:, -1] > 0
        return beside(goal, self.w, self.loss, (self.values, self.vectors), reference, self.slack)


def beside(
    goal: Objective, w: Tensor, loss: Tensor, bent: Bends, reference: Tensor, slack: Tensor
) -> tuple[Tensor, Tensor]:
    """Whether something lower, and something higher, is near points ``(n, dim)`` that bend as
    ``bent``: see ``Down.around``."""
    least, most = bent[0][:, 0], bent[0][:, -1]
    tried = goal.loss(trials(goal, w, bent[1])).nan_to_num(torch.inf, torch.inf, -torch.inf)
    down = (least < -_BENT * reference) | (tried < loss - slack).any(0)
    up = (most > _BENT * reference) | (tried > loss + slack).any(0)
    upward = down & (least > _BENT * reference)
    if upward.any():
        down[upward] = ~_firm(goal, w[upward], least[upward])
    return down, up


def _firm(goal: Objective, w: Tensor, least: Tensor) -> Tensor:
    """Whether it is the bend of a minimum, so that something lower lies past a rise ``(n,)``.

    At a bend of third order or more, such as that of x³, each step of Newton's halves it, where
    the loss, in its own rounding, no longer tells one from the next.
    """
    for _ in range(_MORE):
        w = w + newton_step(goal, w)
    return bends(goal, w)[0][:, 0] > least / 2


def _stationary(goal: Objective, w: Tensor) -> Tensor:
    """Where the gradient of a quadratic vanishes, the nearest such point to w ``(R, dim)``."""
    inverse = _inverse(goal)
    for _ in range(_SOLVED):  # the later ones take back what rounding left
        step = goal.gradient(w) @ inverse
        w = w - step
        if not (lengths(step) > _LEFT * (1 + lengths(w))).any():
            break
    return w


@lru_cache(64)
def _inverse(goal: Objective) -> Tensor:
    """The pseudo-inverse of a quadratic's Hessian ``(dim, dim)``."""
    hessian = goal.constant_hessian
    assert hessian is not None
    inverse: Tensor = torch.linalg.pinv(hessian, hermitian=True, rtol=FLAT)
    return inverse


@lru_cache(64)
def _solvable(goal: Objective) -> bool:
    """Whether the gradient of a quadratic vanishes anywhere."""
    corners = torch.tensor(goal.domain, dtype=torch.float64).T
    rest = goal.gradient(_stationary(goal, corners))
    return bool(lengths(rest).max() <= 1e-9 * lengths(goal.gradient(corners)).max())


@lru_cache(64)
def _lowest(goal: Objective) -> float:
    """The loss at the known minimiser of a quadratic, rounding included; ∞ where none is known.

    Where its curvatures differ by more than float64 can hold, a point of its valley's floor has no
    more of a gradient, and is not its minimum.
    """
    if goal.minimum_loss is None or not goal.minima:
        return float("inf")
    return float(goal.loss(torch.tensor(goal.minima[0], dtype=torch.float64)))


def _running(goal: Objective, place: Tensor, step: Tensor, longest: Tensor) -> Tensor:
    """Whether Newton's steps still do not shrink after so many of them."""
    length = lengths(step)
    before = lengths(newton_step(goal, place - step, longest))
    far = length > 1e-6 * longest
    return far & (length >= _RUNNING * before)


def _tail(goal: Objective, down: Down, w: Tensor, longest: Tensor) -> Tensor:
    """Whether the way from w to the place leads on for ever, the loss already at its bound as
    far as numbers can tell: half of the way had taken off nearly all there was.

    Where the Hessian is flat in some directions only, of the way along these.
    """
    size = down.values.abs()
    curved = size > FLAT * size.amax(-1, keepdim=True)
    kept = torch.where(curved & ~curved.all(-1, keepdim=True), 0.0, 1.0)
    along = (down.vectors.mT @ (down.w - w).unsqueeze(-1)).squeeze(-1) * kept
    way = (down.vectors @ along.unsqueeze(-1)).squeeze(-1)
    far = (lengths(way) > _TAIL * longest) & never_rises(goal, down.w, way)
    if not far.any():
        return far
    end = goal.loss(down.w)
    fall, rest = goal.loss(down.w - way) - end, goal.loss(down.w - way / 2) - end
    return far & (fall > 0) & (rest < _BOUND * fall)
