"""A page as one HTML file that plays without a server: the stage's own modules and film, inlined.

Modules keep their names: an import map leads each to its own text. What is large is packed with
gzip and unpacked by the browser.
"""

import base64
import gzip
import json
import re
import struct
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from html import escape
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import lrviz
from lrviz.export.errors import ExportError
from lrviz.export.played import played_parts
from lrviz.export.raster import woff2_faces
from lrviz.export.slides import formula_line
from lrviz.export.snapshot import Snapshot
from lrviz.objectives import OBJECTIVES
from lrviz.text import LANGUAGES, say

__all__ = ["as_html"]

WEB = Path(__file__).parents[1] / "ui" / "web"  # files alone: nothing of ui is imported
OWN = Path(__file__).parent / "web"
LEVEL = 9
_IMPORTED = re.compile(r'((?:from|import)\s*\(?\s*)"(\.{1,2}/[^"]+)"')
_PAGE = """\
<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="lrviz {version}">
<title>{title}</title>
<link rel="icon" href="data:,">
{sheets}
<style>{css}</style>
<script type="importmap">{modules}</script>
</head>
<body>
<main>
<header>{head}{speakers}\
<button type="button" data-paper aria-label="{paper}" title="{paper}">◐</button></header>
{roots}
{below}
<footer>{foot}</footer>
<noscript>{still}</noscript>
</main>
<script type="application/json" id="lr-alone-about">{about}</script>
{packed}
<script type="module">import {{ begin }} from "lrviz/alone/alone.js"; begin();</script>
</body>
</html>
"""


def as_html(page: Snapshot, link: str = "") -> bytes:
    """The page as one file that plays, scrubs η and step, in both languages.

    Args:
        page: of Descent, Compare or Regression.
        link: the address in front of the query, for the way back to the live page.

    Raises:
        ExportError: the settings cannot be run.
    """
    said = {each: replace(page, config=page.config.replace(language=each)) for each in LANGUAGES}
    made = played_parts(said)
    parts, packed = made.parts, {"plotly": _plotly()}
    for i, part in enumerate(parts):
        for name, languages in part.payloads.items():
            split = {language: _split(payload) for language, payload in languages.items()}
            packed |= {f"{i}-{name}-{language}": head for language, (head, _) in split.items()}
            packed[f"{i}-{name}"] = next(iter(split.values()))[1]
    folders = sorted({part.module.split("/")[0] for part in parts})
    text = _PAGE.format(
        language=page.language,
        version=lrviz.__version__,
        title=escape(_title(page)),
        sheets="".join(f'<link rel="inlined" href="{_sheet(each)}">' for each in folders),
        css="".join([_faces(), *map(_style, folders), (OWN / "alone.css").read_text("utf-8")]),
        modules=_inlined({"imports": _modules(folders)}),
        head=_spoken(said, "h1", _title) + _spoken(said, "p", formula_line),
        speakers="".join(
            f'<button type="button" data-speak="{name}" lang="{name}">{called}</button>'
            for name, called in LANGUAGES.items()
        ),
        paper=escape(f"{say('export.paper', 'en')} / {say('export.paper', 'zh')}"),
        roots="".join(part.markup for part in parts),
        below=made.below,
        foot=_spoken(said, "span", lambda each: _foot(each, link), markup=True),
        still=made.still,
        about=_inlined(
            {
                "language": page.language,
                "title": {language: _title(each) for language, each in said.items()},
                "parts": [{"module": f"lrviz/{p.module}", "film": p.film} for p in parts],
            }
        ),
        packed="".join(
            f'<script type="text/plain" id="lr-alone-{name}">{_packed(content)}</script>\n'
            for name, content in packed.items()
        ),
    )
    return text.encode()


def _split(payload: bytes) -> tuple[bytes, bytes]:
    """The header of a payload, which speaks a language, and its numbers, which do not."""
    (length,) = struct.unpack_from("<I", payload)
    return payload[4 : 4 + length], payload[4 + length :]


def _packed(content: bytes) -> str:
    return base64.b64encode(gzip.compress(content, LEVEL, mtime=0)).decode()


def _inlined(value: Any) -> str:
    """JSON that no HTML can end."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")


def _modules(folders: Sequence[str]) -> Mapping[str, str]:
    """Every module by its name, as the address that holds its text."""
    found = {}
    for name, path in _sources(folders):
        text = path.read_text("utf-8").replace("import.meta.url", json.dumps(f"lrviz:/{name}"))
        folder = name.partition("/")[0]
        text = _IMPORTED.sub(lambda m, at=folder: f'{m[1]}"{_named(m[2], at)}"', text)  # type: ignore[misc]
        inlined = base64.b64encode(text.encode()).decode()
        found[f"lrviz/{name}"] = f"data:text/javascript;base64,{inlined}"
    return found


def _sources(folders: Sequence[str]) -> Iterator[tuple[str, Path]]:
    for folder in ("lib", *folders):
        yield from ((f"{folder}/{path.name}", path) for path in sorted((WEB / folder).glob("*.js")))
    yield "alone/alone.js", OWN / "alone.js"


def _named(relative: str, folder: str) -> str:
    """A module's name in the import map from its place relative to ``folder``."""
    if relative.startswith("./"):
        return f"lrviz/{folder}/{relative[2:]}"
    return f"lrviz/{relative.removeprefix('../')}"


def _sheet(folder: str) -> str:
    """What a module takes its stylesheet's address to be; its text is in the page already."""
    return f"lrviz:/{folder}/{folder}.css"


def _style(folder: str) -> str:
    return (WEB / folder / f"{folder}.css").read_text("utf-8")


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


@cache
def _plotly() -> bytes:
    """plotly.js as the package has it; the package itself is not imported.

    Raises:
        ExportError: it is not installed.
    """
    found = find_spec("plotly")
    if found is None or found.origin is None:
        raise ExportError("needs", library="plotly")
    return (Path(found.origin).parent / "package_data" / "plotly.min.js").read_bytes()


def _spoken(
    said: Mapping[str, Snapshot],
    tag: str,
    of: Callable[[Snapshot], str],
    *,
    markup: bool = False,
) -> str:
    """A text in every language; the page shows the one it speaks."""
    return "".join(
        f'<{tag} lang="{language}">{of(each) if markup else escape(of(each))}</{tag}>'
        for language, each in said.items()
    )


def _title(page: Snapshot) -> str:
    name = page.objective.name
    if name in OBJECTIVES:
        return say(f"objective.{name}.title", page.language)
    if page.page == "regression":
        return f"{page.task.target} ~ {', '.join(page.task.features)}"
    return page.objective.title


def _foot(page: Snapshot, link: str) -> str:
    """What made the page, and the way back to the live one."""
    made = escape(say("export.made", page.language, version=lrviz.__version__))
    if link:
        address = escape(f"{link}?{page.query}")
        return f'{made} <a href="{address}">{escape(say("export.live", page.language))}</a>'
    again = say("export.again", page.language, query=page.short_query)
    return f"{made} {escape(' '.join(again.split()))}"
