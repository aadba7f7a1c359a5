"""The map before the answer: rings, axes and the run so far, nothing that is still to come."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from html import escape

from lrviz.analysis.landscape import limits
from lrviz.descent.trajectory import Trajectory
from lrviz.figures.canvas import Canvas
from lrviz.figures.layout import MARGIN
from lrviz.figures.minima import minimum_labels
from lrviz.figures.path_points import path_points
from lrviz.figures.still import axes_marks, canvas_of, minimum_marks, run_marks
from lrviz.figures.still_rings import ring_marks
from lrviz.figures.theme import FONT, Theme
from lrviz.text import say
from lrviz.text.numbers import vector

__all__ = ["VeiledMap", "veiled_map"]


@dataclass(frozen=True, kw_only=True)
class VeiledMap:
    """A picture, and where it has which point.

    Attributes:
        svg: the picture; its viewBox holds the margins too, and it has no style of its own.
        canvas: the plot within the margins, whose corner is the origin of the viewBox.
    """

    svg: str
    canvas: Canvas


def veiled_map(
    trajectory: Trajectory,
    step: int = 0,
    *,
    veils: Collection[str] = (),
    theme: Theme,
    language: str = "en",
    width: float = 400,
    height: float = 350,
) -> VeiledMap:
    """The map of a run over two parameters at ``step``, with no later point, arrow or verdict.

    Args:
        trajectory: the run; no row after ``step`` is looked at.
        step: where the run is.
        veils: names of ``lrviz.lessons.VEILS``; "rings" and "minimum" leave these out too.
        theme: what it is painted with; the colours may be any that SVG knows.
        language: of its words.
        width, height: pixels that its letters are meant for.

    Raises:
        ValueError: for a run of another number of parameters.
    """
    objective = trajectory.objective
    if objective.dim != 2:
        raise ValueError(f"`trajectory` must have two parameters; got {objective.dim}")
    canvas = canvas_of(limits(objective, trajectory), width, height)
    crosses = [] if "minimum" in veils else minimum_labels(objective, canvas.box, language)
    marks = [] if "rings" in veils else [ring_marks(objective, canvas, theme)]
    marks += axes_marks(objective, canvas, theme, language)
    if "minimum" not in veils:
        marks += minimum_marks(objective, crosses, canvas, theme)
    known = path_points(trajectory, step, language)
    so_far = replace(known, points=known.points[: known.now + 1], move=None)
    marks += run_marks(so_far, crosses, canvas, theme)
    words = say(
        "figure.alt.veiled",
        language,
        start=vector(so_far.points[0]),
        now=vector(so_far.points[-1]),
        step=so_far.now,
    )
    return VeiledMap(svg=_svg(canvas, words, "".join(marks), theme), canvas=canvas)


def _svg(canvas: Canvas, words: str, marks: str, theme: Theme) -> str:
    left, top = MARGIN["l"], MARGIN["t"]
    width, height = left + canvas.width + MARGIN["r"], top + canvas.height + MARGIN["b"]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" class="still"'
        f' viewBox="{-left} {-top} {width:.2f} {height:.2f}"'
        f' font-family="{escape(FONT)}" font-size="14" fill="{theme.ink}">'
        f"<title>{escape(words)}</title>{marks}</svg>"
    )
