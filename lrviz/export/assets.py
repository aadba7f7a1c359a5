"""What a page that stands alone is made of besides its films: modules, styles, letters, plotly.js.

Modules keep their names: an import map leads each to its own text, so that a page opened as a file,
which may fetch no module, has them all.
"""

import base64
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from lrviz.export.errors import ExportError
from lrviz.export.raster import woff2_faces

__all__ = ["OWN", "import_map", "plotly_js", "sheet", "styles"]

# Files are read there, and nothing of ui is imported.
WEB = Path(__file__).parents[1] / "ui" / "web"
OWN = Path(__file__).parent / "web"
_IMPORTED = re.compile(r'((?:from|import)\s*\(?\s*)"(\.{1,2}/[^"]+)"')


def import_map(folders: Sequence[str], own: Sequence[str]) -> Mapping[str, Mapping[str, str]]:
    """Every module by its name, as the address that holds its text.

    Args:
        folders: components, each with all of its modules; the library comes with them.
        own: modules of a page that stands alone.
    """
    found = {}
    for name, path in _sources(folders, own):
        text = path.read_text("utf-8").replace("import.meta.url", json.dumps(f"lrviz:/{name}"))
        folder = name.partition("/")[0]
        text = _IMPORTED.sub(lambda m, at=folder: f'{m[1]}"{_named(m[2], at)}"', text)  # type: ignore[misc]
        inlined = base64.b64encode(text.encode()).decode()
        found[f"lrviz/{name}"] = f"data:text/javascript;base64,{inlined}"
    return {"imports": found}


def sheet(folder: str) -> str:
    """What a module takes its stylesheet's address to be; its text is in the page already."""
    return f"lrviz:/{folder}/{folder}.css"


def styles(folders: Sequence[str], own: Sequence[str]) -> str:
    """The letters, the components' stylesheets, and the page's own."""
    shared = [(WEB / folder / f"{folder}.css").read_text("utf-8") for folder in folders]
    return "".join([_faces(), *shared, *((OWN / f"{name}.css").read_text("utf-8") for name in own)])


@cache
def plotly_js() -> bytes:
    """plotly.js as the package has it; the package itself is not imported.

    Raises:
        ExportError: it is not installed.
    """
    found = find_spec("plotly")
    if found is None or found.origin is None:
        raise ExportError("needs", library="plotly")
    return (Path(found.origin).parent / "package_data" / "plotly.min.js").read_bytes()


def _sources(folders: Sequence[str], own: Sequence[str]) -> Iterator[tuple[str, Path]]:
    for folder in ("lib", *folders):
        yield from ((f"{folder}/{path.name}", path) for path in sorted((WEB / folder).glob("*.js")))
    yield from ((f"alone/{name}.js", OWN / f"{name}.js") for name in own)


def _named(relative: str, folder: str) -> str:
    """A module's name in the import map from its place relative to ``folder``."""
    if relative.startswith("./"):
        return f"lrviz/{folder}/{relative[2:]}"
    inside = relative.rpartition("../")[2].removeprefix("ui/web/")
    return f"lrviz/{inside}"


@cache
def _faces() -> str:
    """The page's own letters, where streamlit has brought them."""
    rules = []
    for style, packed in woff2_faces():
        source = f"url(data:font/woff2;base64,{base64.b64encode(packed.read_bytes()).decode()})"
        rules.append(
            f'@font-face {{ font-family: "Source Sans"; font-style: {style}; '
            f"font-weight: 200 900; src: {source}; }}\n"
        )
    return "".join(rules)
