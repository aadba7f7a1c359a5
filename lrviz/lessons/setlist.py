"""A set list: any stops and states of pages in any order, under a name, as one line of text."""

from collections.abc import Sequence
from dataclasses import dataclass

from lrviz.lessons.course import stop
from lrviz.lessons.record import Stop
from lrviz.lessons.states import PAGES, reason, state
from lrviz.settings.config import RunConfig
from lrviz.text.notices import ConfigError, Notice, shown

__all__ = ["EXAMPLE", "MOST", "PageState", "SetList", "read_list", "trouble", "write_list"]

BETWEEN = "|"
MOST = 100  # A list has at most so many items.
# What a list looks like is shown by this one to whoever has written none.
EXAMPLE = "Monday|crawl|descent?lr=0.5"


@dataclass(frozen=True)
class PageState:
    """A state of a page, as an item of a list.

    Attributes:
        page: a name in PAGES.
        query: its address.
    """

    page: str
    query: str


@dataclass(frozen=True, eq=False)
class SetList:
    """What a lecture pages through.

    Attributes:
        name: what it is called.
        items: at least one.
    """

    name: str
    items: tuple[Stop | PageState, ...]


def read_list(text: str) -> SetList:
    """The list of ``write_list``'s text: a name, then stops and ``page?query``, with ``|`` between;
    an item of nothing is none.

    Raises:
        ConfigError: a list of nothing or of too much, or an item that is neither; it says which.

    >>> [type(each).__name__ for each in read_list("Monday|crawl|descent?lr=0.5").items]
    ['Stop', 'PageState']
    """
    name, *parts = text.split(BETWEEN)
    items = [each for each in parts if each.strip()]
    if not items:
        said = {"given": shown(text), "example": EXAMPLE}
        raise ConfigError(Notice("lesson.list.empty", said))
    if len(items) > MOST:
        raise ConfigError(Notice("lesson.list.count", {"most": MOST, "given": len(items)}))
    return SetList(name.strip(), tuple(_item(n, each) for n, each in enumerate(items, 1)))


def write_list(name: str, items: Sequence[str]) -> str:
    """The text of a list; a ``|`` within a name or an item is a blank."""
    return BETWEEN.join(each.replace(BETWEEN, " ").strip() for each in (name, *items))


def _item(place: int, text: str) -> Stop | PageState:
    page, mark, query = text.strip().partition("?")
    if mark and page in PAGES:
        return PageState(page, query)
    try:
        return stop(text.strip())
    except ConfigError:
        said = {"place": place, "given": shown(text), "pages": ", ".join(PAGES)}
        raise ConfigError(Notice("lesson.list.item", said)) from None


def trouble(place: int, item: PageState, language: str = "en") -> Notice | None:
    """Why a state no longer runs as it is written, and which of the list it is; None where it
    does. ``language`` is that of the reason."""
    said = {"place": place, "page": item.page}
    if notes := RunConfig.from_query(item.query).notes:
        return Notice("lesson.list.broken", {**said, "reason": notes[0].sentence(language)})
    try:
        state(item.page, item.query)
    except ValueError as error:
        return Notice("lesson.list.broken", {**said, "reason": reason(error, language)})
    return None
