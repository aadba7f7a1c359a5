"""The final loss against the learning rate, its regimes shaded."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lrviz.figures.encode import Spec, figure_of, typed
from lrviz.figures.layout import CURVE_MARGIN, axis, base, corner
from lrviz.figures.sweep_bands import band_shapes, band_words, rate_bands, vertical
from lrviz.figures.theme import SYMBOLS, Theme, translucent
from lrviz.text import say
from lrviz.text.numbers import exact

__all__ = ["sweep_figure", "sweep_spec"]

Floats = NDArray[np.float64]

HEADROOM = 0.25  # This share of the decades shown is kept free above for the regimes' words.
# Gaps are shown up to this many times the median: without a minimum they grow beyond all bounds.
HIGHEST = 1e9
# Losses as they are have room up to so many sizes of the smallest rate's below and above it.
DOWN, UP = 9.0, 3.0
DEPTH = 1e-24  # A gap smaller than this share of the largest shown counts as none on the picture.


@dataclass(frozen=True, kw_only=True, eq=False)
class _Sorted:
    """The sweep, sorted by rate, with the heights at which each run is drawn: its gap on a log
    axis, or its loss on a linear one."""

    log: bool
    lr: Floats
    gap: Floats
    verdicts: tuple[str, ...]
    blow_up: tuple[int | None, ...]
    low: float
    high: float

    @property
    def above(self) -> NDArray[np.bool_]:
        """Runs that ended beyond the upper edge, or in nothing finite."""
        pairs = zip(self.verdicts, self.blow_up, strict=True)
        grown = np.array([word == "diverges" and step is not None for word, step in pairs])
        return np.asarray(~(self.gap <= self.high) | grown)

    @property
    def below(self) -> NDArray[np.bool_]:
        """Runs that ended at L*, or so near or so low that they lie beyond the lower edge."""
        return np.asarray(~self.above & (self.gap < self.low))


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
    log: bool = True,
) -> Spec:
    """ℓ_T − L* against η on two log axes, a band with its word and mark per regime.

    Args:
        lr: the rates η > 0 ``(R,)``, in any order.
        final_gap: ℓ_T − L* of each ``(R,)``; what is not finite, or off the picture, is an
            arrow at its edge that tells the value, or how and at which step the run ended.
        verdicts: the verdict of each.
        critical_lr, best_lr, current_lr: upright lines; None or ∞ leaves one out.
        blow_up: the step that was not finite, None for a run that stayed finite.
        log: False where there is no minimum, and so no gap: ``final_gap`` then holds the losses
            ℓ_T themselves, ±∞ for what grew or fell beyond all numbers.
    """
    runs = _sorted(lr, final_gap, verdicts, blow_up, log=log)
    regimes = rate_bands(runs.lr, runs.verdicts)
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
        yaxis=axis(theme, nticks=5) | _upright(runs),
        shapes=[*band_shapes(regimes, theme), *(mark.shape for mark in inner)],
        annotations=[
            corner(say("figure.final_gap" if log else "figure.final_loss", language), theme),
            *band_words(regimes, theme, language),
            *(mark.word for mark in inner),
        ],
    )
    data = [_line(runs, theme), *_points(runs, theme, language), _current(runs, current_lr, theme)]
    return {"data": data, "layout": layout}


sweep_figure = figure_of(sweep_spec)


def _upright(runs: _Sorted) -> Spec:
    """The kind of the upright axis and its ends."""
    ends = np.array([runs.low, runs.high])
    return {
        "type": "log" if runs.log else "linear",
        "range": (np.log10(ends) if runs.log else ends).tolist(),
    }


def _sorted(
    lr: ArrayLike,
    final_gap: ArrayLike,
    verdicts: Sequence[str],
    blow_up: Sequence[int | None] | None,
    *,
    log: bool,
) -> _Sorted:
    """The runs in the order of their rates, with the range that the picture shows."""
    rates, gap = np.asarray(lr, dtype=np.float64), np.asarray(final_gap, dtype=np.float64)
    order = np.argsort(rates, kind="stable")
    words = [str(verdicts[i]) for i in order]
    steps = [None] * len(order) if blow_up is None else [blow_up[i] for i in order]
    low, high = _range(gap[order], words) if log else _span(gap[order])
    return _Sorted(
        log=log,
        lr=rates[order],
        gap=gap[order],
        verdicts=tuple(words),
        blow_up=tuple(steps),
        low=low,
        high=high,
    )


def _range(gap: Floats, verdicts: Sequence[str]) -> tuple[float, float]:
    """Whole powers of ten around the runs that stay; the rest would leave them no room."""
    positive = np.isfinite(gap) & (gap > 0)
    calm = positive & np.array([verdict != "diverges" for verdict in verdicts])
    if not positive.any():
        return 0.1, 10.0
    shown = gap[calm] if calm.any() else gap[positive][:1]
    top = min(float(shown.max()), float(np.median(shown)) * HIGHEST)
    bottom = float(shown.min())
    low = max(bottom, top * DEPTH)
    foot, head = np.floor(np.log10(low) - 0.3), np.ceil(np.log10(top))
    return 10.0**foot, 10.0 ** (head + max(2.0, np.ceil(HEADROOM * (head - foot))))


def _span(loss: Floats) -> tuple[float, float]:
    """The losses not too far from that of the smallest rate, with headroom: where there is no
    minimum the rest fall or grow beyond all bounds."""
    finite = loss[np.isfinite(loss)]
    if not len(finite):
        return -1.0, 1.0
    first, reach = float(finite[0]), max(abs(float(finite[0])), 1.0)
    shown = finite[(finite >= first - DOWN * reach) & (finite <= first + UP * reach)]
    low, high = float(shown.min()), float(shown.max())
    margin = (high - low) or reach
    return low - 0.1 * margin, high + 2 * HEADROOM * margin


def _line(runs: _Sorted, theme: Theme) -> Spec:
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


def _points(runs: _Sorted, theme: Theme, language: str) -> list[Spec]:
    """The runs on the picture, those beyond its upper edge, and those beyond its lower one."""
    shown = ~runs.above & ~runs.below
    words = _words(runs, language)
    high, low = np.full_like(runs.gap, runs.high), np.full_like(runs.gap, runs.low)
    return [
        _dots("runs", runs, shown, runs.gap, theme, words),
        _dots("above", runs, runs.above, high, theme, words, symbol="arrow-up"),
        _dots("below", runs, runs.below, low, theme, words, symbol="arrow-down"),
    ]


def _dots(
    name: str,
    runs: _Sorted,
    chosen: NDArray[np.bool_],
    heights: Floats,
    theme: Theme,
    words: Sequence[str],
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
        "text": [words[i] for i in rows],
        "customdata": typed(np.column_stack([runs.lr, runs.gap])[rows]),
        "hovertemplate": "<i>η</i> = %{x}<br>%{text}<extra></extra>",
        "marker": {
            "symbol": [symbol or SYMBOLS[runs.verdicts[i]] for i in rows],
            "color": [theme.verdicts[runs.verdicts[i]] for i in rows],
            "size": 9 if symbol else 6,
            "line": {"width": 0},
        },
    }


def _words(runs: _Sorted, language: str) -> list[str]:
    """What is told of each run: its verdict, its gap, and how it ended before its time."""
    told, what = [], "<i>ℓ</i> − <i>L</i>*" if runs.log else "<i>ℓ</i>"
    for verdict, gap, step in zip(runs.verdicts, runs.gap, runs.blow_up, strict=True):
        lines = [f"<b>{say(f'verdict.{verdict}.word', language)}</b>"]
        if step is None or (verdict == "leaves" and np.isfinite(gap)):
            lines.append(f"{what} = {exact(gap)}")
        if step is not None:
            lines.append(say(f"figure.ended.{verdict}", language, k=step))
        told.append("<br>".join(lines))
    return told


def _current(runs: _Sorted, current_lr: float | None, theme: Theme) -> Spec:
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
