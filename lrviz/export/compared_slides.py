"""The Compare page as panels of a slide: films side by side, a race, basins, or momenta."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from lrviz.analysis.comparison import Lane
from lrviz.export.comparisons import basin_axes, comparison_numbers, lanes_of
from lrviz.export.snapshot import Snapshot
from lrviz.figures.basins import cell_colour
from lrviz.figures.chart import Chart
from lrviz.figures.films import film_box
from lrviz.figures.gaps import scale_of
from lrviz.figures.looks import Look, race_looks, verdict_looks
from lrviz.figures.slide import SlidePanel, map_panel, runner, words
from lrviz.figures.theme import MARKS, Theme
from lrviz.film.race import title_of
from lrviz.text import say
from lrviz.text.numbers import number

__all__ = ["compared_panels", "gaps_panels"]

Place = tuple[float, float, float, float]
PAD = 20  # Pixels between two panels.
DASH = {
    "dash": "7 4",
    "dot": "2 4",
    "dashdot": "7 3 2 3",
    "longdash": "11 4",
    "longdashdot": "11 3 2 3",
}
MOST_COLUMNS = 5  # Maps stand in at most so many columns.


def compared_panels(
    page: Snapshot, step: int, room: Place, theme: Theme, ground: bool
) -> Sequence[SlidePanel]:
    """The open tab in ``room`` (x, y, width, height), every run at ``step`` or at its end."""
    return _TABS[page.values["tab"]](page, step, room, theme, ground)


def gaps_panels(page: Snapshot, step: int, room: Place, theme: Theme) -> Sequence[SlidePanel]:
    """The curves of all runs, with their names."""
    lanes, race = lanes_of(page), page.values["tab"] == "optimizers"
    looks, names = (_racers if race else _strips)(page, lanes, theme)
    return [_gaps(page, lanes, looks, names, step, room, theme, named=True)]


Named = tuple[Sequence[Look], Sequence[str]]


def _strips(page: Snapshot, lanes: Sequence[Lane], theme: Theme) -> Named:
    return verdict_looks([each.verdict for each in lanes], theme), [
        f"η = {number(each.lr)}  {MARKS[each.verdict]} {each.diagnosis.word(page.language)}"
        for each in lanes
    ]


def _racers(page: Snapshot, lanes: Sequence[Lane], theme: Theme) -> Named:
    looks = race_looks(len(lanes), theme)
    return looks, [
        f"{look.mark} {title_of(each.name, page.language)}, η = {number(each.lr)}: "
        f"{each.diagnosis.word(page.language)}"
        for each, look in zip(lanes, looks, strict=True)
    ]


def _rates(
    page: Snapshot, step: int, room: Place, theme: Theme, ground: bool
) -> Sequence[SlidePanel]:
    """A map a rate with its verdict above, and the gaps of all below."""
    lanes = lanes_of(page)
    looks, names = _strips(page, lanes, theme)
    x, y, width, height = room
    if page.objective.dim != 2:
        return [_gaps(page, lanes, looks, names, step, room, theme)]
    columns = min(len(lanes), MOST_COLUMNS)
    rows = -(-len(lanes) // columns)
    across, upward = width / columns, 0.62 * height / rows
    panels = []
    for i, (lane, look, name) in enumerate(zip(lanes, looks, names, strict=True)):
        left, top = x + across * (i % columns), y + upward * (i // columns)
        head = words(
            [(name, f'fill="{look.colour}" font-weight="600"')], (left, top, 0, 0), size=15
        )
        panels.append(SlidePanel(x=0, y=0, width=width, height=height, ground=head))
        where = (left, top + 18, across - PAD / 2, upward - 18)
        panels.append(
            map_panel(
                lane.run.objective, lane.run, min(step, lane.run.steps), where,
                box=film_box(lanes[0]), theme=theme, language=page.language, ground=ground,
            )
        )  # fmt: skip
    below = (x, y + 0.62 * height + PAD / 2, width, 0.38 * height - PAD / 2)
    return [*panels, _gaps(page, lanes, looks, names, step, below, theme)]


def _race(
    page: Snapshot, step: int, room: Place, theme: Theme, ground: bool
) -> Sequence[SlidePanel]:
    """One map with every runner, and the gaps of all beside it."""
    lanes = lanes_of(page)
    looks, names = _racers(page, lanes, theme)
    x, y, width, height = room
    if page.objective.dim != 2:
        return [_gaps(page, lanes, looks, names, step, room, theme)]
    left, box = 0.56 * width, film_box(lanes[0])
    below = map_panel(
        lanes[0].run.objective, lanes[0].run, 0, (x, y, left, height),
        box=box, theme=theme, language=page.language, ground=ground,
    )  # fmt: skip
    drawn = [
        runner(lane.run.w[: step + 1], (x, y, left, height), box, look.colour)
        for lane, look in zip(lanes, looks, strict=True)
    ]
    beside = (x + left + PAD, y, width - left - PAD, height)
    return [
        replace(below, moving="".join(drawn)),
        _gaps(page, lanes, looks, names, step, beside, theme),
    ]


def _gaps(
    page: Snapshot,
    lanes: Sequence[Lane],
    looks: Sequence[Look],
    names: Sequence[str],
    step: int,
    where: Place,
    theme: Theme,
    *,
    named: bool = False,
) -> SlidePanel:
    """Every run's gap, or its loss where there is no minimum, and what each is called."""
    x, y, width, height = where
    scale = scale_of(lanes)
    longest = max(lane.run.steps for lane in lanes)
    low, high = (10**scale.low, 10**scale.high) if scale.log else (scale.low, scale.high)
    tall = height - 21 * len(lanes) if named or height > width / 2 else height
    chart = Chart(
        width=width, height=tall, x=(0, max(longest, 1)), y=(low, high), theme=theme,
        log_y=scale.log,
    )  # fmt: skip
    faint, done = "", ""
    for lane, look in zip(lanes, looks, strict=True):
        values = np.maximum(lane.run.loss - scale.base, scale.floor) if scale.log else lane.run.loss
        steps, dash = np.arange(lane.run.steps + 1.0), DASH.get(look.dash, "")
        faint += chart.line(steps, values, look.colour, width=0.7, dash=dash)
        shown = slice(0, step + 1)
        done += chart.line(steps[shown], values[shown], look.colour, width=2.2, dash=dash)
    title = say("figure.log_gap" if scale.log else "figure.loss", page.language)
    still = chart.axes(say("figure.live.step", page.language), title) + faint
    if tall < height:
        lines = [(n, f'fill="{k.colour}"') for n, k in zip(names, looks, strict=True)]
        still += words(lines, (10, tall + 2, 0, 0), size=15)
    return SlidePanel(x=x, y=y, width=width, height=height, ground=still, moving=done)


def _basins(
    page: Snapshot, _step: int, room: Place, theme: Theme, _ground: bool
) -> Sequence[SlidePanel]:
    found = comparison_numbers(page).arrays
    x, y, width, height = room
    flat = page.objective.dim == 1
    across, upward = (found[name] for name in basin_axes(page.objective))
    chart = Chart(
        width=width, height=height, theme=theme, log_y=flat,
        x=(float(across[0]), float(across[-1])), y=(float(upward[0]), float(upward[-1])),
    )  # fmt: skip
    colours = {i: cell_colour(int(i), theme) for i in np.unique(found["label"]).tolist()}
    cells = chart.cells([[colours[i] for i in row] for row in found["label"].tolist()])
    names = [*page.objective.parameter_names, "η"][:2]
    marks = (
        ""
        if flat
        else chart.dots(found["minima"][:, 0], found["minima"][:, -1], theme.ink, radius=3)
    )
    inner = cells + chart.axes(names[0], names[1]) + marks
    return [SlidePanel(x=x, y=y, width=width, height=height, ground=inner)]


def _momentum(
    page: Snapshot, _step: int, room: Place, theme: Theme, _ground: bool
) -> Sequence[SlidePanel]:
    numbers = comparison_numbers(page)
    found, best = numbers.arrays, numbers.header["best"]
    x, y, width, height = room
    lr = found["lr"]
    chart = Chart(
        width=width, height=height, theme=theme,
        x=(0.0, float(lr[-1] + lr[0])), y=(0.0, 1.0),
    )  # fmt: skip
    shades = [theme.between(float(np.clip(s, 0, 1))) for s in np.linspace(0, 1, 41)]
    radius = found["radius"].T
    rows = [
        [shades[round(40 * r)] if r < 1 else theme.grid for r in row] for row in radius.tolist()
    ]
    inner = chart.cells(rows) + chart.axes("η", "β")
    inner += chart.dots(np.array(best[:1]), np.array(best[1:]), theme.path, radius=6)
    return [SlidePanel(x=x, y=y, width=width, height=height, ground=inner)]


Tab = Callable[[Snapshot, int, Place, Theme, bool], Sequence[SlidePanel]]
_TABS: Mapping[str, Tab] = MappingProxyType(
    {"rates": _rates, "optimizers": _race, "basins": _basins, "momentum": _momentum}
)
