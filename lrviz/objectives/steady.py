"""Functions whose last digit does not depend on where in a tensor a number stands.

The vector library computes sixteen numbers at a time and what is left over another way, and
of some functions the two differ in the last digit. So that a run comes out the same however
many run beside it, these are always given a multiple of sixteen numbers in a row.
"""

from collections.abc import Callable

import torch
from torch import Tensor

__all__ = ["arcosh", "arctan2", "arsinh", "artanh", "cosh", "logaddexp", "power", "sigmoid", "sinh"]

# Arrays are filled up to a multiple of so many numbers, which torch computes in one way, and a
# rest in another.
_LANES = 16


def sigmoid(u: Tensor) -> Tensor:
    """1/(1 + e⁻ᵘ)."""
    return _steady(torch.sigmoid, u)


def sinh(u: Tensor) -> Tensor:
    """The hyperbolic sine."""
    return _steady(torch.sinh, u)


def cosh(u: Tensor) -> Tensor:
    """The hyperbolic cosine."""
    return _steady(torch.cosh, u)


def artanh(u: Tensor) -> Tensor:
    """The inverse of tanh."""
    return _steady(torch.atanh, u)


def arsinh(u: Tensor) -> Tensor:
    """The inverse of sinh."""
    return _steady(torch.asinh, u)


def arcosh(u: Tensor) -> Tensor:
    """The inverse of cosh."""
    return _steady(torch.acosh, u)


def logaddexp(u: Tensor, v: Tensor) -> Tensor:
    """log(eᵘ + eᵛ)."""
    return _steady(torch.logaddexp, u, v)


def arctan2(u: Tensor, v: Tensor) -> Tensor:
    """The angle of (v, u)."""
    return _steady(torch.atan2, u, v)


def power(u: Tensor, v: Tensor) -> Tensor:
    """uᵛ."""
    return _steady(torch.pow, u, v)


def _steady(operation: Callable[..., Tensor], *given: Tensor) -> Tensor:
    rows = [u for u in given if u.dim()]  # a single number is taken for all
    if not rows:
        return operation(*given)
    shape = rows[0].shape
    if any(u.shape != shape for u in rows):
        shape = torch.broadcast_tensors(*rows)[0].shape  # type: ignore[no-untyped-call]
    missing = -shape.numel() % _LANES
    values = operation(*(_filled(u, shape, missing) if u.dim() else u for u in given))
    return values[: shape.numel()].reshape(shape) if missing else values


def _filled(u: Tensor, shape: torch.Size, missing: int) -> Tensor:
    whole = u.expand(shape).contiguous()
    return torch.nn.functional.pad(whole.reshape(-1), (0, missing)) if missing else whole
