"""What backpropagation keeps, measured: against counting by hand."""

import numpy as np
import pytest

from lrviz import network
from lrviz.analysis.storage import cost
from lrviz.objectives.layers import ACTIVATIONS


def of(depth: int, rows: int, width: int = 16, activation: str = "tanh") -> object:
    x = np.linspace(-1, 1, rows)
    return network(x, x, hidden=(width,) * depth, activation=activation)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("depth", [1, 3, 12])
def test_what_is_kept_is_every_layers_values_once(activation: str, depth: int) -> None:
    net = of(depth, 50, activation=activation)
    numbers = 50 * (16 * depth * (2 if activation == "hard_sigmoid" else 1) + 1)
    assert cost(net, repeats=1).stored == 8 * numbers  # type: ignore[arg-type]


def test_training_needs_memory_in_proportion_to_depth_and_batch_and_prediction_to_batch() -> None:
    measured = {
        (depth, rows): cost(of(depth, rows), repeats=1)  # type: ignore[arg-type]
        for depth in (2, 4, 8)
        for rows in (64, 256)
    }
    for rows in (64, 256):
        layer = 8 * rows * 16
        grown = measured[8, rows].stored - measured[4, rows].stored
        assert grown == 2 * (measured[4, rows].stored - measured[2, rows].stored) == 4 * layer
        assert measured[8, rows].peak - measured[4, rows].peak == 4 * layer
        # a layer's values and what they are made from, however deep
        assert {measured[depth, rows].peak_predict for depth in (2, 4, 8)} == {2 * layer}
    for depth in (2, 4, 8):
        assert measured[depth, 256].stored == 4 * measured[depth, 64].stored


def test_the_log_loss_is_measured_too_and_times_are_times() -> None:
    x = np.random.default_rng(0).standard_normal((40, 2))
    net = network(x, x[:, 0] > 0, hidden=(8,), loss="log_loss")
    found = cost(net, repeats=3)
    assert found.stored == 8 * 40 * (8 + 1)
    assert found.peak > found.stored
    assert found.train > 0
    assert found.predict > 0
