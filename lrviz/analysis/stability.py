"""Which rates a rule converges at on a quadratic: where its iteration matrix is stable.

Computed for every linear rule from ``lrviz.analysis.iteration``, none for the others. Source:
Polyak (1964); Goh, "Why momentum really works", Distill (2017).
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lrviz.analysis.iteration import Frozen, frozen, is_linear, spectral_radius, worst_radius

__all__ = ["best_lr", "best_rates", "critical_lr"]

Floats = NDArray[np.float64]

FLAT = 1e-12  # A direction does not bend whose eigenvalue is less than this share of the largest.
ALIKE = 1e-12  # Rates are equally good whose spectral radii are no further apart.
SINGLE = 1.05  # Rates equally good over no more than this ratio are called one best.
# A search along the rates has so many points a round and so many rounds, each within the last
# one's.
_POINTS, _ROUNDS = 65, 10
# The best rate is searched among the rates below the critical one, down to so small a part of it.
_REACH = 1e10


def critical_lr(
    optimizer: str, hyperparameters: Mapping[str, Any], eigenvalues: ArrayLike
) -> float | None:
    """The rate at which the spectral radius is 1: below it every direction that bends shrinks.

    For plain descent 2/λ, with momentum 2(1+β)/λ, for Nesterov 2(1+β)/((1+2β)λ), with decay
    2/(λ+wd). None for a rule that is not linear, where a direction bends down, where none
    bends, and where no rate converges.

    >>> round(critical_lr("sgd", {"momentum": 0.9}, [2.0, 4.0]), 12)
    0.95
    """
    bending = _bending(optimizer, hyperparameters, eigenvalues)
    if bending is None:
        return None
    found = [_stable(optimizer, frozen(hyperparameters), each) for each in bending]
    high = min(each[1] for each in found)
    return high if max(each[0] for each in found) < high < np.inf else None


def best_rates(
    optimizer: str, hyperparameters: Mapping[str, Any], eigenvalues: ArrayLike
) -> tuple[float, float] | None:
    """The rates, from and to, whose worst spectral radius is the smallest.

    This is asymptotic: which rate is first within any tolerance depends on the start. With
    heavy-ball momentum a whole stretch of rates shares the radius √β. None where
    ``critical_lr`` is, and where a direction is flat: it never shrinks.

    >>> [round(each, 9) for each in best_rates("sgd", {}, [2.0, 4.0])]
    [0.333333333, 0.333333333]
    """
    found = _search(optimizer, hyperparameters, eigenvalues)
    return None if found is None else (found[0], found[2])


def best_lr(
    optimizer: str, hyperparameters: Mapping[str, Any], eigenvalues: ArrayLike
) -> float | None:
    """The one rate of the smallest worst spectral radius: asymptotically the quickest.

    For plain descent 2/(λ_min + λ_max). None where there is none, or no single one: see
    ``best_rates``.

    >>> round(best_lr("sgd", {}, [0.2, 4.0]), 9)
    0.476190476
    """
    found = _search(optimizer, hyperparameters, eigenvalues)
    return None if found is None or found[2] > SINGLE * found[0] else found[1]


def _search(
    optimizer: str, hyperparameters: Mapping[str, Any], eigenvalues: ArrayLike
) -> tuple[float, float, float] | None:
    """The stretch of ``best_rates`` with its least rate within."""
    critical = critical_lr(optimizer, hyperparameters, eigenvalues)
    bending = _bending(optimizer, hyperparameters, eigenvalues)
    if critical is None or bending is None or len(_flat(hyperparameters, eigenvalues)):
        return None
    return _lowest(optimizer, frozen(hyperparameters), bending, critical)


def _decay(hyperparameters: Mapping[str, Any]) -> float:
    return float(hyperparameters.get("weight_decay", 0.0))


def _flat(hyperparameters: Mapping[str, Any], eigenvalues: ArrayLike) -> Floats:
    """The directions that do not bend, decay included."""
    bend = np.atleast_1d(eigenvalues) + _decay(hyperparameters)
    return np.asarray(bend[np.abs(bend) <= FLAT * np.abs(bend).max(initial=0.0)])


def _bending(
    optimizer: str, hyperparameters: Mapping[str, Any], eigenvalues: ArrayLike
) -> tuple[float, ...] | None:
    """The smallest and the largest λ of directions that bend; between them no other decides,
    because η and the bend act by their product alone. None where there is no answer."""
    values, decay = (
        np.atleast_1d(np.asarray(eigenvalues, dtype=np.float64)),
        _decay(hyperparameters),
    )
    bend = values + decay
    up = values[np.abs(bend) > FLAT * np.abs(bend).max(initial=0.0)]
    if not len(up) or not np.isfinite(up).all() or (up + decay < 0).any():
        return None
    if not is_linear(optimizer, hyperparameters):
        return None
    return tuple(sorted({float(up.min()), float(up.max())}))


@lru_cache(maxsize=256)
def _stable(optimizer: str, hyperparameters: Frozen, eigenvalue: float) -> tuple[float, float]:
    """The widest stretch of rates, from and to, at which one direction shrinks; (∞, 0) if none."""
    given = dict(hyperparameters)
    unit = 1 / (eigenvalue + _decay(given))

    def shrinks(rates: Floats) -> NDArray[np.bool_]:
        radius = spectral_radius(optimizer, given, rates, [eigenvalue])
        assert radius is not None
        return np.asarray(radius[:, 0] < 1)

    rates = unit * np.geomspace(1e-3, 1e3, 4 * _POINTS)
    inside = np.flatnonzero(shrinks(rates))
    if not len(inside):
        return np.inf, 0.0
    low, high = rates[inside[0]], rates[inside[-1]]
    upper = np.inf if high == rates[-1] else _edge(shrinks, high, rates[inside[-1] + 1])
    lower = 0.0 if inside[0] == 0 else _edge(lambda r: ~shrinks(r), rates[inside[0] - 1], low)
    return lower, upper


def _edge(holds: Any, low: float, high: float) -> float:
    """Where between ``low``, where it holds, and ``high``, where it does not, it ceases to."""
    for _ in range(_ROUNDS):
        rates = np.geomspace(low, high, _POINTS)
        first = int(np.argmin(holds(rates)[1:])) + 1
        low, high = float(rates[first - 1]), float(rates[first])
    return high


@lru_cache(maxsize=256)
def _lowest(
    optimizer: str,
    hyperparameters: Frozen,
    eigenvalues: tuple[float, ...],
    critical: float,
) -> tuple[float, float, float]:
    """From, least and to, below ``critical``, of the least worst radius. It falls, then rises."""
    given = dict(hyperparameters)

    def worst(rates: Floats) -> Floats:
        found = worst_radius(optimizer, given, rates, eigenvalues)
        assert found is not None
        return found

    low, high = critical / _REACH, critical
    for _ in range(_ROUNDS):
        rates = np.geomspace(low, high, _POINTS)
        least = int(np.argmin(worst(rates)))
        low, high = float(rates[max(least - 1, 0)]), float(rates[min(least + 1, _POINTS - 1)])
    best = float(np.sqrt(low * high))
    bound = float(worst(np.array([best]))[0]) + ALIKE

    def alike(rates: Floats) -> NDArray[np.bool_]:
        return np.asarray(worst(rates) <= bound)

    upper = _edge(alike, best, critical)
    lower = 1 / _edge(lambda inverse: alike(1 / inverse), 1 / best, _REACH / critical)
    return lower, best, upper
