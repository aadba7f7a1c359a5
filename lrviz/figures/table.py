"""A table as plain SVG: words at the left, numbers at the right of their columns."""

import unicodedata
from collections.abc import Sequence
from html import escape

from lrviz.figures.theme import Theme

__all__ = ["table_marks"]

LETTER = 0.56  # A letter's width, about, as a share of the letters' size.
GAP = 1.6  # Letters' sizes between two columns.
ROW = 1.9  # Letters' sizes from one row to the next.
LARGEST, SMALLEST = 26.0, 7.0  # Pixels of the letters, at most and at least.


def table_marks(
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    place: tuple[float, float, float, float],
    theme: Theme,
    *,
    words: int = 1,
) -> tuple[str, float]:
    """The table in ``place`` (x, y, width, height), in letters as large as it allows, and its
    height; of its columns the first ``words`` are text."""
    x, y, width, height = place
    across = [max(map(_wide, column)) for column in zip(heads, *rows, strict=True)]
    wide = sum(across) * LETTER + GAP * (len(heads) - 1)
    high = ROW * (len(rows) + 1)
    size = max(SMALLEST, min(LARGEST, width / wide, height / high))
    ends, at = [], x
    for each in across:
        ends.append((at, at + each * LETTER * size))
        at = ends[-1][1] + GAP * size
    parts = []
    for i, row in enumerate([heads, *rows]):
        base = y + size * ROW * (i + 0.68)
        fill = f'fill="{theme.ink if i else theme.faint}"'
        for j, (text, (left, right)) in enumerate(zip(row, ends, strict=True)):
            where, anchor = (left, "start") if j < words else (right, "end")
            style = f'{fill} font-size="{size:.1f}" text-anchor="{anchor}"'
            parts.append(f'<text x="{where:.1f}" y="{base:.1f}" {style}>{escape(text)}</text>')
        under = y + size * ROW * (i + 1)
        parts.append(f'<path d="M{x} {under:.1f}H{ends[-1][1]:.1f}" stroke="{theme.grid}"/>')
    return "".join(parts), size * high


def _wide(text: str) -> int:
    """The letters of a text, those of double width twice."""
    return sum(1 + (unicodedata.east_asian_width(sign) in "WF") for sign in text)
