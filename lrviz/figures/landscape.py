"""The loss on a plane through weight space, and how far the plane is to be trusted."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lrviz.analysis.landscape import Grid, levels
from lrviz.figures.encode import Spec, typed
from lrviz.figures.labels import shadow
from lrviz.figures.layout import CURVE_MARGIN, DASHES, axis, base, corner
from lrviz.figures.network import line
from lrviz.figures.rings import filled_rings
from lrviz.figures.theme import Theme
from lrviz.objectives.base import Box

__all__ = ["curves_spec", "plane_spec"]

Floats = NDArray[np.float64]
RINGS = 12  # The loss on a plane of a network's weights has so many rings.


def plane_spec(
    theme: Theme, *, landscape: Grid, box: Box, names: tuple[str, str], note: str = ""
) -> Spec:
    """Rings of the loss on the plane under an empty "path"."""
    contour = filled_rings(landscape, levels(landscape.z, count=RINGS), theme=theme)
    layout = base(
        theme,
        margin=dict(CURVE_MARGIN),
        xaxis=axis(theme, title=names[0], range=list(box[0])),
        yaxis=axis(theme, range=list(box[1])),
        annotations=[
            corner(names[1], theme),
            *([corner(note, theme, right=True, quiet=True)] if note else []),
        ],
    )
    return {"data": [contour, line("path", theme, width=2.4)], "layout": layout}


def curves_spec(
    theme: Theme,
    *,
    curves: Sequence[tuple[str, Floats, Floats]],
    x_title: str,
    y_title: str,
    key: str = "",
    log: bool = False,
    log_x: bool = False,
    marks: bool = False,
    level: float | None = None,
    labels: Sequence[str] = (),
) -> Spec:
    """Whole curves, each (name, x, y), told apart by dashes too; with an empty "<name>_now" each.

    ``level`` is a line right across; ``labels`` stand at the marks, one for each curve.
    """
    heights = [y for _, _, y in curves] + ([] if level is None else [np.array([level])])
    layout = base(
        theme,
        margin=dict(CURVE_MARGIN),
        xaxis=axis(
            theme,
            title=x_title,
            type="log" if log_x else "linear",
            range=_range([x for _, x, _ in curves], log=log_x, room=0.03),
        ),
        yaxis=axis(
            theme,
            grid=True,
            nticks=5,
            type="log" if log else "linear",
            range=_range(heights, log=log, room=0.07),
        ),
        annotations=[
            corner(y_title, theme),
            *([corner(key, theme, right=True, quiet=True)] if key else []),
        ],
    )
    if level is not None:
        layout["shapes"] = [_across(level, theme)]
    return {"data": _drawn(curves, theme, labels, log=log, marks=marks), "layout": layout}


def _drawn(
    curves: Sequence[tuple[str, Floats, Floats]],
    theme: Theme,
    labels: Sequence[str],
    *,
    log: bool,
    marks: bool,
) -> list[Spec]:
    """The curves, and after them their marks; what is not positive has no place on a log axis."""
    colours = [theme.path, *theme.verdicts.values()]
    lines, now = [], []
    for i, (name, x, y) in enumerate(curves):
        colour, dash = colours[i % len(colours)], DASHES[i % len(DASHES)]
        look = line(name, theme, colour=colour, width=1.9, line={"dash": dash})
        height = np.where(y > 0, y, np.nan) if log else y
        mode = "lines+markers" if marks else "lines"
        lines.append(look | {"x": typed(x), "y": typed(height), "mode": mode})
        now.append(_now(name, theme, colour, labels[i] if labels else ""))
    return [*lines, *now]


def _range(values: Sequence[Floats], *, log: bool, room: float) -> list[float]:
    """A range that holds every finite value, in powers of ten where ``log``."""
    every = np.concatenate([np.ravel(each) for each in values])
    every = every[np.isfinite(every) & ((every > 0) if log else True)]
    if not every.size:
        return [-1.0, 1.0]
    low, high = float(every.min()), float(every.max())
    if log:
        low, high = float(np.log10(low)), float(np.log10(high))
    space = room * (high - low) or 0.5 * (abs(high) if not log and high else 1.0)
    return [low - space, high + space]


def _across(level: float, theme: Theme) -> Spec:
    return {
        "type": "line",
        "xref": "x domain",
        "x0": 0,
        "x1": 1,
        "y0": level,
        "y1": level,
        "line": {"color": theme.ink, "width": 1.2, "dash": "dash"},
    }


def _now(name: str, theme: Theme, colour: str, label: str) -> Spec:
    font = {"size": 12, "color": colour, "shadow": shadow(theme)}
    nowhere = [None] if label else []  # a text needs a place from the first, or it is dropped
    words = {"text": [label], "textposition": "top center", "textfont": font} if label else {}
    return {
        **words,
        "type": "scatter",
        "name": f"{name}_now",
        "mode": "markers+text" if label else "markers",
        "cliponaxis": False,
        "hoverinfo": "skip",
        "x": nowhere,
        "y": nowhere,
        "marker": {"size": 9, "color": colour, "line": {"color": theme.paper, "width": 1.5}},
    }
