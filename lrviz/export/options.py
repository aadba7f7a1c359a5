"""How a page is taken home: what a film or a picture is like, each with its limits."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from lrviz.export.errors import ExportError
from lrviz.settings.fields import whole
from lrviz.text.notices import shown

__all__ = [
    "FORMS",
    "LIMITS",
    "PARTS",
    "SIDES",
    "TABLE",
    "THEMES",
    "WHOLE",
    "Options",
    "check_address",
    "size",
]

THEMES = ("light", "dark")
WHOLE, TABLE = "page", "table"
# What a picture can show of a page; no page has all of them.
PARTS = (WHOLE, "loss", "sweep", "errors", TABLE)
FORMS = ("scratch", "torch")
SIDES = (160, 3840)  # Pixels of a picture's or a film's side, at least and at most.
MOST_FRAMES = 600  # A film has at most so many frames.
MOST_SPEED = 60  # A film has at most so many frames a second.
MOST_SCALE = 4  # A picture has at most so many pixels for one of its own, each way.
# The least and the most of each number of Options that is none of the run's steps.
LIMITS: Mapping[str, tuple[int, int]] = MappingProxyType(
    {
        "width": SIDES,
        "height": SIDES,
        "scale": (1, MOST_SCALE),
        "frames": (0, MOST_FRAMES),
        "speed": (1, MOST_SPEED),
    }
)

_SIZE = re.compile(r"(\d{1,5})\s*[x×*]\s*(\d{1,5})")


@dataclass(frozen=True, kw_only=True)
class Options:
    """What may be chosen; a format takes no notice of what it has no use for.

    Attributes:
        sheet: which table of a CSV, "" for the page's own.
        what: of PARTS, what a picture shows; a film shows the page.
        theme: "light" or "dark".
        width, height: pixels of a picture or a film.
        scale: of a PNG: 2 for twice the pixels.
        caption: whether a picture says its formula, rule, η and verdict.
        link: the address in front of the query, for captions and QR codes; "" for none.
        first, last: the steps of a film, ``last`` −1 for the run's last.
        frames: of a film; 0 for as many as the steps ask for, at least 30.
        speed: frames a second.
        form: of a regression's script: "scratch", or "torch" with torch's own layers.
    """

    sheet: str = ""
    what: str = WHOLE
    theme: str = "light"
    width: int = 1280
    height: int = 720
    scale: int = 2
    caption: bool = False
    link: str = ""
    first: int = 0
    last: int = -1
    frames: int = 0
    speed: int = 10
    form: str = "scratch"

    def __post_init__(self) -> None:
        for name, (low, high) in LIMITS.items():
            whole(name, low, high)(getattr(self, name))
        for name, known in (("theme", THEMES), ("form", FORMS), ("what", PARTS)):
            if getattr(self, name) not in known:
                given = shown(getattr(self, name))
                raise ExportError("no_choice", name=name, given=given, allowed=", ".join(known))
        if 0 <= self.last < self.first:
            raise ExportError("no_stretch", first=self.first, last=self.last)
        check_address(self.link)


def check_address(link: str) -> None:
    """See that ``link`` is an address of the web, or "" for none.

    Raises:
        ExportError: it is none.
    """
    if link and not link.startswith(("http://", "https://")):
        raise ExportError("no_address", given=shown(link))


def size(text: str) -> tuple[int, int]:
    """A width and a height as a person writes them.

    Raises:
        ExportError: they are none.

    >>> size("1280x720")
    (1280, 720)
    """
    found = _SIZE.fullmatch(text.strip())
    low, high = SIDES
    sides = [int(each) for each in found.groups()] if found else []
    if not sides or not all(low <= each <= high for each in sides):
        raise ExportError("no_size", given=shown(text), low=low, high=high)
    return sides[0], sides[1]
