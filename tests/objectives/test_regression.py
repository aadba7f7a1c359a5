"""Linear regression against least squares, a loop written by hand, and torch's own loop."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

import lrviz
from lrviz.analysis.landscape import grid
from lrviz.analysis.theory import curvature
from lrviz.objectives.data import DATASETS
from lrviz.objectives.regression import LinearRegression, linear_regression
from lrviz.objectives.standardise import standardise

CONVENTIONS = {"half_mse": lambda n: 0.5 / n, "mse": lambda n: 1 / n, "sse": lambda n: 1.0}
GRADIENTS = ("analytic", "autograd", "numeric")
TRUTH = np.array([2.0, -3.4, 4.2])


def table(rows: int = 60, features: int = 3, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    X = random.normal(size=(rows, features)) * 10.0 ** random.uniform(-1, 1, features) + 1
    return X, X @ random.normal(size=features) + 3 + random.normal(size=rows)


def with_ones(X: np.ndarray) -> np.ndarray:
    return np.column_stack([X, np.ones(len(X))])


def by_hand(
    X: np.ndarray, y: np.ndarray, w: np.ndarray, convention: str
) -> tuple[float, np.ndarray]:
    """Loss and gradient, row by row."""
    loss, gradient = 0.0, np.zeros(len(w))
    for x, target in zip(with_ones(X), y, strict=True):
        error = float(x @ w) - target
        loss += error**2
        gradient += 2 * error * x
    scale = CONVENTIONS[convention](len(y))
    return scale * loss, scale * gradient


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize(("rows", "features"), [(60, 3), (4, 3), (500, 12), (3, 1)])
def test_the_minimum_is_that_of_least_squares(rows: int, features: int, bias: bool) -> None:
    X, y = table(rows, features)
    model = linear_regression(X, y, bias=bias)
    solution = np.linalg.lstsq(with_ones(X) if bias else X, y)[0]
    assert np.allclose(model.minima[0], solution, rtol=1e-9, atol=1e-9)
    names = tuple(f"w_{i + 1}" for i in range(features))
    assert model.parameter_names == (*names, "b") if bias else names


@pytest.mark.parametrize("convention", CONVENTIONS)
def test_loss_gradient_and_hessian_are_those_of_the_rows(convention: str) -> None:
    X, y = table()
    model = linear_regression(X, y, loss=convention)
    points = np.random.default_rng(1).normal(size=(7, 2, 4))
    losses, gradients = model.loss(torch.tensor(points)), model.gradient(torch.tensor(points))
    for place in np.ndindex(7, 2):
        loss, gradient = by_hand(X, y, points[place], convention)
        assert float(losses[place]) == pytest.approx(loss, rel=1e-10)
        assert np.allclose(gradients[place], gradient, rtol=1e-10, atol=1e-10 * abs(gradient).max())
    hessian = 2 * CONVENTIONS[convention](len(y)) * with_ones(X).T @ with_ones(X)
    assert np.allclose(model.constant_hessian, hessian, rtol=1e-12)
    assert np.allclose(model.hessian(torch.tensor(points))[3, 1], hessian, rtol=1e-12)


@pytest.mark.parametrize("offset", [0.0, 5e3])
def test_a_tiny_residual_on_large_features_keeps_its_digits(offset: float) -> None:
    random = np.random.default_rng(0)
    X = random.normal(size=(1000, 2)) * 1e3 + offset
    y = X @ TRUTH[:2] + TRUTH[2] + 0.01 * random.normal(size=1000)
    model = linear_regression(X, y)
    exact = np.array(model.minima[0])
    for distance in (0.0, 1e-9, 1e-6, 1e-3, 1.0, 1e3):
        w = exact + distance * np.array([1.0, 0.7, 3.0])
        error = with_ones(X).astype(np.longdouble) @ w - y
        direct = float((error**2).mean() / 2)
        slope = np.asarray(with_ones(X).T @ error / 1000, dtype=float)
        assert float(model.loss(torch.tensor(w))) == pytest.approx(direct, rel=1e-10)
        if distance >= 1e-6:
            gradient = model.gradient(torch.tensor(w)).numpy()
            assert np.allclose(gradient, slope, rtol=0, atol=1e-10 * abs(slope).max())


@pytest.mark.parametrize("convention", CONVENTIONS)
@pytest.mark.parametrize("how", GRADIENTS)
def test_every_way_to_the_gradient_follows_the_loop_written_by_hand(
    convention: str, how: str
) -> None:
    X, y = table()
    lr = 0.5 * curvature(linear_regression(X, y, loss=convention)).critical_lr
    run = lrviz.descend(linear_regression(X, y, loss=convention), lr=lr, steps=20, gradient=how)
    w = np.zeros(4)
    for i in range(21):
        loss, gradient = by_hand(X, y, w, convention)
        near = 1e-10 if how != "numeric" else 1e-5
        assert np.allclose(run.w[i], w, rtol=near, atol=near * abs(run.w).max())
        assert run.loss[i] == pytest.approx(loss, rel=near)
        w = w - lr * gradient


@pytest.mark.parametrize("convention", CONVENTIONS)
@pytest.mark.parametrize("how", GRADIENTS)
@pytest.mark.parametrize("size", [1, 7, 60])
def test_a_batch_is_the_same_model_on_its_own_rows(convention: str, how: str, size: int) -> None:
    X, y = table()
    lr = 0.1 * curvature(linear_regression(X, y, loss=convention)).critical_lr
    model = linear_regression(X, y, loss=convention)
    run = lrviz.descend(model, lr=lr, steps=12, batch_size=size, gradient=how)
    near = 1e-10 if how != "numeric" else 1e-4
    for i, rows in enumerate(run.batch_index):
        loss, gradient = by_hand(X[rows], y[rows], run.w[i], convention)
        assert run.batch_loss[i] == pytest.approx(loss, rel=near)
        assert np.allclose(run.grad[i], gradient, rtol=near, atol=near * abs(gradient).max())
        assert run.loss[i] == pytest.approx(by_hand(X, y, run.w[i], convention)[0], rel=near)


@pytest.mark.parametrize("how", GRADIENTS)
@pytest.mark.parametrize("convention", CONVENTIONS)
def test_a_batch_of_all_rows_is_the_full_batch_to_the_last_bit(convention: str, how: str) -> None:
    X, y = table()
    model = linear_regression(X, y, loss=convention)
    settings = {"lr": 1e-4, "steps": 15, "gradient": how}
    full, batch = (
        lrviz.descend(model, **settings),
        lrviz.descend(model, batch_size=60, **settings),
    )
    assert (full.w == batch.w).all()
    assert (full.loss == batch.loss).all()
    assert (full.grad == batch.grad).all()
    assert np.allclose(batch.batch_loss, full.loss[:-1], rtol=1e-14, atol=0)


def test_batches_work_on_any_shape() -> None:
    model = linear_regression(*table())
    w = torch.randn(5, 3, 4, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    index = torch.tensor([3, 9, 9, 27])
    losses, gradients = model.batch_loss(w, index), model.batch_gradient(w, index)
    assert losses.shape == (5, 3)
    assert gradients.shape == (5, 3, 4)
    assert torch.allclose(losses[4, 1], model.batch_loss(w[4, 1], index), rtol=1e-14)
    assert torch.allclose(gradients[4, 1], model.batch_gradient(w[4, 1], index), rtol=1e-12)


@pytest.mark.parametrize("size", [10, 32, 1000])
def test_an_epoch_visits_each_row_exactly_once(size: int) -> None:
    model = linear_regression(*DATASETS["textbook"].load())
    updates = -(-1000 // size)
    run = lrviz.descend(model, lr=0.03, steps=2 * updates, batch_size=size)
    for epoch in (run.batch_index[:updates], run.batch_index[updates:]):
        assert sorted(np.concatenate(epoch).tolist()) == list(range(1000))


@pytest.mark.parametrize("seed", range(3))
def test_three_epochs_of_the_textbook_end_as_its_code_does(seed: int) -> None:
    model = linear_regression(*DATASETS["textbook"].load(seed=seed))
    start = np.append(np.random.default_rng(seed).normal(0, 0.01, 2), 0.0)
    run = lrviz.descend(model, lr=0.03, steps=300, batch_size=10, seed=seed, start=start)
    assert 4e-5 < run.loss[-1] < 1e-4
    assert abs(run.w[-1] - TRUTH).max() < 5e-3


@pytest.mark.parametrize(
    ("convention", "loss", "size"),
    [
        ("mse", nn.MSELoss(), 10),
        ("sse", nn.MSELoss(reduction="sum"), 10),
        ("mse", nn.MSELoss(), 7),
    ],
)
def test_torchs_own_loop_takes_the_same_path(convention: str, loss: nn.Module, size: int) -> None:
    X, y = DATASETS["textbook"].load(rows=200)
    model = linear_regression(X, y, loss=convention)
    run = lrviz.descend(model, lr=0.003, steps=90, batch_size=size, start=(0.01, -0.02, 0.0))
    features, target = torch.tensor(X), torch.tensor(y).unsqueeze(-1)
    net = nn.Linear(2, 1, dtype=torch.float64)
    with torch.no_grad():
        net.weight.copy_(torch.tensor([[0.01, -0.02]], dtype=torch.float64))
        net.bias.zero_()
    optimizer = torch.optim.SGD(net.parameters(), lr=0.003)
    for i, rows in enumerate(run.batch_index):
        optimizer.zero_grad()
        index = torch.tensor(rows)
        seen = loss(net(features[index]), target[index])
        seen.backward()
        optimizer.step()
        w = torch.cat([net.weight.flatten(), net.bias]).detach().numpy()
        assert np.allclose(run.w[i + 1], w, rtol=1e-10, atol=1e-10)
        assert run.batch_loss[i] == pytest.approx(float(seen.detach()), rel=1e-9)


def test_without_the_half_the_critical_rate_halves_and_the_sum_divides_it_by_2n() -> None:
    X, y = table()
    half, mse, sse = (
        curvature(linear_regression(X, y, loss=each)).critical_lr
        for each in ("half_mse", "mse", "sse")
    )
    assert mse == pytest.approx(half / 2, rel=1e-12)
    assert sse == pytest.approx(half / (2 * len(y)), rel=1e-12)


@pytest.mark.parametrize("convention", CONVENTIONS)
@pytest.mark.parametrize(("share", "verdict"), [(0.9, "converges"), (1.05, "diverges")])
def test_the_critical_rate_parts_convergence_from_divergence(
    convention: str, share: float, verdict: str
) -> None:
    model = linear_regression(*DATASETS["textbook"].load(), loss=convention)
    run = lrviz.descend(model, lr=share * curvature(model).critical_lr, steps=150)
    assert lrviz.diagnose(run).verdict.value == verdict


@pytest.mark.parametrize("seed", range(5))
def test_standardising_turns_the_houses_ravine_into_a_bowl(seed: int) -> None:
    X, y = DATASETS["houses"].load(seed=seed)
    raw, bowl = linear_regression(X, y), linear_regression(standardise(X).values, y)
    assert 2_000 < raw.condition_number < 10_000
    assert raw.condition_number == pytest.approx(np.linalg.cond(with_ones(X)) ** 2, rel=1e-9)
    assert bowl.condition_number < 10
    assert lrviz.diagnose(lrviz.descend(raw, lr=0.1)).verdict.value == "diverges"
    assert lrviz.diagnose(lrviz.descend(bowl, lr=0.1)).verdict.value == "converges"


def test_a_step_on_all_data_touches_nothing_of_the_size_of_the_data() -> None:
    model = linear_regression(*DATASETS["textbook"].load(rows=5000))
    blind = _without_rows(model)
    w = torch.randn(128, 3, dtype=torch.float64)
    assert torch.equal(blind.loss(w), model.loss(w))
    assert torch.equal(blind.gradient(w), model.gradient(w))
    assert torch.equal(blind.hessian(w), model.hessian(w))
    assert model.solution.factor.size <= model.dim**2


def _without_rows(model: LinearRegression) -> LinearRegression:
    """The same model with its rows taken away."""
    X, y = np.ones((1, 2)), np.ones(1)
    blind = linear_regression(X, y)
    for name, value in vars(model).items():
        if name not in {"design", "target"}:
            object.__setattr__(blind, name, value)
    return blind


@pytest.mark.parametrize(
    ("X", "bias", "collinear"),
    [
        ([[1, 2, 5], [2, 4, 1], [3, 6, 2], [4, 8, 9]], True, ("x_1", "x_2")),
        ([[1, 7], [2, 7], [4, 7]], True, ("x_2",)),
        ([[1, 7], [2, 7], [4, 7]], False, ()),
        ([[1, 2, 3], [4, 5, 7]], True, ("x_1", "x_2", "x_3")),
        ([[5, 6]], True, ("x_1", "x_2")),
        ([[0.1, 0.03048], [0.2, 0.06096], [0.7, 0.21336]], True, ("x_1", "x_2")),
        ([[0.0, 1], [0.0, 2], [0.0, 4]], False, ("x_1",)),
    ],
)
def test_collinear_columns_are_named_and_the_least_solution_is_taken(
    X: list[list[float]], bias: bool, collinear: tuple[str, ...]
) -> None:
    y = np.arange(len(X)) ** 2 + 1.0
    model = linear_regression(X, y, bias=bias)
    assert model.collinear == collinear
    assert np.isinf(model.condition_number) == bool(collinear)
    A = with_ones(np.array(X)) if bias else np.array(X)
    assert np.allclose(model.minima[0], np.linalg.lstsq(A, y, rcond=1e-12)[0], atol=1e-9)
    least = ((A @ np.array(model.minima[0]) - y) ** 2).sum() / (2 * len(y))
    assert model.minimum_loss == pytest.approx(least, rel=1e-12, abs=1e-20)
    assert np.isfinite(model.domain).all()


def test_names_of_the_columns_are_those_given() -> None:
    model = linear_regression([[1, 2], [2, 4], [3, 6]], [1, 2, 4], names=["feet", "metres"])
    assert model.features == ("feet", "metres")
    assert model.collinear == ("feet", "metres")


@pytest.mark.parametrize("scale", [1e-60, 1e-6, 1e6, 1e60])
def test_units_change_nothing_but_the_numbers(scale: float) -> None:
    X, y = table()
    units = np.array([1.0, scale, 1.0])
    plain, scaled = linear_regression(X, y), linear_regression(X * units, y)
    assert scaled.collinear == ()
    assert scaled.minimum_loss == pytest.approx(plain.minimum_loss, rel=1e-12)
    assert np.allclose(np.array(scaled.minima[0])[:3] * units, plain.minima[0][:3], rtol=1e-9)


@pytest.mark.parametrize("name", ["textbook", "houses", "tips"])
@pytest.mark.parametrize("standard", [True, False])
def test_the_box_holds_the_start_and_the_solution_and_can_be_drawn(
    name: str, standard: bool
) -> None:
    X, y = DATASETS[name].load()
    model = linear_regression(standardise(X).values if standard else X, y)
    for (low, high), start, best in zip(model.domain, model.start, model.minima[0], strict=True):
        assert low < min(start, best) <= max(start, best) < high
    edge = grid(model).z
    assert edge.min() < float(model.loss(torch.zeros(3, dtype=torch.float64))) < edge.max()


def test_a_textbook_box_is_square_so_that_angles_are_true() -> None:
    sides = np.diff(linear_regression(*DATASETS["textbook"].load()).domain, axis=1)
    assert np.allclose(sides, sides[0])


def test_a_perfect_fit_has_loss_zero() -> None:
    model = linear_regression([[1.0, 2.0], [2.0, 1.0], [3.0, 5.0], [0.0, 1.0]], [5.0, 4.0, 13.0, 2])
    assert model.minimum_loss == pytest.approx(0, abs=1e-28)
    assert np.allclose(model.minima[0], [1, 2, 0], atol=1e-12)


@pytest.mark.parametrize(
    ("X", "y", "settings", "said"),
    [
        ([[1, 2], [3, 4]], [1], {}, "`y` must have one number for each of the 2 rows"),
        ([[1, 2], [3]], [1, 2], {}, "`X` must be a table of numbers"),
        ([["a"], ["b"]], [1, 2], {}, "`X` must be a table of numbers"),
        (np.ones((2, 2, 2)), [1, 2], {}, r"got \(2, 2, 2\)"),
        (np.ones((0, 2)), [], {}, "one row or more"),
        (np.ones((2, 0)), [1, 2], {}, "one column or more"),
        ([[1, 2], [3, np.nan]], [1, 2], {}, "`X` must be finite.*got nan in row 1, column 1"),
        ([[1, 2], [np.inf, 4]], [1, 2], {}, "got inf in row 1, column 0"),
        ([[1, 2], [1e308, 4]], [1, 2], {}, r"got 1e\+308 in row 1, column 0"),
        ([[1], [2]], [1, np.nan], {}, "`y` must be finite.*got nan in row 1"),
        ([[1], [2]], [1, 2], {"loss": "mae"}, "half_mse, mse, sse.*; got 'mae'"),
        ([[1], [2]], [1, 2], {"names": ["a", "b"]}, "`names` must be 1 names"),
    ],
)
def test_bad_input_is_named(X: object, y: object, settings: dict[str, object], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        linear_regression(X, y, **settings)


@pytest.mark.parametrize("wrap", [np.asarray, torch.tensor, list])
def test_arrays_lists_and_tensors_are_taken_and_not_kept(wrap: type) -> None:
    X = wrap([[1.0, 2.0], [2.0, 1.0], [3.0, 5.0], [0.0, 1.0]])
    model = linear_regression(X, wrap([5.0, 4.0, 13.5, 2.0]))
    before = model.design.clone()
    X[0][0] = 77.0
    assert torch.equal(model.design, before)


@given(st.integers(1, 40), st.integers(1, 6), st.booleans(), st.integers(0, 2**31))
def test_nothing_lies_below_the_minimum(rows: int, features: int, bias: bool, seed: int) -> None:
    X, y = table(rows, features, seed)
    model = linear_regression(X, y, bias=bias)
    best = torch.tensor(model.minima[0], dtype=torch.float64)
    offsets = torch.from_numpy(np.random.default_rng(seed).normal(size=(20, model.dim)))
    near = best + 0.1 * offsets
    assert (model.loss(near) >= model.minimum_loss).all()
    assert float(model.loss(best)) == pytest.approx(model.minimum_loss, rel=1e-9, abs=1e-20)
