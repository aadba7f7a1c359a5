"""Momentum's phase diagram: how fast a quadratic converges over (η, β)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lrviz.analysis.momentum import best_pair, critical_lr, phase_diagram
from lrviz.analysis.settling import steps_to_shrink
from lrviz.figures.edges import edge_arrow
from lrviz.figures.encode import Spec, typed
from lrviz.figures.labels import shadow
from lrviz.figures.layout import CURVE_MARGIN, TICK_SIZE, axis, base, corner
from lrviz.figures.theme import MARKS, Theme
from lrviz.text import say
from lrviz.text.numbers import number

__all__ = ["Phase", "phase_of", "phase_spec"]

Floats = NDArray[np.float64]

SHAPE = (240, 160)  # The diagram has so many rates and momenta.
SHRINK = 1000.0  # Steps are counted until the error has shrunk by this factor.
DECADES = 2.5  # The scale spans so many decades from the fewest steps; more have its last colour.
WIDER = 1.05  # The diagram reaches so far beyond the widest rate that converges.
MOST_MOMENTUM = 0.999  # The widest rate is that of this momentum: at 1 nothing shrinks.
_TICKS = tuple(digit * 10**power for power in range(7) for digit in (1, 3))


@dataclass(frozen=True, kw_only=True, eq=False)
class Phase:
    """The diagram's figures at (lr[i], β[j]).

    ``radius[i, j]`` is the error's factor a step in the long run, ``steps[i, j]`` the steps after
    which every direction's error stays below a thousandth of its first, from rest; ∞ where it
    does not shrink.
    """

    eigenvalues: Floats
    nesterov: bool
    lr: Floats
    momentum: Floats
    radius: Floats
    steps: Floats

    @property
    def widest(self) -> float:
        """The right end of the diagram: the last cell's far side."""
        return float(self.lr[-1] + self.lr[0])

    @property
    def best(self) -> tuple[float, float]:
        """Polyak's best pair (η, β) for heavy ball; for Nesterov the best of the diagram."""
        low, high = float(self.eigenvalues[0]), float(self.eigenvalues[-1])
        if not self.nesterov:
            return best_pair(low, high)
        i, j = np.unravel_index(self.radius.argmin(), self.radius.shape)
        return float(self.lr[i]), float(self.momentum[j])


def phase_of(eigenvalues: Floats, *, nesterov: bool = False) -> Phase:
    """The diagram of a minimum with these eigenvalues λ > 0, ascending.

    Rates from 0 to a little beyond the widest that converges with any momentum.
    """
    largest = float(eigenvalues[-1])
    widest = max(critical_lr(b, largest, nesterov=nesterov) for b in (0.0, MOST_MOMENTUM))
    lr = WIDER * widest * (np.arange(SHAPE[0]) + 0.5) / SHAPE[0]  # the middles of cells
    momentum = (np.arange(SHAPE[1]) + 0.5) / SHAPE[1]
    radius = phase_diagram(eigenvalues, lr, momentum, nesterov=nesterov)
    steps = steps_to_shrink(eigenvalues, lr, momentum, nesterov=nesterov, factor=SHRINK)
    return Phase(
        eigenvalues=eigenvalues,
        nesterov=nesterov,
        lr=lr,
        momentum=momentum,
        radius=radius,
        steps=steps,
    )


def phase_spec(
    phase: Phase,
    *,
    theme: Theme,
    language: str = "en",
    now: tuple[float, float] | None = None,
) -> Spec:
    """Steps to shrink the error a thousandfold, on a log scale; where it grows, empty.

    Over it the critical rate, the best pair, and the pair in use, ``now`` = (η, β): beyond the
    diagram an arrow at its edge, with its value.
    """
    layout = base(
        theme,
        margin=dict(CURVE_MARGIN),
        plot_bgcolor=theme.band("diverges"),
        xaxis=axis(theme, title=say("figure.rate", language), range=[0, phase.widest]),
        yaxis=axis(theme, range=[0, 1]),
        annotations=[
            corner(say("figure.phase.momentum", language), theme),
            _word(phase, theme, language),
        ],
    )
    marks = [
        _mark("best", phase.best, say("figure.phase.best", language), "star", theme.ink, theme)
    ]
    if now is not None:
        marks.append(_now(now, phase, theme, language))
    return {"data": [_heat(phase, theme, language), _edge(phase, theme), *marks], "layout": layout}


def _heat(phase: Phase, theme: Theme, language: str) -> Spec:
    steps = phase.steps.T
    shown = np.where(np.isfinite(steps), np.log10(steps), np.nan)
    good, least = theme.verdicts["converges"], float(np.nanmin(shown, initial=9.0))
    return {
        "type": "heatmap",
        "name": "steps",
        "x": typed(phase.lr),
        "y": typed(phase.momentum),
        "z": typed(shown, "f4"),
        "customdata": typed(np.stack([phase.radius.T, steps], axis=-1), "f4"),
        "hovertemplate": _hover(language),
        "hoverongaps": False,
        "zsmooth": False,
        "colorscale": [[0, good], [0.6, theme.scale()[0][1]], [1, theme.paper]],
        "zmin": least,
        "zmax": least + DECADES,
        "colorbar": {
            "thickness": 10,
            "outlinewidth": 0,
            "len": 0.9,
            "title": {"text": say("figure.phase.steps", language), "side": "right"},
            "tickvals": np.log10(_TICKS).tolist(),
            "ticktext": [number(tick) for tick in _TICKS],
            "tickfont": {"size": TICK_SIZE, "color": theme.faint},
        },
    }


def _hover(language: str) -> str:
    said = say(
        "figure.phase.hover",
        language,
        lr="%{x:.4g}",
        momentum="%{y:.4g}",
        radius="%{customdata[0]:.4g}",
        steps="%{customdata[1]:.4g}",
    )
    return f"{said}<extra></extra>"


def _edge(phase: Phase, theme: Theme) -> Spec:
    """The critical rate at every momentum."""
    largest = float(phase.eigenvalues[-1])
    momenta = np.linspace(0, 1, len(phase.momentum))
    rates = [critical_lr(float(b), largest, nesterov=phase.nesterov) for b in momenta]
    return {
        "type": "scatter",
        "name": "critical",
        "mode": "lines",
        "hoverinfo": "skip",
        "x": typed(rates),
        "y": typed(momenta),
        "line": {"color": theme.verdicts["diverges"], "width": 1.8, "dash": "dash"},
    }


def _mark(
    name: str, at: tuple[float, float], text: str, symbol: str, colour: str, theme: Theme
) -> Spec:
    return {
        "type": "scatter",
        "name": name,
        "mode": "markers+text",
        "hoverinfo": "skip",
        "cliponaxis": False,
        "x": [at[0]],
        "y": [at[1]],
        "text": [text],
        "textposition": "top center" if at[1] < 0.9 else "bottom center",
        "textfont": {"size": 13, "color": theme.ink, "shadow": shadow(theme)},
        "marker": {
            "symbol": symbol,
            "size": 12,
            "color": colour,
            "line": {"width": 2, "color": theme.paper},
        },
    }


def _now(now: tuple[float, float], phase: Phase, theme: Theme, language: str) -> Spec:
    """The pair in use, or the arrow that stands for it."""
    word = say("figure.phase.now", language)
    beyond = edge_arrow(now, ((0.0, phase.widest), (0.0, 1.0)))
    if beyond is None:
        return _mark("now", now, word, "circle", theme.path, theme)
    mark = _mark("now", beyond.at, f"{word} {beyond.text}", "arrow-wide", theme.path, theme)
    angle = float(np.degrees(np.arctan2(*beyond.side)))
    return mark | {
        "textposition": beyond.textposition,
        "marker": mark["marker"] | {"angle": angle, "line": {"width": 0}},
    }


def _word(phase: Phase, theme: Theme, language: str) -> Spec:
    """The verdict beyond the critical rate."""
    return {
        "text": f"{MARKS['diverges']} {say('verdict.diverges.word', language)}",
        "showarrow": False,
        "xref": "paper",
        "yref": "paper",
        "x": 0.99,
        "y": 0.75 if phase.nesterov else 0.05,
        "xanchor": "right",
        "yanchor": "bottom",
        "font": {"size": 13, "color": theme.ink},
    }
