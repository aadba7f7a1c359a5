"""The HTML around what plays: films packed into the page, texts in every language.

What is large is packed with gzip and unpacked by the browser. What plays stands in templates, a
set of components each; a script puts one of them in its place.
"""

import base64
import gzip
import json
import struct
from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any

import lrviz
from lrviz.export.played import Played, PlayedPart
from lrviz.text import LANGUAGES, say

__all__ = [
    "PLACE",
    "about",
    "as_text",
    "buttons",
    "in_json",
    "metadata",
    "packed",
    "spoken",
    "templates",
]

LEVEL = 9  # The highest level of gzip: a page is packed once.
PLACE = '<div id="lr-alone-place"></div>'  # A set of components is put there.


def metadata(title: str) -> str:
    """What the head of every page begins with. Its icon is none, or a browser would ask for one."""
    return (
        '<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="generator" content="lrviz {lrviz.__version__}">\n'
        f'<title>{escape(title)}</title>\n<link rel="icon" href="data:,">'
    )


def about(language: str, title: Mapping[str, str], sets: Sequence[Played], **more: Any) -> str:
    """What the script of the page must know."""
    known = [[_part(part) for part in each.parts] for each in sets]
    told = {"language": language, "title": title, "sets": known, **more}
    return f'<script type="application/json" id="lr-alone-about">{in_json(told)}</script>'


def _part(part: PlayedPart) -> Mapping[str, Any]:
    return {
        "module": f"lrviz/{part.module}",
        "film": part.film,
        "keys": part.keys,
        "slopes": "slopes" in part.payloads,
    }


def templates(sets: Sequence[Played]) -> str:
    """The markup of each set."""
    return "".join(
        f'<template id="lr-alone-set-{i}">{each.above}'
        + "".join(f"<div data-lr-part>{part.markup}</div>" for part in each.parts)
        + f"{each.below}</template>"
        for i, each in enumerate(sets)
    )


def packed(sets: Sequence[Played], more: Mapping[str, bytes]) -> str:
    """The films of all sets, and whatever else, each under its name."""
    found = dict(more)
    for k, each in enumerate(sets):
        for i, part in enumerate(each.parts):
            for name, languages in part.payloads.items():
                split = {language: _split(payload) for language, payload in languages.items()}
                found |= {f"{k}-{i}-{name}-{which}": head for which, (head, _) in split.items()}
                found[f"{k}-{i}-{name}"] = next(iter(split.values()))[1]
    return "".join(
        f'<script type="text/plain" id="lr-alone-{name}">{as_text(content)}</script>\n'
        for name, content in found.items()
    )


def _split(payload: bytes) -> tuple[bytes, bytes]:
    """The header of a payload, which speaks a language, and its numbers, which do not."""
    (length,) = struct.unpack_from("<I", payload)
    return payload[4 : 4 + length], payload[4 + length :]


def as_text(content: bytes) -> str:
    """Bytes packed with gzip, as signs that any page may hold."""
    return base64.b64encode(gzip.compress(content, LEVEL, mtime=0)).decode()


def in_json(value: Any) -> str:
    """JSON that no HTML can end."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")


def spoken(tag: str, of: Callable[[str], str], *, markup: bool = False) -> str:
    """A text in every language; the page shows the one it speaks."""
    return "".join(
        f'<{tag} lang="{language}">{of(language) if markup else escape(of(language))}</{tag}>'
        for language in LANGUAGES
    )


def buttons() -> str:
    """The page's languages, and its paper."""
    speakers = "".join(
        f'<button type="button" data-speak="{name}" lang="{name}">{called}</button>'
        for name, called in LANGUAGES.items()
    )
    paper = escape(" / ".join(say("export.paper", language) for language in LANGUAGES))
    return (
        f'{speakers}<button type="button" data-paper aria-label="{paper}" title="{paper}">'
        "◐</button>"
    )
