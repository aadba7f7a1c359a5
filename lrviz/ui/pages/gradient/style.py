"""What the Gradient page's own elements look like."""

STYLE = """
.lr-ways table { border-collapse: collapse; font-size: 0.95rem; }
.lr-ways p { margin: 0 0 0.3rem; opacity: 0.75; }
.lr-ways div { overflow-x: auto; }
.lr-ways th { text-align: left; font-weight: 500;
  padding: 0.2rem 1.1rem 0.2rem 0; white-space: nowrap; }
.lr-ways td { padding: 0.2rem 0.7rem 0.2rem 0; white-space: nowrap; }
.lr-ways td:not(.lr-num) { font-size: 0.82rem; opacity: 0.8; }
.lr-ways tr + tr { border-top: 1px solid var(--st-border-color, #8884); }
.lr-ways .lr-num { font-family: var(--st-code-font, monospace);
  font-variant-numeric: tabular-nums; }
.lr-ways .lr-num b { font-weight: 700; text-decoration: underline;
  text-underline-offset: 3px; }
.st-key-graph .lr-board { overflow-x: auto; }
.st-key-graph .lr-caption { font-size: 1rem; color: var(--st-text-color); min-height: 1.5rem; }
.st-key-settings { row-gap: 0.3rem; }
"""

# Lecture mode: what is said is larger, and the pictures use the room of the settings.
LECTURE = """
.lr-readout, .st-key-graph .lr-caption, .st-key-ways .lr-caption { font-size: 1.25rem !important; }
.lr-ways table { font-size: 1.2rem !important; }
.lr-probe-map .lr-plot { height: calc(100vh - 15rem) !important; }
"""


def at_least(pixels: int) -> str:
    """The graph at least so wide: on a narrower screen it scrolls sideways."""
    return f"<style>.st-key-graph .lr-board figure {{ min-width: {pixels}px; }}</style>"
