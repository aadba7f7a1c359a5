"""A module tried at its start: whether it is one function, and what torch can do with it."""

import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

import torch
from torch import Tensor

from lrviz.objectives.modules.checks import said
from lrviz.objectives.modules.objective import ModuleObjective

__all__ = ["tried"]

# Numbers differ by no more than this share through sums in another order; another function's do.
_SAME = 1e-9
_OF_TYPE = re.compile("dtype|scalar type|indices|used as ind|Long|Double")
_BROADCAST = "Using a target size"  # How torch's warning begins.


class _Pass(NamedTuple):
    """One pass there and back: ℓ, the derivative by each parameter, what torch warned of."""

    value: Any
    slopes: dict[str, Tensor | None]
    warned: list[str]


def tried(draft: ModuleObjective) -> ModuleObjective:
    """``draft`` with data of the types it takes, and all that a trial shows.

    Raises:
        ValueError: a module or a loss that fails on the data, gives no number, draws at random,
            changes itself or the data, or leaves a parameter out.
    """
    with torch.random.fork_rng(devices=[]):
        buffers = {name: each.clone() for name, each in draft.net.named_buffers()}
        fits = _of_fitting_types(draft)
        _check_left_alone(fits, draft, buffers)
        _check_fixed(fits)
        _check_pairs(fits)
        fits = replace(fits, stored=_stored(fits), reduction=_reduction(fits))
        fits = replace(fits, vectorised=_vectorised(fits))
        return replace(fits, twice=_twice(fits))


# ---- does it fit? ------------------------------------------------------------------------


def _of_fitting_types(draft: ModuleObjective) -> ModuleObjective:
    """Numbers are float64; whole ones are int64 where only that is taken: labels, indices."""
    errors: list[Exception] = []
    for fits in (replace(draft, X=X, y=y) for X in _types(draft.X) for y in _types(draft.y)):
        try:
            found = _pass(fits)
        except Exception as error:
            errors.append(error)
        else:
            _check_pass(fits, found)
            return fits
    first = next((e for e in errors if not _OF_TYPE.search(str(e))), errors[0])
    raise ValueError(
        f"`net` and `loss` must take `X` {tuple(draft.X.shape)} and `y` {tuple(draft.y.shape)} "
        f"in float64; {said(first)}"
    ) from first


def _types(given: Tensor) -> Iterator[Tensor]:
    yield given.to(torch.float64, copy=True)
    if not given.is_floating_point():
        yield given.to(torch.int64, copy=True)


def _pass(goal: ModuleObjective) -> _Pass:
    slopes: tuple[Tensor | None, ...] = ()
    with torch.enable_grad(), warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        parts = {name: each.clone().requires_grad_() for name, each in _begin(goal).items()}
        value = goal.value(parts, goal.X, goal.y)
        if isinstance(value, Tensor) and value.numel() == 1 and value.requires_grad:
            slopes = torch.autograd.grad(value.reshape(()), [*parts.values()], allow_unused=True)
    by_name = dict(zip(parts, slopes, strict=False))
    return _Pass(value, by_name, [str(each.message) for each in caught])


def _check_pass(goal: ModuleObjective, found: _Pass) -> None:
    value = found.value
    if not isinstance(value, Tensor) or value.numel() != 1:
        got = f"the shape {tuple(value.shape)}" if isinstance(value, Tensor) else repr(value)
        raise ValueError(f"`loss` must give one number, a tensor of torch; got {got}")
    for made, name in ((goal.output(_begin(goal), goal.X), "net"), (value, "loss")):
        if isinstance(made, Tensor) and made.dtype != torch.float64:
            raise ValueError(
                f"`{name}` must keep the float64 it is given; what it gives is {made.dtype}"
            )
    if not torch.isfinite(value).all():
        raise ValueError(
            f"`loss` must be finite at the net's present parameters; got {float(value):g}"
        )
    idle = [name for name in goal.shapes if found.slopes.get(name) is None]
    if idle:
        raise ValueError(
            f"`net` must use every parameter that it trains; the loss does not depend on "
            f"{', '.join(idle)}: switch requires_grad off there"
        )
    if any(each.startswith(_BROADCAST) for each in found.warned):
        _refuse_pairs(goal)


def _check_left_alone(
    goal: ModuleObjective, given: ModuleObjective, buffers: Mapping[str, Tensor]
) -> None:
    """Refuse a pass that writes into the data or into the net."""
    if any((now != then).any() for now, then in ((goal.X, given.X), (goal.y, given.y))):
        raise ValueError("`net` and `loss` must leave `X` and `y` as they are; a pass changes them")
    for name, each in goal.net.named_buffers():
        if not torch.equal(each, buffers[name]):
            raise ValueError(
                f"`net` must stay as it is when it is used; a pass changes {name}: call net.eval()"
            )


def _check_fixed(goal: ModuleObjective) -> None:
    """Refuse what is not one function: draws at random, and passes that count."""
    random = torch.get_rng_state()
    first, second = (_pass(goal).value for _ in range(2))
    if not torch.equal(first, second) or not torch.equal(random, torch.get_rng_state()):
        raise ValueError(
            "`net` must be the same function at every step; it draws random numbers or counts its "
            "passes: call net.eval(), or set dropout to 0"
        )


def _check_pairs(goal: ModuleObjective) -> None:
    """Refuse outputs ``(n, 1)`` beside a target ``(n,)``, where the loss takes every pair.

    It then does not notice when the targets change places.
    """
    output, turned = goal.output(_begin(goal), goal.X), goal.y.roll(1, 0)
    rows, shapes = goal.rows, {tuple(goal.y.shape), tuple(getattr(output, "shape", ()))}
    if shapes != {(rows, 1), (rows,)} or torch.equal(turned, goal.y):
        return
    drawn = torch.rand(output.shape, dtype=torch.float64)
    if _alike(goal.criterion(drawn, goal.y), goal.criterion(drawn, turned)):
        _refuse_pairs(goal)


def _refuse_pairs(goal: ModuleObjective) -> None:
    output = tuple(goal.output(_begin(goal), goal.X).shape)
    raise ValueError(
        f"`y` must have the shape of the net's output, {output}; with {tuple(goal.y.shape)} the "
        f"loss would compare every output with every target: y.reshape{output} fits"
    )


# ---- what can torch do with it? ----------------------------------------------------------


def _reduction(goal: ModuleObjective) -> str | None:
    """How ℓ is made of its rows: their "mean", their "sum", or neither.

    A loss with weights is the mean that torch calls so where each row has its own output.
    """
    declared = getattr(goal.criterion, "reduction", None)
    if goal.rows == 1:
        return declared if declared in {"mean", "sum"} else "mean"
    try:
        found = {_made_of_rows(goal, w) for w in _points(goal)}
        if len(found) == 1 and None not in found:
            return found.pop()
        apart = all(_rows_apart(goal, w) for w in _points(goal))
    except Exception:  # a net for so many rows and no others
        return None
    return declared if declared in {"mean", "sum"} and apart else None


def _made_of_rows(goal: ModuleObjective, w: Tensor) -> str | None:
    cut, n = max(1, goal.rows // 3), goal.rows
    first = goal.values(w[None], goal.X[:cut], goal.y[:cut])
    rest = goal.values(w[None], goal.X[cut:], goal.y[cut:])
    whole = goal.values(w[None], goal.X, goal.y)
    size = first.abs() + rest.abs()
    if _alike(whole, (cut * first + (n - cut) * rest) / n, size):
        return "mean"
    return "sum" if _alike(whole, first + rest, size) else None


def _rows_apart(goal: ModuleObjective, w: Tensor) -> bool:
    cut, parts = max(1, goal.rows // 3), goal.by_name(w)
    return _alike(goal.output(parts, goal.X)[:cut], goal.output(parts, goal.X[:cut]))


def _stored(goal: ModuleObjective) -> int:
    """How many numbers are kept for the way back from one θ."""
    kept = [goal.dim]

    def count(tensor: Tensor) -> Tensor:
        kept.append(tensor.numel())
        return tensor

    with torch.enable_grad(), torch.autograd.graph.saved_tensors_hooks(count, lambda each: each):
        goal.values(_start(goal)[None].requires_grad_(), goal.X, goal.y)
    return sum(kept)


def _vectorised(goal: ModuleObjective) -> bool:
    """Whether vmap gives what one pass after the other gives, and does not loop itself."""
    together, points = replace(goal, vectorised=True), torch.stack(_points(goal))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            values, slopes = together.all_at_once(points, goal.X, goal.y), together.gradient(points)
    except Exception:
        return False
    return _alike(values, goal.loss(points)) and _alike(slopes, goal.gradient(points))


def _twice(goal: ModuleObjective) -> bool:
    points = torch.stack(_points(goal))
    try:
        goal.hessian_product(points, torch.ones_like(points))
    except RuntimeError:
        return False
    return True


def _points(goal: ModuleObjective) -> list[Tensor]:
    """The start, and a place beside it where nothing is zero or alike by chance."""
    start = _start(goal)
    noise = torch.randn(goal.dim, generator=torch.Generator().manual_seed(0), dtype=start.dtype)
    return [start, start + 0.1 * noise]


def _start(goal: ModuleObjective) -> Tensor:
    return torch.tensor(goal.start, dtype=torch.float64)


def _begin(goal: ModuleObjective) -> dict[str, Tensor]:
    return goal.by_name(_start(goal))


def _alike(a: Tensor, b: Tensor, size: Tensor | None = None) -> bool:
    scale = (a.abs() if size is None else size).max()
    return a.shape == b.shape and bool((a - b).abs().max() <= _SAME * scale)
