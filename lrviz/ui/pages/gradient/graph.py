"""Backpropagation on the Gradient page: the formula's graph, stepped through by the clock."""

from functools import lru_cache, partial

import numpy as np
import streamlit as st
import torch

from lrviz.analysis.backprop.flow import backpropagate
from lrviz.analysis.backprop.graph import graph_of
from lrviz.analysis.derivatives import right_digits
from lrviz.figures.flow.picture import FlowPicture, captions, flow_picture
from lrviz.figures.flow.traces import flow_height, moves, picture_spec
from lrviz.film.reel import Plot, Reel, Swap
from lrviz.objectives.base import autograd
from lrviz.objectives.formula import Formula
from lrviz.text import say
from lrviz.text.numbers import number, vector
from lrviz.ui import session
from lrviz.ui.pages.gradient.controls import sign_of
from lrviz.ui.pages.gradient.place import Place
from lrviz.ui.pages.gradient.settings import SETTINGS
from lrviz.ui.pages.gradient.style import at_least
from lrviz.ui.reel.component import reel, reel_request
from lrviz.ui.veils import veiled

__all__ = ["graph_part"]

KEY = "flow"
COLUMN = 84  # pixels of a layer of nodes, at least


def graph_part(at: Place) -> None:
    """The graph with its clock, and what has arrived beside what autograd says."""
    language = at.language
    picture, forward = _picture(at.objective, tuple(at.w.tolist())), veiled("graph", "slopes")
    st.caption(say("gradient.flow.intro", language))
    st.html(at_least(COLUMN * picture.layout.layers))
    with st.container(key="graph"):
        show, speed = _reel(at, picture, forward=forward), SETTINGS.now()["pace"]
        frame = min(SETTINGS.now()["beat"], show.frames - 1)
        reel(show, key=KEY, language=language, frame=frame, speed=speed, on_ask=_hear)
    if picture.folded:
        st.caption(say("gradient.flow.folded", language, count=picture.folded))
    if not forward:
        st.markdown(_arrived(at, picture))


@lru_cache(maxsize=32)
def _picture(objective: Formula, w: tuple[float, ...]) -> FlowPicture:
    return flow_picture(backpropagate(graph_of(objective), w))


def _reel(at: Place, picture: FlowPicture, *, forward: bool) -> Reel:
    """Both passes, or with ``forward`` that one alone."""
    frames = picture.forward if forward else picture.frames
    said = {} if forward else {"gradient": vector(picture.flow.gradient)}
    plot = Plot(
        name="graph",
        spec=partial(picture_spec, picture),
        alt=say(
            "gradient.flow.alt_forward" if forward else "gradient.flow.alt",
            at.language,
            name=at.objective.title,
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


def _hear() -> None:
    request = reel_request(KEY)
    if request.get("kind") == "frame":
        SETTINGS.change(beat=request["frame"], pace=request.get("speed", SETTINGS.now()["pace"]))


def _arrived(at: Place, picture: FlowPicture) -> str:
    """One line a parameter: what the graph gave and what torch's own backward pass gives."""
    torchs = autograd(at.objective.loss, torch.from_numpy(at.w)).tolist()
    lines = []
    for i, (own, other) in enumerate(zip(picture.flow.gradient.tolist(), torchs, strict=True)):
        if not np.isfinite(own):
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
        lines.append(f"- {session.plain(line)}")
    return "\n".join(lines)
