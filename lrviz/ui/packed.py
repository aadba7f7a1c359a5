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

__all__ = ["LATIN", "best", "folder", "keep", "kept", "latin", "ranges", "rest"]

FOLDER = "LRVIZ_CACHE"  # The folder where they are kept, in the place of the user's cache.
HIGHEST = 11  # The highest quality that Brotli has.
# What pages of ours write: Latin with its accents, Greek, spaces (plotly writes one for no text),
# arrows, mathematics, marks. All in the catalogs that the upright face has is in it, by a test.
LATIN = (
    "U+20-7E,U+A0-FF,U+177,U+2B0-2B9,U+2C6,U+302,U+391-3A9,U+3B1-3C9,U+3D1,U+3D5,U+1D40-1D5B,"
    "U+2000-200B,U+2010-203A,U+2044,U+2070-209C,U+20AC,U+2113,U+2122,U+2153,U+2190-2193,U+21D2,"
    "U+2202-2265,U+25A0-25CF,U+2713,U+2718,U+27E8-27E9"
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
    return _of_face(face, "latin.woff2", _cut)


def rest(face: bytes) -> str | None:
    """What a WOFF2 face has besides LATIN, as a stylesheet names it; likewise.

    A browser fetches a face for any letter of its range, whether the face has it or not.
    """
    known = _of_face(face, "rest", _beyond)
    return None if known is None else known.decode()


def _of_face(face: bytes, kind: str, make: Callable[[Any, bytes], bytes]) -> bytes | None:
    """What ``make`` makes of a face by fontTools' subsetting, kept under LATIN as it is."""
    kind = f"{hashlib.sha256(LATIN.encode()).hexdigest()[:8]}.{kind}"
    if known := kept(face, kind):
        return known
    try:
        subset: Any = import_module("fontTools.subset")
        import_module("brotli")
    except ImportError:  # they come with an extra
        return None
    made = make(subset, face)
    keep(face, kind, made)
    return made


def _cut(subset: Any, face: bytes) -> bytes:
    options = subset.Options(flavor="woff2")
    font = subset.load_font(io.BytesIO(face), options)
    cut = subset.Subsetter(options)
    cut.populate(unicodes=_parsed(subset))
    cut.subset(font)
    out = io.BytesIO()
    subset.save_font(font, out, options)
    return out.getvalue()


def _beyond(subset: Any, face: bytes) -> bytes:
    font = subset.load_font(io.BytesIO(face), subset.Options())
    return ranges(set(font.getBestCmap()) - set(_parsed(subset))).encode()


def _parsed(subset: Any) -> list[int]:
    found: list[int] = subset.parse_unicodes(LATIN.replace("U+", ""))
    return found


def ranges(letters: Iterable[int]) -> str:
    """Letters as a stylesheet names them.

    >>> ranges({65, 66, 67, 8364})
    'U+41-43,U+20AC'
    """
    found: list[tuple[int, int]] = []
    for each in sorted(letters):
        if found and each == found[-1][1] + 1:
            found[-1] = found[-1][0], each
        else:
            found.append((each, each))
    return ",".join(f"U+{low:X}" + (f"-{high:X}" if high > low else "") for low, high in found)


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
    from lrviz.ui.sent_files import packable

    files = [*packable()]
    pack(files, lambda done: sys.stderr.write(f"\r{done}/{len(files)} "))
    sys.stderr.write(f"{folder()}\n")


if __name__ == "__main__":
    main()
