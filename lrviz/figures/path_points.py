"""A run as a picture sees it: points in the plane, where it is now, what pointing at it shows."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lrviz.descent.trajectory import Trajectory
from lrviz.figures.layout import name_of
from lrviz.text import say

__all__ = ["PathPoints", "current", "hover", "path_points", "record_of", "step_of"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, eq=False)
class PathPoints:
    """What is drawn of a run.

    Attributes:
        points: ``(k+1, 2)``: w on a map, (w, ℓ) on a curve.
        now: the row the run is at.
        move: the arrow from there ``(2,)``, −η·∂ℓ/∂w; None where no step is known.
        record: what hovering shows, a row per point (see ``record_of``).
        template: the hover text over those rows.
    """

    points: Floats
    now: int
    move: Floats | None
    record: Floats
    template: str


def path_points(trajectory: Trajectory, step: int | None, language: str) -> PathPoints:
    """A run over two parameters on the map; over one on the loss's curve."""
    now, on_curve = current(trajectory, step), trajectory.objective.dim == 1
    move = step_of(trajectory, now)
    if on_curve and move is not None:
        move = np.array([move[0], 0.0])
    return PathPoints(
        points=np.column_stack([trajectory.w, trajectory.loss]) if on_curve else trajectory.w,
        now=now,
        move=move,
        record=record_of(trajectory),
        template=hover(trajectory, language),
    )


def current(trajectory: Trajectory, step: int | None) -> int:
    """``step`` held to the record; None is the last and negative ones count from the end."""
    last = len(trajectory.w) - 1
    k = last if step is None else step + last + 1 if step < 0 else step
    return min(max(k, 0), last)


def step_of(trajectory: Trajectory, k: int) -> Floats | None:
    """−η·∂ℓ/∂w at wₖ ``(dim,)``; after the last step, the step that the same rate would make."""
    if trajectory.steps == 0:
        return None
    return np.asarray(-trajectory.lr[min(k, trajectory.steps - 1)] * trajectory.grad[k])


def record_of(trajectory: Trajectory) -> Floats:
    """A row per point with every digit: step, w, loss, gradient."""
    steps = np.arange(len(trajectory.w), dtype=np.float64)
    return np.column_stack([steps, trajectory.w, trajectory.loss, trajectory.grad])


def hover(trajectory: Trajectory, language: str) -> str:
    """The hover text over the rows of ``record_of``."""
    names = [name_of(name) for name in trajectory.objective.parameter_names]
    d = len(names)
    cell = "%{{customdata[{}]}}".format
    rows = [f"<b>{say('figure.step', language, k=cell(0))}</b>"]
    rows += [f"{name} = {cell(1 + i)}" for i, name in enumerate(names)]
    rows += [f"<i>ℓ</i> = {cell(1 + d)}"]
    rows += [f"∂<i>ℓ</i>/∂{name} = {cell(2 + d + i)}" for i, name in enumerate(names)]
    return "<br>".join(rows) + "<extra></extra>"
