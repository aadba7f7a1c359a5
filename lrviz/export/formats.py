"""The formats a page can be taken home in: one registry, for the page and the command line."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from lrviz.export.errors import ExportError
from lrviz.export.notebook import notebook_of
from lrviz.export.numbers import numbers_of
from lrviz.export.options import Options
from lrviz.export.scripts import script_of
from lrviz.export.snapshot import PAGES, Snapshot
from lrviz.export.tables import as_csv, as_json, as_npz
from lrviz.text.notices import shown

__all__ = ["FORMATS", "Format", "Tell", "format_of", "formats_for"]

Tell = Callable[[float], object]  # hears the share that is done; what it raises ends the work
Make = Callable[[Snapshot, Options, Tell], bytes]


@dataclass(frozen=True, kw_only=True)
class Format:
    """A kind of file.

    Attributes:
        suffix: of its name, without the dot; its texts are ``export.format.<suffix>``.
        media: what a browser is told that it is.
        make: a page to the file's content.
        pages: those that can be taken home in it.
        options: what of Options it heeds; "size" are width and height.
    """

    suffix: str
    media: str
    make: Make
    pages: tuple[str, ...] = tuple(PAGES)
    options: tuple[str, ...] = ()


def _csv(page: Snapshot, options: Options, _tell: Tell) -> bytes:
    return as_csv(numbers_of(page), options.sheet)


def _json(page: Snapshot, _options: Options, _tell: Tell) -> bytes:
    return as_json(numbers_of(page))


def _npz(page: Snapshot, _options: Options, _tell: Tell) -> bytes:
    return as_npz(numbers_of(page))


def _py(page: Snapshot, options: Options, _tell: Tell) -> bytes:
    return script_of(page, options.form).encode()


def _ipynb(page: Snapshot, options: Options, _tell: Tell) -> bytes:
    return notebook_of(page, options.form)


def _svg(page: Snapshot, options: Options, _tell: Tell) -> bytes:
    from lrviz.export.slides import slide_of

    return slide_of(page, options, caption=options.caption).encode()


def _png(page: Snapshot, options: Options, _tell: Tell) -> bytes:
    from lrviz.export.raster import png
    from lrviz.export.slides import slide_of

    return png(slide_of(page, options, caption=options.caption), options.scale)


def _gif(page: Snapshot, options: Options, tell: Tell) -> bytes:
    from lrviz.export.moving import as_gif

    return as_gif(page, options, tell)


def _mp4(page: Snapshot, options: Options, tell: Tell) -> bytes:
    from lrviz.export.moving import as_mp4

    return as_mp4(page, options, tell)


def _html(page: Snapshot, options: Options, _tell: Tell) -> bytes:
    from lrviz.export.html import as_html

    return as_html(page, options.link)


_PICTURE = ("what", "theme", "size", "caption", "link")
_FILM = ("theme", "size", "first", "last", "frames", "speed", "link")


def _state(page: Snapshot, _options: Options, _tell: Tell) -> bytes:
    from lrviz.export.state_file import state_of

    return state_of(page)


_STATE = "lrviz.json"
_MOVING = ("descent", "compare", "regression", "network")
_NOTEBOOK = "application/x-ipynb+json"
FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        each.suffix: each
        for each in (
            Format(suffix="html", media="text/html", make=_html, options=("link",)),
            Format(suffix="png", media="image/png", make=_png, options=(*_PICTURE, "scale")),
            Format(suffix="svg", media="image/svg+xml", make=_svg, options=_PICTURE),
            Format(suffix="gif", media="image/gif", make=_gif, pages=_MOVING, options=_FILM),
            Format(suffix="mp4", media="video/mp4", make=_mp4, pages=_MOVING, options=_FILM),
            Format(suffix="csv", media="text/csv", make=_csv, options=("sheet",)),
            Format(suffix="json", media="application/json", make=_json),
            Format(suffix=_STATE, media="application/json", make=_state),
            Format(suffix="npz", media="application/octet-stream", make=_npz),
            Format(suffix="py", media="text/x-python", make=_py, options=("form",)),
            Format(
                suffix="ipynb", media="application/x-ipynb+json", make=_ipynb, options=("form",)
            ),
        )
    }
)


def format_of(name: str, page: str) -> Format:
    """The format of a file's name, by its suffix.

    Raises:
        ExportError: a suffix that is none, or that the page cannot be taken home in.
    """
    known = formats_for(page)
    suffix = name.rpartition(".")[2].lower() if "." in name else ""
    if name.lower().endswith(f".{_STATE}"):
        suffix = _STATE
    if suffix not in FORMATS:
        given = shown(f".{suffix}" if suffix else name)
        raise ExportError("no_format", given=given, allowed=", ".join(f".{each}" for each in known))
    if suffix not in known:
        raise ExportError("not_here", page=page, suffix=suffix, allowed=", ".join(known))
    return FORMATS[suffix]


def formats_for(page: str) -> Mapping[str, Format]:
    """The formats that ``page`` can be taken home in, by suffix."""
    return {name: each for name, each in FORMATS.items() if page in each.pages}
