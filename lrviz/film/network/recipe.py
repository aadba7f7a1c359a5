"""The course's recipe: any curve of straight pieces from hard sigmoids, each from two ReLUs."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lrviz.analysis.bends import hard_sigmoid_recipe, relu_pair, unit_curves
from lrviz.figures import network as figures
from lrviz.film.network.bends import POINTS, clock, room
from lrviz.film.reel import Plot, Reel, Swap
from lrviz.objectives.examples import CURVES
from lrviz.text import say
from lrviz.text.numbers import number

__all__ = ["recipe"]

Floats = NDArray[np.float64]


def recipe(language: str, name: str = "pieces") -> Reel:
    """The course's construction, piece by piece: two ReLUs, a hard sigmoid, and the sum so far."""
    curve = CURVES[name]
    x = np.linspace(-1, 1, POINTS)
    frames = _frames(x, curve.corners, language)
    names = ("up", "down", "pair", "sum")
    low, high = room(curve.truth(x))
    plot = Plot(
        name="recipe",
        title=say("network.title_recipe", language),
        alt=say("network.alt.recipe", language, count=len(curve.corners) - 1),
        spec=lambda theme: figures.sum_spec(
            theme, language, target=(x, curve.truth(x)), y_range=(low - 0.6, high + 0.6)
        ),
        moving={
            each: Swap(x=x[None], y=np.array([frame.curves[i] for frame in frames]))
            for i, each in enumerate(names)
        },
        captions=[frame.caption for frame in frames],
        wide=True,
    )
    return Reel(
        plots=[plot],
        frames=len(frames),
        columns=1,
        height="20rem",
        clock=clock(language),
        speed=1,
    )


class _Frame(NamedTuple):
    """One picture: the two ReLUs, the hard sigmoid they make, and the sum so far."""

    curves: tuple[Floats, Floats, Floats, Floats]
    caption: str


def _frames(x: Floats, corners: Sequence[tuple[float, float]], language: str) -> list[_Frame]:
    """Three pictures a piece: one ReLU, both, and the piece added."""
    net, w = hard_sigmoid_recipe(corners)
    units = unit_curves(net, w[None], x)[0][0]
    nothing, so_far = np.full(len(x), np.nan), np.full(len(x), w[-1])
    begin = say("network.recipe.begin", language, level=number(float(w[-1])))
    found = [_Frame((nothing, nothing, nothing, so_far), begin)]
    for i, ((left, low), (right, high)) in enumerate(pairwise(corners)):
        up, down, pair = relu_pair(x, left, right, high - low)
        at = {"i": i + 1, "left": number(left), "right": number(right)}
        at["rise"] = number(high - low)
        found += [
            _Frame((up, nothing, nothing, so_far), say("network.recipe.up", language, **at)),
            _Frame((up, down, pair, so_far), say("network.recipe.pair", language, **at)),
        ]
        so_far = so_far + units[i]
        said = say("network.recipe.sum", language, **at)
        found.append(_Frame((nothing, nothing, pair, so_far), said))
    return found
