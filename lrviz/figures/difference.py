"""The error of difference quotients against the trial step h."""

import math

import numpy as np
from numpy.typing import NDArray

from lrviz.analysis.derivatives import DifferenceErrors
from lrviz.analysis.diagnosis import Verdict
from lrviz.figures.encode import Spec, typed
from lrviz.figures.labels import shadow
from lrviz.figures.layout import CURVE_MARGIN, axis, base, corner
from lrviz.figures.theme import Theme, translucent
from lrviz.text import say
from lrviz.text.numbers import number, power_of

__all__ = ["error_spec", "way_colour"]

Floats = NDArray[np.float64]

LABEL_AT = {"central": 10**-3.4, "forward": 10**-5.0}  # Each curve is named at this h.
# Where a line of theory is named: h, and how many times its error.
_NAMED = {
    "truncation": (10**-1.0, 10**-2.2),
    "forward_truncation": (10**-2.4, 10**1.5),
    "rounding": (10**-12.0, 10**2.2),
}
LINES = ("truncation", "forward_truncation", "rounding")


def error_spec(errors: DifferenceErrors, *, theme: Theme, language: str = "en") -> Spec:
    """The errors of central and forward differences against h, both on log axes.

    Every dot is one h; the lines average them over half a decade. Dashed: what theory
    expects, as h²·|ℓ‴|/6 and h·|ℓ″|/2 for truncation, noise/h for rounding. "best" is the h
    with the least error, "now" an empty trace for the one under consideration.
    """
    exact = int(np.sum(errors.central == 0) + np.sum(errors.forward == 0))
    notes = [say("gradient.exact", language, count=exact)] if exact else []
    layout = base(
        theme,
        margin=dict(CURVE_MARGIN),
        xaxis=axis(theme, title="<i>h</i>", type="log", range=[-16.2, 0.2], dtick=2),
        yaxis=axis(theme, type="log", range=_range(errors), nticks=8, grid=True),
        annotations=[
            corner(say("gradient.error_axis", language), theme),
            *(corner(note, theme, right=True, quiet=True) for note in notes),
        ],
    )
    data = [
        *(_theory(errors, name, theme) for name in LINES),
        *(_dots(errors, way, theme) for way in ("forward", "central")),
        *(_typical(errors, way, theme, language) for way in ("forward", "central")),
        _laws(errors, theme, language),
        *_marks(errors, theme, language),
        _now(theme),
    ]
    return {"data": data, "layout": layout}


def way_colour(way: str, theme: Theme) -> str:
    """The colour of central and of forward differences."""
    return theme.path if way == "central" else theme.verdicts[Verdict.CRAWLS]


def _range(errors: DifferenceErrors) -> list[float]:
    """log₁₀ of what the errors span; nothing is cut off."""
    both = np.concatenate([errors.central, errors.forward])
    seen = both[np.isfinite(both) & (both > 0)]
    if seen.size == 0:
        return [-17.0, 0.0]
    low, high = math.log10(seen.min()), math.log10(seen.max())
    return [low - 0.05 * (high - low) - 0.2, high + 0.05 * (high - low) + 0.2]


def _positive(values: Floats) -> Floats:
    """NaN where a log axis has no place."""
    return np.where(values > 0, values, np.nan)


def _theory(errors: DifferenceErrors, name: str, theme: Theme) -> Spec:
    """A theoretical line within the picture."""
    low, high = (10**each for each in _range(errors))
    values = getattr(errors, name)
    ok = (values >= low) & (values <= high)
    return {
        "type": "scatter",
        "name": name,
        "mode": "lines",
        "hoverinfo": "skip",
        "x": typed(errors.h[ok]),
        "y": typed(values[ok]),
        "line": {"color": theme.faint, "width": 1.2, "dash": "dash"},
    }


def _laws(errors: DifferenceErrors, theme: Theme, language: str) -> Spec:
    """What each theoretical line is proportional to, beside it; not for a line that is zero."""
    places = []
    for name in LINES:
        h, away = _NAMED[name]
        value = float(np.interp(h, errors.h, getattr(errors, name))) * away
        if value > 0:
            places.append((h, value, _law(errors, name, language)))
    return {
        "type": "scatter",
        "name": "laws",
        "mode": "text",
        "hoverinfo": "skip",
        "cliponaxis": True,
        "x": [h for h, _, _ in places],
        "y": [value for _, value, _ in places],
        "text": [text for _, _, text in places],
        "textfont": {"size": 13, "color": theme.faint, "shadow": shadow(theme)},
    }


def _law(errors: DifferenceErrors, name: str, language: str) -> str:
    if name == "rounding":
        return say("gradient.line.rounding", language)
    term = errors.leading if name == "truncation" else errors.forward_leading
    if term.power == 0:
        return say("gradient.line.kink", language)
    return say("gradient.line.truncation", language, law=power_of("h", term.power))


def _dots(errors: DifferenceErrors, way: str, theme: Theme) -> Spec:
    symbol = "circle" if way == "central" else "diamond-open"
    marker = {"symbol": symbol, "size": 4, "color": translucent(way_colour(way, theme), 0.45)}
    return {
        "type": "scatter",
        "name": f"{way}_dots",
        "mode": "markers",
        "x": typed(errors.h),
        "y": typed(_positive(getattr(errors, way))),
        "hovertemplate": "<i>h</i> = %{x:.3g}<br>%{y:.3g}<extra></extra>",
        "marker": marker,
    }


def _typical(errors: DifferenceErrors, way: str, theme: Theme, language: str) -> Spec:
    """The line through a way's dots with its name on it."""
    values = _positive(getattr(errors, f"typical_{way}"))
    text = [""] * len(values)
    text[int(np.argmin(np.abs(errors.h - LABEL_AT[way])))] = say(f"gradient.way.{way}", language)
    colour = way_colour(way, theme)
    return {
        "type": "scatter",
        "name": way,
        "mode": "lines+text",
        "hoverinfo": "skip",
        "x": typed(errors.h),
        "y": typed(values),
        "text": text,
        "textposition": "bottom right" if way == "central" else "top left",
        "textfont": {"size": 13, "color": colour, "shadow": shadow(theme)},
        "line": {"color": colour, "width": 2, "dash": "solid" if way == "central" else "dot"},
    }


def _marks(errors: DifferenceErrors, theme: Theme, language: str) -> list[Spec]:
    """The best h as measured, and where theory expects it."""
    best, expected = errors.best, errors.expected
    low, high = (10**each for each in _range(errors))
    found = [] if best is None else [(best, float(np.nanmin(errors.typical_central)))]
    word = [say("gradient.best", language, h=number(h, 2)) for h, _ in found]
    star = {"symbol": "star", "size": 14, "color": theme.path}
    edge = {"color": theme.paper, "width": 1.2}
    return [
        {
            "type": "scatter",
            "name": "expected",
            "mode": "lines",
            "hoverinfo": "skip",
            "x": [] if expected is None else [expected, expected],
            "y": [] if expected is None else [low, high],
            "line": {"color": theme.ink, "width": 1, "dash": "dot"},
        },
        {
            "type": "scatter",
            "name": "best",
            "mode": "markers+text",
            "cliponaxis": False,
            "hoverinfo": "skip",
            "x": [h for h, _ in found],
            "y": [error for _, error in found],
            "text": word,
            "textposition": "middle right" if best is None or best < 0.01 else "middle left",
            "textfont": {"size": 13, "color": theme.ink, "shadow": shadow(theme)},
            "marker": {**star, "line": edge},
        },
    ]


def _now(theme: Theme) -> Spec:
    return {
        "type": "scatter",
        "name": "now",
        "mode": "markers",
        "cliponaxis": False,
        "hoverinfo": "skip",
        "x": [],
        "y": [],
        "marker": {
            "size": 12,
            "color": "rgba(0,0,0,0)",
            "line": {"color": theme.ink, "width": 2},
        },
    }
