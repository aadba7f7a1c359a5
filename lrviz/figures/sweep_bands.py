"""What stands behind a sweep: bands with their words, and upright lines with theirs."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import ArrayLike

from lrviz.figures.encode import Spec
from lrviz.figures.labels import shadow
from lrviz.figures.theme import MARKS, Theme
from lrviz.text import say

__all__ = ["Mark", "RateBand", "band_shapes", "band_words", "rate_bands", "vertical"]

WORDY = 0.13  # A band carries its word from this share of the axis on, and a narrower one its mark.
NARROW = 0.03  # A band narrower than this share carries nothing.


@dataclass(frozen=True, kw_only=True)
class RateBand:
    """Rates ``low`` to ``high`` that share a verdict; rows ``first`` to ``last`` of the sweep."""

    verdict: str
    low: float
    high: float
    first: int
    last: int


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A rate of interest: its line and its word."""

    lr: float
    shape: Spec
    word: Spec


def rate_bands(lr: ArrayLike, verdicts: Sequence[str]) -> tuple[RateBand, ...]:
    """Neighbouring rates of one verdict as one band; bands meet at the geometric mean.

    >>> [(band.verdict, round(band.high, 3)) for band in rate_bands([1, 4, 9], ["a", "a", "b"])]
    [('a', 6.0), ('b', 9.0)]
    """
    rates = np.asarray(lr, dtype=np.float64)
    found: list[RateBand] = []
    for verdict, group in groupby(range(len(rates)), key=lambda i: str(verdicts[i])):
        members = list(group)
        first, last = members[0], members[-1]
        low = found[-1].high if found else float(rates[0])
        inner = last + 1 < len(rates)
        high = float(np.sqrt(rates[last] * rates[last + 1])) if inner else float(rates[-1])
        found.append(RateBand(verdict=verdict, low=low, high=high, first=first, last=last))
    return tuple(found)


def band_shapes(bands: Sequence[RateBand], theme: Theme) -> list[Spec]:
    """One pale rectangle per band, behind everything."""
    return [
        {
            "type": "rect",
            "name": band.verdict,
            "layer": "below",
            "xref": "x",
            "yref": "y domain",
            "x0": band.low,
            "x1": band.high,
            "y0": 0,
            "y1": 1,
            "line": {"width": 0},
            "fillcolor": theme.band(band.verdict),
        }
        for band in bands
    ]


def band_words(bands: Sequence[RateBand], theme: Theme, language: str) -> list[Spec]:
    """Each band's mark and word, in its own colour's ink, at the top of the picture."""
    whole = np.log10(bands[-1].high / bands[0].low) or 1.0
    words = []
    for band in bands:
        share = np.log10(band.high / band.low) / whole
        mark, word = MARKS[band.verdict], say(f"verdict.{band.verdict}.word", language)
        if share >= NARROW:
            words.append(_word(band, f"{mark} {word}" if share >= WORDY else mark, theme))
    return words


def vertical(
    lr: float | None, text: str, theme: Theme, *, dash: str, lower: bool = False
) -> list[Mark]:
    """An upright line at ``lr`` with its name at the foot; none for None or ∞."""
    if lr is None or not np.isfinite(lr) or lr <= 0:
        return []
    shape = {
        "type": "line",
        "layer": "below",
        "xref": "x",
        "yref": "y domain",
        "x0": lr,
        "x1": lr,
        "y0": 0,
        "y1": 1,
        "line": {"color": theme.ink, "width": 1.2, "dash": dash},
    }
    word = _text(text, float(np.log10(lr)), theme) | {
        "y": 0,
        "yanchor": "bottom",
        "yshift": 9,
        "xanchor": "right" if lower else "left",
        "xshift": -2 if lower else 2,
    }
    return [Mark(lr=lr, shape=shape, word=word)]


def _word(band: RateBand, text: str, theme: Theme) -> Spec:
    centre = float(np.log10(band.low * band.high) / 2)
    return _text(text, centre, theme) | {
        "y": 1,
        "yanchor": "top",
        "yshift": -10,
        "xanchor": "center",
    }


def _text(text: str, at: float, theme: Theme) -> Spec:
    return {
        "text": text,
        "showarrow": False,
        "xref": "x",
        "yref": "y domain",
        "x": at,
        "font": {"size": 12, "color": theme.ink, "shadow": shadow(theme)},
        "borderpad": 1,
    }
