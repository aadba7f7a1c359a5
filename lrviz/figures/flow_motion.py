"""How a formula's graph moves: what each of its traces shows, frame by frame."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lrviz.figures import flow_words
from lrviz.figures.encode import Spec
from lrviz.figures.flow import FlowPicture
from lrviz.figures.flow_looks import flow_spec
from lrviz.figures.theme import Theme
from lrviz.text.numbers import number

__all__ = ["Moves", "moves", "picture_spec"]

Floats = NDArray[np.float64]

MIDDLE, ARROW = 0.5, 0.72  # of an edge: where its slope is written, where its arrow stands
LONGEST = 24  # characters of a formula that stands beside its node


class Moves(NamedTuple):
    """What a trace shows, a row per frame; NaN leaves a gap."""

    x: Floats
    y: Floats
    text: list[list[str]] | None = None


def picture_spec(picture: FlowPicture, theme: Theme) -> Spec:
    """What stands still, and empty traces for ``moves``."""
    return flow_spec(picture.layout, picture.names(), _short(picture), theme)


def moves(picture: FlowPicture) -> dict[str, Moves]:
    """Trace name -> its rows; one row where it stands still above what moves."""
    p, frames = picture, range(picture.frames)
    ahead = [None if p.is_back(k) else p.active(k) for k in frames]
    back = [p.active(k) if p.is_back(k) else None for k in frames]
    return {
        "live": _lines(p, [p.active(k) for k in frames]),
        "ahead": _heads(p, ahead),
        "back": _heads(p, back),
        "done": _nodes(p, [dict.fromkeys(p.known(k), "") for k in frames]),
        "reached": _nodes(p, [dict.fromkeys(p.complete(k), "") for k in frames]),
        "names": _nodes(p, [p.names()]),
        "formulas": _nodes(p, [_short(p)]),
        "values": _nodes(p, [_values(p, k) for k in frames]),
        "gradients": _nodes(p, [_gradients(p, k) for k in frames]),
        "slopes": _slopes(p, back),
    }


def _short(picture: FlowPicture) -> dict[int, str]:
    """The formulas that are short enough to stand beside their nodes."""
    words = picture.formulas().items()
    return {i: text if len(flow_words.plain(text)) <= LONGEST else "…" for i, text in words}


def _values(picture: FlowPicture, frame: int) -> dict[int, str]:
    values = picture.flow.values
    return {i: f"= {number(float(values[i]))}" for i in picture.known(frame)}


def _gradients(picture: FlowPicture, frame: int) -> dict[int, str]:
    """∂ℓ/∂v; while something is still to come, with an ellipsis."""
    names, complete = picture.names(), picture.complete(frame)
    return {
        i: f"∂<i>ℓ</i>/∂{names[i]} = {number(value)}{'' if i in complete else ' + …'}"
        for i, value in picture.arrived(frame).items()
    }


def _nodes(picture: FlowPicture, rows: Sequence[Mapping[int, str]]) -> Moves:
    at = np.array([picture.layout.at[i] for i in picture.kept])
    shown = np.array([[i in row for i in picture.kept] for row in rows])
    text = [[row.get(i, "") for i in picture.kept] for row in rows]
    x, y = (np.where(shown, at[:, j], np.nan) for j in (0, 1))
    return Moves(x, y, text)


def _lines(picture: FlowPicture, nodes: Sequence[int | None]) -> Moves:
    gap = np.full((1, 2), np.nan)
    rows = [
        np.concatenate([gap] + [np.vstack([picture.layout.lines[e], gap]) for e in edges])
        for edges in map(picture.into, nodes)
    ]
    return Moves(*_padded(rows))


def _heads(picture: FlowPicture, nodes: Sequence[int | None]) -> Moves:
    lines = picture.layout.lines
    rows = [[_along(lines[edge], ARROW) for edge in picture.into(i)] for i in nodes]
    return Moves(*_padded([np.array(row).reshape(-1, 2) for row in rows]))


def _slopes(picture: FlowPicture, nodes: Sequence[int | None]) -> Moves:
    """The slopes a gradient is multiplied by on its way back."""
    edges = [picture.into(i) for i in nodes]
    rows = [[_along(picture.layout.lines[edge], MIDDLE) for edge in row] for row in edges]
    x, y = _padded([np.array(row).reshape(-1, 2) for row in rows])
    words = [[f"× {number(picture.edges[edge], 3)}" for edge in row] for row in edges]
    return Moves(x, y, [row + [""] * (x.shape[1] - len(row)) for row in words])


def _along(line: Floats, share: float) -> Floats:
    """A point of a polyline by its share of the way across."""
    x = line[0, 0] + share * (line[-1, 0] - line[0, 0])
    return np.array([x, np.interp(x, line[:, 0], line[:, 1])])


def _padded(rows: Sequence[Floats]) -> tuple[Floats, Floats]:
    """Points ``(k, 2)`` of every frame as x and y ``(frames, n)``, filled up with gaps."""
    longest = max([1, *(len(row) for row in rows)])
    full = np.full((len(rows), longest, 2), np.nan)
    for k, row in enumerate(rows):
        full[k, : len(row)] = row
    return full[..., 0], full[..., 1]
