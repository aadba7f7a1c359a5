"""Networks as objectives, against torch.nn, torch.func and torch.optim."""

from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor
from torch.func import functional_call, grad, vmap

from lrviz import OPTIMIZERS, Network, descend, diagnose, network, sweep
from lrviz.objectives.initialise import INITIALISATIONS, initial
from lrviz.objectives.layers import ACTIVATIONS, count

RNG = np.random.default_rng(3)
X1, Y1 = np.linspace(-1, 1, 24), np.sin(4 * np.linspace(-1, 1, 24))
X2, Y2 = RNG.standard_normal((30, 2)), (np.arange(30) % 3 == 0).astype(float)
TIGHT = {"rtol": 1e-9, "atol": 1e-12}
SHAPES = [(3,), (5, 4), (6, 1, 7)]


def of(kind: str, **settings: Any) -> Network:
    if kind == "mse":
        return network(X1, Y1, init="torch", **settings)
    return network(X2, Y2, loss="log_loss", init="torch", **settings)


def torch_loss(net: Network, rows: Tensor | None = None) -> Any:
    """The loss as torch.nn has it, as a function of the parameters by name."""
    module, pick = net.module(), slice(None) if rows is None else rows
    loss = {"mse": torch.nn.MSELoss(), "log_loss": torch.nn.BCEWithLogitsLoss()}[net.misfit]

    def of_parameters(parameters: dict[str, Tensor]) -> Tensor:
        out = functional_call(module, parameters, (net.X[pick],))
        value: Tensor = loss(out.squeeze(-1), net.y[pick])
        return value

    return of_parameters


def by_name(net: Network, w: Tensor) -> dict[str, Tensor]:
    """θ ``(R, dim)`` as torch.nn names it, each with a leading R."""
    parts, at = {}, 0
    for name, parameter in net.module().named_parameters():
        size = parameter.numel()
        parts[name] = w[:, at : at + size].reshape(len(w), *parameter.shape)
        at += size
    assert at == net.dim
    return parts


def flat(parameters: dict[str, Tensor]) -> Tensor:
    return torch.cat([each.flatten(1) for each in parameters.values()], 1)


@pytest.mark.parametrize("kind", ["mse", "log_loss"])
@pytest.mark.parametrize("hidden", SHAPES, ids=str)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_loss_and_gradient_are_those_of_torch(
    activation: str, hidden: tuple[int, ...], kind: str
) -> None:
    net = of(kind, hidden=hidden, activation=activation)
    w = torch.randn(9, net.dim, dtype=torch.float64, generator=torch.Generator().manual_seed(1))
    rows = torch.tensor([3, 1, 17, 8])
    for index, loss, slope in (
        (None, net.loss(w), net.gradient(w)),
        (rows, net.batch_loss(w, rows), net.batch_gradient(w, rows)),
    ):
        known = torch_loss(net, index)
        torch.testing.assert_close(loss, vmap(known)(by_name(net, w)), rtol=1e-12, atol=1e-13)
        expected = flat(vmap(grad(known))(by_name(net, w)))
        # torch's slope of the hard sigmoid is 1/6 in single precision
        close = {"rtol": 1e-6, "atol": 1e-7} if activation == "hard_sigmoid" else TIGHT
        torch.testing.assert_close(slope, expected, **close)


def test_any_batch_shape_and_any_number_of_points_will_do() -> None:
    net = of("mse", hidden=(64, 64))
    generator = torch.Generator().manual_seed(1)
    w = torch.randn(7, 11, net.dim, dtype=torch.float64, generator=generator)  # several pieces
    one_by_one = torch.stack([net.loss(point) for point in w.reshape(-1, net.dim)])
    torch.testing.assert_close(net.loss(w), one_by_one.reshape(7, 11), rtol=1e-12, atol=0)
    slopes = torch.stack([net.gradient(point) for point in w[0]])
    torch.testing.assert_close(net.gradient(w)[0], slopes, rtol=1e-10, atol=1e-12)
    assert net.predict(w).shape == (7, 11, net.rows)


@pytest.mark.parametrize("activation", ["tanh", "sigmoid"])
def test_the_hessian_and_its_products_are_those_of_torch(activation: str) -> None:
    net = of("log_loss", hidden=(3, 2), activation=activation)
    w = torch.randn(net.dim, dtype=torch.float64, generator=torch.Generator().manual_seed(2))
    v = torch.randn(net.dim, dtype=torch.float64, generator=torch.Generator().manual_seed(3))
    loss = torch_loss(net)
    known = torch.autograd.functional.hessian(
        lambda p: loss({name: part[0] for name, part in by_name(net, p[None]).items()}), w
    )
    torch.testing.assert_close(net.hessian(w), known, rtol=1e-9, atol=1e-11)
    torch.testing.assert_close(net.hessian_product(w, v), known @ v, rtol=1e-9, atol=1e-11)


def torch_training(
    net: Network, lr: float, batches: list[Tensor], kind: str = "SGD", **given: Any
) -> tuple[list[float], Tensor]:
    """torch.nn and torch.optim as in their tutorial: the full losses and the last weights."""
    module, pick = (
        net.module(),
        {"mse": torch.nn.MSELoss(), "log_loss": torch.nn.BCEWithLogitsLoss()},
    )
    loss, optimizer = (
        pick[net.misfit],
        getattr(torch.optim, kind)(module.parameters(), lr=lr, **given),
    )
    losses = []
    for rows in batches:
        losses.append(loss(module(net.X).squeeze(-1), net.y).item())
        optimizer.zero_grad()
        loss(module(net.X[rows]).squeeze(-1), net.y[rows]).backward()
        optimizer.step()
    return losses, torch.nn.utils.parameters_to_vector(module.parameters()).detach()


@pytest.mark.parametrize("kind", ["mse", "log_loss"])
@pytest.mark.parametrize("batch_size", [None, 7])
def test_32_rates_as_one_batch_are_32_trainings_of_torch(batch_size: int | None, kind: str) -> None:
    net, rates = of(kind, hidden=(6, 5)), np.geomspace(1e-3, 0.5, 32)
    found = sweep(net, lr=rates, steps=60, batch_size=batch_size, seed=4)
    everything = [torch.arange(net.rows)] * 60
    seen = found.batch_index
    batches = everything if seen is None else [torch.tensor(rows) for rows in seen]
    assert batch_size is None or len(batches[0]) == batch_size
    for i in (0, 5, 11, 17, 23, 28, 31):
        losses, last = torch_training(net, float(rates[i]), batches)
        np.testing.assert_allclose(found.loss[i, :-1], losses, rtol=1e-6)
        np.testing.assert_allclose(found.w[i, -1], last, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_optimizer_trains_it_as_torch_does(name: str) -> None:
    net = of("log_loss", hidden=(4,))
    run = descend(net, optimizer=name, lr=0.02, steps=25, batch_size=10, seed=1)
    assert run.batch_index is not None
    batches = [torch.tensor(rows) for rows in run.batch_index]
    losses, last = torch_training(net, 0.02, batches, OPTIMIZERS[name].torch_class.__name__)
    np.testing.assert_allclose(run.loss[:-1], losses, rtol=1e-6)
    np.testing.assert_allclose(run.w[-1], last, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("batch_size", [None, 5])
def test_zero_weights_leave_the_units_of_a_layer_equal_to_the_last_bit(
    activation: str, batch_size: int | None
) -> None:
    net = network(X2, Y2, hidden=(7, 5), activation=activation, loss="log_loss", init="zeros")
    run = descend(net, lr=0.5, steps=200, batch_size=batch_size)
    (first, bias), (second, _), (out, _) = net.layers(torch.tensor(run.w[-1]))
    for each in (first, bias, second, out.T):
        assert torch.equal(each, each[:1].expand_as(each))
    assert torch.equal(second, second[:, :1].expand_as(second))
    if activation in ("sigmoid", "hard_sigmoid"):
        assert first.abs().max() > 0  # they have learnt, all the same thing


@pytest.mark.parametrize(
    ("how", "variance"),
    [
        ("xavier", lambda before, after: 2 / (before + after)),
        ("he", lambda before, after: 2 / before),
        ("normal", lambda before, after: 0.3**2),
        ("torch", lambda before, after: 1 / (3 * before)),
        ("zeros", lambda before, after: 0.0),
    ],
)
def test_an_initialisation_has_its_variance(how: str, variance: Any) -> None:
    sizes = (40, 60, 50, 1)
    w = initial(sizes, how, sigma=0.3, seed=5)
    assert len(w) == count(sizes) == 40 * 60 + 60 + 60 * 50 + 50 + 50 + 1
    first, second = w[:2400], w[2460:5460]
    assert float(first.var()) == pytest.approx(variance(40, 60), rel=0.08, abs=1e-12)
    assert float(second.var()) == pytest.approx(variance(60, 50), rel=0.08, abs=1e-12)
    assert (w[2400:2460].abs().max() > 0) == (how == "torch")


@pytest.mark.parametrize("how", INITIALISATIONS)
def test_a_seed_gives_the_same_beginning_again_and_another_another(how: str) -> None:
    sizes = (2, 9, 1)
    assert torch.equal(initial(sizes, how, seed=1), initial(sizes, how, seed=1))
    assert torch.equal(initial(sizes, how, seed=1), initial(sizes, how, seed=2)) == (how == "zeros")


def test_the_torch_module_holds_the_weights_in_the_same_order() -> None:
    net = of("mse", hidden=(4, 3))
    module = net.module()
    parameters = torch.nn.utils.parameters_to_vector(module.parameters())
    assert torch.equal(parameters.detach(), torch.tensor(net.start, dtype=torch.float64))
    torch.testing.assert_close(module(net.X).squeeze(-1).detach(), net.predict(parameters.detach()))
    assert net.parameter_names[4] == "b1[1]"
    assert net.parameter_names[-1] == "b3[1]"


def test_held_out_data_have_their_own_loss_and_leave_the_network_alone() -> None:
    net = of("mse", hidden=(4,))
    other = net.on(X1[:5], Y1[:5] + 1)
    w = torch.tensor(net.start, dtype=torch.float64)
    expected = ((net.predict(w)[:5].numpy() - Y1[:5] - 1) ** 2).mean()
    assert float(other.loss(w)) == pytest.approx(expected, rel=1e-12)
    assert (net.rows, other.rows) == (24, 5)
    with pytest.raises(ValueError, match="`X` must have 1 columns; got 2"):
        net.on(X2, Y2)


def test_a_network_stuck_on_a_plateau_has_not_converged() -> None:
    net = network(X1, Y1, hidden=(8,) * 8, init="normal", sigma=0.01)
    found = diagnose(descend(net, lr=0.1, steps=400))
    assert found.verdict in ("stalls", "crawls")
    assert found.evidence["probed"]
    assert found.evidence["minimum_loss"] < 0.1 * found.evidence["loss_end"]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"hidden": ()}, "`hidden` must be 1 to 12 widths; got 0"),
        ({"hidden": (3,) * 13}, "`hidden` must be 1 to 12 widths; got 13"),
        ({"hidden": (65,)}, "`hidden` must be whole numbers, 1 to 64; got 65"),
        ({"hidden": (2.5,)}, "`hidden` must be whole numbers, 1 to 64; got 2.5"),
        ({"activation": "swish"}, "`activation` must be one of sigmoid"),
        ({"init": "best"}, "`init` must be one of xavier"),
        ({"loss": "hinge"}, "`loss` must be one of mse"),
        ({"sigma": -1.0}, "`sigma` must be finite and at least 0; got -1.0"),
        ({"loss": "log_loss"}, "`y` must be made of the labels 0 and 1; got"),
    ],
)
def test_what_cannot_be_is_refused_in_words(wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        network(X1, Y1, **wrong)
