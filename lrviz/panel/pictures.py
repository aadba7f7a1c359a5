"""The pictures of a question: a map to tap, and the small maps that a choice is between."""

from typing import Any

import numpy as np

from lrviz.descent.trajectory import Trajectory
from lrviz.figures.layout import MARGIN
from lrviz.figures.still import still_svg
from lrviz.figures.theme import DARK, LIGHT
from lrviz.film.comparison import first_row
from lrviz.lessons import Stop
from lrviz.lessons.questions import Choice
from lrviz.lessons.states import State, merged, state
from lrviz.objectives.base import Box
from lrviz.text import say

__all__ = ["map_to_tap", "option_picture"]

WIDE = 330.0  # Pixels of a picture's width that the letters are meant for.
SMALL = (300.0, 190.0)  # Pixels of a picture that is one of several to choose from.
ROOM = 0.12  # This share of a path's size is left free round it.


def map_to_tap(each: Stop, language: str) -> dict[str, Any]:
    """The map with its start alone: no later point, no arrow, and no rings where they are asked
    about."""
    found = state(each.page, each.query)
    first, box = first_row(found.run), found.objective.domain
    said = say("course.panel.map", language)
    size = (WIDE, _height(box))
    drawn = _drawn(found, first, box, size, said, language, rings="rings" not in each.veils)
    return {"box": box, "map": drawn, "from": first.w[0].tolist()}


def option_picture(each: Stop, choice: Choice, language: str) -> dict[str, Any]:
    """The whole path of an option that is a picture, all options in one frame; nothing for a
    sentence."""
    if not choice.shows:
        return {}
    found = state(each.page, merged(each.query, choice.shows))
    said = say("course.panel.picture", language)
    return {"picture": _drawn(found, found.run, _frame(found), SMALL, said, language)}


def _height(box: Box) -> float:
    """As high as a map of one scale is, with its margins; not much higher than wide."""
    (left, right), (low, high) = box
    across = WIDE - MARGIN["l"] - MARGIN["r"]
    return MARGIN["t"] + MARGIN["b"] + min(across * (high - low) / (right - left), WIDE)


def _frame(found: State) -> Box:
    """The box of the start and the minimum, which all runs of a task share, with room round it."""
    ends = np.array([found.run.w[0], found.objective.minima[0]])
    middle, size = ends.mean(0), np.ptp(ends, 0).max() * (1 + 2 * ROOM)
    (a, b), (c, d) = np.stack([middle - size / 2, middle + size / 2], 1).tolist()
    return (a, b), (c, d)


def _drawn(
    found: State,
    run: Trajectory,
    box: Box,
    size: tuple[float, float],
    words: str,
    language: str,
    *,
    rings: bool = True,
) -> dict[str, str]:
    """The picture on light and on dark paper."""
    return {
        theme.name: still_svg(
            found.objective,
            run,
            theme=theme,
            language=language,
            width=size[0],
            height=size[1],
            box=box,
            rings=rings,
            alt=words,
        )
        for theme in (LIGHT, DARK)
    }
