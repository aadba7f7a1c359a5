"""Modules of one's own as objectives, against the module itself and torch.optim."""

import io
import multiprocessing
import pickle
import random
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from copy import deepcopy
from multiprocessing.reduction import ForkingPickler
from typing import Any, NamedTuple

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, mse_loss
from torch.nn.utils import parameters_to_vector, vector_to_parameters

from lrviz import OPTIMIZERS, Outcome, Verdict, descend, diagnose, module, network, sweep
from lrviz.analysis.planes import box_for, pca_plane, plane_grid, random_plane, shadow, weight_plane
from lrviz.objectives.modules import ModuleObjective

DRAWN = torch.Generator().manual_seed(7)
X = torch.randn(24, 3, generator=DRAWN, dtype=torch.float64)
Y = torch.sin(X.sum(1, keepdim=True))
LABELS = (X[:, 0] > 0).long() + (X[:, 1] > 0.5).long()
IMAGES = X.repeat(1, 3)[:, None].reshape(24, 1, 3, 3)


class Tied(nn.Module):
    """Two layers with one matrix, a scale without axes, a part that is held, and a buffer."""

    def __init__(self) -> None:
        super().__init__()
        self.scale = nn.Parameter(torch.tensor(0.7))
        self.first, self.second = nn.Linear(3, 3), nn.Linear(3, 3)
        self.second.weight = self.first.weight
        self.held = nn.Linear(3, 1).requires_grad_(False)
        self.register_buffer("shift", torch.tensor([0.1, 0.2, 0.3]))

    def forward(self, x: Tensor) -> Tensor:
        return (
            self.held(torch.tanh(self.second(torch.tanh(self.first(x)) + self.shift))) * self.scale
        )


class Recurrent(nn.Module):
    """What vmap cannot do."""

    def __init__(self) -> None:
        super().__init__()
        self.cell, self.out = nn.GRU(1, 2, batch_first=True), nn.Linear(2, 1)

    def forward(self, x: Tensor) -> Tensor:
        return self.out(self.cell(x[..., None])[0][:, -1])


class Branching(nn.Module):
    """A branch on a value, which vmap cannot take either."""

    def __init__(self) -> None:
        super().__init__()
        self.out = nn.Linear(3, 1)

    def forward(self, x: Tensor) -> Tensor:
        found = self.out(x)
        return found if found.sum() > 0 else 2 * found


class Case(NamedTuple):
    """A net, its loss and its data."""

    net: nn.Module
    loss: Callable[[Any, Tensor], Tensor]
    X: Tensor
    y: Tensor

    def objective(self) -> ModuleObjective:
        return module(*self)


def seeded(make: Callable[[], nn.Module]) -> nn.Module:
    with torch.random.fork_rng():
        torch.manual_seed(5)
        return make()


def mlp(act: nn.Module | None = None, out: int = 1) -> nn.Module:
    return seeded(lambda: nn.Sequential(nn.Linear(3, 4), act or nn.Tanh(), nn.Linear(4, out)))


def squares(output: Tensor, y: Tensor) -> Tensor:
    return (output - y).square().sum()


def cases() -> dict[str, Case]:
    conv = nn.Sequential(nn.Conv2d(1, 2, 2), nn.ReLU(inplace=True), nn.Flatten(), nn.Linear(8, 1))
    normed = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Dropout(0.5), nn.Linear(4, 1))
    words = nn.Sequential(nn.Embedding(3, 2), nn.Linear(2, 3))
    return {
        "tied": Case(seeded(Tied), nn.MSELoss(), X, Y),
        "classes": Case(mlp(out=3), nn.CrossEntropyLoss(), X, LABELS),
        "weights": Case(mlp(out=3), nn.CrossEntropyLoss(torch.tensor([1.0, 2, 3])), X, LABELS),
        "sum": Case(mlp(), squares, X, Y),
        "conv": Case(conv, nn.MSELoss(), IMAGES, Y),
        "eval": Case(normed.eval(), mse_loss, X, Y),
        "words": Case(words, cross_entropy, LABELS, LABELS),
        "hard": Case(mlp(nn.Hardsigmoid()), nn.MSELoss(), X, Y),
        "recurrent": Case(seeded(Recurrent), nn.MSELoss(), X, Y),
        "branching": Case(seeded(Branching), nn.MSELoss(), X, Y),
    }


def oracle(case: Case, w: Tensor, rows: Any = slice(None)) -> tuple[Tensor, Tensor]:
    """The loss and its gradient by the module's own parameters and ``backward``."""
    net, loss = deepcopy(case.net).double(), case.loss
    loss = deepcopy(loss).double() if isinstance(loss, nn.Module) else loss
    moving = [each for each in net.parameters() if each.requires_grad]
    vector_to_parameters(w, moving)
    value = loss(net(case.X[rows]), case.y[rows])
    value.backward()
    return value.detach(), parameters_to_vector([each.grad for each in moving])


def points(goal: ModuleObjective, *shape: int) -> Tensor:
    noise = torch.randn(*shape, goal.dim, generator=torch.Generator().manual_seed(1)).double()
    return torch.tensor(goal.start, dtype=torch.float64) + 0.3 * noise


def torch_path(case: Case, kind: type, steps: int, batches: Any = None, **given: Any) -> np.ndarray:
    """The path of torch.optim on the module itself."""
    net, loss = deepcopy(case.net).double(), case.loss
    moving = [each for each in net.parameters() if each.requires_grad]
    rule, path = kind(net.parameters(), **given), [parameters_to_vector(moving)]
    for i in range(steps):
        rows = slice(None) if batches is None else torch.tensor(batches[i])
        rule.zero_grad()
        loss(net(case.X[rows]), case.y[rows]).backward()
        rule.step()
        path.append(parameters_to_vector(moving))
    return torch.stack(path).detach().numpy()


def assert_near(ours: np.ndarray, theirs: np.ndarray) -> None:
    assert np.isfinite(theirs).all()
    assert np.abs(ours - theirs).max() <= 1e-9 * np.abs(theirs).max()


@pytest.mark.parametrize("name", cases())
def test_loss_gradient_and_hessian_are_those_of_the_module(name: str) -> None:
    case = cases()[name]
    goal = case.objective()
    w = points(goal, 2, 3)
    found = [oracle(case, point) for point in w.reshape(-1, goal.dim)]
    tight = {"rtol": 1e-9, "atol": 1e-12}
    value = torch.stack([each for each, _ in found])
    slope = torch.stack([each for _, each in found])
    torch.testing.assert_close(goal.loss(w), value.reshape(2, 3), **tight)
    torch.testing.assert_close(goal.gradient(w), slope.reshape(w.shape), **tight)
    assert goal.loss(w[:0]).shape == (0, 3)
    one, h = w[0, 0], 1e-5
    torch.testing.assert_close(goal.loss(one), value[0], **tight)
    ways = h * torch.eye(goal.dim, dtype=torch.float64)
    curvature = torch.stack(
        [(oracle(case, one + e)[1] - oracle(case, one - e)[1]) / (2 * h) for e in ways]
    )
    near = {"rtol": 1e-4, "atol": 1e-6 * max(1.0, float(curvature.abs().max()))}
    torch.testing.assert_close(goal.hessian(w)[0, 0], curvature, **near)
    torch.testing.assert_close(
        goal.hessian_product(w, slope[0])[0, 0], curvature @ slope[0], **near
    )


RATES = {"sgd": 0.1, "adadelta": 1.0, "adagrad": 0.1, "rprop": 0.01}
MORE = [
    ("sgd", {"momentum": 0.9, "nesterov": True, "weight_decay": 0.01}),
    ("adamw", {"amsgrad": True}),
]


def test_the_path_is_that_of_torch_optim_on_the_module_for_every_optimizer() -> None:
    found = cases()
    for name, more in [*((name, {}) for name in OPTIMIZERS), *MORE]:
        case = found["tied" if name != "adam" else "conv"]
        given = {"lr": RATES.get(name, 0.02), **more}
        run = descend(case.objective(), optimizer=name, steps=40, **given)
        assert_near(run.w, torch_path(case, OPTIMIZERS[name].torch_class, 40, **given))


@pytest.mark.parametrize("name", ["tied", "classes", "sum", "recurrent"])
def test_a_minibatch_run_is_that_of_torch_on_the_same_rows(name: str) -> None:
    case = cases()[name]
    run = descend(case.objective(), optimizer="adam", lr=0.01, steps=12, batch_size=7, seed=3)
    theirs = torch_path(case, torch.optim.Adam, 12, run.batch_index, lr=0.01)
    assert_near(run.w, theirs)
    rows = run.batch_index[5]
    seen, _ = oracle(case, torch.tensor(run.w[5]), torch.tensor(rows))
    assert run.batch_loss[5] == pytest.approx(float(seen), rel=1e-9)


def test_a_sweep_is_the_runs_made_alone_and_any_optimizer_of_torch_runs() -> None:
    case = cases()["tied"]
    goal = case.objective()
    many = sweep(goal, lr=[0.02, 0.3], steps=30, momentum=0.5)
    for i, lr in enumerate([0.02, 0.3]):
        assert_near(many.w[i], descend(goal, lr=lr, steps=30, momentum=0.5).w)
    assert_near(
        descend(goal, optimizer=torch.optim.ASGD, lr=0.1, steps=20).w,
        torch_path(case, torch.optim.ASGD, 20, lr=0.1),
    )


def test_it_is_the_same_loss_as_the_network_that_lrviz_builds() -> None:
    built = network(X.numpy(), Y.numpy(), hidden=(4,), init="torch", seed=1)
    goal = module(built.module(), nn.MSELoss(), X, Y)
    assert goal.start == built.start
    assert_near(descend(goal, lr=0.2, steps=50).w, descend(built, lr=0.2, steps=50).w)


def test_what_it_says_of_itself() -> None:
    goal = cases()["tied"].objective()
    assert goal.parameter_names[:3] == ("scale", "first.weight[0,0]", "first.weight[0,1]")
    assert goal.parameter_names[10:] == tuple(
        f"{layer}.bias[{i}]" for layer in ("first", "second") for i in range(3)
    )
    assert (goal.minima, goal.minimum_loss) == ((), None)
    assert all(low < w < high for w, (low, high) in zip(goal.start, goal.domain, strict=True))
    assert "Tied" in goal.title
    assert "Tied" in goal.reference
    assert "MSELoss" in goal.reference
    kinds = {name: (case := each.objective()) and (case.reduction, case.vectorised, case.twice)
             for name, each in cases().items()}  # fmt: skip
    assert kinds["sum"] == ("sum", True, True)
    assert kinds["classes"] == kinds["weights"] == kinds["eval"] == ("mean", True, True)
    assert kinds["hard"] == ("mean", True, False)
    assert kinds["branching"] == ("mean", False, True)
    assert not kinds["recurrent"][1]


def test_the_given_module_is_left_as_it_was() -> None:
    case = cases()["tied"]
    net = case.net
    case.loss(net(X.float()), Y.float()).backward()
    before = {name: each.clone() for name, each in net.state_dict().items()}
    slopes = [None if each.grad is None else each.grad.clone() for each in net.parameters()]
    drawn = torch.get_rng_state(), np.random.get_state()[1].tolist(), random.getstate()
    data, target = X.clone(), Y.clone()
    run = descend(case.objective(), lr=0.5, steps=5)
    assert torch.equal(drawn[0], torch.get_rng_state())
    assert drawn[1:] == (np.random.get_state()[1].tolist(), random.getstate())
    assert net.training
    assert torch.equal(data, X)
    assert torch.equal(target, Y)
    for name, each in net.state_dict().items():
        assert torch.equal(each, before[name])
        assert each.dtype == torch.float32
    for each, slope in zip(net.parameters(), slopes, strict=True):
        assert (each.grad is None and slope is None) or torch.equal(each.grad, slope)
    with torch.no_grad():
        net.scale.zero_()  # nor does the objective feel what becomes of the module
    assert run.objective.loss(torch.tensor(run.w[0])) == run.loss[0]


def test_the_trained_net_comes_back() -> None:
    case = cases()["tied"]
    run = descend(case.objective(), lr=0.1, steps=25)
    net = run.objective.module(run.w[-1])
    assert case.loss(net(X), Y).item() == pytest.approx(run.loss[-1], rel=1e-12)
    assert net.second.weight is net.first.weight
    trained = [name for name, each in case.net.named_parameters() if each.requires_grad]
    assert [name for name, each in net.named_parameters() if each.requires_grad] == trained


def test_a_run_whose_loss_raises_ends_and_does_not_raise() -> None:
    net = nn.Sequential(mlp(nn.ReLU()), nn.Sigmoid())  # BCELoss refuses NaN with an exception
    goal = module(net, nn.BCELoss(), X, (Y > 0).double())
    run = descend(goal, lr=1e200, steps=20)
    assert run.outcome is Outcome.NON_FINITE
    both = sweep(goal, lr=[0.1, 1e200], steps=20)
    assert both.outcome == (Outcome.COMPLETED, Outcome.NON_FINITE)
    assert_near(both.w[0], descend(goal, lr=0.1, steps=20).w)


def test_a_run_is_diagnosed_and_seen_on_planes() -> None:
    goal = cases()["tied"].objective()
    many = sweep(goal, lr=[1e-4, 0.3, 40.0], steps=60, momentum=0.5)
    words = [each.verdict for each in diagnose(many)]
    assert words[0] is Verdict.CRAWLS
    assert words[2] is Verdict.DIVERGES or words[2] is Verdict.OSCILLATES
    run = many[1]
    found = diagnose(run)
    assert found.sentence("en")
    assert found.sentence("zh")
    assert goal.minimum_loss is None
    for plane in (
        weight_plane(goal, run.w[-1], (0, 4)),
        random_plane(goal, run.w[-1]),
        pca_plane(run.w),
    ):
        seen = shadow(goal, plane, run.w)
        np.testing.assert_allclose(seen.true_loss, run.loss, rtol=1e-9)
        grid = plane_grid(goal, plane, box_for(seen.coordinates), (3, 4))
        there = torch.tensor(plane.points((grid.x[2], grid.y[1])))
        assert grid.z[1, 2] == pytest.approx(float(oracle(cases()["tied"], there)[0]), rel=1e-9)


def test_a_random_direction_has_the_norms_of_the_nets_own_filters() -> None:
    goal = cases()["conv"].objective()
    w = points(goal)
    plane, conv = random_plane(goal, w.numpy(), seed=2), slice(0, 8)
    for way in plane.directions:
        ours = np.linalg.norm(way[conv].reshape(2, 4), axis=1)
        np.testing.assert_allclose(ours, np.linalg.norm(w[conv].reshape(2, 4), axis=1), rtol=1e-12)
        assert not way[[8, 9, -1]].any()  # the biases


def test_it_travels_with_its_ties_and_no_handle_to_memory() -> None:
    goal = cases()["tied"].objective()
    sent = io.BytesIO()
    ForkingPickler(sent, 5).dump(goal)
    assert b"rebuild" not in sent.getvalue()
    there = pickle.loads(sent.getvalue())  # noqa: S301
    w = points(goal, 3)
    assert torch.equal(there.loss(w), goal.loss(w))
    assert there.net.second.weight is there.net.first.weight
    assert not there.net.held.weight.requires_grad
    recurrent = cases()["recurrent"].objective()
    again = pickle.loads(pickle.dumps(recurrent))  # noqa: S301
    w = points(recurrent, 3)
    assert torch.equal(again.gradient(w), recurrent.gradient(w))


def test_a_sweep_is_divided_among_threads() -> None:
    goal, rates = cases()["classes"].objective(), np.geomspace(1e-3, 1.0, 12)
    alone = sweep(goal, lr=rates, steps=8)
    with ThreadPoolExecutor(3) as threads:
        divided = sweep(goal, lr=rates, steps=8, executor=threads)
    np.testing.assert_allclose(divided.w, alone.w, rtol=1e-13)


def test_what_has_no_name_elsewhere_is_told_of() -> None:
    class Local(nn.Linear):
        pass

    for net, loss in ((mlp(), lambda output, y: squares(output, y) / 2), (Local(3, 1), squares)):
        goal = module(net, loss, X, Y)
        with pytest.raises(ValueError, match=r"(<lambda>|Local) has none there: define it at"):
            pickle.dumps(goal)


@pytest.mark.whole
def test_a_sweep_is_divided_among_processes() -> None:
    goal, rates = cases()["classes"].objective(), np.geomspace(1e-3, 1.0, 12)
    alone = sweep(goal, lr=rates, steps=8)
    unnamed = module(mlp(), lambda output, y: squares(output, y) / 2, X, Y)
    with ProcessPoolExecutor(1, multiprocessing.get_context("forkserver")) as pool:
        divided = sweep(goal, lr=rates, steps=8, executor=pool)
        np.testing.assert_allclose(divided.w, alone.w, rtol=1e-13)
        with pytest.raises(ValueError, match="<lambda> has none there"):
            sweep(unnamed, lr=rates, steps=8, executor=pool)
