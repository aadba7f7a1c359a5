"""What the Gradient page's own elements look like."""

from lrviz.film.gradient.ways import STYLE as WAYS

STYLE = (
    WAYS
    + """
.st-key-graph .lr-board { overflow-x: auto; }
.st-key-graph .lr-caption { font-size: 1rem; color: var(--st-text-color); min-height: 1.5rem; }
.st-key-settings { row-gap: 0.3rem; }
"""
)

# Lecture mode: what is said is larger, and the pictures use the room of the settings.
LECTURE = """
.lr-readout, .st-key-graph .lr-caption, .st-key-ways .lr-caption { font-size: 1.25rem !important; }
.lr-ways table { font-size: 1.2rem !important; }
.lr-probe-map .lr-plot { height: calc(100vh - 15rem) !important; }
"""


def at_least(pixels: int) -> str:
    """The graph at least so wide: on a narrower screen it scrolls sideways."""
    return f"<style>.st-key-graph .lr-board figure {{ min-width: {pixels}px; }}</style>"
