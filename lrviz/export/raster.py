"""SVG as pixels, by resvg, with the page's own face for Latin and the system's for the rest."""

import re
import tempfile
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from lrviz.export.errors import ExportError
from lrviz.export.marks import with_marks

__all__ = ["library", "png", "woff2_faces"]

_TEXT = re.compile(r"<text\b(?:(?!</text>).)*[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]", re.DOTALL)
_CROSS = str.maketrans("✖", "✘")  # The one that the page's face has.
# Faces of Chinese, whose Latin letters are those of the page's face.
_WIDE = (
    "<text font-family=\"'Noto Sans CJK SC', 'Noto Sans SC', 'Source Han Sans SC', "
    "'WenQuanYi Micro Hei', 'PingFang SC', 'Microsoft YaHei', sans-serif\""
)
FACES = {"normal": "SourceSansVF-Upright", "italic": "SourceSansVF-Italic"}
_folder = tempfile.TemporaryDirectory(prefix="lrviz-faces-", ignore_cleanup_errors=True)


def png(svg: str, scale: float = 1.0) -> bytes:
    """The picture as PNG, ``scale`` pixels to each of its own.

    Raises:
        ExportError: resvg is not installed.
    """
    drawn: bytes = library("resvg_py").svg_to_bytes(
        svg_string=_sans(svg), zoom=scale, font_files=_faces()
    )
    return drawn


def _sans(svg: str) -> str:
    """The picture with a sans serif face named wherever there is a Chinese sign, and the mark of
    what diverges as the page's face has it: the renderer would set the whole line in any face
    that has all of it, as it would for the marks of ``lrviz.export.marks``."""
    svg = svg.translate(_CROSS)
    return _TEXT.sub(lambda text: text[0].replace("<text", _WIDE, 1), svg)


def library(name: str) -> Any:
    """A library of the extra ``export``.

    Raises:
        ExportError: it is not installed.
    """
    try:
        return import_module(name)
    except ImportError:
        raise ExportError("needs", library=name.replace("_", "-")) from None


def woff2_faces() -> list[tuple[str, Path]]:
    """The page's face as streamlit brings it for browsers: (style, file) of each that is there."""
    found = find_spec("streamlit")
    if found is None or found.origin is None:
        return []
    media = Path(found.origin).parent / "static" / "static" / "media"
    return [(style, path) for style, name in FACES.items() for path in media.glob(f"{name}*.woff2")]


@cache
def _faces() -> list[str]:
    """The same as TrueType files, for a renderer that does not unpack them; [] where nothing can:
    the system's own sans serif then."""
    try:
        font_tools: Any = import_module("fontTools.ttLib")
        import_module("brotli")
    except ImportError:
        return []
    faces = []
    for style, packed in woff2_faces():
        face = with_marks(font_tools.TTFont(packed))
        face.flavor = None
        path = Path(_folder.name) / f"{style}.ttf"
        face.save(path)
        faces.append(str(path))
    return faces
