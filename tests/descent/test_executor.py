"""sweep with an executor: the same record to the last bit, whoever ran its parts."""

import io
import multiprocessing
import pickle
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing.reduction import ForkingPickler
from typing import Any

import numpy as np
import pytest
import torch

import lrviz
from lrviz import OBJECTIVES, OPTIMIZERS, SCHEDULES, Sweep, formula, sweep
from lrviz.objectives.base import Objective
from tests import nudge
from tests.descent.toy import line

RATES = np.geomspace(1e-4, 3.0, 21)
MANY = np.geomspace(1e-4, 1.0, 150)


class Recorder(Executor):
    """Runs each job where it is asked to, and knows how many runs each had."""

    def __init__(self) -> None:
        self.runs: list[int] = []
        self.asked: list[Future[Any]] = []

    def submit(self, job: Callable[..., Any], /, *given: Any, **named: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self.asked.append(future)
        self.runs.append(len(given[0].lr))
        future.set_result(job(*given, **named))
        return future


class Idle(Executor):
    """Answers its first job and never comes to the others."""

    def __init__(self) -> None:
        self.asked: list[Future[Any]] = []

    def submit(self, job: Callable[..., Any], /, *given: Any, **named: Any) -> Future[Any]:
        future: Future[Any] = Future()
        if not self.asked:
            try:
                future.set_result(job(*given, **named))
            except ValueError as error:
                future.set_exception(error)
        self.asked.append(future)
        return future


@pytest.fixture(scope="module")
def threads() -> Iterator[Executor]:
    with ThreadPoolExecutor(3) as pool:
        yield pool


def assert_same(one: Sweep, other: Sweep, relative: float = 0.0) -> None:
    assert one.outcome == other.outcome
    assert list(one.state) == list(other.state)
    pairs = [(getattr(one, name), getattr(other, name)) for name in ARRAYS]
    pairs += [(one.state[name], other.state[name]) for name in one.state]
    pairs += zip(one.batch_index or (), other.batch_index or (), strict=True)
    for ours, theirs in pairs:
        assert (ours is None) == (theirs is None)
        if ours is None:
            continue
        assert (ours.shape, ours.dtype) == (theirs.shape, theirs.dtype)
        assert not theirs.flags.writeable
        if relative:
            np.testing.assert_allclose(theirs, ours, rtol=relative, atol=0)
        else:
            assert ours.tobytes() == theirs.tobytes()


ARRAYS = ("w", "loss", "grad", "lr", "base_lr", "length", "batch_loss", "beyond")


def regression(rows: int, columns: int, *, labels: bool = False) -> Objective:
    rng = np.random.default_rng(5)
    X = rng.normal(size=(rows, columns))
    y = X.sum(1) + rng.normal(size=rows)
    if labels:
        return lrviz.logistic_regression(X, (y > 0).astype(float))
    return lrviz.linear_regression(X, y)


def net() -> Objective:
    X = np.linspace(-2, 2, 30)
    return lrviz.network(X, np.sin(X), hidden=(6,))


HALF = [0.0] * 10 + [0.9] * 11
CASES: dict[str, tuple[Any, dict[str, Any]]] = {
    "blown up": ("bowl", {"steps": 900}),
    "no steps": ("bowl", {"steps": 0}),
    "own momentum": ("beale", {"momentum": HALF, "weight_decay": 0.1}),
    "own pair": ("booth", {"optimizer": "adam", "betas": (HALF, 0.99), "amsgrad": True}),
    "own start": ("wave", {"start": np.linspace([-3.0], [3.0], 21)}),
    "start without a value": (
        formula("log(x) + x"),
        {"start": [[-1.0]] * 12 + [[2.0]] * 9, "steps": 30},
    ),
    "random start": ("himmelblau", {"start": "random", "seed": 4}),
    "tolerance, then blown up": ("bowl", {"loss_tol": 0.5, "steps": 600}),
    "gradient tolerance": ("bowl", {"grad_tol": 1.0}),
    "functions of a vector library": (formula("asinh(x) + cosh(y)/9 + sigmoid(x) + y^2.3"), {}),
    "autograd": ("ackley", {"gradient": "autograd"}),
    "numeric": ("ackley", {"gradient": "numeric", "h": 1e-4}),
    "a torch class": ("booth", {"optimizer": torch.optim.NAdam, "steps": 12}),
    "minibatches": (line(), {"batch_size": 5, "seed": 3, "drop_last": True}),
    "minibatches, tolerance": (line(), {"batch_size": 5, "seed": 3, "grad_tol": 0.5}),
}


@pytest.mark.parametrize("case", CASES)
def test_the_record_is_that_of_one_batch(case: str, threads: Executor) -> None:
    goal, given = CASES[case]
    assert_same(sweep(goal, lr=RATES, **given), sweep(goal, lr=RATES, executor=threads, **given))


def test_also_for_every_optimizer_and_every_schedule(threads: Executor) -> None:
    given = [{"optimizer": name} for name in OPTIMIZERS]
    given += [{"schedule": name, "optimizer": "adam"} for name in SCHEDULES]
    given += [{"schedule": SCHEDULES["reduce_on_plateau"].bind(patience=2), "momentum": HALF}]
    for each in given:
        whole = sweep("rosenbrock", lr=RATES, steps=40, **each)
        assert_same(whole, sweep("rosenbrock", lr=RATES, steps=40, executor=threads, **each))


@pytest.mark.parametrize("labels", [False, True])
@pytest.mark.parametrize(("rows", "columns"), [(20, 1), (300, 5), (2000, 17)])
def test_also_for_regressions(rows: int, columns: int, labels: bool, threads: Executor) -> None:
    goal = regression(rows, columns, labels=labels)
    for given in ({}, {"batch_size": 7}, {"batch_size": rows // 2, "optimizer": "adam"}):
        for lr in (MANY, MANY[:47], MANY[:9]):
            given |= {"steps": 7}
            assert_same(sweep(goal, lr=lr, **given), sweep(goal, lr=lr, executor=threads, **given))


def test_a_run_of_a_regression_does_not_feel_how_many_run_beside_it() -> None:
    goal = regression(3000, 13, labels=True)
    whole = sweep(goal, lr=MANY, steps=4)
    some = sweep(goal, lr=MANY[:64], steps=4)
    assert whole.w[:56].tobytes() == some.w[:56].tobytes()  # the last block may have another size


@pytest.mark.parametrize("batch_size", [None, 8])
def test_networks_agree_to_rounding(batch_size: int | None, threads: Executor) -> None:
    given: dict[str, Any] = {"lr": np.geomspace(1e-3, 0.3, 16), "batch_size": batch_size}
    assert_same(sweep(net(), **given), sweep(net(), executor=threads, **given), relative=1e-14)


@pytest.mark.parametrize("runs", [1, 2, 3, 4, 5, 40])
def test_every_run_is_in_one_part_of_two_or_more(runs: int) -> None:
    recorder = Recorder()
    record = sweep("bowl", lr=RATES[:1].repeat(runs), steps=3, executor=recorder)
    assert sum(recorder.runs) == len(record) == runs
    assert min(recorder.runs) >= min(runs, 2)
    assert len(recorder.runs) > 1 or runs < 4


# ---- progress, cancelling, mistakes ----------------------------------------------------


def test_progress_is_told_in_steps_and_ends_with_all(threads: Executor) -> None:
    told: list[tuple[int, int]] = []
    sweep("bowl", lr=RATES, steps=80, executor=threads, progress=lambda *at: told.append(at))
    assert told == sorted(told)
    assert told[-1] == (80, 80)


def test_a_cancelled_sweep_keeps_what_was_run_and_leaves_the_rest_at_its_start() -> None:
    idle = Idle()
    record = sweep(
        "bowl", lr=RATES[:16], steps=50, optimizer="adam", batch_size=None, executor=idle,
        progress=lambda done, steps: False,
    )  # fmt: skip
    whole = sweep("bowl", lr=RATES[:16], steps=50, optimizer="adam")
    made = record.length == 50
    assert 2 <= made.sum() < 16
    assert record.w[made].tobytes() == whole.w[made].tobytes()
    assert [each.value for each in record.outcome] == [
        "completed" if done else "cancelled" for done in made
    ]
    assert (record.length[~made] == 0).all()
    assert np.isnan(record.w[~made, 1:]).all()
    assert record.grad[~made, 0].tobytes() == whole.grad[~made, 0].tobytes()
    assert all(future.cancelled() for future in idle.asked[1:])


def test_a_part_that_fails_is_the_callers_to_know_and_calls_the_others_off() -> None:
    idle = Idle()
    with pytest.raises(ValueError, match="hyperparameters"):
        sweep("bowl", lr=RATES, optimizer=torch.optim.SGD, speed=3, executor=idle)
    assert len(idle.asked) > 1
    assert all(future.cancelled() for future in idle.asked[1:])


@pytest.mark.parametrize("bad", [4, "threads", ThreadPoolExecutor])
def test_what_is_no_executor_is_refused_by_name(bad: Any) -> None:
    with pytest.raises(ValueError, match=r"`executor` must be a concurrent\.futures\.Executor"):
        sweep("bowl", lr=0.1, executor=bad)


# ---- on the way ------------------------------------------------------------------------


class WithoutTensors(ForkingPickler):
    """Refuses a tensor: between processes it would be a handle to shared memory."""

    def persistent_id(self, thing: Any) -> None:
        assert not isinstance(thing, torch.Tensor | torch.UntypedStorage)


def travelled(thing: Any) -> Any:
    WithoutTensors(io.BytesIO()).dump(thing)
    return pickle.loads(pickle.dumps(thing))  # noqa: S301


EVERYTHING = "erf(x) + sinc(y) + cbrt(x) + max(x, y)^3 + gelu(x) + softplus(y) + atan2(x, y) + 3"


def test_an_objective_that_has_travelled_computes_the_same() -> None:
    goals = [*OBJECTIVES.values(), formula(EVERYTHING), net(), regression(30, 2), line()]
    for goal in [*goals, regression(30, 2, labels=True)]:
        goal.loss(w := torch.randn(9, goal.dim, dtype=torch.float64))  # fills what is cached
        there = travelled(goal)
        assert (there.name, there.start, there.latex) == (goal.name, goal.start, goal.latex)
        for name in ("loss", "gradient", "hessian"):
            ours, theirs = getattr(goal, name)(w), getattr(there, name)(w)
            assert ours.numpy().tobytes() == theirs.numpy().tobytes(), (goal.name, name)


def test_a_record_that_has_travelled_is_the_same_and_read_only() -> None:
    goal = line()
    record = sweep(goal, lr=[0.1, 0.2, 9e9], batch_size=4, momentum=[0.1, 0.2, 0.3])
    there = travelled(record)
    assert_same(record, there)
    assert there[1].settings.hyperparameters == record[1].settings.hyperparameters
    one = travelled(record[0])
    assert one.w.tobytes() == record[0].w.tobytes()
    assert not one.w.flags.writeable


def test_a_table_and_a_schedule_travel() -> None:
    table = lrviz.read_table(b"size,price\n1,2\n3,5\n")
    there = travelled(table)
    assert (there.names, there.values.tolist()) == (table.names, table.values.tolist())
    assert not there.values.flags.writeable
    for schedule in SCHEDULES.values():
        assert travelled(schedule) == schedule


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_refusal_travels_too(language: str) -> None:
    for refuse in (lambda: formula("x + foo("), lambda: lrviz.read_table(b"size,price\n")):
        with pytest.raises((lrviz.FormulaError, lrviz.TableError)) as caught:
            refuse()
        error = caught.value
        there = pickle.loads(pickle.dumps(error))  # noqa: S301
        assert type(there) is type(error)
        assert str(there) == str(error)
        assert there.in_language(language) == error.in_language(language)


def test_worker_processes_give_the_same_record() -> None:
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context, initializer=nudge.install) as pool:
        for goal, given in (
            ("ackley", {"optimizer": "adam", "betas": (HALF, 0.9), "schedule": "cosine"}),
            (formula(EVERYTHING), {"schedule": "reduce_on_plateau", "start": (0.3, 0.4)}),
            (line(), {"batch_size": 5, "seed": 3}),
            (regression(2000, 9, labels=True), {"batch_size": 50, "steps": 9}),
            ("bowl", {"optimizer": torch.optim.SGD, "momentum": 0.5, "steps": 9}),
        ):
            there = sweep(goal, lr=RATES, executor=pool, **given)
            assert_same(sweep(goal, lr=RATES, **given), there)
        there = sweep(net(), lr=RATES, executor=pool)
        assert_same(sweep(net(), lr=RATES), there, relative=1e-14)
        assert pool.submit(torch.get_num_threads).result() == 1
