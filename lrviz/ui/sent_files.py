"""The files that are sent beside pages: which they are, and how each is changed on its way out."""

from collections.abc import Callable, Iterable
from pathlib import Path

from lrviz.ui.addresses import WEB, cartesian
from lrviz.ui.assets import MEDIA_TYPES, PACKED, asset
from lrviz.ui.letters import few_letters, sheet
from lrviz.ui.modules import without_comments
from lrviz.ui.streamlit_internals.faces import LATIN, upright
from lrviz.ui.streamlit_internals.plotly_members import PLOTLY
from lrviz.ui.streamlit_internals.preloads import STREAMLIT
from lrviz.ui.stylesheet import ICONS

__all__ = [
    "SCRIPTS",
    "Change",
    "bare",
    "compiled_aside",
    "pack_first",
    "packable",
    "streamlit_assets",
    "streamlit_files",
]

# The folders of WEB by their names.
SCRIPTS = {path.name: path for path in sorted(WEB.iterdir())}
# A word to the browser's compiler, put before plotly.js: compile all of it at once, aside from
# the page. What runs then takes two thirds of the time.
COMPILED_ASIDE = b"//# allFunctionsCalledOnLoad\n"
# Of Streamlit's scripts larger ones, in bytes, are packed when a first visitor asks for them, but
# for those that its page names: maps, diagrams, tables, which no page of ours draws at first.
SELDOM = 300_000
Change = Callable[[bytes], bytes]  # of a file on its way out


def compiled_aside(script: bytes) -> bytes:
    """plotly.js with that word before it."""
    return COMPILED_ASIDE + script


def bare(path: Path) -> Change:
    """How a file of our own is changed on its way out."""
    return without_comments if path.suffix == ".js" else bytes


def streamlit_assets() -> Iterable[tuple[str, tuple[Path, Change]]]:
    """The files of Streamlit's page by their names, with how each is changed; of the upright face
    what pages write is a file of its own, too."""
    for name, path in streamlit_files():
        yield name, (path, _sheet if path.suffix == ".css" else bytes)
        if upright(name):
            yield name.replace(path.name, f"{LATIN}{path.name}"), (path, few_letters)


def _sheet(streamlit: bytes) -> bytes:
    """Streamlit's stylesheet with its faces on demand, and icons that need none of them."""
    changed = sheet(streamlit)
    return changed if changed is streamlit else changed + ICONS.encode()


def streamlit_files() -> Iterable[tuple[str, Path]]:
    """The name and the path of every file of Streamlit's page that is worth keeping."""
    found = (path for path in sorted(STREAMLIT.rglob("*")) if path.suffix in MEDIA_TYPES)
    return ((path.relative_to(STREAMLIT).as_posix(), path) for path in found)


def pack_first() -> None:
    """Pack what is not left until it is asked for."""
    page = (STREAMLIT.parent / "index.html").read_text("utf-8")
    asset(cartesian() or PLOTLY, compiled_aside)
    for _, (path, change) in streamlit_assets():
        if path.stat().st_size <= SELDOM or path.name in page or path.parent != STREAMLIT / "js":
            asset(path, change)


def _large() -> Iterable[tuple[Path, Change]]:
    """The files that are kept in memory, packed."""
    yield from ((path, compiled_aside) for path in {PLOTLY, cartesian() or PLOTLY})
    yield from (each for _, each in streamlit_assets())


def packable() -> Iterable[bytes]:
    """The contents of all files that are sent and can be packed."""
    found = (path for root in SCRIPTS.values() for path in sorted(root.glob("*.*s")))
    own = ((path, bare(path)) for path in found)
    for path, change in (*_large(), *own):
        if path.suffix in PACKED:
            yield change(path.read_bytes())
