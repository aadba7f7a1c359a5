"""A caller's mistake is a ValueError that names the argument, whatever was given in its place."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

import lrviz

NET = lrviz.module(torch.nn.Linear(1, 1), torch.nn.MSELoss(), [[1.0], [2.0]], [[2.0], [3.0]])
X, LINE, LABELS = [[1.0], [2.0], [3.0]], [2.0, 3.0, 5.0], [0, 1, 0]


@pytest.mark.parametrize(
    ("call", "name"),
    [
        (lambda: lrviz.linear_regression(X, LINE, bias="no"), "bias"),
        (lambda: lrviz.linear_regression(X, LINE, bias=2), "bias"),
        (lambda: lrviz.linear_regression(X, LINE, bias=None), "bias"),
        (lambda: lrviz.logistic_regression(X, LABELS, bias="no"), "bias"),
        (lambda: NET.module([1.0]), "w"),
        (lambda: NET.module([1.0, 2.0, 3.0]), "w"),
        (lambda: NET.module([[1.0, 2.0]]), "w"),
        (lambda: NET.module("ab"), "w"),
        (lambda: NET.module(None), "w"),
        (lambda: lrviz.diagnose(None), "record"),
        (lambda: lrviz.diagnose([1.0]), "record"),
        (lambda: lrviz.resume("x", steps=5), "trajectory"),
        (lambda: lrviz.resume(lrviz.sweep("bowl", lr=[0.1]), steps=5), "trajectory"),
        (lambda: lrviz.descend("bowl", optimizer=torch.optim.SparseAdam), "optimizer"),
    ],
)
def test_a_mistake_is_told_by_the_name_of_the_argument(call: Callable[[], Any], name: str) -> None:
    with pytest.raises(ValueError, match=f"^`{name}` ") as refused:
        call()
    assert type(refused.value) is ValueError


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ({"momentum": "0.5"}, "a number"), ({"momentum": None}, "a number"),
        ({"momentum": True}, "a number"), ({"dampening": "1"}, "a finite number"),
        ({"optimizer": "adam", "eps": "1e-8"}, "a number"),
        ({"optimizer": "adam", "betas": ("0.9", 0.99)}, "two numbers"),
    ],
)  # fmt: skip
def test_what_is_no_number_is_not_told_that_it_is_too_small(
    given: dict[str, Any], kind: str
) -> None:
    with pytest.raises(ValueError, match=f"must be {kind}"):
        lrviz.descend("bowl", lr=0.1, **given)
    with pytest.raises(ValueError, match="`momentum` must be at least 0; got -1"):
        lrviz.descend("bowl", lr=0.1, momentum=-1)


def test_what_is_right_is_taken_as_before() -> None:
    assert lrviz.linear_regression(X, LINE, bias=np.bool_(False)).dim == 1
    assert lrviz.logistic_regression(X, LABELS, bias=True).dim == 2
    made = NET.module(np.array([2.0, 1.0]))
    assert made(torch.tensor([[3.0]], dtype=torch.float64)).item() == 7.0
