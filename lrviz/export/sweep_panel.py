"""Where each run of a sweep ends, against its rate: what was too small, good and too large."""

from collections.abc import Mapping, Sequence
from functools import partial

import numpy as np

from lrviz.analysis.diagnosis import Diagnosis, lowest_of
from lrviz.descent.trajectory import Sweep
from lrviz.figures.chart import Chart
from lrviz.figures.encode import Spec, untyped
from lrviz.figures.slide import SlidePanel
from lrviz.figures.sweep import sweep_spec
from lrviz.figures.theme import Theme
from lrviz.text import say

__all__ = ["sweep_panel"]

Place = tuple[float, float, float, float]

# What of the page's picture is drawn: the runs on it, those above it and those below it; and
# which way their arrows point, 0 for a dot.
_DRAWN: Mapping[str, int] = {"runs": 0, "above": 1, "below": -1}


def sweep_panel(
    record: Sweep,
    found: Sequence[Diagnosis],
    where: Place,
    theme: Theme,
    language: str,
    lr: float | None = None,
) -> SlidePanel:
    """The page's own picture: the gap at the end of each run, or its loss where no minimum is
    known, coloured by verdict; what lies off it is an arrow at its edge. ``lr``: the rate to
    point at."""
    x, y, width, height = where
    spec = _spec(record, found, theme, language)
    upward, rates = spec["layout"]["yaxis"], record.base_lr
    log, span = upward["type"] == "log", _ends(upward)
    reach = (float(rates.min()) / 1.2, float(rates.max()) * 1.2)
    chart = Chart(width=width, height=height, x=reach, y=span, theme=theme, log_x=True, log_y=log)
    name = say("figure.final_gap" if log else "figure.final_loss", language)
    marks = chart.axes(say("figure.rate", language), name)
    if lr is not None:
        marks += chart.line(np.array([lr, lr]), np.array(span), theme.ink, width=1, dash="2 3")
    drawn = {each["name"]: each for each in spec["data"] if each["name"] in _DRAWN}
    marks += "".join(_marks(chart, trace, _DRAWN[name]) for name, trace in drawn.items())
    return SlidePanel(x=x, y=y, width=width, height=height, ground=marks)


def _spec(record: Sweep, found: Sequence[Diagnosis], theme: Theme, language: str) -> Spec:
    lowest = lowest_of(found)
    ends = np.array([each.evidence["loss_end"] for each in found])
    return sweep_spec(
        record.base_lr,
        ends - (lowest or 0.0),
        [each.verdict for each in found],
        theme=theme,
        language=language,
        blow_up=[each.evidence["blow_up"] for each in found],
        log=lowest is not None,
    )


def _ends(axis: Spec) -> tuple[float, float]:
    low, high = (10.0**end if axis["type"] == "log" else end for end in axis["range"])
    return low, high


def _marks(chart: Chart, trace: Spec, arrow: int) -> str:
    """The runs of a trace, those of one colour together."""
    rates, heights = (untyped(trace[name]) for name in "xy")
    colours = np.array(trace["marker"]["color"])
    parts = []
    for colour in dict.fromkeys(colours.tolist()):
        at = colours == colour
        dots = chart.dots if not arrow else partial(chart.arrows, up=arrow > 0)
        parts.append(dots(rates[at], heights[at], colour, radius=3.5))
    return "".join(parts)
