"""Pictures in words, for those who cannot see them."""

from collections.abc import Sequence
from itertools import groupby

import numpy as np
from numpy.typing import ArrayLike

from lrviz.descent.trajectory import Trajectory
from lrviz.figures.edges import inside
from lrviz.figures.layout import equal
from lrviz.figures.path_points import current
from lrviz.objectives import OBJECTIVES
from lrviz.objectives.base import Objective
from lrviz.text import say
from lrviz.text.numbers import number, vector

__all__ = ["PICTURES", "called", "describe", "describe_objective", "describe_sweep"]

PICTURES = ("map", "ball", "surface")
# Objectives of one title each, by the key of the title.
_TITLES = ("data.linear_regression", "data.logistic_regression", "network.title")


def called(objective: Objective, language: str) -> str:
    """What an objective is called in a language; a formula has its own text in all of them."""
    if objective.name in OBJECTIVES:
        return say(f"objective.{objective.name}.title", language)
    key = next((each for each in _TITLES if objective.title == say(each)), None)
    return objective.title if key is None else say(key, language)


def describe(
    trajectory: Trajectory, *, picture: str = "map", step: int | None = None, language: str = "en"
) -> str:
    """What a picture of this run shows at ``step`` (None: its last), in a few sentences.

    Raises:
        ValueError: for a picture that is not in PICTURES.
    """
    if picture not in PICTURES:
        raise ValueError(f"`picture` must be one of {', '.join(PICTURES)}; got {picture!r}")
    k = current(trajectory, step)
    sentence = say(
        f"figure.alt.{picture}",
        language,
        name=called(trajectory.objective, language),
        start=vector(trajectory.w[0]),
        now=vector(trajectory.w[k]),
        step=k,
        steps=trajectory.steps,
        loss_start=number(float(trajectory.loss[0])),
        loss_now=number(float(trajectory.loss[k])),
    )
    return sentence + _beyond(trajectory, k, picture, language)


def describe_objective(objective: Objective, *, language: str = "en", minima: bool = True) -> str:
    """What the rings alone show, with or without the known minima."""
    known = "; ".join(vector(point) for point in objective.minima)
    sentence = say("figure.alt.rings", language, name=called(objective, language))
    if known and minima:
        sentence += say("figure.alt.minima", language, minima=known)
    if objective.dim == 2 and not equal(objective.domain):
        sentence += say("figure.alt.stretched", language)
    return sentence


def describe_sweep(lr: ArrayLike, verdicts: Sequence[str], *, language: str = "en") -> str:
    """What the final loss against the learning rate shows: each regime with its rates."""
    rates = np.asarray(lr, dtype=np.float64)
    order = np.argsort(rates, kind="stable").tolist()
    parts = []
    for verdict, group in groupby(order, key=lambda i: str(verdicts[i])):
        members = list(group)
        parts.append(
            say(
                "figure.alt.regime",
                language,
                low=number(float(rates[members[0]])),
                high=number(float(rates[members[-1]])),
                word=say(f"verdict.{verdict}.word", language),
            )
        )
    return say("figure.alt.sweep", language, regimes=say("figure.alt.comma", language).join(parts))


def _beyond(trajectory: Trajectory, k: int, picture: str, language: str) -> str:
    """How many of the points so far lie off the map."""
    objective = trajectory.objective
    if picture != "map" or objective.dim != 2:
        return ""
    off = sum(not inside(point, objective.domain) for point in trajectory.w[1 : k + 1])
    return say("figure.alt.beyond", language, count=off) if off else ""
