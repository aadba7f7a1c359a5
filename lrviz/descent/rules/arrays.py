"""Arithmetic on torch's tensors and numpy's arrays alike, to the same last bit.

IEEE 754 leaves no choice in a sum, a product, a quotient or a root: it is the nearest number,
whoever computes it. Torch's fused operations (lerp, addcmul), its own root and its quotient of a
number by a tensor are not, or only on some processors. An update is therefore written in operators
and in what stands here, and comes out the same from either library, in a batch of any size. On a
few hundred numbers numpy takes less than half of the time. Whoever works on arrays has silenced
numpy: what has no value is NaN.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

__all__ = ["ARRAYS", "Array", "arrays_of", "double", "larger", "like", "root", "signs", "where"]

Array = Any  # A Tensor or an NDArray[np.float64], as all others of a call.
ARRAYS = (Tensor, np.ndarray)  # What is not a single number.


def root(a: Array) -> Array:
    """√a, the nearest number: numpy's."""
    if not isinstance(a, Tensor):
        return np.sqrt(a)
    with np.errstate(invalid="ignore"):  # NaN, in silence, as all of torch's
        return torch.from_numpy(np.sqrt(a.numpy()))


def larger(a: Array, b: Array) -> Array:
    """The larger of two, NaN where one is."""
    return torch.maximum(a, b) if isinstance(a, Tensor) else np.maximum(a, b)


def where(condition: Array, a: Array, b: Array) -> Array:
    """a where the condition holds, b elsewhere."""
    if not isinstance(condition, Tensor):
        return np.where(condition, a, b)
    a, b = (torch.as_tensor(each, dtype=torch.float64) for each in (a, b))
    return torch.where(condition, a, b)


def signs(a: Array) -> Array:
    """1, 0 or −1; 0 of NaN, as torch has it."""
    return a.sign() if isinstance(a, Tensor) else (a > 0) - (a < 0).astype(a.dtype)


def double(a: Array) -> Array:
    """In double precision."""
    return a.double() if isinstance(a, Tensor) else a.astype(np.float64)


def like(a: Array, values: Sequence[float]) -> Array:
    """Numbers in the shape of a, in its type."""
    if isinstance(a, Tensor):
        return torch.tensor(values, dtype=a.dtype).view_as(a)
    return np.array(values, dtype=a.dtype).reshape(a.shape)


def arrays_of(value: Any) -> Any:
    """A tensor as an array of the same memory; so also of those in a tuple or mapping."""
    if isinstance(value, tuple):
        return tuple(map(arrays_of, value))
    if isinstance(value, dict):
        return {name: arrays_of(each) for name, each in value.items()}
    return value.numpy() if isinstance(value, Tensor) else value
