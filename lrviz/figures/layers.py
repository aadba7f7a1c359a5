"""Sizes layer by layer as bars, and starts against activations as a table of colours."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lrviz.figures.encode import Spec
from lrviz.figures.layout import CURVE_MARGIN, axis, base, corner
from lrviz.figures.theme import Theme
from lrviz.text.numbers import number

__all__ = ["bars_spec", "table_spec"]

Floats = NDArray[np.float64]
LEAST, MOST = -12.0, 3.0  # The colours tell apart the powers of ten between these two.


def bars_spec(
    theme: Theme, *, sizes: Floats, names: Sequence[str], y_title: str, x_title: str
) -> Spec:
    """An empty bar "size" per layer on a log axis that holds all ``sizes`` ``(F, L)``.

    A size of zero has no bar.
    """
    some = sizes[np.isfinite(sizes) & (sizes > 0)]
    low, high = (np.log10(some.min()), np.log10(some.max())) if some.size else (-1.0, 0.0)
    bars = {
        "type": "bar",
        "name": "size",
        "x": list(range(len(names))),
        "y": [None] * len(names),
        "marker": {"color": theme.verdicts["crawls"]},
        "hovertemplate": "%{y:.3g}<extra></extra>",
    }
    layout = base(
        theme,
        margin=dict(CURVE_MARGIN),
        bargap=0.35,
        xaxis=axis(
            theme,
            title=x_title,
            range=[-0.6, len(names) - 0.4],
            tickvals=list(range(len(names))),
            ticktext=list(names),
        ),
        yaxis=axis(
            theme, grid=True, nticks=5, type="log", range=[float(low) - 0.4, float(high) + 0.4]
        ),
        annotations=[corner(y_title, theme)],
    )
    return {"data": [bars], "layout": layout}


def table_spec(
    theme: Theme, *, values: Floats, rows: Sequence[str], columns: Sequence[str]
) -> Spec:
    """``values[i, j]`` as a number on a colour: the further from 1, the stronger."""
    with np.errstate(divide="ignore"):
        powers = np.clip(np.log10(values), LEAST, MOST)
    heat = {
        "type": "heatmap",
        "name": "table",
        "x": list(range(len(columns))),
        "y": list(range(len(rows))),
        "z": powers.tolist(),
        "text": [[number(float(each), 2) for each in row] for row in values],
        "texttemplate": "%{text}",
        "textfont": {"color": theme.ink, "size": 12},
        "hoverinfo": "skip",
        "zmin": LEAST,
        "zmax": MOST,
        "showscale": False,
        "colorscale": [
            [0, theme.verdicts["crawls"]],
            [-LEAST / (MOST - LEAST), theme.paper],
            [1, theme.verdicts["diverges"]],
        ],
        "opacity": 0.8,
        "xgap": 2,
        "ygap": 2,
    }
    layout = base(
        theme,
        margin={**CURVE_MARGIN, "l": 84},
        xaxis=axis(theme, tickvals=list(range(len(columns))), ticktext=list(columns), ticks=""),
        yaxis=axis(
            theme,
            tickvals=list(range(len(rows))),
            ticktext=list(rows),
            ticks="",
            autorange="reversed",
        ),
    )
    return {"data": [heat], "layout": layout}
