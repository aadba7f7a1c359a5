"""Where the Gradient page looks, and along what."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lrviz.descent.checks import random_point
from lrviz.figures.flow.notation import plain
from lrviz.figures.layout import name_of
from lrviz.objectives.base import Objective
from lrviz.objectives.formula import Formula
from lrviz.objectives.primitives import INFINITE_SLOPE
from lrviz.settings.config import RunConfig

__all__ = ["Place", "place_at", "point_of", "sign_of", "slopes_told"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, eq=False)
class Place:
    """What every part of the page is about.

    Attributes:
        config: the settings in force.
        objective: of these settings.
        w: the point ``(dim,)``.
        axes: the parameters a map shows; one for an objective of one.
        along: the parameter that difference quotients are taken along.
        angle: the direction looked at in degrees, INFINITE_SLOPE for the steepest way down.
        language: the reader's, whatever the settings were in.
    """

    config: RunConfig
    objective: Formula
    w: Floats
    axes: tuple[int, ...]
    along: int
    angle: int
    language: str


def place_at(
    config: RunConfig, objective: Objective, shown: Mapping[str, Any], language: str
) -> Place:
    """The place of these settings; ``shown`` is the page's own part of the address.

    Raises:
        TypeError: an objective that is no formula, which this page's settings never name.
    """
    if not isinstance(objective, Formula):
        raise TypeError(type(objective).__name__)
    return Place(
        config=config,
        objective=objective,
        w=point_of(config, objective),
        axes=_axes(objective.dim, shown),
        along=min(shown["along"], objective.dim - 1),
        angle=shown["angle"],
        language=language,
    )


def point_of(config: RunConfig, objective: Objective) -> Floats:
    """The point that the settings name, ``(dim,)``."""
    if config.start == "random":
        return np.array(random_point(objective, config.seed).tolist())
    return np.array(config.start if isinstance(config.start, tuple) else objective.start)


def slopes_told(slopes: Floats) -> Floats:
    """The same with ±∞ for those that stand for an infinite slope."""
    return np.where(np.abs(slopes) >= INFINITE_SLOPE, np.copysign(np.inf, slopes), slopes)


def sign_of(at: Place, i: int) -> str:
    """A parameter's name without markup: w1 is w₁."""
    return plain(name_of(at.objective.parameter_names[i]))


def _axes(dim: int, shown: Mapping[str, Any]) -> tuple[int, ...]:
    """Two different parameters, as asked for where they exist."""
    if dim == 1:
        return (0,)
    across = min(shown["across"], dim - 1)
    upward = min(shown["upward"], dim - 1)
    return across, upward if upward != across else (across + 1) % dim
