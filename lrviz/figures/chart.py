"""A small chart as plain SVG: axes that may be logarithmic, lines, dots and cells."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape, unescape

import numpy as np
from numpy.typing import NDArray

from lrviz.figures.canvas import polyline
from lrviz.figures.edges import inside, on_map
from lrviz.figures.layout import TICK_SIZE, ticks
from lrviz.figures.theme import Theme
from lrviz.objectives.base import Box
from lrviz.text.numbers import number

__all__ = ["Chart", "label"]

Floats = NDArray[np.float64]

LEFT, RIGHT, TOP, BOTTOM = 66, 14, 26, 42  # The margins, in pixels.
SLACK = 0.05  # A point so many pixels off the frame is taken to lie on it: rounding does as much.
MOST = 6  # An axis has so many ticks at most.
_MARKUP = re.compile("<[^>]*>")
FEWEST_DECADES = 1.5  # An axis is marked at powers of ten from so many decades on.


@dataclass(frozen=True, kw_only=True)
class Chart:
    """A frame of ``width`` by ``height`` pixels, margins included, over ranges of x and y.

    Attributes:
        x, y: (low, high); positive where the axis is logarithmic.
        log_x, log_y: whether it is.
    """

    width: float
    height: float
    x: tuple[float, float]
    y: tuple[float, float]
    theme: Theme
    log_x: bool = False
    log_y: bool = False

    def pixels(self, x: Floats, y: Floats) -> Floats:
        """Points in pixels ``(n, 2)``, y downward; NaN where a logarithm does not exist."""
        across = LEFT + self._share(x, self.x, log=self.log_x) * (self.width - LEFT - RIGHT)
        upward = self._share(y, self.y, log=self.log_y) * (self.height - TOP - BOTTOM)
        return np.column_stack([across, self.height - BOTTOM - upward])

    @staticmethod
    @np.errstate(all="ignore")
    def _share(values: Floats, span: tuple[float, float], *, log: bool) -> Floats:
        low, high = np.log(span) if log else span
        found = np.log(values) if log else np.asarray(values, dtype=np.float64)
        return np.where(np.isfinite(found), (found - low) / (high - low), np.nan)

    def axes(self, x_name: str, y_name: str) -> str:
        """Lines, ticks with their numbers, and the names of the axes."""
        w, h = self.width - RIGHT, self.height - BOTTOM
        grid, faint, ink = self.theme.grid, self.theme.faint, self.theme.ink
        parts = [f'<path d="M{LEFT} {TOP}V{h}H{w}" fill="none" stroke="{grid}"/>']
        small = f'font-size="{TICK_SIZE}" fill="{faint}"'
        for value, text in _marks(self.x, log=self.log_x):
            at = self.pixels(np.array([value]), np.array([self.y[0]]))[0, 0]
            parts.append(f'<path d="M{at:.1f} {h}v4" stroke="{grid}"/>')
            parts.append(label(at, h + 17, text, f'{small} text-anchor="middle"'))
        for value, text in _marks(self.y, log=self.log_y):
            at = self.pixels(np.array([self.x[0]]), np.array([value]))[0, 1]
            parts.append(f'<path d="M{LEFT} {at:.1f}h-4" stroke="{grid}"/>')
            parts.append(label(LEFT - 7, at + 4, text, f'{small} text-anchor="end"'))
        middle = (LEFT + w) / 2
        parts.append(label(middle, h + 36, x_name, f'fill="{ink}" text-anchor="middle"'))
        parts.append(label(LEFT - 6, TOP - 8, y_name, f'fill="{ink}"'))
        return "".join(parts)

    def line(self, x: Floats, y: Floats, colour: str, *, width: float = 2.0, dash: str = "") -> str:
        """A line through the points; broken where one is no number, cut at the frame."""
        path = "".join(map(polyline, on_map(self.pixels(x, y), self._frame)))
        style = f'stroke="{colour}" stroke-width="{width:g}" stroke-linejoin="round"'
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        return f'<path d="{path}" fill="none" {style}{dashed}/>'

    def dots(self, x: Floats, y: Floats, colour: str, *, radius: float = 3.0) -> str:
        """A dot at each point of the frame."""
        at = [point for point in self.pixels(x, y).tolist() if inside(point, self._frame)]
        shown = dict.fromkeys(f"M{px:.1f} {py:.1f}h0" for px, py in at)
        style = f'stroke="{colour}" stroke-width="{2 * radius:g}" stroke-linecap="round"'
        return f'<path d="{"".join(shown)}" {style}/>'

    def arrows(self, x: Floats, y: Floats, colour: str, *, up: bool, radius: float = 3.0) -> str:
        """An arrowhead at each point, whose tip points up or down."""
        r = radius if up else -radius
        shown = dict.fromkeys(
            f"M{px - r:.1f} {py + r:.1f}h{2 * r:.1f}L{px:.1f} {py - r:.1f}z"
            for px, py in self.pixels(x, y).tolist()
        )
        return f'<path d="{"".join(shown)}" fill="{colour}"/>'

    def cells(self, colours: Sequence[Sequence[str]]) -> str:
        """Cells of equal size that fill the frame, rows from the bottom up."""
        rows, columns = len(colours), len(colours[0])
        w, h = self.width - LEFT - RIGHT, self.height - TOP - BOTTOM
        parts = []
        for j, row in enumerate(colours):
            top = self.height - BOTTOM - h * (j + 1) / rows
            begin = 0
            for i in range(1, columns + 1):  # a run of one colour is one rectangle
                if i < columns and row[i] == row[begin]:
                    continue
                left, wide = LEFT + w * begin / columns, w * (i - begin) / columns
                parts.append(
                    f'<rect x="{left:.2f}" y="{top:.2f}" width="{wide + 0.3:.2f}"'
                    f' height="{h / rows + 0.3:.2f}" fill="{row[begin]}"/>'
                )
                begin = i
        return "".join(parts)

    @property
    def _frame(self) -> Box:
        """Where lines may be, in pixels."""
        across = (LEFT - SLACK, self.width - RIGHT + SLACK)
        return across, (TOP - SLACK, self.height - BOTTOM + SLACK)


def label(x: float, y: float, text: str, style: str) -> str:
    """Plain text at a place; plotly's small markup is left out."""
    said = escape(unescape(_MARKUP.sub("", text)))
    return f'<text x="{x:.1f}" y="{y:.1f}" {style}>{said}</text>'


def _marks(span: tuple[float, float], *, log: bool) -> list[tuple[float, str]]:
    """Where an axis is marked, and what is written there."""
    low, high = span
    if not log:
        return [(value, number(value)) for value in ticks(low, high, MOST)]
    first, last = np.log10(span)
    if last - first < FEWEST_DECADES:
        return [(value, number(value)) for value in ticks(low, high, MOST) if value > 0]
    step = max(1, round((last - first) / MOST))
    powers = range(int(np.ceil(first - 1e-9)), int(np.floor(last + 1e-9)) + 1, step)
    return [(10.0**power, number(10.0**power)) for power in powers]
