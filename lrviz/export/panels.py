"""What the pages with a single run show on a slide: maps, curves, data and the update."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import torch
from numpy.typing import NDArray

from lrviz.analysis.derivatives import difference_errors
from lrviz.analysis.diagnosis import Diagnosis
from lrviz.analysis.landscape import limits, on_plane
from lrviz.descent.engine import descend
from lrviz.descent.trajectory import Trajectory
from lrviz.export.snapshot import Snapshot
from lrviz.export.update_line import update_lines
from lrviz.figures.chart import Chart
from lrviz.figures.layout import name_of, text_of
from lrviz.figures.slide import SlidePanel, map_panel, words
from lrviz.figures.theme import Theme
from lrviz.film.gradient.place import slopes_told
from lrviz.film.gradient.ways import errors_told
from lrviz.text import say
from lrviz.text.numbers import vector

__all__ = [
    "descent_panels",
    "errors_panel",
    "gradient_panels",
    "loss_panel",
    "network_panels",
    "regression_panels",
    "run_panels",
]

Floats = NDArray[np.float64]
Place = tuple[float, float, float, float]

PAD = 20  # Pixels between two panels.
CURVE = 400  # A curve is drawn through so many points.
LINE = 23  # Pixels of a line of a legend.


def descent_panels(
    page: Snapshot, step: int, room: Place, theme: Theme, ground: bool
) -> Sequence[SlidePanel]:
    log = page.config.log_loss
    return run_panels(page.run, page.diagnosis, step, room, theme, page.language, ground, log)


def run_panels(
    run: Trajectory,
    found: Diagnosis,
    step: int,
    room: Place,
    theme: Theme,
    language: str,
    ground: bool = True,
    log: bool = False,
) -> Sequence[SlidePanel]:
    """A run in ``room`` (x, y, width, height): its surface, its loss, its update."""
    x, y, width, height = room
    left, right = 0.57 * width, 0.43 * width - PAD
    where = (x, y, left, height)
    below = 0.58 * height
    beside = (x + left + PAD, y, right, below)
    return [
        surface_panel(run, step, where, theme, language, ground=ground),
        loss_panel(run, found, step, beside, theme, language, log=log),
        _update(run, step, (x + left + PAD, y + below + PAD, right, height - below), theme),
    ]


def surface_panel(
    run: Trajectory, step: int, where: Place, theme: Theme, language: str, *, ground: bool
) -> SlidePanel:
    """The map, the curve of a loss of one parameter, or the parameters against the step."""
    goal = run.objective
    if goal.dim == 2:
        box = limits(goal, run)
        return map_panel(
            goal, run, step, where, box=box, theme=theme, language=language, ground=ground
        )
    return (_curve if goal.dim == 1 else _parameters)(run, step, where, theme, language)


@torch.no_grad()
def _curve(run: Trajectory, step: int, where: Place, theme: Theme, _language: str) -> SlidePanel:
    ((low, high),) = limits(run.objective, run)
    x = np.linspace(low, high, CURVE)
    y = run.objective.loss(torch.tensor(x[:, None])).numpy()
    good = y[np.isfinite(y)]
    room = float(np.ptp(good)) or 1.0
    chart = _chart(where, (low, high), (good.min() - 0.05 * room, good.max() + 0.05 * room), theme)
    at, loss = run.w[:, 0], run.loss
    now = slice(step, step + 1)
    moving = [
        chart.dots(at, loss, theme.future, radius=2.2),
        chart.line(at[: step + 1], loss[: step + 1], theme.path),
        chart.dots(at[: step + 1], loss[: step + 1], theme.path, radius=3),
        chart.dots(at[now], loss[now], theme.path, radius=6),
    ]
    name = name_of(run.objective.parameter_names[0])
    still = chart.axes(name, "ℓ") + chart.line(x, y, theme.ring, width=1.8)
    return _panel(where, still, "".join(moving))


def _parameters(
    run: Trajectory, step: int, where: Place, theme: Theme, language: str
) -> SlidePanel:
    shown = run.w[:, :50]
    span = (float(shown.min()), float(shown.max()))
    chart = _chart(where, (0, max(run.steps, 1)), _apart(span), theme)
    steps = np.arange(run.steps + 1.0)
    lines = [chart.line(steps, each, theme.path, width=1.2) for each in shown.T]
    names = say("figure.live.step", language), say("figure.live.parameters", language)
    now = chart.line(np.array([step, step]), np.array(chart.y), theme.ink, width=1, dash="2 3")
    return _panel(where, chart.axes(*names) + "".join(lines), now)


def loss_panel(
    run: Trajectory,
    found: Diagnosis,
    step: int,
    where: Place,
    theme: Theme,
    language: str,
    *,
    log: bool,
) -> SlidePanel:
    """The loss against the step; ``log``: its gap on a logarithmic axis, where it has one."""
    lowest = found.evidence["lowest_known"]
    log = log and lowest is not None
    values = run.loss - lowest if log else run.loss
    first = float(values[0])
    span = _span(values, first, log=log)
    chart = _chart(where, (0, max(run.steps, 1)), span, theme, log_y=log)
    steps = np.arange(run.steps + 1.0)
    names = (
        say("figure.live.step", language),
        say(f"figure.live.{'gap' if log else 'loss'}", language),
    )
    still = chart.axes(*names) + chart.line(steps, values, theme.future, width=1.2)
    done = slice(0, step + 1)
    moving = chart.line(steps[done], values[done], theme.path, width=2.4)
    moving += chart.dots(steps[step : step + 1], values[step : step + 1], theme.path, radius=5)
    return _panel(where, still, moving)


def _span(values: Floats, first: float, *, log: bool) -> tuple[float, float]:
    """The range of the upright axis: a run that blows up leaves by the upper edge."""
    good = values[np.isfinite(values)]
    if log:
        positive = good[good > 0]
        low = max(float(positive.min(initial=first)), 1e-14 * first)
        return low / 2, 5 * max(first, low)
    high = min(float(good.max()), first + 3 * max(abs(first), 1.0))
    return _apart((float(max(good.min(), first - 1e3 * max(abs(first), 1.0))), max(high, first)))


def _apart(span: tuple[float, float]) -> tuple[float, float]:
    low, high = span
    more = 0.05 * (high - low) or 1.0
    return low - more, high + more


def _update(run: Trajectory, step: int, where: Place, theme: Theme) -> SlidePanel:
    lines = [(text, f'fill="{theme.ink}"') for text in update_lines(run, step)]
    return _panel(where, "", words(lines, (0, 0, 0, 0), size=19))


def regression_panels(
    page: Snapshot, step: int, room: Place, theme: Theme, ground: bool
) -> Sequence[SlidePanel]:
    x, y, width, height = room
    third, below = (width - 2 * PAD) / 3, 0.62 * height
    run, plane = page.run, page.task.map(page.axes)
    seen = run if plane is None else on_plane(run, plane)
    return [
        _data(page, run.w[step], (x, y, third, height), theme),
        surface_panel(
            seen, step, (x + third + PAD, y, third, height), theme, page.language, ground=ground
        ),
        loss_panel(
            run,
            page.diagnosis,
            step,
            (x + 2 * (third + PAD), y, third, below),
            theme,
            page.language,
            log=page.values["log_loss"],
        ),
        _update(seen, step, (x + 2 * (third + PAD), y + below + PAD, third, height), theme),
    ]


def _data(page: Snapshot, w: Floats, where: Place, theme: Theme) -> SlidePanel:
    """The rows and the line through them; of more features the prediction against the target."""
    task = page.task
    weights = task.original(w)
    X, y = task.fit.X, task.fit.y
    if X.shape[1] > 1 or task.model == "logistic":
        return _predictions(X @ weights[:-1] + weights[-1], y, where, theme, page)
    across = X[:, 0]
    span = _apart((float(across.min()), float(across.max())))
    chart = _chart(where, span, _apart((float(y.min()), float(y.max()))), theme)
    ends = np.linspace(*span, 2)
    line = chart.line(ends, weights[0] * ends + weights[1], theme.path, width=2.6)
    dots = chart.dots(across, y, theme.verdicts["crawls"], radius=2.2)
    return _panel(where, chart.axes(text_of(task.features[0]), text_of(task.target)) + dots, line)


def _predictions(
    predicted: Floats, y: Floats, where: Place, theme: Theme, page: Snapshot
) -> SlidePanel:
    chart = _chart(where, _apart((float(y.min()), float(y.max()))), _reach(y, predicted), theme)
    dots = chart.dots(y, predicted, theme.path, radius=2.2)
    ideal = chart.line(np.array(chart.x), np.array(chart.x), theme.ring, width=1.2)
    target = text_of(page.task.target) if page.page == "regression" else "y"
    return _panel(where, chart.axes(target, say("export.predicted", page.language)) + ideal, dots)


def _reach(y: Floats, predicted: Floats) -> tuple[float, float]:
    """Room for the targets and what is predicted of them, as far as that makes a picture."""
    width = 2 * (float(np.ptp(y)) or 1.0)
    near = np.clip(np.concatenate([y, predicted]), y.min() - width, y.max() + width)
    return _apart((float(near.min()), float(near.max())))


def gradient_panels(
    page: Snapshot, _step: int, room: Place, theme: Theme, ground: bool
) -> Sequence[SlidePanel]:
    x, y, width, height = room
    left, right, below = 0.6 * width, 0.4 * width - PAD, 0.66 * height
    run = descend(page.objective, lr=page.lr, steps=1, start=page.point.tolist())
    slope = f"∂ℓ/∂w = {vector(slopes_told(run.grad[0]))}"
    text = words([(slope, "")], (0, 0, 0, 0), size=17)
    return [
        surface_panel(run, 0, (x, y, left, height), theme, page.language, ground=ground),
        errors_panel(page, (x + left + PAD, y, right, below), theme),
        _panel((x + left + PAD, y + below + PAD, right, height - below), text, ""),
    ]


def errors_panel(page: Snapshot, where: Place, theme: Theme) -> SlidePanel:
    """How far difference quotients are off, against their trial step h."""
    along = min(page.values["along"], page.objective.dim - 1)
    found = difference_errors(page.objective, page.point, along)
    central, forward = errors_told(found)
    good = np.concatenate([central, forward])
    good = good[np.isfinite(good) & (good > 0)]
    span = (float(good.min(initial=1e-16)) / 2, 2 * float(good.max(initial=1e-15)))
    x, y, width, height = where
    left, low = (0.0, 0.0, width, height - 2 * LINE), (float(found.h.min()), float(found.h.max()))
    chart = replace(_chart(left, low, span, theme, log_y=True), log_x=True)
    colours = theme.verdicts["crawls"], theme.verdicts["oscillates"]
    errors = [(central, colours[0]), (forward, colours[1])]
    lines = "".join(chart.line(found.h, e, colour) for e, colour in errors)
    legend = [
        (say(f"export.column.{name}_error", page.language), f'fill="{colour}"')
        for name, colour in zip(("central", "forward"), colours, strict=True)
    ]
    names = words(legend, (10, height - 2 * LINE, 0, 0), size=LINE / 1.4)
    axes = chart.axes("h", say("export.error", page.language))
    return SlidePanel(x=x, y=y, width=width, height=height, ground=axes + lines + names)


@torch.no_grad()
def network_panels(
    page: Snapshot, step: int, room: Place, theme: Theme, _ground: bool
) -> Sequence[SlidePanel]:
    x, y, width, height = room
    left, right = 0.55 * width, 0.45 * width - PAD
    where = (x, y, left, height)
    weights, data = torch.tensor(page.run.w[step]), page.trained_on
    if not data.flat:
        predicted = page.net.predict(weights).numpy()
        fit = _predictions(predicted, data.y, where, theme, page)
    else:
        span = _apart((float(data.X.min()), float(data.X.max())))
        chart = _chart(where, span, _reach(data.y, data.y), theme)
        across = np.linspace(*span, CURVE)
        curve = page.net.predict(weights, torch.tensor(across[:, None])).numpy()
        dots = chart.dots(data.X[:, 0], data.y, theme.verdicts["crawls"], radius=2.6)
        called = (data.called(column, page.language, text_of) for column in (0, 1))
        still = chart.axes(*called) + dots
        fit = _panel(where, still, chart.line(across, curve, theme.path, width=2.6))
    beside = (x + left + PAD, y, right, height)
    losses = loss_panel(
        page.run, page.diagnosis, step, beside, theme, page.language, log=page.config.log_loss
    )
    return [fit, losses]


def _chart(
    where: Place,
    x: tuple[float, float],
    y: tuple[float, float],
    theme: Theme,
    *,
    log_y: bool = False,
) -> Chart:
    return Chart(width=where[2], height=where[3], x=x, y=y, theme=theme, log_y=log_y)


def _panel(where: Place, ground: str, moving: str) -> SlidePanel:
    x, y, width, height = where
    return SlidePanel(x=x, y=y, width=width, height=height, ground=ground, moving=moving)
