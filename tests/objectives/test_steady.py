"""A function of many numbers gives each what it gives it elsewhere, to the last bit."""

from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from lrviz.objectives import primitives, steady

THIRD = torch.tensor(1 / 3, dtype=torch.float64)
OPERATIONS: dict[str, Callable[[Tensor], Tensor]] = {
    **{kind.__name__: operation for kind, operation in primitives.UNARY.items()},
    "power": lambda u: steady.power(u.abs(), u),
    "power of a number": lambda u: steady.power(THIRD, u),
    "power by a number": lambda u: steady.power(u.abs(), -7 * THIRD),
    "arctan2": lambda u: steady.arctan2(u, 1 - u),
    "logaddexp": lambda u: steady.logaddexp(u, THIRD),
}


@pytest.mark.parametrize("name", OPERATIONS)
def test_no_number_feels_how_many_stand_beside_it(name: str) -> None:
    operation = OPERATIONS[name]
    generator = torch.Generator().manual_seed(3)
    unit = 2 * torch.rand(96, dtype=torch.float64, generator=generator) - 1
    for u in (0.9 * unit, 20 * unit, unit + 2):
        whole = operation(u).nan_to_num(nan=-7.0)
        for first, count in ((0, 1), (0, 10), (3, 21), (13, 37), (5, 64), (80, 16)):
            some = u[first : first + count]
            for given in (some.clone(), torch.stack([some, some], -1)[:, 1]):
                found = operation(given).nan_to_num(nan=-7.0)
                assert torch.equal(found, whole[first : first + count]), (first, count)


def test_a_single_number_keeps_its_shape() -> None:
    assert steady.sinh(torch.tensor(1.0)).shape == ()
    assert steady.power(torch.ones(2, 3), torch.tensor(2.0)).shape == (2, 3)
    assert steady.power(torch.ones(2, 1), torch.ones(3)).shape == (2, 3)
