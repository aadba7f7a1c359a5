"""Sizes per layer and units that are out, against torch.nn's own hooks and by hand."""

import itertools

import numpy as np
import pytest
import torch

from lrviz import Network, descend, diagnose, network
from lrviz.analysis.health import GradientFlow, health

RNG = np.random.default_rng(0)
X, Y = RNG.standard_normal((100, 2)), (np.arange(100) % 2).astype(float)


def deep(init: str, activation: str = "tanh", **settings: float) -> Network:
    return network(
        X, Y, hidden=(32,) * 8, activation=activation, loss="log_loss", init=init, **settings
    )


def test_sizes_are_those_torch_has() -> None:
    net = network(X, Y, hidden=(6, 5), activation="sigmoid", loss="log_loss", init="torch")
    found = health(net, [net.start])
    module, seen = net.module(), []
    for part in module:
        part.register_forward_hook(lambda _, __, out: seen.append(out.detach()))
    torch.nn.BCEWithLogitsLoss()(module(net.X).squeeze(-1), net.y).backward()
    linear = [part for part in module if isinstance(part, torch.nn.Linear)]
    mean = [float(part.weight.grad.square().mean().sqrt()) for part in linear]
    np.testing.assert_allclose(found.gradient[0], mean, rtol=1e-9)
    outputs = [float(seen[i].square().mean().sqrt()) for i in (1, 3, 4)]
    np.testing.assert_allclose(found.activation[0], outputs, rtol=1e-12)


@pytest.mark.parametrize("seed", range(5))
def test_xavier_keeps_the_gradients_of_eight_tanh_layers_within_a_factor_of_three(
    seed: int,
) -> None:
    sizes = health(net := deep("xavier", seed=seed), [net.start]).gradient[0, 1:-1]
    assert sizes.max() <= 3 * sizes.min()
    assert health(net, [net.start]).flow() is GradientFlow.LEVEL


def test_the_error_that_comes_back_is_the_slope_in_what_goes_into_each_unit() -> None:
    net = network(X, Y, hidden=(6, 5), loss="log_loss", init="torch")
    module, fed = net.module(), []

    def keep(_part: torch.nn.Module, _given: object, out: torch.Tensor) -> None:
        out.retain_grad()
        fed.append(out)

    for part in module:
        if isinstance(part, torch.nn.Linear):
            part.register_forward_hook(keep)
    torch.nn.BCEWithLogitsLoss()(module(net.X).squeeze(-1), net.y).backward()
    known = [100 * float(z.grad.square().mean().sqrt()) for z in fed]
    np.testing.assert_allclose(health(net, [net.start]).signal[0], known, rtol=1e-9)


@pytest.mark.parametrize("seed", range(5))
def test_he_keeps_the_values_of_eight_relu_layers_level(seed: int) -> None:
    net = deep("he", "relu", seed=seed)
    sizes = health(net, [net.start]).activation[0, :-1]
    assert sizes.max() <= 3 * sizes.min()


def test_small_weights_lose_the_gradient_by_orders_of_magnitude_and_the_run_gets_nowhere() -> None:
    net = deep("normal", sigma=0.01)
    found = health(net, [net.start])
    level = health(deep("xavier"), [deep("xavier").start])
    assert found.gradient[0, 0] < 1e-6 * level.gradient[0, 0]
    assert found.flow() is GradientFlow.VANISHING
    assert found.returned() < 1e-6
    run = descend(net, lr=0.1, steps=200)
    assert diagnose(run).verdict in ("stalls", "crawls")
    assert run.loss[-1] > 0.99 * np.log(2)


def test_large_weights_make_the_gradient_explode_with_relu() -> None:
    net = deep("normal", "relu", sigma=2.0)
    found = health(net, [net.start])
    assert found.activation[0, -2] > 1e3 * found.activation[0, 0]


def test_no_gradient_at_all_is_said_to_be_none() -> None:
    net = deep("zeros")
    assert health(net, [net.start]).flow() is GradientFlow.ZERO
    assert health(net, [net.start]).alike.all()


def test_units_that_are_out_are_counted() -> None:
    net = network(X, Y, hidden=(4,), activation="relu", loss="log_loss", init="torch")
    w = np.array(net.start)
    w[8:10] = -1e3  # two biases: those units are never on
    found = health(net, [net.start, w])
    assert found.out[:, 0].tolist() == [0.0, 0.5]
    hidden = np.maximum(X @ w[:8].reshape(4, 2).T + w[8:12], 0)
    assert found.saturated[1, 0] == pytest.approx((hidden == 0).mean())


def test_saturated_sigmoids_are_counted() -> None:
    net = network(X, Y, hidden=(3,), activation="sigmoid", loss="log_loss", init="torch")
    w = np.array(net.start) * 20
    z = X @ w[:6].reshape(3, 2).T + w[6:9]
    slope = np.exp(-np.abs(z)) / (1 + np.exp(-np.abs(z))) ** 2
    found = health(net, [w])
    assert found.saturated[0, 0] == pytest.approx((slope <= 0.05 * 0.25).mean())
    assert 0 < found.saturated[0, 0] < 1


def test_units_are_alike_only_to_the_last_bit() -> None:
    net = network(X, Y > 0.8, hidden=(3,), activation="sigmoid", loss="log_loss", init="zeros")
    run = descend(net, lr=0.5, steps=200)
    w = run.w[-1].copy()
    assert health(net, [w]).alike.tolist() == [[True]]
    w[0] = np.nextafter(w[0], 1)
    assert health(net, [w]).alike.tolist() == [[False]]


def test_every_start_and_depth_has_a_health() -> None:
    for depth, init in itertools.product((1, 12), ("zeros", "he", "xavier", "normal", "torch")):
        net = network(X, Y, hidden=(2,) * depth, loss="log_loss", init=init)
        found = health(net, descend(net, lr=0.1, steps=3).w)
        assert found.gradient.shape == (4, depth + 1)
        assert found.out.shape == found.alike.shape == (4, depth)
        assert isinstance(found.flow(3), GradientFlow)
