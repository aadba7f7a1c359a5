"""Where a loss leads from a point by steps ever so small: what a smaller learning rate would do."""

import ast
from functools import lru_cache
from typing import Literal

import torch
from torch import Tensor

from lrviz.analysis.minimum import RADII, lengths, trials, varies, width
from lrviz.analysis.rays import bottomless
from lrviz.objectives.base import Objective
from lrviz.objectives.formula import Formula

__all__ = ["Flow", "flow_from", "may_have_poles"]

Flow = Literal["minimum", "pole", "edge", "on"] | None

_STEP = 0.02  # A step is no longer than this share of the domain's width.
_LEAST = 1e-6  # Where not even a step of this share of the longest goes down, none does.
_STEPS = 240  # A way down has at most so many steps.
_LOOKS = 32  # The loss is looked at in so many points of a step: it ends before the first rise.
_FAR = 1.5  # Beyond so many widths of the domain from the start the way is as good as endless.
_OFF = 100.0  # A pole is looked at from so many times the distance of the first of those points.
_GROWS = 1.5  # A step that follows one that went down is so many times as long.
_WITH_POLES = ("log", "log2", "log10", "log1p", "tan", "atanh")
# These are the shares of a step at which those points lie.
_SHARES = torch.arange(1, _LOOKS + 1, dtype=torch.float64).unsqueeze(-1) / _LOOKS


@lru_cache(64)
@torch.no_grad()
def flow_from(objective: Objective, start: tuple[float, ...], decay: float = 0.0) -> Flow:
    """What the steepest way down from ``start`` comes to, in steps that are short of everything.

    "minimum" where the loss, with ½·decay·‖w‖², has a hollow; "pole" where it falls without end
    towards one point; "edge" where the way ends at the edge of the region in which the loss has a
    value; "on" where it leads far out of the domain; None where that is not known.

    >>> from lrviz import formula
    >>> [flow_from(formula(text), (2.0,)) for text in ("x^3 - 3x", "log(abs(x))", "log(x)", "-x")]
    ['minimum', 'pole', 'edge', 'on']
    """
    w = torch.tensor([start], dtype=torch.float64)
    longest = _STEP * float(width(objective).max())
    loss, step = _loss(objective, w, decay), longest
    if not torch.isfinite(loss):
        return None
    for _ in range(_STEPS):
        slope = objective.gradient(w) + decay * w
        way = step * slope / lengths(slope).clamp(min=1e-300).unsqueeze(-1)
        along = w - _SHARES * way
        losses = _loss(objective, along, decay)
        down = int((torch.cat([loss, losses]).diff() < 0).cumprod(0).sum())
        if down:
            w, loss = along[down - 1 : down], losses[down - 1 : down]
            step = min(longest, _GROWS * step * down / _LOOKS)
        elif step > _LEAST * longest:
            step /= _LOOKS
        elif torch.isfinite(losses[0]) and bottomless(objective, w, _OFF / _LOOKS * way):
            return "pole"
        else:
            return _end(objective, w, loss, losses[0], decay)
        if torch.isneginf(loss):
            return "pole"
        if float((w - torch.tensor(start)).abs().max()) > _FAR * longest / _STEP:
            return "on"
    return None


@lru_cache(64)
def may_have_poles(objective: Objective) -> bool:
    """Whether a loss may fall without end towards a point: where a formula divides by what varies,
    has such a power, or one of the functions that have poles."""
    return isinstance(objective, Formula) and any(map(_singular, ast.walk(objective.tree)))


def _singular(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        named = isinstance(node.func, ast.Name) and node.func.id in _WITH_POLES
        return named and any(map(varies, node.args))
    if not isinstance(node, ast.BinOp):
        return False
    power = isinstance(node.op, ast.Pow) and not isinstance(node.right, ast.Constant)
    return (isinstance(node.op, ast.Div) and varies(node.right)) or power


def _end(objective: Objective, w: Tensor, loss: Tensor, lower: Tensor, decay: float) -> Flow:
    if not torch.isfinite(lower):
        return "edge"
    beside = _loss(objective, trials(objective, w), decay).reshape(len(RADII), 2, -1)
    near = beside[:1]  # a narrow hollow has lower places not far off
    return "minimum" if _hollow(near, loss) or _hollow(beside, loss) else None


def _hollow(beside: Tensor, loss: Tensor) -> bool:
    """Whether it is higher on both sides, and nowhere lower; higher on one side and level on the
    other is a bound that is neared. ``beside`` ``(radii, 2, ways)``: the losses both ways."""
    higher = (beside > loss).any(0)
    one_side = higher.any(0) & ~higher.all(0)
    return bool(higher.all(0).any() and not one_side.any() and not (beside < loss).any())


def _loss(objective: Objective, w: Tensor, decay: float) -> Tensor:
    return objective.loss(w) + decay / 2 * w.square().sum(-1)
