"""Where a page finds what is served beside it."""

from importlib.metadata import version

__all__ = ["FOLDER", "plotly_url", "script_url"]

FOLDER = "lrviz-static"


def plotly_url() -> str:
    """Where a page finds plotly.js, relative to its base; the version makes it cacheable."""
    return f"{FOLDER}/plotly.min.js?v={version('plotly')}"


def script_url(name: str) -> str:
    """Where a page finds a component's file, such as "stage/stage.js", relative to its base."""
    return f"{FOLDER}/{name}"
