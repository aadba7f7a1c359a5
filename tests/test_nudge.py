"""The arithmetic of another machine is off by a last digit, and by no more."""

import pytest
import torch

from lrviz.descent import launch
from tests.nudge import NUMBER, nudged

VALUES = torch.randn(4, 500, dtype=torch.float64, generator=torch.Generator().manual_seed(0))


def test_every_number_moves_by_an_ulp_at_most_and_some_by_one() -> None:
    moved = nudged(VALUES, 1).view(torch.int64) - VALUES.view(torch.int64)
    shares = [(moved == by).double().mean().item() for by in (-1, 0, 1)]
    assert sum(shares) == pytest.approx(1)
    assert min(shares) > 0.25


def test_the_same_number_moves_the_same_way_wherever_it_stands() -> None:
    assert torch.equal(nudged(VALUES, 1)[2, 7:9], nudged(VALUES[2, 7:9], 1))
    assert not torch.equal(nudged(VALUES, 1), nudged(VALUES, 2))


def test_what_was_not_rounded_is_left_alone() -> None:
    exact = torch.tensor([0.0, -2.5, 1e3, 2.0**-40, torch.inf, torch.nan], dtype=torch.float64)
    assert torch.equal(nudged(exact, 1).view(torch.int64), exact.view(torch.int64))


def test_the_engine_takes_its_gradients_from_where_they_are_nudged() -> None:
    assert (launch.gradient_function.__module__ == "tests.nudge") == bool(NUMBER)
