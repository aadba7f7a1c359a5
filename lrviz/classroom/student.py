"""The student's page: plain HTML that works without its script, in a few kilobytes."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files

from lrviz.classroom.asking import state_of
from lrviz.classroom.rooms import Ballot, Room
from lrviz.classroom.showing import axis_names, paints, picture, shown, told
from lrviz.text import LANGUAGES, say

__all__ = ["View", "follow_page", "policy", "sheet", "student_page", "thanks"]


@dataclass(frozen=True, kw_only=True)
class View:
    """What a page shows.

    Attributes:
        room: the room; None where there is none to show.
        address: of the page, with the base path.
        language: of the words.
        mine: this student's answer to the question on the wall, as it is kept.
        refused: the sentence of what was refused.
        typed: what a form held that was refused, so that nothing typed is lost.
    """

    room: Room | None
    address: str
    language: str
    mine: str | None = None
    refused: str = ""
    typed: Mapping[str, str] | None = None


def student_page(view: View) -> str:
    """The whole page."""
    language, room = view.language, view.room
    code = room.code if room else ""
    others = "".join(
        f' <a href="?lang={name}" lang="{name}" hreflang="{name}">{title}</a>'
        for name, title in LANGUAGES.items()
        if name != language
    )
    body = sheet(view) if room else _door(view)
    alert = f' class="alert">{escape(view.refused)}' if view.refused else ">"
    data = {
        "at": view.address,
        "language": language,
        "version": room.version if room else -1,
        "lost": say("class.lost", language),
    }
    given = " ".join(f'data-{name}="{escape(str(value))}"' for name, value in data.items())
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<title>lrviz {code}</title><link rel="icon" href="data:,">'
        f"<style>{_style()}</style></head><body {given}>"
        f"<header><b>lrviz</b> <span>{code}</span>{others}</header>"
        f'<main id="sheet" aria-live="polite">{body}</main>'
        f'<p id="said" role="status"{alert}</p>'
        f"<script>{_script()}</script></body></html>"
    )


def sheet(view: View) -> str:
    """What is on the wall, as this student sees it: the part that changes with each step."""
    room, language = view.room, view.language
    assert room is not None
    ballot = room.now
    if ballot is None:
        return _line("class.waiting", language, "h1") + _look(view)
    known = shown(ballot.poll, language)
    head = f"<h1>{escape(known.title)}</h1>"
    if ballot.step == "revealed":
        answer = escape(told(ballot.poll, language))
        return f"{head}<p>{escape(known.question)}</p><p class='told'>{answer}</p>{_look(view)}"
    head += f"<p>{escape(known.text)}</p>"
    head += f"<p>{known.loss}</p>" if known.loss else ""
    if ballot.step == "closed":
        return f"{head}{_line('class.closed', language, 'h2')}{_look(view)}"
    second = _line("class.second", language, "p") if ballot.vote > 1 else ""
    return f"{head}{second}{_form(view, ballot)}"


def _door(view: View) -> str:
    """Where a code is typed."""
    label, button = (escape(say(f"class.{key}", view.language)) for key in ("code", "enter"))
    return (
        f'<form action="{escape(view.address)}" data-plain><p class="fields"><label>{label} '
        '<input name="code" autocapitalize="characters" autocomplete="off" spellcheck="false"'
        f' maxlength="20" required></label><button class="send">{button}</button></p>'
        f'<input type="hidden" name="lang" value="{view.language}"></form>'
    )


def thanks(language: str) -> str:
    """What is said when an answer is in."""
    return say("class.thanks", language)


def _form(view: View, ballot: Ballot) -> str:
    assert view.room is not None
    language, name = view.language, view.room.name_of(ballot.vote)
    known = shown(ballot.poll, language)
    fields = {"word": _words, "number": _number, "tap": _tap, "order": _order}[known.kind]
    done = f'<p class="done">{escape(thanks(language))}</p>' if view.mine is not None else ""
    drawn = picture(ballot.poll, language)
    map_ = drawn.svg if drawn and known.kind != "tap" else ""
    return (
        f'<form method="post" action="{escape(view.address)}/vote?lang={language}">'
        f'<input type="hidden" name="vote" value="{name}">'
        f"<fieldset><legend>{escape(known.question)}</legend>{map_}{fields(view, ballot)}"
        f"</fieldset>{done}</form>"
    )


def _words(view: View, ballot: Ballot) -> str:
    buttons = "".join(
        f'<button name="answer" value="{escape(name)}" aria-pressed='
        f'"{"true" if name == view.mine else "false"}">{escape(text)}</button>'
        for name, text in shown(ballot.poll, view.language).options
    )
    return f'<div class="options">{buttons}</div>'


def _number(view: View, ballot: Ballot) -> str:
    unit = escape(shown(ballot.poll, view.language).unit)
    value = escape(_typed(view, "answer") or view.mine or "")
    return (
        f'<p class="fields"><label>{unit} <input name="answer" inputmode="decimal"'
        f' autocomplete="off" required maxlength="40" value="{value}"></label>{_send(view)}</p>'
    )


def _tap(view: View, ballot: Ballot) -> str:
    """The map; two fields hold the place, for hands without a script and for screen readers."""
    drawn = picture(ballot.poll, view.language)
    assert drawn is not None
    canvas, mine = drawn.canvas, (view.mine or ",").split(",")
    (x_low, x_high), (y_low, y_high) = canvas.box
    marks = {"width": canvas.width, "height": canvas.height}
    marks |= {"left": x_low, "right": x_high, "bottom": y_low, "top": y_high}
    data = " ".join(f'data-{name}="{value:.12g}"' for name, value in marks.items())
    names = axis_names(state_of(ballot.poll))
    fields = "".join(
        f'<label>{escape(name)} <input name="{key}" autocomplete="off" required'
        f' maxlength="40" value="{escape(_typed(view, key) or value)}"></label>'
        for key, name, value in zip(("x", "y"), names, mine, strict=True)
    )
    hint = escape(say("class.tap", view.language))
    return (
        f'<div class="map" {data} aria-label="{hint}">{drawn.svg}</div>'
        f'<p class="hint">{hint}</p><p class="fields">{fields}{_send(view)}</p>'
    )


def _order(view: View, ballot: Ballot) -> str:
    options = shown(ballot.poll, view.language).options
    mine = view.mine.split(",") if view.mine else []
    rows = []
    for name, text in options:
        at = _typed(view, f"place.{name}") or (str(mine.index(name) + 1) if mine else "")
        places = "".join(
            f"<option{' selected' if str(i) == at else ''}>{i}</option>"
            for i in range(1, len(options) + 1)
        )
        rows.append(
            f'<label>{escape(text)} <select name="place.{escape(name)}" required>'
            f'<option value="">–</option>{places}</select></label>'
        )
    hint = escape(say("class.order", view.language))
    return f'<p class="hint">{hint}</p><p class="fields order">{"".join(rows)}{_send(view)}</p>'


def _typed(view: View, name: str) -> str:
    return view.typed.get(name, "")[:40] if view.typed else ""


def _send(view: View) -> str:
    return f"<button class='send'>{escape(say('class.send', view.language))}</button>"


def _look(view: View) -> str:
    """The way on for those without a script; the others are told by themselves."""
    text = escape(say("class.look", view.language))
    return f'<noscript><p><a href="?lang={view.language}">{text}</a></p></noscript>'


def _line(key: str, language: str, tag: str) -> str:
    return f"<{tag}>{escape(say(key, language))}</{tag}>"


@cache
def _style() -> str:
    light, dark = (
        ";".join(f"--{key}:{value}" for key, value in paints(name).items())
        for name in ("light", "dark")
    )
    schemes = f":root{{{light}}}@media(prefers-color-scheme:dark){{:root{{{dark}}}}}"
    return schemes + _file("student.css")


@cache
def _script() -> str:
    return _file("student.js")


def _file(name: str) -> str:
    text = (files("lrviz.classroom") / "web" / name).read_text(encoding="utf-8")
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


@cache
def policy() -> str:
    """The content security policy of the page: its own style and script, its own server."""
    return (
        f"default-src 'none'; script-src {_source(_script())}; style-src {_source(_style())};"
        " connect-src 'self'; form-action 'self'; img-src data:; base-uri 'none';"
        " frame-ancestors 'none'"
    )


@cache
def follow_page() -> tuple[str, str]:
    """The page that a second screen passes through, and its content security policy."""
    script = _file("follow.js")
    page = f'<!doctype html><meta charset="utf-8"><title>lrviz</title><script>{script}</script>'
    return page, f"default-src 'none'; script-src {_source(script)}; frame-ancestors 'none'"


def _source(text: str) -> str:
    """What a policy allows: this very text."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
