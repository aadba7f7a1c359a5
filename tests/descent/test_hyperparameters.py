"""What may be given as a hyperparameter, and what the refusal says."""

import math
from typing import Any

import numpy as np
import pytest
import torch

from lrviz.descent.optimizers import OPTIMIZERS, Hyperparameter, resolve

BAD = [
    ("sgd", {"momentum": -0.1}),
    ("sgd", {"weight_decay": -1e-9}),
    ("sgd", {"nesterov": True}),
    ("sgd", {"nesterov": True, "momentum": 0.9, "dampening": 0.1}),
    ("adagrad", {"lr_decay": -1.0}),
    ("adagrad", {"weight_decay": -1.0}),
    ("adagrad", {"initial_accumulator_value": -1.0}),
    ("adagrad", {"eps": -1.0}),
    ("rmsprop", {"alpha": -0.5}),
    ("rmsprop", {"eps": -0.5}),
    ("rmsprop", {"momentum": -0.5}),
    ("rmsprop", {"weight_decay": -0.5}),
    ("adadelta", {"rho": -0.1}),
    ("adadelta", {"rho": 1.1}),
    ("adadelta", {"eps": -0.1}),
    ("adadelta", {"weight_decay": -0.1}),
    *[
        (name, given)
        for name in ("adam", "adamw", "adamax", "nadam", "radam")
        for given in (
            {"betas": (1.0, 0.999)},
            {"betas": (0.9, 1.0)},
            {"betas": (-0.1, 0.999)},
            {"betas": (0.9, -0.1)},
            {"eps": -1e-8},
            {"weight_decay": -0.1},
        )
    ],
    ("nadam", {"momentum_decay": -0.1}),
    ("rprop", {"etas": (0.0, 1.2)}),
    ("rprop", {"etas": (1.0, 1.2)}),
    ("rprop", {"etas": (0.5, 1.0)}),
]
EDGES = [  # the last values that are still allowed
    ("sgd", {"momentum": 1.5, "dampening": -2.0}),
    ("sgd", {"nesterov": True, "momentum": 0.001}),
    ("rmsprop", {"alpha": 1.2}),
    ("adadelta", {"rho": 0.0}),
    ("adadelta", {"rho": 1.0}),
    ("adam", {"betas": (0.0, 0.0), "eps": 0.0}),
    ("rprop", {"etas": (0.999, 1.001), "step_sizes": (0.0, 1e9)}),
]


def made_by_torch(name: str, given: dict[str, Any]) -> torch.optim.Optimizer:
    return OPTIMIZERS[name].torch_class([torch.zeros(1, requires_grad=True)], **given)


@pytest.mark.parametrize(("name", "given"), BAD)
def test_what_torch_refuses_is_refused(name: str, given: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        made_by_torch(name, given)
    with pytest.raises(ValueError, match=f"`({'|'.join(given)})`"):
        resolve(OPTIMIZERS[name], given, 1)


@pytest.mark.parametrize(("name", "given"), EDGES)
def test_what_torch_allows_is_allowed(name: str, given: dict[str, Any]) -> None:
    made_by_torch(name, given)
    resolve(OPTIMIZERS[name], given, 1)


@pytest.mark.parametrize(
    "bad", [math.nan, math.inf, "0.9", None, True, [], [[0.1]], 1j, {}, [None], "ab", np.array("a")]
)
def test_no_hyperparameter_takes_what_is_not_a_finite_number(bad: object) -> None:
    for rule in OPTIMIZERS.values():
        for each in rule.hyperparameters:
            if each.kind == "float":
                with pytest.raises(ValueError, match=f"`{each.name}` must be"):
                    each.check(bad)
            if each.kind == "pair":
                for pair in (bad, (bad, each.default[1]), (each.default[0], bad)):
                    with pytest.raises(ValueError, match=f"`{each.name}` must be"):
                        each.check(pair)
            if each.kind == "bool" and bad is not True:
                with pytest.raises(ValueError, match=f"`{each.name}` must be True or False"):
                    each.check(bad)


@pytest.mark.parametrize(
    ("name", "given", "sentence"),
    [
        ("sgd", {"momentum": -1}, "`momentum` must be at least 0; got -1"),
        ("sgd", {"momentum": [0.1, -0.5, 2]}, "`momentum` must be at least 0; got -0.5"),
        ("sgd", {"momentum": "a"}, "`momentum` must be a number, at least 0; got 'a'"),
        ("sgd", {"dampening": math.nan}, "`dampening` must be a finite number; got nan"),
        ("adadelta", {"rho": 2.0}, "`rho` must be at least 0 and at most 1; got 2"),
        (
            "adam",
            {"betas": (0.9, 1.0)},
            "`betas` must be two numbers at least 0 and below 1; got 1",
        ),
        (
            "rprop",
            {"etas": (0.5, 0.9)},
            "`etas` must be two numbers, greater than 0 and below 1 and greater than 1; got 0.9",
        ),
        (
            "rprop",
            {"eta": 1},
            "`eta` is not a hyperparameter of rprop; it has etas, step_sizes",
        ),
        (
            "sgd",
            {"momentum": [0.1, 0.2]},
            "`momentum` must be one number, or one for each of the 3 runs; got 2 numbers",
        ),
    ],
)
def test_the_refusal_names_what_is_allowed_and_what_was_given(
    name: str, given: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(ValueError) as refusal:
        resolve(OPTIMIZERS[name], given, 3)
    assert str(refusal.value) == sentence


def test_a_combination_is_refused_where_any_run_has_it() -> None:
    with pytest.raises(ValueError, match="`nesterov` needs a positive `momentum` in every run"):
        resolve(OPTIMIZERS["sgd"], {"momentum": [0.0, 0.9], "nesterov": True}, 2)
    with pytest.raises(ValueError, match="`nesterov` needs `dampening` to be 0 in every run"):
        resolve(OPTIMIZERS["sgd"], {"momentum": 0.9, "dampening": [0.0, 0.1], "nesterov": True}, 2)


@pytest.mark.parametrize(
    "column", [[0.0, 0.5, 0.9], np.array([0.0, 0.5, 0.9]), torch.tensor([0.0, 0.5, 0.9])]
)
def test_one_number_per_run_becomes_a_column(column: Any) -> None:
    momentum = resolve(OPTIMIZERS["sgd"], {"momentum": column}, 3)["momentum"]
    assert momentum.shape == (3, 1)
    assert momentum.dtype == torch.float64
    torch.testing.assert_close(momentum[:, 0], torch.as_tensor(column).double())


def test_a_pair_may_mix_a_number_and_a_column() -> None:
    beta1, beta2 = resolve(OPTIMIZERS["adam"], {"betas": (0.9, [0.99, 0.9])}, 2)["betas"]
    assert beta1 == 0.9
    assert beta2.tolist() == [[0.99], [0.9]]


@pytest.mark.parametrize("same", [0.9, np.float64(0.9), np.array(0.9), [0.9, 0.9]])
def test_the_same_for_every_run_is_a_python_float(same: Any) -> None:
    momentum = resolve(OPTIMIZERS["sgd"], {"momentum": same}, 2)["momentum"]
    assert type(momentum) is float
    assert momentum == 0.9


def test_the_callers_array_can_change_afterwards() -> None:
    column = np.array([0.1, 0.2])
    momentum = resolve(OPTIMIZERS["sgd"], {"momentum": column}, 2)["momentum"]
    column[:] = 7.0
    assert momentum.tolist() == [[0.1], [0.2]]


def test_a_whole_number_may_be_written_as_a_float_but_has_no_fraction() -> None:
    patience = Hyperparameter(name="patience", default=10, kind="int", low=0)
    assert patience.check(10.0) == 10
    assert type(patience.check(10.0)) is int
    with pytest.raises(ValueError, match="a whole number at least 0"):
        patience.check(2.5)
