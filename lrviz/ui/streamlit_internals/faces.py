"""Faces of letters that are fetched once something is written in them, not before.

Streamlit fetches its icons, the largest file after plotly.js, as it starts, whether the page has an
icon or not. A page of ours is full of letters in italics, each one standing alone in a picture: the
upright ones slanted by the browser do for these, and the face of true italics is there for prose.
The upright face comes in two files, where that can be had: what pages write, a quarter of it, and
the rest for who writes Cyrillic or Vietnamese. Each names the letters that it has, and no others: a
browser would fetch it for Chinese, or for a mark that it has not.
"""

import re
from pathlib import Path

import streamlit as st

__all__ = ["LATIN", "fits", "on_demand", "smaller", "upright"]

ICONS, ITALIC = "Material Symbols Rounded", "Source Sans Italic"
_FACE = re.compile(r"@font-face\{[^}]*\}")
_SLANTED = "font-style:italic"
LATIN = "latin."  # It stands before the name of the file that has a part of a face.
_UPRIGHT = re.compile(r"(media/)(SourceSansVF-Upright\.)")
# Streamlit asks for its icons by a space, which is none.
_NO_SPACE = "unicode-range:U+21-10FFFF;"


def fits() -> bool:
    """Whether Streamlit's stylesheet has both faces as they are taken to be."""
    static = Path(st.__file__).parent / "static" / "static" / "css"
    sheets = [on_demand(path.read_bytes()).decode() for path in static.glob("index.*.css")]
    return any(_NO_SPACE in sheet and f'"{ITALIC}"' in sheet for sheet in sheets)


def on_demand(sheet: bytes, latin: str = "", rest: str = "") -> bytes:
    """A stylesheet of Streamlit's whose icons and italics wait until they are needed; ``latin``
    and ``rest``: the ranges that the upright face has in a file each."""
    text = _FACE.sub(lambda face: _waiting(face[0], latin, rest), sheet.decode())
    if text == sheet.decode():
        return sheet
    family = st.get_option("theme.font") or "sans-serif"
    return f'{text}:is(p,li) em{{font-family:"{ITALIC}",{family}}}'.encode()


def upright(name: str) -> bool:
    """Whether a file of Streamlit's is the upright face."""
    return _UPRIGHT.search(name) is not None


def smaller(page: bytes) -> bytes:
    """A page that fetches the part of the upright face ahead, in the place of all of it."""
    return _UPRIGHT.sub(rf"\1{LATIN}\2", page.decode()).encode()


def _waiting(face: str, latin: str, rest: str) -> str:
    if f"font-family:{ICONS};" in face:
        return face.replace("{", f"{{{_NO_SPACE}", 1)
    if "font-family:Source Sans;" in face and _SLANTED in face:
        return face.replace("font-family:Source Sans;", f'font-family:"{ITALIC}";')
    if latin and upright(face):
        few = _UPRIGHT.sub(rf"\1{LATIN}\2", face)
        return "".join(
            each.replace("{", f"{{unicode-range:{ranges};", 1)
            for each, ranges in ((few, latin), (face, rest))
        )
    return face
