"""descend: the closed form, outcomes, the stop rule, progress, what is refused."""

import inspect
import re
from dataclasses import fields
from typing import Any

import numpy as np
import pytest
import torch

import lrviz
from lrviz import OBJECTIVES, OPTIMIZERS, Outcome, Trajectory, descend, resume, sweep
from lrviz.descent.checks import check_memory
from tests.descent.oracle import apart, torch_run
from tests.descent.toy import Line, line

QUADRATIC = [name for name, goal in OBJECTIVES.items() if goal.constant_hessian is not None]


def closed_form(name: str, lr: float, steps: int) -> np.ndarray:
    """w* + Q (1 − ηλ)ᵏ Qᵀ (w₀ − w*), by numpy; a saddle is stationary at the origin."""
    goal = OBJECTIVES[name]
    hessian = goal.hessian(torch.tensor(goal.start, dtype=torch.float64)).numpy()
    values, vectors = np.linalg.eigh(hessian)
    best = np.array(goal.minima[0]) if goal.minima else np.zeros(goal.dim)
    along = vectors.T @ (np.array(goal.start) - best)
    k = np.arange(steps + 1)[:, None]
    return best + ((1 - lr * values) ** k * along) @ vectors.T


@pytest.mark.parametrize("share", [0.01, 0.3, 0.5, 0.9, 0.999, 1.001, 1.2])
@pytest.mark.parametrize("name", QUADRATIC)
def test_a_quadratic_is_descended_as_the_closed_form_says(name: str, share: float) -> None:
    goal = OBJECTIVES[name]
    assert goal.constant_hessian is not None
    lr = share * 2 / float(torch.linalg.eigvalsh(goal.constant_hessian).abs().max())
    run = descend(name, lr=lr, steps=40)
    exact = closed_form(name, lr, 40)
    assert (np.abs(run.w - exact).max(1) <= 1e-12 * np.abs(exact).max()).all()


def test_the_quadratic_surfaces_are_known_as_such() -> None:
    assert set(QUADRATIC) == {"bowl", "ravine", "parabola", "saddle", "booth", "matyas"}


def test_the_first_picture_is_what_the_textbook_computes() -> None:
    run = descend("bowl", start=(-5, -2), lr=0.1, steps=20)
    k = np.arange(21)
    np.testing.assert_allclose(run.w[:, 0], -5 * 0.8**k, rtol=1e-12)
    np.testing.assert_allclose(run.w[:, 1], -2 * 0.6**k, rtol=1e-12)
    np.testing.assert_allclose(run.loss, (run.w**2 @ [1, 2]), rtol=1e-12)
    np.testing.assert_allclose(run.grad, run.w * [2, 4], rtol=1e-12)
    assert (run.lr == 0.1).all()


@pytest.mark.parametrize("name", OBJECTIVES)
def test_every_row_holds_the_loss_and_the_gradient_of_its_own_point(name: str) -> None:
    goal, run = OBJECTIVES[name], descend(name, lr=1e-3, steps=30, optimizer="adam")
    for row in range(31):
        w = torch.tensor(run.w[row], requires_grad=True)
        loss = goal.loss(w)
        (grad,) = torch.autograd.grad(loss, w)
        np.testing.assert_allclose(run.loss[row], loss.item(), rtol=1e-12, atol=1e-12)
        np.testing.assert_allclose(run.grad[row], grad, rtol=1e-9, atol=1e-9)


def arrays(run: Trajectory) -> dict[str, np.ndarray]:
    found = {each.name: getattr(run, each.name) for each in fields(run)} | dict(run.state)
    return {name: value for name, value in found.items() if isinstance(value, np.ndarray)}


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_shapes_are_those_of_the_contract_and_everything_is_float64(name: str) -> None:
    run = descend("bowl", optimizer=name, steps=7)
    for entry, array in arrays(run).items():
        assert array.dtype == np.float64, entry
    assert run.w.shape == run.grad.shape == (8, 2)
    assert run.loss.shape == (8,)
    assert run.lr.shape == (7,)
    assert all(entry.shape[0] == 8 for entry in run.state.values())
    assert run.steps == 7


def test_arrays_that_leave_are_read_only() -> None:
    record = sweep(line(), lr=[0.1, 5.0], steps=400, batch_size=4, momentum=0.5)
    runs = [descend("bowl", momentum=0.9), record[1], resume(record[0], steps=3)]
    for run in runs:
        for name, array in arrays(run).items():
            assert not array.flags.writeable, name
        with pytest.raises(ValueError):
            run.w[0] = 0
    assert record.batch_index is not None
    for array in (record.w, record.loss, record.lr, record.base_lr, record.length):
        assert not array.flags.writeable
    assert not any(index.flags.writeable for index in record.batch_index)


def test_no_steps_are_a_record_of_the_start() -> None:
    run = descend("bowl", steps=0, start=(1, 2))
    assert run.w.tolist() == [[1, 2]]
    assert run.grad.tolist() == [[2, 8]]
    assert (run.steps, run.outcome) == (0, "completed")
    assert run.lr.shape == (0,)
    assert len(sweep("bowl", lr=[0.1, 0.2], steps=0)) == 2


# ---- outcomes --------------------------------------------------------------------------


@pytest.mark.parametrize(("formula", "start", "lr"), [("x - log(x)", 3, 40), ("sqrt(x)", 1, 4)])
def test_leaving_the_domain_of_a_formula_ends_the_run_before(
    formula: str, start: float, lr: float
) -> None:
    goal = lrviz.formula(formula)
    run = descend(goal, start=[start], lr=lr, steps=50)
    twin = torch_run(torch.optim.SGD, goal, lr, 50, start=[start])
    assert run.outcome is Outcome.NON_FINITE
    assert run.steps == twin.last_finite
    assert not np.isfinite(twin.loss[run.steps + 1])
    assert apart(run.w, twin.w[: run.steps + 1]) <= 1e-9


def test_a_run_may_blow_up_in_any_chunk_and_at_any_step() -> None:
    for growth in (1.01, 1.5, 3.0, 30.0, 1e9, 1e200):
        lr = (1 + growth) / 2
        run = descend("parabola", start=[1.0], lr=lr, steps=60000)
        last = int(np.floor(np.log(np.sqrt(np.finfo(float).max)) / np.log(growth)))
        assert run.outcome is Outcome.NON_FINITE
        assert abs(run.steps - last) <= 1
        assert np.isfinite(run.loss).all()
        assert np.isfinite(run.grad).all()


def test_tolerance_on_the_gradient_ends_at_the_first_row_that_meets_it() -> None:
    whole = descend("bowl", lr=0.1, steps=400)
    run = descend("bowl", lr=0.1, steps=400, grad_tol=1e-6)
    norm = np.linalg.norm(whole.grad, axis=-1)
    assert run.outcome is Outcome.TOLERANCE
    assert run.steps == int((norm <= 1e-6).argmax())
    assert np.array_equal(run.w, whole.w[: run.steps + 1])


def test_tolerance_on_the_loss_ends_after_the_first_step_that_meets_it() -> None:
    whole = descend("bowl", lr=0.1, steps=400)
    run = descend("bowl", lr=0.1, steps=400, loss_tol=1e-9)
    assert run.outcome is Outcome.TOLERANCE
    assert run.steps == int((np.abs(np.diff(whole.loss)) <= 1e-9).argmax()) + 1


def test_a_tolerance_that_is_not_met_changes_nothing() -> None:
    run = descend("bowl", lr=0.001, steps=50, grad_tol=1e-9, loss_tol=1e-15)
    assert (run.outcome, run.steps) == ("completed", 50)
    assert descend("bowl", lr=0.9, steps=9000, grad_tol=1e-9).outcome is Outcome.NON_FINITE


def test_a_start_at_a_stationary_point_needs_no_step() -> None:
    run = descend("bowl", start=(0, 0), grad_tol=0.0)
    assert (run.outcome, run.steps) == ("tolerance", 0)


def test_the_stop_rule_ends_the_work_and_not_only_the_record() -> None:
    seen: list[int] = []
    descend("bowl", lr=0.2, steps=100_000, grad_tol=1e-9, progress=lambda i, n: seen.append(i))
    assert seen[-1] < 300


# ---- progress and cancelling -----------------------------------------------------------


def test_progress_counts_up_to_the_end() -> None:
    seen: list[tuple[int, int]] = []
    descend("bowl", steps=150, progress=lambda done, all_: seen.append((done, all_)))
    done = [each[0] for each in seen]
    assert done == sorted(set(done))
    assert seen[-1] == (150, 150)
    assert len(seen) > 1


def test_a_step_that_is_told_of_has_its_loss(monkeypatch: pytest.MonkeyPatch) -> None:
    judged: list[int] = []
    told: list[tuple[int, int]] = []
    loss = Line.loss

    def counted(self: Line, w: torch.Tensor) -> torch.Tensor:
        judged.append(w.shape[:-1].numel())
        return loss(self, w)

    def hear(done: int, _: int) -> None:
        told.append((done, sum(judged)))

    monkeypatch.setattr(Line, "loss", counted)
    descend(line(), lr=0.1, steps=300, batch_size=5, progress=hear)
    assert len(told) > 3
    assert all(losses > done for done, losses in told)


@pytest.mark.parametrize("optimizer", ["sgd", "adam", torch.optim.Adam])
def test_cancelling_keeps_all_that_was_recorded(optimizer: Any) -> None:
    whole = descend("beale", optimizer=optimizer, lr=0.01, steps=200)
    run = descend(
        "beale", optimizer=optimizer, lr=0.01, steps=200, progress=lambda done, _: done < 100
    )
    assert run.outcome is Outcome.CANCELLED
    assert 100 <= run.steps < 200
    assert np.array_equal(run.w, whole.w[: run.steps + 1])
    assert np.array_equal(run.loss, whole.loss[: run.steps + 1])
    assert run.grad[-1] == pytest.approx(whole.grad[run.steps])


def test_cancelling_at_the_very_end_is_completing() -> None:
    assert descend("bowl", steps=10, progress=lambda *_: False).outcome is Outcome.COMPLETED


def test_a_cancelled_sweep_tells_who_had_ended_already() -> None:
    record = sweep("bowl", lr=[0.1, 1e9], steps=500, progress=lambda *_: False)
    assert record.outcome == (Outcome.CANCELLED, Outcome.NON_FINITE)
    assert record.length[0] == record.steps < 500


# ---- what is refused -------------------------------------------------------------------

nan, inf = float("nan"), float("inf")
BAD: list[tuple[dict[str, Any], str]] = [
    ({"objective": "bowll"}, "`objective` must be one of .*; got 'bowll'.*'bowl'"),
    ({"objective": 3}, "`objective` must be an Objective or the name of one; got 3"),
    ({"optimizer": "sdg"}, "`optimizer` must be one of .*; got 'sdg' .*'sgd'"),
    ({"optimizer": int}, "`optimizer` must be one of .*; got <class 'int'>"),
    ({"optimizer": None}, "`optimizer` must be one of .*; got None"),
    ({"lr": 0}, "`lr` must be positive and finite; got 0"),
    ({"lr": -0.1}, "`lr` must be positive and finite; got -0.1"),
    ({"lr": nan}, "`lr` must be positive and finite; got nan"),
    ({"lr": inf}, "`lr` must be positive and finite; got inf"),
    ({"lr": "0.1"}, "`lr` must be made of numbers; got '0.1'"),
    ({"lr": None}, "`lr` must be made of numbers; got None"),
    ({"lr": [0.1, 0.2]}, "`lr` must be given once for one run; got 2"),
    ({"lr": []}, "`lr` must be positive and finite; got none"),
    ({"lr": [[0.1]]}, "`lr` must be one number, or one for each run"),
    ({"lr": True}, "`lr` must be made of numbers; got True"),
    ({"steps": -1}, "`steps` must be a whole number, 0 or more; got -1"),
    ({"steps": 1.5}, "`steps` must be a whole number, 0 or more; got 1.5"),
    ({"steps": True}, "`steps` must be a whole number, 0 or more; got True"),
    ({"steps": 10**9}, "1 runs of 1000000000 steps would need .* GiB.*; [0-9]+ steps of one run"),
    ({"steps": 10**400}, "would need"),
    ({"start": (1, 2, 3)}, r"`start` must be 2 numbers \(x, y\); got \(1, 2, 3\)"),
    ({"start": 1.0}, r"`start` must be 2 numbers \(x, y\); got 1.0"),
    ({"start": [[1, 2], [3, 4]]}, "`start` must be given once for one run; got 2"),
    ({"start": (1, nan)}, r"`start` must be finite; got \(1, nan\)"),
    ({"start": "here"}, "`start` must be one of random; got 'here'"),
    ({"start": (1e300, 0)}, "`start` must be a point where the loss is finite; at .* it is inf"),
    ({"schedule": "cosin"}, "`schedule` must be one of .*; got 'cosin'"),
    ({"gradient": "exact"}, "`gradient` must be one of analytic, autograd, numeric; got 'exact'"),
    ({"h": 0}, "`h` must be positive and finite; got 0"),
    ({"h": "tiny"}, "`h` must be positive and finite; got 'tiny'"),
    ({"seed": -1}, "`seed` must be a whole number from 0 to .*; got -1"),
    ({"seed": 0.5}, "`seed` must be a whole number from 0 to .*; got 0.5"),
    ({"seed": 2**80}, "`seed` must be a whole number from 0 to"),
    ({"batch_size": 4}, "`batch_size` is for objectives made of data; bowl has no rows, got 4"),
    ({"objective": line(), "batch_size": 0}, "`batch_size` must be a whole number from 1 to 23"),
    ({"objective": line(), "batch_size": 24}, "`batch_size` must .* from 1 to 23; got 24"),
    ({"objective": line(), "batch_size": 2.5}, "`batch_size` must .* from 1 to 23; got 2.5"),
    ({"grad_tol": -1e-9}, "`grad_tol` must be finite and at least 0, or None; got -1e-09"),
    ({"loss_tol": nan}, "`loss_tol` must be finite and at least 0, or None; got nan"),
    ({"loss_tol": "small"}, "`loss_tol` must be finite and at least 0, or None; got 'small'"),
    ({"progress": 3}, "`progress` must be a function or None; got 3"),
    ({"momentun": 0.9}, "`momentun` is not a hyperparameter of sgd; it has momentum"),
    ({"momentum": -0.1}, "`momentum` must be at least 0; got -0.1"),
    ({"momentum": [0.1, 0.2]}, "`momentum` must be given once for one run; got 2"),
    ({"momentum": "a lot"}, "`momentum` must be a number, at least 0; got 'a lot'"),
    ({"nesterov": True}, "`nesterov` needs a positive `momentum`"),
    ({"optimizer": "adam", "betas": (0.9, 1.0)}, "`betas` must be two numbers .*; got 1"),
    ({"optimizer": "adam", "betas": 0.9}, "`betas` must be two numbers .*; got 0.9"),
    ({"optimizer": "adam", "betas": ([0.9, 0.8], 0.99)}, "`betas` must be given once"),
    ({"optimizer": torch.optim.Adam, "beta": 3}, "`optimizer` Adam must take .* got beta=3"),
    ({"optimizer": torch.optim.Optimizer}, "`optimizer` Optimizer must take an lr"),
]


@pytest.mark.parametrize(("given", "message"), BAD, ids=[str(given)[:60] for given, _ in BAD])
def test_a_mistake_is_a_value_error_that_names_it(given: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        descend(**{"objective": "bowl", **given})


BAD_SWEEPS: list[tuple[dict[str, Any], str]] = [
    ({"lr": [0.1, -1.0]}, "`lr` must be positive and finite; got -1"),
    ({"lr": [0.1, 0.2, 0.3], "momentum": [0.1, 0.2]}, "`momentum` must be given once, or once"),
    ({"lr": [0.1, 0.2], "momentum": [0.1, 0.2, 0.3]}, "`lr` must be given once, or once for each"),
    ({"lr": [0.1, 0.2], "start": [[1, 2]] * 3}, "`lr` must be given once, or once for each of"),
    ({"lr": 0.1, "start": [[1, 2], [1]]}, "`start` must be made of numbers"),
    ({"lr": 0.1, "start": [(1e300, 0), (0, 1e300)]}, "`start` must be a point where the loss"),
    ({"lr": [[0.1, 0.2]]}, "`lr` must be one number, or one for each run"),
]


@pytest.mark.parametrize(("given", "message"), BAD_SWEEPS, ids=[str(g)[:60] for g, _ in BAD_SWEEPS])
def test_a_sweep_that_cannot_be_is_refused(given: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        sweep("bowl", **given)


def test_a_sweep_too_large_is_refused_with_the_number_that_fits() -> None:
    with pytest.raises(ValueError, match="runs of 100000 steps would need") as refusal:
        sweep("bowl", lr=np.geomspace(1e-3, 1, 10**5), steps=10**5)
    (fits,) = re.findall(r"; (\d+) runs of so many steps would fit", str(refusal.value))
    runs = int(fits)
    check_memory(runs, 10**5, 7)
    with pytest.raises(ValueError, match=f"{runs} runs of so many steps"):
        check_memory(runs + 1, 10**5, 7)


@pytest.mark.parametrize("value", [np.array(0.9), torch.tensor(0.9).double() * 0 + 0.9, [0.9]])
def test_one_number_may_come_in_any_clothes(value: Any) -> None:
    plain = descend("bowl", lr=0.05, momentum=0.9)
    dressed = descend("bowl", lr=np.float64(0.05), momentum=value, steps=np.int64(100))
    assert np.array_equal(plain.w, dressed.w)


def test_descend_and_sweep_take_the_same_arguments() -> None:
    one, many = inspect.signature(descend).parameters, inspect.signature(sweep).parameters
    own = {"executor", "out"}  # what only many runs can have
    assert one.keys() | own == many.keys()
    assert {n: p.default for n, p in one.items() if n != "lr"} == {
        n: p.default for n, p in many.items() if n not in {"lr", *own}
    }
