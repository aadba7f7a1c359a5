"""The course as a folder of static pages, which any host serves and a file address opens."""

from collections.abc import Iterator, Sequence
from functools import partial
from html import escape
from pathlib import Path

import lrviz
from lrviz.export.assets import OWN, import_map, plotly_js, styles
from lrviz.export.formats import Tell
from lrviz.export.options import check_address
from lrviz.export.shell import buttons, in_json, metadata, spoken
from lrviz.export.stop_page import FOLDERS, MODULES, stop_page
from lrviz.export.whole_folder import replacing_folder
from lrviz.lessons import STOPS, TOPICS, Stop, before, point, topic
from lrviz.text import LANGUAGES, say

__all__ = ["site_files", "write_site"]

_INDEX = """\
<!doctype html>
<html lang="{language}" {titles}>
<head>
{metadata}
<link rel="stylesheet" href="assets/lrviz.css">
</head>
<body class="lr-site">
<main>
<header>{head}{buttons}</header>
<div class="lr-site-intro">{intro}</div>
<p><input id="lr-search" type="search" autocomplete="off" {asks}></p>
<p id="lr-none" role="status" hidden>{none}</p>
{chapters}
<footer>{foot}</footer>
</main>
<script type="module">{script}</script>
</body>
</html>
"""
# A page opened as a file may fetch no module, but it may run a script: that one brings them all.
_MODULES = """\
const map = document.createElement("script");
map.type = "importmap";
map.textContent = JSON.stringify({});
document.currentScript.after(map);
"""


def write_site(
    out: Path, language: str, tell: Tell, link: str = "", stops: Sequence[Stop] = STOPS
) -> int:
    """Write the site to the folder ``out``; returns its bytes.

    The folder is there whole or as it was. One that holds a site is replaced; one that holds
    anything else is left alone.

    Raises:
        ExportError: the folder or the disk cannot be used, a state cannot be run, or ``link`` is no
            address of the web.
    """
    check_address(link)
    written = 0
    with replacing_folder(out) as beside:
        for i, (name, content) in enumerate(site_files(language, link, stops)):
            path = beside / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content)
            written += len(content)
            tell(min(1.0, i / (len(stops) + 3)))
    tell(1.0)
    return written


def site_files(
    language: str, link: str = "", stops: Sequence[Stop] = STOPS
) -> Iterator[tuple[str, bytes]]:
    """Every file of the site: its name within the folder, and its content."""
    modules = in_json(import_map(FOLDERS, MODULES))
    yield "index.html", _index(language, stops).encode()
    yield "assets/lrviz.css", styles(FOLDERS, ["alone", "site"]).encode()
    yield "assets/modules.js", _MODULES.replace("{}", modules).encode()
    yield "assets/plotly.min.js", plotly_js()
    for each in stops:
        yield f"{each.id}.html", stop_page(each, stops, language, link)


def _index(language: str, stops: Sequence[Stop]) -> str:
    titles = {name: escape(say("export.site.title", name)) for name in LANGUAGES}
    asks = {name: escape(say("export.site.search", name)) for name in LANGUAGES}
    return _INDEX.format(
        language=language,
        titles=" ".join(f'data-title-{name}="{text}"' for name, text in titles.items()),
        metadata=metadata(say("export.site.title", language)),
        head=spoken("h1", partial(say, "export.site.title")),
        buttons=buttons(),
        intro=spoken("p", partial(say, "export.site.intro", count=len(stops))),
        asks=" ".join(f'data-{name}="{text}"' for name, text in asks.items()),
        none=spoken("span", partial(say, "export.site.none")),
        chapters="".join(_chapter(name, stops) for name in TOPICS),
        foot=spoken("span", partial(say, "export.site.made", version=lrviz.__version__)),
        script=(OWN / "index.js").read_text("utf-8"),
    )


def _chapter(name: str, stops: Sequence[Stop]) -> str:
    within = [each for each in stops if each.topic == name]
    if not within:
        return ""
    listed = "".join(map(_entry, within))
    return (
        f'<section data-topic="{name}"><h2>{spoken("span", partial(topic, name))}</h2>'
        f"<ol>{listed}</ol></section>"
    )


def _entry(stop: Stop) -> str:
    """A stop in the index, with the words it is found by in any language."""
    words = " ".join(
        f"{topic(stop.topic, language)} {_points(stop, language)} "
        + " ".join(before(stop, part, language) for part in ("title", "text", "question"))
        for language in LANGUAGES
    )
    title = spoken("span", partial(before, stop, "title"))
    question = spoken("p", partial(before, stop, "question"))
    return (
        f'<li data-stop="{stop.id}" data-words="{escape(words.lower())}">'
        f'<span class="lr-mark" aria-hidden="true"></span>'
        f'<a href="{stop.id}.html">{title}</a>{question}</li>'
    )


def _points(stop: Stop, language: str) -> str:
    return " ".join(point(part, language) for part in stop.meets)
