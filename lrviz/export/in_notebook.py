"""How a Trajectory, a Sweep and a Diagnosis show themselves in a notebook: pictures and words.

The still picture is there wherever the notebook is read, on a page that runs no script too. Where
scripts run the stage takes its place and plays, see ``notebook_stage``; of what no film shows (a
long run, a rule of torch's own, runs that differ in more than the rate) the picture stays.
"""

from collections import Counter
from collections.abc import Sequence
from html import escape

import numpy as np

from lrviz.analysis.diagnosis import Diagnosis, diagnose
from lrviz.descent.trajectory import Sweep, Trajectory
from lrviz.export.notebook_stage import image, playable
from lrviz.export.panels import run_panels
from lrviz.export.sweep_panel import sweep_panel
from lrviz.figures.slide import slide
from lrviz.figures.theme import LIGHT, MARKS
from lrviz.film.answer import good_rate
from lrviz.film.recorded import film_of_run, film_of_sweep
from lrviz.text import say
from lrviz.text.numbers import number

__all__ = ["html_of_diagnosis", "html_of_run", "html_of_sweep"]

WIDTH, HEIGHT = 960, 640  # Pixels of the picture that a notebook shows of a run or of a sweep.
MOST = 12  # A sweep tells so many of its verdicts, evenly chosen.


def html_of_run(run: Trajectory) -> str:
    """The run, playing, with its verdict above it."""
    found = diagnose(run)
    room = (16.0, 16.0, WIDTH - 32.0, HEIGHT - 32.0)
    panels = run_panels(run, found, run.steps, room, LIGHT, "en")
    words = found.sentence("en")
    picture = slide(panels, width=WIDTH, height=HEIGHT, theme=LIGHT, title=words)
    filmed = film_of_run(run, found)
    shown = playable(*filmed, picture, words) if filmed else image(picture, words)
    return _figure(html_of_diagnosis(found), shown)


def html_of_sweep(record: Sweep) -> str:
    """How many runs came to which end, and the runs, playing."""
    found = diagnose(record)
    picture, words = _sweep_picture(record, found)
    film = film_of_sweep(record, found)
    shown = playable(film, good_rate(film), picture, words) if film else image(picture, words)
    return _figure(_counts(found), shown)


def _sweep_picture(record: Sweep, found: Sequence[Diagnosis]) -> tuple[str, str]:
    """Where each run ends, coloured by verdict; and the same in words."""
    room = (16.0, 16.0, WIDTH - 32.0, HEIGHT - 32.0)
    panel = sweep_panel(record, found, room, LIGHT, "en")
    words = ", ".join(f"{number(lr)}: {each.word()}" for lr, each in _some(record, found))
    return slide([panel], width=WIDTH, height=HEIGHT, theme=LIGHT, title=words), words


def _counts(found: Sequence[Diagnosis]) -> str:
    counts = Counter(each.verdict for each in found)
    words = " ".join(
        f'<span style="color:{LIGHT.verdicts[name]}">{MARKS[name]} '
        f"{escape(say(f'verdict.{name}.word'))} × {count}</span>"
        for name, count in counts.items()
    )
    return f"<p>{words}</p>"


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


def _some(record: Sweep, found: Sequence[Diagnosis]) -> list[tuple[float, Diagnosis]]:
    chosen = np.linspace(0, len(found) - 1, min(MOST, len(found))).round().astype(int)
    return [(float(record.base_lr[i]), found[i]) for i in chosen]
