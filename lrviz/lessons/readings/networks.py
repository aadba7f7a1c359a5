"""Read from a network: bends, units that part or not, what comes back, memory, unseen rows."""

from functools import lru_cache

import numpy as np
import torch

from lrviz.analysis.bends import corners, relu_pair
from lrviz.analysis.health import health
from lrviz.analysis.sharpness import power_sharpness
from lrviz.analysis.storage import KILOBYTE, Cost, cost
from lrviz.lessons.readings.base import registry
from lrviz.lessons.states import Floats, State, state

__all__ = ["READINGS"]


def bends(x: State) -> int:
    """The bends of the curve at the end of training, on the interval of the data."""
    return len(corners(x.network, x.run.w[-1], -1.0, 1.0).x)


def units_alike(x: State) -> str:
    """Whether all units of every hidden layer are equal to the last bit at the end: yes, no."""
    return "yes" if health(x.network, x.run.w[-1:]).alike.all() else "no"


def hidden_weights(x: State) -> float:
    """The largest |weight| into a hidden unit at the end."""
    first, *_ = x.network.layers(torch.from_numpy(x.run.w[-1].copy()))
    return float(first[0].abs().max())


def spread(x: State) -> float:
    """The mean of (y − ȳ)²: the least loss of a level line."""
    return float(x.network.y.var(correction=0))


def returned(x: State) -> float:
    """The error at the first layer over that at the output, before any step."""
    return health(x.network, x.run.w[:1]).returned()


def held_loss(x: State) -> float:
    """The loss on rows never seen, at the end."""
    return float(_held(x.page, x.query)[-1])


def held_lowest(x: State) -> float:
    """The lowest it was on the way."""
    return float(_held(x.page, x.query).min())


def held_best_step(x: State) -> int:
    """The step at which it was lowest."""
    return int(_held(x.page, x.query).argmin())


def loss_at_held_best(x: State) -> float:
    """The training loss at that step."""
    return float(x.run.loss[held_best_step(x)])


def critical_at_start(x: State) -> float:
    """2/λmax at the weights it starts with."""
    (largest,) = power_sharpness(x.network, x.run.w[:1])
    return 2 / float(largest) if largest > 0 else float("inf")


def training_memory(x: State) -> float:
    """The kilobytes alive at once at most in a pass forward and back."""
    return _cost(x.page, x.query).peak / KILOBYTE


def predicting_memory(x: State) -> float:
    """The same in a pass forward alone."""
    return _cost(x.page, x.query).peak_predict / KILOBYTE


def fewest_relus(x: State) -> int:
    """How many ReLUs with corners at both ends of a hard sigmoid's slope it takes to make one.

    For one and for two the best weights by least squares; the fewest that leave no error.
    """
    at = np.linspace(-1.0, 2.0, 61)
    wanted = np.clip(at, 0.0, 1.0)
    assert np.allclose(relu_pair(at, 0.0, 1.0)[2], wanted)
    ramps = np.maximum(at[:, None] - np.array([0.0, 1.0]), 0.0)
    left = [_left_over(ramps[:, :count], wanted) for count in (1, 2)]
    return 1 + int(np.argmax(np.array(left) < 1e-9))


def _left_over(columns: Floats, wanted: Floats) -> float:
    weights, *_ = np.linalg.lstsq(columns, wanted, rcond=None)
    return float(np.abs(columns @ weights - wanted).max())


@lru_cache(maxsize=32)
def _cost(page: str, query: str) -> Cost:
    return cost(state(page, query).network, repeats=1)


@lru_cache(maxsize=32)
@torch.no_grad()
def _held(page: str, query: str) -> Floats:
    x = state(page, query)
    assert x.held is not None
    return np.asarray(x.network.on(*x.held).loss(torch.from_numpy(x.run.w.copy())).numpy())


READINGS = registry(
    bends,
    units_alike,
    hidden_weights,
    spread,
    returned,
    held_loss,
    held_lowest,
    held_best_step,
    loss_at_held_best,
    critical_at_start,
    training_memory,
    predicting_memory,
    fewest_relus,
)
