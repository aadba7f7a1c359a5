"""Tapes with much arithmetic, played by numpy: to the last bit what torch computes, sooner.

One operation on a few hundred numbers costs torch three times what it costs numpy, and
nearly all of a step of descent is such operations. Sums, products and quotients are rounded
alike everywhere; roots and transcendental functions are not, so they stay with torch, which
takes numpy's arrays as they are.
"""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

LARGEST = 2**16  # Of more numbers at once numpy and torch are equally fast.

_SAME: Mapping[Any, Callable[..., Any]] = MappingProxyType(
    {
        torch.add: np.add,
        torch.sub: np.subtract,
        torch.mul: np.multiply,
        torch.div: np.divide,
        torch.neg: np.negative,
        torch.abs: np.abs,
        torch.reciprocal: np.reciprocal,
    }
)

PlainStep = tuple[Callable[..., Any], int, int, int | None]
Numbers = NDArray[np.float64] | float
Player = Callable[[Tensor], tuple[Numbers, ...] | None]
Looped = Callable[[NDArray[np.float64]], NDArray[np.float64]]


def player(
    registers: Sequence[Tensor | None],
    steps: Sequence[tuple[Any, int, int, int | None]],
    outputs: Sequence[int],
) -> Player | None:
    """A function that plays the tape, None where less than half of it is arithmetic.

    It returns None for a tensor that is not numpy's business: one that autograd follows,
    of another type, or a large one.
    """
    if not _is_plain(steps):
        return None
    plain = [(_SAME.get(do) or _by_torch(do), out, a, b) for do, out, a, b in steps]
    numbers = [None if value is None else value.item() for value in registers]

    def play(w: Tensor) -> tuple[Numbers, ...] | None:
        if w.requires_grad or w.dtype != torch.float64 or w.numel() > LARGEST:
            return None
        try:
            array = w.numpy()
        except RuntimeError:  # torch.func follows it
            return None
        return _played(array, list(numbers), plain, outputs)

    return play


def _is_plain(steps: Sequence[tuple[Any, int, int, int | None]]) -> bool:
    return 2 * sum(operation in _SAME for operation, *_ in steps) >= len(steps)


def looped(
    registers: Sequence[Tensor | None],
    steps: Sequence[tuple[Any, int, int, int | None]],
    outputs: Sequence[int],
    runs: int,
) -> Looped | None:
    """A function that plays the tape again and again at an array w ``(runs, dim)``, for its
    results side by side ``(runs, n)``; None as for ``player``.

    Its registers are rows of memory that it keeps, so it is for one thread; what it returns is
    new. Whoever calls it has silenced numpy.
    """
    if not _is_plain(steps) or runs > LARGEST:
        return None
    rows = np.empty((len(registers), runs))
    r = [
        row if given is None else given.numpy() for row, given in zip(rows, registers, strict=True)
    ]
    plan = [_bound(do, r[out], r[a], None if b is None else r[b]) for do, out, a, b in steps]
    found = [r[i] for i in outputs]

    def play(w: NDArray[np.float64]) -> NDArray[np.float64]:
        rows[: w.shape[1]] = w.T
        for do, given in plan:
            do(*given)
        results = np.empty((runs, len(found)))
        for i, each in enumerate(found):
            results[:, i] = each
        return results

    return play


def _bound(operation: Any, out: Any, a: Any, b: Any) -> tuple[Callable[..., Any], tuple[Any, ...]]:
    """A step with its operands."""
    given = (a,) if b is None else (a, b)
    if operation in _SAME:
        return _SAME[operation], (*given, out)
    return _into, (torch.from_numpy(out), operation, *map(torch.from_numpy, given))


def _into(out: Tensor, operation: Callable[..., Tensor], *given: Tensor) -> None:
    out.copy_(operation(*given))


def _by_torch(operation: Callable[..., Tensor]) -> Callable[..., Any]:
    """An operation of torch on numpy's arrays."""

    def done(a: Numbers, b: Numbers | None = None) -> Any:
        if b is None:
            return operation(_tensor(a)).numpy()
        return operation(_tensor(a), _tensor(b)).numpy()

    return done


def _tensor(value: Numbers) -> Tensor:
    if isinstance(value, np.ndarray):
        return torch.from_numpy(value)
    return torch.tensor(value, dtype=torch.float64)


@np.errstate(all="ignore")
def _played(
    w: Any, r: list[Any], steps: Sequence[PlainStep], outputs: Sequence[int]
) -> tuple[Numbers, ...]:
    for i in range(w.shape[-1]):
        r[i] = w[..., i]
    for operation, out, a, b in steps:
        r[out] = operation(r[a]) if b is None else operation(r[a], r[b])
    return tuple([r[i] for i in outputs])
