"""Basins: the map of starts by where they end, made with a progress bar, and its table."""

from functools import lru_cache
from html import escape

import numpy as np
import torch

from lrviz.analysis.basins import NOWHERE, Basins, basins
from lrviz.compute.memo import memo
from lrviz.figures.alt import called
from lrviz.figures.basins import basins_spec, cell_colour, letter, who
from lrviz.figures.theme import THEMES, Theme
from lrviz.film.answer import run_of, whole_film
from lrviz.film.asking import Progress
from lrviz.film.comparison import canonical, settings_of
from lrviz.film.reel import Plot, Reel
from lrviz.film.table import NONE, heads, table
from lrviz.settings.config import RunConfig
from lrviz.text import say
from lrviz.text.numbers import number, percent, vector

__all__ = [
    "basin_rates",
    "basin_run",
    "basins_note",
    "basins_of",
    "basins_reel",
    "basins_table",
    "ends_alike",
]

KEPT = 8  # A process remembers so many maps.
ROWS_SHOWN = 12  # The table has so many minima, and the rest together.


def basin_run(config: RunConfig) -> RunConfig:
    """What a map depends on beside the number of its starts: these are all its own."""
    return canonical(config).replace(start="", seed=0)


@memo(KEPT)
def basins_of(run: RunConfig, count: int, progress: Progress | None = None) -> Basins | None:
    """The map of count × count starts; None if ``progress`` returned False."""
    objective = run.build_objective()
    settings = settings_of(run)
    settings.pop("start")
    lr = run.lr if objective.dim == 2 else basin_rates(run, count)
    tell = None if progress is None else lambda share: progress(share, 1.0)
    return basins(objective, lr=lr, shape=(count, count), progress=tell, **settings)


def basin_rates(run: RunConfig, count: int) -> np.ndarray:
    """Of one parameter the other axis is the rate, over all regimes."""
    axis = whole_film(run_of(run)).sweep.base_lr
    return np.geomspace(axis[0], axis[-1], count)


@lru_cache(maxsize=8)
def basins_reel(found: Basins, steps: bool, language: str) -> Reel:
    """The map as a reel of one plot."""
    specs = {
        name: basins_spec(found, theme=theme, language=language, steps=steps)
        for name, theme in THEMES.items()
    }
    rows = [f"{_who(found, i, language)}: {percent(share)}" for i, share in _ranked(found)[:6]]
    key = f"compare.alt.{'basins_steps' if steps else 'basins'}"
    alt = say(key, language, name=called(found.objective, language), rows="; ".join(rows))
    plot = Plot(name="basins", alt=alt, spec=lambda theme: specs[theme.name], pick=True)
    return Reel(plots=[plot], columns=1, height="33rem")


def basins_note(found: Basins, steps: bool, language: str) -> str:
    """What a cell of the map is, and what its colour tells."""
    note = "rates_basins_note" if found.objective.dim == 1 else "basins_note"
    colour = say(f"compare.coloured.{'steps' if steps else 'minimum'}", language)
    return say(f"compare.{note}", language, colour=colour)


def ends_alike(found: Basins) -> bool:
    """Whether all runs end alike, as they must on a surface with no more than one minimum: those
    that are in none need not."""
    return len(found.shares) == 1 and NOWHERE not in found.shares and len(found.minima) <= 1


def basins_table(found: Basins, theme: Theme, language: str) -> str:
    """Each minimum: its loss, the share of starts that end in it, their steps."""
    ranked = _ranked(found)
    minima = [pair for pair in ranked if pair[0] >= 0]
    rows = [_row(found, i, share, theme, language) for i, share in minima[:ROWS_SHOWN]]
    if rest := minima[ROWS_SHOWN:]:
        who = say("compare.more_minima", language, count=len(rest))
        rows.append([who, NONE, percent(sum(share for _, share in rest)), NONE])
    rows += [_row(found, i, share, theme, language) for i, share in ranked if i < 0]
    names = heads(language, "ends", "minimum_loss", "share", "median")
    return table("compare-table", names, rows, words=1)


def _row(found: Basins, i: int, share: float, theme: Theme, language: str) -> list[str]:
    who = _swatch(i, theme) + escape(_who(found, i, language))
    steps = NONE if i < 0 else number(float(np.median(found.steps[found.label == i])))
    return [who, _loss(found, i), percent(share), steps]


def _ranked(found: Basins) -> list[tuple[int, float]]:
    """Labels by their share, those that are no minimum last."""
    return sorted(found.shares.items(), key=lambda pair: (pair[0] < 0, -pair[1]))


def _who(found: Basins, i: int, language: str) -> str:
    return who(i, language) if i < 0 else f"{letter(i)} {vector(found.minima[i])}"


def _loss(found: Basins, i: int) -> str:
    if i < 0:
        return NONE
    point, known = found.minima[i], found.objective.minimum_loss
    if known is not None and point.tolist() in np.array(found.objective.minima).tolist():
        return number(known)
    return number(float(found.objective.loss(torch.tensor(point))))


def _swatch(i: int, theme: Theme) -> str:
    """A square of the cells' colour."""
    return (
        '<span aria-hidden="true" style="display:inline-block;width:0.9em;height:0.9em;'
        f"margin-right:0.45em;vertical-align:-0.1em;border-radius:2px;"
        f'background:{cell_colour(i, theme)}"></span>'
    )
