"""Data for networks: curves to fit, and clouds of points to tell apart.

Titles and notes are in the text catalogs under ``data.<name>``.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np

from lrviz.objectives.data import Dataset
from lrviz.objectives.design_matrix import Floats

__all__ = ["CLOUDS", "CURVES", "EXAMPLES", "CurveDataset"]

Data = tuple[Floats, Floats]

# Corners (x, y) of the curve that the course builds from hard sigmoids.
CORNERS = (
    (-1.0, -0.2),
    (-0.6, -0.2),
    (-0.3, 0.7),
    (0.1, 0.7),
    (0.45, -0.5),
    (0.75, 0.3),
    (1.0, 0.3),
)


@dataclass(frozen=True, kw_only=True)
class CurveDataset(Dataset):
    """A curve y = f(x) on [−1, 1] to be fitted from some of its points.

    Attributes:
        truth: f itself.
        corners: its corners (x, y) where it is made of straight pieces.
    """

    truth: Callable[[Floats], Floats]
    corners: Sequence[tuple[float, float]] = field(default=())


def pieces(x: Floats) -> Floats:
    """The straight pieces between CORNERS, level beyond them."""
    at, height = np.array(CORNERS).T
    return np.asarray(np.interp(x, at, height))


def ripple(x: Floats) -> Floats:
    """sin(3x) + 0.3·cos(9x), scaled to a height of about one."""
    return np.asarray(0.7 * np.sin(3 * x) + 0.25 * np.cos(9 * x))


def step(x: Floats) -> Floats:
    """−0.5 left of 0.2 and 0.5 right of it."""
    return np.where(x < 0.2, -0.5, 0.5)


def hat(x: Floats) -> Floats:
    """|x| turned over: a corner at 0."""
    return np.asarray(0.6 - 1.2 * np.abs(x))


def curve(truth: Callable[[Floats], Floats]) -> Callable[..., Data]:
    """Points of ``truth``: half of the x evenly spaced, so that no part is left out."""

    def make(*, rows: int = 64, noise: float = 0.0, seed: int = 0) -> Data:
        random = np.random.default_rng(seed)
        width = 2 / rows
        x = -1 + width * (np.arange(rows) + 0.5 + 0.8 * (random.random(rows) - 0.5))
        return x[:, None], truth(x) + noise * random.standard_normal(rows)

    return make


def rings(*, rows: int = 128, noise: float = 0.1, seed: int = 0) -> Data:
    """A disc, labelled 1, inside a ring, labelled 0."""
    random, label = _labels(rows, seed)
    radius = np.where(
        label == 1, 0.45 * np.sqrt(random.random(rows)), 0.7 + 0.25 * random.random(rows)
    )
    return _around(radius, 2 * np.pi * random.random(rows), noise, random), label


def spirals(*, rows: int = 128, noise: float = 0.1, seed: int = 0) -> Data:
    """Two arms of a spiral wound into each other, one turn each."""
    random, label = _labels(rows, seed)
    along = np.sqrt(random.random(rows))
    return _around(along, 2 * np.pi * along + np.pi * label, 0.3 * noise, random), label


def xor(*, rows: int = 128, noise: float = 0.1, seed: int = 0) -> Data:
    """Four squares; those on a diagonal belong together, which no line can part."""
    random, label = _labels(rows, seed)
    size = 0.1 + 0.8 * random.random((rows, 2))
    side = np.where(random.random(rows) < 0.5, -1.0, 1.0)
    sides = np.column_stack([side, side * (2 * label - 1)])
    return size * sides + noise * random.standard_normal((rows, 2)), label


def gaussians(*, rows: int = 128, noise: float = 0.1, seed: int = 0) -> Data:
    """Two round clouds, 1 apart and 0.2 wide without noise."""
    random, label = _labels(rows, seed)
    centre = np.outer(2 * label - 1, (0.4, 0.3))
    return centre + (0.2 + noise) * random.standard_normal((rows, 2)), label


def _labels(rows: int, seed: int) -> tuple[np.random.Generator, Floats]:
    return np.random.default_rng(seed), (np.arange(rows) % 2).astype(np.float64)


def _around(radius: Floats, angle: Floats, noise: float, random: np.random.Generator) -> Floats:
    points = np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])
    return np.asarray(points + noise * random.standard_normal(points.shape))


def _curve(
    name: str, truth: Callable[[Floats], Floats], corners: Sequence[tuple[float, float]] = ()
) -> CurveDataset:
    return CurveDataset(
        name=name,
        features=("x",),
        target="y",
        units=("", ""),
        source="Simulated: points of a known curve on [−1, 1].",
        simulated=True,
        make=curve(truth),
        truth=truth,
        corners=corners,
    )


def _cloud(name: str, make: Callable[..., Data]) -> Dataset:
    return Dataset(
        name=name,
        features=("x_1", "x_2"),
        target="label",
        units=("", "", ""),
        source="Simulated, after the data sets of playground.tensorflow.org.",
        simulated=True,
        labels=True,
        make=make,
    )


CURVES: Mapping[str, CurveDataset] = MappingProxyType(
    {
        each.name: each
        for each in (
            _curve("pieces", pieces, CORNERS),
            _curve("ripple", ripple),
            _curve("step", step),
            _curve("hat", hat, ((-1.0, -0.6), (0.0, 0.6), (1.0, -0.6))),
        )
    }
)
CLOUDS: Mapping[str, Dataset] = MappingProxyType(
    {
        each.name: each
        for each in (
            _cloud("rings", rings),
            _cloud("spirals", spirals),
            _cloud("xor", xor),
            _cloud("gaussians", gaussians),
        )
    }
)
EXAMPLES: Mapping[str, Dataset] = MappingProxyType({**CURVES, **CLOUDS})
