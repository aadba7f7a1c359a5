"""What the lecturer's desk is sent: its words, the course, and what can be asked of the view."""

from typing import Any
from urllib.parse import quote, urlencode

from lrviz.classroom.showing import paints
from lrviz.film.payload import pack
from lrviz.lessons import STOPS, TOPICS, before, topic
from lrviz.settings.fields import write
from lrviz.text import catalog, say
from lrviz.text.numbers import number
from lrviz.ui import session
from lrviz.ui.pages.compare.settings import SETTINGS as COMPARE

__all__ = ["payload"]

ASKS = {"verdict": "descent", "next": "descent", "critical": "descent", "wins": "compare"}


def payload(language: str) -> bytes:
    """The desk; nothing in it is secret, since the room's key never leaves the browser."""
    header: dict[str, Any] = {
        "kind": "classroom",
        "language": language,
        "present": session.config().present,
        "texts": _texts(language),
        "course": _course(language),
        "asks": _asks(language),
        "view": {"name": session.runnable()[1].title, "lr": number(session.config().lr)},
        "paints": {name: dict(paints(name)) for name in ("light", "dark")},
    }
    return pack(header, {})


def _texts(language: str) -> dict[str, str]:
    start = "desk."
    names = [key.removeprefix(start) for key in catalog(language) if key.startswith(start)]
    return {name: say(f"desk.{name}", language) for name in names}


def _course(language: str) -> list[dict[str, Any]]:
    """The chapters with their stops, each to be put to the class."""
    return [
        {
            "title": topic(name, language),
            "stops": [
                {"id": each.id, "title": before(each, "title", language)}
                for each in STOPS
                if each.topic == name
            ],
        }
        for name in TOPICS
    ]


def _asks(language: str) -> list[dict[str, str]]:
    """The questions about the run in view, as the other pages of this visit have left it."""
    config = session.config()
    run = config.replace(language="en", present=False).to_query()
    values = COMPARE.now()
    race = urlencode(
        [(each.key, write(values[each.name])) for each in COMPARE.settings],
        safe=",",
        quote_via=quote,
    )
    queries = {"descent": run, "compare": f"{run}&{race}"}
    given = {"next": config.step + 1}
    return [
        {
            "ask": ask,
            "page": page,
            "query": queries[page],
            "text": say(f"class.ask.{ask}.question", language, **given),
        }
        for ask, page in ASKS.items()
    ]
