"""Names of Streamlit's own page: where it keeps the theme, and what its elements are called."""

from functools import cache
from pathlib import Path

import streamlit as st

__all__ = ["ALERTS", "PARTS", "THEME_KEY", "fits"]

# In the browser's storage, for the path of a page.
THEME_KEY = ("stActiveTheme-", "-v2")
# What says something that the first picture must not hide.
ALERTS = ("stException", "stAlert")
# What the stylesheet gives its place or another word.
PARTS = (
    "InputInstructions",  # "Press Enter to apply", in English alone
    "stAppHeader",  # it would lie over the page's own header
    "stButton",  # the width of a button in the menu that takes a page home
    "stButtonGroup",  # tabs that a finger can press on a phone
    "stCaptionContainer",  # quiet words that are legible on light paper and on dark
    "stCheckbox",  # a toggle likewise
    "stDownloadButton",  # as stButton
    "stElementContainer",  # a field of several choices has a line of its own on a phone
    "stExpander",  # is left out on somebody else's page
    "stFileChip",  # why a file is refused, which it hides
    "stFileUploaderDropzone",  # its button's word, likewise
    "stFileUploaderDropzoneInstructions",  # what its label says already
    "stIconMaterial",  # an icon of its own drawing in place of a font's
    "stMainBlockContainer",  # the room of the page
    "stMarkdownContainer",  # the words of a button that has only its icon on a phone
    "stMultiSelect",  # chips that are legible on dark paper
    "stPageLink",  # the menu's ring round what has the focus
    "stPopover",  # the menu that takes a page home, an icon alone
    "stPopoverBody",  # the finer settings, which leave the map and the rate in sight
    "stPopoverButton",  # likewise
    "stSliderThumbValue",  # the number at a slider, legible on dark paper
    "stTooltipIcon",  # wide enough for a finger
    "stVerticalBlock",  # the distance between parts of the page
)


def fits() -> bool:
    """Whether Streamlit's scripts still have these names."""
    return _found(Path(st.__file__).parent / "static" / "static" / "js")


@cache
def _found(folder: Path) -> bool:
    wanted = {name.encode() for name in (THEME_KEY[0], *ALERTS, *PARTS)}
    for path in sorted(folder.glob("*.js"), key=lambda each: -each.stat().st_size):
        if wanted:
            text = path.read_bytes()
            wanted = {name for name in wanted if name not in text}
    return not wanted
