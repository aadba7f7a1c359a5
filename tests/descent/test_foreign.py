"""Any torch.optim.Optimizer subclass runs as it is."""

from typing import Any

import numpy as np
import pytest
import torch

from lrviz import OBJECTIVES, Outcome, descend, diagnose, resume, sweep
from tests.descent.oracle import apart, torch_run
from tests.descent.toy import line


class SignDescent(torch.optim.Optimizer):
    """w ← w − η·sign(g): an optimizer somebody might write."""

    def __init__(self, params: Any, lr: float = 0.1, shrink: float = 1.0) -> None:
        super().__init__(params, {"lr": lr, "shrink": shrink})

    def step(self, closure: Any = None) -> None:
        if closure is not None:
            closure()
        for group in self.param_groups:
            for param in group["params"]:
                param.data -= group["lr"] * param.grad.sign()
                group["lr"] *= group["shrink"]


@pytest.mark.parametrize("surface", ["bowl", "himmelblau", "wave"])
@pytest.mark.parametrize(
    ("kind", "given"),
    [
        (torch.optim.Adam, {"betas": (0.8, 0.99), "amsgrad": True}),
        (torch.optim.ASGD, {"lambd": 1e-3}),
        (torch.optim.SGD, {"momentum": 0.9, "nesterov": True}),
        (SignDescent, {}),
    ],
)
def test_it_walks_the_path_of_the_plain_loop(
    kind: type[torch.optim.Optimizer], given: dict[str, Any], surface: str
) -> None:
    run = descend(surface, optimizer=kind, lr=0.005, steps=40, **given)
    twin = torch_run(kind, OBJECTIVES[surface], 0.005, 40, **given)
    assert apart(run.w, twin.w) <= 1e-9
    assert run.settings.optimizer == kind.__name__


def test_one_of_torch_and_the_rule_of_its_name_agree() -> None:
    ours = descend("beale", optimizer="adam", lr=0.01, steps=60)
    theirs = descend("beale", optimizer=torch.optim.Adam, lr=0.01, steps=60)
    assert apart(ours.w, theirs.w) <= 1e-9
    assert diagnose(ours).verdict == diagnose(theirs).verdict


def test_an_optimizer_that_asks_several_times_a_step_runs_too() -> None:
    run = descend("rosenbrock", optimizer=torch.optim.LBFGS, lr=1.0, steps=30)
    twin = descend(
        "rosenbrock",
        optimizer=torch.optim.LBFGS,
        lr=1.0,
        steps=30,
        line_search_fn="strong_wolfe",
    )
    assert run.loss[-1] < 1e-9
    assert twin.loss[-1] < 1e-9


def test_with_minibatches_the_closure_sees_the_loss_of_the_batch() -> None:
    goal, seen = line(), []

    class Spy(torch.optim.SGD):
        def step(self, closure: Any = None) -> Any:
            seen.append(float(closure()))
            return super().step()

    run = descend(goal, optimizer=Spy, lr=0.05, steps=9, batch_size=4)
    assert run.batch_loss is not None
    np.testing.assert_allclose(seen, run.batch_loss, rtol=1e-12)
    ours = descend(goal, optimizer="sgd", lr=0.05, steps=9, batch_size=4)
    assert apart(run.w, ours.w) <= 1e-12


def test_a_schedule_sets_its_rate() -> None:
    run = descend("bowl", optimizer=torch.optim.SGD, lr=0.2, steps=50, schedule="cosine")
    ours = descend("bowl", lr=0.2, steps=50, schedule="cosine")
    assert apart(run.w, ours.w) <= 1e-12
    assert np.array_equal(run.lr, ours.lr)


def test_a_sweep_runs_them_one_by_one() -> None:
    record = sweep("bowl", optimizer=torch.optim.Adam, lr=[0.1, 0.3], steps=20)
    for i, lr in enumerate((0.1, 0.3)):
        alone = descend("bowl", optimizer=torch.optim.Adam, lr=lr, steps=20)
        assert record[i].w.tobytes() == alone.w.tobytes()


def test_a_blow_up_ends_the_run_and_the_work() -> None:
    seen: list[int] = []
    run = descend(
        "parabola",
        optimizer=torch.optim.SGD,
        lr=1e3,
        steps=10_000,
        progress=lambda i, n: seen.append(i),
    )
    twin = torch_run(torch.optim.SGD, OBJECTIVES["parabola"], 1e3, 200)
    assert run.outcome is Outcome.NON_FINITE
    assert run.steps == twin.last_finite
    assert seen[-1] < 1000


def test_its_memory_is_its_own_so_it_can_only_start_afresh() -> None:
    run = descend("bowl", optimizer=torch.optim.Adam, lr=0.1, steps=5)
    with pytest.raises(ValueError, match="`optimizer` must be given, to start afresh"):
        resume(run, steps=5)
    again = resume(run, steps=5, optimizer=torch.optim.Adam)
    fresh = descend("bowl", optimizer=torch.optim.Adam, lr=0.1, steps=5, start=run.w[-1])
    assert again.w[5:].tobytes() == fresh.w.tobytes()
    assert resume(run, steps=5, optimizer="adam").steps == 10
    back = resume(descend("bowl", steps=3), steps=2, optimizer=torch.optim.SGD)
    assert back.steps == 5


def test_what_the_class_refuses_is_a_value_error() -> None:
    with pytest.raises(ValueError, match=r"`optimizer` Adam must take .*Invalid epsilon value"):
        descend("bowl", optimizer=torch.optim.Adam, eps=-1.0)
