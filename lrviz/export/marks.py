"""The verdicts' marks that the page's face has none of, drawn into it for a renderer of pictures:
for one sign that is missing it would set the whole line in another face.
"""

import math
from collections.abc import Iterator
from importlib import import_module
from typing import Any

__all__ = ["with_marks"]

Outline = tuple[tuple[float, float], ...]

SQUARE = "■"  # The mark of the face that the others are as large as.


def _around(corners: int, inward: float = 1.0) -> Outline:
    """A polygon with a corner at the top; a star where every second corner is ``inward``."""
    return tuple(_corners(corners, inward))


def _corners(corners: int, inward: float) -> Iterator[tuple[float, float]]:
    for n in range(corners):
        angle, reach = 2 * math.pi * n / corners, inward if n % 2 else 1.0
        yield reach * math.sin(angle), reach * math.cos(angle)


# Each mark: a sign of the face that no text has, in whose place it is drawn, and its outline,
# where the square reaches from −1 to 1.
MARKS: dict[str, tuple[str, Outline]] = {
    "◥": ("☺", ((-1.0, 1.0), (1.0, 1.0), (1.0, -1.0))),
    "⬟": ("☻", _around(5)),
    "✶": ("☼", _around(12, 0.45)),
}


def with_marks(face: Any) -> Any:
    """The face, a ``fontTools.ttLib.TTFont`` of TrueType outlines, with the marks it lacks."""
    for mark, (host, outline) in MARKS.items():
        if ord(mark) not in face.getBestCmap():
            _draw(face, mark, face.getBestCmap()[ord(host)], outline)
    return face


def _draw(face: Any, mark: str, glyph: str, outline: Outline) -> None:
    """``mark`` as ``glyph``, at every weight the same."""
    square = face.getBestCmap()[ord(SQUARE)]
    like, (advance, _) = face["glyf"][square], face["hmtx"][square]
    half = (like.xMax - like.xMin) / 2
    middle = (like.xMin + half, (like.yMin + like.yMax) / 2)
    points = [(round(middle[0] + half * x), round(middle[1] + half * y)) for x, y in outline]
    pen: Any = import_module("fontTools.pens.ttGlyphPen").TTGlyphPen(None)
    pen.moveTo(points[0])
    for point in points[1:]:
        pen.lineTo(point)
    pen.closePath()
    face["gvar"].variations[glyph] = []
    face["glyf"][glyph], face["hmtx"][glyph] = pen.glyph(), (advance, min(x for x, _ in points))
    for table in face["cmap"].tables:
        if table.isUnicode():
            table.cmap[ord(mark)] = glyph
