"""The moving pictures' still parts: axes, looks and empty traces that a page fills with a film."""

from dataclasses import replace

import numpy as np

from lrviz.analysis.landscape import limits
from lrviz.descent.trajectory import Trajectory
from lrviz.figures.ball import ball_spec, frame_1d
from lrviz.figures.encode import Spec
from lrviz.figures.labels import shadow
from lrviz.figures.layout import DASHES, axis, base, corner, name_of
from lrviz.figures.map import contour_spec, path_spec
from lrviz.figures.rings import silent
from lrviz.figures.surface import surface_spec
from lrviz.figures.theme import Theme, translucent
from lrviz.objectives.base import Box, Objective
from lrviz.text import say

__all__ = ["live_box", "live_specs"]

POWERS = 12  # Pixels below powers of ten, which reach lower than other numbers.
TICKS = 5  # The axis of the loss has at most so many numbers.
CURVE_MARGIN = {"l": 52, "r": 16, "t": 24, "b": 40}
# The traces of ``ball_spec`` and of a map that do not move when a run plays.
STILL = ("curve", "minima")
MOVING = ("future", "path", "point")  # The traces of ``surface_spec`` that do.


def live_specs(
    trajectory: Trajectory, *, box: Box, theme: Theme, language: str, solid: bool = False
) -> dict[str, Spec]:
    """Every layer of the stage by name, for runs like ``trajectory``.

    "rings" and "path" lie on each other; "solid" is the 3-D view, if wanted; "loss" and
    "loss_log" are the same curve on two axes; "sweep" is the final gap against the rate.
    Traces keep their names; the curves' ranges are the film's to say.
    """
    specs = {
        **_map(trajectory, box, theme, language),
        "loss": _loss(theme, language, log=False),
        "loss_log": _loss(theme, language, log=True),
        "sweep": _sweep(theme, language),
    }
    if solid and trajectory.objective.dim == 2:
        surface = surface_spec(trajectory, 0, theme=theme, language=language, box=box)
        specs["solid"] = {**surface, "data": [_unmoved(trace) for trace in surface["data"]]}
    return specs


def _unmoved(trace: Spec) -> Spec:
    """The trace; one that follows the run without its points: the page has those of its film."""
    if trace["name"] not in MOVING:
        return trace
    return trace | dict.fromkeys(("x", "y", "z", "customdata"), ())


def live_box(trajectory: Trajectory) -> Box:
    """What the map shows: the domain; for one parameter, its curve; for more, values by step."""
    objective = trajectory.objective
    if objective.dim == 1:
        return frame_1d(objective, trajectory)
    box = limits(objective, trajectory)
    if objective.dim == 2:
        return box
    low, high = np.array(box).T
    return (0.0, float(trajectory.steps or 1)), (float(low.min()), float(high.max()))


def _map(trajectory: Trajectory, box: Box, theme: Theme, language: str) -> dict[str, Spec]:
    if trajectory.objective.dim == 1:
        return _layers(ball_spec(trajectory, 0, theme=theme, language=language, box=box))
    if trajectory.objective.dim > 2:
        return _layers(_parameters(trajectory.objective, box, theme, language))
    rings = contour_spec(trajectory.objective, theme=theme, language=language, box=box)
    path = path_spec(_begun(trajectory), 0, theme=theme, language=language, box=box)
    return {
        "rings": {**rings, "data": [silent(rings["data"][0]), *rings["data"][1:]]},
        "path": _unseen_axes(path),
    }


def _begun(trajectory: Trajectory) -> Trajectory:
    """The run's first step alone: the page fills in what its film has."""
    return replace(
        trajectory,
        w=trajectory.w[:2],
        loss=trajectory.loss[:2],
        grad=trajectory.grad[:2],
        lr=trajectory.lr[:1],
        state={},
        batch_loss=None,
        batch_index=None,
    )


def _layers(spec: Spec) -> dict[str, Spec]:
    """One picture in two layers: what stands still, and what moves."""
    still = [trace for trace in spec["data"] if trace["name"] in STILL]
    moving = [trace for trace in spec["data"] if trace["name"] not in STILL]
    return {"rings": {**spec, "data": still}, "path": _unseen_axes({**spec, "data": moving})}


def _parameters(objective: Objective, box: Box, theme: Theme, language: str) -> Spec:
    """More than two parameters have no map: each one's value against the step."""
    layout = base(
        theme,
        margin=CURVE_MARGIN,
        xaxis=axis(theme, title=say("figure.live.step", language), range=list(box[0])),
        yaxis=axis(theme, grid=True, range=list(box[1])),
        annotations=[corner(say("figure.live.parameters", language), theme)],
    )
    looks = [theme.path, *theme.verdicts.values()]
    traces: list[Spec] = [
        {
            "type": "scatter",
            "name": f"parameter_{i}",
            "mode": "lines+text",
            "x": [],
            "y": [],
            "line": {"width": 1.8, "color": looks[i % len(looks)], "dash": DASHES[i % len(DASHES)]},
            "textfont": {"color": looks[i % len(looks)], "shadow": shadow(theme)},
            "textposition": "top right",
            "cliponaxis": False,
            "hovertemplate": f"{name_of(name)}: %{{y}}<extra></extra>",
        }
        for i, name in enumerate(objective.parameter_names)
    ]
    now = {"color": theme.ink, "width": 1, "dash": "dot"}
    traces.append(
        {"type": "scatter", "name": "now", "mode": "lines", "x": [], "y": [], "line": now}
    )
    return {"data": traces, "layout": layout}


def _unseen_axes(spec: Spec) -> Spec:
    """The same frame with nothing drawn of it: the layer below shows the axes."""
    layout = spec["layout"]
    clear = {"showline": False, "showticklabels": False, "ticks": "", "title": {"text": ""}}
    axes = {name: layout[name] | clear for name in ("xaxis", "yaxis")}
    data = [_apart(trace) if trace["name"] == "names" else trace for trace in spec["data"]]
    return {"data": data, "layout": layout | axes | {"annotations": []}}


def _apart(names: Spec) -> Spec:
    """Names a little away from their points: plotly leaves room for a marker, seen or not."""
    return names | {"mode": "markers+text", "marker": {"size": 12, "opacity": 0}}


def _loss(theme: Theme, language: str, *, log: bool) -> Spec:
    name = say("figure.live.gap" if log else "figure.live.loss", language)
    upright: Spec = {"type": "log"} if log else {}
    layout = base(
        theme,
        margin=CURVE_MARGIN,
        xaxis=axis(theme, title=say("figure.live.step", language), rangemode="tozero"),
        # the page makes room for wide numbers: 5.000001×10⁷
        yaxis=axis(theme, grid=True, nticks=TICKS, **upright),
        yaxis2=_second(theme, language),
        annotations=[corner(name, theme)],
    )
    ghost = {"type": "scatter", "mode": "lines", "hoverinfo": "skip", "x": [], "y": []}
    quiet = {"color": translucent(theme.faint, 0.7), "width": 1.2}
    words = [say(f"figure.live.{key}", language) for key in ("step", "loss", "above")]
    hover = _hover(words)
    return {
        "data": [
            {**ghost, "name": "ghost_half", "line": {**quiet, "dash": "dot"}},
            {**ghost, "name": "ghost_double", "line": {**quiet, "dash": "dash"}},
            _line("loss", theme, hover),
            _arrow("exit", theme),
            _dot("point", theme, hover),
            _rates(theme),
        ],
        "layout": layout,
    }


def _second(theme: Theme, language: str) -> Spec:
    """The axis of the rates of a schedule, on the right; unseen where the rate is constant."""
    placed: Spec = {"overlaying": "y", "side": "right", "visible": False, "range": [0, 1]}
    placed |= {"tickmode": "auto", "automargin": False}
    return axis(theme, title=say("figure.live.factor", language), nticks=3, **placed)


def _rates(theme: Theme) -> Spec:
    """The rate of each step over the run's own, in steps: a schedule as it was."""
    line = {"color": translucent(theme.ink, 0.55), "width": 1.2, "shape": "hv", "dash": "dashdot"}
    return {
        "type": "scatter",
        "name": "rate",
        "mode": "lines",
        "x": [],
        "y": [],
        "yaxis": "y2",
        "line": line,
        "hovertemplate": "%{y:.4g}<extra></extra>",
    }


def _sweep(theme: Theme, language: str) -> Spec:
    rates = axis(theme, title=say("figure.live.rate", language), type="log", dtick=1)
    rates["title"] = {**rates["title"], "standoff": POWERS}
    layout = base(
        theme,
        margin={**CURVE_MARGIN, "b": 46},
        xaxis=rates,
        yaxis=axis(theme, grid=True, nticks=5, type="log"),
        annotations=[corner(say("figure.live.final", language), theme)],
    )
    hover = _hover([say("figure.live.rate", language), "", say("figure.live.final", language)])
    final = {
        "type": "scatter",
        "name": "final",
        "mode": "lines+markers",
        "x": [],
        "y": [],
        "line": {"color": translucent(theme.faint, 0.6), "width": 1},
        "marker": {"size": 5},
        "hovertemplate": hover + "<extra></extra>",
    }
    return {"data": [final, _dot("current", theme, hover)], "layout": layout}


def _hover(words: list[str]) -> str:
    """Each word with its figure; a figure without a word speaks for itself."""
    cells = [f"%{{customdata[{i}]}}" for i in range(len(words))]
    return "<br>".join(
        f"{word}: {cell}" if word else cell for word, cell in zip(words, cells, strict=True)
    )


def _line(name: str, theme: Theme, hover: str) -> Spec:
    return {
        "type": "scatter",
        "name": name,
        "mode": "lines",
        "x": [],
        "y": [],
        "line": {"color": theme.path, "width": 2, "simplify": False},
        "hovertemplate": hover + "<extra></extra>",
    }


def _dot(name: str, theme: Theme, hover: str) -> Spec:
    return {
        "type": "scatter",
        "name": name,
        "mode": "markers",
        "x": [],
        "y": [],
        "cliponaxis": False,
        "marker": {"color": theme.path, "size": 10, "line": {"color": theme.paper, "width": 2}},
        "hovertemplate": hover + "<extra></extra>",
    }


def _arrow(name: str, theme: Theme) -> Spec:
    """An arrow at the upper edge with the true value beside it."""
    return {
        "type": "scatter",
        "name": name,
        "mode": "markers+text",
        "x": [],
        "y": [],
        "text": [],
        "cliponaxis": False,
        "textposition": "bottom right",
        "textfont": {"size": 12, "color": theme.ink},
        "marker": {"symbol": "arrow-wide", "angle": 0, "size": 11, "color": theme.path},
        "hoverinfo": "skip",
    }
