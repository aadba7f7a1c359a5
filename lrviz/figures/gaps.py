"""The gaps of several runs against the step, on one log axis, each with its name at its end."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lrviz.analysis.comparison import Lane, finish_loss
from lrviz.analysis.diagnosis import lowest_of
from lrviz.figures.encode import Spec, typed
from lrviz.figures.layout import CURVE_MARGIN, axis, base, corner
from lrviz.figures.looks import Look
from lrviz.figures.theme import Theme, translucent
from lrviz.text import say

__all__ = ["Scale", "gaps_spec", "scale_of"]

Floats = NDArray[np.float64]

DEEPEST = 1e-16  # Less than this share of the first gap is rounding, and lies on the lower edge.
# Decades shown over and under the first gap: a curve that leaves them has its arrow.
ABOVE, BELOW = 1.5, 9.0
FALLING = 1e3  # A run falls without end that is this many times the first loss below it.
ROW = 15.0  # Pixels between two names, at least.
NAMES = 132  # Pixels beside the curves for the names.
WORD = (0.3, 0.13)  # The word on the finish takes about these shares of the axes.
# Where it may stand at its line, the first that crosses fewest curves: along it, and which side of
# it is the line.
SPOTS = (("left", "top"), ("right", "top"), ("right", "bottom"), ("left", "bottom"))


@dataclass(frozen=True, kw_only=True)
class Scale:
    """The upright axis that several runs share: ℓ − ``base`` on a log axis, or ℓ itself.

    Attributes:
        log: whether the axis is logarithmic.
        base: L*, the lowest known to any of the runs; 0 on a linear axis.
        low, high: its ends, in powers of ten on a log axis.
        floor: the least gap that is not rounding.
    """

    log: bool
    base: float
    low: float
    high: float
    floor: float

    def heights(self, loss: Floats) -> Floats:
        """Where losses stand on the axis."""
        return np.maximum(loss - self.base, self.floor) if self.log else loss

    def points(self, lane: Lane, frames: int) -> Floats:
        """(step, height) at each frame ``(frames, 2)``, NaN after the run's end."""
        height = self.heights(lane.run.loss[:frames])
        points = np.column_stack([np.arange(len(height), dtype=np.float64), height])
        return np.concatenate([points, np.full((frames - len(points), 2), np.nan)])

    def share(self, loss: float) -> float:
        """How far up the axis a loss stands, 0 to 1."""
        height = float(self.heights(np.array([loss]))[0])
        at = np.log10(height) if self.log else height
        return float(np.clip((at - self.low) / (self.high - self.low), 0, 1))


def scale_of(lanes: Sequence[Lane]) -> Scale:
    """Gaps on a log axis; losses as they are where a run falls without end, so that no gap
    to any minimum would tell the others apart."""
    first = float(lanes[0].run.loss[0])
    lowest = lowest_of(lane.diagnosis for lane in lanes)
    if lowest is None or not (first > lowest >= -FALLING * max(abs(first), 1.0)):
        reach = max(abs(first), 1.0)
        return Scale(log=False, base=0.0, low=first - 9 * reach, high=first + 3 * reach, floor=0)
    floor = DEEPEST * (first - lowest)
    gaps = [np.maximum(lane.run.loss - lowest, floor) for lane in lanes]
    high = float(np.log10(first - lowest))
    lowest_gap = float(np.log10(min(gap.min() for gap in gaps)))
    low = float(np.clip(np.floor(lowest_gap), high - BELOW, high - 4))
    return Scale(log=True, base=lowest, low=low, high=high + ABOVE, floor=floor)


def gaps_spec(
    lanes: Sequence[Lane],
    looks: Sequence[Look],
    names: Sequence[str],
    *,
    theme: Theme,
    language: str = "en",
    frames: int,
    height: float = 170.0,
) -> Spec:
    """Every run's gap ℓ − L*, faint as a whole ("<name>:future") and empty ("<name>") for a clock.

    ``height`` is about how many pixels high the plot will be, so that names keep apart. The
    dashed line is the gap at which a run has converged. A curve that leaves by the upper
    edge ends there; the clock's head says with an arrow where it is.
    """
    scale, finish = scale_of(lanes), finish_loss(lanes)
    title = say("figure.log_gap" if scale.log else "figure.loss", language)
    layout = base(
        theme,
        margin={**CURVE_MARGIN, "r": NAMES},
        xaxis=axis(theme, title=say("figure.steps", language), range=[0, max(frames - 1, 1)]),
        yaxis=axis(
            theme,
            grid=True,
            nticks=6,
            type="log" if scale.log else "linear",
            range=[scale.low, scale.high],
        ),
        annotations=[corner(title, theme), *_names(lanes, looks, names, scale, height)],
    )
    if finish is not None and scale.log:
        layout["shapes"] = [_finish(finish - scale.base, theme)]
        curves = _shares(lanes, scale, frames)
        word = _finish_word(finish - scale.base, scale, curves, theme, language)
        layout["annotations"].append(word)
    data = [
        trace
        for lane, look, name in zip(lanes, looks, names, strict=True)
        for trace in _curves(scale.points(lane, min(frames, len(lane.run.w))), lane, look, name)
    ]
    return {"data": data, "layout": layout}


def _curves(points: Floats, lane: Lane, look: Look, name: str) -> tuple[Spec, Spec]:
    shared = {"type": "scatter", "mode": "lines"}
    whole = {
        **shared,
        "name": f"{lane.name}:future",
        "x": typed(points[:, 0]),
        "y": typed(points[:, 1]),
        "hovertemplate": f"{name}<br>%{{x}}: %{{y}}<extra></extra>",
        "line": {"color": translucent(look.colour, 0.4), "width": 1.4, "simplify": False},
    }
    so_far = {
        **shared,
        "name": lane.name,
        "x": [],
        "y": [],
        "hoverinfo": "skip",
        "line": {"color": look.colour, "width": 2.2, "dash": look.dash, "simplify": False},
        "marker": {"color": look.colour, "symbol": look.symbol},
    }
    return whole, so_far


def _names(
    lanes: Sequence[Lane],
    looks: Sequence[Look],
    names: Sequence[str],
    scale: Scale,
    height: float,
) -> list[Spec]:
    """Each run's mark and name at the right, as high as its curve ends, no two in one place."""
    ends = [scale.share(float(lane.run.loss[-1])) for lane in lanes]
    heights = _spread(np.clip(ends, 0.02, 0.98), ROW / height)
    return [
        {
            "text": f"{look.mark} {name}",
            "name": "name",
            "showarrow": False,
            "xref": "paper",
            "yref": "paper",
            "x": 1,
            "y": float(up),
            "xanchor": "left",
            "yanchor": "middle",
            "xshift": 8,
            "font": {"size": 12, "color": look.colour},
        }
        for look, name, up in zip(looks, names, heights, strict=True)
    ]


def _spread(heights: Floats, row: float) -> Floats:
    """Heights from 0 to 1 moved apart to at least ``row``, in their order."""
    order = np.argsort(heights, kind="stable")
    placed = heights[order].copy()
    for i in range(1, len(placed)):
        placed[i] = max(placed[i], placed[i - 1] + row)
    ceiling = 1.0
    for i in reversed(range(len(placed))):  # those pushed out at the top push back
        placed[i] = min(placed[i], ceiling)
        ceiling = placed[i] - row
    found = np.empty_like(placed)
    found[order] = placed
    return found


def _finish(gap: float, theme: Theme) -> Spec:
    return {
        "type": "line",
        "name": "finish",
        "layer": "below",
        "xref": "x domain",
        "yref": "y",
        "x0": 0,
        "x1": 1,
        "y0": gap,
        "y1": gap,
        "line": {"color": theme.ink, "width": 1.4, "dash": "3px,3px"},
    }


def _shares(lanes: Sequence[Lane], scale: Scale, frames: int) -> list[Floats]:
    """Every curve as heights from 0 to 1 at a hundred places along the axis ``(100,)``."""
    found = []
    for lane in lanes:
        points = scale.points(lane, min(frames, len(lane.run.w)))
        height = np.log10(points[:, 1]) if scale.log else points[:, 1]
        along = np.linspace(0, max(frames - 1, 1), 100)
        up = np.interp(along, points[:, 0], height, right=np.nan)
        found.append((up - scale.low) / (scale.high - scale.low))
    return found


def _crossed(spot: tuple[str, str], line: float, curves: Sequence[Floats]) -> int:
    """Places of the curves within the word, where its line is so far up."""
    across, side = spot
    wide, high = WORD
    columns = slice(0, int(100 * wide)) if across == "left" else slice(100 - int(100 * wide), 100)
    low = line - high if side == "top" else line
    return sum(int(((up[columns] > low) & (up[columns] < low + high)).sum()) for up in curves)


def _finish_word(
    gap: float, scale: Scale, curves: Sequence[Floats], theme: Theme, language: str
) -> Spec:
    """The word beside the finish line, where it crosses fewest of the ``curves``."""
    line = (float(np.log10(gap)) - scale.low) / (scale.high - scale.low)
    across, side = min(SPOTS, key=lambda spot: _crossed(spot, line, curves))
    return {
        "text": say("figure.finish", language),
        "name": "finish",
        "showarrow": False,
        "xref": "x domain",
        "yref": "y",
        "x": 0.01 if across == "left" else 0.99,
        "y": float(np.log10(gap)),
        "xanchor": across,
        "yanchor": side,
        "font": {"size": 12, "color": theme.faint},
    }
