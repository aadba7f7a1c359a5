"""What all pictures share: margins, type, axes, and how a parameter's name is set."""

import re
from collections.abc import Mapping
from html import escape
from typing import Any

import numpy as np

from lrviz.figures.encode import Spec
from lrviz.figures.theme import FONT, NUMBERS, Theme, translucent
from lrviz.objectives.base import Box

__all__ = [
    "CURVE_MARGIN",
    "MARGIN",
    "axis",
    "base",
    "corner",
    "equal",
    "name_of",
    "text_of",
    "ticks",
]

MARGIN: Mapping[str, int] = {"l": 46, "r": 14, "t": 26, "b": 42}  # The margins of a map, in pixels.
CURVE_MARGIN: Mapping[str, int] = {"l": 66, "r": 14, "t": 24, "b": 42}
WIDEST = 3.0  # Both axes of a box may have one scale up to this ratio of its sides.
TICK_SIZE = 12  # Pixels of the letters of ticks and of names on a map.
TICKS = 7  # An axis of a map has at most so many ticks.
MOST_LETTERS = 60  # A person's name for something is cut to so many letters.
TITLE_SIZE = 14  # Pixels of the letters of titles, and of all other words.
# Lines of one picture differ by their dashes as well as by their colours.
DASHES = ("solid", "dash", "dot", "dashdot")

_INDEXED = re.compile(r"([^\W\d_]+)_?(\d+)")
_LETTER = re.compile(r"[^\W\d_]")


def base(theme: Theme, **more: Any) -> Spec:
    """A transparent layout with the theme's type, tight margins and the fewest buttons."""
    layout: Spec = {
        "autosize": True,
        "margin": {**MARGIN, "pad": 0},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": TITLE_SIZE, "color": theme.ink},
        "showlegend": False,
        "dragmode": False,
        "hovermode": "closest",
        "hoverlabel": {
            "bgcolor": theme.paper,
            "bordercolor": theme.grid,
            "font": {"family": NUMBERS, "size": TICK_SIZE, "color": theme.ink},
            "align": "left",
        },
        "modebar": {
            "bgcolor": "rgba(0,0,0,0)",
            "color": translucent(theme.faint, 0.5),
            "activecolor": theme.ink,
            "remove": ["zoom", "pan", "select", "lasso", "zoomIn", "zoomOut", "autoScale", "reset"],
        },
        "annotations": [],
        "shapes": [],
    }
    return layout | more


def axis(theme: Theme, *, title: str = "", grid: bool = False, **more: Any) -> Spec:
    """One axis: thin line, outside ticks, a plain title."""
    return {
        "title": {"text": title, "standoff": 6, "font": {"size": TITLE_SIZE, "color": theme.ink}},
        "showgrid": grid,
        "gridcolor": theme.grid,
        "gridwidth": 1,
        "zeroline": False,
        "showline": True,
        "linecolor": theme.grid,
        "linewidth": 1,
        "mirror": False,
        "ticks": "outside",
        "ticklen": 4,
        "tickcolor": theme.grid,
        "tickfont": {"size": TICK_SIZE, "color": theme.faint},
        "nticks": TICKS,
        "exponentformat": "power",
        "fixedrange": True,
        "automargin": False,
    } | more


def corner(text: str, theme: Theme, *, right: bool = False, quiet: bool = False) -> Spec:
    """A line of text above the plot: the upright axis's name on the left, a note on the right."""
    return {
        "text": text,
        "name": "note" if right else "title",
        "showarrow": False,
        "xref": "x domain",
        "yref": "y domain",
        "x": 1 if right else 0,
        "y": 1,
        "xanchor": "right" if right else "left",
        "yanchor": "bottom",
        "xshift": 0 if right else -6,
        "yshift": 3,
        "font": {
            "size": TICK_SIZE if quiet else TITLE_SIZE,
            "color": theme.faint if quiet else theme.ink,
        },
    }


def equal(box: Box) -> bool:
    """Whether the box is near enough to square for one scale on both axes."""
    (x_low, x_high), (y_low, y_high) = box
    aspect = (x_high - x_low) / (y_high - y_low)
    return 1 / WIDEST <= aspect <= WIDEST


def name_of(parameter: str) -> str:
    """A parameter's name as typeset text: x in italics, w_1 with its index below the line."""
    indexed = _INDEXED.fullmatch(parameter)
    if indexed:
        stem, index = indexed.groups()
        return f"{_italic(stem)}<sub>{index}</sub>"
    return _italic(text_of(parameter))


def text_of(name: str) -> str:
    """A person's name for something as plain text, cut short: plotly reads tags and TeX.

    >>> text_of("<b>x</b>, $y^2$")
    '&lt;b&gt;x&lt;/b&gt;, &#36;y^2&#36;'
    """
    short = name if len(name) <= MOST_LETTERS else f"{name[: MOST_LETTERS - 1]}…"
    return escape(short, quote=False).replace("$", "&#36;")


def _italic(stem: str) -> str:
    return f"<i>{stem}</i>" if _LETTER.fullmatch(stem) else stem


def ticks(low: float, high: float, about: float) -> list[float]:
    """Round numbers between low and high, at most ``about`` apart-steps, 1, 2 or 5 at a time.

    >>> ticks(-4.0, 4.0, 5)
    [-4.0, -2.0, 0.0, 2.0, 4.0]
    """
    rough = (high - low) / about
    power = 10.0 ** np.floor(np.log10(rough))
    step = next(power * size for size in (1, 2, 5, 10) if power * size >= rough * (1 - 1e-9))
    first, last = np.ceil(low / step - 1e-9), np.floor(high / step + 1e-9)
    return [float(i * step) for i in np.arange(first, last + 1)]
