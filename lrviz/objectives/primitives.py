"""The torch operations formulas are made of, each of one or two tensors.

torch's own wherever it has one. A root is torch.sqrt whose derivative at 0 is finite, so
that at the tip of a cone (the minimum of Ackley's function) the gradient is 0 and not NaN.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import sympy
import torch
from torch import Tensor

from lrviz.objectives import functions as f

Operation = Callable[..., Tensor]

# Smallest normal float64: added to √u it changes no root of a normal number.
_TINY = torch.finfo(torch.float64).tiny
_HALF = torch.tensor(0.5, dtype=torch.float64)


def half_inverse_root(root: Tensor) -> Tensor:
    """1 / (2√u) from √u; at u = 0 huge but finite, so that 0 times it is 0."""
    return 0.5 / (root + _TINY)


def above(u: Tensor, v: Tensor) -> Tensor:
    """1 where u > v, ½ where they tie, else 0."""
    return torch.heaviside(u - v, _HALF)


class _Root(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, u: Tensor) -> Tensor:
        root = torch.sqrt(u)
        ctx.save_for_backward(u)
        return root

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> Tensor:
        (u,) = ctx.saved_tensors
        return gradients[0] * half_inverse_root(root(u))


def root(u: Tensor) -> Tensor:
    """√u, NaN below 0; differentiable any number of times."""
    if not (u.requires_grad and torch.is_grad_enabled()):
        return torch.sqrt(u)
    result: Tensor = _Root.apply(u)  # type: ignore[no-untyped-call]
    return result


UNARY: Mapping[type[sympy.Function], Operation] = MappingProxyType(
    {
        f.Absolute: torch.abs,
        f.Sqrt: root,
        f.Relu: torch.relu,
        f.Sign: torch.sign,
        f.Sigmoid: torch.sigmoid,
        sympy.exp: torch.exp,
        sympy.log: torch.log,
        sympy.sin: torch.sin,
        sympy.cos: torch.cos,
        sympy.tan: torch.tan,
        sympy.sinh: torch.sinh,
        sympy.cosh: torch.cosh,
        sympy.tanh: torch.tanh,
    }
)

BINARY: Mapping[type[sympy.Function], Operation] = MappingProxyType(
    {f.Larger: torch.maximum, f.Smaller: torch.minimum, f.Above: above}
)

# Functions of u that torch computes from u and a number.
WITH_NUMBER: Mapping[type[sympy.Function], tuple[Operation, float]] = MappingProxyType(
    {
        f.Softplus: (torch.logaddexp, 0.0),
        f.Step: (torch.heaviside, 0.0),
    }
)
