"""resume: a change of rate or optimizer in mid-run, against a torch loop that does the same."""

from typing import Any

import numpy as np
import pytest
import torch

from lrviz import OBJECTIVES, OPTIMIZERS, SCHEDULES, Trajectory, descend, resume, sweep
from tests.descent.oracle import apart, torch_run
from tests.descent.toy import line
from tests.test_cross_product import GIVEN, sane_rate

CASES = [(name, given) for name, sets in GIVEN.items() for given in sets]


@pytest.mark.parametrize("surface", ["bowl", "himmelblau"])
@pytest.mark.parametrize(("name", "given"), CASES)
def test_a_new_rate_in_mid_run_is_what_torch_does_with_the_same_optimizer(
    name: str, given: dict[str, Any], surface: str
) -> None:
    lr = sane_rate(OBJECTIVES[surface], name)
    run = descend(surface, optimizer=name, lr=lr, steps=20, **given)
    run = resume(resume(run, lr=lr / 2, steps=15), lr=1.5 * lr, steps=15)
    changes = {20: lr / 2, 35: 1.5 * lr}
    kind = OPTIMIZERS[name].torch_class
    twin = torch_run(kind, OBJECTIVES[surface], lr, 50, changes=changes, **given)
    assert apart(run.w, twin.w) <= 1e-9
    assert run.lr.tolist() == [lr] * 20 + [lr / 2] * 15 + [1.5 * lr] * 15
    assert [(each.start, each.age) for each in run.segments] == [(0, 0), (20, 20), (35, 35)]


@pytest.mark.parametrize(("name", "given"), CASES)
def test_going_on_as_before_is_the_run_that_never_paused(name: str, given: dict[str, Any]) -> None:
    whole = descend("beale", optimizer=name, lr=0.01, steps=90, **given)
    half = descend("beale", optimizer=name, lr=0.01, steps=40, **given)
    rates = [0.01, 0.02]
    of_sweep = sweep("beale", optimizer=name, lr=rates, steps=40, **given)[0]
    for part in (half, of_sweep):
        assert_same(resume(part, steps=50), whole)
    assert_same(resume(whole, at=40, steps=50), whole)


def assert_same(one: Trajectory, other: Trajectory) -> None:
    for name in ("w", "loss", "grad", "lr"):
        assert getattr(one, name).tobytes() == getattr(other, name).tobytes(), name
    assert one.state.keys() == other.state.keys()
    for name, values in one.state.items():
        assert values.tobytes() == other.state[name].tobytes(), name


def test_another_optimizer_starts_afresh_where_the_first_one_stood() -> None:
    first = descend("beale", lr=0.01, momentum=0.9, steps=30)
    run = resume(first, optimizer="adam", lr=0.05, steps=40, betas=(0.8, 0.99))
    fresh = descend(
        "beale", optimizer="adam", lr=0.05, steps=40, start=first.w[-1], betas=(0.8, 0.99)
    )
    assert run.w[30:].tobytes() == fresh.w.tobytes()
    assert run.w[:31].tobytes() == first.w.tobytes()
    assert [(s.start, s.age, s.settings.optimizer) for s in run.segments] == [
        (0, 0, "sgd"),
        (30, 0, "adam"),
    ]
    assert np.isnan(run.state["exp_avg"][:30]).all()
    assert np.isnan(run.state["momentum_buffer"][30:]).all()


def test_a_second_change_knows_how_old_the_second_optimizer_is() -> None:
    first = descend("beale", lr=0.01, steps=30)
    adam = resume(first, optimizer="adam", lr=0.05, steps=10)
    run = resume(adam, lr=0.02, steps=20)
    twin = torch_run(
        torch.optim.Adam, OBJECTIVES["beale"], 0.05, 30, start=first.w[-1], changes={10: 0.02}
    )
    assert apart(run.w[30:], twin.w) <= 1e-9
    assert [each.age for each in run.segments] == [0, 0, 10]


def test_rewinding_past_a_change_brings_the_first_optimizer_back() -> None:
    whole = descend("beale", lr=0.01, momentum=0.9, steps=60)
    first = descend("beale", lr=0.01, momentum=0.9, steps=30)
    changed = resume(first, optimizer="adam", lr=0.05, steps=30)
    again = resume(changed, at=20, steps=40)
    assert again.w.tobytes() == whole.w.tobytes()
    assert [each.settings.optimizer for each in again.segments] == ["sgd", "sgd"]
    rewound = resume(changed, at=50, steps=10)
    assert rewound.w.tobytes() == changed.w.tobytes()


def test_an_earlier_row_is_a_fork() -> None:
    run = descend("bowl", lr=0.1, steps=20)
    fork = resume(run, at=5, steps=10, lr=0.4)
    assert fork.steps == 15
    assert np.array_equal(fork.w[:6], run.w[:6])
    assert np.array_equal(fork.w[5:], descend("bowl", start=run.w[5], lr=0.4, steps=10).w)
    assert resume(run, at=0, steps=3).w.tobytes() == run.w[:4].tobytes()


@pytest.mark.parametrize("name", ["sgd", "rmsprop"])
@pytest.mark.parametrize(("before", "after"), [(0.9, 0.5), (0.9, 0.0)])
def test_a_new_momentum_in_mid_run_is_what_torch_does(
    name: str, before: float, after: float
) -> None:
    run = resume(
        descend("himmelblau", optimizer=name, lr=0.002, momentum=before, steps=20),
        momentum=after,
        steps=20,
    )
    w = torch.nn.Parameter(torch.tensor(OBJECTIVES["himmelblau"].start, dtype=torch.float64))
    optimizer = OPTIMIZERS[name].torch_class([w], lr=0.002, momentum=before)  # type: ignore[call-arg]
    path = [w.detach().clone()]
    for i in range(40):
        if i == 20:
            optimizer.param_groups[0]["momentum"] = after
        optimizer.zero_grad()
        OBJECTIVES["himmelblau"].loss(w).backward()
        optimizer.step()
        path.append(w.detach().clone())
    assert apart(run.w, torch.stack(path).numpy()) <= 1e-9


def test_momentum_can_be_switched_on_in_mid_run() -> None:
    first = descend("bowl", lr=0.05, steps=10)
    run = resume(first, momentum=0.9, steps=10)
    fresh = descend("bowl", lr=0.05, momentum=0.9, steps=10, start=first.w[-1])
    assert run.w[10:].tobytes() == fresh.w.tobytes()


def test_minibatches_go_on_where_the_epoch_stood() -> None:
    given: dict[str, Any] = {"batch_size": 5, "seed": 4, "lr": 0.05, "momentum": 0.5}
    whole = descend(line(), steps=33, **given)
    run = resume(descend(line(), steps=12, **given), steps=21)
    assert_same(run, whole)
    assert run.batch_loss is not None
    assert whole.batch_loss is not None
    assert run.batch_loss.tobytes() == whole.batch_loss.tobytes()
    assert run.batch_index is not None
    pairs = zip(run.batch_index, whole.batch_index or (), strict=True)
    assert all(np.array_equal(a, b) for a, b in pairs)


def test_no_more_steps_change_nothing() -> None:
    for run in (
        descend("bowl", lr=0.1, steps=5, momentum=0.5),
        descend(line(), lr=0.1, steps=5, batch_size=4),
    ):
        again = resume(run, steps=0)
        assert_same(again, run)
        assert (again.batch_loss is None) == (run.batch_loss is None)


def test_a_schedule_may_take_over() -> None:
    run = resume(descend("bowl", lr=0.1, steps=5), steps=4, lr=0.2, schedule="exponential")
    expected = SCHEDULES["exponential"].factors(4) * 0.2
    np.testing.assert_allclose(run.lr[5:], expected, rtol=1e-15)


def test_a_run_that_blew_up_can_go_on_from_its_last_finite_row() -> None:
    blown = descend("parabola", lr=1e9, steps=500)
    run = resume(blown, at=2, lr=1e-3, steps=5)
    assert (run.outcome, run.steps) == ("completed", 7)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"at": 11}, "`at` must be a whole number from 0 to 10; got 11"),
        ({"at": -1}, "`at` must be a whole number from 0 to 10; got -1"),
        ({"at": 1.5}, "`at` must be a whole number from 0 to 10; got 1.5"),
        ({"steps": -1}, "`steps` must be a whole number, 0 or more; got -1"),
        ({"lr": 0.0}, "`lr` must be positive and finite; got 0"),
        ({"lr": [0.1, 0.2]}, "`lr` must be given once for one run; got 2"),
        ({"optimizer": "sdg"}, "`optimizer` must be one of"),
        ({"moment": 0.5}, "`moment` is not a hyperparameter of sgd"),
        ({"schedule": "cosin"}, "`schedule` must be one of"),
    ],
)
def test_a_mistake_is_a_value_error_that_names_it(given: dict[str, Any], message: str) -> None:
    run = descend("bowl", steps=10)
    with pytest.raises(ValueError, match=message):
        resume(run, **{"steps": 1, **given})


def test_a_run_of_no_steps_has_no_rate_to_go_on_with() -> None:
    run = descend("bowl", steps=0)
    with pytest.raises(ValueError, match="`lr` must be given to continue a run of no steps"):
        resume(run, steps=1)
    assert resume(run, steps=1, lr=0.1).w.tobytes() == descend("bowl", steps=1).w.tobytes()
