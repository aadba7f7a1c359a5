"""Where a network begins: the registry of ways to draw its first weights."""

import itertools
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

import torch
from torch import Generator, Tensor
from torch.nn import init

__all__ = ["INITIALISATIONS", "initial"]

Fill = Callable[[Tensor, float, Generator], Tensor]


def _spread(weight: Tensor, sigma: float, generator: Generator) -> Tensor:
    return init.kaiming_uniform_(weight, a=5**0.5, generator=generator)


INITIALISATIONS: Mapping[str, Fill] = MappingProxyType(
    {
        "xavier": lambda weight, _, generator: init.xavier_normal_(weight, generator=generator),
        "he": lambda weight, _, generator: init.kaiming_normal_(
            weight, nonlinearity="relu", generator=generator
        ),
        "normal": lambda weight, sigma, generator: init.normal_(
            weight, 0.0, sigma, generator=generator
        ),
        "torch": _spread,
        "zeros": lambda weight, _, __: init.zeros_(weight),
    }
)


def initial(sizes: Sequence[int], how: str, *, sigma: float = 0.01, seed: int = 0) -> Tensor:
    """First weights θ ``(dim,)``, drawn layer by layer by ``seed``; biases are 0.

    "xavier" N(0, 2/(in + out)) and "he" N(0, 2/in) keep the size of values and gradients
    level from layer to layer, for symmetric units and for ReLU; "normal" is N(0, σ²) in
    every layer; "zeros" is no beginning at all, the units of a layer never part. "torch" is
    what torch.nn.Linear does by itself: uniform in ±1/√in, and the biases likewise.

    Source: Glorot and Bengio, Understanding the difficulty of training deep feedforward
    neural networks (2010); He et al., Delving deep into rectifiers (2015).
    """
    generator = torch.Generator().manual_seed(seed)
    found: list[Tensor] = []
    for before, after in itertools.pairwise(sizes):
        weight = torch.empty(after, before, dtype=torch.float64)
        bias = torch.zeros(after, dtype=torch.float64)
        INITIALISATIONS[how](weight, sigma, generator)
        if how == "torch":
            init.uniform_(bias, -(before**-0.5), before**-0.5, generator=generator)
        found += [weight.flatten(), bias]
    return torch.cat(found)
