"""SVG as pixels, by resvg, with the page's own face for Latin and the system's for the rest."""

import re
import tempfile
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from lrviz.export.errors import ExportError

__all__ = ["library", "png"]

_TEXT = re.compile(r"<text\b(?:(?!</text>).)*[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]", re.DOTALL)
# Whose Latin letters are those of the page's face.
_WIDE = (
    "<text font-family=\"'Noto Sans CJK SC', 'Noto Sans SC', 'Source Han Sans SC', "
    "'WenQuanYi Micro Hei', 'PingFang SC', 'Microsoft YaHei', sans-serif\""
)
FACES = ("SourceSansVF-Upright", "SourceSansVF-Italic")
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
    """The picture with a sans serif face named wherever there is a Chinese sign: the renderer
    would set the whole line in any face that has it."""
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


@cache
def _faces() -> list[str]:
    """The page's face as TrueType files: streamlit brings it packed for browsers."""
    found = find_spec("streamlit")
    try:
        font_tools: Any = import_module("fontTools.ttLib")
        import_module("brotli")
    except ImportError:
        return []  # the system's own sans serif then
    if found is None or found.origin is None:
        return []
    media = Path(found.origin).parent / "static" / "static" / "media"
    faces = []
    for name in FACES:
        for packed in media.glob(f"{name}*.woff2"):
            face = font_tools.TTFont(packed)
            face.flavor = None
            path = Path(_folder.name) / f"{name}.ttf"
            face.save(path)
            faces.append(str(path))
    return faces
