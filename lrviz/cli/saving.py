"""``lrviz save``: a page taken home as a file, in the format of its suffix."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lrviz.cli.arguments import CommandError, Found, Option
from lrviz.cli.linked import page_of
from lrviz.cli.progress import bar
from lrviz.cli.reading import LANG, language_of
from lrviz.settings.fields import MAX_STEPS, whole
from lrviz.settings.links import of_link
from lrviz.text import say
from lrviz.text.notices import shown

if TYPE_CHECKING:
    from lrviz.export.options import Options
    from lrviz.export.snapshot import Snapshot

__all__ = ["OPTIONS", "save", "save_help"]

OPTIONS = (
    Option("FILE"),
    Option("--page", "NAME"),
    Option("--query", "QUERY"),
    Option("--state", "FILE"),
    Option("--table", "NAME"),
    Option("--what", "page|loss|sweep|errors|table"),
    Option("--form", "scratch|torch"),
    Option("--theme", "light|dark"),
    Option("--size", "1280x720"),
    Option("--scale", "NUMBER"),
    Option("--caption"),
    Option("--address", "URL"),
    Option("--frames", "COUNT"),
    Option("--first", "STEP"),
    Option("--last", "STEP"),
    Option("--speed", "NUMBER"),
    LANG,
)
_TEXTS = {"--table": "sheet", "--form": "form", "--theme": "theme", "--address": "link"}
_TEXTS |= {"--what": "what"}
_NUMBERS = ("scale", "frames", "first", "last", "speed")
# What of a file's look each option says, as the formats name what they heed.
_HOW: Mapping[str, str] = {
    **_TEXTS,
    **{f"--{name}": name for name in _NUMBERS},
    "--size": "size",
    "--caption": "caption",
}


def save(found: Found) -> str:
    """Write a page to a file, and say so; a terminal sees how far it has got.

    Raises:
        CommandError: no file is named, or what is asked for cannot be had.
        ConfigError, FormulaError: a setting of the query that cannot be used.
    """
    # What pictures and films are made with loads slowly, and no other command needs it.
    from lrviz.cli.report import byte_count
    from lrviz.export.errors import ExportError
    from lrviz.export.formats import format_of
    from lrviz.export.save import save as saved

    if "FILE" not in found:
        raise CommandError("no_file")
    try:
        page = _page(found)
        path = Path(found["FILE"][-1])
        _check_heeded(found, path.suffix, format_of(path.name, page.page).options)
        size = saved(page, path, _options(found), bar())
    except ExportError as error:
        raise CommandError.of(error.notice) from None
    return say("cli.saved", page.language, path=str(path), size=byte_count(size)) + "\n"


def save_help(language: str) -> str:
    """The formats, what each is for, and some lines to try."""
    from lrviz.cli.report import names_table
    from lrviz.export.formats import FORMATS

    rows = [(f".{name}", say(f"export.format.{name}", language)) for name in FORMATS]
    return "\n".join(
        [
            say("cli.formats", language),
            names_table(rows),
            "",
            say("cli.save_examples", language),
            "",
        ]
    )


def _page(found: Found) -> "Snapshot":
    """The page of a state file, or of a query."""
    from lrviz.export.snapshot import snapshot
    from lrviz.export.state_file import read_state

    if "--state" not in found:
        asked = found["--page"][-1] if "--page" in found else None
        return snapshot(page_of(_given(found, "--query", ""), asked), _query(found))
    if {"--page", "--query"} & found.keys():
        raise CommandError("state_and_query")
    path = found["--state"][-1]
    try:
        raw = Path(path).read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise CommandError("unreadable", path=shown(path), reason=reason) from None
    return read_state(raw)


def _check_heeded(found: Found, suffix: str, heeded: Collection[str]) -> None:
    """Refuse an option that does nothing in a file of this kind."""
    for option, name in _HOW.items():
        if option in found and name not in heeded:
            raise CommandError("unheeded", option=option, suffix=suffix)
    if "--address" in found and "caption" in heeded and "--caption" not in found:
        raise CommandError("no_caption")


def _given(found: Found, option: str, default: str) -> str:
    return found.get(option, [default])[-1]


def _query(found: Found) -> str:
    """The query, in the language that was asked for."""
    query = _given(found, "--query", "")
    return f"{of_link(query)[1]}&lang={language_of(found)}" if "--lang" in found else query


def _options(found: Found) -> "Options":
    from lrviz.export.options import LIMITS, Options, size

    given: dict[str, Any] = {n: found[name][-1] for name, n in _TEXTS.items() if name in found}
    for name in _NUMBERS:
        if f"--{name}" in found:
            low, high = LIMITS.get(name, (0, MAX_STEPS))
            given[name] = whole(name, low, high)(found[f"--{name}"][-1])
    if "--size" in found:
        given["width"], given["height"] = size(found["--size"][-1])
    return Options(**given, caption="--caption" in found)
