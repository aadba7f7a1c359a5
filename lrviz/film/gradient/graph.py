"""Backpropagation: the formula's graph, stepped through by the clock."""

from functools import lru_cache, partial

import torch

from lrviz.analysis.backprop.flow import backpropagate
from lrviz.analysis.backprop.graph import graph_of
from lrviz.analysis.derivatives import right_digits
from lrviz.figures.alt import called
from lrviz.figures.flow.picture import FlowPicture, captions, flow_picture
from lrviz.figures.flow.traces import flow_height, moves, picture_spec
from lrviz.film.gradient.place import Place, sign_of, slopes_told
from lrviz.film.reel import Plot, Reel, Swap
from lrviz.objectives.base import autograd
from lrviz.objectives.formula import Formula
from lrviz.objectives.primitives import INFINITE_SLOPE
from lrviz.text import say
from lrviz.text.numbers import number, vector

__all__ = ["KEY", "arrived", "graph_reel", "least_width", "picture_at"]

KEY = "flow"
COLUMN = 84  # A layer of nodes is at least so many pixels wide.


def picture_at(at: Place) -> FlowPicture:
    """The graph of the formula with what flows through it there."""
    return _picture(at.objective, tuple(at.w.tolist()))


def least_width(picture: FlowPicture) -> int:
    """Pixels below which it is scrolled sideways."""
    return COLUMN * picture.layout.layers


@lru_cache(maxsize=32)
def _picture(objective: Formula, w: tuple[float, ...]) -> FlowPicture:
    return flow_picture(backpropagate(graph_of(objective), w))


def graph_reel(at: Place, picture: FlowPicture, *, forward: bool) -> Reel:
    """Both passes, or with ``forward`` that one alone."""
    frames = picture.forward if forward else picture.frames
    said = {} if forward else {"gradient": vector(slopes_told(picture.flow.gradient))}
    plot = Plot(
        name="graph",
        spec=partial(picture_spec, picture),
        alt=say(
            "gradient.flow.alt_forward" if forward else "gradient.flow.alt",
            at.language,
            name=called(at.objective, at.language),
            point=vector(at.w),
            loss=number(float(picture.flow.values[picture.flow.graph.output])),
            **said,
        ),
        moving={name: Swap(**each._asdict()) for name, each in moves(picture, frames).items()},
        captions=captions(picture, at.language)[:frames],
        wide=True,
    )
    return Reel(
        plots=[plot],
        frames=frames,
        columns=1,
        height=f"{flow_height(picture.layout)}px",
        clock=say(f"gradient.{KEY}.clock", at.language),
        speed=1,
    )


def arrived(at: Place, picture: FlowPicture) -> list[str]:
    """One line a parameter: what the graph gave and what torch's own backward pass gives."""
    torchs = autograd(at.objective.loss, torch.from_numpy(at.w)).tolist()
    lines = []
    for i, (own, other) in enumerate(zip(picture.flow.gradient.tolist(), torchs, strict=True)):
        if not abs(own) < INFINITE_SLOPE:
            line = say("gradient.flow.nowhere", at.language, name=sign_of(at, i))
        elif other == 0 and own != 0:
            line = say("gradient.flow.zero", at.language, name=sign_of(at, i), own=number(own))
        else:
            line = say(
                "gradient.flow.arrived",
                at.language,
                name=sign_of(at, i),
                own=number(own, 8),
                other=number(other, 8),
                digits=right_digits(own, other),
            )
        lines.append(line)
    return lines
