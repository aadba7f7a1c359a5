"""A stop of the course as a static page: its state under the veil, its question, and the answer."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from html import escape
from typing import Any

import lrviz
from lrviz.export.assets import sheet
from lrviz.export.played import Played, played_parts
from lrviz.export.scoring_rules import rule_of
from lrviz.export.shell import PLACE, about, buttons, metadata, packed, spoken, templates
from lrviz.export.snapshot import Snapshot, snapshot
from lrviz.lessons import Stop, after, before, option
from lrviz.lessons.course import chapters
from lrviz.lessons.questions import ChoiceQuestion, OrderQuestion, VerdictQuestion
from lrviz.panel.content import WAIVED, revealed, shown, state_of, texts
from lrviz.text import LANGUAGES, say

__all__ = ["FOLDERS", "MODULES", "stop_page"]

FOLDERS = ("lesson", "probe", "reel", "regression", "stage")
MODULES = ("alone", "scoring", "site")
# What can be set where no server is: by page, the keys of its address.
_MOVES: Mapping[str, frozenset[str]] = {
    "descent": frozenset({"lr", "step"}),
    "compare": frozenset({"step"}),
    "regression": frozenset({"eta", "at"}),
    "gradient": frozenset({"start", "trial", "beat", "angle"}),
    "network": frozenset({"nframe", "npiece"}),
}
_PAGE = """\
<!doctype html>
<html lang="{language}">
<head>
{metadata}
<link rel="stylesheet" href="assets/lrviz.css">
{sheets}
<script src="assets/modules.js"></script>
<script id="lr-plotly" src="assets/plotly.min.js" async></script>
</head>
<body class="lr-site" data-todo="{todo}">
<main>
<header><a href="index.html">{course}</a>{buttons}</header>
<div class="lr-site-frame">
<div>{place}</div>
<aside><div class="lr-lesson" data-testid="lesson" data-stop="" data-answered="false"></div></aside>
</div>
<footer>{foot}</footer>
<noscript>{unscripted}</noscript>
</main>
{templates}
{about}
{packed}
<script type="module">import {{ beginStop }} from "lrviz/alone/site.js"; beginStop();</script>
</body>
</html>
"""


def stop_page(stop: Stop, among: Sequence[Stop], language: str, link: str = "") -> bytes:
    """The page of a stop.

    Args:
        stop: the record.
        among: the stops of the site, in order.
        language: the one it speaks first.
        link: where the live pages are served; "" for nowhere.

    Raises:
        ExportError: its state cannot be run.
    """
    sets = [_set(stop, None), _set(stop, WAIVED)]
    title = {name: before(stop, "title", name) for name in LANGUAGES}
    content = {
        f"lesson-{name}": json.dumps(_content(stop, among, name)).encode() for name in LANGUAGES
    }
    return _PAGE.format(
        language=language,
        metadata=metadata(title[language]),
        sheets="".join(f'<link rel="inlined" href="{sheet(each)}">' for each in FOLDERS),
        todo="here" if stop.task.key in _MOVES[stop.page] else "none",
        course=spoken("span", lambda name: f"← {say('export.site.title', name)}"),
        buttons=buttons(),
        place=PLACE,
        foot=spoken("span", lambda name: _foot(stop, name, link), markup=True),
        unscripted=spoken("div", lambda name: _unscripted(stop, name), markup=True),
        templates=templates(sets),
        about=about(language, title, sets, plotly="assets/plotly.min.js"),
        packed=packed(sets, content),
    ).encode()


def _set(stop: Stop, said: str | None) -> Played:
    page = snapshot(stop.page, state_of(stop, said))
    veils = frozenset() if said is not None else frozenset(stop.veils)
    return played_parts({language: _speaking(page, language) for language in LANGUAGES}, veils)


def _speaking(page: Snapshot, language: str) -> Snapshot:
    return replace(page, config=page.config.replace(language=language))


def _content(stop: Stop, among: Sequence[Stop], language: str) -> Mapping[str, Any]:
    """All that the panel is sent, before the answer and after it, and how an answer is scored."""
    names = [each.id for each in among]
    at = names.index(stop.id)
    course = [
        {**chapter, "stops": [each for each in chapter["stops"] if each["id"] in names]}
        for chapter in chapters(language)
    ]
    place = {
        "place": at + 1,
        "of": len(names),
        "back": names[at - 1] if at else None,
        "next": names[at + 1] if at + 1 < len(names) else None,
    }
    then = shown(stop, language, answered=True)["task"]
    return {
        "texts": texts(language),
        "course": [chapter for chapter in course if chapter["stops"]],
        "before": {**shown(stop, language, answered=False), **place},
        "after": {**revealed(stop, WAIVED, language), "task": then},
        "rule": rule_of(stop, language),
    }


def _foot(stop: Stop, language: str, link: str) -> str:
    made = escape(say("export.site.made", language, version=lrviz.__version__))
    if not link:
        return made
    address = escape(f"{link.rstrip('/')}/lessons?stop={stop.id}&lang={language}")
    return f'{made} <a href="{address}">{escape(say("export.live", language))}</a>'


def _unscripted(stop: Stop, language: str) -> str:
    """The stop as text, where no script may run."""
    told = "".join(
        f"<p>{escape(before(stop, part, language))}</p>" for part in ("text", "question")
    )
    question, options = stop.question, list[str]()
    if isinstance(question, VerdictQuestion):
        options = list(question.words)
    elif isinstance(question, ChoiceQuestion):
        options = [each.name for each in question.options]
    elif isinstance(question, OrderQuestion):
        options = sorted(name for name, _ in question.items)
    listed = "".join(f"<li>{escape(option(stop, name, language))}</li>" for name in options)
    answer = escape(after(stop, "reveal", language))
    found = escape(say("course.panel.found", language))
    return (
        f"<h1>{escape(before(stop, 'title', language))}</h1>{told}<ul>{listed}</ul>"
        f"<details><summary>{found}</summary><p>{answer}</p></details>"
    )
