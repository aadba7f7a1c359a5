"""Every rule against the torch.optim class of its name."""

import inspect
from types import MappingProxyType
from typing import Any

import pytest
import torch

from lrviz.descent.optimizers import OPTIMIZERS, OptimizerRule, resolve
from tests import draws
from tests.descent.twins import SURFACES, batch_path, batch_record, torch_path, torch_record

STEPS = 80

# A rate that goes well on the bowl, and hyperparameters that are not the defaults.
CASES: dict[str, tuple[float, list[dict[str, Any]]]] = {
    "sgd": (
        0.05,
        [
            {"momentum": 0.9},
            {"momentum": 0.8, "dampening": 0.3, "weight_decay": 0.02},
            {"momentum": 0.7, "nesterov": True, "weight_decay": 0.01},
            {"dampening": 0.5, "weight_decay": 0.1},
        ],
    ),
    "adagrad": (
        0.5,
        [
            {"lr_decay": 0.05, "eps": 1e-6},
            {"initial_accumulator_value": 0.3, "weight_decay": 0.02},
        ],
    ),
    "rmsprop": (
        0.02,
        [
            {"alpha": 0.9, "eps": 1e-5, "weight_decay": 0.02},
            {"momentum": 0.6, "alpha": 0.95},
            {"centered": True, "alpha": 0.8, "eps": 1e-4},
            {"centered": True, "momentum": 0.5, "eps": 1e-3, "weight_decay": 0.01},
        ],
    ),
    "adadelta": (1.5, [{"rho": 0.8, "eps": 1e-3}, {"rho": 0.95, "weight_decay": 0.05}]),
    "adam": (
        0.1,
        [
            {"betas": (0.8, 0.99), "eps": 1e-6},
            {"amsgrad": True, "betas": (0.5, 0.9)},
            {"weight_decay": 0.05},
            {"weight_decay": 0.05, "decoupled_weight_decay": True, "betas": (0.0, 0.95)},
        ],
    ),
    "adamw": (
        0.1,
        [
            {"weight_decay": 0.1, "betas": (0.85, 0.98)},
            {"amsgrad": True, "eps": 1e-5},
            {"weight_decay": 0.0},
        ],
    ),
    "adamax": (0.1, [{"betas": (0.8, 0.9), "eps": 1e-5}, {"weight_decay": 0.05}]),
    "nadam": (
        0.1,
        [
            {"betas": (0.8, 0.95), "momentum_decay": 0.1},
            {"weight_decay": 0.05, "eps": 1e-6},
            {"weight_decay": 0.05, "decoupled_weight_decay": True},
        ],
    ),
    "radam": (
        0.1,
        [
            {"betas": (0.8, 0.95)},
            {"weight_decay": 0.05, "eps": 1e-5, "betas": (0.9, 0.7)},
            {"weight_decay": 0.05, "decoupled_weight_decay": True, "betas": (0.9, 0.5)},
        ],
    ),
    "rprop": (0.1, [{"etas": (0.4, 1.3)}, {"step_sizes": (1e-3, 0.3), "etas": (0.7, 1.1)}]),
}
PAIRS = [pytest.param(name, {}, id=f"{name}-defaults") for name in CASES] + [
    pytest.param(name, given, id=f"{name}-{'-'.join(given)}")
    for name, (_, sets) in CASES.items()
    for given in sets
]

# One hyperparameter after the other, different in each of three runs; zero among them.
PER_RUN = [
    ("sgd", {"momentum": [0.0, 0.5, 0.9], "dampening": 0.3}),
    ("sgd", {"momentum": 0.9, "dampening": [0.0, 0.3, 0.9], "weight_decay": [0.0, 0.1, 0.2]}),
    ("sgd", {"momentum": [0.3, 0.5, 0.9], "nesterov": True}),
    ("adagrad", {"lr_decay": [0.0, 0.1, 0.2], "initial_accumulator_value": [0.0, 0.5, 1.0]}),
    ("adagrad", {"eps": [1e-10, 1e-3, 0.1], "weight_decay": [0.0, 0.1, 0.2]}),
    ("rmsprop", {"alpha": [0.9, 0.99, 0.5], "momentum": [0.0, 0.5, 0.9], "centered": True}),
    ("rmsprop", {"eps": [1e-8, 1e-4, 0.1], "weight_decay": [0.0, 0.1, 0.2]}),
    ("adadelta", {"rho": [0.9, 0.5, 0.99], "eps": [1e-6, 1e-4, 1e-2]}),
    ("adam", {"betas": ([0.9, 0.0, 0.5], 0.99), "weight_decay": [0.0, 0.1, 0.2]}),
    ("adam", {"betas": (0.9, [0.999, 0.9, 0.5]), "amsgrad": True, "eps": [1e-8, 1e-4, 0.1]}),
    ("adamw", {"betas": ([0.9, 0.1, 0.5], [0.999, 0.9, 0.5]), "weight_decay": [0.0, 0.1, 0.2]}),
    ("adamax", {"betas": ([0.9, 0.1, 0.5], [0.999, 0.9, 0.5]), "eps": [1e-8, 1e-4, 0.1]}),
    ("nadam", {"betas": ([0.9, 0.1, 0.5], [0.999, 0.9, 0.5])}),
    ("nadam", {"momentum_decay": [0.0, 4e-3, 0.2], "eps": [1e-8, 1e-4, 0.1]}),
    ("radam", {"betas": ([0.9, 0.1, 0.5], [0.999, 0.9, 0.5]), "weight_decay": [0.0, 0.1, 0.2]}),
    ("rprop", {"etas": ([0.5, 0.3, 0.8], [1.2, 1.1, 2.0]), "step_sizes": (1e-4, [50, 1, 0.2])}),
]


def one_of(given: dict[str, Any], i: int) -> dict[str, Any]:
    """The hyperparameters of run i alone."""

    def own(value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(map(own, value))
        return value[i] if isinstance(value, list) else value

    return {name: own(value) for name, value in given.items()}


def assert_same_path(ours: torch.Tensor, theirs: torch.Tensor) -> None:
    assert torch.isfinite(theirs).all()
    apart = (ours - theirs).abs().max() / theirs.abs().max()
    assert apart <= 1e-9, f"{apart:.1e} apart"


def test_every_rule_has_a_case() -> None:
    assert CASES.keys() == OPTIMIZERS.keys()
    assert {name for name, _ in PER_RUN} == OPTIMIZERS.keys()


# On all surfaces every optimizer is walked by test_cross_product.
@pytest.mark.parametrize(
    ("pair", "surface"),
    draws.grid([each.values for each in PAIRS], ["bowl", "rosenbrock"], one_in=2),
    ids=str,
)
def test_path_is_that_of_torch(pair: tuple[str, dict[str, Any]], surface: str) -> None:
    name, given = pair
    loss, start, scale = SURFACES[surface]
    lr = CASES[name][0] * scale
    rates = [lr, 0.3 * lr]
    ours = batch_path(name, loss, start, rates, STEPS, **given)
    for i, rate in enumerate(rates):
        kind = OPTIMIZERS[name].torch_class
        assert_same_path(ours[:, i], torch_path(kind, loss, start, rate, STEPS, **given))


@pytest.mark.parametrize("surface", ["himmelblau"])
@pytest.mark.parametrize(("name", "given"), PER_RUN)
def test_runs_with_their_own_hyperparameters_are_separate_runs_of_torch(
    name: str, given: dict[str, Any], surface: str
) -> None:
    loss, start, scale = SURFACES[surface]
    rates = [CASES[name][0] * scale * factor for factor in (1.0, 0.5, 0.1)]
    ours = batch_path(name, loss, start, rates, STEPS, **given)
    for i, rate in enumerate(rates):
        alone = torch_path(
            OPTIMIZERS[name].torch_class, loss, start, rate, STEPS, **one_of(given, i)
        )
        assert_same_path(ours[:, i], alone)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_nadam_and_all_others_follow_torch_in_double_precision_too(name: str) -> None:
    loss, start, _ = SURFACES["bowl"]
    torch.set_default_dtype(torch.float64)
    try:
        ours = batch_path(name, loss, start, CASES[name][0], STEPS)
        theirs = torch_path(OPTIMIZERS[name].torch_class, loss, start, CASES[name][0], STEPS)
    finally:
        torch.set_default_dtype(torch.float32)
    assert_same_path(ours[:, 0], theirs)


@pytest.mark.parametrize(("name", "given"), PAIRS)
def test_recorded_state_is_that_of_torch(name: str, given: dict[str, Any]) -> None:
    loss, start, _ = SURFACES["bowl"]
    lr, rule = CASES[name][0], OPTIMIZERS[name]
    _, ours = batch_record(name, loss, start, lr, 20, **given)
    _, theirs = torch_record(rule.torch_class, loss, start, lr, 20, **given)
    kept = [entry for entry in rule.recorded if entry in ours[0]]
    assert kept == [
        entry for entry in rule.recorded if theirs[-1].get(entry, torch.tensor(0)).dim() > 0
    ]
    for mine, torchs in zip(ours[1:], theirs, strict=True):
        assert mine.keys() == ours[0].keys()
        for entry in kept:
            torch.testing.assert_close(mine[entry][0], torchs[entry], rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(("name", "given"), PAIRS)
def test_update_changes_none_of_its_inputs(name: str, given: dict[str, Any]) -> None:
    rule = OPTIMIZERS[name]
    values = resolve(rule, given, 3)
    w, grad = torch.randn(2, 3, 2, dtype=torch.float64, generator=torch.manual_seed(0))
    lr = torch.tensor([[0.1], [0.2], [0.3]], dtype=torch.float64)
    state = rule.init(w, values)
    for step in (1, 2, 9):
        inputs = {"w": w, "grad": grad, "lr": lr, **state}
        before = {entry: value.clone() for entry, value in inputs.items()}
        new_w, state = rule.update(grad, state, w, lr, step, values)
        assert all(torch.equal(inputs[entry], before[entry]) for entry in inputs)
        assert new_w.shape == w.shape
        assert new_w.dtype == torch.float64
        w = new_w


@pytest.mark.parametrize("rule", OPTIMIZERS.values(), ids=OPTIMIZERS.keys())
def test_defaults_are_those_of_torch(rule: OptimizerRule) -> None:
    left_out = {"params", "lr", "maximize", "foreach", "capturable", "differentiable", "fused"}
    signature = inspect.signature(rule.torch_class).parameters
    theirs = {name: p.default for name, p in signature.items() if name not in left_out}
    assert {each.name: each.default for each in rule.hyperparameters} == theirs
    assert rule.default_lr == signature["lr"].default
    for each in rule.hyperparameters:
        each.check(each.default)


def test_registry_cannot_be_changed() -> None:
    assert isinstance(OPTIMIZERS, MappingProxyType)
    assert all(name == rule.name for name, rule in OPTIMIZERS.items())
    assert all(rule.latex and rule.reference for rule in OPTIMIZERS.values())
