"""Where each run of a sweep ends, against its rate: what was too small, good and too large."""

from collections.abc import Sequence

import numpy as np

from lrviz.analysis.diagnosis import Diagnosis, lowest_of
from lrviz.descent.trajectory import Floats, Sweep
from lrviz.figures.chart import Chart
from lrviz.figures.slide import SlidePanel
from lrviz.figures.theme import Theme
from lrviz.text import say

__all__ = ["sweep_panel"]

Place = tuple[float, float, float, float]


def sweep_panel(
    record: Sweep,
    found: Sequence[Diagnosis],
    where: Place,
    theme: Theme,
    language: str,
    lr: float | None = None,
) -> SlidePanel:
    """The gap at the end of each run, or its loss where no minimum is known, coloured by verdict;
    ``lr``: the rate to point at."""
    x, y, width, height = where
    gaps, span, log = _ends(record, lowest_of(found))
    rates = record.base_lr
    reach = (float(rates.min()) / 1.2, float(rates.max()) * 1.2)
    chart = Chart(width=width, height=height, x=reach, y=span, theme=theme, log_x=True, log_y=log)
    name = say("figure.final_gap" if log else "figure.loss", language)
    marks = chart.axes(say("figure.rate", language), name)
    if lr is not None:
        marks += chart.line(np.array([lr, lr]), np.array(span), theme.ink, width=1, dash="2 3")
    for verdict in dict.fromkeys(each.verdict for each in found):
        of, colour = np.array([each.verdict == verdict for each in found]), theme.verdicts[verdict]
        marks += chart.dots(rates[of], np.clip(gaps[of], *span), colour, radius=3.5)
    return SlidePanel(x=x, y=y, width=width, height=height, ground=marks)


def _ends(record: Sweep, lowest: float | None) -> tuple[Floats, tuple[float, float], bool]:
    """What each run ends at, the range of the upright axis, and whether it is logarithmic."""
    ends = record.loss[np.arange(len(record)), record.length]
    gaps = ends - (lowest or 0.0)
    good = gaps[np.isfinite(gaps) & (gaps > 0)]
    if lowest is None or not len(good):
        return ends, _around(ends), False
    first = max(float(record.loss[0, 0] - lowest), 1e-300)
    return gaps, (max(float(good.min()), 1e-14 * first), 10 * first), True


def _around(values: Floats) -> tuple[float, float]:
    good = values[np.isfinite(values)]
    low, high = (float(good.min()), float(good.max())) if len(good) else (0.0, 1.0)
    more = 0.05 * (high - low) or 1.0
    return low - more, high + more
