"""The torch operations formulas are made of, each of one or two tensors.

torch's own wherever it has one. A root is torch.sqrt whose derivative at 0 is finite, so
that at the tip of a cone (the minimum of Ackley's function) the gradient is 0 and not NaN.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import sympy
import torch
from torch import Tensor

from lrviz.objectives import functions as f
from lrviz.objectives import special, steady

Operation = Callable[..., Tensor]

# Smallest normal float64: added to √u it changes no root of a normal number.
_TINY = torch.finfo(torch.float64).tiny
INFINITE_SLOPE = 1e290  # Roots are steeper at 0, where a limit stands for their infinite slope.
# What a step is at the kink itself: between its two sides.
_HALF = torch.tensor(0.5, dtype=torch.float64)
_THIRD = torch.tensor(1 / 3, dtype=torch.float64)  # The exponent of a cube root.


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


def cube_root(u: Tensor) -> Tensor:
    """∛u, negative below 0."""
    return torch.sign(u) * steady.power(torch.abs(u), _THIRD)


def sinc(u: Tensor) -> Tensor:
    """sin(u)/u, 1 at 0."""
    return torch.sinc(u / torch.pi)


def sinc_slope(u: Tensor) -> Tensor:
    """The first derivative of sin(u)/u."""
    near, away = u.abs() < 1, torch.where(u.abs() < 1, 1.0, u)
    return torch.where(
        near, u * _series(u, _SLOPE), (torch.cos(away) - torch.sin(away) / away) / away
    )


def sinc_bend(u: Tensor) -> Tensor:
    """The second derivative of sin(u)/u."""
    near, away = u.abs() < 1, torch.where(u.abs() < 1, 1.0, u)
    far = -torch.sin(away) / away - 2 * (torch.cos(away) - torch.sin(away) / away) / away**2
    return torch.where(near, _series(u, _BEND), far)


# The series of both about 0, where their closed forms lose digits: in powers of u².
_SLOPE = [(-1) ** k * 2 * k / math.factorial(2 * k + 1) for k in range(1, 11)]
_BEND = [(2 * k - 1) * c for k, c in enumerate(_SLOPE, start=1)]


def _series(u: Tensor, coefficients: Sequence[float]) -> Tensor:
    square = u * u
    total = torch.zeros_like(u)
    for c in reversed(coefficients):
        total = total * square + c
    return total


UNARY: Mapping[type[sympy.Function], Operation] = MappingProxyType(
    {
        f.Absolute: torch.abs,
        f.Sqrt: root,
        f.Relu: torch.relu,
        f.Sign: torch.sign,
        f.Sigmoid: steady.sigmoid,
        sympy.exp: torch.exp,
        sympy.log: torch.log,
        sympy.sin: torch.sin,
        sympy.cos: torch.cos,
        sympy.tan: torch.tan,
        sympy.sinh: steady.sinh,
        sympy.cosh: steady.cosh,
        sympy.tanh: torch.tanh,
        special.Log2: torch.log2,
        special.Log10: torch.log10,
        special.Log1p: torch.log1p,
        special.Expm1: torch.expm1,
        special.Arcsin: torch.asin,
        special.Arccos: torch.acos,
        special.Arctan: torch.atan,
        special.Arsinh: steady.arsinh,
        special.Arcosh: steady.arcosh,
        special.Artanh: steady.artanh,
        special.Erf: torch.erf,
        special.Erfc: torch.erfc,
        special.Sinc: sinc,
        special.SincSlope: sinc_slope,
        special.SincBend: sinc_bend,
        special.Cbrt: cube_root,
        special.Floor: torch.floor,
        special.Ceiling: torch.ceil,
        special.Round: torch.round,
    }
)

BINARY: Mapping[type[sympy.Function], Operation] = MappingProxyType(
    {
        f.Larger: torch.maximum,
        f.Smaller: torch.minimum,
        f.Above: above,
        special.Arctan2: steady.arctan2,
    }
)

# Functions of u that torch computes from u and a number.
WITH_NUMBER: Mapping[type[sympy.Function], tuple[Operation, float]] = MappingProxyType(
    {
        f.Softplus: (steady.logaddexp, 0.0),
        f.Step: (torch.heaviside, 0.0),
    }
)
