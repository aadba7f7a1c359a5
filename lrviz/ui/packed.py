"""What is packed as small as it can be, once, and kept: Brotli's highest quality, and the letters
that most pages need by themselves.

Both take their time (the first a minute for plotly.js, the second two seconds), so that they are
kept in a folder of the user's own cache, named by the content they were made of. ``python -m
lrviz.ui.packed`` makes all of it, at set-up; what is not there is sent as large as it was.
"""

import hashlib
import io
import os
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

__all__ = ["LATIN", "best", "folder", "keep", "kept", "latin"]

FOLDER = "LRVIZ_CACHE"  # The folder where they are kept, in the place of the user's cache.
HIGHEST = 11  # The highest quality that Brotli has.
# What a page of ours writes: Latin with its accents, Greek, arrows, mathematics, marks.
LATIN = (
    "U+20-7E,U+A0-FF,U+2B0-2FF,U+300-304,U+308,U+370-3FF,U+2010-203A,U+2070-209F,U+20AC,"
    "U+2100-214F,U+2190-22FF,U+2460-2473,U+25A0-25FF"
)


def folder() -> Path:
    """Where they are kept."""
    known = os.environ.get(FOLDER) or os.environ.get("XDG_CACHE_HOME")
    return Path(known or "~/.cache").expanduser() / "lrviz"


def kept(raw: bytes, kind: str) -> bytes | None:
    """What was made of ``raw``, and is of this kind; None where nothing was."""
    try:
        return _path(raw, kind).read_bytes()
    except OSError:
        return None


def keep(raw: bytes, kind: str, made: bytes) -> None:
    """Keep what was made; a folder that cannot be written keeps nothing.

    The file is there whole or not at all: it is written beside itself and takes its place.
    """
    path = _path(raw, kind)
    beside = path.with_suffix(f".{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(made)
        beside.replace(path)
    except OSError:
        with suppress(OSError):
            beside.unlink()


def _path(raw: bytes, kind: str) -> Path:
    return folder() / f"{hashlib.sha256(raw).hexdigest()}.{kind}"


def best(raw: bytes) -> bytes | None:
    """``raw`` by Brotli's highest quality, where that was made."""
    return kept(raw, "br")


def latin(face: bytes) -> bytes | None:
    """A WOFF2 face with the letters of LATIN alone; made where it is not kept, None where nothing
    can make it."""
    if known := kept(face, "latin.woff2"):
        return known
    try:
        subset: Any = import_module("fontTools.subset")
        import_module("brotli")
    except ImportError:  # they come with an extra
        return None
    options = subset.Options(flavor="woff2")
    font = subset.load_font(io.BytesIO(face), options)
    cut = subset.Subsetter(options)
    cut.populate(unicodes=subset.parse_unicodes(LATIN.replace("U+", "")))
    cut.subset(font)
    out = io.BytesIO()
    subset.save_font(font, out, options)
    keep(face, "latin.woff2", out.getvalue())
    return out.getvalue()


def pack(files: Iterable[bytes], tell: Callable[[int], object]) -> None:
    """Keep each of ``files`` by the highest quality; ``tell`` hears how many are done."""
    brotli: Any = import_module("brotli")
    for i, raw in enumerate(files):
        if best(raw) is None:
            keep(raw, "br", brotli.compress(raw, quality=HIGHEST))
        tell(i + 1)


def main() -> None:
    """Pack all that the server holds."""
    # It loads the engine, and Streamlit.
    from lrviz.ui.server import packable

    files = [*packable()]
    pack(files, lambda done: sys.stderr.write(f"\r{done}/{len(files)} "))
    sys.stderr.write(f"{folder()}\n")


if __name__ == "__main__":
    main()
