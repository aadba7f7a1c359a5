"""Where a page finds what is served beside it."""

import os
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

__all__ = ["CARTESIAN", "FOLDER", "cartesian", "plotly_url", "script_url"]

FOLDER = "lrviz-static"
CARTESIAN = "plotly-cartesian.min.js"
# Where set-up has npm put it (tools/cartesian); LRVIZ_CARTESIAN=0 leaves it unused.
_MODULES = Path(__file__).parents[2] / "tools" / "cartesian" / "node_modules"
_BUNDLE = _MODULES / "plotly.js-cartesian-dist-min" / CARTESIAN
_HEAD = 120  # So many bytes of plotly.js say its version.


def plotly_url() -> str:
    """Where a page finds plotly.js, relative to its base; the version makes it cacheable."""
    name = CARTESIAN if cartesian() else "plotly.min.js"
    return f"{FOLDER}/{name}?v={version('plotly')}"


@cache
def cartesian() -> Path | None:
    """plotly.js without what is not flat, where it is at hand and of the very version that the
    package of plotly ships: the other pictures are drawn by that one."""
    package = find_spec("plotly")
    if os.environ.get("LRVIZ_CARTESIAN") == "0" or not _BUNDLE.is_file() or package is None:
        return None
    whole = Path(str(package.origin)).parent / "package_data" / "plotly.min.js"
    said = [path.read_bytes()[:_HEAD].split() for path in (_BUNDLE, whole)]
    versions = [next((word for word in each if word[:1] == b"v"), b"") for each in said]
    return _BUNDLE if versions[0] == versions[1] != b"" else None


def script_url(name: str) -> str:
    """Where a page finds a component's file, such as "stage/stage.js", relative to its base."""
    return f"{FOLDER}/{name}"
