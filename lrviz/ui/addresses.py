"""Where a page finds what is served beside it."""

import hashlib
import os
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import streamlit as st

__all__ = [
    "CARTESIAN",
    "EARLY",
    "FOLDER",
    "WEB",
    "cartesian",
    "edition",
    "plotly_url",
    "script_url",
]

FOLDER = "lrviz-static"
# Scripts and styles: the shared library, and each component's own, in a folder each.
WEB = Path(__file__).parent / "web"
EARLY = "stage/early.js"  # The first page begins with it.
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
    """Where a page finds a component's file, such as "stage/stage.js", relative to its base.

    It is named by what is in it and in all that it may import, so that a browser which has been
    here asks for none of them again. While files are watched for changes (``make dev``) it is
    not, and browsers ask each time.
    """
    watched = st.get_option("server.fileWatcherType") != "none"
    return f"{FOLDER}/{name}" if watched else f"{FOLDER}/{edition()}/{name}"


@cache
def edition() -> str:
    """What the files of all components are, as 12 hexadecimal digits after "@"."""
    found = hashlib.sha256()
    for path in sorted(path for path in WEB.rglob("*") if path.is_file()):
        content = path.read_bytes()
        found.update(f"{path.relative_to(WEB).as_posix()} {len(content)}\n".encode() + content)
    return f"@{found.hexdigest()[:12]}"
