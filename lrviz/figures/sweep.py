"""The final loss against the learning rate, its regimes shaded."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lrviz.figures.encode import Spec, figure, typed
from lrviz.figures.layout import CURVE_MARGIN, axis, base, corner
from lrviz.figures.sweep_marks import band_shapes, band_words, vertical
from lrviz.figures.sweep_runs import Runs, bands, runs_of
from lrviz.figures.theme import SYMBOLS, Theme, translucent
from lrviz.text import say
from lrviz.text.numbers import exact

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

__all__ = ["sweep_figure", "sweep_spec"]

Floats = NDArray[np.float64]


def sweep_spec(
    lr: ArrayLike,
    final_gap: ArrayLike,
    verdicts: Sequence[str],
    *,
    theme: Theme,
    language: str = "en",
    critical_lr: float | None = None,
    best_lr: float | None = None,
    current_lr: float | None = None,
    blow_up: Sequence[int | None] | None = None,
) -> Spec:
    """ℓ_T − L* against η on two log axes, a band with its word and mark per regime.

    Args:
        lr: the rates η > 0 ``(R,)``, in any order.
        final_gap: ℓ_T − L* of each ``(R,)``; what is not finite, or off the picture, is an
            arrow at its edge that tells the value or the step of the blow-up.
        verdicts: the verdict of each.
        critical_lr, best_lr, current_lr: upright lines; None or ∞ leaves one out.
        blow_up: the step that was not finite, None for a run that stayed finite.
    """
    runs = runs_of(lr, final_gap, verdicts, blow_up)
    regimes = bands(runs.lr, runs.verdicts)
    marks = [
        *vertical(critical_lr, "2/<i>λ</i><sub>max</sub>", theme, dash="dash"),
        *vertical(best_lr, say("figure.best", language), theme, dash="dot", lower=True),
    ]
    inner = [mark for mark in marks if regimes[0].low <= mark.lr <= regimes[-1].high]
    layout = base(
        theme,
        margin=dict(CURVE_MARGIN),
        uirevision="sweep",
        xaxis=axis(theme, title=say("figure.rate", language), type="log")
        | {"range": np.log10([regimes[0].low, regimes[-1].high]).tolist(), "dtick": 1},
        yaxis=axis(theme, type="log", nticks=5, range=np.log10([runs.low, runs.high]).tolist()),
        shapes=[*band_shapes(regimes, theme), *(mark.shape for mark in inner)],
        annotations=[
            corner(say("figure.final_gap", language), theme),
            *band_words(regimes, theme, language),
            *(mark.word for mark in inner),
        ],
    )
    data = [_line(runs, theme), *_points(runs, theme, language), _current(runs, current_lr, theme)]
    return {"data": data, "layout": layout}


def sweep_figure(
    lr: ArrayLike,
    final_gap: ArrayLike,
    verdicts: Sequence[str],
    *,
    theme: Theme,
    language: str = "en",
    critical_lr: float | None = None,
    best_lr: float | None = None,
    current_lr: float | None = None,
    blow_up: Sequence[int | None] | None = None,
) -> "Figure":
    """``sweep_spec`` as a plotly Figure."""
    spec = sweep_spec(
        lr,
        final_gap,
        verdicts,
        theme=theme,
        language=language,
        critical_lr=critical_lr,
        best_lr=best_lr,
        current_lr=current_lr,
        blow_up=blow_up,
    )
    return figure(spec)


def _line(runs: Runs, theme: Theme) -> Spec:
    shown = ~runs.above & ~runs.below
    return {
        "type": "scatter",
        "name": "curve",
        "mode": "lines",
        "hoverinfo": "skip",
        "x": typed(runs.lr),
        "y": typed(np.where(shown, runs.gap, np.nan)),
        "line": {"color": translucent(theme.ink, 0.55), "width": 1.4, "simplify": False},
    }


def _points(runs: Runs, theme: Theme, language: str) -> list[Spec]:
    """The runs on the picture, those beyond its upper edge, and those beyond its lower one."""
    shown = ~runs.above & ~runs.below
    words = [say(f"verdict.{verdict}.word", language) for verdict in runs.verdicts]
    return [
        _dots("runs", runs, shown, runs.gap, theme, words, [_value(g) for g in runs.gap]),
        _dots(
            "above",
            runs,
            runs.above,
            np.full_like(runs.gap, runs.high),
            theme,
            words,
            [_beyond(g, k, language) for g, k in zip(runs.gap, runs.blow_up, strict=True)],
            symbol="arrow-up",
        ),
        _dots(
            "below",
            runs,
            runs.below,
            np.full_like(runs.gap, runs.low),
            theme,
            words,
            [_value(g) for g in runs.gap],
            symbol="arrow-down",
        ),
    ]


def _dots(
    name: str,
    runs: Runs,
    chosen: NDArray[np.bool_],
    heights: Floats,
    theme: Theme,
    words: Sequence[str],
    values: Sequence[str],
    symbol: str | None = None,
) -> Spec:
    rows = np.flatnonzero(chosen).tolist()
    return {
        "type": "scatter",
        "name": name,
        "mode": "markers",
        "cliponaxis": False,
        "x": typed(runs.lr[rows]),
        "y": typed(heights[rows]),
        "text": [f"<b>{words[i]}</b><br>{values[i]}" for i in rows],
        "customdata": typed(np.column_stack([runs.lr, runs.gap])[rows]),
        "hovertemplate": "<i>η</i> = %{x}<br>%{text}<extra></extra>",
        "marker": {
            "symbol": [symbol or SYMBOLS[runs.verdicts[i]] for i in rows],
            "color": [theme.verdicts[runs.verdicts[i]] for i in rows],
            "size": 9 if symbol else 6,
            "line": {"width": 0},
        },
    }


def _value(gap: float) -> str:
    return f"<i>ℓ</i> − <i>L</i>* = {exact(gap)}"


def _beyond(gap: float, blow_up: int | None, language: str) -> str:
    return _value(gap) if blow_up is None else say("figure.blew_up", language, k=blow_up)


def _current(runs: Runs, current_lr: float | None, theme: Theme) -> Spec:
    """The rate in use, as a line from edge to edge that a page can move."""
    at = [] if current_lr is None else [current_lr, current_lr]
    return {
        "type": "scatter",
        "name": "current",
        "mode": "lines",
        "hoverinfo": "skip",
        "x": typed(at),
        "y": typed([runs.low, runs.high][: len(at)]),
        "line": {"color": theme.path, "width": 2},
    }
