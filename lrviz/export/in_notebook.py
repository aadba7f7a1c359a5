"""How a Trajectory, a Sweep and a Diagnosis show themselves in a notebook: pictures and words.

Still pictures, as plain SVG, so that they are there wherever the notebook is read, on a page that
runs no script too.
"""

from collections.abc import Mapping
from html import escape

import numpy as np

from lrviz.analysis.diagnosis import Diagnosis, diagnose
from lrviz.descent.trajectory import Sweep, Trajectory
from lrviz.export.panels import run_panels
from lrviz.figures.chart import Chart
from lrviz.figures.slide import SlidePanel, slide
from lrviz.figures.theme import LIGHT, MARKS
from lrviz.text import say
from lrviz.text.numbers import number

__all__ = ["html_of_diagnosis", "html_of_run", "html_of_sweep"]

WIDTH, HEIGHT = 960, 480
MOST = 12  # words of a sweep's verdicts


def html_of_run(run: Trajectory) -> str:
    """The run as a picture with its verdict above it."""
    found = diagnose(run)
    room = (16.0, 16.0, WIDTH - 32.0, HEIGHT - 32.0)
    panels = run_panels(run, found, run.steps, room, LIGHT, "en")
    picture = slide(panels, width=WIDTH, height=HEIGHT, theme=LIGHT, title=found.sentence("en"))
    return _figure(html_of_diagnosis(found), picture)


def html_of_sweep(record: Sweep) -> str:
    """The loss at the end of each run against its rate, coloured and marked by verdict."""
    found = diagnose(record)
    ends = record.loss[np.arange(len(record)), record.length]
    lowest = min((each.evidence["lowest_known"] for each in found if _known(each)), default=None)
    gaps = ends if lowest is None else ends - lowest
    good = gaps[np.isfinite(gaps) & (gaps > 0)]
    log = lowest is not None and len(good) > 0
    first = max(float(record.loss[0, 0] - (lowest or 0.0)), 1e-300)
    y = (max(float(good.min()), 1e-14 * first), 10 * first) if log else _around(gaps)
    rates = record.base_lr
    x = (float(rates.min()) / 1.2, float(rates.max()) * 1.2)
    width, height = WIDTH - 32.0, HEIGHT - 32.0
    chart = Chart(width=width, height=height, x=x, y=y, theme=LIGHT, log_x=True, log_y=log)
    marks = chart.axes(say("figure.rate"), say("figure.final_gap") if log else say("figure.loss"))
    for verdict in dict.fromkeys(each.verdict for each in found):
        of = np.array([each.verdict == verdict for each in found])
        marks += chart.dots(rates[of], np.clip(gaps[of], *y), LIGHT.verdicts[verdict], radius=3.5)
    panel = SlidePanel(x=16, y=16, width=width, height=height, ground=marks)
    title = ", ".join(f"{number(float(lr))}: {each.word()}" for lr, each in _some(record, found))
    picture = slide([panel], width=WIDTH, height=HEIGHT, theme=LIGHT, title=title)
    counts: Mapping[str, int] = {
        verdict: sum(each.verdict == verdict for each in found)
        for verdict in dict.fromkeys(each.verdict for each in found)
    }
    words = " ".join(
        f'<span style="color:{LIGHT.verdicts[name]}">{MARKS[name]} '
        f"{escape(say(f'verdict.{name}.word'))} × {count}</span>"
        for name, count in counts.items()
    )
    return _figure(f"<p>{words}</p>", picture)


def html_of_diagnosis(found: Diagnosis) -> str:
    """The word, the sentence and the hint."""
    colour, mark = LIGHT.verdicts[found.verdict], MARKS[found.verdict]
    return (
        f'<p><b style="color:{colour}">{mark} {escape(found.word())}</b> '
        f"{escape(found.sentence())} {escape(found.hint())}</p>"
    )


def _figure(words: str, picture: str) -> str:
    style = f"max-width:{WIDTH}px;background:{LIGHT.paper};color:{LIGHT.ink};padding:0.4em 0.8em"
    return f'<div style="{style}">{words}{picture}</div>'


def _known(found: Diagnosis) -> bool:
    return found.evidence["lowest_known"] is not None


def _around(values: np.ndarray) -> tuple[float, float]:
    good = values[np.isfinite(values)]
    low, high = (float(good.min()), float(good.max())) if len(good) else (0.0, 1.0)
    more = 0.05 * (high - low) or 1.0
    return low - more, high + more


def _some(record: Sweep, found: tuple[Diagnosis, ...]) -> list[tuple[float, Diagnosis]]:
    chosen = np.linspace(0, len(found) - 1, min(MOST, len(found))).round().astype(int)
    return [(float(record.base_lr[i]), found[i]) for i in chosen]
