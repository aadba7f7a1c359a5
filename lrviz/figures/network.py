"""A network at work: its fit and its units as curves, its two classes as a map."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lrviz.figures.encode import Spec, typed
from lrviz.figures.layout import CURVE_MARGIN, DASHES, axis, base, corner
from lrviz.figures.theme import Theme, translucent
from lrviz.text import say

__all__ = ["fit_spec", "map_spec", "sum_spec", "units_spec"]

Floats = NDArray[np.float64]
Range = tuple[float, float]


def line(name: str, theme: Theme, *, colour: str = "", width: float = 2, **more: object) -> Spec:
    """An empty line, to be filled by the reel or by ``x`` and ``y``."""
    drawn: Spec = {
        "type": "scatter",
        "name": name,
        "mode": "lines",
        "x": [],
        "y": [],
        "line": {"color": colour or theme.path, "width": width, "simplify": False},
        "hovertemplate": "%{x:.4g}, %{y:.4g}<extra></extra>",
    }
    drawn["line"] |= more.pop("line", {})
    return drawn | more


def fit_spec(
    theme: Theme,
    language: str,
    *,
    data: tuple[Floats, Floats],
    target: tuple[Floats, Floats] | None,
    x_range: Range,
    y_range: Range,
    names: tuple[str, str] = ("<i>x</i>", "<i>y</i>"),
    fit: bool = True,
) -> Spec:
    """The data, the curve they come from (dashed), and with ``fit`` an empty "fit" and "corners"
    above them."""
    traces = [_points(theme, data[0], data[1])]
    if target is not None:
        traces.append(
            line("target", theme, colour=theme.faint, width=1.6, line={"dash": "dash"})
            | {"x": typed(target[0]), "y": typed(target[1])}
        )
    if fit:
        traces += [line("fit", theme, width=2.6), _marks("corners", theme)]
    seen = "line" if target is None else "fit"
    keys = [f"{seen}_key"] if fit else ["target_key"] * (target is not None)
    notes = [say(f"network.figure.{key}", language) for key in keys]
    layout = base(
        theme,
        margin=dict(CURVE_MARGIN),
        xaxis=axis(theme, title=names[0], range=list(x_range)),
        yaxis=axis(theme, grid=True, nticks=5, range=list(y_range)),
        annotations=[
            corner(names[1], theme),
            *(corner(note, theme, right=True, quiet=True) for note in notes),
        ],
    )
    return {"data": traces, "layout": layout}


def units_spec(theme: Theme, *, count: int, x_range: Range, y_range: Range) -> Spec:
    """``count`` empty curves "unit0", "unit1", …, and their "sum" above them."""
    colours = list(theme.verdicts.values())
    units = [
        line(
            f"unit{i}",
            theme,
            colour=colours[i % len(colours)],
            width=1.5,
            line={"dash": DASHES[i // len(colours) % len(DASHES)]},
        )
        for i in range(count)
    ]
    layout = base(
        theme,
        margin=dict(CURVE_MARGIN),
        xaxis=axis(theme, title="<i>x</i>", range=list(x_range)),
        yaxis=axis(theme, grid=True, nticks=5, range=list(y_range)),
        annotations=[corner("<i>v</i><sub>i</sub>·<i>h</i><sub>i</sub>(<i>x</i>)", theme)],
    )
    return {"data": [*units, line("sum", theme, width=2.6)], "layout": layout}


def sum_spec(theme: Theme, language: str, *, target: tuple[Floats, Floats], y_range: Range) -> Spec:
    """A target, two empty ReLUs "up" and "down", the hard sigmoid "pair", and the "sum" so far."""
    colours = list(theme.verdicts.values())
    traces = [
        line("target", theme, colour=theme.faint, width=1.6, line={"dash": "dash"})
        | {"x": typed(target[0]), "y": typed(target[1])},
        line("up", theme, colour=colours[0], width=1.6, line={"dash": "dot"}),
        line("down", theme, colour=colours[3], width=1.6, line={"dash": "dashdot"}),
        line("pair", theme, colour=colours[1], width=2.2),
        line("sum", theme, width=2.6),
    ]
    layout = base(
        theme,
        margin=dict(CURVE_MARGIN),
        xaxis=axis(theme, title="<i>x</i>", range=[-1.02, 1.02]),
        yaxis=axis(theme, grid=True, nticks=5, range=list(y_range)),
        annotations=[
            corner("<i>y</i>", theme),
            corner(say("network.figure.recipe_key", language), theme, right=True, quiet=True),
        ],
    )
    return {"data": traces, "layout": layout}


def map_spec(
    theme: Theme,
    *,
    grid: tuple[Floats, Floats] | None,
    data: tuple[Floats, Floats],
    box: tuple[Range, Range],
    names: tuple[str, str],
) -> Spec:
    """P(y = 1) over the plane as an empty heatmap "probability", and the rows of both classes;
    without a grid the rows alone."""
    X, y = data
    layout = base(
        theme,
        xaxis=axis(theme, title=names[0], range=list(box[0]), constrain="domain"),
        yaxis=axis(theme, range=list(box[1]), constrain="domain", scaleanchor="x", scaleratio=1),
        annotations=[corner(names[1], theme)],
    )
    heat = [] if grid is None else [_heat(theme, grid)]
    return {"data": [*heat, *_classes(theme, X, y)], "layout": layout}


def _heat(theme: Theme, grid: tuple[Floats, Floats]) -> Spec:
    colours = theme.verdicts
    return {
        "type": "heatmap",
        "name": "probability",
        "x": typed(grid[0]),
        "y": typed(grid[1]),
        "z": [],
        "zmin": 0,
        "zmax": 1,
        "zsmooth": "fast",
        "showscale": False,
        "colorscale": [[0, colours["crawls"]], [0.5, theme.paper], [1, colours["oscillates"]]],
        "opacity": 0.75,
        "hovertemplate": "(%{x:.3g}, %{y:.3g}): P = %{z:.3f}<extra></extra>",
    }


def _classes(theme: Theme, X: Floats, y: Floats) -> list[Spec]:
    looks = ((0, "square", "crawls"), (1, "circle", "oscillates"))
    return [
        {
            "type": "scatter",
            "name": f"class{label}",
            "mode": "markers",
            "x": typed(X[y == label, 0]),
            "y": typed(X[y == label, 1]),
            "marker": {
                "symbol": symbol,
                "size": 8,
                "color": theme.verdicts[colour],
                "line": {"color": theme.ink, "width": 1},
            },
            "hovertemplate": f"(%{{x:.3g}}, %{{y:.3g}}): {label}<extra></extra>",
        }
        for label, symbol, colour in looks
    ]


def _points(theme: Theme, x: ArrayLike, y: ArrayLike) -> Spec:
    return {
        "type": "scatter",
        "name": "data",
        "mode": "markers",
        "x": typed(x),
        "y": typed(y),
        "marker": {"size": 5, "color": translucent(theme.ink, 0.45)},
        "hovertemplate": "(%{x:.4g}, %{y:.4g})<extra></extra>",
    }


def _marks(name: str, theme: Theme, *, colour: str = "") -> Spec:
    return {
        "type": "scatter",
        "name": name,
        "mode": "markers",
        "cliponaxis": False,
        "x": [],
        "y": [],
        "marker": {
            "size": 9,
            "color": colour or theme.path,
            "line": {"color": theme.paper, "width": 1.5},
        },
        "hovertemplate": "(%{x:.4g}, %{y:.4g})<extra></extra>",
    }
