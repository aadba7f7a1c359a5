"""Every schedule against the class of torch.optim.lr_scheduler that does the same."""

from collections.abc import Callable
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest
import torch
from torch.optim import SGD, Optimizer, lr_scheduler

from lrviz.descent.optimizers import OPTIMIZERS, resolve
from lrviz.descent.schedules import SCHEDULES, Schedule, resolve_schedule
from tests.descent.twins import SURFACES, gradient

STEPS = 50
RATES = (0.3, 0.05)


def warmup_cosine(optimizer: Optimizer, steps: int, **given: Any) -> Any:
    """What a user of torch writes: LinearLR, then CosineAnnealingLR."""
    warmup = given.get("warmup", 10)
    length = given.get("T_max") or max(steps - warmup, 1)
    rise = lr_scheduler.LinearLR(
        optimizer, start_factor=given.get("start_factor", 1 / 3), total_iters=warmup
    )
    fall = lr_scheduler.CosineAnnealingLR(optimizer, length, given.get("eta_min", 0.0))
    return lr_scheduler.SequentialLR(optimizer, [rise, fall], [warmup])


def one_cycle(optimizer: Optimizer, steps: int, **given: Any) -> Any:
    (peak,) = (group["lr"] for group in optimizer.param_groups)
    given = {"total_steps": steps, **given}
    return lr_scheduler.OneCycleLR(optimizer, peak, cycle_momentum=False, **given)


Twin = Callable[..., Any]
TWINS: dict[str, Twin] = {
    "constant": lambda o, n: lr_scheduler.ConstantLR(o, factor=1.0),
    "step": lambda o, n, **given: lr_scheduler.StepLR(o, **{"step_size": 30, **given}),
    "exponential": lambda o, n, **given: lr_scheduler.ExponentialLR(o, **{"gamma": 0.95, **given}),
    "inverse_time": lambda o, n, decay=0.1: lr_scheduler.LambdaLR(o, lambda k: 1 / (1 + decay * k)),
    "polynomial": lambda o, n, **given: lr_scheduler.PolynomialLR(o, **{"total_iters": n, **given}),
    "cosine": lambda o, n, **given: lr_scheduler.CosineAnnealingLR(o, **{"T_max": n, **given}),
    "warmup_cosine": warmup_cosine,
    "one_cycle": one_cycle,
}
CASES = [
    *((name, {}) for name in TWINS),
    ("step", {"step_size": 7, "gamma": 0.5}),
    ("step", {"step_size": 1, "gamma": 1.1}),
    ("exponential", {"gamma": 0.9}),
    ("exponential", {"gamma": 1.05}),
    ("inverse_time", {"decay": 0.5}),
    ("inverse_time", {"decay": 0.0}),
    ("polynomial", {"power": 2.0}),
    ("polynomial", {"total_iters": 20, "power": 0.5}),
    ("polynomial", {"total_iters": 80}),
    ("cosine", {"eta_min": 0.01}),
    ("cosine", {"T_max": 20, "eta_min": 0.1}),
    ("cosine", {"T_max": 90}),
    ("warmup_cosine", {"warmup": 5, "start_factor": 0.01}),
    ("warmup_cosine", {"warmup": 20, "eta_min": 0.02}),
    ("warmup_cosine", {"warmup": 8, "T_max": 30, "start_factor": 1.0, "eta_min": 0.1}),
    ("one_cycle", {"pct_start": 0.5, "div_factor": 10.0, "final_div_factor": 100.0}),
    ("one_cycle", {"anneal_strategy": "linear", "pct_start": 0.25}),
    ("one_cycle", {"three_phase": True}),
    ("one_cycle", {"three_phase": True, "anneal_strategy": "linear", "pct_start": 0.4}),
    ("one_cycle", {"total_steps": 70, "pct_start": 0.0}),
    ("one_cycle", {"pct_start": 1.0}),
    ("one_cycle", {"pct_start": 0.005}),
]


def rates_of_torch(twin: Twin, lr: float, **given: Any) -> list[float]:
    optimizer = SGD([torch.zeros(1, requires_grad=True)], lr=lr)
    scheduler = twin(optimizer, STEPS, **given)
    rates = []
    for step in range(STEPS):
        rates.append(float(optimizer.param_groups[0]["lr"]))
        optimizer.step()
        if step < STEPS - 1:
            scheduler.step()
    return rates


@pytest.mark.filterwarnings("ignore:.*epoch parameter.*:UserWarning")  # torch warns of itself
@pytest.mark.parametrize(("name", "given"), CASES)
def test_rates_are_those_of_torch(name: str, given: dict[str, Any]) -> None:
    schedule = SCHEDULES[name].bind(**given)
    lr = torch.tensor(RATES, dtype=torch.float64).unsqueeze(-1)
    ours = schedule.rates(lr, STEPS)
    assert ours.shape == (STEPS, 2, 1)
    for i, rate in enumerate(RATES):
        theirs = rates_of_torch(TWINS[name], rate, **given)
        np.testing.assert_allclose(ours[:, i, 0].numpy(), theirs, rtol=1e-9, atol=1e-15)


@pytest.mark.parametrize("name", TWINS)
def test_factors_multiply_the_base_rate(name: str) -> None:
    schedule = SCHEDULES[name]
    factors = schedule.factors(STEPS)
    assert factors.shape == (STEPS,)
    assert factors.dtype == np.float64
    assert not factors.flags.writeable
    rates = schedule.rates(torch.tensor([[0.2]], dtype=torch.float64), STEPS)
    np.testing.assert_allclose(rates[:, 0, 0].numpy(), 0.2 * factors, rtol=1e-15)


@pytest.mark.parametrize("steps", [0, 1, 2, 3, 10])
@pytest.mark.parametrize("name", TWINS)
def test_a_run_of_any_length_has_finite_rates(name: str, steps: int) -> None:
    factors = SCHEDULES[name].factors(steps)
    assert factors.shape == (steps,)
    assert np.isfinite(factors).all()
    assert (factors >= 0).all()


def test_a_growing_rate_may_overflow_without_a_warning() -> None:
    rates = SCHEDULES["exponential"].bind(gamma=10.0).factors(400)
    assert np.isinf(rates[-1])
    assert not np.isnan(rates).any()


def test_no_warm_up_is_the_cosine_alone() -> None:
    plain = SCHEDULES["warmup_cosine"].bind(warmup=0).factors(20)
    np.testing.assert_array_equal(plain, SCHEDULES["cosine"].factors(20))


def test_one_cycle_keeps_its_last_rate_when_the_cycle_is_over() -> None:
    factors = SCHEDULES["one_cycle"].bind(total_steps=10).factors(30)
    np.testing.assert_array_equal(factors[:10], SCHEDULES["one_cycle"].factors(10))
    np.testing.assert_array_equal(factors[10:], np.full(20, factors[9]))


# ---- reduce_on_plateau -----------------------------------------------------------------

PLATEAU = [
    {},
    {"factor": 0.5, "patience": 0},
    {"factor": 0.5, "patience": 2, "threshold": 0.1},
    {"factor": 0.5, "patience": 2, "threshold": 0.05, "threshold_mode": "abs"},
    {"factor": 0.3, "patience": 1, "threshold": 0.2, "cooldown": 4},
    {"factor": 0.3, "patience": 1, "threshold": 0.2, "min_lr": 0.004},
    {"factor": 0.5, "patience": 1, "threshold": 0.2, "eps": 0.003},
]


def path_of_torch(surface: str, rate: float, steps: int, **given: Any) -> tuple[Any, list[float]]:
    """``loss.backward(); optimizer.step(); scheduler.step(loss)``, as everyone writes it."""
    loss, start, _ = SURFACES[surface]
    w = torch.nn.Parameter(torch.tensor(start, dtype=torch.float64))
    optimizer = SGD([w], lr=rate)
    scheduler = lr_scheduler.ReduceLROnPlateau(optimizer, **given)
    rates = []
    for _ in range(steps):
        rates.append(float(optimizer.param_groups[0]["lr"]))
        optimizer.zero_grad()
        now = loss(w)
        now.backward()
        optimizer.step()
        scheduler.step(now.item())
    return w.detach(), rates


@pytest.mark.parametrize("surface", ["bowl", "himmelblau", "saddle"])
@pytest.mark.parametrize("given", PLATEAU)
def test_reduce_on_plateau_is_that_of_torch_in_every_run(
    given: dict[str, Any], surface: str
) -> None:
    loss, start, scale = SURFACES[surface]
    base = torch.tensor([[0.49], [0.2], [0.501], [0.01]], dtype=torch.float64) * scale
    rule = OPTIMIZERS["sgd"]
    rate = SCHEDULES["reduce_on_plateau"].bind(**given).rate(base, 60, loss)
    w, rates = torch.tensor(start, dtype=torch.float64).expand(4, 2), []
    for step in range(60):
        lr = rate(step, w)
        rates.append(lr)
        w, _ = rule.update(gradient(loss, w), {}, w, lr, step + 1, resolve(rule, {}, 4))
    for i in range(4):
        end, theirs = path_of_torch(surface, float(base[i]), 60, **given)
        np.testing.assert_allclose(torch.stack(rates)[:, i, 0].numpy(), theirs, rtol=1e-12)
        torch.testing.assert_close(w[i], end, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("given", PLATEAU)
def test_reduce_on_plateau_reads_a_noisy_or_broken_loss_as_torch_does(
    given: dict[str, Any],
) -> None:
    noise = torch.rand(80, 3, generator=torch.manual_seed(1), dtype=torch.float64)
    losses = noise + torch.linspace(3, 0, 80, dtype=torch.float64)[:, None] * torch.tensor(
        [1, 0, -1]
    )
    losses[40:, 1], losses[60:, 2] = torch.nan, torch.inf
    base = torch.full((3, 1), 0.3, dtype=torch.float64)
    rate = SCHEDULES["reduce_on_plateau"].bind(**given).rate(base, 80, lambda w: w[:, 0])
    ours = torch.stack([rate(k, losses[k].unsqueeze(-1)) for k in range(80)])
    for i in range(3):
        optimizer = SGD([torch.zeros(1, requires_grad=True)], lr=0.3)
        scheduler = lr_scheduler.ReduceLROnPlateau(optimizer, **given)
        for k in range(80):
            assert float(ours[k, i, 0]) == pytest.approx(optimizer.param_groups[0]["lr"], rel=1e-12)
            optimizer.step()
            scheduler.step(float(losses[k, i]))


def test_two_runs_of_one_schedule_do_not_share_their_state() -> None:
    schedule = SCHEDULES["reduce_on_plateau"].bind(patience=0)
    base = torch.tensor([[1.0]], dtype=torch.float64)
    flat = torch.zeros(1, 1, dtype=torch.float64)
    for _ in range(2):
        rate = schedule.rate(base, 4, lambda w: w[:, 0])
        assert [round(float(rate(k, flat)), 6) for k in range(4)] == [1.0, 1.0, 0.1, 0.01]
    assert base.item() == 1.0


def test_only_reduce_on_plateau_needs_the_losses() -> None:
    assert [name for name, each in SCHEDULES.items() if each.feedback] == ["reduce_on_plateau"]
    with pytest.raises(ValueError, match="depend on the losses"):
        SCHEDULES["reduce_on_plateau"].factors(10)


# ---- the registry and its records --------------------------------------------------------


def test_every_open_schedule_has_a_twin_and_every_record_its_source() -> None:
    assert {*TWINS, "reduce_on_plateau"} == SCHEDULES.keys()
    assert isinstance(SCHEDULES, MappingProxyType)
    assert all(name == each.name and each.latex for name, each in SCHEDULES.items())
    assert all(each.reference for each in SCHEDULES.values())


def test_binding_gives_a_copy_with_the_defaults_filled_in() -> None:
    schedule = SCHEDULES["step"].bind(gamma=0.5)
    assert dict(schedule.values) == {"step_size": 30, "gamma": 0.5}
    assert dict(schedule.bind(step_size=3).values) == {"step_size": 3, "gamma": 0.5}
    assert dict(SCHEDULES["step"].values) == {"step_size": 30, "gamma": 0.1}
    assert schedule == SCHEDULES["step"].bind(gamma=0.5) != SCHEDULES["step"]


@pytest.mark.parametrize(
    ("name", "given", "sentence"),
    [
        ("step", {"step_size": 0}, "`step_size` must be a whole number at least 1; got 0"),
        ("step", {"step_size": 2.5}, "`step_size` must be a whole number at least 1; got 2.5"),
        ("step", {"gamma": 0.0}, "`gamma` must be greater than 0; got 0"),
        ("step", {"gamma": [0.1, 0.2]}, "`gamma` must be one number; got 2 numbers"),
        ("step", {"step_size": None}, "`step_size` must be a whole number at least 1; got None"),
        ("cosine", {"T_max": 0}, "`T_max` must be a whole number at least 1; got 0"),
        ("cosine", {"eta_min": -0.1}, "`eta_min` must be at least 0; got -0.1"),
        ("inverse_time", {"decay": "a"}, "`decay` must be a number, at least 0; got 'a'"),
        (
            "one_cycle",
            {"anneal_strategy": "exp"},
            "`anneal_strategy` must be one of cos, linear; got 'exp'",
        ),
        (
            "constant",
            {"gamma": 0.1},
            "`gamma` is not a hyperparameter of constant; it has none",
        ),
    ],
)
def test_a_bad_value_is_refused_in_one_sentence(
    name: str, given: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(ValueError) as refusal:
        SCHEDULES[name].bind(**given)
    assert str(refusal.value) == sentence


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("reduce_on_plateau", {"factor": 1.0}),
        ("reduce_on_plateau", {"threshold_mode": "percent"}),
        ("one_cycle", {"pct_start": 1.5}),
        ("one_cycle", {"pct_start": -0.5}),
        ("one_cycle", {"anneal_strategy": "exp"}),
        ("one_cycle", {"total_steps": 0}),
        ("warmup_cosine", {"start_factor": 0.0}),
        ("warmup_cosine", {"start_factor": 1.5}),
    ],
)
def test_what_torch_refuses_is_refused(name: str, given: dict[str, Any]) -> None:
    twins = {**TWINS, "reduce_on_plateau": lambda o, n, **g: lr_scheduler.ReduceLROnPlateau(o, **g)}
    with pytest.raises(ValueError):
        twins[name](SGD([torch.zeros(1, requires_grad=True)], lr=0.1), STEPS, **given)
    with pytest.raises(ValueError):
        SCHEDULES[name].bind(**given)


def test_a_schedule_is_meant_by_name_by_record_or_by_nothing() -> None:
    bound = SCHEDULES["step"].bind(gamma=0.5)
    assert resolve_schedule(None) is SCHEDULES["constant"]
    assert resolve_schedule("cosine") is SCHEDULES["cosine"]
    assert resolve_schedule(bound) is bound
    assert isinstance(bound, Schedule)
    for unknown in ("cosin", 3):
        with pytest.raises(ValueError, match="`schedule` must be one of constant, step"):
            resolve_schedule(unknown)  # type: ignore[arg-type]
