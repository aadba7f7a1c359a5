"""What the panel of a stop is sent, and what is taken of what its browser says."""

from typing import Any

from lrviz.film.payload import pack
from lrviz.lessons import PageState, Stop, scored, stop
from lrviz.lessons.course import chapters
from lrviz.lessons.states import reason
from lrviz.panel.content import WAIVED, answer_of, revealed, shown, texts
from lrviz.text import say
from lrviz.text.notices import ConfigError
from lrviz.ui import session, veils
from lrviz.ui.pages.lessons.component import KEY, LESSON
from lrviz.ui.pages.lessons.settings import (
    begin_at,
    begin_item,
    leave_list,
    note,
    noted,
    open_list,
)

__all__ = ["hear", "payload"]


def hear() -> None:
    """Take what the browser says, before anything is drawn."""
    request, now = LESSON.request(KEY), veils.now_open()
    kind, said = request.get("kind"), request.get("said")
    session.want_whole_run()
    if kind == "item":
        at = request.get("at")
        begin_item(at if isinstance(at, int) else 0, said if isinstance(said, str) else None)
        return
    try:
        asked = stop(str(request.get("stop", "")))
    except ConfigError as error:
        note(error.notice)
        return
    if kind == "open":
        leave_list()
        begin_at(asked, said if isinstance(said, str) else None)
    elif now is not None and asked is now.stop and kind == "again":
        begin_at(asked, None)
    elif now is not None and asked is now.stop and kind == "answer":
        _answer(asked, str(said))


def _answer(asked: Stop, said: str) -> None:
    """Lift the veil, unless it is no answer to the question: then the sentence says why."""
    if said != WAIVED:
        try:
            scored(asked, answer_of(asked, said))
        except ConfigError as error:
            note(error.notice)
            return
    begin_at(asked, said)


def payload(language: str) -> bytes:
    """The panel: the course, and of the open stop what may be known of it now."""
    now = veils.now_open()
    header: dict[str, Any] = {
        "kind": "lesson",
        "texts": texts(language),
        "course": chapters(language),
        "problem": noted(language),
        "language": language,
        "present": session.config().present,
        "list": _listed(language),
    }
    if now is None:
        return pack({**header, "stop": None, "said": None}, {})
    try:
        told = shown(now.stop, language, answered=now.said is not None)
        if now.said is not None:
            told |= revealed(now.stop, now.said, language)
    except ValueError as error:  # a state that the engine or the course has left behind
        broken = say("course.broken", language, stop=now.stop.id, reason=reason(error, language))
        return pack({**header, "stop": None, "said": None, "problem": broken}, {})
    return pack({**header, "stop": told, "said": now.said}, {})


def _listed(language: str) -> dict[str, Any] | None:
    """Where one is in a set list, and what stands before and after; None without a list."""
    now = open_list()
    if now is None:
        return None
    items, at = now.found.items, now.at
    state = isinstance(now.item, PageState)
    return {
        "name": now.found.name,
        "place": at + 1,
        "stops": [None if isinstance(each, PageState) else each.id for each in items],
        "title": say(f"page.{now.item.page}", language) if state else "",
    }
