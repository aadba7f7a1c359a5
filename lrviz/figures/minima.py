"""The known minima of a loss, as crosses with their name."""

from collections.abc import Iterable

import numpy as np
import torch
from numpy.typing import NDArray

from lrviz.figures.edges import inside
from lrviz.figures.encode import Spec, typed
from lrviz.figures.labels import Label, Spot, place, shadow
from lrviz.figures.layout import name_of
from lrviz.figures.theme import Theme
from lrviz.objectives.base import Box, Objective
from lrviz.text import say
from lrviz.text.numbers import number

__all__ = ["minimum_labels", "minimum_points", "minimum_traces"]


def minimum_traces(
    objective: Objective,
    box: Box,
    theme: Theme,
    language: str,
    *,
    behind: NDArray[np.float64] | None = None,
) -> list[Spec]:
    """One trace of crosses, "minima"; none where no minimum is known."""
    if not objective.minima:
        return []
    points = minimum_points(objective)
    words = minimum_labels(objective, box, language, behind=behind)
    labels = [_label_at(point, words) for point in points]
    loss = objective.minimum_loss
    names = [name_of(name) for name in objective.parameter_names]
    rows = [f"<b>{say('figure.minimum', language)}</b>"]
    rows += [f"{name} = %{{{letter}}}" for name, letter in zip(names, "xy", strict=False)]
    rows += [] if loss is None else [f"<i>ℓ</i> = {number(loss, 8)}"]
    return [
        {
            "type": "scatter",
            "name": "minima",
            "mode": "markers+text",
            "cliponaxis": True,
            "x": typed(points[:, 0]),
            "y": typed(points[:, 1]),
            "text": [label.spot.text if label else "" for label in labels],
            "textposition": [label.position if label else "top right" for label in labels],
            "textfont": {"size": 12, "color": theme.faint, "shadow": shadow(theme)},
            "hovertemplate": "<br>".join(rows) + "<extra></extra>",
            "marker": {
                "symbol": "x-thin-open",
                "size": 10,
                "color": theme.minimum,
                "line": {"width": 1.6, "color": theme.minimum},
            },
        }
    ]


def _label_at(point: NDArray[np.float64], labels: Iterable[Label]) -> Label | None:
    found = (label for label in labels if (label.spot.x, label.spot.y) == tuple(point))
    return next(found, None)


def minimum_labels(
    objective: Objective, box: Box, language: str, *, behind: NDArray[np.float64] | None = None
) -> tuple[Label, ...]:
    """The words beside the crosses that lie on the map, where there is room for them."""
    text = say("figure.minimum", language)
    length = sum(2 if ord(letter) > 0x2E80 else 1 for letter in text)  # a Chinese letter is wide
    points = minimum_points(objective)
    spots = [Spot(x, y, length, text) for x, y in points.tolist() if inside((x, y), box)]
    return place(spots, path=points if behind is None else behind, box=box)


def minimum_points(objective: Objective) -> NDArray[np.float64]:
    """Where the known minima stand ``(k, 2)``: on the map, or on the curve as (w, L*)."""
    points = np.array(objective.minima, dtype=np.float64).reshape(-1, objective.dim)
    if objective.dim == 1:
        with torch.no_grad():
            return np.column_stack([points, objective.loss(torch.from_numpy(points)).numpy()])
    return points
