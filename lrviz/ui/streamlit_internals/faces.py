"""Faces of letters that are fetched once something is written in them, not before.

Streamlit fetches its icons, the largest file after plotly.js, as it starts, whether the page has an
icon or not. A page of ours is full of letters in italics, each one standing alone in a picture: the
upright ones slanted by the browser do for these, and the face of true italics is there for prose.
"""

import re
from pathlib import Path

import streamlit as st

__all__ = ["fits", "on_demand"]

ICONS, ITALIC = "Material Symbols Rounded", "Source Sans Italic"
_FACE = re.compile(r"@font-face\{[^}]*\}")
_SLANTED = "font-style:italic"
# Streamlit asks for its icons by a space, which is none.
_NO_SPACE = "unicode-range:U+21-10FFFF;"


def fits() -> bool:
    """Whether Streamlit's stylesheet has both faces as they are taken to be."""
    static = Path(st.__file__).parent / "static" / "static" / "css"
    sheets = [on_demand(path.read_bytes()).decode() for path in static.glob("index.*.css")]
    return any(_NO_SPACE in sheet and f'"{ITALIC}"' in sheet for sheet in sheets)


def on_demand(sheet: bytes) -> bytes:
    """A stylesheet of Streamlit's whose icons and italics wait until they are needed."""
    text = _FACE.sub(lambda face: _waiting(face[0]), sheet.decode())
    if text == sheet.decode():
        return sheet
    family = st.get_option("theme.font") or "sans-serif"
    return f'{text}:is(p,li) em{{font-family:"{ITALIC}",{family}}}'.encode()


def _waiting(face: str) -> str:
    if f"font-family:{ICONS};" in face:
        return face.replace("{", f"{{{_NO_SPACE}", 1)
    if "font-family:Source Sans;" in face and _SLANTED in face:
        return face.replace("font-family:Source Sans;", f'font-family:"{ITALIC}";')
    return face
