"""A page as one HTML file that plays without a server, the stage's own modules within it."""

from collections.abc import Mapping
from dataclasses import replace
from html import escape

import lrviz
from lrviz.export.assets import import_map, plotly_js, sheet, styles
from lrviz.export.link_words import shown_title
from lrviz.export.options import Options
from lrviz.export.played import played_parts
from lrviz.export.shell import PLACE, about, buttons, in_json, metadata, packed, spoken, templates
from lrviz.export.slides import formula_line, slide_of
from lrviz.export.snapshot import Snapshot
from lrviz.text import LANGUAGES, say

__all__ = ["as_html"]

_PAGE = """\
<!doctype html>
<html lang="{language}">
<head>
{metadata}
{sheets}
<style>{css}</style>
<script type="importmap">{modules}</script>
</head>
<body>
<main>
<header>{head}{buttons}</header>
{place}
<footer>{foot}</footer>
<noscript>{still}</noscript>
</main>
{templates}
{about}
{packed}
<script type="module">import {{ begin }} from "lrviz/alone/alone.js"; begin();</script>
</body>
</html>
"""


def as_html(page: Snapshot, link: str = "") -> bytes:
    """The page as one file that plays, scrubs η and step, in both languages.

    Args:
        page: what is shown.
        link: the address in front of the query, for the way back to the live page.

    Raises:
        ExportError: the settings cannot be run, or have no such picture.
    """
    said = {each: replace(page, config=page.config.replace(language=each)) for each in LANGUAGES}
    played = played_parts(said)
    folders = sorted({part.module.split("/")[0] for part in played.parts})
    text = _PAGE.format(
        language=page.language,
        metadata=metadata(shown_title(page)),
        sheets="".join(f'<link rel="inlined" href="{sheet(each)}">' for each in folders),
        css=styles(folders, ["alone"]),
        modules=in_json(import_map(folders, ["alone"])),
        head=_head(said),
        buttons=buttons(),
        place=PLACE,
        foot=spoken("span", lambda language: _foot(said[language], link), markup=True),
        still=slide_of(page, Options(), caption=True),
        templates=templates([played]),
        about=about(
            page.language, {name: shown_title(each) for name, each in said.items()}, [played]
        ),
        packed=packed([played], {"plotly": plotly_js()} if played.parts else {}),
    )
    return text.encode()


def _head(said: Mapping[str, Snapshot]) -> str:
    return spoken("h1", lambda language: shown_title(said[language])) + spoken(
        "p", lambda language: formula_line(said[language])
    )


def _foot(page: Snapshot, link: str) -> str:
    """What made the page, and the way back to the live one."""
    made = escape(say("export.made", page.language, version=lrviz.__version__))
    if link:
        address = escape(f"{link}?{page.query}")
        return f'{made} <a href="{address}">{escape(say("export.live", page.language))}</a>'
    again = say("export.again", page.language, query=page.short_query)
    return f"{made} {escape(' '.join(again.split()))}"
